"""The choices of everything that is told in kroner: `scenarios/economics.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml


class EconomicsSetting(BaseModel):
    """The numbers of `scenarios/economics.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rule_year: Sourced[float]
    plausible_factor: Sourced[float]


@cache
def economics_setting() -> EconomicsSetting:
    """The choices that come with the project."""
    return EconomicsSetting.model_validate(packaged_yaml("scenarios", "economics.yaml"))
