"""Other draws made of a posterior's: conditioned, held at values, or reweighted to other priors.

What each of these asks, and with what right, is told where it is called:
`calibration.posterior.Posterior`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from calibration.draws import middle
from calibration.reweighting import importance
from sim.errors import InputError
from sim.messages import Named, Said
from sim.parameters import ParameterSpace, parameter_space


@dataclass(frozen=True)
class Change:
    """Draws made of others.

    Attributes:
        draws: one row per draw, a column for each parameter that is drawn.
        estimate: their point estimate, by parameter.
        said: how they were made, in words.
        report: what was found by the way, by name.
    """

    draws: pd.DataFrame
    estimate: dict[str, float]
    said: str
    report: Mapping[str, Any] = field(default_factory=dict)


def held(
    draws: pd.DataFrame, estimate: Mapping[str, float], at: Mapping[str, float]
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Draws, and their point estimate, if some parameters have certain values.

    Args:
        draws, estimate: of the posterior.
        at: values by parameter: of a two-valued one the draws that have its value are taken, any
            other is set to its value in every draw.

    Raises:
        InputError: as `checked_values`, or no draw has the values.
    """
    values = checked_values(at)
    for name, value in values.items():
        if parameter_space()[name].two_valued:
            draws = draws[draws[name] == value]
            estimate = {str(k): float(x) for k, x in draws.median().items()}
        else:
            draws = draws.assign(**{name: value})
    if not len(draws):
        raise InputError(
            Said("calibration.no_posterior_draw_has_these_values"),
            field="at",
            found=dict(at),
            allowed=Said("calibration.values_that_draws_have"),
        )
    return draws, {**estimate, **values}


def conditioned(
    draws: pd.DataFrame, estimate: Mapping[str, float], values: Mapping[str, float]
) -> Change:
    """The draws in which two-valued parameters have certain values.

    Args:
        draws, estimate: of the posterior.
        values: by parameter.

    Raises:
        InputError: as `held`, no parameter is named, or one that is not two-valued.
    """
    _check_any(values)
    for name in values:
        if not parameter_space()[name].two_valued:
            raise InputError(
                Said("calibration.hardly_two_draws_have_the_same"),
                field=name,
                found=values[name],
                allowed=Said("calibration.a_two_valued_parameter_fixed_name", name=name),
            )
    kept, middle_of_kept = held(draws, estimate, values)
    said = f"conditioned on {_listed(values)} ({len(kept)} of {len(draws)} draws)"
    return Change(kept, middle_of_kept, said)


def fixed(
    draws: pd.DataFrame, estimate: Mapping[str, float], values: Mapping[str, float]
) -> Change:
    """All draws, with some parameters set to a value.

    Args:
        draws, estimate: of the posterior.
        values: by parameter.

    Raises:
        InputError: as `held`, no parameter is named, or a two-valued one.
    """
    _check_any(values)
    for name in values:
        if parameter_space()[name].two_valued:
            raise InputError(
                Said("calibration.the_draws_of_the_two_values"),
                field=name,
                found=values[name],
                allowed=Said("calibration.conditioned_name_which_keeps_the_draws", name=name),
            )
    return Change(*held(draws, estimate, values), f"fixed at {_listed(values)}")


def reweighted(draws: pd.DataFrame, priors: Mapping[str, Any], space: ParameterSpace) -> Change:
    """As many draws, taken by the weights that other priors give them.

    Args:
        draws: of the posterior.
        priors: the new ones, by parameter.
        space: the parameters with the priors that the draws were fitted under.

    Raises:
        InputError: as `calibration.reweighting.importance`.
    """
    found = importance(draws, priors, space)
    rows = found.rows()
    taken = draws.iloc[rows]
    words = "; ".join(f"{name}: {said}" for name, said in found.words.items())
    said = (
        f"reweighted to other priors ({words}): {found.effective:.0f} effective draws "
        f"of {len(draws)}"
    )
    about = {
        "effective_draws": found.effective,
        "largest_weight": float(found.weights.max()),
        "priors": found.words,
        "rows": [int(row) for row in rows],
    }
    return Change(taken, middle(taken), said, {"reweighting": about})


def checked_values(at: Mapping[str, float]) -> dict[str, float]:
    """Values that parameters are held at, checked.

    Raises:
        InputError: an unknown or fixed parameter, or a value that it cannot have.
    """
    space = parameter_space()
    full = space.values(at)
    for name in at:
        parameter = space[name]
        if parameter.prior is None:
            raise InputError(
                Said("sim.this_parameter_is_fixed"),
                field=name,
                found=at[name],
                allowed=Said("sim.one_with_a_prior_mentorsim_parameters"),
            )
        if parameter.two_valued and full[name] not in (parameter.low, parameter.high):
            raise InputError(
                Said(
                    "sim.impossible_value_of_the_parameter_title",
                    title=Named(parameter.title, f"parameter.{parameter.name}"),
                ),
                field=name,
                found=at[name],
                allowed=Said("calibration.low_or_high", low=parameter.low, high=parameter.high),
            )
    return {name: full[name] for name in at}


def _check_any(values: Mapping[str, float]) -> None:
    """Refuse to change nothing.

    Raises:
        InputError: no parameter is named.
    """
    if not values:
        raise InputError(
            Said("calibration.no_parameter_is_named"),
            found=Said("sim.nothing"),
            allowed=Said("calibration.a_value_by_name_as_in"),
        )


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())
