"""A follow-up on the terminal: its sentences, and each figure at the last look."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.last_look import figures_at_last_look
from mentorsim.present.follow_up.words import (
    check_sentences,
    learned_sentences,
)
from mentorsim.present.names import parameter_title, parameter_unit
from mentorsim.present.situation.words import situation_line
from mentorsim.present.terminal_tables import blank_table
from scenarios.follow_up.learning import Learned
from sim.parameters import parameter_space

#: Parameters that are shown of what was learned.
SHOWN = 8


def check_view(result: Checked, language: Language) -> Group:
    """The sentences, then a table of the figures."""
    parts: list[Table | Text] = [Text(situation_line(result.told, language), "dim")]
    for k, words in enumerate(check_sentences(result, language)):
        parts.append(Text(words, "bold" if k == 0 else ""))
    parts.append(figures_table(result, language))
    return Group(*parts)


def figures_table(result: Checked, language: Language) -> Table:
    """One row per figure and group: counted, expected, what chance alone does, on track or not."""
    shown = figures_at_last_look(result, language)
    table = blank_table(shown.caption, shown.note)
    first, *others, last = shown.heads
    table.add_column(first, overflow="fold")
    for head in others:
        table.add_column(head, justify="right")
    table.add_column(last)
    for row in shown.rows:
        cells = [f"{c.value} ({c.interval})" if c.interval else c.value for c in row.cells]
        style = "bold" if row.cells[-1].clear else ""
        table.add_row(row.head, *cells[:-1], Text(cells[-1], style))
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
