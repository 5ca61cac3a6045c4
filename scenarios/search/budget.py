"""What a budget buys, and what one more mentor brings: curves from the policies of a front.

At each number of mentors the policy of the front that does best there is chosen in the worlds that
the front was chosen in; what it brings over no mentor at all is printed from the others. What one
more mentor brings is the difference between two neighbouring numbers, in the same worlds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scenarios.comparison.intervals import summary
from scenarios.search.grid import Ints
from scenarios.search.judging import Floats, Judge, Keeping, Ledger
from scenarios.search.printing import by_seed
from scenarios.search.worlds import Worlds

#: Numbers of mentors that are looked at, as multiples of those there are.
MULTIPLES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def curve_of(
    judge: Judge,
    rows: Ints,
    posts: float,
    worlds: Worlds,
    keeping: Keeping,
    multiples: Sequence[float] = MULTIPLES,
) -> pd.DataFrame:
    """What each number of mentors brings, with the best policy of the front for it.

    Args:
        judge: with the mentors there are.
        rows: the front, shape (n, levers).
        posts: full-time mentors there are.
        worlds: to choose in and to print from.
        keeping: where judgements are kept.
        multiples: of the mentors there are, in order.

    Returns:
        One row per number and want: mentors, multiple, place (in the front), objective; mean, low,
        high: gain per young person over no mentor at all; more_mean, more_low, more_high: what one
        more mentor brings per young person, between the number before (none before the first) and
        this one.
    """
    nobody = Ledger(judge.staffed(0.0), worlds.printed, keeping)
    none = by_seed(nobody.values(rows[:1]))[0]
    found: list[dict[str, object]] = []
    before, fewer = none, 0.0
    for multiple in multiples:
        mentors = posts * multiple
        there = judge if multiple == 1.0 else judge.staffed(mentors)
        place = _best(Ledger(there, worlds.choose, keeping), rows)
        values = by_seed(Ledger(there, worlds.printed, keeping).values(rows[[place]]))[0]
        for w, objective in enumerate(judge.objectives):
            gain = summary((values - none)[..., w])
            more = summary(((values - before) / (mentors - fewer))[..., w])
            found.append(
                {
                    "mentors": mentors,
                    "multiple": multiple,
                    "place": place,
                    "objective": objective,
                    **_told(gain),
                    **{f"more_{name}": x for name, x in _told(more).items()},
                }
            )
        before, fewer = values, mentors
    return pd.DataFrame(found)


def _best(ledger: Ledger, rows: Ints) -> int:
    return int(np.argmax(ledger.values(rows).mean(axis=1)[:, 0]))


def _told(known: dict[str, Floats]) -> dict[str, float]:
    return {name: float(known[name]) for name in ("mean", "low", "high")}
