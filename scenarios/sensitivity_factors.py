"""What may vary in a sensitivity analysis: parameters, prices, and what a policy chooses.

A factor has a range and a quantile function, so that every design can be made on the unit cube:
parameters vary as their priors say, prices over their triangles, levers evenly over a range.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from scenarios.person_weeks import KNOWN, SPLIT, Quantities
from scenarios.price_draws import central_prices, triangular
from scenarios.price_file import Entry, Prices
from scenarios.purses import budget_account
from scenarios.sensitivity_setting import lever_ranges
from sim.errors import InputError
from sim.parameters import parameter_space

Floats = npt.NDArray[np.float64]
Kind = Literal["parameter", "price", "lever", "plain"]

#: Quantiles are taken inside the unit interval: a normal has no value at its ends.
EDGE = 1e-9
#: Stand for many factors, besides the names of groups of parameters (`group:trust`).
PARAMETERS, PRICES, GROUP = "parameters", "prices", "group:"
#: Where a name is looked for: what is varied, and what is chosen.
VARIED: tuple[Kind, ...] = ("parameter", "price", "lever")
CHOSEN: tuple[Kind, ...] = ("lever", "parameter", "price")


@dataclass(frozen=True)
class Factor:
    """Something that varies.

    Attributes:
        name: of the parameter, price or lever.
        kind: what it is; `plain` is a number of a function under test.
        group: what it is grouped with.
        unit: of its values.
        low, high: bounds of its values.
        quantile: values at quantiles, shape (n,) to (n,).
        whole: whether its values are whole numbers.
    """

    name: str
    kind: Kind
    group: str
    unit: str
    low: float
    high: float
    quantile: Callable[[Floats], Floats]
    whole: bool = False

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
    """A factor that is spread evenly over a range; whole numbers are equally likely."""
    if whole:
        return Factor(
            name, kind, name, unit, low, high, lambda u: np.floor(low + u * (high - low + 1)), True
        )
    return Factor(name, kind, name, unit, low, high, lambda u: low + u * (high - low))


def parameter_factor(name: str) -> Factor:
    """A parameter over its prior.

    Raises:
        InputError: no such parameter, or a fixed one.
    """
    parameter = parameter_space()[name]
    if parameter.prior is None:
        raise InputError(
            "this parameter is fixed", field="factors", found=name,
            allowed="one with a prior (mentorsim parameters)",
        )  # fmt: skip
    return Factor(
        name, "parameter", parameter.group, parameter.unit, parameter.low, parameter.high,
        lambda u: parameter.from_standard(ndtri(u)),
    )  # fmt: skip


def price_factor(name: str, prices: Prices) -> Factor:
    """A price over its triangle, in the unit and price level of its file.

    Raises:
        InputError: no such price, or an exact one.
    """
    if name not in prices.entries:
        raise InputError(
            "unknown price", field="factors", found=name, allowed=", ".join(prices.entries)
        )
    entry: Entry = prices[name]
    low, high = entry.span
    if low == high:
        raise InputError(
            "this price has no range", field="factors", found=name,
            allowed=", ".join(ranged_prices(prices)),
        )  # fmt: skip
    return Factor(
        name, "price", PRICES, entry.unit, low, high, partial(triangular, entry=entry)
    )  # fmt: skip


def lever_factor(name: str, low: float | None = None, high: float | None = None) -> Factor:
    """A lever over a range; by default that of `scenarios/sensitivity_levers.yaml`.

    Raises:
        InputError: no such lever, or a range that is none.
    """
    if name not in lever_ranges():
        raise InputError(
            "unknown lever" + _hint(name, lever_ranges()), field="levers", found=name,
            allowed=", ".join(lever_ranges()),
        )  # fmt: skip
    known = lever_ranges()[name]
    first, last = known.low if low is None else low, known.high if high is None else high
    if not first < last:
        raise InputError(
            "a range goes from low to high", field=f"levers: {name}", found=f"{first:g}:{last:g}",
            allowed=f"for instance {known.low:g}:{known.high:g} ({known.unit})",
        )  # fmt: skip
    if known.whole and not (float(first).is_integer() and float(last).is_integer()):
        raise InputError(
            "whole numbers only", field=f"levers: {name}", found=f"{first:g}:{last:g}",
            allowed=f"for instance {known.low:g}:{known.high:g} ({known.unit})",
        )  # fmt: skip
    return even_factor(name, first, last, kind="lever", unit=known.unit, whole=known.whole)


def ranged_prices(prices: Prices) -> tuple[str, ...]:
    """Prices with a range that the budget account reads, in the order of the schema."""
    years, horizon = 1, 2
    one = np.ones((1, horizon))
    quantities = Quantities(
        weeks={status: one for status in KNOWN if status not in SPLIT},
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


def lever_factors(words: Iterable[str]) -> list[Factor]:
    """Levers as they are asked for: `duration`, or `duration=26:156`.

    Raises:
        InputError: as `lever_factor`, or a range that is no pair of numbers.
    """
    return [_lever(word) for word in words]


def _lever(word: str) -> Factor:
    name, given, span = word.partition("=")
    if not given:
        return lever_factor(name)
    ends = span.split(":")
    try:
        low, high = (float(end) for end in ends)
    except ValueError:
        raise InputError(
            "a range is two numbers", field=f"levers: {name}", found=span, allowed="low:high"
        ) from None
    return lever_factor(name, low, high)


def find_factor(name: str, prices: Prices | None, order: Sequence[Kind] = VARIED) -> Factor:
    """The factor of a name; `parameter:`, `price:` or `lever:` before it says which is meant.

    Args:
        name: of the factor.
        prices: whose prices are meant; None has none.
        order: where a name is looked for first.

    Raises:
        InputError: there is none.
    """
    kind, given, rest = name.partition(":")
    if given and kind in VARIED:
        return _of_kind(kind, rest, prices)
    known = names_by_kind(prices)
    for place in order:
        if name in known[place]:
            return _of_kind(place, name, prices)
    everything = [n for place in order for n in known[place]]
    if name in parameter_space().names:
        return parameter_factor(name)
    if prices is not None and name in prices.entries:
        return price_factor(name, prices)
    raise InputError(
        "unknown factor" + _hint(name, everything), field="factors", found=name,
        allowed="a parameter (mentorsim parameters), a price with a range, or a lever: "
        + ", ".join(lever_ranges()),
    )  # fmt: skip


def names_by_kind(prices: Prices | None) -> dict[Kind, tuple[str, ...]]:
    """What can vary, by kind."""
    return {
        "parameter": parameter_space().free,
        "price": () if prices is None else ranged_prices(prices),
        "lever": tuple(lever_ranges()),
    }


def find_factors(names: Iterable[str], prices: Prices | None) -> tuple[Factor, ...]:
    """Factors by names and by words that stand for many, each once.

    Args:
        names: `parameters` (all with a prior), `prices` (all with a range), `group:NAME` (of
            parameters), or factors.
        prices: whose prices are meant; None has none.

    Raises:
        InputError: nothing is named, or a name that is none.
    """
    found: dict[str, Factor] = {}
    for name in names:
        for factor in _meant(name, prices):
            found.setdefault(factor.key, factor)
    if not found:
        raise InputError(
            "no factors", field="factors", found="nothing",
            allowed="parameters, prices, group:NAME, or names of factors",
        )  # fmt: skip
    return tuple(found.values())


def _meant(name: str, prices: Prices | None) -> list[Factor]:
    space = parameter_space()
    if name == PARAMETERS:
        return [parameter_factor(n) for n in space.free]
    if name == PRICES:
        if prices is None:
            raise _no_prices(name)
        return [price_factor(n, prices) for n in ranged_prices(prices)]
    if name.startswith(GROUP):
        group = name.removeprefix(GROUP)
        members = [n for n in space.free if space[n].group == group]
        if not members:
            groups = sorted({space[n].group for n in space.free})
            raise InputError(
                "unknown group of parameters" + _hint(group, groups), field="factors", found=group,
                allowed=", ".join(groups),
            )  # fmt: skip
        return [parameter_factor(n) for n in members]
    return [find_factor(name, prices)]


def _of_kind(kind: str, name: str, prices: Prices | None) -> Factor:
    if kind == "lever":
        return lever_factor(name)
    if kind == "parameter":
        return parameter_factor(name)
    if prices is None:
        raise _no_prices(name)
    return price_factor(name, prices)


def _no_prices(name: str) -> InputError:
    return InputError(
        "prices do nothing to this outcome", field="factors", found=name,
        allowed="an outcome in kroner (net_public, cost_per_education ...)",
    )  # fmt: skip


def _hint(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
