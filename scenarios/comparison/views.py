"""What nobody knows, and what hangs on it: two hypotheses about barriers, two mechanisms.

The trial barely tells whether those without marks only need longer (*trust-limited*) or stall until
barriers are lifted (*barrier-limited*): the same draws and seeds are lived again with either one
set. Whether trust or practical help carries the effect is a parameter with two values in the draws:
its two views are the two parts of the draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.posterior import Posterior
from scenarios.comparison.setting import comparison_setting

#: The views, in the order of tables. `as_drawn` is what all other tables show, on fewer draws.
BARRIER_VIEWS: dict[str, float | None] = {
    "as_drawn": None,
    "trust_limited": 0.0,
    "barrier_limited": 1.0,
}
MECHANISM_VIEWS = ("trust", "rival")
VIEWS = (*BARRIER_VIEWS, *MECHANISM_VIEWS)


def by_mechanism(posterior: Posterior) -> dict[str, npt.NDArray[np.intp]]:
    """Positions of the draws under each mechanism.

    A draw is under trust from 0.5 on: exact where draws are 0 or 1, the nearer one otherwise.
    """
    trust = posterior.draws["mechanism"].to_numpy(float) >= 0.5
    return {"trust": np.flatnonzero(trust), "rival": np.flatnonzero(~trust)}


def view_posterior(posterior: Posterior, view: str) -> Posterior:
    """The first draws, with the barriers of a view.

    Args:
        posterior: all draws.
        view: of `BARRIER_VIEWS`.
    """
    chosen = posterior.first(min(len(posterior), int(comparison_setting().view_draws.value)))
    value = BARRIER_VIEWS[view]
    if value is None:
        return chosen
    return replace(chosen, draws=chosen.draws.assign(barrier_limited=value))


@dataclass(frozen=True)
class Dependence:
    """An order of two policies that hangs on what nobody knows.

    Attributes:
        policy: beats the other under some views.
        against: the other.
        outcome, week: in what, and when.
        beats: views under which it does.
        open: views under which neither clearly beats the other.
        loses: views under which the other beats it.
        extrapolated: whether the week lies beyond what the trial speaks to.
    """

    policy: str
    against: str
    outcome: str
    week: int
    beats: tuple[str, ...]
    open: tuple[str, ...]
    loses: tuple[str, ...]
    extrapolated: bool


def dependences(
    views: pd.DataFrame, policies: Sequence[str], outcome: str, week: int
) -> list[Dependence]:
    """Pairs of policies whose order is another under another view.

    Args:
        views: one row per view and difference: view, policy, against, outcome, week, group,
            prob_better, extrapolated. A view without a probability does not say who beats whom:
            its draws are too few, or the two are the same.
        policies: in the order in which they were asked for; every pair of them is looked at.
        outcome, week: what they are ordered by, for all people.
    """
    sure = comparison_setting().beats.value
    rows = views[
        (views["outcome"] == outcome) & (views["week"] == week) & (views["group"] == "all")
    ]
    found = []
    for one, other in combinations(policies, 2):
        both = rows[
            ((rows["policy"] == one) & (rows["against"] == other))
            | ((rows["policy"] == other) & (rows["against"] == one))
        ]
        ways: dict[str, list[str]] = {"one": [], "other": [], "open": []}
        for row in both[both["prob_better"].notna()].to_dict("records"):
            better = float(row["prob_better"])
            better = better if row["policy"] == one else 1 - better
            way = "one" if better >= sure else "other" if better <= 1 - sure else "open"
            ways[way].append(str(row["view"]))
        if sum(bool(members) for members in ways.values()) < 2:
            continue
        first = bool(ways["one"])
        found.append(
            Dependence(
                policy=one if first else other,
                against=other if first else one,
                outcome=outcome,
                week=week,
                beats=tuple(ways["one" if first else "other"]),
                open=tuple(ways["open"]),
                loses=tuple(ways["other"] if first else ()),
                extrapolated=bool(both["extrapolated"].any()),
            )
        )
    return found
