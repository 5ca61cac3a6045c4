"""The numbers of `scenarios/next_trial/next_trial.yaml`: conventions, costs, values, target
group."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, model_validator

from calibration.sourced import Sourced
from sim.messages import Said
from sim.strict_yaml import packaged_yaml


class Ranged(Sourced[float]):
    """A number with the range it may well be in; without one it is exact."""

    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _in_range(self) -> Ranged:
        low, high = self.span
        if not low <= self.value <= high:
            raise ValueError(
                Said("scenarios.value_is_not_within_low_to", value=self.value, low=low, high=high)
            )
        return self

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest."""
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high


class NextTrialSetting(BaseModel):
    """Everything about a trial that is no result of the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    alpha: Sourced[float]
    wanted: Sourced[float]
    sizes: Sourced[float]
    fixed_cost: Ranged
    person_cost: Ranged
    rule_year: Sourced[float]
    target_group: Ranged
    year_value: dict[str, Ranged]
    icc: Ranged
    jobcentres: Sourced[float]
    reports: Sourced[float]
    jobcentre_draws: Sourced[float]


@cache
def next_trial_setting() -> NextTrialSetting:
    """The numbers of `scenarios/next_trial/next_trial.yaml`."""
    return NextTrialSetting.model_validate(packaged_yaml("scenarios.next_trial", "next_trial.yaml"))
