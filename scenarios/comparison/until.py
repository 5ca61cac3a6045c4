"""How well a mean effect is known to the simulation, and how many lives that takes.

The mean over some draws of a posterior, each lived with a seed or two, is not the mean that all of
its draws with endless seeds would give. How far off it may be is its Monte Carlo standard error: it
falls with more draws and seeds, and is no part of what the parameters leave open, which does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.outcomes import ALL_OUTCOMES, by_week
from scenarios.comparison.seeds import parts
from sim.errors import InputError
from sim.messages import Said
from sim.written_numbers import read_number

Floats = npt.NDArray[np.float64]
#: Effects of policies against the reference in an ensemble, by policy; shape (draws, seeds) each.
Effects = Callable[[xr.Dataset], Mapping[str, Floats]]

#: Units that a precision can be asked in: percentage points of the effect on education, and net
#: kroner for the public per young person.
POINTS, KRONER = "pp", "kr"
#: What the units may be written as.
WRITTEN = {
    "pp": POINTS,
    "pct.point": POINTS,
    "procentpoint": POINTS,
    "percentage points": POINTS,
    "kr": KRONER,
    "kr.": KRONER,
    "kroner": KRONER,
    "DKK": KRONER,
}
#: The outcome whose effect is in percentage points.
OUTCOME = "education"


@dataclass(frozen=True)
class Until:
    """A precision that is asked for.

    Attributes:
        error: the Monte Carlo standard error of a mean effect that is not to be reached, above 0.
        unit: `POINTS` or `KRONER`.
    """

    error: float
    unit: str

    @property
    def told(self) -> str:
        """As it can be asked for."""
        return f"{self.error:.10g}{self.unit}"


@dataclass(frozen=True)
class Precision:
    """A precision that was asked for, and what it took.

    Attributes:
        asked: what was asked for.
        error: the Monte Carlo standard error of the mean effect that is known least well, in the
            unit that was asked for.
        policy: whose effect that is.
        draws: that were lived.
        of_draws: that there are.
        seeds: the most that a draw lived with.
        worlds: lived under each policy, views aside.
        week: since entry, of an effect in percentage points; None of kroner, which are of all
            weeks.
    """

    asked: Until
    error: float
    policy: str
    draws: int
    of_draws: int
    seeds: int
    worlds: int
    week: int | None

    @property
    def reached(self) -> bool:
        """Whether the error is below what was asked for."""
        return self.error < self.asked.error

    def as_dict(self) -> dict[str, object]:
        """As plain values."""
        return {
            "asked": self.asked.error,
            "unit": self.asked.unit,
            "monte_carlo_error": self.error,
            "reached": self.reached,
            "policy": self.policy,
            "week": self.week,
            "draws": self.draws,
            "draws_there_are": self.of_draws,
            "seeds_at_most": self.seeds,
            "worlds": self.worlds,
        }


@dataclass(frozen=True)
class Goal:
    """A precision to go on to, and how it is worked out.

    Attributes:
        asked: the precision.
        effects: in an ensemble; None are those on education in the week of the trial's answer.
    """

    asked: Until
    effects: Effects | None = field(default=None, compare=False)


def read_until(text: str, field: str = "--until") -> Until:
    """A precision as people write it: a number and its unit, with or without a space.

    Args:
        text: such as `0.1pp`, `0,1 pp` or `500kr`.
        field: of messages.

    Raises:
        InputError: no number, none above 0, no unit or another one.

    Example:
        >>> read_until("0,1 pp").told
        '0.1pp'
    """
    found = re.fullmatch(r"\s*([-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?)\s*(.*?)\s*", str(text))
    units = {written.casefold(): unit for written, unit in WRITTEN.items()}
    allowed = Said("scenarios.a_precision_with_its_unit")
    if found is None:
        raise InputError(
            Said("scenarios.no_precision"), field=field, found=str(text), allowed=allowed
        )
    number, unit = found.groups()
    if not unit:
        raise InputError(
            Said("scenarios.a_precision_without_a_unit"),
            field=field,
            found=str(text),
            allowed=Said("scenarios.which_unit", number=number),
        )
    if unit.casefold() not in units:
        raise InputError(
            Said("scenarios.no_such_unit_of_precision"), field=field, found=unit, allowed=allowed
        )
    value = read_number(number, field=field)
    if not value > 0:
        raise InputError(
            Said("scenarios.a_precision_is_above_0"), field=field, found=str(text), allowed=allowed
        )
    return Until(value, units[unit.casefold()])


def monte_carlo_error(values: Floats, of_draws: int) -> float:
    """Standard error of a mean over draws, as an estimate of that over all draws of a posterior.

    Args:
        values: shape (draws, seeds), any unit; NaN where a draw did not live with a seed.
        of_draws: that the posterior has; those lived are a part of them, taken at random.

    Draws that were left out leave (1 - n/N) s²/n of the variance of the draws (sampling without
    replacement, Cochran, Sampling Techniques, 1977, ch. 2), seeds what `parts` finds: with all
    draws lived only seeds are left. Nothing is known from a single draw: infinite.

    Example:
        >>> round(monte_carlo_error(np.array([[1.0], [2.0], [3.0]]), 3), 3)
        0.0
    """
    found, count = parts(values), len(values)
    if count < 2:
        return float("inf")
    of_draw = max(0.0, float(found.between - found.of_mean))
    left_out = of_draw * (1 - count / of_draws)
    return float(np.sqrt((left_out + float(found.of_mean)) / count))


def effects_on_education(data: xr.Dataset, reference: str, week: int) -> dict[str, Floats]:
    """The effect of every policy on education in a week, percentage points; (draws, seeds) each.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`.
        reference: what policies are set against.
        week: since entry.
    """
    level = by_week(data[["level"]].sel(week=[0, week]), ALL_OUTCOMES[OUTCOME])
    level = level.sel(week=week, drop=True).transpose("draw", "seed", "policy")
    there = level.sel(policy=reference).to_numpy()
    names = [str(name) for name in data["policy"].values if name != reference]
    return {name: level.sel(policy=name).to_numpy() - there for name in names}


def precision(
    goal: Goal, effects: Mapping[str, Floats], of_draws: int, week: int | None
) -> Precision:
    """How well the effect is known that is known least well.

    Args:
        goal: what is asked for.
        effects: by policy, shape (draws, seeds).
        of_draws: that the posterior has.
        week: of the effects; None if they are of all weeks.
    """
    errors = {name: monte_carlo_error(values, of_draws) for name, values in effects.items()}
    worst = max(errors, key=lambda name: errors[name])
    seeds = parts(effects[worst]).seeds
    return Precision(
        asked=goal.asked,
        error=errors[worst],
        policy=worst,
        draws=len(seeds),
        of_draws=of_draws,
        seeds=int(seeds.max()),
        worlds=int(seeds.sum()),
        week=week,
    )
