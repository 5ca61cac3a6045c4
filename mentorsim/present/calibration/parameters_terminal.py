"""The parameters on screen: what each is, its estimate and bounds, what the trial told, source."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from calibration.posterior import Posterior
from mentorsim.language import Language
from mentorsim.present.names import parameter_title, parameter_unit
from mentorsim.present.results import interval_level
from mentorsim.present.terminal_tables import blank_table
from sim.parameters import Parameter, parameter_space

#: Digits that tell rates of very different size apart.
SIGNIFICANT = 3
#: How the columns share the width; the others take what they need.
RATIOS = {"parameter": 10, "interval": 4, "bounds": 4, "unit": 5, "told": 5}


def parameters_view(posterior: Posterior, language: Language) -> Group:
    """A table for each part of the model; sources as the data file has them, in English."""
    told = {str(row["name"]): row for row in posterior.report["parameters"]}
    space, estimate = parameter_space(), posterior.point_estimate()
    tables = [
        _table(group, [p for p in space if p.group == group], estimate, told, language)
        for group in dict.fromkeys(p.group for p in space)
    ]
    note = language.text("parameters.note", level=interval_level(language))
    return Group(*tables, Text(note, style="dim"))


def _table(
    group: str,
    parameters: Sequence[Parameter],
    best: Mapping[str, float],
    told: Mapping[str, Mapping[str, Any]],
    language: Language,
) -> Table:
    table = blank_table(language.text(f"page.model.group.{group}"))
    table.expand = True
    for column in ("parameter", "estimate", "interval", "bounds", "unit", "told"):
        numbers = column in ("estimate", "interval", "bounds")
        table.add_column(
            language.text(f"parameters.column.{column}"),
            overflow="fold",
            justify="right" if numbers else "left",
            no_wrap=column == "estimate",
            ratio=RATIOS.get(column),
        )
    for p in parameters:
        row = told.get(p.name)
        name = Text.assemble(
            parameter_title(p.name, language), (f"\n{p.name}", "bold"), (f"\n{p.source}\n", "dim")
        )
        after, verdict = language.text("number.none"), "fixed"
        if row is not None:
            after = span(row["posterior_low"], row["posterior_high"], language)
            verdict = str(row["verdict"])
        table.add_row(
            name,
            number(best[p.name], language),
            after,
            span(p.low, p.high, language),
            parameter_unit(p.unit, language),
            language.text(f"identified.{verdict}"),
        )
    return table


def number(x: float, language: Language) -> str:
    """A number with three digits that count; a dash where there is none."""
    if not math.isfinite(x) or x == int(x):
        return language.number(x, 0)
    digits = SIGNIFICANT - 1 - math.floor(math.log10(abs(x)))
    return language.number(float(f"{x:.{SIGNIFICANT}g}"), max(0, digits))


def span(low: float | None, high: float | None, language: Language) -> str:
    """From a low to a high; a dash where there is none.

    Args:
        low: lower end; None where there is none.
        high: upper end; None where there is none.
        language: of the words.
    """
    if low is None or high is None:
        return language.text("number.none")
    return language.text("number.interval", low=number(low, language), high=number(high, language))
