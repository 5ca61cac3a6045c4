"""The numbers of `scenarios/follow_up/follow_up.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Several, Sourced
from sim.strict_yaml import packaged_yaml


class FollowUpSetting(BaseModel):
    """How a programme is followed up."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    false_alarm: Sourced[float]
    realisations: Sourced[float]
    least_draws: Sourced[float]
    reason_draws: Sourced[float]
    reason_factors: Several[float]
    place_spread: Several[float]
    smoothness: Sourced[float]
    learned: Several[str]
    not_learned: Several[str]
    levels: Several[str]
    own_spread: Sourced[float]
    far: Sourced[float]
    least_events: Sourced[float]
    told_from_none: Sourced[float]
    least_spread: Sourced[float]
    told_reasons: Sourced[float]

    def count(self, name: str) -> int:
        """A whole number by name."""
        return int(getattr(self, name).value)

    def changed(self, **values: object) -> FollowUpSetting:
        """The same with some numbers changed: for small worlds."""
        entries = {
            name: getattr(self, name).model_copy(update={"value": value})
            for name, value in values.items()
        }
        return self.model_copy(update=entries)


@cache
def follow_up_setting() -> FollowUpSetting:
    """The numbers of `scenarios/follow_up/follow_up.yaml`."""
    return FollowUpSetting.model_validate(packaged_yaml("scenarios.follow_up", "follow_up.yaml"))
