"""A posterior that has seen a municipality's own counts: levels and delivery, not the effect.

Counts without a control group say how often something happens, not what mentoring does to it. So
parameters of the effect keep their draws as they are (they are cut from the update: Plummer 2015,
*Statistics and Computing* 25), and the others move given them. Weights of draws cannot do that: a
weight moves everything at once. The draws are moved instead, each by the difference between what
was counted and what its own copy of the municipality counted (an ensemble update with perturbed
observations: Evensen 2003, *Ocean Dynamics* 53), by straight lines on the scale on which priors are
normal.

Places differ. The share of paid hours that reaches the young people is drawn for the own
municipality as the trial's thirteen jobcentres differ (a spread that the trial taught). Starts and
dropouts are not printed by jobcentre: there the spread is an assumption, and what is learned is
shown across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri
from scipy.stats import chi2

from calibration.posterior import Posterior
from scenarios.follow_up.bands import Observed, totals
from scenarios.follow_up.programme import Programme
from scenarios.follow_up.reasons import shrunk, vectors
from scenarios.follow_up.setting import FollowUpSetting
from scenarios.follow_up.worlds import (
    ProgrammeWorld,
    SimulatedCounts,
    seeded_worlds,
    simulate_worlds,
)
from sim.errors import InputError
from sim.executor import Progress, silent
from sim.messages import Said
from sim.parameters import parameter_space
from sim.streams import Purpose, uniforms

Floats = npt.NDArray[np.float64]

PURPOSE = 2
#: Scores of priors are kept within so many standard deviations.
FARTHEST = 6.0


@dataclass(frozen=True)
class Learned:
    """What was learned.

    Attributes:
        posterior: of the own municipality, as many draws as before.
        spread: assumed between places in starts and dropouts, sd of the logarithm.
        moved: one row per parameter that may move: `trial`, `before` and `after` (medians of the
            trial's draws, of the place's before it counted, and after), `shift` (of the median
            from the trial to after, in standard deviations of the trial's draws) and `contraction`
            (1 less the ratio of the standard deviations after and before); the parameters of the
            effect, with what a joint update would have moved them by (`joint`), come last.
        chance: of counts as far from what is expected.
        effective: draws that a weighting by the counts would have left, of as many as there are.
    """

    posterior: Posterior
    spread: float
    moved: pd.DataFrame
    chance: float
    effective: float


def learned_names(setting: FollowUpSetting) -> tuple[str, ...]:
    """Parameters that counts without a control group may move."""
    space = parameter_space()
    return tuple(
        name
        for name in space.free
        if space[name].group in setting.learned.value
        and name not in setting.not_learned.value
        and not space[name].two_valued
    )


def learn(
    programme: Programme,
    posterior: Posterior,
    seen: Observed,
    setting: FollowUpSetting,
    spread: float,
    *,
    seed: int,
    workers: int = 2,
    progress: Progress = silent,
) -> Learned:
    """Move the draws by what was counted.

    Args:
        programme: what is followed up.
        posterior: of the trial.
        seen: what was counted.
        setting: what may move.
        spread: between places in starts and dropouts, sd of the logarithm.
        seed, workers, progress: as everywhere.

    Raises:
        InputError: what was counted is farther from what is expected than straight lines reach.
    """
    own = own_draws(posterior, setting, spread, seed)
    lives = simulate_worlds(
        programme,
        posterior,
        _own_worlds(posterior, own, seed),
        workers=workers,
        progress=progress,
    )
    update = Update.of(own, lives, seen, programme.groups, setting)
    chance = update.chance
    if chance < setting.far.value:
        raise InputError(
            Said("scenarios.follow_up_too_far"),
            found=Said("scenarios.follow_up_chance", chance=chance),
            allowed=Said("scenarios.follow_up_check_first"),
        )
    draws = update.moved(own)
    said = Said("scenarios.follow_up_learned_from", periods=programme.seen, spread=spread)
    return Learned(
        posterior.replaced(draws, said),
        spread,
        update.table(own, draws, posterior),
        chance,
        update.effective,
    )


def own_draws(
    posterior: Posterior, setting: FollowUpSetting, spread: float, seed: int
) -> pd.DataFrame:
    """Draws for one place before it has counted anything: the trial's, and how places differ.

    Args:
        posterior: of the trial.
        setting: with the parameters in which places differ.
        spread: between places in these, sd of the logarithm.
        seed: of the follow-up.
    """
    space, draws = parameter_space(), posterior.draws.copy()
    names = ("direct_share", *setting.levels.value)
    luck = ndtri(uniforms(seed, np.arange(len(draws), dtype=np.uint32), 0, Purpose.JOBCENTRE))
    for k, name in enumerate(names):
        sd = draws["direct_share_spread"].to_numpy() if k == 0 else spread
        own = draws[name].to_numpy() * np.exp(sd * luck[k])
        draws[name] = np.clip(own, *_inside(name))
    draws["direct_share_spread"] = max(setting.own_spread.value, _inside("direct_share_spread")[0])
    assert set(names) <= set(space.free), "places differ in what is drawn"
    return draws


def _inside(name: str) -> tuple[float, float]:
    """The bounds of a parameter, ends left out: they have no score."""
    parameter = parameter_space()[name]
    room = 1e-6 * (parameter.high - parameter.low)
    return parameter.low + room, parameter.high - room


def _own_worlds(posterior: Posterior, own: pd.DataFrame, seed: int) -> list[ProgrammeWorld]:
    """A world of each own draw, its number that of the draw."""
    place = replace(posterior, draws=own)
    return seeded_worlds(place, range(len(own)), seed, PURPOSE)


@dataclass(frozen=True)
class Update:
    """How counts move parameters, given those that stay.

    Attributes:
        names: that move.
        stay: that stay.
        gain: from counts to scores, given those that stay, shape (names, numbers).
        joint: the same for those that stay if they were not cut, shape (stay, numbers).
        away: what was counted less what each draw's own copy counted, shape (draws, numbers).
        distance: of what was counted from what is expected: squared, in standard deviations.
        numbers: how many there are.
        effective: draws that weights would have left.
    """

    names: tuple[str, ...]
    stay: tuple[str, ...]
    gain: Floats
    joint: Floats
    away: Floats
    distance: float
    numbers: int
    effective: float

    @classmethod
    def of(
        cls,
        own: pd.DataFrame,
        lives: SimulatedCounts,
        seen: Observed,
        groups: tuple[str, ...],
        setting: FollowUpSetting,
    ) -> Update:
        """The update of own draws by what was counted; copies of a draw share its parameters.

        Args:
            own: draws of the place before it counted (`own_draws`).
            lives: copies under each of them.
            seen: what was counted.
            groups: everybody first.
            setting: what may move.
        """
        copies, found = vectors(*in_all(lives, seen), groups)
        names = learned_names(setting)
        stay = tuple(str(n) for n in own.columns if n not in names and own[n].std() > 0.0)
        moving, staying = scores_of(own, names), scores_of(own, stay)
        each = copies.shape[1]
        flat = copies.reshape(-1, copies.shape[-1])
        given = _residuals(
            np.column_stack([flat, np.repeat(moving, each, axis=0)]),
            np.repeat(staying, each, axis=0),
        )
        counts, scores = given[:, : flat.shape[1]], given[:, flat.shape[1] :]
        spread = shrunk(counts, setting.smoothness.value)
        least = setting.told_from_none.value / np.sqrt(len(own))
        cross = _seen_through_noise(scores.T @ counts / len(counts), scores, counts, least)
        whole = shrunk(flat, setting.smoothness.value)
        away = flat - flat.mean(axis=0)
        repeated = np.repeat(staying, each, axis=0)
        repeated = repeated - repeated.mean(axis=0)
        distance = found - flat.mean(axis=0)
        return cls(
            names,
            stay,
            np.asarray(np.linalg.solve(spread, cross.T).T, float),
            np.linalg.solve(whole, (repeated.T @ away / len(away)).T).T,
            found - copies[:, 0],
            float(distance @ np.linalg.solve(whole, distance)),
            found.size,
            _effective(copies, found, setting.smoothness.value),
        )

    @property
    def chance(self) -> float:
        """Chance of counts as far from what is expected."""
        return float(chi2.sf(self.distance, self.numbers))

    def moved(self, own: pd.DataFrame) -> pd.DataFrame:
        """The draws after the update, on the scale of the parameters."""
        scores = scores_of(own, self.names) + self.away @ self.gain.T
        draws = own.copy()
        for k, name in enumerate(self.names):
            value = parameter_space()[name].from_standard(
                np.clip(scores[:, k], -FARTHEST, FARTHEST)
            )
            draws[name] = np.clip(value, *_inside(name))
        return draws

    def table(self, own: pd.DataFrame, after: pd.DataFrame, trial: Posterior) -> pd.DataFrame:
        """What moved, and by how much; see `Learned.moved`.

        Args:
            own: draws of the place before it counted.
            after: the same after.
            trial: the posterior that they come from.
        """
        before, now = scores_of(own, self.names), scores_of(after, self.names)
        seen = scores_of(trial.draws, self.names)
        shift = (np.median(now, axis=0) - np.median(seen, axis=0)) / seen.std(axis=0, ddof=1)
        rows = pd.DataFrame(
            {
                "parameter": self.names,
                "trial": trial.draws[list(self.names)].median().to_numpy(),
                "before": own[list(self.names)].median().to_numpy(),
                "after": after[list(self.names)].median().to_numpy(),
                "shift": shift,
                "contraction": 1.0 - now.std(axis=0, ddof=1) / before.std(axis=0, ddof=1),
                "cut": False,
            }
        )
        rows = rows.reindex(rows["shift"].abs().sort_values(ascending=False).index)
        staying = scores_of(own, self.stay)
        joint = self.away.mean(axis=0) @ self.joint.T / staying.std(axis=0, ddof=1)
        middle = own[list(self.stay)].median().to_numpy()
        cut = pd.DataFrame(
            {
                "parameter": self.stay,
                "trial": middle,
                "before": middle,
                "after": middle,
                "shift": 0.0,
                "contraction": 0.0,
                "cut": True,
                "joint": joint,
            }
        )
        cut = cut.reindex(cut["joint"].abs().sort_values(ascending=False).index)
        return pd.concat([rows, cut], ignore_index=True)


def scores_of(draws: pd.DataFrame, names: Sequence[str]) -> Floats:
    """Draws on the scale on which priors are normal, (draws, names); two-valued as they are."""
    space, columns = parameter_space(), []
    for name in names:
        values = draws[name].to_numpy(float)
        if space[name].two_valued:
            columns.append(values)
            continue
        inside = np.clip(values, *_inside(name))
        columns.append(np.array([space[name].to_standard(float(x)) for x in inside]))
    return np.column_stack(columns) if columns else np.zeros((len(draws), 0))


def _residuals(rows: Floats, given: Floats) -> Floats:
    """Rows less what straight lines in what is given say of them, shape as rows."""
    design = np.column_stack([np.ones(len(given)), given])
    found, *_ = np.linalg.lstsq(design, rows, rcond=None)
    return np.asarray(rows - design @ found)


def _seen_through_noise(cross: Floats, scores: Floats, counts: Floats, least: float) -> Floats:
    """Covariances whose correlation is larger than the least that counts; the others are none.

    Without it a large difference would move parameters that have nothing to do with it
    (localisation: Hamill et al. 2001, *Monthly Weather Review* 129).
    """
    size = np.outer(scores.std(axis=0), counts.std(axis=0))
    correlation = np.divide(cross, size, out=np.zeros_like(cross), where=size > 0.0)
    return np.where(np.abs(correlation) > least, cross, 0.0)


def _effective(copies: Floats, found: Floats, smoothness: float) -> float:
    """Kish's effective number of draws, were they weighted by what was counted.

    The mean of a draw is that of its copies; what is left around it is chance.
    """
    means = copies.mean(axis=1)
    each = copies.shape[1]
    left = (copies - means[:, None]).reshape(-1, copies.shape[-1]) * np.sqrt(
        each / max(1, each - 1)
    )
    chance = shrunk(left, smoothness) * (1.0 + 1.0 / each)
    away = found - means
    log = -0.5 * np.einsum("dn,dn->d", away, np.linalg.solve(chance, away.T).T)
    weights = np.exp(log - log.max())
    return float(weights.sum() ** 2 / (weights**2).sum())


def in_all(lives: SimulatedCounts, seen: Observed) -> tuple[SimulatedCounts, Observed]:
    """All periods that are counted as one: flows summed over them, stocks as they stand.

    What is learned then hangs on a dozen numbers, not on a dozen for each period: few enough for
    the copies to say how they hang together.
    """
    last = slice(seen.seen - 1, seen.seen)
    now = Observed(seen.counts[..., : seen.seen], seen.counted[..., : seen.seen], seen.seen)
    found = totals(now.counts, now.counted)[..., last]
    lived = totals(lives.counts[..., : seen.seen], now.counted)[..., last]
    return SimulatedCounts(lived, lives.draws), Observed(found, ~np.isnan(found), 1)
