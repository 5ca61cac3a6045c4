"""Tables for the terminal: a comparison, its totals, the trial's rows and the population's.

Users' words enter as plain text, never as markup. A table fits 100 columns, and needs no colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from calibration.population_check import PopulationRow
from mentorsim.language import Language
from mentorsim.present.comparison.answer import total
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
from mentorsim.present.population.comparison import introduction, margin_rows, warnings
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
)
from scenarios.comparison.compare import Comparison
from scenarios.municipality.population_comparison import Likeness

__all__ = [
    "DAGGER",
    "ROLES",
    "beyond_note",
    "blank_table",
    "comparison_table",
    "filled",
    "likeness_view",
    "lives_view",
    "longest_word",
    "overview_view",
    "population_table",
    "titled",
    "totals_table",
    "trial_table",
]

#: Characters of a table, of a column of numbers beside sentences (of more than a few columns fewer,
#: so that there is room for a sentence), and between two columns.
COLUMNS, NUMBERS, FEW, FEWEST, SENTENCE, BETWEEN = 100, 22, 3, 11, 24, 3
#: Characters of a unit; what is longer goes on below.
UNIT = 14
ROLES = ("target", "validation", "other reading", "complement", "outside")


def blank_table(heading: str, note: str = "") -> Table:
    """A table without rows."""
    return Table(
        title=Text(heading, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        caption=Text(note, style="dim") if note else None,
        caption_justify="left",
        pad_edge=False,
    )


def beyond_note(language: Language) -> str:
    """What the dagger means."""
    return f"{DAGGER} {language.text('report.note.beyond')}"


def longest_word(words: str) -> int:
    """Characters of the longest word: a column that is as wide breaks between words only."""
    return max(map(len, words.split()), default=0)


def titled(comparison: Comparison, heading: str, language: Language) -> str:
    """A heading that says whose numbers follow, if they are not the trial's.

    Args:
        comparison: results of all policies, by draw, week and group.
        heading: without whose numbers they are.
        language: of the words.
    """
    if comparison.likeness is None:
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


def likeness_view(near: Likeness, language: Language) -> Group:
    """A population of one's own beside the trial's, and where it extrapolates."""
    table = blank_table(
        language.text("municipality.caption", name=near.name), language.text("municipality.note")
    )
    table.add_column(language.text("screen.column.variable"), overflow="fold", ratio=3)
    for name in ("people", "here", "trial", "difference", "jobcentres"):
        table.add_column(
            language.text(f"municipality.column.{name}"), justify="right", overflow="fold", ratio=1
        )
    for row in margin_rows(near, language):
        cells = (row.label, row.people, row.here, row.trial, row.difference, row.jobcentres)
        table.add_row(*(Text(cell) for cell in cells))
    said = [Text(words) for words in introduction(near, language)]
    found = warnings(near, language) or [language.text("municipality.within")]
    head = language.text("municipality.heading", name=near.name)
    return Group(
        Text(head, style="bold"),
        *said,
        table,
        *(Text(f"! {words}" if near.warnings else words, style="bold") for words in found),
    )


def trial_table(rows: Sequence[Mapping[str, Any]], language: Language) -> Group:
    """The trial's rows beside the model's, one table per role.

    Args:
        rows: with the keys id, outcome, subgroup, week_from, week_to, trial_low, trial_high,
            interval_low, interval_high, simulated, agrees, unit, role, why, source.
        language: of the tables.
    """
    judged = [r for r in rows if r["agrees"] is not None]
    note = language.text(
        "screen.note.trial",
        agree=language.integer(sum(bool(r["agrees"]) for r in judged)),
        judged=language.integer(len(judged)),
        all=language.integer(len(rows)),
        level=interval_level(language),
    )
    tables = []
    for role in ROLES:
        members = [r for r in rows if r["role"] == role]
        if members:
            heading = language.text(f"role.{role}", number=language.integer(len(members)))
            tables.append(_role_table(members, heading, language))
    return Group(Text(language.text("screen.title.trial"), style="bold"), *tables, Text(note))


def _role_table(rows: Sequence[Mapping[str, Any]], heading: str, language: Language) -> Table:
    table = blank_table(heading)
    table.expand = True
    heads = [language.text(key) for key in ("screen.column.outcome", "report.column.group")]
    table.add_column(": ".join(heads), ratio=1, overflow="fold")
    table.add_column(language.text("screen.column.weeks"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.trial"), justify="right", no_wrap=True)
    table.add_column(interval_level(language), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.model"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.unit"), max_width=UNIT, overflow="fold")
    table.add_column(language.text("screen.column.agrees"), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_trial_cells(row, language))
    return table


def _trial_cells(row: Mapping[str, Any], language: Language) -> list[Text]:
    outcome, group, *numbers = trial_words(row, language)
    return [
        Text(f"{outcome}: {group}"),
        *(Text(words) for words in numbers),
        _judgement(row["agrees"], language),
    ]


def trial_words(row: Mapping[str, Any], language: Language) -> list[str]:
    """Outcome, group, weeks, print, interval, model and unit of a row of the trial, in words.

    Args:
        row: with the keys of `trial_table`.
        language: of the words.
    """
    digits = 1 if str(row["unit"]) in ("pp", "%", "weeks", "pp per 10 min") else 2
    outcome = str(row["outcome"])
    weeks = sorted({int(row["week_from"]), int(row["week_to"])})
    return [
        language.name("trial", outcome),
        _subgroup(str(row["subgroup"]), language),
        "–".join(language.integer(w) for w in weeks),
        _span(row["trial_low"], row["trial_high"], digits, language),
        _span(row["interval_low"], row["interval_high"], digits, language),
        _value(row["simulated"], digits, language),
        language.name("unit", str(row["unit"])),
    ]


def _subgroup(words: str, language: Language) -> str:
    """A row's group: `jobcentre: Vejle` keeps the name, others have one in the catalogue."""
    kind, _, value = words.partition(": ")
    if kind == "jobcentre" and value != "slope":
        return value
    return language.name("subgroup", words)


def _value(x: float | None, digits: int, language: Language) -> str:
    return language.text("number.none") if x is None else language.number(float(x), digits)


def _span(low: float | None, high: float | None, digits: int, language: Language) -> str:
    if low is None or high is None:
        return language.text("number.none")
    if low == high:
        return _value(low, digits, language)
    return language.interval(float(low), float(high), digits)


def _judgement(agrees: bool | None, language: Language) -> Text:
    if agrees is None:
        return Text(language.text("number.none"))
    return Text(
        language.text("screen.yes" if agrees else "screen.no"), style="" if agrees else "bold red"
    )


def population_table(rows: Sequence[PopulationRow], language: Language) -> Table:
    """The drawn population beside what the trial prints, cell by cell."""
    printed = [r for r in rows if r.printed is not None]
    table = blank_table(
        language.text("screen.title.population"),
        language.text(
            "screen.note.population",
            agree=language.integer(sum(r.agrees for r in printed)),
            printed=language.integer(len(printed)),
            unknown=language.integer(len(rows) - len(printed)),
        ),
    )
    table.add_column(language.text("screen.column.variable"), overflow="fold", ratio=4)
    table.add_column(language.text("report.column.group"), overflow="fold", ratio=2)
    table.add_column(language.text("screen.column.printed"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.drawn"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.z"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.agrees"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.source"), overflow="fold", ratio=2)
    for row in rows:
        digits = 0 if abs(row.drawn) >= 1000 else 2
        known = row.printed is not None
        table.add_row(
            Text(language.name("variable", row.variable)),
            Text(language.name("subgroup", row.group)),
            Text(_value(row.printed, digits, language)),
            Text(language.number(row.drawn, digits)),
            Text(language.signed(row.z, 1) if known else language.text("number.none")),
            _judgement(row.agrees if known else None, language),
            Text(row.source),
        )
    return table
