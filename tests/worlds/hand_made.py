"""Results typed by hand, for what is said of them: two policies, and numbers that tell apart.

Nobody lives here. Values stand where an analysis would have put its own, and only those that words
are made from.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from calibration.evidence import shipped_evidence
from mentorsim.present.results import Effect
from scenarios.comparison.compare import Comparison
from scenarios.decision.spans import Span
from scenarios.economics.price_file import Prices, load_prices
from scenarios.policy.policies import NamedPolicy, load_policy
from sim.programme import Text

#: The two policies: their names, and their titles in either language.
LONG, NONE = "long", "none"
TITLES = {
    LONG: Text(da="To års mentor", en="Two years"),
    NONE: Text(da="Ingen mentor", en="No mentor"),
}
#: As many draws as carry verdicts, and as do not.
MANY, FEW = 400, 8
LAST_WEEK = 110


def named(name: str, shipped: str) -> NamedPolicy:
    """A policy of the library under a name and a title of its own."""
    policy = load_policy(shipped).policy.model_copy(update={"title": TITLES[name]})
    return NamedPolicy(name, policy)


@cache
def policies() -> tuple[NamedPolicy, NamedPolicy]:
    """The policy and what it is set against."""
    return named(LONG, "104-weeks"), named(NONE, "no-mentor")


def comparison(draws: int = MANY, totals: dict[str, float] | None = None) -> Comparison:
    """The two policies, followed to week 110, with the long one's totals."""
    rows = [
        {"policy": LONG, "quantity": quantity, "mean": mean, "low": mean, "high": mean}
        for quantity, mean in (totals or {}).items()
    ]
    return Comparison(
        policies=policies(),
        reference=NONE,
        levels=pd.DataFrame({"week": [0, LAST_WEEK]}),
        differences=pd.DataFrame(),
        views=pd.DataFrame(),
        dependences=(),
        weekly=pd.DataFrame(),
        totals=pd.DataFrame(rows),
        evidence_ends={LONG: 52, NONE: 73},
        draw_count=draws,
        trial_size=2588,
        evidence=shipped_evidence(),
    )


MORE = Effect(
    policy=LONG,
    against=NONE,
    outcome="education",
    week=104,
    group="all",
    mean=4.2,
    low=3.1,
    high=5.4,
    probability=0.97,
    trial_sd=1.8,
    extrapolated=False,
    draws=MANY,
    same_until=5,
)
FEWER = replace(MORE, mean=-4.2, low=-5.4, high=-3.1, probability=0.02)
UNCLEAR = replace(MORE, mean=1.1, low=-1.3, high=3.6, probability=0.8)
WAITING = replace(MORE, mean=1.2, low=0.4, high=2.0, probability=float("nan"), draws=FEW)
SAME_SO_FAR = replace(MORE, week=26, mean=0.0, low=0.0, high=0.0, same_until=31)
SAME_THROUGHOUT = replace(SAME_SO_FAR, week=104, same_until=LAST_WEEK)


def span(mean: float, low: float, high: float, draws: int = MANY) -> Span:
    """A number with its interval, without noise of seeds."""
    return Span(mean, low, high, 0.0, draws)


class Stand:
    """Something that has what it is given, and nothing else."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


@cache
def prices() -> Prices:
    """Prices under the rules of 2023."""
    return load_prices(2023)
