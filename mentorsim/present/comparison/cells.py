"""Tables of the report: cells with intervals, effects by week and group, mentors and queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calibration.target import Target
from calibration.trial_design import TrialDesign
from mentorsim.language import Language
from mentorsim.present.results import (
    DIGITS,
    SHOWN_OUTCOMES,
    Effect,
    better,
    compared,
    effect,
    ends_of,
    full_time_year,
    group_title,
    interval_level,
    interval_or_wait,
    last_week,
    rests_on_extrapolation,
    table_weeks,
    title,
    total,
)
from scenarios.comparison.compare import OUTCOMES, Comparison

#: Totals shown, with their decimals.
TOTALS = {
    "mentor_hours": 0,
    "hours_used": 0,
    "direct_hours": 0,
    "mentor_years": 0,
    "mentors_full_time": 0,
    "longest_queue": 0,
    "weeks_to_mentor": 1,
}


@dataclass(frozen=True)
class Cell:
    """A number of a table with its interval.

    Attributes:
        value: as it is shown.
        interval: below it; empty if there is none.
        beyond: whether it lies beyond the trial.
        clear: whether its interval leaves zero out.
        mark: that it is the best of its column, or tied with it; empty elsewhere.
    """

    value: str
    interval: str = ""
    beyond: bool = False
    clear: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """Rows under a common title."""

    title: str
    rows: tuple[Row, ...]


def effect_cells(shown: Effect, language: Language) -> tuple[Cell, Cell, Cell]:
    """A difference, the probability of being better, and the noise of a trial."""
    return (
        Cell(
            language.signed(shown.mean, DIGITS),
            ends_of(shown, language),
            shown.extrapolated,
            shown.clear,
        ),
        Cell(better(shown, language), "", shown.extrapolated),
        Cell(f"±{language.number(shown.trial_sd, DIGITS)}", "", shown.extrapolated),
    )


def _effect_rows(
    comparison: Comparison, name: str, against: str, language: Language
) -> tuple[Row, ...]:
    rows = []
    for week in table_weeks(comparison):
        cells: list[Cell] = []
        for outcome in SHOWN_OUTCOMES:
            shown = effect(comparison, name, outcome, week, against=against)
            cells.extend(effect_cells(shown, language))
        rows.append(Row(language.integer(week), tuple(cells)))
    return tuple(rows)


def main_blocks(comparison: Comparison, language: Language) -> list[Block]:
    """Every policy against the reference."""
    return [
        Block(
            title(comparison, name, language),
            _effect_rows(comparison, name, comparison.reference, language),
        )
        for name in compared(comparison)
    ]


def against_first(comparison: Comparison, language: Language) -> list[Block]:
    """Every further policy against the first."""
    first, *others = compared(comparison)
    return [
        Block(title(comparison, n, language), _effect_rows(comparison, n, first, language))
        for n in others
    ]


def lives_caption(comparison: Comparison, language: Language) -> str:
    """What the table of lives shows: the last week, and what the difference is to."""
    return language.text(
        "lives.caption",
        week=language.integer(last_week(comparison)),
        reference=language.quoted(title(comparison, comparison.reference, language)),
        level=interval_level(language),
    )


def lives_heads(comparison: Comparison, language: Language) -> list[str]:
    """Heads of its columns: what, the level with the reference, and every policy."""
    names = (comparison.reference, *compared(comparison))
    return [
        language.text("report.column.what"),
        *(title(comparison, name, language) for name in names),
    ]


def lives_rows(comparison: Comparison, language: Language) -> list[Row]:
    """Where the young people are in the last week: every status, and completed educations."""
    week, names, frame = last_week(comparison), compared(comparison), comparison.levels
    chosen = (frame["policy"] == comparison.reference) & (frame["group"] == "all")
    there = frame[chosen & (frame["week"] == week)].set_index("outcome").to_dict("index")
    rows = []
    for outcome in OUTCOMES:
        level = there[outcome]
        cells = [
            Cell(language.percent(float(level["mean"]) / 100, 1), "", bool(level["extrapolated"]))
        ]
        for name in names:
            cells.append(effect_cells(effect(comparison, name, outcome, week), language)[0])
        rows.append(Row(language.text(f"lives.row.{outcome}"), tuple(cells)))
    return rows


def totals_rows(comparison: Comparison, language: Language) -> list[Row]:
    """Mentors, hours and queue of every policy."""
    return [_totals_row(comparison, name, language) for name in compared(comparison)]


def _totals_row(comparison: Comparison, name: str, language: Language) -> Row:
    cells = (total_cell(comparison, name, q, digits, language) for q, digits in TOTALS.items())
    return Row(title(comparison, name, language), tuple(cells))


def total_cell(
    comparison: Comparison, name: str, quantity: str, digits: int, language: Language
) -> Cell:
    """A total of a policy, with its interval unless it is the same in all draws.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        quantity: which total, as in `Comparison.totals`.
        digits: decimals.
        language: of the words.
    """
    mean, low, high = total(comparison, name, quantity)
    shown = language.number(mean, digits)
    ends = language.interval(low, high, digits)
    # What does not vary over the draws is given to the model, not estimated by it.
    sure = language.interval(mean, mean, digits) == ends or ends == language.number(mean)
    if not sure:
        ends = interval_or_wait(low, high, digits, comparison.draw_count, language)
    return Cell(shown, "" if sure else ends, rests_on_extrapolation(comparison, name))


def subgroup_rows(
    comparison: Comparison, name: str, week: int, language: Language
) -> tuple[Row, ...]:
    """Effect of a policy on education by subgroup; dashes for groups too small to show.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        week: week since entry.
        language: of the words.
    """
    rows = []
    for group in comparison.evidence.groups:
        if group in comparison.hidden:
            dash = Cell(language.text("number.none"))
            rows.append(Row(group_title(comparison, group, language), (dash, dash, dash)))
            continue
        shown = effect(comparison, name, "education", week, group=group)
        cells = effect_cells(shown, language)
        rows.append(Row(group_title(comparison, group, language), cells))
    return tuple(rows)


def subgroup_note(language: Language, printed: Sequence[Target]) -> str:
    """Standard errors of a trial's own subgroup effects on education.

    Args:
        language: of the words.
        printed: rows of the trial.
    """
    errors = [
        t.se
        for t in printed
        if t.table == "effects"
        and t.outcome == "education"
        and t.unit == "pp"
        and t.group not in (None, "all")
        and t.se is not None
    ]
    return language.text(
        "report.subgroups.note",
        low=language.number(min(errors)),
        high=language.percent_points(max(errors)),
    )


def mentors_note(language: Language, design: TrialDesign) -> str:
    """What the table of mentors counts.

    Args:
        language: of the words.
        design: of the trial, over whose weeks people entered.
    """
    return language.text(
        "report.note.mentors",
        hours=language.integer(full_time_year()),
        weeks=language.integer(design.intake_weeks.value),
        level=interval_level(language),
    )


def trial_note(comparison: Comparison, language: Language) -> str:
    """What a trial of the given size would see besides."""
    return language.text("screen.note.trial_sd", people=language.integer(comparison.trial_size))
