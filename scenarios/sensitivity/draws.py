"""Rows of posterior draws with what is drawn beside them: prices, and effects of other measures.

Draw k has the same effects of measures as in every comparison (`scenarios.policy.measure_effects`);
its prices are addressed by seed and name, so that more draws leave the first as they are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.economics.price_draws import entry_uniforms
from scenarios.policy.measure_effects import measure_effect_at
from scenarios.sensitivity.factors import (
    Factor,
    measure_effect_factors,
    parameter_factor,
    price_factor,
    ranged_prices,
)
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.runs import Running, run_design
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]


def check_draws(question: Question, draws: int) -> None:
    """Find out whether there are so many draws.

    Raises:
        InputError: fewer than two, or more than the posterior has.
    """
    most = len(question.posterior)
    if not 2 <= draws <= most:
        raise InputError(
            Said("scenarios.not_so_many_posterior_draws"),
            field="--draws",
            found=draws,
            allowed=Said("scenarios.2_to_most", most=most),
        )


def drawn_rows(question: Question, draws: int, seed: int) -> tuple[tuple[Factor, ...], Floats]:
    """Everything that is uncertain, under the first draws of the posterior.

    Args:
        question: what is asked.
        draws: of the posterior.
        seed: of the prices.

    Returns:
        What the columns are, and their values, shape (draws, inputs).

    Raises:
        InputError: fewer than two draws, or more than there are.
    """
    check_draws(question, draws)
    posterior = question.posterior
    inputs = [parameter_factor(str(name)) for name in posterior.draws.columns]
    columns = list(posterior.draws.to_numpy(float)[:draws].T)
    for factor in measure_effect_factors(question.measures):
        measure = question.measures[int(factor.name) - 1]
        inputs.append(factor)
        columns.append(np.array([measure_effect_at(measure, k) for k in range(draws)]))
    if question.prices is not None:
        for name in ranged_prices(question.prices):
            inputs.append(price_factor(name, question.prices))
            columns.append(inputs[-1].at(entry_uniforms(seed, name, draws)))
    return tuple(inputs), np.stack(columns, axis=1)


def over_draws(question: Question, draws: int, seed: int, running: Running, *, name: str) -> Floats:
    """The outcome over everything that is uncertain, as intervals want it.

    Args:
        question: what is asked.
        draws: of the posterior; each with worlds and prices of its own.
        seed: of the first world.
        running: how.
        name: of the pieces.

    Returns:
        Shape (draws, seeds); see `scenarios.comparison.intervals.summary`.

    Raises:
        InputError: not so many draws.
        FailedRunError: a run failed twice.
    """
    inputs, rows = drawn_rows(question, draws, seed)
    repeated = np.repeat(rows, SEEDS_PER_DRAW, axis=0)
    seeds = seed + np.arange(len(repeated))
    found = run_design(question.model(inputs), repeated, seeds, running, name=name)
    return found.reshape(draws, SEEDS_PER_DRAW)
