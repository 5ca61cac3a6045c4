"""A small comparison from the real engine: few draws, lived once per process."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from calibration.posterior import SHIPPED, Posterior, Provenance
from calibration.trial import the_trial
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.policy.policies import NamedPolicy, load_policy
from sim.programme import Text

HORIZON = 111
DRAWS = 3
HOSTILE = '<script>alert("x")</script> $\\frac{1}{ & [red]{0}{week} %s </style>\n\x07 "q"'


@cache
def few_draws() -> Posterior:
    """A few draws, whatever they were fitted on."""
    draws = pd.read_csv(SHIPPED / "draws.csv", dtype=float).head(DRAWS)
    return Posterior(
        draws, {}, Provenance("a test", "pooled", {}, "", "", "", "", 0, "2000-01-01", "")
    )


@cache
def small_comparison() -> Comparison:
    """As in the trial and twice as long, against no mentor."""
    return compare(
        the_trial(),
        [load_policy("as-in-trial"), load_policy("104-weeks")],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=HORIZON),
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
