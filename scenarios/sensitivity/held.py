"""What stands still while other things vary: the unknowns that the trial hardly tells first.

Whether trust or practical help works (the mechanism), and whether those without marks only need
longer or stall at barriers, decide what else can matter: a result that holds either says so. The
mechanism has two values and no middle: where it must be held, a result is made under each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from calibration.changed_draws import checked_values
from calibration.posterior import Posterior
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.methods import POSTERIOR
from scenarios.sensitivity.question import Question
from sim.errors import InputError
from sim.messages import Said

#: What every result that holds it says: what works, and what stops those without marks.
MECHANISM, BARRIERS = "mechanism", "barrier_limited"
UNKNOWN = (MECHANISM, BARRIERS)


def held_in(
    values: Mapping[str, float], at: Mapping[str, float], varied: Iterable[Factor] = ()
) -> dict[str, float]:
    """The unknowns that stand still at some values, and what else was asked to stand still.

    Args:
        values: by parameter, where it stands unless it varies.
        at: what was asked to stand still, with its values.
        varied: factors of the result.
    """
    moving = {f.name for f in varied if f.kind == "parameter"}
    return {n: values[n] for n in UNKNOWN if n in values and n not in moving} | dict(at)


def held_over(question: Question, varied: Iterable[Factor], over: str) -> dict[str, float]:
    """What stands still in a result over the priors, or over the posterior.

    Over the posterior everything varies that is not asked to stand still; over the priors
    everything that is not a factor stands at the estimate.

    Args:
        question: what is asked, and what it holds.
        varied: factors that vary.
        over: `prior` or `posterior`.
    """
    values = {} if over == POSTERIOR else question.posterior.point_estimate()
    return held_in(values, question.at, varied)


def check_own_priors(posterior: Posterior) -> None:
    """Refuse to go over the model's own priors beside draws that were fitted under others.

    Raises:
        InputError: the posterior was fitted under priors of somebody's own.
    """
    if posterior.provenance.priors:
        raise InputError(
            Said("scenarios.these_draws_were_fitted_under_other"),
            field="over",
            found=", ".join(posterior.provenance.priors),
            allowed=Said("scenarios.the_posterior"),
        )


def check_free(question: Question, factors: Iterable[Factor]) -> None:
    """Find out whether factors may vary: what is asked to stand still may not.

    Raises:
        InputError: one of them is held.
    """
    for factor in factors:
        if factor.kind == "parameter" and factor.name in question.at:
            raise InputError(
                Said("scenarios.a_parameter_that_is_held_cannot"),
                field="factors",
                found=factor.name,
                allowed=Said("scenarios.other_factors_or_not_to_hold"),
            )


def each_mechanism(question: Question, varied: Iterable[Factor] = ()) -> tuple[Question, ...]:
    """The question under each mechanism that draws have, the commoner first.

    Only the question itself if the mechanism varies, or is asked to stand where it stands.

    Args:
        question: what is asked.
        varied: factors that are asked about.

    Returns:
        Questions that hold the mechanism at 0 (practical help works) and at 1 (trust does).

    Example:
        >>> from mentorsim import question
        >>> asked = question("104-weeks", against="as-in-trial", week=104)
        >>> [held.at for held in each_mechanism(asked)]
        [{'mechanism': 0.0}, {'mechanism': 1.0}]
    """
    draws = question.posterior.draws
    if MECHANISM in question.at or MECHANISM in {f.name for f in varied}:
        return (question,)
    known = draws[MECHANISM].value_counts().index
    return tuple(holding(question, {MECHANISM: float(value)}) for value in known)


def holding(question: Question, at: dict[str, float]) -> Question:
    """The question with some parameters held at values.

    Raises:
        InputError: as `calibration.posterior.Posterior.holding`.
    """
    values = checked_values(at)
    return replace(
        question, posterior=question.posterior.holding(values), at={**question.at, **values}
    )


def piece(question: Question) -> str:
    """What begins the names of kept pieces, so that those of two mechanisms are told apart."""
    return "".join(f"{name}-{value:g}-" for name, value in question.at.items())


def read_held(words: Iterable[str]) -> dict[str, float]:
    """What a parameter is to be held at, as it is written: `mechanism=1`.

    Raises:
        InputError: no name, no number, or a name twice.
    """
    found: dict[str, float] = {}
    for word in words:
        name, _, text = word.partition("=")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or name in found:
            raise InputError(
                Said("scenarios.hold_which_parameter_where"),
                field="--at",
                found=word,
                allowed=Said("scenarios.name_value_each_name_once_for"),
            )
        found[name] = value
    return found
