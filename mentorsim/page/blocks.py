"""What the page shows of a comparison, block by block: a figure, its sentence, what it leans on.

Blocks know nothing of the browser; whoever shows them decides on layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from calibration.targets import shipped_targets
from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.page.costs import cost_grids, cost_notes, cost_sentences
from mentorsim.page.curves import points
from mentorsim.page.drawn import DRAWN, Shown, alt_of, pictured
from mentorsim.page.html import Cell, Grid, Note, Picture, said
from mentorsim.page.words import (
    still_waiting,
    sure_of_effects,
    sure_of_groups,
    sure_of_mentors,
    told,
)
from mentorsim.present import results
from mentorsim.present.comparison.answer import mentors_sentence, pair_sentences
from mentorsim.present.comparison.cells import (
    TOTALS,
    effect_cells,
    lives_caption,
    lives_heads,
    lives_rows,
    mentors_note,
    subgroup_note,
    total_cell,
)
from mentorsim.present.comparison.cells import Cell as ReportCell
from mentorsim.present.comparison.overview import overview
from mentorsim.present.figure_files import alt_text
from scenarios.comparison.compare import Comparison

__all__ = ["BLOCKS", "DRAWN", "Block", "Shown", "cells_of", "level_grid", "week_grid"]


@dataclass(frozen=True)
class Block:
    """A part of the page.

    Attributes:
        name: of the part, also of its file when it is downloaded.
        heading: above it.
        sentences: what it says, in plain words.
        picture: the figure; None if there is none.
        grids: the numbers as tables.
        notes: how sure we are, and what it leans on.
        open: whether the tables stand there at once, not behind a heading.
    """

    name: str
    heading: str
    sentences: list[str]
    picture: Picture | None
    grids: list[Grid]
    notes: list[Note]
    open: bool = False


def _overview(shown: Shown) -> Block:
    """Every policy in one table, before anything else."""
    language = shown.language
    found = overview(shown.money, language)
    rows = [(row.head, cells_of(row.cells)) for row in found.rows]
    return Block(
        name="overview",
        heading=language.text("overview.heading"),
        sentences=[],
        picture=None,
        grids=[Grid(found.caption, found.heads, rows, dense=True)],
        notes=[(language.text("page.sure.table"), words) for words in found.notes],
        open=True,
    )


def _effects(shown: Shown) -> Block:
    comparison, outcome, language = shown.comparison, shown.outcome, shown.language
    names = results.compared(comparison)
    sentences = told(comparison, outcome, language, quick=shown.quick)
    if comparison.enough_draws:
        for name in names[1:]:
            sentences += pair_sentences(comparison, name, names[0], outcome, language)
    return Block(
        name=f"effects-{outcome}",
        heading=language.text(f"page.heading.effects.{outcome}"),
        sentences=sentences,
        picture=pictured(shown, "effects", alt_of("effects", language)),
        grids=[_effect_grid(comparison, name, outcome, language) for name in names],
        notes=sure_of_effects(comparison, language, quick=shown.quick),
    )


def cells_of(cells: Iterable[ReportCell]) -> list[Cell]:
    """Cells of the report's tables on the page."""
    return [Cell(c.value, c.interval, c.beyond, c.clear, mark=c.mark) for c in cells]


def _effect_heads(first: str, language: Language) -> list[str]:
    return [
        language.text(f"report.column.{first}"),
        language.text("report.column.difference", level=results.interval_level(language)),
        language.text("report.column.better"),
        language.text("report.column.trial_sd"),
    ]


def _effect_grid(comparison: Comparison, name: str, outcome: str, language: Language) -> Grid:
    rows = []
    for week in results.table_weeks(comparison):
        shown = results.effect(comparison, name, outcome, week)
        rows.append((language.integer(week), cells_of(effect_cells(shown, language))))
    caption = language.text(
        f"page.caption.effects.{outcome}",
        policy=language.quoted(results.title(comparison, name, language)),
        reference=language.quoted(results.title(comparison, comparison.reference, language)),
    )
    return Grid(caption, _effect_heads("week", language), rows)


def week_grid(shown: Shown, week: int) -> Grid:
    """Every policy's effect in one week: the values of the curves there."""
    comparison, outcome, language = shown.comparison, shown.outcome, shown.language
    rows = [
        (
            results.title(comparison, name, language),
            cells_of(effect_cells(results.effect(comparison, name, outcome, week), language)),
        )
        for name in results.compared(comparison)
    ]
    caption = language.text(
        f"page.readout.caption.{outcome}",
        week=language.integer(week),
        reference=language.quoted(results.title(comparison, comparison.reference, language)),
    )
    return Grid(caption, _effect_heads("policy", language), rows)


def level_grid(shown: Shown, week: int) -> Grid:
    """Every policy's level in one week, the reference last: the values of the curves there."""
    language = shown.language
    rows = [
        (row["policy"], [Cell(value, ends, row["beyond"])])
        for row in points(shown, "levels")
        if row["week"] == week
        for value, ends in [row["words"]]
    ]
    caption = language.text(f"page.readout.levels.{shown.outcome}", week=language.integer(week))
    level = language.text("page.readout.level", level=results.interval_level(language))
    return Grid(caption, [language.text("report.column.policy"), level], rows)


def _levels(shown: Shown) -> Block:
    comparison, outcome, language = shown.comparison, shown.outcome, shown.language
    week = results.spoken_week(comparison, outcome)
    frame = comparison.levels
    at = frame[
        (frame["outcome"] == outcome) & (frame["group"] == "all") & (frame["week"] == week)
    ].set_index("policy")["mean"]
    first = results.compared(comparison)[0]
    words = language.text(
        f"page.level.{outcome}",
        week=language.integer(week),
        number=language.per_thousand(float(at[first])),
        policy=language.quoted(results.title(comparison, first, language)),
        other=language.per_thousand(float(at[comparison.reference])),
        reference=language.quoted(results.title(comparison, comparison.reference, language)),
    )
    return Block(
        name=f"levels-{outcome}",
        heading=language.text(f"page.heading.levels.{outcome}"),
        sentences=[words],
        picture=pictured(
            shown,
            "levels",
            lambda figure: language.text(f"page.alt.levels.{outcome}", finding=said(figure)),
        ),
        grids=[],
        notes=[],
    )


def _chances(shown: Shown) -> Block:
    """Probability of being better, of every policy, in the weeks of the table."""
    comparison, language = shown.comparison, shown.language
    names = results.compared(comparison)
    rows = []
    for name in names:
        for outcome in results.SHOWN_OUTCOMES:
            cells = []
            for week in results.table_weeks(comparison):
                found = results.effect(comparison, name, outcome, week)
                cells.append(Cell(results.better(found, language), "", found.extrapolated))
            head = language.text(
                f"page.chances.{outcome}", policy=results.title(comparison, name, language)
            )
            rows.append((head, cells))
    week = results.spoken_week(comparison, "education")
    found = results.effect(comparison, names[0], "education", week)
    weeks = [
        language.text("page.chances.week", week=language.integer(w))
        for w in results.table_weeks(comparison)
    ]
    caption = language.text(
        "page.caption.chances",
        reference=language.quoted(results.title(comparison, comparison.reference, language)),
    )
    return Block(
        name="chances",
        heading=language.text("page.heading.chances"),
        sentences=[_chance(shown, found)],
        picture=None,
        grids=[Grid(caption, [language.text("report.column.policy"), *weeks], rows)],
        notes=[
            (
                language.text("page.sure.chances"),
                language.text(
                    "page.sure.chances.text", draws=language.integer(comparison.draw_count)
                ),
            )
        ],
    )


def _chance(shown: Shown, found: results.Effect) -> str:
    """How likely the policy is the better one; not where neither can be, or draws are too few."""
    comparison, language = shown.comparison, shown.language
    if found.same:
        return results.same_words(comparison, found, language)
    if not comparison.enough_draws:
        return still_waiting(comparison, language, quick=shown.quick)
    return language.text(
        "page.chances.sentence",
        policy=language.quoted(results.title(comparison, found.policy, language)),
        reference=language.quoted(results.title(comparison, found.against, language)),
        chance=results.better(found, language),
        week=language.integer(found.week),
    )


def _groups(shown: Shown) -> Block:
    comparison, outcome, language = shown.comparison, shown.outcome, shown.language
    name, week = results.compared(comparison)[0], results.group_week(comparison, outcome)
    rows = []
    for group in comparison.evidence.groups:
        head = results.group_title(comparison, group, language)
        if group in comparison.hidden:
            rows.append((head, [Cell(language.text("number.none"))] * 3))
            continue
        found = results.effect(comparison, name, outcome, week, group=group)
        rows.append((head, cells_of(effect_cells(found, language))))
    caption = language.text(
        f"page.caption.groups.{outcome}",
        policy=language.quoted(results.title(comparison, name, language)),
        week=language.integer(week),
    )
    drawn = pictured(shown, "groups", alt_of("subgroups", language))
    return Block(
        name=f"groups-{outcome}",
        heading=language.text(f"page.heading.groups.{outcome}"),
        sentences=[f"{drawn.finding}."],
        picture=drawn,
        grids=[Grid(caption, _effect_heads("group", language), rows)],
        notes=sure_of_groups(comparison, subgroup_note(language, shipped_targets()), language),
    )


def _lives(shown: Shown) -> Block:
    """Where the young people are in the last week: every status, and completed educations."""
    comparison, language = shown.comparison, shown.language
    rows = [(row.head, cells_of(row.cells)) for row in lives_rows(comparison, language)]
    grid = Grid(lives_caption(comparison, language), lives_heads(comparison, language), rows)
    return Block(
        name="lives",
        heading=language.text("lives.heading"),
        sentences=[language.text("lives.note")],
        picture=None,
        grids=[grid],
        notes=[],
    )


def _mentors(shown: Shown) -> Block:
    comparison, language = shown.comparison, shown.language
    rows = []
    for name in results.compared(comparison):
        cells = cells_of(
            total_cell(comparison, name, quantity, digits, language)
            for quantity, digits in TOTALS.items()
        )
        rows.append((results.title(comparison, name, language), cells))
    heads = [language.text("report.column.policy")]
    heads += [language.text(f"total.{quantity}") for quantity in TOTALS]
    note = mentors_note(language, the_trial().design)
    return Block(
        name="mentors",
        heading=language.text("page.heading.mentors"),
        sentences=[mentors_sentence(comparison, language)],
        picture=pictured(shown, "mentors", alt_of("mentors", language)),
        grids=[Grid(language.text("report.caption.mentors"), heads, rows)],
        notes=sure_of_mentors(comparison, note, language),
    )


def _costs(shown: Shown) -> Block:
    language, found = shown.language, shown.money
    return Block(
        name="costs",
        heading=language.text("page.heading.costs"),
        sentences=cost_sentences(found, language),
        picture=pictured(shown, "costs", alt_text),
        grids=cost_grids(found, language),
        notes=cost_notes(found, language),
    )


#: The parts in their order.
BLOCKS: dict[str, Callable[[Shown], Block]] = {
    "overview": _overview,
    "effects": _effects,
    "lives": _lives,
    "groups": _groups,
    "mentors": _mentors,
    "costs": _costs,
    "chances": _chances,
    "levels": _levels,
}
