"""The chapter of a comparison: answer, tables, curves, who gains, mentors, kroner, drivers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from mentorsim.language import Language
from mentorsim.present import results
from mentorsim.present.comparison.answer import answer, question, said_once, trust
from mentorsim.present.comparison.budget_figures import kroner_figure
from mentorsim.present.comparison.cells import (
    Block,
    Row,
    against_first,
    lives_caption,
    lives_heads,
    lives_rows,
    main_blocks,
    subgroup_rows,
    totals_rows,
    trial_note,
)
from mentorsim.present.comparison.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.present.comparison.money import KronerSection, kroner_section
from mentorsim.present.comparison.overview import Overview, overview
from mentorsim.present.comparison.view_figures import view_forest
from mentorsim.present.comparison.views import (
    ViewRow,
    hanging_sentences,
    shown_views,
    view_rows,
    views_note,
)
from mentorsim.present.population.comparison import MarginRow, introduction, margin_rows, warnings
from mentorsim.report.background import Background, behind_run
from mentorsim.report.drivers import DriverSection, driver_section
from mentorsim.report.pictures import Picture, picture
from mentorsim.report.words import Order, orders
from mentorsim.saved.run import Run
from scenarios.budget.budget import Budget
from scenarios.comparison.compare import Comparison


@dataclass(frozen=True)
class People:
    """A population of one's own, beside the trial's."""

    name: str
    introduction: list[str]
    rows: list[MarginRow]
    warnings: list[str]


@dataclass(frozen=True)
class Chapter:
    """A comparison, ready for the template; `id` begins the ids of its sections."""

    id: str
    name: str
    question: str
    answer: list[str]
    overview: Overview | None
    overview_heads: list[str]
    overview_rows: list[Row]
    trust: list[str]
    policies: list[tuple[str, str]]
    reference: str
    first: str
    week: str
    main: list[Block]
    against_first: list[Block]
    trial_note: str
    curves: list[Picture]
    subgroup_picture: Picture
    subgroups: tuple[Row, ...]
    orders: list[Order]
    view_picture: Picture | None
    view_heads: list[str]
    view_rows: list[ViewRow]
    hanging: list[str]
    views_note: str
    lives_caption: str
    lives_heads: list[str]
    lives: list[Row]
    totals: list[Row]
    mentors: Picture
    kroner: KronerSection | None
    kroner_picture: Picture | None
    drivers: DriverSection
    people: People | None
    background: Background


def chapter_of(run: Run, money: Budget | None, language: Language, start: str) -> Chapter:
    """Words, tables and figures of a comparison's chapter.

    Args:
        run: the comparison.
        money: its kroner; None if they could not be worked out.
        language: of the report.
        start: of the ids of its sections.
    """
    comparison = run.comparison
    names = results.compared(comparison)
    week = results.group_week(comparison, "education")
    own = [] if run.situation is None else run.situation.said.get(language.code, [])
    seen = bool(shown_views(comparison))
    every = None if money is None else overview(money, language)
    heads, rows = ([], []) if every is None else every.upright(language)
    return Chapter(
        id=start,
        name=run.name,
        question=question(comparison, language),
        answer=said_once([*own, *answer(comparison, language, money)], language),
        overview=every,
        overview_heads=heads,
        overview_rows=rows,
        trust=trust(comparison, language),
        policies=[
            (results.title(comparison, p.name, language), _said(comparison, p.name, language))
            for p in comparison.policies
        ],
        reference=language.quoted(results.title(comparison, comparison.reference, language)),
        first=language.quoted(results.title(comparison, names[0], language)),
        week=language.integer(week),
        main=main_blocks(comparison, language),
        against_first=against_first(comparison, language),
        trial_note=trial_note(comparison, language),
        curves=[
            *(
                picture(partial(effect_curves, comparison, o, language))
                for o in results.SHOWN_OUTCOMES
            ),
            picture(lambda: level_curves(comparison, "education", language)),
        ],
        subgroup_picture=picture(
            lambda: subgroup_effects(comparison, names[0], "education", week, language)
        ),
        subgroups=subgroup_rows(comparison, names[0], week, language),
        orders=orders(run, language),
        view_picture=picture(lambda: view_forest(comparison, language)) if seen else None,
        view_heads=[language.text(f"views.head.{view}") for view in shown_views(comparison)],
        view_rows=view_rows(comparison, language) if seen else [],
        hanging=hanging_sentences(comparison, language) if seen else [],
        views_note=views_note(comparison, language) if seen else "",
        lives_caption=lives_caption(comparison, language),
        lives_heads=lives_heads(comparison, language),
        lives=lives_rows(comparison, language),
        totals=totals_rows(comparison, language),
        mentors=picture(lambda: mentors_and_queue(comparison, language)),
        kroner=None if money is None else kroner_section(money, language),
        kroner_picture=None if money is None else picture(lambda: kroner_figure(money, language)),
        drivers=driver_section(run, language),
        people=_people(comparison, language),
        background=behind_run(run, money, language),
    )


def _said(comparison: Comparison, name: str, language: Language) -> str:
    """What a policy does, and why it is worth a look."""
    parts = (
        results.description(comparison, name, language),
        results.reason(comparison, name, language),
    )
    return " ".join(part for part in parts if part)


def _people(comparison: Comparison, language: Language) -> People | None:
    near = comparison.population_comparison
    if near is None:
        return None
    return People(
        name=near.name,
        introduction=introduction(near, language),
        rows=margin_rows(near, language),
        warnings=warnings(near, language),
    )
