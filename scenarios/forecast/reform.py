"""What a forecast is told of rules that are not the trial's: choices of
`scenarios/forecast/reform.yaml`.

Entrants of 2027 meet other rules than those of 2012-13, and nobody can say which in full. So the
trial's world is lived until somebody chooses otherwise, and a forecast says what was chosen. (New
resource courses are a choice of the stream, `scenarios.forecast.setting.Stream.courses`.)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Ranged, Several, Sourced
from sim.errors import InputError
from sim.messages import Said
from sim.state import youth_rows
from sim.strict_yaml import packaged_yaml

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from scenarios.policy.policies import NamedPolicy
    from sim.simulation import Simulation

#: The parameter that says how many of the others have a mentor from ordinary services.
ORDINARY = "ordinary_share"
#: How a choice is called that leaves the trial's world as it is, and the one without a mentor.
AS_IN_TRIAL, NONE = "as-in-trial", "none"
#: How often mentor and young person meet: as each policy says, or every second week at most.
AS_IN_POLICY, EVERY_SECOND_WEEK = "as-in-policy", "every-second-week"
CONTACTS = (AS_IN_POLICY, EVERY_SECOND_WEEK)
#: Whether a mentor is granted once for the whole support, or for six months at a time.
SIX_MONTHS = "six-months"
GRANTS = (AS_IN_TRIAL, SIX_MONTHS)


class ReformSetting(BaseModel):
    """Numbers of the choices."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    told_from: Sourced[date]
    ordinary_none: Ranged
    contact_weeks: Sourced[float]
    grant_weeks: Sourced[float]
    exits_raised: Ranged
    exits_half_weeks: Ranged
    exits_step_weeks: Sourced[float]
    displaced: Ranged
    displaced_step: Sourced[float]
    displaced_shown: Several[float]


@cache
def reform_setting() -> ReformSetting:
    """The numbers of `scenarios/forecast/reform.yaml`."""
    return ReformSetting.model_validate(packaged_yaml("scenarios.forecast", "reform.yaml"))


@dataclass(frozen=True)
class Reform:
    """The choices; as it stands it is the trial's world.

    Attributes:
        ordinary: share of the others who have a mentor from ordinary services; None draws it as
            the trial had it.
        contact: of `CONTACTS`; a policy that meets more rarely stays as it is.
        grants: of `GRANTS`; six months at a time have the caseworker's decisions in the bill.
        exits_raised: share by which base hazards of starting an education or a job are raised at
            entry, whatever the policy; it fades (`exits_half_weeks`).
        displaced: share of assisted starts that only displace others'.

    Raises:
        InputError: a choice, or a number, that cannot be.
    """

    ordinary: float | None = None
    contact: str = AS_IN_POLICY
    grants: str = AS_IN_TRIAL
    exits_raised: float = 0.0
    displaced: float = 0.0

    def __post_init__(self) -> None:
        """Check every choice."""
        for option, found, allowed in (
            ("--contact", self.contact, CONTACTS),
            ("--grants", self.grants, GRANTS),
        ):
            if found not in allowed:
                raise InputError(
                    Said("scenarios.no_such_choice"),
                    field=option,
                    found=found,
                    allowed=", ".join(allowed),
                )
        exits, displaced = reform_setting().exits_raised, reform_setting().displaced
        numbers: list[tuple[str, float, float, float]] = [
            ("--exits-raised", self.exits_raised, exits.low, exits.high),
            ("--displaced", self.displaced, displaced.low, displaced.high),
        ]
        if self.ordinary is not None:
            # The parameters load slowly, and few ask for another share than they have.
            from sim.parameters import parameter_space

            share = parameter_space()[ORDINARY]
            numbers.append(("--ordinary-mentors", self.ordinary, share.low, share.high))
        for option, number, low, high in numbers:
            # What is no number lies between no two.
            if not low <= number <= high:
                raise InputError(
                    Said("scenarios.impossible_number"),
                    field=option,
                    found=number,
                    allowed=Said("scenarios.low_to_high", low=low, high=high),
                )

    @property
    def granted(self) -> bool:
        """Whether a mentor is granted for six months at a time."""
        return self.grants == SIX_MONTHS

    @property
    def other_world(self) -> bool:
        """Whether anybody lives otherwise than in the trial, the others among them."""
        return self.ordinary is not None or self.exits_raised > 0.0

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen otherwise than the trial's world, by name."""
        plain = vars(TRIAL_WORLD)
        return {name: str(value) for name, value in vars(self).items() if value != plain[name]}

    @property
    def lived(self) -> dict[str, Any]:
        """What of it the lives depend on besides policies and parameters; empty if nothing."""
        if self.exits_raised == 0.0:
            return {}
        half = reform_setting().exits_half_weeks.value
        return {"exits raised": self.exits_raised, "exits half weeks": half}

    def told(self, last_year: int) -> bool:
        """Whether a forecast up to the end of a year says what was chosen."""
        return bool(self.chosen) or last_year >= reform_setting().told_from.value.year

    def policies(self, named: Sequence[NamedPolicy]) -> list[NamedPolicy]:
        """The policies with the contact that was chosen."""
        return [self.policy(each) for each in named]

    def policy(self, named: NamedPolicy) -> NamedPolicy:
        """One policy with the contact that was chosen."""
        weeks = int(reform_setting().contact_weeks.value)
        contact = named.policy.contact
        offers = bool(named.policy.targeting.eligible)
        if self.contact == AS_IN_POLICY or not offers or contact.every_weeks >= weeks:
            return named
        rarer = contact.model_copy(update={"every_weeks": weeks})
        return replace(named, policy=named.policy.model_copy(update={"contact": rarer}))

    def posterior(self, drawn: Posterior) -> Posterior:
        """The draws with the share of the others who have a mentor that was chosen."""
        return drawn if self.ordinary is None else drawn.holding({ORDINARY: self.ordinary})


#: Nothing is chosen: the trial's world.
TRIAL_WORLD = Reform()


def ordinary_share(said: str | float | None) -> float | None:
    """The share of the others who have a mentor from ordinary services, from what was said.

    Args:
        said: `as-in-trial` (or None), `none`, or a share.

    Raises:
        InputError: neither.
    """
    if said is None or said == AS_IN_TRIAL:
        return None
    if said == NONE:
        return reform_setting().ordinary_none.value
    try:
        return float(said)
    except ValueError as error:
        raise InputError(
            Said("scenarios.no_such_choice"),
            field="--ordinary-mentors",
            found=said,
            allowed=Said("scenarios.as_in_trial_none_or_a", as_in_trial=AS_IN_TRIAL, none=NONE),
        ) from error


def chosen_reform(said: Reform | Mapping[str, Any] | None) -> Reform:
    """The choices as they were said in Python; none are the trial's world.

    Raises:
        InputError: a name that is no choice, or a value that cannot be.
    """
    if said is None or isinstance(said, Reform):
        return said or TRIAL_WORLD
    unknown = [name for name in said if name not in vars(TRIAL_WORLD)]
    if unknown:
        raise InputError(
            Said("scenarios.no_such_choice"),
            field="reform",
            found=", ".join(unknown),
            allowed=", ".join(vars(TRIAL_WORLD)),
        )
    given = dict(said)
    if "ordinary" in given:
        given["ordinary"] = ordinary_share(given["ordinary"])
    return Reform(**given)


def decisions_per_course(weeks: int) -> int:
    """How many decisions grant so many weeks of support, a whole one for each half year begun."""
    return math.ceil(weeks / reform_setting().grant_weeks.value)


def decisions_so_far(world: Simulation) -> int:
    """Decisions that have granted the weeks everybody has had a mentor for so far."""
    weeks = world.rows()["mentored_weeks"]
    return int(np.ceil(weeks / reform_setting().grant_weeks.value).sum())


class RaisedExits:
    """Base hazards of starting an education or a job that are raised at entry, and fade.

    The hazards in a world's rows hold the rise as it is now. It only ever falls, so that the
    bounds which the engine drew from higher hazards stay bounds.

    Args:
        world: before its first week.
        raised: share by which hazards are raised in the week of entry.
    """

    def __init__(self, world: Simulation, raised: float) -> None:
        setting = reform_setting()
        self.world, self.raised = world, raised
        self.half = setting.exits_half_weeks.value
        self.step = int(setting.exits_step_weeks.value)
        rows = youth_rows(world.world)
        self.hazards = [rows[name] for name in ("education_hazard", "job_hazard")]
        self.entry = rows["entry"]
        self.factor = np.ones(self.entry.size)
        self._renew()

    def advance(self, week: int) -> None:
        """Live up to a calendar week."""
        while self.world.week < week:
            next_stop = self.step * (self.world.week // self.step + 1)
            self.world.advance(min(week, next_stop) - self.world.week)
            if self.world.week == next_stop:
                self._renew()

    def _renew(self) -> None:
        since = np.maximum(0, self.world.week - self.entry)
        factor = 1.0 + self.raised * 0.5 ** (since / self.half)
        for hazard in self.hazards:
            hazard *= factor / self.factor
        self.factor = factor
