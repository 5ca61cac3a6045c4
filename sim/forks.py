"""Worlds that are the same until somebody's support may end: lived once until then.

Policies that differ only in the most weeks of support are lived alike until the first young person
comes near the end of the shorter support. Until then the world with the longer support, the trunk,
is lived for all of them; each then goes on from a copy of it, to the bit as if it had been lived
from its first week. What differs at that moment is the cap of each person and, with it, the weeks
that are left of support; both are known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.offers import offer_of
from sim.pieces import COUNTS, Piece
from sim.programme import TEXTS, Policy
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
        caps: the most weeks of support of each person of the population, shape (n,).
    """

    number: int
    caps: Ints

    def alike_for(self, trunk: Simulation) -> int:
        """For how many more weeks it is the same as the trunk, at least; 0 or less: no more.

        As long as nobody has used up the shorter support, nor is so near the end of the longer one
        that a start (which is followed by some weeks of support, within the cap) feels it.
        """
        weeks = trunk.weeks - trunk.week
        for piece in trunk.pieces:
            world, mine = piece.world, self.caps[piece.order]
            theirs = world.life[CAP_WEEKS]
            apart = theirs != mine
            if apart.any():
                used = world.whole[MENTORED_WEEKS, apart]
                ends = np.minimum(mine[apart], theirs[apart] - _after_a_start(world))
                weeks = min(weeks, int((ends - used).min()) - NEAR)
        return weeks

    def parted(self, trunk: Simulation) -> Simulation:
        """The world from this week on; nothing that it writes to is the trunk's."""
        counts = {name: getattr(trunk.counts, name).copy() for name in COUNTS}
        pieces = [replace(piece, world=_copied(piece.world, counts)) for piece in trunk.pieces]
        for piece in pieces:
            self._cap(piece)
        return Simulation(
            pieces,
            trunk.cohort,
            trunk.corps,
            trunk.order,
            trunk.horizon,
            trunk.weeks,
            trunk.week,
            own=trunk.own,
            tally=None if trunk.tally is None else trunk.tally.copy(),
            in_pieces=trunk.in_pieces,
        )

    def _cap(self, piece: Piece) -> None:
        """Give people their own caps, and what is left of them."""
        world, caps = piece.world, self.caps[piece.order]
        place, left = world.flag[PLACE], world.whole[WEEKS_LEFT]
        before = world.life[CAP_WEEKS].copy()
        world.life[CAP_WEEKS] = caps
        active = place == Place.ACTIVE
        left[active] += (caps - before)[active]
        if _within_cap(world):
            # Some weeks of support follow a start, as far as the cap leaves them.
            weeks = _after_a_start(world)
            going_on = place == Place.AFTERCARE
            since = weeks + 1 - left[going_on]
            started = world.whole[MENTORED_WEEKS, going_on] - (since - 1)
            allowed = np.minimum(weeks, caps[going_on] - started)
            left[going_on] = allowed + 1 - since


def but_for_caps(policy: Policy) -> str:
    """All that a policy does but for the most weeks of support: the same text, the same policy."""
    fields = policy.model_dump(mode="json", exclude=set(TEXTS))
    fields["duration"] |= dict.fromkeys(("weeks", "exceptions"))
    return json.dumps(fields, sort_keys=True)


def longest_support(policy: Policy) -> int:
    """The most weeks of support that anybody has."""
    duration = policy.duration
    return max(duration.weeks, *(exception.weeks for exception in duration.exceptions), 0)


def branch_of(trunk: Simulation, policy: Policy, number: int) -> Branch | None:
    """A policy that is the trunk's but for caps as a branch of it.

    Args:
        trunk: in week 0, of everybody, and of a policy that is the same `but_for_caps`.
        policy: as it is lived.
        number: its place among the policies.

    Returns:
        None if their caps change more than when support ends: how many mentors a stream needs.
    """
    cohort = trunk.cohort
    offer = offer_of(cohort, policy)
    posts = offer.corps
    if posts is not trunk.corps and not all(
        _same(getattr(posts, f.name), getattr(trunk.corps, f.name)) for f in fields(posts)
    ):
        return None
    return Branch(number, offer.caps)


def simulate_together(
    policies: Sequence[Policy],
    world: Callable[[int], Simulation],
    end: Callable[[Simulation], Found],
    until: int | None = None,
) -> list[Found]:
    """Live the worlds of policies that are the same but for caps.

    At most two worlds are in memory at a time.

    Args:
        policies: the same `but_for_caps`, as they are lived; that with the longest support is best
            the first.
        world: of a policy by its place, in week 0; of the same people and luck.
        end: lives a world to its end, and says what came of it; of a world in any week up to
            `until`.
        until: calendar week that `end` needs to see, and all that follow; None needs none.

    Returns:
        What came of each, in their order.
    """
    trunk = world(0)
    if len(policies) == 1:
        return [end(trunk)]
    found: dict[int, Found] = {}
    branches = list[Branch]()
    for number, policy in enumerate(policies[1:], start=1):
        branch = branch_of(trunk, policy, number)
        if branch is None:
            found[number] = end(world(number))
        else:
            branches.append(branch)
    last = trunk.weeks if until is None else min(until, trunk.weeks)
    while branches:
        alike = [branch.alike_for(trunk) for branch in branches]
        weeks = min(*alike, last - trunk.week)
        if weeks > 0:
            trunk.advance(weeks)
            continue
        parting = branches.pop(alike.index(min(alike)))
        found[parting.number] = end(parting.parted(trunk))
    found[0] = end(trunk)
    return [found[number] for number in range(len(policies))]


def _after_a_start(world: World) -> int:
    """Weeks of support that follow the start of an education or a job, and are within the cap."""
    setting = world.setting
    if setting["foothold_weeks"] > 0:
        return int(setting["foothold_weeks"])
    return int(setting["aftercare_weeks"]) if setting["aftercare_in_cap"] == 1 else 0


def _within_cap(world: World) -> bool:
    return bool(world.setting["foothold_weeks"] > 0 or world.setting["aftercare_in_cap"] == 1)


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, np.ndarray):
        return bool(np.array_equal(mine, theirs))
    return bool(mine == theirs)


def _copied(world: World, counts: dict[str, npt.NDArray[Any]]) -> World:
    """Tables of its own; membership of groups, which nothing writes to, is shared."""
    tables = {
        name: table.copy(order="K")
        for name, table in world._asdict().items()
        if isinstance(table, np.ndarray) and name not in ("groups", *COUNTS)
    }
    return world._replace(**tables, **counts)
