"""What a forecast writes: JSON for machines, a workbook, tables as CSV, figures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.figure_files import DPI
from mentorsim.present.forecast.figures import blocks_figure, net_figure, years_figure
from mentorsim.present.forecast.json import accounts, blocks_table, forecast_json, heading
from mentorsim.present.forecast.workbook import write_forecast_workbook
from mentorsim.present.population.comparison import (
    population_comparison_table,
    population_comparison_text,
)
from mentorsim.present.workbook.table_files import write_tables
from scenarios.decision.purse_tables import assumption_table
from scenarios.forecast.displacement import turns_records
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.payback import payback_table


def figure_name(kind: str, number: int, policy: str) -> str:
    """File name of a policy's figure; the number keeps names apart that differ in signs alone.

    Args:
        kind: of figure.
        number: the policy's place in the forecast.
        policy: its name.
    """
    return f"{kind}-{number}-{re.sub(r'[^0-9A-Za-z_-]', '_', policy)}.png"


def write_forecast(
    out: Path, result: Forecast, origin: Mapping[str, str], language: Language
) -> None:
    """Tables, figures, JSON and provenance of a forecast.

    Args:
        out: folder of the results.
        result: the forecast of all policies, year by year.
        origin: where the numbers come from, by what is told of it.
        language: of the words.
    """
    tables = {
        "years": result.years,
        "totals": result.totals,
        "entries": result.entries,
        "fans": result.fans,
        "lives": result.lives,
        "payback": payback_table(result.paybacks),
        "assumptions": assumption_table(result.assumptions),
    }
    if len(result.granting):
        tables["granting"] = result.granting
    if result.turns:
        tables["displacement"] = result.displacement
        tables["turns"] = pd.DataFrame(turns_records(result.turns))
    if len(result.views):
        tables["views"] = result.views
    if len(result.ceiling):
        tables["ceiling"] = result.ceiling
    if len(result.fading):
        tables["fading"] = result.fading
    if result.blocks:
        tables["blocks"] = blocks_table(result)
    decision = result.decision.to_frames() if result.enough else {}
    for name, frame in decision.items():
        indexed = frame.reset_index() if frame.index.name else frame
        tables[f"decision-{name}"] = indexed
    with whole_folder(out) as folder:
        if result.population_comparison is not None:
            tables["population"] = population_comparison_table(result.population_comparison)
        write_tables(folder, tables, [language])
        for k, policy in enumerate(result.compared, start=1):
            for kind, draw in (("net", net_figure), ("years", years_figure)):
                path = folder / figure_name(kind, k, policy)
                draw(result, policy, language).savefig(path, dpi=DPI)
        if result.blocks:
            blocks_figure(result, language).savefig(folder / "blocks.png", dpi=DPI)
        if result.population_comparison is not None:
            text = population_comparison_text(result.population_comparison)
            (folder / "population.json").write_text(text, encoding="utf-8", newline="\n")
        write_forecast_workbook(
            folder / "accounts.xlsx",
            result,
            accounts(result, language),
            language,
            origin,
            heading(result, language),
        )
        _write(folder / "forecast.json", forecast_json(result, origin, language))
        _write(folder / "provenance.json", dict(origin))


def _write(path: Path, content: Any) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
