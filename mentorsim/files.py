"""What a run writes: tables as CSV, figures, the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from calibration.checks import CheckRow
from mentorsim.figures import effect_curves, process_curves, trial_curves
from mentorsim.language import Language
from mentorsim.locality import likeness_table, likeness_text
from mentorsim.output import whole_folder
from mentorsim.report import report_html
from scenarios.compare import Comparison
from scenarios.ranking import Ranking

#: Digits that tables carry: enough to compute with, few enough to compare files by eye.
CSV_FORMAT = "%.6g"
DPI = 150


def report_name(language: Language) -> str:
    """File name of the report: report.html in English, report.da.html in Danish."""
    return "report.html" if language.code == "en" else f"report.{language.code}.html"


def write_comparison(
    out: Path,
    result: Comparison,
    provenance: Mapping[str, str],
    languages: Sequence[Language],
) -> None:
    """Tables, reports and provenance of a comparison.

    No file holds a row about a person: results are by group, and groups too small to show are
    blank in the comparison already.
    """
    with whole_folder(out) as folder:
        for name in ("levels", "differences", "views", "weekly", "totals"):
            frame: pd.DataFrame = getattr(result, name)
            frame = frame.assign(population=result.population)
            frame.to_csv(folder / f"{name}.csv", index=False, float_format=CSV_FORMAT)
        if result.likeness is not None:
            table = likeness_table(result.likeness)
            table.to_csv(folder / "population.csv", index=False, float_format=CSV_FORMAT)
            text = likeness_text(result.likeness)
            (folder / "population.json").write_text(text, encoding="utf-8")
        for language in languages:
            html = report_html(result, language, provenance)
            (folder / report_name(language)).write_text(html, encoding="utf-8")
        figure = effect_curves(result, "education", languages[0])
        figure.savefig(folder / "education.png", dpi=DPI)
        text = json.dumps(dict(provenance), indent=1, ensure_ascii=False)
        (folder / "provenance.json").write_text(text + "\n", encoding="utf-8")


def write_ranking(out: Path, result: Ranking, content: Mapping[str, Any]) -> None:
    """The order under one budget as a table, and all that `--json` prints, provenance included."""
    with whole_folder(out) as folder:
        frame = result.table.assign(population=result.comparison.population)
        frame.to_csv(folder / "ranking.csv", index=False, float_format=CSV_FORMAT)
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        (folder / "ranking.json").write_text(text + "\n", encoding="utf-8")


def write_trial(
    out: Path,
    rows: Sequence[CheckRow],
    levels: xr.DataArray,
    process: xr.DataArray,
    language: Language,
) -> None:
    """The trial beside the simulation: a table and two figures."""
    with whole_folder(out) as folder:
        frame = pd.DataFrame([row.as_dict() for row in rows])
        frame.to_csv(folder / "trial.csv", index=False, float_format=CSV_FORMAT)
        trial_curves(levels, language).savefig(folder / "trial.png", dpi=DPI)
        process_curves(process, language).savefig(folder / "growth.png", dpi=DPI)
