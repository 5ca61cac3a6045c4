"""The fixed points in `sim/reference.yaml`, typed."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from sim.strict_yaml import packaged_yaml


class Entry(BaseModel):
    """A number with its unit and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: float
    unit: str
    source: str


class Weeks(BaseModel):
    """A span of ISO weeks of the year, both ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    first: int
    last: int
    source: str


class Reference(BaseModel):
    """Everything in the file, by section and name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    centres: dict[str, Entry]
    season: dict[str, Weeks]
    pension_trend: dict[str, Entry]
    working_time: dict[str, Entry]
    intake: dict[str, Entry]

    def centre(self, name: str) -> float:
        """The value that hazards and responses are stated at, for one attribute."""
        return self.centres[name].value


@cache
def reference() -> Reference:
    """The model's own fixed points."""
    return Reference.model_validate(packaged_yaml("sim", "reference.yaml"))


def full_time_hours() -> float:
    """Hours in a full-time week (37)."""
    return reference().working_time["full_time_hours"].value


def weeks_per_month() -> float:
    """Weeks in an average month (4.345)."""
    return reference().working_time["weeks_per_month"].value


def weeks_per_year() -> float:
    """Weeks in an average year (52.14)."""
    return 12 * weeks_per_month()
