"""A number of a data file with its unit, source and how sure we are."""

from __future__ import annotations

from datetime import date
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

Value = TypeVar("Value", float, date)


class Sourced(BaseModel, Generic[Value]):
    """One entry: A read in the primary text, B secondary source, D derived, ? assumption."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: Value
    unit: str
    source: str
    certainty: Literal["A", "B", "D", "?"]
