"""What most likely explains what was counted: each reason is lived at several strengths.

Before the counts speak, "as the model expects" and every reason are as likely as each other, and so
are the strengths of a reason. What was counted, all figures at once, then says how likely each is,
by a normal likelihood on the scale on which figures are judged (a synthetic likelihood: Wood 2010,
*Nature* 466). Figures that belong to no reason, such as a mistake in the counting, are not among
them: the chances are of these reasons, and of no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from scenarios.comparison.prepared import Prepared
from scenarios.follow_up.bands import Observed, as_many, rooted, totals
from scenarios.follow_up.programme import Programme
from scenarios.follow_up.setting import FollowUpSetting, follow_up_setting
from scenarios.follow_up.worlds import (
    ProgrammeWorld,
    SimulatedCounts,
    dealt_draws,
    seeded_worlds,
    simulate_worlds,
)
from sim.executor import Progress, silent
from sim.parameters import parameter_space

Floats = npt.NDArray[np.float64]

#: Nothing is other than the model expects.
AS_EXPECTED = "as_expected"
#: Parameters that a reason multiplies.
FACTORS: Mapping[str, tuple[str, ...]] = {
    "slower_start": ("matching_hazard", "uptake"),
    "contact": ("contact_base", "contact_trust"),
    "time": ("direct_share",),
    "starts": ("education_start", "job_start"),
    "dropouts": ("education_dropout",),
}
#: Everybody's barriers are taken to this power: the factor itself below 1 makes them heavier.
YOUNG_PEOPLE = "young_people"
#: Fewer or more mentors are employed than the situation says.
MENTORS = "mentors"
PURPOSE = 1


@dataclass(frozen=True)
class Reason:
    """How likely a reason is.

    Attributes:
        name: of the reason.
        chance: given what was counted.
        factor: the strength that is expected of it, given that it is the reason; 1 is nothing.
    """

    name: str
    chance: float
    factor: float


def reason_names(programme: Programme) -> tuple[str, ...]:
    """Every reason that there can be; mentors only where they are said."""
    own = programme.named.policy.capacity
    said = own.mentors != "enough" or own.hours is not None
    return (AS_EXPECTED, *FACTORS, YOUNG_PEOPLE, *((MENTORS,) if said else ()))


@dataclass(frozen=True)
class SimulatedReasons:
    """Copies of the programme under every reason and strength, of the same draws and seeds.

    Attributes:
        cases: by reason and factor.
    """

    cases: Mapping[tuple[str, float], SimulatedCounts]


def simulate_reasons(
    programme: Programme,
    posterior: Posterior,
    setting: FollowUpSetting,
    *,
    seed: int,
    workers: int = 2,
    progress: Progress = silent,
) -> SimulatedReasons:
    """Live every reason at every strength.

    Args:
        programme: what is followed up.
        posterior: of the parameters.
        setting: draws and strengths.
        seed, workers, progress: as everywhere.
    """
    draws = dealt_draws(posterior, setting.count("reason_draws"), seed)
    worlds = seeded_worlds(posterior, draws, seed, PURPOSE)
    names = reason_names(programme)
    cases = [(AS_EXPECTED, 1.0)] + [
        (name, factor) for name in names[1:] for factor in setting.reason_factors.value
    ]
    found: dict[tuple[str, float], SimulatedCounts] = {}
    for name, factor in cases:
        # The same seeds for all: what differs is the reason.
        found[name, factor] = simulate_worlds(
            programme,
            posterior,
            [with_reason(world, name, factor) for world in worlds],
            workers=workers,
            changed=_mentors(name, factor),
        )
        progress(len(found) / len(cases))
    return SimulatedReasons(found)


def reasons(
    lives: SimulatedReasons, seen: Observed, groups: tuple[str, ...], setting: FollowUpSetting
) -> list[Reason]:
    """Reasons by how likely they are, the likeliest first.

    Args:
        lives: copies under each of them.
        seen: what was counted.
        groups: everybody first.
        setting: with the share of variance that is added.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for (name, factor), copies in lives.cases.items():
        log = log_likelihood(copies, seen, groups, setting)
        found.setdefault(name, []).append((factor, log))
    return _weighed(found)


def _weighed(found: Mapping[str, list[tuple[float, float]]]) -> list[Reason]:
    highest = max(log for cases in found.values() for _, log in cases)
    weights = {
        name: np.array([np.exp(log - highest) for _, log in cases]) for name, cases in found.items()
    }
    evidence = {name: float(w.mean()) for name, w in weights.items()}
    total = sum(evidence.values())
    result = [
        Reason(
            name,
            evidence[name] / total,
            float(np.average([factor for factor, _ in found[name]], weights=w))
            if w.sum() > 0.0
            else 1.0,
        )
        for name, w in weights.items()
    ]
    return sorted(result, key=lambda reason: -reason.chance)


def with_reason(world: ProgrammeWorld, name: str, factor: float) -> ProgrammeWorld:
    """A world with a reason of some strength, its parameters within their bounds.

    Args:
        world: as it is expected.
        name: of the reason.
        factor: its strength.
    """
    if name == YOUNG_PEOPLE:
        return replace(world, heavier=factor)
    if name not in FACTORS:
        return world
    space, values = parameter_space(), dict(world.values)
    for parameter in FACTORS[name]:
        bounds = space[parameter]
        values[parameter] = float(np.clip(values[parameter] * factor, bounds.low, bounds.high))
    return replace(world, values=values)


def _mentors(name: str, factor: float) -> Callable[[ProgrammeWorld, Prepared], Prepared] | None:
    """Fewer or more mentors, where that is the reason."""
    if name != MENTORS:
        return None

    def fewer(world: ProgrammeWorld, ready: Prepared) -> Prepared:
        named = ready.policies[0]
        own = named.policy.capacity
        changes: dict[str, float] = {}
        if own.mentors != "enough":
            changes["mentors"] = own.mentors * factor
        if own.hours is not None:
            changes["hours"] = own.hours * factor
        capacity = own.model_copy(update=changes)
        policy = named.policy.model_copy(update={"capacity": capacity})
        return replace(ready, policies=(replace(named, policy=policy),))

    return fewer


def directions(
    lives: SimulatedReasons, seen: Observed, groups: tuple[str, ...], smoothness: float
) -> tuple[tuple[str, ...], Callable[[Floats], Floats]]:
    """For each reason the weighted sum of all figures that tells it best from what is expected.

    Fisher's linear discriminant at each look, of sums since the first period.

    Args:
        lives: copies under each reason.
        seen: which figures are counted.
        groups: everybody first.
        smoothness: share of each variance that is added to it.

    Returns:
        The reasons, and a function from roots of totals (`scenarios.follow_up.bands`), shape (...,
        groups, figures, periods), to scores of shape (..., reasons, periods).
    """
    expected = _roots(lives.cases[AS_EXPECTED, 1.0], seen, groups)
    names = tuple(dict.fromkeys(name for name, _ in lives.cases if name != AS_EXPECTED))
    factors = sorted({factor for name, factor in lives.cases if name != AS_EXPECTED})
    weights = np.zeros((len(names), *expected.shape[1:]))
    middle = expected.mean(axis=0)
    for period in range(expected.shape[-1]):
        there = ~np.isnan(middle[..., period])
        if not there.any():
            continue
        now = expected[:, there, period]
        spread = shrunk(now, smoothness)
        for k, name in enumerate(names):
            other = _roots(lives.cases[name, factors[0]], seen, groups)[:, there, period]
            away = np.linalg.solve(spread, other.mean(axis=0) - now.mean(axis=0))
            size = np.sqrt(away @ spread @ away)
            weights[k][there, period] = away / max(size, 1e-12)

    def scores(roots: Floats) -> Floats:
        away = np.nan_to_num(roots - middle)
        return np.asarray(np.einsum("kgfp,...gfp->...kp", weights, away))

    return names, scores


def _roots(lives: SimulatedCounts, seen: Observed, groups: tuple[str, ...]) -> Floats:
    """Roots of totals, shape (copies, groups, figures, periods)."""
    found = rooted(totals(as_many(lives.counts, seen, groups), seen.counted))
    return found.reshape(-1, *found.shape[2:])


def log_likelihood(
    lives: SimulatedCounts, seen: Observed, groups: tuple[str, ...], setting: FollowUpSetting
) -> float:
    """Log density of what was counted under copies of a programme, by a normal on the root scale.

    Every figure at every period is one number: flows as they happened in it.

    Args:
        lives: copies.
        seen: what was counted.
        groups: everybody first.
        setting: with the share of variance that is added.
    """
    return normal_log_density(*vectors(lives, seen, groups), setting.smoothness.value)


def vectors(
    lives: SimulatedCounts, seen: Observed, groups: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Copies and what was counted as vectors of what is counted.

    Args:
        lives: copies.
        seen: what was counted.
        groups: everybody first.

    Returns:
        Shapes (draws, copies, numbers) and (numbers,); flows of each period, stocks at its end, on
        the root scale.
    """
    counts = as_many(lives.counts, seen, groups)
    now = seen.counted.copy()
    now[..., seen.seen :] = False
    expected, found = rooted(counts[..., now]), rooted(seen.counts[now])
    # What never differs (nobody can have completed yet) says nothing, unless it was counted.
    lived = expected.reshape(-1, expected.shape[-1])
    told = (lived.std(axis=0) > 0.0) | (lived[0] != found)
    return expected[..., told], found[told]


def normal_log_density(copies: Floats, found: Floats, smoothness: float) -> float:
    """Log density of a vector by the normal with the mean and covariance of copies.

    Args:
        copies: shape (draws, copies, numbers).
        found: shape (numbers,).
        smoothness: share of each variance that is added to it.
    """
    flat = copies.reshape(-1, copies.shape[-1])
    mean, spread = flat.mean(axis=0), shrunk(flat, smoothness)
    sign, log = np.linalg.slogdet(spread)
    assert sign > 0.0, "a covariance is positive"
    away = found - mean
    return float(-0.5 * (away @ np.linalg.solve(spread, away) + log))


def shrunk(rows: Floats, smoothness: float) -> Floats:
    """Covariance of rows, shrunk towards its diagonal as far as their number asks for.

    Args:
        rows: shape (copies, numbers).
        smoothness: share of each variance that is added to it.
    """
    from sklearn.covariance import ledoit_wolf

    spread = np.maximum(rows.std(axis=0, ddof=1), follow_up_setting().least_spread.value)
    correlation, _ = ledoit_wolf((rows - rows.mean(axis=0)) / spread)
    found = correlation * np.outer(spread, spread)
    return np.asarray(found + np.diag(np.maximum(smoothness, 1e-9) * spread**2))
