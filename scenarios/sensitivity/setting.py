"""The numbers of `scenarios/sensitivity/sensitivity.yaml`, and the levers of
`sensitivity_levers.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from calibration.sourced import Sourced
from sim.messages import Said
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


class LeverRange(BaseModel):
    """The range of something that can be chosen, and which of two policies it moves.

    `moves` is `all` for what belongs to the setting, and `first` for a policy's own choice;
    `search` are the values that a search looks through.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    low: float
    high: float
    whole: bool
    unit: str
    moves: Literal["all", "first"]
    source: str
    search: tuple[float, ...] = ()
    certainty: Literal["A", "B", "D", "?"]

    @model_validator(mode="after")
    def _ordered(self) -> LeverRange:
        if not self.low < self.high:
            raise ValueError(Said("sim.low_must_be_below_high"))
        if not all(self.low <= value <= self.high for value in self.search):
            raise ValueError(Said("scenarios.what_is_searched_must_lie_in"))
        return self


@cache
def sensitivity_setting() -> SensitivitySetting:
    """The numbers of `scenarios/sensitivity/sensitivity.yaml`."""
    return SensitivitySetting.model_validate(_content("sensitivity.yaml"))


@cache
def lever_ranges() -> dict[str, LeverRange]:
    """By lever, its range if no other is given, and which policies it moves."""
    content = _content("sensitivity_levers.yaml")
    return TypeAdapter(dict[str, LeverRange]).validate_python(content)


def _content(name: str) -> object:
    return packaged_yaml("scenarios.sensitivity", name)
