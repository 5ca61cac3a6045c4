"""What the model expects of a programme, and whether what was counted lies within it.

Figures are judged as sums since the first period (stocks as they stand), on a square root scale on
which counts of young people scatter alike. The boundary is one number of standard deviations for
all figures and planned looks, so that a programme which runs as the model expects stays within it
everywhere with the chance that was chosen (Kulldorff et al. 2011 do so for one count that is looked
at again and again): it is read from whole copies of the programme.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scenarios.follow_up.figures import figure_names, figures
from scenarios.follow_up.programme import Programme
from scenarios.follow_up.reading import ALL, FollowUp
from scenarios.follow_up.setting import follow_up_setting
from scenarios.follow_up.worlds import SimulatedCounts

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: What is added to a count before the root is taken (Anscombe 1948).
ANSCOMBE = 3 / 8
#: What a 95 % interval leaves out at each end, and its half in standard deviations of a normal.
TAIL, MIDDLE = 0.025, 1.96


def rooted(counts: Floats) -> Floats:
    """Counts on the scale on which they are judged."""
    return np.asarray(np.sqrt(counts + ANSCOMBE))


def unrooted(values: Floats) -> Floats:
    """Back from it, 0 at least."""
    return np.asarray(np.maximum(0.0, np.maximum(0.0, values) ** 2 - ANSCOMBE))


def least_sd(roots: Floats) -> Floats:
    """The least standard deviation around an expectation, both on the root scale.

    It is what `least_events` more make, so that it fades where many are expected.
    """
    events = follow_up_setting().least_events.value
    return np.asarray(events * (rooted(unrooted(roots) + 1.0) - rooted(unrooted(roots))))


@dataclass(frozen=True)
class Observed:
    """What was counted, in the shape of what is expected.

    Attributes:
        counts: shape (groups, figures, periods), the planned periods too; NaN is not counted.
        counted: figures that the file has, and in which periods; of planned periods all that it has
            in the last one; same shape.
        seen: periods that are counted.
    """

    counts: Floats
    counted: Mask
    seen: int


def observed(counted: FollowUp, programme: Programme) -> Observed:
    """What was counted, as a table."""
    names = figure_names()
    shape = (len(programme.groups), len(names), programme.ends.size)
    counts = np.full(shape, np.nan)
    for (group, name), numbers in counted.counts.items():
        if name in names:
            counts[programme.groups.index(group), names.index(name), : programme.seen] = numbers
    there = ~np.isnan(counts)
    there[0, names.index("came")] = False  # taken as they came
    there[:, :, programme.seen :] = there[:, :, programme.seen - 1 : programme.seen]
    return Observed(counts, there, programme.seen)


def totals(counts: Floats, counted: Mask) -> Floats:
    """Sums of flows since the first period over those that are counted; stocks as they stand.

    Args:
        counts: shape (..., groups, figures, periods).
        counted: shape (groups, figures, periods).

    Returns:
        Same shape as `counts`; NaN where a stock is not counted, or nothing has been yet.
    """
    flow = np.array([figures()[name].kind == "flow" for name in figure_names()])
    sums = np.cumsum(np.where(counted, counts, 0.0), axis=-1)
    begun = np.cumsum(counted, axis=-1) > 0
    wanted = np.where(flow[:, None], begun, counted)
    return np.where(wanted, np.where(flow[:, None], sums, counts), np.nan)


@dataclass(frozen=True)
class Bands:
    """What is expected, and where what was counted lies; arrays of shape (groups, figures, periods)
    unless said otherwise, on the scale of `totals`.

    Attributes:
        groups: everybody first.
        expected: the middle.
        below, above: standard deviations each way, on the root scale, of chance and parameters
            together: few of what is rare is likelier than its mirror image.
        chance: share of the variance that is chance.
        boundary: standard deviations within which all figures stay at all planned looks, with the
            chance that was chosen.
        found: what was counted; NaN is not.
        score: standard deviations from the middle; NaN is not counted.
        maxima: the largest deviation of each copy over figures, directions and looks, shape
            (copies,).
        directions: reasons towards which all figures together are looked at, too.
        towards: standard deviations in the direction of each, shape (directions, periods); NaN is
            not counted.
    """

    groups: tuple[str, ...]
    expected: Floats
    below: Floats
    above: Floats
    chance: Floats
    boundary: float
    found: Floats
    score: Floats
    maxima: Floats
    directions: tuple[str, ...]
    towards: Floats

    def ends(self, width: float | Floats) -> tuple[Floats, Floats]:
        """Ends of a band of so many standard deviations each way, in counts."""
        low, high = self.expected - width * self.below, self.expected + width * self.above
        return unrooted(low), unrooted(high)

    @property
    def middle(self) -> Floats:
        """What is expected, in counts."""
        return unrooted(self.expected)

    @cached_property
    def false_alarm(self) -> Floats:
        """Chance that any figure at any planned look lies so far off in a programme that runs as
        the model expects; NaN is not counted."""
        return self.chance_of(self.score)

    def chance_of(self, score: Floats) -> Floats:
        """Chance of a score as large anywhere, of whatever sign, by the copies' largest ones."""
        ranks = np.searchsorted(np.sort(self.maxima), np.abs(score), side="left")
        chance = (self.maxima.size - ranks + 1) / (self.maxima.size + 1)
        return np.where(np.isnan(score), np.nan, chance)

    @property
    def off_track(self) -> Mask:
        """Where a figure lies outside the boundary."""
        return np.asarray(np.abs(np.nan_to_num(self.score)) > self.boundary)


#: From roots of totals to scores in the direction of each reason (`reasons.directions`).
Directions = tuple[tuple[str, ...], Callable[[Floats], Floats]]
#: No direction but the figures themselves.
NO_DIRECTIONS: Directions = ((), lambda roots: np.zeros((*roots.shape[:-3], 0, roots.shape[-1])))


def bands(
    lives: SimulatedCounts,
    seen: Observed,
    groups: tuple[str, ...],
    level: float,
    directions: Directions = NO_DIRECTIONS,
) -> Bands:
    """Bands, boundary and scores.

    Args:
        lives: copies of the programme.
        seen: what was counted.
        groups: everybody first.
        level: chance of a false alarm over all figures, directions and planned looks.
        directions: in which all figures are looked at together.
    """
    roots = rooted(totals(as_many(lives.counts, seen, groups), seen.counted))
    luck = np.mean(np.var(roots, axis=1, ddof=1), axis=0)
    roots = roots.reshape(-1, *roots.shape[2:])
    whole = np.var(roots, axis=0, ddof=1)
    chance = np.clip(np.divide(luck, whole, out=np.ones_like(luck), where=whole > 0.0), 0.0, 1.0)
    expected, below, above = each_way(roots)
    below, above = (np.maximum(least_sd(expected), sd) for sd in (below, above))
    scores = np.abs(scored(roots, expected, below, above)).reshape(len(roots), -1)
    scores = scores[:, ~np.isnan(expected).ravel()]
    names, towards = directions
    along = towards(roots)
    way = each_way(along)
    off = np.abs(scored(along, *way)).reshape(len(roots), -1)
    maxima = np.concatenate([scores, off], axis=1).max(axis=1)
    found = totals(seen.counts, seen.counted)
    found[..., seen.seen :] = np.nan
    told = scored(towards(rooted(found)), *way)
    told[..., seen.seen :] = np.nan
    return Bands(
        groups=groups,
        expected=expected,
        below=below,
        above=above,
        chance=chance,
        boundary=float(np.quantile(maxima, 1.0 - level, method="higher")),
        found=found,
        score=scored(rooted(found), expected, below, above),
        maxima=maxima,
        directions=names,
        towards=told,
    )


def each_way(rows: Floats) -> tuple[Floats, Floats, Floats]:
    """The middle of rows, and how far they lie below and above it, in standard deviations.

    Args:
        rows: of copies, shape (copies, ...).

    Returns:
        The median, and the distances to the ends of the middle 95 % over those of a normal; each of
        the shape of a row, NaN where a row has it.
    """
    low, middle, high = np.quantile(rows, [TAIL, 0.5, 1.0 - TAIL], axis=0)
    least = 1e-9
    return (
        middle,
        np.maximum(least, (middle - low) / MIDDLE),
        np.maximum(least, (high - middle) / MIDDLE),
    )


def scored(values: Floats, middle: Floats, below: Floats, above: Floats) -> Floats:
    """How many standard deviations values lie off the middle, on their side of it.

    Args:
        values: on the root scale, shape (..., figures' own).
        middle, below, above: of `each_way`.
    """
    away = values - middle
    return np.asarray(np.where(away < 0.0, away / below, away / above))


def as_many(counts: Floats, seen: Observed, groups: tuple[str, ...]) -> Floats:
    """Counts of groups as if as many of each had come as came.

    How many of a group came is judged as it is; what became of them is judged for as many young
    people. Everybody comes as they came anyhow.

    Args:
        counts: shape (draws, copies, groups, figures, periods).
        seen: with what was counted.
        groups: everybody first.
    """
    came = figure_names().index("came")
    found = counts.copy()
    for g, group in enumerate(groups):
        if group == ALL:
            continue
        lived = counts[:, :, g, came, : seen.seen].sum(axis=-1)
        own = seen.counts[g, came, : seen.seen].sum()
        found[:, :, g] *= (own / np.maximum(1.0, lived))[..., None, None]
        found[:, :, g, came] = counts[:, :, g, came]
    return found
