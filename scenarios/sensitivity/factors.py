"""What may vary: parameters, prices, the effects of other measures, and what a policy chooses.

A factor has a range and a quantile function, so that every design can be made on the unit cube:
parameters vary as their priors say, prices and effects of other measures over their triangles,
levers evenly over a range. Whoever asks may give any of them a range of its own: then it varies
evenly over that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from scenarios.economics.person_weeks import KNOWN, Quantities
from scenarios.economics.price_draws import central_prices, triangular
from scenarios.economics.price_entry import Entry
from scenarios.economics.price_file import Prices
from scenarios.economics.price_list import price_schema
from scenarios.economics.purses import budget_account
from scenarios.economics.triangle import triangle
from scenarios.policy.levers import lever_ranges
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Named, Said
from sim.parameters import parameter_space
from sim.programme import Measure

Floats = npt.NDArray[np.float64]
Kind = Literal["parameter", "price", "relief", "lever", "plain"]

#: Quantiles are taken inside the unit interval: a normal has no value at its ends.
EDGE = 1e-9
#: What the effects of other measures are grouped under, and what prices are.
MEASURES, PRICES = "measures", "prices"


@dataclass(frozen=True)
class Factor:
    """Something that varies.

    Attributes:
        name: of the parameter, price or lever; of a measure's effect its place among them, from 1.
        kind: what it is; `plain` is a number of a function under test.
        group: what it is grouped with.
        unit: of its values.
        low, high: bounds of its values.
        quantile: values at quantiles, shape (n,) to (n,).
        whole: whether its values are whole numbers.
        own: whether the range was given by whoever asks.
        likeliest: the peak, where it varies over a triangle; else None.
    """

    name: str
    kind: Kind
    group: str
    unit: str
    low: float
    high: float
    quantile: Callable[[Floats], Floats]
    whole: bool = False
    own: bool = False
    likeliest: float | None = None

    @property
    def key(self) -> str:
        """Its kind and name: a lever may have the name of a parameter."""
        return f"{self.kind}:{self.name}"

    def at(self, u: npt.ArrayLike) -> Floats:
        """Values at quantiles from 0 to 1, shape (n,)."""
        inside = np.clip(np.asarray(u, float), EDGE, 1 - EDGE)
        return np.clip(self.quantile(inside), self.low, self.high)


def even_factor(
    name: str, low: float, high: float, *, kind: Kind = "plain", unit: str = "", whole: bool = False
) -> Factor:
    """A factor that is spread evenly over a range; whole numbers are equally likely.

    Args:
        name: of the factor.
        low: lower end.
        high: upper end.
        kind: what sort of factor it is.
        unit: of its values.
        whole: whether only whole numbers are possible.
    """
    quantile = partial(_even, low=low, high=high, whole=whole)
    return Factor(name, kind, name, unit, low, high, quantile, whole)


def _even(u: Floats, low: float, high: float, whole: bool) -> Floats:
    return np.floor(low + u * (high - low + 1)) if whole else low + u * (high - low)


def _prior(u: Floats, name: str) -> Floats:
    return np.asarray(parameter_space()[name].from_standard(ndtri(u)), float)


def parameter_factor(name: str) -> Factor:
    """A parameter over its prior.

    Raises:
        InputError: no such parameter, or a fixed one.
    """
    parameter = parameter_space()[name]
    if parameter.prior is None:
        raise InputError(
            Said("sim.this_parameter_is_fixed"),
            field="factors",
            found=name,
            allowed=Said("sim.one_with_a_prior_mentorsim_parameters"),
        )
    return Factor(
        name,
        "parameter",
        parameter.group,
        parameter.unit,
        parameter.low,
        parameter.high,
        partial(_prior, name=name),
    )


def price_factor(name: str, prices: Prices) -> Factor:
    """A price over its triangle, in the unit and price level of its file.

    Raises:
        InputError: no such price, or an exact one.
    """
    if name not in prices.entries:
        raise InputError(
            Said("scenarios.unknown_price"),
            field="factors",
            found=name,
            allowed=", ".join(prices.entries),
        )
    entry: Entry = prices[name]
    low, high = entry.span
    if low == high:
        raise InputError(
            Said("scenarios.this_price_has_no_range"),
            field="factors",
            found=name,
            allowed=", ".join(ranged_prices(prices)),
        )
    return Factor(
        name,
        "price",
        PRICES,
        entry.unit,
        low,
        high,
        partial(triangular, entry=entry),
        likeliest=entry.value,
    )


def measure_effect_factors(measures: Sequence[Measure]) -> list[Factor]:
    """How far each measure lifts barriers, over the triangle of its range; exact ones left out."""
    return [
        Factor(
            str(k + 1),
            "relief",
            MEASURES,
            "share",
            relief.low,
            relief.high,
            partial(triangle, low=relief.low, mode=relief.central, high=relief.high),
            likeliest=relief.central,
        )
        for k, relief in enumerate(measure.relief for measure in measures)
        if relief.low < relief.high
    ]


def lever_factor(name: str, low: float | None = None, high: float | None = None) -> Factor:
    """A lever over a range; by default that of `scenarios/policy/levers.yaml`.

    Args:
        name: of the lever.
        low: lower end; None is the data file's.
        high: upper end; None is the data file's.

    Raises:
        InputError: no such lever, or a range that is none.
    """
    if name not in lever_ranges():
        raise InputError(
            Said("scenarios.unknown_lever", hint=hint(name, lever_ranges())),
            field="levers",
            found=name,
            allowed=", ".join(lever_ranges()),
        )
    known = lever_ranges()[name]
    first, last = known.low if low is None else low, known.high if high is None else high
    if not first < last:
        raise InputError(
            Said("scenarios.a_range_goes_from_low_to"),
            field=f"levers: {name}",
            found=f"{first:g}:{last:g}",
            allowed=Said(
                "scenarios.for_instance_low_high_unit",
                low=known.low,
                high=known.high,
                unit=known.unit,
            ),
        )
    if known.whole and not (float(first).is_integer() and float(last).is_integer()):
        raise InputError(
            Said("scenarios.whole_numbers_only"),
            field=f"levers: {name}",
            found=f"{first:g}:{last:g}",
            allowed=Said(
                "scenarios.for_instance_low_high_unit",
                low=known.low,
                high=known.high,
                unit=known.unit,
            ),
        )
    return even_factor(name, first, last, kind="lever", unit=known.unit, whole=known.whole)


def over_range(factor: Factor, low: float, high: float) -> Factor:
    """The factor spread evenly over a range of one's own.

    Args:
        factor: as it varies by itself.
        low, high: ends of the range, in its unit.

    Raises:
        InputError: a range that is none or goes beyond what the factor can be, a parameter that has
            two values, or ends of whole weeks that are not whole.
    """
    if factor.kind == "lever":
        return replace(lever_factor(factor.name, low, high), own=True)
    if is_two_valued(factor):
        raise InputError(
            Said("scenarios.a_parameter_with_two_values_has"),
            field=f"factors: {factor.name}",
            found=f"{low:g}:{high:g}",
            allowed=Said("scenarios.the_name_alone_it_is_low", low=factor.low, high=factor.high),
        )
    least, most = possible(factor)
    if not least <= low < high <= most:
        raise InputError(
            Said("scenarios.a_range_goes_from_low_to_high_within"),
            field=f"factors: {factor.name}",
            found=f"{low:g}:{high:g}",
            allowed=in_words(factor),
        )
    even = partial(_even, low=low, high=high, whole=False)
    return replace(factor, low=low, high=high, quantile=even, own=True, likeliest=None)


def possible(factor: Factor) -> tuple[float, float]:
    """What a parameter, a price or the effect of a measure can be at all, in its unit."""
    if factor.kind == "parameter":
        parameter = parameter_space()[factor.name]
        return parameter.low, parameter.high
    return 0.0, price_schema()[factor.name].highest if factor.kind == "price" else 1.0


def in_words(factor: Factor) -> str:
    """What a parameter, a price or the effect of a measure can be at all, for messages."""
    if factor.kind == "price":
        return price_schema()[factor.name].allowed
    low, high = possible(factor)
    return Said("sim.low_to_high_unit", low=low, high=high, unit=_unit(factor))


def _unit(factor: Factor) -> Named:
    family = "price_unit" if factor.kind == "price" else "parameter_unit"
    return Named(factor.unit, f"{family}.{factor.unit}")


def is_two_valued(factor: Factor) -> bool:
    """Whether it is a parameter that is one of its two bounds (the mechanism)."""
    return factor.kind == "parameter" and parameter_space()[factor.name].two_valued


def ranged_prices(prices: Prices) -> tuple[str, ...]:
    """Prices with a range that the budget account reads, in the order of the schema."""
    years, horizon = 1, 2
    one = np.ones((1, horizon))
    quantities = Quantities(
        weeks=dict.fromkeys(KNOWN, one),
        years=(prices.rule_year,),
        calendar=np.ones((horizon, years)),
        mentor_hours=np.ones((1, years)),
        new_mentors=np.ones(1),
        measures=np.ones((1, years)),
        draws=np.arange(1),
    )
    account = budget_account(quantities, central_prices(prices))
    read = {name for names in account.reads.values() for name in names}
    return tuple(
        name
        for name, entry in prices.entries.items()
        if name in read and entry.span[0] < entry.span[1]
    )
