"""A forecast as `mentorsim forecast --out` left it: what a report needs of `forecast.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.policies import NamedPolicy, library_names, load_policy
from scenarios.purses import PUBLIC_TOTAL, PURSES
from sim.errors import InputError

FILE = "forecast.json"
AGAIN = "a folder that `mentorsim forecast --out` wrote; run the forecast again"
#: The pricing that everything but a check of the pension uses.
AS_IT_IS = "as_it_is"


class Year(BaseModel):
    """One year of a policy beside the reference in one purse; kroner in all, not per person."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)
    year: int
    policy: str
    against: str
    purse: str
    net: float
    low: float
    high: float
    cumulated: float
    cumulated_low: float
    cumulated_high: float
    full_time_equivalents: float
    places: float
    waiting: float
    extrapolated: bool


class Payback(BaseModel):
    """When the cumulated net of a purse is above zero for good, and how likely by when.

    Attributes:
        expected: the year for the mean over draws; None if not within the years.
        within_4, within_10: chance; None if so many years were not looked at.
        never: chance that it is not within the years; None where nothing moves.
        unmoved: whether the purse is not touched at all.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)
    policy: str
    purse: str
    priced_as: str = AS_IT_IS
    expected: int | None
    within_4: float | None = Field(ge=0, le=1)
    within_10: float | None = Field(ge=0, le=1)
    never: float | None = Field(ge=0, le=1)
    unmoved: bool


class _Content(BaseModel):
    years: list[Year] = Field(min_length=1)
    payback: list[Payback]
    provenance: dict[str, str]


@dataclass(frozen=True)
class ForecastRun:
    """A forecast that was kept.

    Attributes:
        years: of every policy and purse.
        paybacks: of every policy and purse.
        provenance: of the run.
        name: that of its folder.
    """

    years: tuple[Year, ...]
    paybacks: tuple[Payback, ...]
    provenance: dict[str, str]
    name: str

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in order."""
        return tuple(dict.fromkeys(row.policy for row in self.years))

    @property
    def reference(self) -> str:
        """Name of what they are set against."""
        return self.years[0].against

    def rows(self, policy: str, purse: str) -> tuple[Year, ...]:
        """The years of a policy and purse, in order; empty if there are none."""
        own = (r for r in self.years if r.policy == policy and r.purse == purse)
        return tuple(sorted(own, key=lambda row: row.year))

    def payback(self, policy: str, purse: str) -> Payback | None:
        """The payback of a policy in a purse, as it is priced; None if it was not worked out."""
        found = (
            p
            for p in self.paybacks
            if p.policy == policy and p.purse == purse and p.priced_as == AS_IT_IS
        )
        return next(found, None)


def in_library(name: str) -> NamedPolicy | None:
    """The library's policy of a name: a forecast keeps names, not the policies themselves."""
    return load_policy(name) if name in library_names() else None


def is_forecast(folder: Path) -> bool:
    """Whether a folder holds a forecast."""
    return (folder / FILE).exists()


def read_forecast(folder: Path) -> ForecastRun:
    """A forecast from its folder.

    Raises:
        InputError: no forecast there, or one that cannot be read.
    """
    path = folder / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("no forecast is kept here", file=path, allowed=AGAIN) from error
    except (OSError, ValueError) as error:
        raise InputError(
            "unreadable forecast", file=path, found=str(error), allowed=AGAIN
        ) from error
    try:
        read = _Content.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"unreadable forecast: {first['msg']}", file=path,
            field=".".join(str(part) for part in first["loc"]), allowed=AGAIN,
        ) from error  # fmt: skip
    unknown = {row.purse for row in read.years} - {*PURSES, PUBLIC_TOTAL}
    if unknown:
        raise InputError(
            "unknown purse in a forecast", file=path, field="years", found=", ".join(unknown),
            allowed=", ".join([*PURSES, PUBLIC_TOTAL]),
        )  # fmt: skip
    name = folder.resolve().name
    return ForecastRun(tuple(read.years), tuple(read.payback), read.provenance, name)
