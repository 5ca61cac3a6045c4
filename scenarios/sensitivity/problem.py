"""Inputs and their ranges as SALib's own problem: names, bounds and distributions.

The project's own analyses sample the unit cube and know every prior (`scenarios.sensitivity.
design`); a problem is for those who use SALib themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scenarios.economics.price_file import Prices
from scenarios.sensitivity.factors import Factor, over_range
from scenarios.sensitivity.named import find_factor
from scenarios.sensitivity.setting import sensitivity_setting
from sim.errors import InputError
from sim.messages import Said
from sim.parameters import parameter_space
from sim.programme import Measure

#: Names, or by name a range of one's own; None is the input's own.
Ranges = Sequence[str] | Mapping[str, tuple[float, float] | None]

EVEN, TRIANGLE, NORMAL = "unif", "triang", "truncnorm"


def factors_of(
    ranges: Ranges, prices: Prices | None, measures: Sequence[Measure] = ()
) -> dict[str, Factor]:
    """What each name stands for, by name, in order.

    Args:
        ranges: names, or by name a range `(low, high)`, or None for its own.
        prices: whose prices are meant; None has none.
        measures: whose effects are drawn.

    Raises:
        InputError: no names, an unknown one, one twice, or a range that cannot be.
    """
    if isinstance(ranges, str) or not ranges:
        raise InputError(
            Said("scenarios.inputs_by_name"),
            field="ranges",
            found=repr(ranges),
            allowed=Said("scenarios.a_sequence_of_names_or_a"),
        )
    own = ranges if isinstance(ranges, Mapping) else dict.fromkeys(ranges)
    found = {str(name): _ranged(str(name), span, prices, measures) for name, span in own.items()}
    if len({f.key for f in found.values()}) < len(ranges):
        raise InputError(
            Said("scenarios.an_input_is_named_twice"),
            field="ranges",
            found=", ".join(map(str, ranges)),
            allowed=Said("calibration.each_once"),
        )
    return found


def _ranged(name: str, span: Any, prices: Prices | None, measures: Sequence[Measure]) -> Factor:
    factor = find_factor(name, prices, measures)
    if span is None:
        return factor
    try:
        low, high = (float(end) for end in span)
    except (TypeError, ValueError) as error:
        raise InputError(
            Said("scenarios.a_range_is_two_numbers"),
            field=f"ranges: {name}",
            found=span,
            allowed=Said("scenarios.low_high_2"),
        ) from error
    return over_range(factor, low, high)


def salib_problem(factors: Mapping[str, Factor]) -> dict[str, Any]:
    """The problem of some inputs.

    Args:
        factors: by the name that they have in it.

    Returns:
        `num_vars`, `names`, `bounds`, and `dists` unless all inputs vary evenly.
    """
    spread = [_distribution(factor) for factor in factors.values()]
    problem: dict[str, Any] = {
        "num_vars": len(factors),
        "names": list(factors),
        "bounds": [bounds for _, bounds in spread],
    }
    dists = [name for name, _ in spread]
    return problem if set(dists) == {EVEN} else problem | {"dists": dists}


def _distribution(factor: Factor) -> tuple[str, list[float]]:
    """SALib's name of a distribution, and its numbers."""
    if factor.own or factor.kind == "lever":
        return EVEN, [factor.low, factor.high]
    if factor.likeliest is not None:
        peak = (factor.likeliest - factor.low) / (factor.high - factor.low)
        # SALib has the peak below the end.
        return TRIANGLE, [factor.low, factor.high, min(peak, float(np.nextafter(1.0, 0.0)))]
    parameter = parameter_space()[factor.name]
    prior = parameter.prior
    assert prior is not None  # a factor is no fixed parameter
    if prior.shape == "normal":
        assert prior.spread is not None  # of every normal
        return NORMAL, [parameter.low, parameter.high, parameter.centre, prior.spread]
    if prior.shape in ("uniform", "either"):
        return EVEN, [parameter.low, parameter.high]
    tail = sensitivity_setting().tornado_tail.value
    return EVEN, [float(x) for x in factor.at(np.array([tail, 1 - tail]))]
