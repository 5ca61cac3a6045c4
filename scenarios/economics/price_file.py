"""Prices by rule year, read from `scenarios/prices/`, with the user's own put over them.

A price set is what one year's rules and conventions cost: rates, refunds, mentors, school, tax,
discounting. `schema.yaml` names every entry with unit and kind; a rule year's file has what the
year changes, `every-year.yaml` the rest, `index.yaml` the price level by year.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from calibration.sourced import Sourced
from sim.errors import InputError
from sim.strict_yaml import load_yaml

FOLDER = Path(__file__).parent.parent / "prices"
#: Entries that are the same in all rule years.
SHARED = FOLDER / "every-year.yaml"
INDEX = FOLDER / "index.yaml"
SCHEMA = FOLDER / "schema.yaml"
LIMITS = FOLDER / "limits.yaml"
#: A price file is some pages of text; anything far larger is not one.
LARGEST_FILE = 1_000_000

# Strict: the text "6767" or the word true is a mistake, not a number.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Rule(BaseModel):
    """What an entry is: title, unit and kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    unit: str
    kind: Literal["kroner", "share", "number"]

    @property
    def highest(self) -> float:
        """The largest value that the kind allows."""
        return 1.0 if self.kind == "share" else float("inf")

    @property
    def allowed(self) -> str:
        """The same in words."""
        return f"from 0 to 1 ({self.unit})" if self.kind == "share" else f"0 or more ({self.unit})"


class Entry(Sourced[float]):
    """One price: a number with unit, source, certainty, range and, for kroner, price level.

    Attributes:
        low, high: the range that it is drawn from (`scenarios.economics.price_draws`); none if it
            is exact.
        price_level: year of the kroner.
        in_force: False for a rule that the year does not have; its value is then 0.
    """

    value: Number
    low: Number | None = None
    high: Number | None = None
    price_level: Annotated[int, Field(strict=True)] | None = None
    in_force: Annotated[bool, Field(strict=True)] = True

    @model_validator(mode="after")
    def _consistent(self) -> Entry:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high go together")
        if self.low is not None and not self.low <= self.value <= self.span[1]:
            raise ValueError("the value lies outside its range from low to high")
        if self.low is not None and self.low == self.high:
            raise ValueError("low and high are equal; leave both out if the value is exact")
        if not self.in_force and (self.value != 0.0 or self.low is not None):
            raise ValueError("a rule that is not in force has the value 0 and no range")
        if self.certainty == "?" and self.low is None and self.in_force:
            raise ValueError("an assumption (certainty '?') needs a range: low and high")
        return self

    @property
    def span(self) -> tuple[float, float]:
        """The range; twice the value if it is exact."""
        if self.low is None or self.high is None:
            return self.value, self.value
        return self.low, self.high


@dataclass(frozen=True)
class Assumption:
    """An entry that nobody could source, and that a result leans on; amounts as in the file."""

    name: str
    title: str
    value: float
    low: float
    high: float
    unit: str
    price_level: int | None
    source: str


@dataclass(frozen=True)
class Prices:
    """A complete price set.

    Attributes:
        rule_year: whose rules and conventions.
        price_level: year of the kroner that amounts are given in.
        entries: by name, in the order of the schema, as they stand in the files.
        index: price level by year.
        overlaid: names of the entries that the user's file gave.
        overlay: the user's file, if any.
    """

    rule_year: int
    price_level: int
    entries: Mapping[str, Entry]
    index: Mapping[int, Entry]
    overlaid: tuple[str, ...] = ()
    overlay: str | None = None

    def __getitem__(self, name: str) -> Entry:
        """The entry of that name (KeyError if the schema has none)."""
        return self.entries[name]

    def converts(self, name: str) -> bool:
        """Whether an entry's kroner are of another year than `price_level`."""
        level = self.entries[name].price_level
        return level is not None and level != self.price_level and self.entries[name].in_force

    def assumptions(self, names: Iterable[str]) -> tuple[Assumption, ...]:
        """Those of the named entries that are assumptions; the index, where one needs it.

        Args:
            names: entries that a result was worked out from.
        """
        wanted = set(names)
        found = [
            _assumption(name, price_schema()[name].title, entry)
            for name, entry in self.entries.items()
            if name in wanted and entry.certainty == "?" and entry.in_force
        ]
        levels = {self.entries[n].price_level for n in wanted if self.converts(n)}
        years = sorted(y for y in {*levels, self.price_level} if y is not None) if levels else []
        found += [
            _assumption(f"index {year}", f"Price level of {year}", self.index[year])
            for year in years
            if self.index[year].certainty == "?"
        ]
        return tuple(found)

    def digest(self) -> str:
        """Hash of every number, for the provenance of a result."""
        numbers = {
            str(name): (entry.value, *entry.span, entry.price_level)
            for source in (self.entries, self.index)
            for name, entry in source.items()
        }
        content = json.dumps([self.rule_year, self.price_level, numbers], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def to_frame(self) -> pd.DataFrame:
        """One row per entry: name, title, value, low, high, unit, price_level, source...

        Amounts as in the files; the last column says whether the user's file gave it.
        """
        rows = [
            {
                "entry": name, "title": price_schema()[name].title, "value": entry.value,
                "low": entry.span[0], "high": entry.span[1], "unit": entry.unit,
                "price_level": entry.price_level, "in_force": entry.in_force,
                "source": entry.source, "certainty": entry.certainty,
                "users_own": name in self.overlaid,
            }
            for name, entry in self.entries.items()
        ]  # fmt: skip
        return pd.DataFrame(rows).astype({"price_level": "Int64"})


def _assumption(name: str, title: str, entry: Entry) -> Assumption:
    low, high = entry.span
    return Assumption(
        name, title, entry.value, low, high, entry.unit, entry.price_level, entry.source
    )


@cache
def price_schema() -> dict[str, Rule]:
    """Every entry that a price set has."""
    return {name: Rule.model_validate(rule) for name, rule in _mapping(SCHEMA).items()}


@cache
def price_limits() -> dict[str, str]:
    """What every priced result leaves out or takes for granted, by name: no number says it."""
    return {name: str(text) for name, text in _mapping(LIMITS).items()}


def rule_years() -> tuple[int, ...]:
    """The years whose rules are on file, oldest first."""
    return tuple(sorted(int(path.stem) for path in FOLDER.glob("*.yaml") if path.stem.isdigit()))


def load_prices(
    year: int,
    overlay: Path | str | None = None,
    *,
    price_level: int | None = None,
    content: bytes | None = None,
) -> Prices:
    """The price set of a rule year.

    Args:
        year: whose rules.
        overlay: a YAML file with the user's own entries, each with value, source and certainty
            (kroner: also price_level); low and high if it is to be drawn from a range, and unit
            if one wants to be sure. Everything else stays as it is.
        price_level: year of the kroner that amounts are wanted in; None is the rule year.
        content: of an overlay that is in memory (an upload); `overlay` is then its name only.

    Raises:
        InputError: no such rule year or price level, an unreadable file, or an entry that is
            missing, unknown, negative or mistyped.
    """
    years = rule_years()
    if year not in years:
        raise InputError(
            "no prices for this rule year", field="prices", found=year,
            allowed=", ".join(str(y) for y in years),
        )  # fmt: skip
    file = FOLDER / f"{year}.yaml"
    own = _entries(_mapping(file), file)
    shared = _entries(_mapping(SHARED), SHARED)
    given: dict[str, Entry] = {**shared, **own}
    _check_complete(own, shared, file)
    changed: dict[str, Entry] = {}
    if overlay is not None:
        path = Path(overlay)
        changed = _entries(_with_units(_mapping(path, content), path), path)
        given.update(changed)
    index = _index()
    level = year if price_level is None else price_level
    prices = Prices(
        rule_year=year,
        price_level=level,
        entries={name: given[name] for name in price_schema()},
        index=index,
        overlaid=tuple(changed),
        overlay=None if overlay is None else str(overlay),
    )
    _check_levels(prices, {name: Path(overlay or "") for name in changed}, file)
    return prices


def _mapping(path: Path, content: bytes | None = None) -> dict[str, Any]:
    try:
        size = path.stat().st_size if content is None else len(content)
        if size > LARGEST_FILE:
            raise InputError(
                "this file is too large for prices", file=path, found=f"{size} bytes",
                allowed=f"at most {LARGEST_FILE} bytes",
            )  # fmt: skip
        text = (path.read_bytes() if content is None else content).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot read the prices", file=path, found=str(error)) from error
    entries = load_yaml(text, file=path)
    if not isinstance(entries, dict):
        raise InputError(
            "prices are entries by name", file=path, found=type(entries).__name__,
            allowed="name: {value, source, certainty, ...}",
        )  # fmt: skip
    return entries


def _with_units(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The user's entries with the schema's unit where they give none."""
    full = {}
    for name, fields in content.items():
        rule = _rule(name, path)
        full[name] = {"unit": rule.unit, **fields} if isinstance(fields, dict) else fields
    return full


def _rule(name: object, path: Path) -> Rule:
    rules = price_schema()
    if not isinstance(name, str) or name not in rules:
        close = difflib.get_close_matches(str(name), rules, n=1)
        hint = f" (did you mean {close[0]}?)" if close else ""
        raise InputError(
            f"unknown price{hint}", file=path, field=str(name), found=name,
            allowed=", ".join(rules),
        )  # fmt: skip
    return rules[name]


def _entries(content: Mapping[str, Any], path: Path) -> dict[str, Entry]:
    """The entries of a file, each checked against the schema."""
    return {name: _entry(name, fields, _rule(name, path), path) for name, fields in content.items()}


def _entry(name: str, fields: object, rule: Rule, path: Path) -> Entry:
    if not isinstance(fields, dict):
        raise InputError(
            "a price is a set of fields", file=path, field=name, found=fields,
            allowed="value, source, certainty; price_level for kroner; low and high; unit",
        )  # fmt: skip
    entry = _validated(name, fields, path, rule.allowed)
    if entry.unit != rule.unit:
        raise InputError(
            "another unit than this price has", file=path, field=f"{name}.unit",
            found=entry.unit, allowed=rule.unit,
        )  # fmt: skip
    for field, x in (("value", entry.value), ("low", entry.low), ("high", entry.high)):
        if x is not None and not 0.0 <= x <= rule.highest:
            raise InputError(
                "impossible price", file=path, field=f"{name}.{field}", found=x,
                allowed=rule.allowed,
            )  # fmt: skip
    if (entry.price_level is None) == (rule.kind == "kroner"):
        raise InputError(
            "kroner have a price level, other prices have none", file=path,
            field=f"{name}.price_level", found=entry.price_level,
            allowed="a year" if rule.kind == "kroner" else "leave it out",
        )  # fmt: skip
    return entry


def _validated(name: str, fields: dict[str, Any], path: Path, allowed: str) -> Entry:
    try:
        return Entry.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join([name, *(str(part) for part in fault["loc"])])
        last = str(fault["loc"][-1]) if fault["loc"] else ""
        problem, found = fault["msg"].removeprefix("Value error, "), fault["input"]
        limits = allowed if last in ("value", "low", "high") else None
        match fault["type"]:
            case "missing":
                problem, found = "this field is missing", "nothing"
            case "extra_forbidden":
                problem, limits = "unknown field", ", ".join(Entry.model_fields)
            case "value_error":
                found = {key: fields[key] for key in ("value", "low", "high") if key in fields}
        raise InputError(problem, file=path, field=where, found=found, allowed=limits) from error


def _check_complete(own: Mapping[str, Entry], shared: Mapping[str, Entry], file: Path) -> None:
    for name, rule in price_schema().items():
        if name in own and name in shared:
            raise InputError(
                "said twice", file=file, field=name, found=f"also in {SHARED.name}",
                allowed="one or the other",
            )  # fmt: skip
        if name not in own and name not in shared:
            raise InputError(
                "this price is missing", file=file, field=name, found="nothing",
                allowed=rule.allowed,
            )  # fmt: skip


@cache
def _index() -> dict[int, Entry]:
    content = _mapping(INDEX)
    return {
        int(year): _validated(str(year), fields, INDEX, "above 0")
        for year, fields in content.items()
    }


def _check_levels(prices: Prices, overlaid: Mapping[str, Path], file: Path) -> None:
    """Amounts are converted by the index or not at all."""
    allowed = f"{min(prices.index)} to {max(prices.index)} (index.yaml)"
    if prices.price_level not in prices.index:
        raise InputError(
            "no price index for this year", file=INDEX, field="price_level",
            found=prices.price_level, allowed=allowed,
        )  # fmt: skip
    for name, entry in prices.entries.items():
        if prices.converts(name) and entry.price_level not in prices.index:
            raise InputError(
                "no price index for this year", file=overlaid.get(name, file),
                field=f"{name}.price_level", found=entry.price_level, allowed=allowed,
            )  # fmt: skip
