"""What the effect of the page's policy follows, and what is known of each factor."""

from __future__ import annotations

from functools import cache

from calibration.stored_posterior import shipped_posterior
from mentorsim.language import Language
from mentorsim.page.html import Cell, Grid
from mentorsim.page.runs import posterior
from mentorsim.present.comparison.drivers import (
    driver_caption,
    driver_heads,
    driver_row,
    identified,
)
from mentorsim.present.results import compared
from scenarios.comparison.compare import Comparison
from scenarios.sensitivity import drivers as of_any
from scenarios.sensitivity.drivers import Drivers
from scenarios.sensitivity.factors import Factor
from sim.parameters import parameter_space


def drivers(comparison: Comparison, outcome: str, week: int) -> Drivers:
    """What the effect of the first policy follows.

    Args:
        comparison: of the first draws of the posterior that the page uses.
        outcome: education or employment.
        week: since entry.
    """
    values = posterior().first(comparison.draw_count).draws
    first = compared(comparison)[0]
    return of_any.drivers(
        comparison, values, verdicts(), first, comparison.reference, outcome, week
    )


@cache
def verdicts() -> dict[str, str]:
    """What the trial told of each parameter: informed, weakly informed, assumption."""
    return {
        str(row["name"]): str(row["verdict"]) for row in shipped_posterior().report["parameters"]
    }


def told_of(factor: Factor, language: Language) -> str:
    """What is known of a factor: what the trial told of a parameter, or what else it is."""
    if factor.kind == "parameter":
        return identified(verdicts()[factor.name], language)
    return language.text(f"page.told.{factor.kind}")


def driver_grid(comparison: Comparison, found: Drivers, language: Language) -> Grid:
    """Every parameter beyond chance: correlation, what the trial told, source.

    Args:
        comparison: results of all policies, by draw, week and group.
        found: how each parameter goes together with an effect over the draws.
        language: of the words.
    """
    space = parameter_space()
    rows = []
    for driver in found.found:
        head, *words = driver_row(driver, language)
        source = Cell(space[driver.parameter].source, foreign=True)
        rows.append((head, [*(Cell(each) for each in words), source]))
    heads = [*driver_heads(language), language.text("drivers.column.source")]
    return Grid(driver_caption(comparison, found, language), heads, rows, plain=True, dense=True)
