"""Expected gain per mentor hour, by what a jobcentre knows of somebody on the first day.

Over posterior draws everybody lives twice with the same luck, with the policy's mentor and without
one. Extra weeks in education, over paid hours of the places used, give each cell of attributes
its gain. The seeds are its own, never those compared on, and one order serves all draws of a
comparison: a jobcentre cannot know the true parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from calibration.posterior import Posterior
from calibration.sourced import Sourced
from calibration.trial import Trial, no_mentors
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import NamedPolicy
from sim.conditions import Combination, condition_mask
from sim.groups import FAMILIES
from sim.programme import EXPECTED_GAIN, Capacity, Policy, Term
from sim.simulation import Cohort, build
from sim.state import Status
from sim.strict_yaml import packaged_yaml

Floats = npt.NDArray[np.float64]


class GainSetting(BaseModel):
    """The numbers of `scenarios/policy/gain.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    cells: list[str]
    draws: Sourced[float]
    seed: Sourced[float]
    horizon: Sourced[float]


@cache
def gain_setting() -> GainSetting:
    """How the gain is worked out."""
    return GainSetting.model_validate(packaged_yaml("scenarios.policy", "gain.yaml"))


@dataclass(frozen=True)
class Cell:
    """People who are alike in what a jobcentre knows.

    Attributes:
        groups: that they are in all of.
        extra_weeks: in education by the horizon, with a mentor over without, per person.
        hours: paid mentor hours per person.
    """

    groups: tuple[str, ...]
    extra_weeks: float
    hours: float

    @property
    def gain(self) -> float:
        """Extra weeks in education per paid mentor hour."""
        return self.extra_weeks / self.hours


def gain_cells(
    people: Trial | LocalPeople,
    policy: Policy,
    posterior: Posterior,
    setting: GainSetting | None = None,
) -> list[Cell]:
    """The cells of those eligible under a policy, if all of them had a place; best first.

    Cells in which nobody was mentored are left out: there is nothing to rank.

    Args:
        people: whose lives they are.
        policy: whose eligible are ranked.
        posterior: draws of the parameters.
        setting: how many worlds and the like; that of `gain.yaml` by default.
    """
    chosen = setting or gain_setting()
    combinations = list(product(*(FAMILIES[family] for family in chosen.cells)))
    sums = np.zeros((3, len(combinations)))  # people, extra weeks, hours
    everybody = _with_places_for_all(policy)
    draws = posterior.first(int(chosen.draws.value))
    for k, values in enumerate(draws.values()):
        seed = int(chosen.seed.value) + k
        cohort = people.cohort(values, seed, groups=("all",))
        weeks, hours, eligible = _simulated_pair(cohort, everybody, values, seed, chosen)
        for c, groups in enumerate(combinations):
            who = Combination(all_of=list(groups))
            mask = condition_mask(cohort.population, who) & eligible
            sums[:, c] += mask.sum(), weeks[mask].sum(), hours[mask].sum()
    cells = [
        Cell(groups, float(sums[1, c] / sums[0, c]), float(sums[2, c] / sums[0, c]))
        for c, groups in enumerate(combinations)
        if sums[2, c] > 0.0
    ]
    return sorted(cells, key=lambda cell: -cell.gain)


def _with_places_for_all(policy: Policy) -> Policy:
    capacity = Capacity(
        follows="mentors",
        caseload=policy.capacity.caseload,
        direct_share=policy.capacity.direct_share,
    )
    targeting = policy.targeting.model_copy(
        update={"first": [], "score": [], "max_wait_weeks": None}
    )
    return policy.model_copy(update={"capacity": capacity, "targeting": targeting, "intake": None})


def _simulated_pair(
    cohort: Cohort, policy: Policy, values: dict[str, float], seed: int, setting: GainSetting
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Extra weeks in education, paid hours and eligibility of each person, shape (n,) each."""
    studied = []
    for rules in (policy, no_mentors()):
        world = build(cohort, rules, values, seed, horizon=int(setting.horizon.value))
        history = world.run_with_history()
        studied.append((history.status == Status.EDUCATION).sum(axis=0))
        if rules is policy:
            persons, corps = world.accounts().persons, world.corps
    centres = len(cohort.staffing)
    paid = np.bincount(corps.jobcentre, corps.hours, minlength=centres)
    places = np.bincount(corps.jobcentre, corps.places, minlength=centres)
    per_week = np.divide(paid, places, out=np.zeros(centres), where=places > 0)
    hours = persons["mentored_weeks"].to_numpy() * per_week[persons["jobcentre"].to_numpy()]
    return studied[0] - studied[1], hours, persons["eligible"].to_numpy() == 1


def with_expected_gain(
    people: Trial | LocalPeople, policies: Sequence[NamedPolicy], posterior: Posterior
) -> list[NamedPolicy]:
    """Policies whose score is the expected gain get it as points by cell; others stay.

    Args:
        people: whose lives they are.
        policies: some of which may score by it.
        posterior: draws of the parameters.
    """
    ranked = []
    for named in policies:
        if named.policy.targeting.score == EXPECTED_GAIN:
            terms = [
                Term(who=Combination(all_of=list(cell.groups)), weight=cell.gain)
                for cell in gain_cells(people, named.policy, posterior)
            ]
            targeting = named.policy.targeting.model_copy(update={"score": terms})
            policy = named.policy.model_copy(update={"targeting": targeting})
            ranked.append(replace(named, policy=policy))
        else:
            ranked.append(named)
    return ranked
