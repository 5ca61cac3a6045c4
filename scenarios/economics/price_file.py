"""Prices by rule year, read from `scenarios/economics/prices/`, with the user's own put over them.

A price set is what one year's rules and conventions cost: rates, refunds, mentors, school, tax,
discounting. `schema.yaml` names every entry with unit and kind (`scenarios.economics.price_list`),
and has what no rule year changes; the file of a rule set has what the year changes, `index.yaml`
the price level by year. Which rule sets
there are, and from which day each holds, says `scenarios.economics.rule_sets`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.economics.plausible import check_plausible
from scenarios.economics.price_entry import Entry, Rule, read_entry, validated
from scenarios.economics.price_list import SCHEMA, price_schema, shared_entries
from scenarios.economics.rule_sets import (
    FIRST_MONTH,
    FOLDER,
    RuleSet,
    check_first_month,
    in_force_at_end_of,
)
from sim.errors import InputError
from sim.foreign import hint, kind_of, of_system
from sim.messages import Said
from sim.strict_yaml import load_yaml

if TYPE_CHECKING:
    import pandas as pd

INDEX = FOLDER / "index.yaml"
LIMITS = FOLDER / "limits.yaml"
#: Unit of what a measure beside mentoring costs.
PER_MEASURE = "DKK per measure begun"
#: What prices of one's own are called that are in no file: in results, and in messages.
GIVEN, GIVEN_FIELD = "Python", Path("prices")
#: What is known of a price of one's own that is a number alone.
PLAIN = {"source": "given in Python", "certainty": "B"}
#: A price file is some pages of text; anything far larger is not one.
LARGEST_FILE = 1_000_000


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
class OwnPrice:
    """A price of one's own beside the one on file.

    Attributes:
        name: of the entry.
        entry: one's own.
        shipped: value on file, in kroner of the own price's level; None if nothing is on file.
    """

    name: str
    entry: Entry
    shipped: float | None

    @property
    def ratio(self) -> float | None:
        """One's own as a multiple of the one on file; None where that is nothing."""
        return self.entry.value / self.shipped if self.shipped else None


@dataclass(frozen=True)
class Prices:
    """A complete price set.

    Attributes:
        rules: whose rules and conventions.
        price_level: year of the kroner that amounts are given in.
        entries: by name, in the order of the schema, as they stand in the files.
        index: price level by year.
        overlay: the user's file, if any, or `GIVEN` where prices were given in Python.
        shipped: entries on file that the user's took the place of, by name.
    """

    rules: RuleSet
    price_level: int
    entries: Mapping[str, Entry]
    index: Mapping[int, Entry]
    overlay: str | None = None
    shipped: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def rule_year(self) -> int:
        """The year of the rules."""
        return self.rules.year

    @property
    def overlaid(self) -> tuple[str, ...]:
        """Names of the entries that the user's file gave."""
        return tuple(self.shipped)

    def beside_shipped(self) -> tuple[OwnPrice, ...]:
        """The user's own prices beside those on file, in kroner of the own price's level."""
        return tuple(
            OwnPrice(name, self.entries[name], self._shipped_at(name, before))
            for name, before in self.shipped.items()
        )

    def _shipped_at(self, name: str, before: Entry) -> float | None:
        """The value on file in kroner of the own price's level; None if it is not in force."""
        if not before.in_force:
            return None
        level = self.entries[name].price_level
        if level is None or before.price_level is None:
            return before.value
        return before.value * self.index[level].value / self.index[before.price_level].value

    def __getitem__(self, name: str) -> Entry:
        """The entry of that name (KeyError if the schema has none)."""
        return self.entries[name]

    def on(self, day: date) -> Prices:
        """The same on a day: entries that have ended by themselves by then are not in force."""
        return replace(self, entries={name: e.on(day) for name, e in self.entries.items()})

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
            _assumption(name, price_schema()[name].title.en, entry)
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
        import pandas as pd

        rows = [
            {
                "entry": name,
                "title": price_schema()[name].title.en,
                "value": entry.value,
                "low": entry.span[0],
                "high": entry.span[1],
                "unit": entry.unit,
                "price_level": entry.price_level,
                "in_force": entry.in_force,
                "source": entry.source,
                "certainty": entry.certainty,
                "users_own": name in self.overlaid,
            }
            for name, entry in self.entries.items()
        ]
        return pd.DataFrame(rows).astype({"price_level": "Int64"})


def _assumption(name: str, title: str, entry: Entry) -> Assumption:
    low, high = entry.span
    return Assumption(
        name, title, entry.value, low, high, entry.unit, entry.price_level, entry.source
    )


@cache
def price_limits() -> dict[str, str]:
    """What every priced result leaves out or takes for granted, by name: no number says it."""
    return {name: str(text) for name, text in _mapping(LIMITS).items()}


def measure_prices() -> tuple[str, ...]:
    """Names of the entries that a measure beside mentoring can be priced by."""
    return tuple(name for name, rule in price_schema().items() if rule.unit == PER_MEASURE)


def load_prices(
    rules: int | RuleSet,
    overlay: Path | str | Mapping[str, Any] | None = None,
    *,
    price_level: int | None = None,
    content: bytes | None = None,
) -> Prices:
    """The price set of a rule year, or of one rule set.

    Args:
        rules: a rule year, which is the rule set in force at its end
            (`scenarios.economics.rule_sets`); or a rule set.
        overlay: a YAML file with the user's own entries, each with value, source and certainty
            (kroner: also price_level); low and high if it is to be drawn from a range, and unit
            if one wants to be sure; plausible: true where kroner are far from those on file.
            Everything else stays as it is. Or the same entries as plain values by name; a number
            alone is an exact one, in kroner of `price_level` where it is an amount.
        price_level: year of the kroner that amounts are wanted in; None is the rule year.
        content: of an overlay that is in memory (an upload); `overlay` is then its name only.

    Raises:
        InputError: no such rule year or price level, an unreadable file, or an entry that is
            missing, unknown, negative, mistyped, readable in two ways, or far from the one on
            file without being said to be meant.
    """
    if not isinstance(rules, RuleSet):
        rules = in_force_at_end_of(rules)
    year, file = rules.year, rules.file
    given = dict(_on_file(rules))
    index = _index()
    changed: dict[str, Entry] = {}
    shipped: dict[str, Entry] = {}
    level = year if price_level is None else price_level
    path = GIVEN_FIELD if isinstance(overlay, Mapping) else Path(overlay or "")
    if overlay is not None:
        own_content = (
            _as_in_a_file(overlay, level)
            if isinstance(overlay, Mapping)
            else _mapping(path, content)
        )
        changed = _entries(_with_units(own_content, path), path)
        shipped = {name: given[name] for name in changed}
        check_plausible(changed, shipped, index, path)
        given.update(changed)
    named = GIVEN if isinstance(overlay, Mapping) else str(overlay)
    prices = Prices(
        rules=rules,
        price_level=level,
        entries={name: given[name] for name in price_schema()},
        index=index,
        overlay=None if overlay is None else named,
        shipped=shipped,
    )
    _check_levels(prices, dict.fromkeys(changed, path), file)
    return prices


@cache
def _on_file(rules: RuleSet) -> Mapping[str, Entry]:
    """The entries of a rule set as they are on file, each file read once."""
    own = _entries(_of_rules(rules), rules.file)
    shared = _entries(shared_entries(), SCHEMA)
    _check_complete(own, shared, rules.file)
    return {**shared, **own}


def _of_rules(rules: RuleSet) -> dict[str, Any]:
    """What the file of a rule set has, its first month apart."""
    content = _mapping(rules.file)
    check_first_month(rules, content)
    return {name: fields for name, fields in content.items() if name != FIRST_MONTH}


def _mapping(path: Path, content: bytes | None = None) -> dict[str, Any]:
    try:
        size = path.stat().st_size if content is None else len(content)
        if size > LARGEST_FILE:
            raise InputError(
                Said("scenarios.this_file_is_too_large_for"),
                file=path,
                found=Said("sim.size_bytes", size=size),
                allowed=Said("sim.at_most_most_bytes", most=LARGEST_FILE),
            )
        text = (path.read_bytes() if content is None else content).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Said("scenarios.cannot_read_the_prices"), file=path, found=of_system(error)
        ) from error
    entries = load_yaml(text, file=path, ours=content is None and path.parent == FOLDER)
    if not isinstance(entries, dict):
        raise InputError(
            Said("scenarios.prices_are_entries_by_name"),
            file=path,
            found=kind_of(entries),
            allowed=Said("scenarios.name_value_source_certainty"),
        )
    return entries


def _as_in_a_file(own: Mapping[str, Any], level: int) -> dict[str, Any]:
    """Prices given in Python as they would stand in a file: numbers as Python's own."""
    found: dict[str, Any] = {}
    for name, given in own.items():
        rule = _rule(name, GIVEN_FIELD)
        if _is_number(given):
            in_kroner = {"price_level": level} if rule.kind == "kroner" else {}
            found[name] = {"value": float(given), **PLAIN, **in_kroner}
        elif isinstance(given, Mapping):
            numbers = {key: float(x) for key, x in given.items() if _is_number(x)}
            years = {k: int(numbers[k]) for k in ("price_level",) if k in numbers}
            found[name] = {**given, **numbers, **years}
        else:
            found[name] = given
    return found


def _is_number(x: object) -> bool:
    return isinstance(x, Real) and not isinstance(x, bool)


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
        raise InputError(
            Said("scenarios.unknown_price_hint", hint=hint(name, rules)),
            file=path,
            field=str(name),
            found=name,
            allowed=", ".join(rules),
        )
    return rules[name]


def _entries(content: Mapping[str, Any], path: Path) -> dict[str, Entry]:
    """The entries of a file, each checked against the schema."""
    return {
        name: read_entry(name, fields, _rule(name, path), path) for name, fields in content.items()
    }


def _check_complete(own: Mapping[str, Entry], shared: Mapping[str, Entry], file: Path) -> None:
    for name, rule in price_schema().items():
        if name in own and name in shared:
            raise InputError(
                Said("scenarios.said_twice"),
                file=file,
                field=name,
                found=Said("scenarios.also_in_name", name=SCHEMA.name),
                allowed=Said("scenarios.one_or_the_other"),
            )
        if name not in own and name not in shared:
            raise InputError(
                Said("scenarios.this_price_is_missing"),
                file=file,
                field=name,
                found=Said("sim.nothing"),
                allowed=rule.allowed,
            )


@cache
def _index() -> dict[int, Entry]:
    content = _mapping(INDEX)
    return {
        int(year): validated(str(year), fields, INDEX, Said("scenarios.above_0"))
        for year, fields in content.items()
    }


def _check_levels(prices: Prices, overlaid: Mapping[str, Path], file: Path) -> None:
    """Amounts are converted by the index or not at all."""
    allowed = Said("sim.low_to_high", low=min(prices.index), high=max(prices.index))
    if prices.price_level not in prices.index:
        raise InputError(
            Said("scenarios.no_price_index_for_this_year"),
            field="--price-level",
            found=prices.price_level,
            allowed=allowed,
        )
    for name, entry in prices.entries.items():
        if prices.converts(name) and entry.price_level not in prices.index:
            raise InputError(
                Said("scenarios.no_price_index_for_this_year"),
                file=overlaid.get(name, file),
                field=f"{name}.price_level",
                found=entry.price_level,
                allowed=allowed,
            )
