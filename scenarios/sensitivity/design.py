"""Designs: which rows of inputs are run, and in which blocks they belong together.

Over the priors a design is made on the unit cube by SALib (Sobol sequences with Saltelli's
cross-samples, Morris's trajectories, Latin hypercubes) and mapped to values factor by factor. Over
the posterior the rows are posterior draws as they are, since their parameters hang together; prices
and levers, which are independent of them, stand beside in columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from SALib.sample import latin, sobol
from SALib.sample.morris import sample as morris_sample
from scipy.stats import rankdata

from calibration.posterior import Posterior
from scenarios.policy.measure_effects import measure_effect_at
from scenarios.sensitivity.factors import Factor, measure_effect_factors, parameter_factor
from scenarios.sensitivity.methods import (
    FEWEST,
    GIVEN,
    GROUPED,
    METHODS,
    MORRIS,
    POSTERIOR,
    PRIORS,
    SOBOL,
)
from scenarios.sensitivity.setting import sensitivity_setting
from sim.errors import InputError
from sim.messages import Said
from sim.programme import Measure

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Rows to run and what they are for.

    Attributes:
        method: of `METHODS`.
        over: the priors or the posterior.
        inputs: what the columns are.
        labels: what indices are worked out for: factors by key, or groups.
        members: by label, the columns that belong to it.
        u: scores from 0 to 1, shape (rows, inputs); over the posterior ranks.
        x: values, same shape.
        samples: base points, trajectories or rows.
        block: rows that belong together; rows are `samples` blocks.
        second: whether pairs of factors can be looked at (Sobol).
    """

    method: str
    over: str
    inputs: tuple[Factor, ...]
    labels: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    u: Floats
    x: Floats
    samples: int
    block: int
    second: bool = False

    @property
    def problem(self) -> dict[str, Any]:
        """What SALib wants to know. Its own names: some suffixes are forbidden there."""
        names = [f"x{k}" for k in range(len(self.inputs))]
        problem: dict[str, Any] = {
            "num_vars": len(names),
            "names": names,
            "bounds": [[0.0, 1.0]] * len(names),
        }
        if any(len(member) > 1 for member in self.members):
            group = {k: f"g{g}" for g, member in enumerate(self.members) for k in member}
            problem["groups"] = [group[k] for k in range(len(names))]
        return problem

    def rows(self, blocks: int) -> slice:
        """The rows of the first blocks."""
        return slice(0, blocks * self.block)


def over_priors(
    method: str,
    factors: Sequence[Factor],
    samples: int,
    seed: int,
    *,
    grouped: bool = False,
    second: bool = False,
) -> Design:
    """A design over the whole ranges of independent factors.

    Args:
        method: of `METHODS`.
        factors: what varies; everything else is held.
        samples: base points (a power of two), trajectories, or rows.
        seed: of the design, 0 or more.
        grouped: whether factors of a group move together.
        second: for Sobol: whether pairs are looked at, at nearly twice the runs.

    Raises:
        InputError: no factors, too few samples, no power of two, or a method that cannot do it.
    """
    check_method(method, samples, second=second, grouped=grouped)
    check_seed(seed)
    if not factors:
        raise InputError(
            Said("scenarios.no_factors"),
            field="factors",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.one_or_more"),
        )
    labels, members = _labelled(factors, grouped)
    empty = np.empty((0, len(factors)))
    blank = Design(
        method, PRIORS, tuple(factors), labels, members, empty, empty, samples, 1, second
    )
    if method == SOBOL:
        u = sobol.sample(blank.problem, samples, calc_second_order=second, scramble=True, seed=seed)
        block = (2 if second else 1) * len(labels) + 2
    elif method == MORRIS:
        setting = sensitivity_setting()
        levels, tail = int(setting.grid_levels.value), setting.grid_tail.value
        u = morris_sample(blank.problem, samples, num_levels=levels, seed=seed)
        u, block = tail + (1 - 2 * tail) * u, len(labels) + 1
    else:
        u, block = latin.sample(blank.problem, samples, seed=seed), 1
    x = np.stack([factor.at(u[:, k]) for k, factor in enumerate(factors)], axis=1)
    return Design(method, PRIORS, tuple(factors), labels, members, u, x, samples, block, second)


def over_posterior(
    method: str,
    factors: Sequence[Factor],
    posterior: Posterior,
    samples: int,
    seed: int,
    *,
    grouped: bool = False,
    measures: Sequence[Measure] = (),
) -> Design:
    """A design whose rows are posterior draws, as they hang together.

    All parameters vary in it, also those that are not asked about, and so do the effects of other
    measures, which are drawn with them.

    Args:
        method: of those that ask for no design of their own (`GIVEN`).
        factors: what indices are wanted of; prices and levers vary besides.
        posterior: the draws.
        samples: draws to use.
        seed: of the columns of prices and levers.
        grouped: whether indices are of groups.
        measures: of the policies, whose effects are drawn.

    Raises:
        InputError: a method that draws factors independently, more samples than draws, or a
            parameter with a range of its own.
    """
    if method in (SOBOL, MORRIS):
        raise InputError(
            Said("scenarios.this_method_draws_factors_independently_the"),
            field="method",
            found=method,
            allowed=", ".join(GIVEN),
        )
    check_method(method, samples, grouped=grouped)
    check_seed(seed)
    if samples > len(posterior):
        raise InputError(
            Said("scenarios.more_samples_than_the_posterior_has"),
            field="samples",
            found=samples,
            allowed=Said("sim.low_to_high", low=FEWEST[method], high=len(posterior)),
        )
    for factor in factors:
        if factor.own and factor.kind in ("parameter", "relief"):
            raise InputError(
                Said("scenarios.over_the_posterior_a_parameter_varies"),
                field="factors",
                found=f"{factor.name}={factor.low:g}:{factor.high:g}",
                allowed=Said("scenarios.name_alone_or_over_the_priors", name=factor.name),
            )
    drawn = [parameter_factor(str(name)) for name in posterior.draws.columns]
    measure_effects = measure_effect_factors(measures)
    extra = [f for f in factors if f.kind not in ("parameter", "relief")]
    inputs = (*drawn, *measure_effects, *extra)
    draws = posterior.draws.to_numpy(float)[:samples]
    generator = np.random.default_rng(seed)
    columns = [draws[:, k] for k in range(len(drawn))]
    for factor in measure_effects:
        measure = measures[int(factor.name) - 1]
        columns.append(np.array([measure_effect_at(measure, k) for k in range(samples)]))
    if extra:
        even = latin.sample(
            {
                "num_vars": len(extra),
                "names": [f.name for f in extra],
                "bounds": [[0.0, 1.0]] * len(extra),
            },
            samples,
            seed=seed,
        )
        columns += [f.at(even[:, k]) for k, f in enumerate(extra)]
    x = np.stack(columns, axis=1)
    place = {f.key: k for k, f in enumerate(inputs)}
    labels, local = _labelled(factors, grouped)
    at = [place[f.key] for f in factors]
    members = tuple(tuple(at[k] for k in member) for member in local)
    u = np.stack([_scores(x[:, k], generator) for k in range(len(inputs))], axis=1)
    return Design(method, POSTERIOR, inputs, labels, members, u, x, samples, 1)


def check_method(method: str, samples: int, *, second: bool = False, grouped: bool = False) -> None:
    """Find out whether there is such a method, and whether it can do with so many samples.

    Args:
        method: its name.
        samples: how many there are to be.
        second: whether interactions of two factors are asked for.
        grouped: whether factors come in groups.

    Raises:
        InputError: there is not, or it cannot.
    """
    if method not in METHODS:
        raise InputError(
            Said("scenarios.unknown_method"),
            field="method",
            found=method,
            allowed=", ".join(METHODS),
        )
    if samples < FEWEST[method]:
        raise InputError(
            Said("scenarios.too_few_samples"),
            field="samples",
            found=samples,
            allowed=Said(
                "scenarios.fewest_or_more_with_method", fewest=FEWEST[method], method=method
            ),
        )
    if method == SOBOL and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        raise InputError(
            Said("scenarios.sobols_sequence_is_even_over_powers"),
            field="samples",
            found=samples,
            allowed=Said("scenarios.a_power_of_two_for_instance", below=below, below2=2 * below),
        )
    if second and method != SOBOL:
        raise InputError(
            Said("scenarios.pairs_of_factors_need_sobols_design"),
            field="second-order",
            found=method,
            allowed=SOBOL,
        )
    if grouped and method not in GROUPED:
        raise InputError(
            Said("scenarios.this_method_looks_at_one_factor"),
            field="groups",
            found=method,
            allowed=Said("scenarios.groups_with_grouped", grouped=", ".join(GROUPED)),
        )


def check_seed(seed: int) -> None:
    """Find out whether a seed can be.

    Raises:
        InputError: it cannot.
    """
    if seed < 0:
        raise InputError(
            Said("scenarios.impossible_seed"),
            field="seed",
            found=seed,
            allowed=Said("scenarios.0_or_more"),
        )


def _labelled(
    factors: Sequence[Factor], grouped: bool
) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    names = [f"group:{f.group}" if grouped else f.key for f in factors]
    members: dict[str, list[int]] = {}
    for k, name in enumerate(names):
        members.setdefault(name, []).append(k)
    return tuple(members), tuple(tuple(member) for member in members.values())


def _scores(x: Floats, generator: np.random.Generator) -> Floats:
    """Ranks between 0 and 1; ties (a parameter with two values) in random order."""
    shuffled = generator.permutation(len(x))
    ranks = np.empty(len(x))
    ranks[shuffled] = rankdata(x[shuffled], method="ordinal")
    return (ranks - 0.5) / len(x)
