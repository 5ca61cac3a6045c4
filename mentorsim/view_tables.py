"""Tables for the terminal: the views of what nobody knows, and a ranking."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from mentorsim.language import Language
from mentorsim.ranking_words import caption, chance, hanging, mentors_words
from mentorsim.results import (
    DAGGER,
    DIGITS,
    interval_level,
    interval_or_wait,
    title,
    waiting_words,
)
from mentorsim.screen import beyond_note, blank_table, longest_word, titled
from mentorsim.views import (
    hanging_sentences,
    shown_views,
    view_rows,
    views_note,
)
from scenarios.comparison.compare import Comparison
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.ranking import Ranking


def views_view(comparison: Comparison, language: Language) -> Group:
    """Differences in education under every view, and what hangs on them."""
    note = f"{views_note(comparison, language)}\n{beyond_note(language)}"
    table = blank_table(titled(comparison, language.text("views.caption"), language), note)
    table.add_column(language.text("report.column.policy"), ratio=3, overflow="fold")
    table.add_column(language.text("report.column.week"), justify="right", no_wrap=True)
    for view in shown_views(comparison):
        table.add_column(
            language.text(f"views.head.{view}"), justify="right", min_width=12, ratio=2
        )
    table.expand = True
    pair = ""
    for row in view_rows(comparison, language):
        cells = [Text(f"{c.value}{DAGGER if c.beyond else ''}\n{c.interval}") for c in row.cells]
        table.add_row(Text(row.pair if row.pair != pair else ""), Text(row.week), *cells)
        pair = row.pair
    return Group(table, *(Text(words, "bold") for words in hanging_sentences(comparison, language)))


def ranking_view(result: Ranking, language: Language) -> Group:
    """The policies under one budget, best first."""
    comparison = result.comparison
    notes = [language.text("ranking.note", level=interval_level(language))]
    marks = [_mark(row) for row in result.table.to_dict("records")]
    notes += [language.text(f"ranking.note.{MARKS[mark]}") for mark in MARKS if mark in marks]
    heading = caption(result, language)
    table = blank_table(
        titled(comparison, heading, language), "\n".join([*notes, beyond_note(language)])
    )
    # Columns of numbers are as wide as their longest word; titles have the rest of the line.
    table.expand = True
    table.add_column(language.text("report.column.policy"), ratio=1, overflow="fold")
    names = list(result.table["policy"])
    unit = ALL_OUTCOMES[result.outcome].unit
    heads = [language.text(f"ranking.column.{head}") for head in ("hours", "employed", "mentors")]
    for words in (*heads, language.text(f"ranking.effect.{unit}")):
        table.add_column(words, justify="right", width=max(NUMBER, longest_word(words)))
    for k in range(min(len(names), MOST_RANKS)):
        head = language.text("ranking.column.rank", rank=k + 1)
        table.add_column(head, justify="right", width=RANK)
    for mark, row in zip(marks, result.table.to_dict("records"), strict=True):
        mentors = float(row["mentors"])
        effect = language.signed(float(row["mean"]), DIGITS)
        low, high = float(row["low"]), float(row["high"])
        ends = interval_or_wait(low, high, DIGITS, comparison.draw_count, language)
        beyond = DAGGER if row["extrapolated"] else ""
        shares = (float(row[f"rank_{k + 1}"]) for k in range(min(len(names), MOST_RANKS)))
        table.add_row(
            Text(title(comparison, str(row["policy"]), language)),
            Text(language.integer(float(row["hours_used"])) + mark),
            Text(language.integer(float(row["hours_employed"]))),
            Text(mentors_words(mentors, language)),
            Text(f"{effect}{beyond}\n{ends}"),
            *(Text(chance(share, comparison.draw_count, language)) for share in shares),
        )
    said = hanging(result, language)
    if words := waiting_words(comparison.draw_count, language):
        said.append(words)
    return Group(table, *(Text(words, "bold") for words in said))


def _mark(row: Mapping[Hashable, Any]) -> str:
    """Why a policy does not use the hours; nothing if it does."""
    if row["everybody"]:
        return "*"
    return "" if row["spent"] else "°"


#: What marks a policy that does not use the hours, with the name of its note.
MARKS = {"*": "everybody", "°": "places"}
#: Characters of a number of hours.
NUMBER = 7
#: Characters of the column of a rank; what is longer goes on below.
RANK = 6
#: Ranks that have a column on screen.
MOST_RANKS = 5
