"""Every figure at the last look, as a table: for the terminal, the report and the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.comparison.cells import Cell, Row
from mentorsim.present.follow_up.checked import ON_TRACK, Checked
from mentorsim.present.follow_up.words import figure_title, period_told
from mentorsim.present.results import interval_level
from scenarios.follow_up.figures import figures

#: Columns of the table besides the figure itself.
COLUMNS = ("found", "expected", "chance", "verdict")


@dataclass(frozen=True)
class FiguresTable:
    """Every figure at the last look.

    Attributes:
        caption: what it shows.
        note: how it is read.
        heads: of the columns.
        rows: one per figure and group.
    """

    caption: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def figures_at_last_look(result: Checked, language: Language) -> FiguresTable:
    """What was counted and expected at the last look, ready for a table."""
    last = result.programme.periods[result.programme.seen - 1]
    heads = [language.text(f"follow_up.column.{name}") for name in ("figure", *COLUMNS)]
    rows = []
    for row in result.table[result.table["period"] == str(last)].to_dict("records"):
        found, verdict = float(row["found"]), str(row["verdict"])
        digits = figures()[str(row["figure"])].decimals
        counted = _absent(verdict, language)
        if math.isfinite(found):
            counted = language.number(found, digits)
            if row["approximate"]:
                counted = language.text("follow_up.about", number=counted)
        cells = (
            Cell(counted),
            Cell(
                language.number(row["expected"], digits),
                language.interval(row["low"], row["high"], digits),
            ),
            Cell(language.interval(row["chance_low"], row["chance_high"], digits)),
            Cell(
                language.text(f"follow_up.verdict.{verdict}") if verdict else "",
                clear=verdict not in ("", ON_TRACK),
            ),
        )
        rows.append(Row(figure_title(str(row["figure"]), str(row["group"]), language), cells))
    return FiguresTable(
        language.text("follow_up.table", period=period_told(last, language)),
        language.text("follow_up.table.note", level=interval_level(language)),
        tuple(heads),
        tuple(rows),
    )


def _absent(verdict: str, language: Language) -> str:
    """What stands for a number that is not shown, or was not counted."""
    return language.text("follow_up.not_shown" if verdict else "follow_up.not_counted")
