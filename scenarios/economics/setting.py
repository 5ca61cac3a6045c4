"""The choices of `scenarios/economics/economics.yaml`: what everything that is told in kroner
shares."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml


class EconomicsSetting(BaseModel):
    """The numbers of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rule_year: Sourced[float]
    programme_year: Sourced[float]
    price_seed: Sourced[float]
    weeks_per_person_year: Sourced[float]
    plausible_factor: Sourced[float]
    rules_carried_from: Sourced[float]


@cache
def economics_setting() -> EconomicsSetting:
    """The numbers of `scenarios/economics/economics.yaml`."""
    return EconomicsSetting.model_validate(packaged_yaml("scenarios.economics", "economics.yaml"))


def programme_year() -> int:
    """Weeks of a year of the programme (52)."""
    return int(economics_setting().programme_year.value)


def price_seed() -> int:
    """Seed of the draws of prices, the same in everything that is told in kroner."""
    return int(economics_setting().price_seed.value)


def weeks_per_person_year() -> float:
    """Weeks of one person's time that are counted as a year (52.18)."""
    return economics_setting().weeks_per_person_year.value


def rules_carried_from() -> int:
    """First year whose rules go along with a forecast by the calendar, though it begins later."""
    return int(economics_setting().rules_carried_from.value)
