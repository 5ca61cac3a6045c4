"""Policies that somebody gives, instead of those that levers make: a grid of one lever.

They are judged as those of a search are, in the same three sets of worlds: some are looked at, in
more and more worlds; the best is chosen in others; and the numbers are printed from a third set. A
front has steps from simple to fine; given policies have none, so that all of them stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.policy.policies import besides
from scenarios.search.grid import Grid, Ints
from scenarios.search.judging import Floats
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from scenarios.policy.policies import NamedPolicy
    from sim.programme import Policy

#: The one lever: which of the policies it is.
WHICH = "policy"


@dataclass(frozen=True)
class Among:
    """Today's policy and those that are given.

    Attributes:
        policies: today's first.
    """

    policies: tuple[NamedPolicy, ...]

    @property
    def named(self) -> NamedPolicy:
        """Today's policy."""
        return self.policies[0]

    @property
    def grid(self) -> Grid:
        """A place for each of the policies."""
        return Grid((WHICH,), (len(self.policies),), (0,))

    @property
    def drawn(self) -> bool:
        """Whether anything of a policy is drawn with the parameters."""
        return any(named.policy.measures for named in self.policies)

    @property
    def choices(self) -> dict[str, list[Any]]:
        """What judgements depend on: each policy, by name and content."""
        return {WHICH: [{named.name: named.identity} for named in self.policies]}

    def offered(self, row: Ints) -> NamedPolicy:
        """A policy under its own name."""
        return self.policies[int(row[0])]

    def policy(self, row: Ints) -> Policy:
        """A policy."""
        return self.offered(row).policy


def among(today: NamedPolicy, given: Sequence[NamedPolicy]) -> Among:
    """The policies to choose among.

    Args:
        today: today's policy, which may stand among those that are given.
        given: the others.

    Raises:
        InputError: there is no other, two have the same name, or one is in Python.
    """
    from scenarios.policy.python_policy import fields_alone

    others = besides(given, today)
    if not others:
        raise InputError(
            Said("scenarios.nothing_to_choose_among"),
            field="among",
            found=", ".join(named.name for named in given) or Said("sim.nothing"),
            allowed=Said("scenarios.a_policy_besides_todays"),
        )
    fields_alone([today, *others])
    return Among((today, *others))


def those_that_stay(values: Floats, most: int) -> tuple[Ints, Ints]:
    """Today's policy, and the others from the best down.

    Args:
        values: what today's policy and then the others achieve in worlds that were not looked at
            before, shape (n, worlds, wants).
        most: policies that may stay; the best by each want does.

    Returns:
        Positions of those that stay, today's first, and the position among them of the best by each
        want, shape (wants,).
    """
    means = values.mean(axis=1)
    first = [0, *(int(k) for k in np.argmax(means, axis=0))]
    by_gain = (int(k) for k in np.argsort(-means[:, 0], kind="stable"))
    kept = list(dict.fromkeys([*first, *by_gain]))[:most]
    others = sorted(kept[1:], key=lambda k: -means[k, 0])
    stay = np.array([0, *others], np.int64)
    return stay, np.asarray(np.argmax(means[stay], axis=0), np.int64)
