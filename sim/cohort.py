"""Who lives where and when: what stays the same when policies, parameters and seeds vary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.groups import group_mask, membership
from sim.mentors import MentorShares, Staffing
from sim.policy_targeting import Intake
from sim.population import Population
from sim.reference import reference

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cohort:
    """What stays the same when policies, parameters and seeds vary.

    Attributes:
        population: the young people.
        entry: calendar week in which each enters, shape (n,).
        start: Monday of calendar week 0.
        staffing: of each jobcentre, in the order of `population.jobcentre_names`.
        mentor_shares: traits that mentors are drawn from.
        groups: names of the groups that are counted.
        intake: how the young people come; a policy that names another cannot be lived by them.
        courses_until: from this day on nobody begins a resource course; None is never.
    """

    population: Population
    entry: npt.NDArray[np.int32]
    start: date
    staffing: Sequence[Staffing]
    mentor_shares: MentorShares
    groups: tuple[str, ...] = ("all",)
    intake: Intake = field(default_factory=Intake)
    courses_until: date | None = None
    _cache: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)
    #: What policies offer these people (`sim.offers.offer_of`), by the policy's identity.
    offers: dict[int, Any] = field(default_factory=dict, repr=False, init=False, compare=False)

    def take(self, index: npt.NDArray[np.integer] | slice) -> Cohort:
        """The same with the young people at `index` only (positions or a slice)."""
        return replace(
            self, population=self.population.take(index), entry=self.entry[index], _cache={}
        )

    def membership(self) -> npt.NDArray[np.uint8]:
        """Group membership, shape (n, groups); worked out once."""
        if "membership" not in self._cache:
            self._cache["membership"] = membership(self.population, self.groups)
        return np.asarray(self._cache["membership"], np.uint8)

    def modifier(self, name: str) -> Floats:
        """Membership of a group that modifies responses, less its reference share, shape (n,)."""
        if name not in self._cache:
            mask = group_mask(self.population, name)
            self._cache[name] = mask - reference().centre(name)
        return np.asarray(self._cache[name], float)
