"""Rules of one's own for what is counted: whether something is true of somebody in a week.

The engine counts statuses and milestones while it moves people (`sim.processes`). What a program
wants counted besides is a rule, looked at when a week has been lived; worlds are then lived week by
week, which takes longer. Without such rules nothing is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.state import ENTRY, World

#: Of a world at the end of a week, of whom it is true; shape (n,), rows as the world's.
WeeklyRule = Callable[[World], npt.NDArray[np.bool_]]
_rules: dict[str, WeeklyRule] = {}
_read: list[bool] = []


def count_weekly(name: str, rule: WeeklyRule) -> None:
    """Count something besides, in every world of this process.

    The share of people of whom it is true is then known by week since entry and group, and so are
    their weeks of it, as of a status. Other processes do not know the rule.

    Args:
        name: as it is called among what is counted (`sim.outcomes.accounts.COUNTED`).
        rule: may look at the world, and must not change it.

    Raises:
        RuntimeError: what is counted has been read already.
    """
    if _read:
        raise RuntimeError(f"what is counted has been read: add {name!r} before other imports")
    _rules[name] = rule


def weekly_rules() -> Mapping[str, WeeklyRule]:
    """The rules by name; none can be added from now on."""
    _read[:] = [True]
    return _rules


@dataclass
class WeeklyTally:
    """What the rules have found so far in one world.

    Attributes:
        people: of whom each was true, by week since entry and group, shape (horizon, rules,
            groups).
        squares: squares of the weeks of it so far, summed over people; shape as `people`.
        lived: weeks of it so far, the week of entry not counted, shape (rules, n).
    """

    people: npt.NDArray[np.int64]
    squares: npt.NDArray[np.int64]
    lived: npt.NDArray[np.int64]

    @classmethod
    def blank(cls, world: World, horizon: int) -> WeeklyTally | None:
        """Of a world in week 0; None if there are no rules."""
        count, (n, groups) = len(weekly_rules()), world.groups.shape
        if not count:
            return None
        shape = horizon, count, groups
        return cls(
            np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros((count, n), np.int64)
        )

    def copy(self) -> WeeklyTally:
        """Tables of its own."""
        return WeeklyTally(self.people.copy(), self.squares.copy(), self.lived.copy())

    def keep(self, world: World, week: int) -> None:
        """Look at the world at the end of a calendar week."""
        since = week - world.life[ENTRY]
        here = np.flatnonzero((since >= 0) & (since < len(self.people)))
        weeks, member = since[here], world.groups[here].astype(np.int64)
        for k, rule in enumerate(weekly_rules().values()):
            true = np.asarray(rule(world), bool)[here].astype(np.int64)
            self.lived[k, here] += true * (weeks > 0)
            lived = self.lived[k, here]
            np.add.at(self.people[:, k], weeks, true[:, None] * member)
            np.add.at(self.squares[:, k], weeks, (lived**2)[:, None] * member)
