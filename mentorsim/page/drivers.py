"""Which parameters an effect follows, over the draws of the posterior: rank correlations.

No further lives are needed: the draws of the comparison tell. A correlation says what the effect
moves with among all that the trial left open; it sees no interplay of parameters, and a parameter
that only goes along with another in the posterior shows as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from scipy.stats import norm, spearmanr

from calibration.posterior import shipped_posterior
from mentorsim.figure_style import BLUE, GREY, INK, STYLE, finish, number_axis, panels, wrapped
from mentorsim.language import Language
from mentorsim.names import parameter_title
from mentorsim.page.html import Cell, Grid
from mentorsim.page.runs import posterior
from mentorsim.page.setting import page_setting
from mentorsim.page.words import when
from mentorsim.results import compared, title
from scenarios.comparison.compare import Comparison
from scenarios.sensitivity.factors import Factor
from sim.parameters import parameter_space

#: Parameters that are shown in the figure.
MOST = 12
#: Bars that there is room for at least, and characters of a line below them.
LEAST, COLUMNS = 3, 48


@dataclass(frozen=True)
class Driver:
    """A parameter, and how the effect goes with it.

    Attributes:
        parameter: its name.
        correlation: of ranks, -1 to 1.
        verdict: what the trial told of it: informed, weakly informed, assumption.
    """

    parameter: str
    correlation: float
    verdict: str


@dataclass(frozen=True)
class Drivers:
    """What an effect follows.

    Attributes:
        policy, against, outcome, week: which effect.
        found: parameters beyond chance, the strongest first.
        limit: size that chance alone hardly gives to any of the parameters.
        tested: how many parameters vary over the draws.
        draws: how many there are.
    """

    policy: str
    against: str
    outcome: str
    week: int
    found: tuple[Driver, ...]
    limit: float
    tested: int
    draws: int


def drivers(comparison: Comparison, outcome: str, week: int) -> Drivers:
    """What the effect of the first policy follows.

    Args:
        comparison: of the first draws of the posterior that the page uses.
        outcome: education or employment.
        week: since entry.
    """
    first = compared(comparison)[0]
    level = comparison.ensemble["level"].sel(status=outcome, week=week).mean("seed")
    effect = (level.sel(policy=first) - level.sel(policy=comparison.reference)).to_numpy()
    values = posterior().first(comparison.draws).draws
    varying = values.loc[:, values.nunique() > 1]
    limit = chance_limit(len(effect), varying.shape[1])
    every = []
    if np.ptp(effect) > 0:
        every = [
            Driver(name, float(spearmanr(varying[name], effect).statistic), verdicts()[name])
            for name in map(str, varying.columns)
        ]
    found = sorted(
        (d for d in every if abs(d.correlation) >= limit), key=lambda d: -abs(d.correlation)
    )
    return Drivers(
        first, comparison.reference, outcome, week, tuple(found), limit, varying.shape[1],
        len(effect),
    )  # fmt: skip


def chance_limit(draws: int, parameters: int) -> float:
    """Rank correlation that chance alone gives to any of so many parameters in one of twenty.

    That of independent draws is about normal with variance 1 / (draws - 1); the chance is split
    evenly over the parameters (Bonferroni).
    """
    chance = page_setting().driver_chance.value / max(1, parameters)
    return float(min(1.0, norm.isf(chance / 2) / np.sqrt(draws - 1)))


@cache
def verdicts() -> dict[str, str]:
    """What the trial told of each parameter: informed, weakly informed, assumption."""
    return {
        str(row["name"]): str(row["verdict"]) for row in shipped_posterior().report["parameters"]
    }


def _verdict(verdict: str, language: Language) -> str:
    return language.text(f"page.model.told.{verdict.replace(' ', '_')}")


def told_of(factor: Factor, language: Language) -> str:
    """What is known of a factor: what the trial told of a parameter, or what else it is."""
    if factor.kind == "parameter":
        return _verdict(verdicts()[factor.name], language)
    return language.text(f"page.told.{factor.kind}")


def driver_sentence(comparison: Comparison, found: Drivers, language: Language) -> str:
    """What the effect follows most, in words."""
    quoted = {
        "policy": language.quoted(title(comparison, found.policy, language)),
        "reference": language.quoted(title(comparison, found.against, language)),
        "when": when(found.week, language),
    }
    if not found.found:
        return language.text("page.drivers.none", **quoted)
    first = found.found[0]
    verdict = _verdict(first.verdict, language)
    return language.text(
        "page.drivers.more" if first.correlation > 0 else "page.drivers.less",
        parameter=parameter_title(first.parameter, language), told=verdict, **quoted,
    )  # fmt: skip


def driver_grid(comparison: Comparison, found: Drivers, language: Language) -> Grid:
    """Every parameter beyond chance: correlation, what the trial told, bounds, source."""
    heads = [
        language.text(f"page.drivers.column.{column}")
        for column in ("parameter", "correlation", "told", "source")
    ]
    space = parameter_space()
    rows = [
        (
            parameter_title(d.parameter, language),
            [
                Cell(language.signed(d.correlation, 2)),
                Cell(_verdict(d.verdict, language)),
                Cell(space[d.parameter].source, foreign=True),
            ],
        )
        for d in found.found
    ]
    caption = language.text(
        "page.drivers.caption",
        policy=language.quoted(title(comparison, found.policy, language)),
        reference=language.quoted(title(comparison, found.against, language)),
        week=language.integer(found.week),
    )
    return Grid(caption, heads, rows, plain=True)


def driver_figure(comparison: Comparison, found: Drivers, language: Language) -> Figure:
    """A bar for each parameter: to the right the effect grows with it, to the left it shrinks."""
    with rc_context(STYLE):
        shown = found.found[:MOST]
        figure, (panel,) = panels(1, height=0.9 + 0.28 * max(LEAST, len(shown)))
        for y, driver in enumerate(shown):
            assumed = driver.verdict == "assumption"
            panel.barh(
                -y, driver.correlation, height=0.6, color="white" if assumed else BLUE,
                edgecolor=BLUE, hatch="////" if assumed else None, zorder=2,
            )  # fmt: skip
        panel.axvline(0, color=INK, lw=0.8, zorder=3)
        for end in (-found.limit, found.limit):
            panel.axvline(end, color=GREY, lw=0.9, ls=":", zorder=1)
        names = [parameter_title(d.parameter, language) for d in shown]
        panel.set_yticks([-y for y in range(len(shown))], names)
        panel.tick_params(axis="y", length=0)
        panel.set_xlim(-1, 1)
        number_axis(panel.xaxis, language, signed=True)
        panel.set_ylim(-max(LEAST, len(shown)) + 0.4, 0.6)
        panel.set_xlabel(wrapped(language.text("page.drivers.axis"), COLUMNS))
        return finish(figure, driver_sentence(comparison, found, language))
