"""Who is in a trial: the people of the trial's jobcentres, or those of them who are eligible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np

from calibration.trial import Trial
from scenarios.policy.policies import library_names, load_policy
from sim.conditions import Condition
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Said
from sim.offers import all_hold
from sim.simulation import Cohort


@dataclass(frozen=True)
class Recruits(Trial):
    """The trial's world with only some of its people in it.

    Attributes:
        whole: the trial.
        eligible: conditions that all of them meet.
    """

    whole: Trial
    eligible: tuple[Condition, ...]

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """The trial travels by its own rule; with it go the conditions."""
        return (recruited, (self.whole, self.eligible))

    def cohort(
        self,
        values: Mapping[str, float],
        seed: int,
        *,
        copies: int = 1,
        groups: tuple[str, ...] | None = None,
    ) -> Cohort:
        """As `Trial.cohort`; those who stay have the lives that they would have had there.

        Args:
            values: the parameters by name.
            seed: of the world.
            copies: how many times everybody is there.
            groups: names of the groups that are counted.

        Raises:
            InputError: nobody is eligible.
        """
        everybody = super().cohort(values, seed, copies=copies, groups=groups)
        chosen = np.flatnonzero(all_hold(everybody.population, self.eligible, "--targeting"))
        if not chosen.size:
            raise InputError(
                Said("scenarios.nobody_is_eligible_for_this_trial"), field="--targeting"
            )
        return replace(
            everybody,
            population=everybody.population.take(chosen),
            entry=everybody.entry[chosen],
            _cache={},
        )


def recruited(trial: Trial, eligible: tuple[Condition, ...] = ("all",)) -> Recruits:
    """The people of a trial who meet all conditions."""
    kept = {item.name: getattr(trial, item.name) for item in fields(Trial)}
    return Recruits(**kept, whole=trial, eligible=eligible)


def targeting_of(text: str, trial: Trial) -> tuple[Condition, ...]:
    """Whom a trial takes in: a group by name, or those whom a policy is for.

    Args:
        text: a group, a policy of the library, or the path of a policy's YAML file.
        trial: whose jobcentres are groups too.

    Raises:
        InputError: none of these, or a policy that is for nobody.
    """
    groups = (*trial.groups.rules, *(staffing.name for staffing in trial.staffing))
    if text in groups:
        return (text,)
    if text not in library_names() and Path(text).suffix not in (".yaml", ".yml"):
        raise InputError(
            Said(
                "scenarios.neither_a_group_nor_a_policy",
                hint=hint(text, [*groups, *library_names()]),
            ),
            field="--targeting",
            found=text,
            allowed=Said("scenarios.groups_a_policy_of_the_library", groups=", ".join(groups)),
        )
    eligible = load_policy(text, trial).policy.targeting.eligible
    if not eligible:
        raise InputError(
            Said("scenarios.this_policy_is_for_nobody"),
            field="--targeting",
            found=text,
            allowed=Said("scenarios.a_policy_or_group_with_people"),
        )
    return tuple(eligible)
