"""The numbers of the trial's design."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml


class TrialDesign(BaseModel):
    """The numbers of `calibration/studies/danish_mentor_rct/design.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    intake_start: Sourced[date]
    intake_weeks: Sourced[float]
    observed_weeks: Sourced[float]
    support_weeks: Sourced[float]
    open_band_mentees: Sourced[float]
    part_time_bands: dict[str, Sourced[float]]

    @property
    def horizon(self) -> int:
        """Weeks to count: week 0 is the week of entry, so the last is `observed_weeks`."""
        return int(self.observed_weeks.value) + 1


@cache
def trial_design() -> TrialDesign:
    """The trial's design."""
    return TrialDesign.model_validate(
        packaged_yaml("calibration.studies.danish_mentor_rct", "design.yaml")
    )
