"""The figures of a comparison's page: each is drawn by the name of its part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.page.html import Picture, both_pictures, picture, said
from mentorsim.present.comparison.budget_figures import kroner_figure
from mentorsim.present.comparison.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.present.results import compared, group_week, spoken_week
from scenarios.budget.budget import Budget, budget
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import Prices


@dataclass(frozen=True)
class Shown:
    """What is shown of a comparison, and how.

    Attributes:
        comparison: the numbers.
        outcome: of the curves.
        language: of the words.
        quick: whether this is the first picture of few draws.
        prices: of the kroner.
    """

    comparison: Comparison
    outcome: str
    language: Language
    quick: bool
    prices: Prices

    @cached_property
    def money(self) -> Budget:
        """Kroner of the comparison, worked out once for all parts that tell of them."""
        return budget(self.comparison, self.prices)


def pictured(shown: Shown, name: str, alt: Callable[[Figure], str]) -> Picture:
    """The figure of a part; for a phone as well once it is the full one.

    Args:
        shown: the comparison and what is shown of it.
        name: of the part.
        alt: gives words for who cannot see the figure.
    """
    draw = partial(DRAWN[name], shown)
    if shown.quick:
        figure = draw()
        return replace(picture(figure, alt(figure)), finding=said(figure))
    return both_pictures(draw, alt)


def alt_of(kind: str, language: Language) -> Callable[[Figure], str]:
    """Words of a kind of figure for who cannot see it, with what it finds."""
    return lambda figure: language.text(f"report.alt.{kind}", finding=said(figure))


def _draw_effects(shown: Shown) -> Figure:
    week = spoken_week(shown.comparison, shown.outcome)
    return effect_curves(shown.comparison, shown.outcome, shown.language, week)


def _draw_levels(shown: Shown) -> Figure:
    week = spoken_week(shown.comparison, shown.outcome)
    return level_curves(shown.comparison, shown.outcome, shown.language, week)


def _draw_groups(shown: Shown) -> Figure:
    comparison, outcome = shown.comparison, shown.outcome
    week = group_week(comparison, outcome)
    return subgroup_effects(comparison, compared(comparison)[0], outcome, week, shown.language)


def _draw_mentors(shown: Shown) -> Figure:
    return mentors_and_queue(shown.comparison, shown.language)


def _draw_costs(shown: Shown) -> Figure:
    return kroner_figure(shown.money, shown.language)


#: The figure of each part that has one.
DRAWN: dict[str, Callable[[Shown], Figure]] = {
    "effects": _draw_effects,
    "groups": _draw_groups,
    "mentors": _draw_mentors,
    "costs": _draw_costs,
    "levels": _draw_levels,
}
