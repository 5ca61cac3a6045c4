"""Tables for the terminal: a comparison, its totals, the trial's rows and the population's.

Users' words enter as plain text, never as markup. A table fits 100 columns, and needs no colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.comparison.cells import (
    TOTALS,
    Cell,
    Row,
    lives_caption,
    lives_heads,
    lives_rows,
    trial_note,
)
from mentorsim.present.comparison.overview import Overview
from mentorsim.present.results import (
    DAGGER,
    DIGITS,
    SHOWN_OUTCOMES,
    better,
    compared,
    effect,
    ends_of,
    interval_level,
    interval_or_wait,
    last_week,
    rests_on_extrapolation,
    table_weeks,
    title,
    total,
)
from mentorsim.present.terminal_tables import beyond_note, blank_table, longest_word
from scenarios.comparison.compare import Comparison

__all__ = [
    "DAGGER",
    "comparison_table",
    "filled",
    "lives_view",
    "overview_view",
    "titled",
    "totals_table",
]

#: Characters of a table, of a column of numbers beside sentences (of more than a few columns fewer,
#: so that there is room for a sentence), and between two columns.
COLUMNS, NUMBERS, FEW, FEWEST, SENTENCE, BETWEEN = 100, 22, 3, 11, 24, 3


def titled(comparison: Comparison, heading: str, language: Language) -> str:
    """A heading that says whose numbers follow, if they are not the trial's.

    Args:
        comparison: results of all policies, by draw, week and group.
        heading: without whose numbers they are.
        language: of the words.
    """
    if comparison.population_comparison is None:
        return heading
    return language.text("municipality.title", heading=heading, name=comparison.population)


def comparison_table(
    comparison: Comparison, language: Language, weeks: Sequence[int] | None = None
) -> Table:
    """Differences in education and employment against the reference.

    Args:
        comparison: what to show.
        language: of the table.
        weeks: rows of each policy; by default those of the report. Weeks beyond the horizon are
            left out.
    """
    reference = language.quoted(title(comparison, comparison.reference, language))
    table = blank_table(
        titled(comparison, language.text("report.caption.main", reference=reference), language),
        f"{language.text('screen.note.comparison')}\n{trial_note(comparison, language)}\n"
        f"{beyond_note(language)}",
    )
    table.add_column(language.text("report.column.policy"), max_width=17)
    table.add_column(language.text("report.column.week"), justify="right")
    for outcome in SHOWN_OUTCOMES:
        head = language.text(f"outcome.{outcome}")
        level = language.text("screen.column.points", level=interval_level(language))
        table.add_column(f"{head}\n{level}", justify="right", no_wrap=True)
        table.add_column(language.text("screen.column.better"), justify="right", no_wrap=True)
        table.add_column(language.text("screen.column.trial_sd"), justify="right")
    last = last_week(comparison)
    shown_weeks = [w for w in (weeks or table_weeks(comparison)) if 0 <= w <= last]
    for name in compared(comparison):
        for k, week in enumerate(shown_weeks):
            cells = [Text(title(comparison, name, language) if k == 0 else "")]
            cells.append(Text(language.integer(week)))
            for outcome in SHOWN_OUTCOMES:
                e = effect(comparison, name, outcome, week)
                style = "bold" if e.clear else ""
                mark = DAGGER if e.extrapolated else " "
                ends = ends_of(e, language)
                cells.append(Text(f"{language.signed(e.mean, DIGITS)}{mark} ({ends})", style))
                cells.append(Text(better(e, language)))
                cells.append(Text(f"±{language.number(e.trial_sd, DIGITS)}", "dim"))
            table.add_row(*cells, end_section=k == len(shown_weeks) - 1)
    return table


def overview_view(found: Overview, language: Language) -> Table:
    """All policies in one table; few stand in columns, as on paper."""
    table = blank_table(found.caption, "\n".join([*found.notes, beyond_note(language)]))
    return filled(table, *found.upright(language))


def filled(
    table: Table, heads: Sequence[str], rows: Iterable[Row], *, first: int = 24, words: int = 0
) -> Table:
    """A table with its columns and rows: numbers to the right, words to the left.

    Args:
        table: without rows.
        heads: of the columns.
        rows: as page and report show them.
        first: characters of the first column at most.
        words: which column holds sentences, from 0; that of the rows' heads if none does.
    """
    for k, head in enumerate(heads):
        if k == 0:
            table.add_column(head, max_width=first, overflow="fold")
        elif k == words:
            table.add_column(head, overflow="fold", ratio=1)
        else:
            widest = _widest(len(heads) - 2, first) if words else None
            table.add_column(head, justify="right", max_width=widest, overflow="fold")
    for row in rows:
        table.add_row(Text(row.head), *(_cell(cell) for cell in row.cells))
    return table


def _widest(numbers: int, first: int) -> int:
    """Characters of each of some columns of numbers beside a column of sentences."""
    if numbers <= FEW:
        return NUMBERS
    return max(FEWEST, (COLUMNS - first - SENTENCE) // numbers - BETWEEN)


def _cell(cell: Cell) -> Text:
    """A number with its mark and interval, and that it is the best."""
    words = cell.value + (DAGGER if cell.beyond else "")
    words += f"\n({cell.interval})" if cell.interval else ""
    words += f"\n{cell.mark}" if cell.mark else ""
    return Text(words, "bold" if cell.clear else "")


def lives_view(comparison: Comparison, language: Language) -> Table:
    """Where the young people are in the last week: every status, and completed educations."""
    table = blank_table(
        titled(comparison, lives_caption(comparison, language), language),
        f"{language.text('lives.note')}\n{beyond_note(language)}",
    )
    heads, rows = lives_heads(comparison, language), lives_rows(comparison, language)
    return filled(table, heads, rows, first=28)


def totals_table(comparison: Comparison, language: Language) -> Table:
    """Mentors and hours that each policy takes."""
    heading = titled(comparison, language.text("report.caption.mentors"), language)
    table = blank_table(heading, beyond_note(language))
    table.add_column(language.text("report.column.policy"), max_width=20, overflow="fold")
    for quantity in TOTALS:
        words = language.text(f"total.{quantity}")
        table.add_column(words, justify="right", min_width=longest_word(words), overflow="fold")
    for name in compared(comparison):
        mark = DAGGER if rests_on_extrapolation(comparison, name) else ""
        cells = [Text(title(comparison, name, language) + mark)]
        for quantity, digits in TOTALS.items():
            mean, low, high = total(comparison, name, quantity)
            shown = language.number(mean, digits)
            ends = interval_or_wait(low, high, digits, comparison.draw_count, language)
            varies = language.number(low, digits) != language.number(high, digits)
            cells.append(Text(f"{shown}\n{ends}" if varies else shown))
        table.add_row(*cells)
    return table
