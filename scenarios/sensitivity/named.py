"""Factors as they are asked for: by name, by a word that stands for many, with a range."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenarios.economics.price_file import Prices
from scenarios.economics.price_list import price_schema
from scenarios.policy.levers import lever_ranges
from scenarios.sensitivity.factors import (
    MEASURES,
    PRICES,
    Factor,
    Kind,
    lever_factor,
    measure_effect_factors,
    over_range,
    parameter_factor,
    price_factor,
    ranged_prices,
)
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Said
from sim.parameters import parameter_space
from sim.programme import Measure
from sim.written_numbers import read_number

#: Stand for many factors, besides prices and measures: all parameters, and a group of them.
PARAMETERS, GROUP = "parameters", "group:"
#: Where a name is looked for: what is varied, and what is chosen.
VARIED: tuple[Kind, ...] = ("parameter", "price", "relief", "lever")
CHOSEN: tuple[Kind, ...] = ("lever", "parameter", "price", "relief")


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
    low, high = range_of(span, f"levers: {name}")
    return lever_factor(name, low, high)


def range_of(span: str, field: str) -> tuple[float, float]:
    """The ends of a range as it is asked for: `26:156`.

    Args:
        span: two numbers with a colon between them.
        field: what it is given for, for messages.

    Raises:
        InputError: not two numbers, or one that can be read in two ways.
    """
    ends = span.split(":")
    if len(ends) != 2:
        raise InputError(
            Said("scenarios.a_range_is_two_numbers"),
            field=field,
            found=span,
            allowed=Said("scenarios.low_high"),
        )
    low, high = (read_number(end, field=field) for end in ends)
    return low, high


def find_factor(
    name: str,
    prices: Prices | None,
    measures: Sequence[Measure] = (),
    order: Sequence[Kind] = VARIED,
) -> Factor:
    """The factor of a name; `parameter:`, `price:`, `relief:` or `lever:` says which is meant.

    Args:
        name: of the factor.
        prices: whose prices are meant; None has none.
        measures: whose effects are drawn.
        order: where a name without its kind is looked for first.

    Raises:
        InputError: there is none.
    """
    kind, given, rest = name.partition(":")
    if given and kind in VARIED:
        return _of_kind(kind, rest, prices, measures)
    known = names_by_kind(prices)
    for place in order:
        if name in known[place]:
            return _of_kind(place, name, prices, measures)
    everything = [n for place in order for n in known[place]]
    if name in parameter_space().names:
        return parameter_factor(name)
    if name in price_schema():
        if prices is None:
            raise _no_prices(name)
        return price_factor(name, prices)
    raise InputError(
        Said("scenarios.unknown_factor", hint=hint(name, everything)),
        field="factors",
        found=name,
        allowed=Said("scenarios.a_parameter_a_price_or_a_lever", names=tuple(lever_ranges())),
    )


def names_by_kind(prices: Prices | None) -> dict[Kind, tuple[str, ...]]:
    """What can be named without its kind, by kind: effects of measures cannot."""
    return {
        "parameter": parameter_space().free,
        "price": () if prices is None else ranged_prices(prices),
        "relief": (),
        "lever": tuple(lever_ranges()),
    }


def find_factors(
    names: Iterable[str], prices: Prices | None, measures: Sequence[Measure] = ()
) -> tuple[Factor, ...]:
    """Factors by names and by words that stand for many, each once.

    Args:
        names: `parameters` (all with a prior), `prices` (all with a range), `measures` (the
            effects of other measures), `group:NAME` (of parameters), or factors, each over a range
            of its own if it is asked for (`readiness_gain=0.02:0.1`).
        prices: whose prices are meant; None has none.
        measures: whose effects are drawn.

    Raises:
        InputError: nothing is named, a name that is none, or a range that cannot be.
    """
    found: dict[str, Factor] = {}
    for name in names:
        for factor in _meant(name, prices, measures):
            found.setdefault(factor.key, factor)
    if not found:
        raise InputError(
            Said("scenarios.no_factors"),
            field="factors",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.parameters_prices_measures_group_name_or"),
        )
    return tuple(found.values())


def _meant(name: str, prices: Prices | None, measures: Sequence[Measure]) -> list[Factor]:
    space = parameter_space()
    if name == PARAMETERS:
        return [parameter_factor(n) for n in space.free]
    if name == PRICES:
        if prices is None:
            raise _no_prices(name)
        return [price_factor(n, prices) for n in ranged_prices(prices)]
    if name == MEASURES:
        return _measure_effects(name, measures)
    if name.startswith(GROUP):
        group = name.removeprefix(GROUP)
        members = [n for n in space.free if space[n].group == group]
        if not members:
            groups = sorted({space[n].group for n in space.free})
            raise InputError(
                Said("scenarios.unknown_group_of_parameters", hint=hint(group, groups)),
                field="factors",
                found=group,
                allowed=", ".join(groups),
            )
        return [parameter_factor(n) for n in members]
    alone, ranged, span = name.partition("=")
    factor = find_factor(alone, prices, measures)
    return [over_range(factor, *range_of(span, f"factors: {alone}"))] if ranged else [factor]


def _of_kind(kind: str, name: str, prices: Prices | None, measures: Sequence[Measure]) -> Factor:
    if kind == "lever":
        return lever_factor(name)
    if kind == "parameter":
        return parameter_factor(name)
    if kind == "relief":
        for factor in _measure_effects(name, measures):
            if factor.name == name:
                return factor
        raise InputError(
            Said("scenarios.no_such_measure"),
            field="factors",
            found=name,
            allowed=", ".join(f.key for f in measure_effect_factors(measures)),
        )
    if prices is None:
        raise _no_prices(name)
    return price_factor(name, prices)


def _measure_effects(name: str, measures: Sequence[Measure]) -> list[Factor]:
    found = measure_effect_factors(measures)
    if not found:
        raise InputError(
            Said("scenarios.neither_policy_has_a_measure_whose"),
            field="factors",
            found=name,
            allowed=Said("scenarios.policies_with_other_measures_at_level"),
        )
    return found


def _no_prices(name: str) -> InputError:
    return InputError(
        Said("scenarios.prices_do_nothing_to_this_outcome"),
        field="factors",
        found=name,
        allowed=Said("scenarios.an_outcome_in_kroner_net_public"),
    )
