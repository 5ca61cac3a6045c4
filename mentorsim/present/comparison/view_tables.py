"""Tables for the terminal: the views of what nobody knows, and a ranking."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present import results
from mentorsim.present.comparison import ranking
from mentorsim.present.comparison.terminal import titled
from mentorsim.present.comparison.views import (
    hanging_sentences,
    shown_views,
    view_rows,
    views_note,
)
from mentorsim.present.terminal_tables import beyond_note, blank_table, longest_word
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
        cells = [
            Text(f"{c.value}{results.DAGGER if c.beyond else ''}\n{c.interval}") for c in row.cells
        ]
        table.add_row(Text(row.pair if row.pair != pair else ""), Text(row.week), *cells)
        pair = row.pair
    return Group(table, *(Text(words, "bold") for words in hanging_sentences(comparison, language)))


def ranking_view(result: Ranking, language: Language) -> Group:
    """The policies under one budget, best first."""
    comparison, records = result.comparison, result.table.to_dict("records")
    marks = [_mark(row) for row in records]
    said = ranking.notes(result, results.interval_level(language), language)
    said += [language.text(f"ranking.note.{MARKS[mark]}") for mark in MARKS if mark in marks]
    heading = ranking.caption(result, language)
    table = blank_table(
        titled(comparison, heading, language), "\n".join([*said, beyond_note(language)])
    )
    # Columns of numbers are as wide as their longest word; titles have the rest of the line.
    table.expand = True
    table.add_column(language.text("report.column.policy"), ratio=1, overflow="fold")
    unit = ALL_OUTCOMES[result.outcome].unit
    heads = [language.text(f"ranking.column.{head}") for head in ("hours", "employed", "mentors")]
    heads.append(language.text(f"ranking.effect.{unit}"))
    rows = [_numbers(result, row, mark, language) for mark, row in zip(marks, records, strict=True)]
    for words, cells in zip(heads, zip(*rows, strict=True), strict=True):
        width = max(longest_word(word) for word in (words, *cells))
        table.add_column(words, justify="right", width=width)
    shown = range(1, min(len(records), MOST_RANKS) + 1)
    for k in shown:
        head = language.text("ranking.column.rank", rank=k)
        table.add_column(head, justify="right", width=RANK)
    for row, cells in zip(records, rows, strict=True):
        shares = (
            ranking.chance(float(row[f"rank_{k}"]), comparison.draw_count, language) for k in shown
        )
        name = results.title(comparison, str(row["policy"]), language)
        table.add_row(*(Text(words) for words in (name, *cells, *shares)))
    below = ranking.unsettled(result, language) + ranking.hanging(result, language)
    if words := results.waiting_words(comparison.draw_count, language):
        below.append(words)
    return Group(table, *(Text(words, "bold") for words in below))


def _numbers(
    result: Ranking, row: Mapping[Hashable, Any], mark: str, language: Language
) -> tuple[str, str, str, str]:
    """Hours used and employed, mentors, and the effect with its interval and its noise."""
    effect = language.signed(float(row["mean"]), results.DIGITS)
    low, high, noise = (float(row[name]) for name in ("low", "high", "noise"))
    ends = results.interval_or_wait(
        low, high, results.DIGITS, result.comparison.draw_count, language
    )
    beyond = results.DAGGER if row["extrapolated"] else ""
    return (
        language.integer(float(row["hours_used"])) + mark,
        language.integer(float(row["hours_employed"])),
        ranking.mentors_words(float(row["mentors"]), language),
        f"{effect}{beyond}\n{ends}\n±{language.number(noise, ranking.decimals(noise))}",
    )


def _mark(row: Mapping[Hashable, Any]) -> str:
    """Why a policy does not use the hours; nothing if it does."""
    if row["everybody"]:
        return "*"
    return "" if row["spent"] else "°"


#: What marks a policy that does not use the hours, with the name of its note.
MARKS = {"*": "everybody", "°": "places"}
#: Characters of the column of a rank; what is longer goes on below.
RANK = 6
#: Ranks that have a column on screen.
MOST_RANKS = 5
