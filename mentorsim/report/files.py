"""What a run writes: tables as CSV, figures, the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from calibration.checks import CheckRow
from calibration.evidence import shipped_evidence
from calibration.posterior import Posterior
from calibration.trial import Trial
from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.comparison.figures import effect_curves
from mentorsim.present.figure_files import DPI
from mentorsim.present.population.comparison import (
    population_comparison_table,
    population_comparison_text,
)
from mentorsim.present.trial_figures import process_curves, trial_curves
from mentorsim.present.workbook.table_files import machine_csv, write_spreadsheets, write_tables
from mentorsim.report.letterhead import report_name
from mentorsim.report.report import report_of
from mentorsim.saved.run import TABLES, InSituation, run_of, write_run
from scenarios.comparison.compare import Comparison
from scenarios.comparison.ranking import Ranking
from scenarios.municipality.local_population import LocalPeople


def write_comparison(
    out: Path,
    result: Comparison,
    provenance: Mapping[str, str],
    languages: Sequence[Language],
    posterior: Posterior | None = None,
    people: Trial | LocalPeople | None = None,
    situation: InSituation | None = None,
) -> None:
    """Tables, reports and provenance of a comparison, and what a later report needs.

    No file holds a row about a person: results are by group, and groups too small to show are
    blank in the comparison already.

    Args:
        out: folder.
        result: the comparison.
        provenance: of the run.
        languages: of the reports; their text tells of the trial that comes with the project, so
            that none is written about another study.
        posterior: the draws that were used; without them no report says what drives the result.
        people: who lived; without them no report has the order by expected gain.
        situation: whose it is, in its own numbers and prices; None if none was said.
    """
    run = run_of(result, provenance, posterior, people, situation)
    with whole_folder(out) as folder:
        write_run(folder, run)
        tables = {name: getattr(run.comparison, name) for name in TABLES}
        tables = {name: t.assign(population=result.population) for name, t in tables.items()}
        if result.population_comparison is not None:
            table = population_comparison_table(result.population_comparison)
            (folder / "population.csv").write_bytes(machine_csv(table))
            tables["population"] = table
            text = population_comparison_text(result.population_comparison)
            (folder / "population.json").write_text(text, encoding="utf-8", newline="\n")
        write_spreadsheets(folder, tables, languages, provenance)
        for language in languages if result.evidence == shipped_evidence() else ():
            html = report_of([run], language)
            (folder / report_name(language)).write_text(html, encoding="utf-8", newline="\n")
        figure = effect_curves(run.comparison, "education", languages[0])
        figure.savefig(folder / "education.png", dpi=DPI)
        text = json.dumps(dict(provenance), indent=1, ensure_ascii=False)
        (folder / "provenance.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_ranking(
    out: Path, result: Ranking, content: Mapping[str, Any], language: Language
) -> None:
    """The order under one budget as tables, and all that `--json` prints, provenance included.

    Args:
        out: folder of the results.
        result: the policies under one budget of paid mentor hours.
        content: all that `--json` prints.
        language: of the words.
    """
    with whole_folder(out) as folder:
        frame = result.table.assign(population=result.comparison.population)
        write_tables(folder, {"ranking": frame}, [language], content["provenance"])
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        (folder / "ranking.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_trial(
    out: Path,
    rows: Sequence[CheckRow],
    levels: xr.DataArray,
    process: xr.DataArray,
    language: Language,
    trial: Trial,
) -> None:
    """The trial beside the simulation: a table and two figures.

    Args:
        out: folder of the results.
        rows: each figure of the trial beside the simulated one.
        levels: as `calibration.trajectories.levels` gives them.
        process: as `calibration.trajectories.process` gives them.
        language: of the words.
        trial: whose world it is.
    """
    with whole_folder(out) as folder:
        frame = pd.DataFrame([row.as_dict() for row in rows])
        write_tables(folder, {"trial": frame}, [language])
        trial_curves(levels, language, trial).savefig(folder / "trial.png", dpi=DPI)
        process_curves(process, language, trial).savefig(folder / "growth.png", dpi=DPI)
