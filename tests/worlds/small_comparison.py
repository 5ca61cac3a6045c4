"""A small comparison from the real engine: few draws, lived once per process."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pandas as pd

from calibration.posterior import Posterior
from calibration.provenance import Provenance
from calibration.stored_posterior import SHIPPED
from calibration.trial import the_trial
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.preview import Forever, preview
from scenarios.policy.policies import NamedPolicy, load_policy
from sim.programme import Text

HORIZON = 111
DRAWS = 3
HOSTILE = '<script>alert("x")</script> $\\frac{1}{ & [red]{0}{week} %s </style>\n\x07 "q"'


@cache
def few_draws() -> Posterior:
    """A few draws and the estimate, whatever they were fitted on."""
    return _first_draws(DRAWS)


@cache
def judged_draws() -> Posterior:
    """Just enough draws for verdicts."""
    return _first_draws(least_draws())


@cache
def small_comparison() -> Comparison:
    """As in the trial and twice as long, against no mentor; too few draws for verdicts."""
    return _lived(few_draws())


@cache
def judged_comparison() -> Comparison:
    """The same from just enough draws for verdicts."""
    return _lived(judged_draws())


def _lived(draws: Posterior) -> Comparison:
    return compare(
        the_trial(),
        [load_policy("as-in-trial"), load_policy("104-weeks")],
        load_policy("no-mentor"),
        draws,
        EnsembleSetting(horizon=HORIZON),
    )


def _first_draws(count: int) -> Posterior:
    draws = pd.read_csv(SHIPPED / "draws.csv", dtype=float).head(count)
    fitted = Provenance("a test", "pooled", {}, "", "", "", "", 0, "2000-01-01", "")
    estimate = json.loads((SHIPPED / "fit.json").read_text(encoding="utf-8"))["estimate"]
    return Posterior(draws, estimate, fitted)


def clear_comparison() -> Comparison:
    """As in the trial, 26 and 104 weeks, against no mentor: just enough draws for verdicts."""
    return previewed(("as-in-trial", "26-weeks", "104-weeks"))


@cache
def previewed(
    names: tuple[str, ...],
    against: str = "no-mentor",
    weeks: int = HORIZON - 1,
    draws: int | None = None,
) -> Comparison:
    """Policies of the library, without views.

    Args:
        names: of the policies.
        against: the reference.
        weeks: since entry.
        draws: by default just enough for verdicts.
    """
    count = least_draws() if draws is None else draws
    return preview(
        the_trial(),
        [load_policy(name) for name in names],
        load_policy(against),
        _first_draws(count),
        EnsembleSetting(horizon=weeks + 1),
        count,
        Forever(),
    )


def with_title(comparison: Comparison, words: str) -> Comparison:
    """The same with a user's words as title and description of every policy."""
    text = Text(da=words, en=words)
    policies = tuple(
        NamedPolicy(p.name, p.policy.model_copy(update={"title": text, "description": text}))
        for p in comparison.policies
    )
    return replace(comparison, policies=policies)


def with_difference(comparison: Comparison, mean: float, low: float, high: float) -> Comparison:
    """The same with every difference set."""
    frame = comparison.differences.assign(mean=mean, low=low, high=high)
    return replace(comparison, differences=frame)
