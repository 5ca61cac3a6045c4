"""Worlds that are the same until somebody's support may end: lived once until then.

Policies that differ only in the most weeks of support are lived alike until the first young person
comes near the end of the shorter support. Until then the world with the longer support, the trunk,
is lived for all of them; each then goes on from a copy of it, to the bit as if it had been lived
from its first week. What differs at that moment is the cap of each person and, with it, the weeks
that are left of support; both are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.simulation import Simulation
from sim.state import CAP_WEEKS, MENTORED_WEEKS, PLACE, WEEKS_LEFT, Place, World

Ints = npt.NDArray[np.int32]
Found = TypeVar("Found")

#: Weeks before the end of somebody's support in which the caps begin to matter.
NEAR = 2


@dataclass(frozen=True)
class Branch:
    """A world that parts from the trunk later on.

    Attributes:
        number: its place among the worlds.
        caps: the most weeks of support of each row, shape (n,).
    """

    number: int
    caps: Ints

    def alike_for(self, trunk: Simulation) -> int:
        """For how many more weeks it is the same as the trunk, at least; 0 or less: no more.

        As long as nobody has used up the shorter support, nor is so near the end of the longer one
        that a start (which is followed by some weeks of support, within the cap) feels it.
        """
        world = trunk.world
        theirs = world.life[CAP_WEEKS]
        apart = theirs != self.caps
        if not apart.any():
            return trunk.weeks - trunk.week
        used = world.whole[MENTORED_WEEKS, apart]
        ends = np.minimum(self.caps[apart], theirs[apart] - _after_a_start(world))
        return int((ends - used).min()) - NEAR

    def parted(self, trunk: Simulation) -> Simulation:
        """The world from this week on; nothing that it writes to is the trunk's."""
        world = _copied(trunk.world)
        place, left = world.flag[PLACE], world.whole[WEEKS_LEFT]
        before = world.life[CAP_WEEKS].copy()
        world.life[CAP_WEEKS] = self.caps
        active = place == Place.ACTIVE
        left[active] += (self.caps - before)[active]
        if _within_cap(world):
            # Some weeks of support follow a start, as far as the cap leaves them.
            weeks = _after_a_start(world)
            going_on = place == Place.AFTERCARE
            since = weeks + 1 - left[going_on]
            started = world.whole[MENTORED_WEEKS, going_on] - (since - 1)
            allowed = np.minimum(weeks, self.caps[going_on] - started)
            left[going_on] = allowed + 1 - since
        return Simulation(
            world, trunk.scene, trunk.corps, trunk.order, trunk.horizon, trunk.weeks, trunk.week
        )


def branch_of(trunk: Simulation, world: Simulation, number: int) -> Branch | None:
    """A world in week 0 as a branch of another in week 0; None if they differ in more than caps."""
    if trunk.before_week is not None or world.before_week is not None:
        return None
    if (trunk.horizon, trunk.weeks) != (world.horizon, world.weeks) or trunk.week or world.week:
        return None
    if trunk.scene is not world.scene or not _same(trunk.order, world.order):
        return None
    one, other = trunk.corps, world.corps
    if not all(_same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)):
        return None
    for name in World._fields:
        mine, theirs = getattr(trunk.world, name), getattr(world.world, name)
        if name == "life":
            mine, theirs = (np.delete(rows, CAP_WEEKS, axis=0) for rows in (mine, theirs))
        if not _same(mine, theirs):
            return None
    return Branch(number, world.world.life[CAP_WEEKS].copy())


def live_together(
    worlds: Iterable[Simulation], end: Callable[[Simulation], Found], until: int | None = None
) -> list[Found]:
    """Live worlds that may be the same for a time.

    At most two of them are in memory at a time.

    Args:
        worlds: in week 0, one after the other; that with the longest support is best the first.
        end: lives a world to its end, and says what came of it; of a world in any week up to
            `until`.
        until: calendar week that `end` needs to see, and all that follow; None needs none.

    Returns:
        What came of each, in their order.
    """
    found: dict[int, Found] = {}
    trunk, branches = None, list[Branch]()
    for number, world in enumerate(worlds):
        if trunk is None:
            trunk = world
            continue
        branch = branch_of(trunk, world, number)
        if branch is None:
            found[number] = end(world)
        else:
            branches.append(branch)
    if trunk is None:
        return []
    last = trunk.weeks if until is None else min(until, trunk.weeks)
    while branches:
        alike = [branch.alike_for(trunk) for branch in branches]
        weeks = min(min(alike), last - trunk.week)
        if weeks > 0:
            trunk.advance(weeks)
            continue
        parting = branches.pop(alike.index(min(alike)))
        found[parting.number] = end(parting.parted(trunk))
    found[0] = end(trunk)
    return [found[number] for number in range(len(found))]


def _after_a_start(world: World) -> int:
    """Weeks of support that follow the start of an education or a job, and are within the cap."""
    setting = world.setting
    if setting["foothold_weeks"] > 0:
        return int(setting["foothold_weeks"])
    return int(setting["aftercare_weeks"]) if setting["aftercare_in_cap"] == 1 else 0


def _within_cap(world: World) -> bool:
    return bool(world.setting["foothold_weeks"] > 0 or world.setting["aftercare_in_cap"] == 1)


def _same(mine: Any, theirs: Any) -> bool:
    """Whether two tables or records hold the same bits."""
    if mine is theirs:
        return True
    if isinstance(mine, np.ndarray):
        return bool(np.array_equal(mine, theirs))
    return bool(mine == theirs)


def _copied(world: World) -> World:
    """Tables of its own; membership of groups, which nothing writes to, is shared."""
    tables = {
        name: table.copy(order="K")
        for name, table in world._asdict().items()
        if isinstance(table, np.ndarray) and name != "groups"
    }
    return world._replace(**tables)
