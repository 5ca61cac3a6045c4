"""A number of a data file, or several, with unit, source and how sure we are."""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from sim.messages import Said

Value = TypeVar("Value", float, date)
Item = TypeVar("Item", float, str)


class Sourced(BaseModel, Generic[Value]):
    """One entry: A read in the primary text, B secondary source, D derived, ? assumption."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: Value
    unit: str
    source: str
    certainty: Literal["A", "B", "D", "?"]

    def __reduce__(self) -> Any:
        """For other processes, which cannot look a class such as `Sourced[date]` up by its name."""
        if self.__pydantic_generic_metadata__["origin"] is Sourced:
            return _again, (isinstance(self.value, date), self.model_dump())
        return super().__reduce__()


def _again(is_day: bool, fields: dict[str, Any]) -> Sourced[date] | Sourced[float]:
    return Sourced[date].model_validate(fields) if is_day else Sourced[float].model_validate(fields)


class Several(BaseModel, Generic[Item]):
    """As `Sourced`, with several values."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: list[Item]
    unit: str
    source: str
    certainty: Literal["A", "B", "D", "?"]


class Ranged(Sourced[float]):
    """As `Sourced`, with the range that the value may lie in."""

    low: float
    high: float

    @model_validator(mode="after")
    def _within(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(
                Said(
                    "calibration.value_lies_outside_low_to_high",
                    value=self.value,
                    low=self.low,
                    high=self.high,
                )
            )
        return self
