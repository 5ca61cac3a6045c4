"""Tables of a search on the terminal: the front, and what more or fewer mentors bring."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.comparison.terminal import filled
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.tables import curve_rows, front_rows
from mentorsim.present.search.words import search_sentences
from mentorsim.present.situation.words import Told, situation_line
from mentorsim.present.terminal_tables import beyond_note, blank_table

#: Characters of the name of a choice.
FIRST = 14


def search_view(result: Searched, language: Language, told: Told | None) -> Group:
    """The front, its sentences, and the curve.

    Args:
        result: what was found.
        language: of the words.
        told: the situation; None has no line of its own.
    """
    parts: list[Table | Text] = (
        [] if told is None else [Text(situation_line(told, language), "dim")]
    )
    parts.append(front_table(result, language))
    for k, words in enumerate(search_sentences(result, language)):
        parts.append(Text(f"• {words}", "bold" if k == 0 else ""))
    if not result.found.curve.empty:
        parts.append(curve_table(result, language))
    return Group(*parts)


def front_table(result: Searched, language: Language) -> Table:
    """One row per policy, from today's to the finest."""
    front = front_rows(result, language)
    note = beyond_note(language) if result.rests_on_model else ""
    table = blank_table(front.caption, note)
    table.expand = True
    if result.given:
        return filled(table, front.heads, front.rows)
    return filled(table, front.heads, front.rows, first=FIRST, words=1)


def curve_table(result: Searched, language: Language) -> Table:
    """One row per number of mentors, by what counts most."""
    curve = curve_rows(result, language)
    return filled(blank_table(curve.caption), curve.heads, curve.rows)
