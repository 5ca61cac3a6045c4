"""The numbers of `scenarios/sensitivity/sensitivity.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml


class SensitivitySetting(BaseModel):
    """How sensitivity analyses are made."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    interval_limit: Sourced[float]
    change_limit: Sourced[float]
    matters: Sourced[float]
    level: Sourced[float]
    resamples: Sourced[float]
    given_resamples: Sourced[float]
    screen_trajectories: Sourced[float]
    screen_share: Sourced[float]
    screen_keep: Sourced[float]
    grid_levels: Sourced[float]
    grid_tail: Sourced[float]
    noise_blocks: Sourced[float]
    noise_share: Sourced[float]
    noise_seeds: Sourced[float]
    noise_limit: Sourced[float]
    dummies: Sourced[float]
    dummy_sds: Sourced[float]
    slices: Sourced[float]
    harmonics: Sourced[float]
    step_share: Sourced[float]
    orders: Sourced[float]
    surrogate_gain: Sourced[float]
    unseen_limit: Sourced[float]
    tornado_seeds: Sourced[float]
    tornado_tail: Sourced[float]
    tornado_draws: Sourced[float]
    threshold_points: Sourced[float]
    threshold_draws: Sourced[float]
    map_points: Sourced[float]
    map_draws: Sourced[float]
    regret_draws: Sourced[float]
    box_share: Sourced[float]
    box_folds: Sourced[float]
    box_density: Sourced[float]


@cache
def sensitivity_setting() -> SensitivitySetting:
    """The numbers of `scenarios/sensitivity/sensitivity.yaml`."""
    return SensitivitySetting.model_validate(
        packaged_yaml("scenarios.sensitivity", "sensitivity.yaml")
    )
