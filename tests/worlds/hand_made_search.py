"""A search typed by hand: today's policy and two choices, and numbers that tell them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from calibration.evidence import shipped_evidence
from mentorsim.present.policy.changed import changed
from mentorsim.present.search.searched import Searched
from scenarios.policy.policies import load_policy
from scenarios.search.found import Condition, Cost, Found
from scenarios.search.grid import Grid
from scenarios.search.wants import WANTS

#: By place: mean, low, high, where searched, where chosen, chance of being best.
GAINS = {
    "education_or_employment_years": (
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.05),
        (0.11, 0.02, 0.19, 0.15, 0.13, 0.25),
        (0.14, 0.03, 0.24, 0.21, 0.16, 0.7),
    ),
    "net_municipality": (
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.2),
        (4200.0, -900.0, 9100.0, 6100.0, 5200.0, 0.6),
        (-1500.0, -7300.0, 4400.0, -900.0, -1200.0, 0.2),
    ),
    "employment_weeks": (
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.6),
        (-0.4, -0.9, 0.2, 0.3, 0.1, 0.3),
        (-0.8, -1.5, -0.2, 0.9, 0.4, 0.1),
    ),
    "completed": (
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.05),
        (1.1, 0.2, 1.9, 1.5, 1.3, 0.25),
        (1.4, 0.3, 2.4, 2.1, 1.6, 0.7),
    ),
}
ABOVE = Condition("direct_share", True, 0.6, 0.22, 0.81, 0.31)
BELOW = Condition("mechanism", False, 0.5, 0.4, 0.62, 0.31)
NEVER = Condition("", True, np.nan, 0.0, 0.0, 0.12)
VIEWS = ("trust/trust_limited", "rival/barrier_limited")


def gains(wants: tuple[str, ...]) -> pd.DataFrame:
    names = ("mean", "low", "high", "searched", "chosen", "first")
    rows: list[dict[str, Any]] = [
        {"place": k, "objective": want, "noise": 0.01, "above": 0.9, "changes": k}
        | dict(zip(names, GAINS[want][k], strict=True))
        for want in wants
        for k in range(3)
    ]
    return pd.DataFrame(rows)


def curve(want: str) -> pd.DataFrame:
    """From 5 to 20 mentors: 0.2, 0.3 and 0.4 (or as many points or tens of thousands) a head."""
    scale = {"net_municipality": 1e5, "completed": 10.0}.get(want, 1.0)
    rows, before = [], (0.0, 0.0)
    for multiple, place, mean in ((0.5, 1, 0.2), (1.0, 2, 0.3), (2.0, 2, 0.4)):
        mentors = 10.0 * multiple
        more = (mean - before[1]) / (mentors - before[0])
        rows.append(
            {
                "mentors": mentors,
                "multiple": multiple,
                "place": place,
                "objective": want,
                "mean": scale * mean,
                "low": scale * (mean - 0.1),
                "high": scale * (mean + 0.1),
                "more_mean": scale * more,
                "more_low": scale * more / 2,
                "more_high": scale * more * 2,
            }
        )
        before = (mentors, mean)
    return pd.DataFrame(rows)


def searched(
    *wants: str,
    winner: int = 2,
    claimed: bool = True,
    condition: Condition | None = ABOVE,
    regret: tuple[float, float] = (0.0, 0.05),
    weights: dict[str, float] | None = None,
    kind: str = "per_year",
    draws: int = 128,
    given: bool = False,
) -> Searched:
    """The search, by extra years in education or work unless something else is wanted."""
    asked = wants or ("education_or_employment_years",)
    today = load_policy("as-in-trial")
    first = changed(today, {"duration": {"weeks": 78}}, "choice-1")
    second = changed(
        today,
        {"duration": {"weeks": 78}, "targeting": {"eligible": ["under_25"]}},
        "choice-2",
    )
    grid = Grid(("who", "duration"), (2, 2), (0, 0))
    views = [
        {"view": view, "place": k, "objective": asked[0], "mean": 0.0, "regret": x, "worlds": 8}
        for view, mine in zip(VIEWS, regret, strict=True)
        for k, x in enumerate((0.3, 0.0 if mine else 0.1, mine))
    ]
    found = Found(
        grid=grid,
        objectives=asked,
        rows=np.array([[0, 0], [0, 1], [1, 1]]),
        winner=winner,
        best=np.array([winner, 1, 1][: len(asked)]),
        second=1 if winner == 2 else None,
        gains=gains(asked),
        claimed=claimed,
        values=np.zeros((3, 1, 2, len(asked))),
        regret=pd.DataFrame(views),
        condition=condition,
        curve=curve(asked[0]),
        first_front=np.array([[0, 0]]),
        cost=Cost(2000, 20000, 3000, 1000, 5000, 2500),
    )
    return Searched(
        found=found,
        policies=(today, first, second),
        wants=tuple(replace(WANTS[name]) for name in asked),
        week=104,
        posts=10.0,
        young=300,
        kind=kind,
        mentor_year=600_000.0,
        weights=weights or {},
        print_draws=draws,
        situation="Situation: 300 young people a year, 10 mentors",
        given=given,
        evidence=shipped_evidence(),
        ends=tuple(policy.ends_in(None) for policy in (today, first, second)),
    )
