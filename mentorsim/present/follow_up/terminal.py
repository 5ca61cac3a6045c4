"""A follow-up on the terminal: its sentences, and each figure at the last look."""

from __future__ import annotations

import math

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.comparison.terminal import blank_table
from mentorsim.present.follow_up.checked import ON_TRACK, Checked
from mentorsim.present.follow_up.words import check_sentences, figure_title, learned_sentences
from mentorsim.present.names import parameter_title, parameter_unit
from scenarios.follow_up.learning import Learned
from sim.parameters import parameter_space

#: Parameters that are shown of what was learned.
SHOWN = 8


def check_view(result: Checked, language: Language) -> Group:
    """The sentences, then a table of the figures."""
    parts: list[Table | Text] = [Text(result.situation, "dim")]
    for k, words in enumerate(check_sentences(result, language)):
        parts.append(Text(words, "bold" if k == 0 else ""))
    parts.append(figures_table(result, language))
    return Group(*parts)


def figures_table(result: Checked, language: Language) -> Table:
    """One row per figure and group: counted, expected, what chance alone does, on track or not."""
    period = str(result.programme.periods[result.programme.seen - 1])
    table = blank_table(
        language.text("follow_up.table", period=period), language.text("follow_up.table.note")
    )
    table.add_column(language.text("follow_up.column.figure"), overflow="fold")
    for name in ("found", "expected", "chance"):
        table.add_column(language.text(f"follow_up.column.{name}"), justify="right")
    table.add_column(language.text("follow_up.column.verdict"))
    now = result.table[result.table["period"] == period]
    for row in now.to_dict("records"):
        verdict = str(row["verdict"])
        found = float(row["found"])
        told = (
            language.integer(found)
            if math.isfinite(found)
            else language.text("follow_up.not_shown" if verdict else "follow_up.not_counted")
        )
        table.add_row(
            figure_title(str(row["figure"]), str(row["group"]), language),
            told,
            f"{language.integer(row['expected'])} "
            f"({language.interval(row['low'], row['high'], 0)})",
            language.interval(row["chance_low"], row["chance_high"], 0),
            Text(
                language.text(f"follow_up.verdict.{verdict}") if verdict else "",
                "bold" if verdict not in ("", ON_TRACK) else "",
            ),
        )
    return table


def learned_view(found: list[Learned], language: Language) -> Group:
    """The sentences, then what moved most."""
    middle = found[len(found) // 2]
    table = blank_table(language.text("follow_up.learned.table"))
    table.add_column(language.text("follow_up.column.parameter"), overflow="fold")
    for name in ("trial", "after", "shift"):
        table.add_column(language.text(f"follow_up.column.{name}"), justify="right")
    table.add_column(language.text("follow_up.column.unit"), overflow="fold")
    moving = middle.moved[~middle.moved["cut"]].head(SHOWN)
    for row in moving.to_dict("records"):
        name = str(row["parameter"])
        table.add_row(
            parameter_title(name, language),
            f"{language.number(row['trial'], 4)}",
            f"{language.number(row['after'], 4)}",
            language.signed(row["shift"], 1),
            parameter_unit(parameter_space()[name].unit, language),
        )
    return Group(*(Text(words) for words in learned_sentences(found, language)), table)
