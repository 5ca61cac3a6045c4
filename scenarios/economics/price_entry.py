"""One price: a number with unit, source, certainty, range and price level, and what it may be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from calibration.sourced import Sourced
from sim.conditions import Text
from sim.errors import InputError
from sim.foreign import allowed_of, as_written, fault_of, field_of, found_in, problem_of
from sim.messages import Named, Said
from sim.strict_yaml import UncertainNumber

# Strict: the text "6767" or the word true is a mistake, not a number.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
#: Fields of an entry that are numbers in its unit.
NUMBERS = ("value", "low", "high")


class Rule(BaseModel):
    """What an entry is: title, unit and kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Text
    unit: str
    kind: Literal["kroner", "share", "number"]

    @property
    def highest(self) -> float:
        """The largest value that the kind allows."""
        return 1.0 if self.kind == "share" else float("inf")

    @property
    def allowed(self) -> Said:
        """The same in words."""
        unit = Named(self.unit, f"price_unit.{self.unit}")
        if self.kind == "share":
            return Said("scenarios.from_0_to_1_unit", unit=unit)
        return Said("scenarios.zero_or_more_unit", unit=unit)


class Entry(Sourced[float]):
    """One price: a number with unit, source, certainty, range and, for kroner, price level.

    Attributes:
        low, high: the range that it is drawn from (`scenarios.economics.price_draws`); none if it
            is exact.
        price_level: year of the kroner.
        in_force: False for a rule that the year does not have; its value is then 0.
        last_day: on which the rule holds, where it ends by itself; None as long as its rule set.
        plausible: whoever gives the price says that it is meant, however far from the one on file.
    """

    value: Number
    low: Number | None = None
    high: Number | None = None
    price_level: Annotated[int, Field(strict=True)] | None = None
    in_force: Annotated[bool, Field(strict=True)] = True
    last_day: date | None = None
    plausible: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _consistent(self) -> Entry:
        if (self.low is None) != (self.high is None):
            raise ValueError(Said("scenarios.low_and_high_go_together"))
        if self.low is not None and not self.low <= self.value <= self.span[1]:
            raise ValueError(Said("scenarios.the_value_lies_outside_its_range"))
        if self.low is not None and self.low == self.high:
            raise ValueError(Said("scenarios.low_and_high_are_equal_leave"))
        if not self.in_force and (self.value != 0.0 or self.low is not None):
            raise ValueError(Said("scenarios.a_rule_that_is_not_in"))
        if self.certainty == "?" and self.low is None and self.in_force:
            raise ValueError(Said("scenarios.an_assumption_certainty_needs_a_range"))
        return self

    def on(self, day: date) -> Entry:
        """The entry as it is on a day: not in force once it has ended by itself."""
        if self.last_day is None or day <= self.last_day:
            return self
        ended = {"value": 0.0, "low": None, "high": None, "in_force": False}
        return self.model_copy(update=ended)

    @property
    def span(self) -> tuple[float, float]:
        """The range; twice the value if it is exact."""
        if self.low is None or self.high is None:
            return self.value, self.value
        return self.low, self.high


def read_entry(name: str, fields: object, rule: Rule, path: Path) -> Entry:
    """An entry of a file, checked against the schema.

    Args:
        name: of the entry.
        fields: as they stand in the file.
        rule: of the schema.
        path: of the file, for messages.

    Raises:
        InputError: it is no price, an impossible one, or an amount that can be read in two ways.
    """
    if not isinstance(fields, dict):
        raise InputError(
            Said("scenarios.a_price_is_a_set_of"),
            file=path,
            field=name,
            found=as_written(fields),
            allowed=Said("scenarios.value_source_certainty_price_level_for"),
        )
    if rule.kind == "kroner":
        _check_certain(name, fields, path)
    entry = validated(name, fields, path, rule.allowed)
    if entry.unit != rule.unit:
        raise InputError(
            Said("scenarios.another_unit_than_this_price_has"),
            file=path,
            field=f"{name}.unit",
            found=entry.unit,
            allowed=rule.unit,
        )
    for field, x in (("value", entry.value), ("low", entry.low), ("high", entry.high)):
        if x is not None and not 0.0 <= x <= rule.highest:
            raise InputError(
                Said("scenarios.impossible_price"),
                file=path,
                field=f"{name}.{field}",
                found=x,
                allowed=rule.allowed,
            )
    if (entry.price_level is None) == (rule.kind == "kroner"):
        raise InputError(
            Said("scenarios.kroner_have_a_price_level_other"),
            file=path,
            field=f"{name}.price_level",
            found=entry.price_level,
            allowed=Said("scenarios.a_year")
            if rule.kind == "kroner"
            else Said("scenarios.leave_it_out"),
        )
    return entry


def _check_certain(name: str, fields: dict[str, Any], path: Path) -> None:
    """Amounts have no three decimals: `478.737` may be a Danish 478,737."""
    for field in NUMBERS:
        number = fields.get(field)
        if isinstance(number, UncertainNumber):
            raise number.written.question(file=path, field=f"{name}.{field}")


def validated(name: str, fields: dict[str, Any], path: Path, allowed: str) -> Entry:
    """An entry whose fields are there and of their kind.

    Args:
        name: of the entry, for messages.
        fields: as they stand in the file.
        path: of the file, for messages.
        allowed: what its numbers may be, in words.

    Raises:
        InputError: a field that is missing, unknown or of another kind, or two that disagree.
    """
    try:
        return Entry.model_validate(fields)
    except ValidationError as error:
        fault = fault_of(error)
        last = str(fault["loc"][-1]) if fault["loc"] else ""
        problem, found = problem_of(fault), found_in(fault)
        limits: str | None = allowed_of(fault)
        if last in NUMBERS and fault["type"] != "missing":
            limits = Said("scenarios.kind_within_limits", kind=limits, limits=allowed)
        match fault["type"]:
            case "extra_forbidden":
                limits = ", ".join(Entry.model_fields)
            case "value_error":
                found = as_written({key: fields[key] for key in NUMBERS if key in fields})
                limits = None
        raise InputError(
            problem, file=path, field=field_of(fault, name), found=found, allowed=limits
        ) from error
