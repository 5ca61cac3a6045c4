"""Whether two policies can differ at all in what is asked, found out before anything is run.

Policies that part late (104 weeks of support and 52, looked at in week 40) are one world until
then, and a whole analysis of their difference would end in zeros. A few worlds from end to end of
what varies show it: the middle, everything low, everything high, and every lever at both its ends.
Where the lives under both policies are the same in all of them, the question is refused, and the
first week in which they differ is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from scenarios.sensitivity.factors import Factor, parameter_factor
from scenarios.sensitivity.model import Model
from scenarios.sensitivity.outcomes import STATUS_NAMES, status_level
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.twin_model import TwinModel
from sim.errors import InputError

Floats = npt.NDArray[np.float64]

#: Quantiles that count as low and as high: a prior hardly reaches its own ends.
LOW, HIGH = 0.05, 0.95
#: Weeks after the one that is asked about in which a first difference is looked for.
LATER = 104
#: Worlds in which it is looked for.
WORLDS = 3


def check_can_differ(
    make_model: Callable[[Sequence[Factor]], Model], factors: Sequence[Factor], seed: int
) -> None:
    """Find out whether the outcome can be anything but no difference.

    Args:
        make_model: makes the model whose inputs are some factors.
        factors: what varies; everything else is held.
        seed: of the worlds.

    Raises:
        InputError: the lives under both policies are the same in every world that was tried.
    """
    model = make_model(factors)
    # A plain function has no lives; what it gives is known only by asking.
    if not isinstance(model, TwinModel):
        return
    rows = _ends(model.inputs)
    if any(_differs(model, row, seed) for row in rows):
        return
    later = replace(model, week=model.week + LATER, _cache={})
    found = [week for row in rows[:WORLDS] if (week := _first_week(later, row, seed)) is not None]
    first, second = (named.name for named in model.ready.policies[:2])
    where = (
        f"week {min(found)} or later" if found else f"a week after {later.week}, if any"
    )  # fmt: skip
    raise InputError(
        f"{first} and {second} cannot differ in {model.outcome.name} by week {model.week}: until "
        "then everybody's life is the same under both, whatever varies, and there is nothing to "
        "explain",
        field="week", found=model.week, allowed=f"{where}, another outcome, or other policies",
    )  # fmt: skip


def check_question(question: Question, factors: Sequence[Factor], seed: int) -> None:
    """The same for a question over the posterior, whose parameters all vary.

    Args:
        question: what is asked.
        factors: what varies besides.
        seed: of the worlds.

    Raises:
        InputError: as `check_can_differ`.
    """
    known = {f.key for f in factors}
    drawn = [parameter_factor(str(name)) for name in question.posterior.draws.columns]
    varied = [*(f for f in drawn if f.key not in known), *factors]
    check_can_differ(question.model, varied, seed)


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


def _differs(model: TwinModel, row: Floats, seed: int) -> bool:
    """Whether one world differs between the policies in what is asked."""
    kept = model.run(row, seed)[None, :]
    first, second = model.lived(kept)
    asked = model.outcome
    if asked.kind == "status":
        levels = [status_level(asked, model.week, lived) for lived in (first, second)]
        return bool(levels[0][0] != levels[1][0])
    if asked.ratio:
        column = STATUS_NAMES.index(asked.of)
        return bool((first.share[:, -1, column] != second.share[:, -1, column]).any())
    return bool(model.finish(row[None, :], kept)[0] != 0.0)


def _first_week(model: TwinModel, row: Floats, seed: int) -> int | None:
    """The first week in which one world differs in what is asked; None if it never does.

    Kroner follow lives: they are said to differ from the week in which any status does.
    """
    first, second = model.lived(model.run(row, seed)[None, :])
    columns = list(range(len(STATUS_NAMES)))
    if model.outcome.kind != "purse":
        columns = [STATUS_NAMES.index(model.outcome.of)]
    apart = (first.share[0][:, columns] != second.share[0][:, columns]).any(axis=1)
    return int(np.argmax(apart)) if apart.any() else None
