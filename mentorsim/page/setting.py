"""The numbers of `mentorsim/page/page.yaml`, and what the command asked of the page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.strict_yaml import packaged_yaml

JSON = "application/json"

#: Bytes of a megabyte.
MEGABYTE = 1_000_000


class PageSetting(BaseModel):
    """How the page computes and what it keeps."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    quick_draws: Sourced[float]
    full_draws: Sourced[float]
    follow_weeks: Sourced[float]
    shared_memory: Sourced[float]
    quick_memory: Sourced[float]
    session_memory: Sourced[float]
    largest_upload: Sourced[float]
    kept_readers: Sourced[float]
    kept_hours: Sourced[float]
    search_quick: Sourced[float]
    search_weight: Sourced[float]
    trial_draws: Sourced[float]
    longest_policies: Sourced[float]
    split_ratio: Sourced[float]
    split_weeks: Sourced[float]
    follow_up_people: Sourced[float]
    follow_up_mentors: Sourced[float]
    follow_up_years: Sourced[float]

    def count(self, name: str) -> int:
        """One of the numbers, all of which are whole."""
        entry: Sourced[float] = getattr(self, name)
        return int(entry.value)


@cache
def page_setting() -> PageSetting:
    """The numbers of `mentorsim/page/page.yaml`."""
    return PageSetting.model_validate(packaged_yaml("mentorsim.page", "page.yaml"))


@dataclass
class Options:
    """What the command asked for.

    Attributes:
        language: of a reader whose address names none.
        draws: of the full picture.
        workers: threads of a full picture; one core is left for the levers.
    """

    language: str
    draws: int
    workers: int


_OPTIONS = Options("da", page_setting().count("full_draws"), max(1, (os.cpu_count() or 2) - 1))


def options() -> Options:
    """What this process serves; the command sets it before the server starts."""
    return _OPTIONS
