"""The design of a study: its time, what had to be assumed of it, and its arms."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, model_validator

from calibration.sourced import Sourced
from sim.messages import Said
from sim.programme import Policy, Text
from sim.strict_yaml import packaged_yaml


class Arms(BaseModel):
    """What each arm was offered."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    treated: Policy
    control: Policy


class TrialDesign(BaseModel):
    """A study's `design.yaml`: its time, what had to be assumed of it, and its arms.

    Raises:
        ValueError: the treated are offered another number of weeks than `support_weeks`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    intake_start: Sourced[date]
    intake_weeks: Sourced[float]
    observed_weeks: Sourced[float]
    support_weeks: Sourced[float]
    open_band_mentees: Sourced[float]
    part_time_bands: dict[str, Sourced[float]]
    title: Text
    arms: Arms

    @model_validator(mode="after")
    def _arms_last_as_long(self) -> TrialDesign:
        weeks, support = self.arms.treated.duration.weeks, self.support_weeks.value
        if weeks != support:
            raise ValueError(Said("calibration.arm_lasts_as_support", support=support, weeks=weeks))
        return self

    @property
    def horizon(self) -> int:
        """Weeks to count: week 0 is the week of entry, so the last is `observed_weeks`."""
        return int(self.observed_weeks.value) + 1


@cache
def trial_design() -> TrialDesign:
    """The design of the trial that ships with the project; of another study, see `Trial.design`."""
    return TrialDesign.model_validate(
        packaged_yaml("calibration.studies.danish_mentor_rct", "design.yaml")
    )
