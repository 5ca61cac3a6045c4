"""How the trial's words, contradictions and gaps are read:
`calibration/studies/danish_mentor_rct/readings.yaml`, typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from calibration.trial_rows import EffectRow, Significance
from sim.strict_yaml import packaged_yaml

Role = Literal["target", "validation", "other reading", "complement", "outside"]


class _Reading(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    interval: tuple[float, float]
    why: str


class _Contradiction(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rows: tuple[str, ...]
    default: str
    why: str


class _Outside(BaseModel):
    """A figure from elsewhere that is fitted as a row of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    low: float
    high: float
    se: float
    weeks: tuple[int, int]
    unit: str
    derivation: str
    source: str
    certainty: Literal["A", "B", "D", "?"]


class Readings(BaseModel):
    """The contents of `calibration/studies/danish_mentor_rct/readings.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    not_significant: _Reading
    positive_tendency: _Reading
    at_times: _Reading
    significant_without_number: _Reading
    falls_a_little: _Reading
    small_fall: _Reading
    rows: dict[str, str]
    contradictions: dict[str, _Contradiction]
    level_rounding: Sourced[float]
    validation: tuple[str, ...]
    clustered_by_mentor: tuple[str, ...]
    outside_the_model: dict[str, str]
    complements: dict[str, str]
    effect_rounding: Sourced[float]
    contact_from: Sourced[float]
    life_after: dict[str, _Outside]
    unpooled_spread: Sourced[float]

    def of(self, row: EffectRow) -> _Reading:
        """How a row without a number is read."""
        default = {
            Significance.NO: "not_significant",
            Significance.AT_TIMES: "at_times",
            Significance.YES: "significant_without_number",
            Significance.AT_90: "at_times",
        }[row.significant_95]
        reading = getattr(self, self.rows.get(row.id, default))
        assert isinstance(reading, _Reading)
        return reading

    def role(self, row: str, chosen: Mapping[str, str]) -> tuple[Role, str]:
        """Role of a row and the reason.

        Args:
            row: its id.
            chosen: by contradiction, the row that counts where it is not the default.
        """
        if row in self.outside_the_model:
            return "outside", self.outside_the_model[row]
        if row in self.complements:
            return "complement", self.complements[row]
        if row in self.validation:
            return "validation", "kept aside from every fit"
        for name, contradiction in self.contradictions.items():
            if row in contradiction.rows and row != chosen.get(name, contradiction.default):
                return "other reading", f"contradiction '{name}': {contradiction.why}"
        return "target", ""


@cache
def readings() -> Readings:
    """How the words of the trial that ships are read; of another study, see `Trial.readings`."""
    return Readings.model_validate(
        packaged_yaml("calibration.studies.danish_mentor_rct", "readings.yaml")
    )
