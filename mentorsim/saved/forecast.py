"""A forecast as `mentorsim forecast --out` left it: what a report needs of `forecast.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mentorsim.present.names import INDEX
from scenarios.economics.price_file import Assumption, price_limits
from scenarios.economics.price_list import price_schema
from scenarios.economics.purse_names import PUBLIC_TOTAL, PURSES
from scenarios.policy.policies import NamedPolicy, library_names, load_policy
from sim.errors import InputError
from sim.foreign import allowed_of, fault_of, field_of, found_in, of_system
from sim.messages import Said

FILE = "forecast.json"
AGAIN = Said("mentorsim.again_forecast")
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
    full_time_equivalents_employed: float
    places: float
    waiting: float
    extrapolated: bool
    years_since_rules: int | None
    rules_carried_on: bool


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


class _Leaning(BaseModel):
    """What a forecast leans on: `price`, with its numbers, or `limit`, or what only it says."""

    model_config = ConfigDict(allow_inf_nan=False)
    kind: str
    name: str
    title: str
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    price_level: int | None = None
    source: str = ""

    def as_price(self) -> Assumption:
        return Assumption(**self.model_dump(exclude={"kind"}))


class _Origin(BaseModel):
    model_config = ConfigDict(extra="allow")
    draws: int = Field(ge=1)


class _Content(BaseModel):
    years: list[Year] = Field(min_length=1)
    payback: list[Payback]
    assumptions: list[_Leaning]
    provenance: dict[str, str]


@dataclass(frozen=True)
class ForecastRun:
    """A forecast that was kept.

    Attributes:
        years: of every policy and purse.
        paybacks: of every policy and purse.
        assumptions: prices that nobody could source.
        limits: names of what priced results leave out.
        draws: posterior draws behind it.
        provenance: of the run.
        name: that of its folder.
    """

    years: tuple[Year, ...]
    paybacks: tuple[Payback, ...]
    assumptions: tuple[Assumption, ...]
    limits: tuple[str, ...]
    draws: int
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
        raise InputError(
            Said("mentorsim.no_forecast_is_saved_here"), file=path, allowed=AGAIN
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            Said("mentorsim.unreadable_forecast"), file=path, found=of_system(error), allowed=AGAIN
        ) from error
    try:
        read = _Content.model_validate(content)
        draws = _Origin.model_validate(read.provenance).draws
    except ValidationError as error:
        fault = fault_of(error)
        raise InputError(
            Said("mentorsim.unreadable_forecast"),
            file=path,
            field=field_of(fault),
            found=found_in(fault),
            allowed=Said("mentorsim.format_again", format=allowed_of(fault), again=AGAIN),
        ) from error
    prices = [each for each in read.assumptions if each.kind == "price"]
    limits = [each.name for each in read.assumptions if each.kind == "limit"]
    purses = [row.purse for row in read.years] + [row.purse for row in read.payback]
    _check(path, "purse", "years", purses, [*PURSES, PUBLIC_TOTAL])
    _check(path, "limit", "assumptions", limits, price_limits())
    named = [each.name for each in prices if not each.name.startswith(INDEX)]
    _check(path, "price", "assumptions", named, price_schema())
    return ForecastRun(
        years=tuple(read.years),
        paybacks=tuple(read.payback),
        assumptions=tuple(each.as_price() for each in prices),
        limits=tuple(limits),
        draws=draws,
        provenance=read.provenance,
        name=folder.resolve().name,
    )


def _check(path: Path, what: str, field: str, found: Iterable[str], known: Iterable[str]) -> None:
    """Names that this version knows.

    Raises:
        InputError: another one.
    """
    strange = sorted({*found} - {*known})
    if strange:
        raise InputError(
            Said(f"mentorsim.unknown_{what}_in_a_forecast"),
            file=path,
            field=field,
            found=", ".join(strange),
            allowed=AGAIN,
        )
