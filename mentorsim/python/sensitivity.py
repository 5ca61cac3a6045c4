"""What an answer rests on, in Python: the sensitivity commands as functions for notebooks.

A question is asked once (`question`) and handed to the others; `tell` says a result in sentences
and `plot` draws it. Tables of results are pandas frames (docs/sensitivity.md). Everything that
belongs to it is imported from here.
"""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.python.policies import PolicyLike, load
from mentorsim.python.question import model, question
from mentorsim.python.sensitivity_views import Found, plot, tell
from mentorsim.request.factors import chosen_factors
from scenarios.policy.intake import on_one_intake
from scenarios.sensitivity import discovery, maps, thresholds
from scenarios.sensitivity import regret as regretting
from scenarios.sensitivity import sensitivity as analysing
from scenarios.sensitivity import tornado as bars
from scenarios.sensitivity.design import over_posterior, over_priors
from scenarios.sensitivity.held import check_free, check_own_priors, each_mechanism
from scenarios.sensitivity.methods import MORRIS, POSTERIOR, PRIORS, USUAL
from scenarios.sensitivity.named import CHOSEN, find_factor
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.runs import Running
from scenarios.sensitivity.setting import sensitivity_setting

__all__ = [
    "Found",
    "discover",
    "each_mechanism",
    "model",
    "plot",
    "question",
    "regret",
    "sensitivity",
    "tell",
    "threshold",
    "tornado",
    "two_way",
]


def sensitivity(
    asked: Question,
    *factors: str,
    method: str | None = None,
    over: str = PRIORS,
    samples: int | None = None,
    levers: Sequence[str] = (),
    grouped: bool = False,
    second: bool = False,
    screen: bool = False,
    seed: int = 1,
    workers: int = 2,
) -> analysing.Sensitivity:
    """What drives the outcome; see `scenarios.sensitivity.sensitivity.sensitivity`.

    Args:
        asked: the question.
        factors: names, `parameters`, `prices`, `measures`, `group:NAME`; none are all. Over the
            priors `NAME=LOW:HIGH` varies one evenly over a range of your own.
        method: morris (the usual one over the priors), sobol, pawn, delta, rbd_fast or shapley (the
            usual one over the posterior, where morris and sobol cannot be).
        over: `priors` or `posterior`.
        samples: base points, trajectories or rows.
        levers: `NAME` or `NAME=LOW:HIGH`.
        grouped, second, screen: groups of factors, pairs of factors, a screening first.
        seed: of worlds and design.
        workers: threads.

    Returns:
        Indices of every factor with intervals (`indices.table`), and whether the sample was large
        enough (`convergence`).

    Raises:
        InputError: unknown factors, or a design that cannot be.

    Example:
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> len(sensitivity(asked, "uptake", "mechanism", samples=4).indices.table)
        2
    """
    chosen, _ = chosen_factors(asked, list(factors) or None, list(levers))
    how = method or (MORRIS if over == PRIORS else "shapley")
    count = samples if samples is not None else USUAL.get(how, 0)
    return analysing.sensitivity(
        asked.model,
        chosen,
        how,
        count,
        seed,
        Running(workers),
        over=over,
        posterior=asked.posterior,
        grouped=grouped,
        second=second,
        screen=screen,
        measures=asked.measures,
    )


def tornado(
    asked: Question,
    *factors: str,
    levers: Sequence[str] = (),
    draws: int | None = None,
    seed: int = 1,
    workers: int = 2,
) -> bars.Tornado:
    """What each factor does alone; see `scenarios.sensitivity.tornado.tornado`.

    Args:
        asked: the question.
        factors: names, `parameters`, `prices`, `measures`, `group:NAME`; none are all.
        levers: `NAME` or `NAME=LOW:HIGH`.
        draws: posterior draws behind everything at once; by default those of
            `scenarios/sensitivity/sensitivity.yaml`.
        seed: of the worlds.
        workers: threads; the result does not depend on them.

    Returns:
        The bars, longest first (`table`).

    Raises:
        InputError: unknown factors, or more draws than there are.

    Example:
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> len(tornado(asked, "uptake", draws=2).table)
        1
    """
    chosen, _ = chosen_factors(asked, list(factors) or None, list(levers))
    count = int(sensitivity_setting().tornado_draws.value) if draws is None else draws
    return bars.tornado(asked, chosen, seed, count, Running(workers))


def threshold(
    asked: Question,
    factor: str,
    *,
    low: float | None = None,
    high: float | None = None,
    level: float = 0.0,
    points: int | None = None,
    draws: int | None = None,
    seed: int = 1,
    workers: int = 2,
) -> thresholds.Threshold:
    """From which value of a factor the outcome is above a level.

    See `scenarios.sensitivity.thresholds`.

    Args:
        asked: the question.
        factor: a lever, a price or a parameter.
        low, high: of the factor, in its unit; its own range by default.
        level: of the outcome, in its unit.
        points: values of the factor; by default those of `scenarios/sensitivity/sensitivity.yaml`,
            as `draws`.
        draws: posterior draws at each of them.
        seed: of the worlds.
        workers: threads; the result does not depend on them.

    Returns:
        The outcome along the factor, and where its mean crosses the level (`crossings`).

    Raises:
        InputError: an unknown factor, one that the question holds, or values that it cannot have.

    Example:
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> found = threshold(asked, "duration", low=44, high=60, points=3, draws=2)
        >>> [round(crossing.value) for crossing in found.crossings]
        [52]
    """
    setting = sensitivity_setting()
    chosen = find_factor(factor, asked.prices, asked.measures, CHOSEN)
    check_free(asked, [chosen])
    return thresholds.find_threshold(
        asked,
        chosen,
        points or int(setting.threshold_points.value),
        draws or int(setting.threshold_draws.value),
        seed,
        Running(workers),
        level=level,
        low=low,
        high=high,
    )


def two_way(
    asked: Question,
    across: str = "duration",
    up: str = "caseload",
    *,
    points: int | None = None,
    draws: int | None = None,
    seed: int = 1,
    workers: int = 2,
) -> maps.TwoWay:
    """The outcome over two factors at once; see `scenarios.sensitivity.maps.two_way`.

    Args:
        asked: the question.
        across, up: two levers, prices or parameters.
        points: values of each; by default those of `scenarios/sensitivity/sensitivity.yaml`, as
            `draws`.
        draws: posterior draws behind a cell.
        seed: of the worlds.
        workers: threads; the result does not depend on them.

    Returns:
        The map: `table()` has one row per cell.

    Raises:
        InputError: unknown factors, the same one twice, or ones that the question holds.

    Example:
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> len(two_way(asked, points=2, draws=2).table())
        4
    """
    setting = sensitivity_setting()
    one, other = (find_factor(name, asked.prices, asked.measures, CHOSEN) for name in (across, up))
    check_free(asked, [one, other])
    return maps.two_way(
        asked,
        one,
        other,
        points or int(setting.map_points.value),
        draws or int(setting.map_draws.value),
        seed,
        Running(workers),
    )


def discover(
    asked: Question,
    *factors: str,
    levers: Sequence[str] = (),
    over: str = POSTERIOR,
    samples: int = 1024,
    seed: int = 1,
    workers: int = 2,
) -> discovery.Discovery:
    """Where the policy makes a loss or gives no gain; see `scenarios.sensitivity.discovery`.

    Args:
        asked: the question.
        factors: names, `parameters`, `prices`, `measures`, `group:NAME`; none are all.
        levers: `NAME` or `NAME=LOW:HIGH`.
        over: `posterior` or `priors`.
        samples: cases that are lived.
        seed: of worlds and design.
        workers: threads; the result does not depend on them.

    Returns:
        Parts of the space with the most failures (`boxes`), and how well they tell them.

    Raises:
        InputError: unknown factors, or a design that cannot be.

    Example:
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> discover(asked, "uptake", samples=64).cases
        64
    """
    chosen, _ = chosen_factors(asked, list(factors) or None, list(levers))
    more_is_better = asked.outcome.sense()
    if over == PRIORS:
        check_own_priors(asked.posterior)
    design = (
        over_priors("pawn", chosen, samples, seed)
        if over == PRIORS
        else over_posterior("pawn", chosen, asked.posterior, samples, seed, measures=asked.measures)
    )
    outcome = discovery.cases_in_worlds(asked.model(design.inputs), design, seed, Running(workers))
    return discovery.discover(design, outcome, seed, more_is_better=more_is_better)


def regret(
    asked: Question, *others: PolicyLike, draws: int | None = None, seed: int = 1, workers: int = 2
) -> regretting.Regret:
    """How far the question's policies and others are behind the best.

    See `scenarios.sensitivity.regret`.

    Args:
        asked: the question.
        others: further policies that could be chosen, as in `question`.
        draws: posterior draws in each state; by default those of
            `scenarios/sensitivity/sensitivity.yaml`.
        seed: of the worlds.
        workers: threads; the result does not depend on them.

    Returns:
        The largest regret of each policy over what nobody knows (`worst`), smallest first.

    Raises:
        InputError: as `load`, or too few draws under a mechanism.

    Example:
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> sorted(regret(asked, draws=2).worst.index)
        ['104-weeks', 'as-in-trial']
    """
    policy, against = asked.ready.policies[:2]
    count = int(sensitivity_setting().regret_draws.value) if draws is None else draws
    # They live through the question's intake: the reference may stand among them, too.
    beside, _ = on_one_intake([against, *map(load, others)])
    return regretting.regret(
        asked.ready.people,
        [policy, *beside[1:]],
        against,
        asked.outcome.name,
        asked.week,
        asked.posterior,
        count,
        seed,
        Running(workers),
        prices=asked.prices,
    )
