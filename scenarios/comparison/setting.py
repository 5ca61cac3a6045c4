"""The numbers of `scenarios/comparison/comparison.yaml`, and the weeks for which everything is
kept."""

from __future__ import annotations

from functools import cache
from numbers import Integral
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from scenarios.comparison.longest import LONGEST
from sim.errors import InputError
from sim.messages import Said
from sim.strict_yaml import packaged_yaml

if TYPE_CHECKING:
    from calibration.evidence import Evidence


class ComparisonSetting(BaseModel):
    """How policies are compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    report_every: Sourced[float]
    view_draws: Sourced[float]
    mechanism_draws: Sourced[float]
    beats: Sourced[float]
    negligible: Sourced[float]
    second_seed_every: Sourced[float]
    until_batch: Sourced[float]
    until_seeds: Sourced[float]
    told_apart: Sourced[float]
    rank_draws: Sourced[float]
    rank_tolerance: Sourced[float]
    python_idle: Sourced[float]
    python_looking: Sourced[float]


@cache
def comparison_setting() -> ComparisonSetting:
    """The numbers of `scenarios/comparison/comparison.yaml`."""
    return ComparisonSetting.model_validate(
        packaged_yaml("scenarios.comparison", "comparison.yaml")
    )


def horizon_to(last: int, field: str = "weeks") -> int:
    """Weeks since entry up to and with a last one, week 0 included: what the engine calls horizon.

    Args:
        last: week since entry.
        field: what it is called in messages.

    Raises:
        InputError: no whole number, or a week that cannot be followed.
    """
    whole = isinstance(last, Integral) and not isinstance(last, bool)
    if not whole or not 1 <= last <= LONGEST:
        raise InputError(
            Said("scenarios.impossible_week"),
            field=field,
            found=last,
            allowed=Said("scenarios.a_whole_number_1_to_longest", longest=LONGEST),
        )
    return int(last) + 1


def report_weeks(horizon: int, evidence: Evidence) -> tuple[int, ...]:
    """Weeks since entry for which subgroups and sums are kept, sorted.

    When the effect was first seen in the trial, the end of its support and of its follow-up, every
    year, and the last week.

    Args:
        horizon: weeks since entry, week 0 included.
        evidence: of the study behind the people.
    """
    last = horizon - 1
    every = int(comparison_setting().report_every.value)
    weeks = {evidence.support_weeks, evidence.observed_weeks, last}
    if evidence.onset_week is not None:
        weeks.add(evidence.onset_week)
    weeks |= set(range(every, horizon, every))
    return tuple(sorted(week for week in weeks if 0 <= week <= last))
