"""Whether two policies can differ at all in what is asked, found out before anything is run.

Policies that part late (104 weeks of support and 52, looked at in week 40) are one world until
then, and a whole analysis of their difference would end in zeros, or, where a few people have come
to another mentor earlier, in crumbs. The rule is that of every comparison
(`scenarios.comparison.same_lives`): two policies are the same up to the last week before which
fewer people fare otherwise than one decimal shows.

A few worlds from end to end of what varies mostly show at once that they differ: the middle,
everything low, everything high, and every lever at both its ends. Where they do not, many worlds
are lived: of the posterior's draws, or of what is believed of what varies, and of every lever at
both its ends. If the policies are the same in all of them, the question is refused, and the first
week in which they differ is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.comparison.same_lives import apart, negligible
from scenarios.sensitivity.factors import Factor, parameter_factor
from scenarios.sensitivity.model import Model
from scenarios.sensitivity.outcomes import status_level
from scenarios.sensitivity.paired_model import PairedModel
from scenarios.sensitivity.question import Question
from sim.errors import InputError
from sim.messages import Said
from sim.outcomes.accounts import COUNTED
from sim.state import STATUSES

Floats = npt.NDArray[np.float64]

#: Quantiles that count as low and as high: a prior hardly reaches its own ends.
LOW, HIGH = 0.05, 0.95
#: Rows before those of levers: the middle, everything low, everything high.
ENDS = 3
#: Weeks after the one that is asked about in which a first difference is looked for.
LATER = 104
#: Draws that judge a small difference, each with the seeds that it has in a comparison; and draws
#: at each end of a lever.
DRAWS, AT_ENDS = 64, 8
#: So many times what counts as no difference settles it in a single world.
CLEAR = 20


def check_can_differ(
    make_model: Callable[[Sequence[Factor]], Model],
    factors: Sequence[Factor],
    seed: int,
    draws: pd.DataFrame | None = None,
    *,
    priors: bool = False,
) -> None:
    """Find out whether the outcome can be anything but no difference.

    Args:
        make_model: makes the model whose inputs are some factors.
        factors: what varies; everything else is held.
        seed: of the worlds.
        draws: of the posterior; None if there is none.
        priors: whether what varies goes over all of its prior, too.

    Raises:
        InputError: under both policies fewer people fare otherwise, or exactly as many are in the
            status that is asked for, in the worlds that were tried.
    """
    model = make_model(factors)
    # A plain function has no lives; what it gives is known only by asking.
    if not isinstance(model, PairedModel):
        return
    ends = _ends(model.inputs)
    for row in ends:
        differs, distance = _world(model, row, seed)
        # Kroner can differ by what mentors are paid where lives do not.
        if differs and (model.outcome.kind == "purse" or distance.max() >= CLEAR * negligible()):
            return
    sets = [(model, np.repeat(row[None, :], AT_ENDS, axis=0)) for row in ends[ENDS:]]
    if draws is not None:
        # All parameters as they are drawn, as in a comparison, whatever varies of them.
        every = make_model(with_parameters(factors, draws))
        assert isinstance(every, PairedModel)  # as the other one
        sets.append((every, _drawn(every.inputs, draws)))
    if priors or draws is None:
        sets.append((model, _over_priors(model.inputs, ends[0], seed)))
    if any(_first_week(lived, rows, seed) is not None for lived, rows in sets):
        return
    last = model.week + LATER
    weeks = [_first_week(replace(m, week=last, _cache={}), rows, seed) for m, rows in sets]
    found = [week for week in weeks if week is not None]
    first, second = (named.name for named in model.ready.policies[:2])
    where = (
        Said("scenarios.week_or_later", week=min(found))
        if found
        else Said("scenarios.a_week_after_if_any", week=last)
    )
    raise InputError(
        Said(
            "scenarios.first_and_second_cannot_differ_in",
            first=first,
            second=second,
            name=model.outcome.name,
            week=model.week,
            negligible=round(1 / (2 * negligible())),
        ),
        field="week",
        found=model.week,
        allowed=Said("scenarios.where_another_outcome_or_other_policies", where=where),
    )


def check_question(question: Question, factors: Sequence[Factor], seed: int) -> None:
    """The same for a question over the posterior, whose parameters all vary.

    Args:
        question: what is asked.
        factors: what varies besides.
        seed: of the worlds.

    Raises:
        InputError: as `check_can_differ`.
    """
    draws = question.posterior.draws
    check_can_differ(question.model, with_parameters(factors, draws), seed, draws)


def with_parameters(factors: Sequence[Factor], draws: pd.DataFrame) -> list[Factor]:
    """The parameters of the draws, and what varies besides."""
    known = {f.key for f in factors}
    drawn = [parameter_factor(str(name)) for name in draws.columns]
    return [*(f for f in drawn if f.key not in known), *factors]


def _ends(inputs: Sequence[Factor]) -> Floats:
    """Rows of inputs: the middle, all low, all high, and each lever at both of its ends."""
    middle, low, high = (
        np.array([float(f.at(np.array([u]))[0]) for f in inputs]) for u in (0.5, LOW, HIGH)
    )
    rows = [middle, low, high]
    for k, factor in enumerate(inputs):
        if factor.kind == "lever":
            for end in (factor.low, factor.high):
                rows.append(middle.copy())
                rows[-1][k] = end
    return np.array(rows)


def _drawn(inputs: Sequence[Factor], draws: pd.DataFrame) -> Floats:
    """Rows of the first posterior draws; what is not drawn is in the middle."""
    count = min(DRAWS, len(draws))
    rows = np.repeat(_ends(inputs)[:1], count, axis=0)
    for k, factor in enumerate(inputs):
        if factor.kind == "parameter" and factor.name in draws:
            rows[:, k] = draws[factor.name].to_numpy(float)[:count]
    return rows


def _over_priors(inputs: Sequence[Factor], middle: Floats, seed: int) -> Floats:
    """Rows from all over what is believed beforehand; levers are in the middle."""
    from scipy.stats import qmc  # late: it loads for long, and a world needs none

    rows = np.repeat(middle[None, :], DRAWS, axis=0)
    quantiles = qmc.LatinHypercube(len(inputs), rng=np.random.default_rng(seed)).random(DRAWS)
    for k, factor in enumerate(inputs):
        if factor.kind != "lever":
            rows[:, k] = factor.at(quantiles[:, k])
    return rows


def _world(model: PairedModel, row: Floats, seed: int) -> tuple[bool, Floats]:
    """Whether a world differs in what is asked, and the share that fares otherwise by week."""
    kept = model.run(row, seed)[None, :]
    first, second = model.lived(kept)
    asked = model.outcome
    if asked.kind == "status":
        levels = [status_level(asked, model.week, lived) for lived in (first, second)]
        differs = bool(levels[0][0] != levels[1][0])
    elif asked.ratio:
        column = COUNTED.index(asked.of)
        differs = bool((first.share[:, -1, column] != second.share[:, -1, column]).any())
    else:
        differs = bool(model.finish(row[None, :], kept)[0] != 0.0)
    return differs, apart(first.share[0], second.share[0])


def _first_week(model: PairedModel, rows: Floats, seed: int) -> int | None:
    """The first week in which lives differ, and with them what is asked; None if they never do.

    Kroner follow lives: they are said to differ from the week in which lives do.
    """
    asked = model.outcome
    columns = list(range(len(STATUSES)))
    if asked.kind != "purse":
        columns = [COUNTED.index(asked.of)]
    moved, touched = np.zeros(model.horizon), np.zeros(model.horizon, bool)
    for k, s in product(range(len(rows)), range(SEEDS_PER_DRAW)):
        kept = model.run(rows[k], seed + SEEDS_PER_DRAW * k + s)
        first, second = model.lived(kept[None, :])
        moved += apart(first.share[0], second.share[0]) / (len(rows) * SEEDS_PER_DRAW)
        touched |= (first.share[0][:, columns] != second.share[0][:, columns]).any(axis=1)
    differ = np.logical_or.accumulate(moved >= negligible()) & touched
    return int(np.argmax(differ)) if differ.any() else None
