"""Which rules hold when: each calendar year's own, or one set in all years.

By the calendar a week has the rules in force on its Thursday (the day that decides which year a
week belongs to, ISO 8601): a change within a year falls in its month. A year without rules of its
own on file has the last known ones before it. Amounts of every set are told in kroner of one price
level, so rules that are carried on are moved by the index: they keep their worth. One set that is
held has no calendar: nothing changes in any year.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scenarios.economics.price_choice import chosen_prices, names_rules, own_file
from scenarios.economics.price_file import Prices, load_prices
from scenarios.economics.rule_sets import RuleSet, in_force_on, rule_sets
from scenarios.economics.setting import rules_carried_from
from sim.errors import InputError

#: A day after which no rules on file change.
FAR = date(9000, 1, 1)


@dataclass(frozen=True)
class YearRules:
    """The rules of a calendar year.

    Attributes:
        year: the calendar year.
        sets: those that hold in it, in order.
        held: whether one set is held in all years; then no year has rules of its own.
    """

    year: int
    sets: tuple[RuleSet, ...]
    held: bool

    @property
    def names(self) -> str:
        """The sets as tables name them: a year, or year and month of a change within it."""
        return ", ".join(dict.fromkeys(set_name(rules) for rules in self.sets))

    @property
    def since(self) -> int | None:
        """Years since the known rules ended: 0 for rules of the year; None for a set held."""
        return None if self.held else self.year - self.sets[-1].year

    @property
    def carried_on(self) -> bool:
        """Whether the last known rules stand in for those of the year."""
        return bool(self.since)


@dataclass(frozen=True)
class Rules:
    """Rules and prices over calendar years, all in kroner of one price level.

    Attributes:
        sets: in the order of the days from which they hold; one, if it is held in all years. A rule
            set in which something ends by itself stands there anew from the day after.
        calendar: whether each year has its own.
        starts: the days from which the sets hold; left out, the first days of their rules.
        carried: the rules of earlier and later years that go along, in kroner of the same price
            level, for whoever begins in another year; None where there are none.
    """

    sets: tuple[Prices, ...]
    calendar: bool
    starts: tuple[date, ...] = ()
    carried: Rules | None = field(default=None, compare=False, repr=False)

    @property
    def begins(self) -> tuple[date, ...]:
        """The days from which the sets hold."""
        return self.starts or tuple(prices.rules.first for prices in self.sets)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sets, none twice: a set in which something has ended by itself is named
        after the month from which it holds.
        """
        found: list[str] = []
        for begin, prices in zip(self.begins, self.sets, strict=True):
            name = set_name(prices.rules)
            found.append(f"{begin:%Y-%m}" if name in found else name)
        return tuple(found)

    @property
    def first(self) -> Prices:
        """The set in force at first: its guide discounts, its year is the price level if no other
        is asked for.
        """
        return self.sets[0]

    @property
    def first_year(self) -> int:
        """The first calendar year all of which the rules cover."""
        first = self.begins[0]
        return first.year + ((first.month, first.day) != (1, 1))

    @property
    def price_level(self) -> int:
        """Year of the kroner."""
        return self.first.price_level

    def on(self, day: date) -> int:
        """Which of the sets holds on a day, by position."""
        if not self.calendar:
            return 0
        return sum(begin <= day for begin in self.begins[1:])

    def of_year(self, year: int) -> YearRules:
        """The rules of a calendar year among those that are looked at."""
        first, last = (self.on(day) for day in (date(year, 1, 1), date(year, 12, 31)))
        sets = tuple(prices.rules for prices in self.sets[first : last + 1])
        return YearRules(year, sets, held=not self.calendar)

    def digest(self) -> str:
        """Hash of every number, for the provenance of a result; of one set that set's own."""
        if not self.calendar:
            return self.first.digest()
        pairs = zip(self.begins, self.sets, strict=True)
        content = [[str(begin), prices.digest()] for begin, prices in pairs]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def set_name(rules: RuleSet) -> str:
    """A rule set as tables name it: `2026`, or `2025-07` if it does not begin with a year."""
    return str(rules.year) if rules.first.month == 1 else rules.name


def held(prices: Prices) -> Rules:
    """One set in all years."""
    return Rules((prices,), calendar=False)


def rules_by_calendar(
    first: date,
    last: date,
    overlay: Path | str | Mapping[str, Any] | None = None,
    *,
    price_level: int | None = None,
    content: bytes | None = None,
) -> Rules:
    """Each calendar year's own rules.

    Args:
        first, last: days between which the rules are wanted.
        overlay, content: prices of one's own, put over every set
            (`scenarios.economics.price_file.load_prices`).
        price_level: year of the kroner; None is that of the rules in force at first.

    Raises:
        InputError: no rules on file are as old, or prices of one's own that cannot be.
    """
    level = in_force_on(first).year if price_level is None else price_level

    def between(begin: date, end: date) -> Rules:
        return _between(begin, end, overlay, level, content)

    return replace(between(first, last), carried=_carried(first, between))


def _carried(first: date, between: Callable[[date, date], Rules]) -> Rules | None:
    """The rules from an earlier year on to the last that are known.

    Prices of one's own can be far from those of another year's rules, and be asked about there
    (`scenarios.economics.plausible`): such years do not go along.
    """
    earlier = date(min(first.year, rules_carried_from()), 1, 1)
    for begin in (earlier, first):
        try:
            return between(begin, FAR)
        except InputError:
            continue
    return None


def _between(
    first: date,
    last: date,
    overlay: Path | str | Mapping[str, Any] | None,
    level: int,
    content: bytes | None,
) -> Rules:
    in_force = in_force_on(first)
    found = [in_force, *(rules for rules in rule_sets() if first < rules.first <= last)]
    loaded = [load_prices(r, overlay, price_level=level, content=content) for r in found]
    begins = [first, *(rules.first for rules in found[1:])]
    untils = [*begins[1:], last + timedelta(days=1)]
    parts = [
        (day, prices.on(day))
        for prices, begin, until in zip(loaded, begins, untils, strict=True)
        for day in (begin, *_ended(prices, begin, until))
    ]
    starts = (found[0].first, *(day for day, _ in parts[1:]))
    return Rules(tuple(prices for _, prices in parts), calendar=True, starts=starts)


def _ended(prices: Prices, begin: date, until: date) -> list[date]:
    """Days between two on which something in a rule set has ended by itself, in order."""
    ended = {e.last_day + timedelta(days=1) for e in prices.entries.values() if e.last_day}
    return sorted(day for day in ended if begin < day < until)


def chosen_rules(
    first: date,
    last: date,
    prices: str | Path | int | Mapping[str, Any] | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
) -> Rules:
    """The rules that are asked for: each calendar year's own unless a rule year is named.

    Args:
        first, last: days between which the rules are wanted.
        prices: a rule year or rule set, which is then held in all years; or prices of one's own,
            put over the rules of every year (`scenarios.economics.price_choice.chosen_prices`).
        rule_year: a rule year that is held in all years, and whose rules a file is put over.
        price_level: year of the kroner that amounts are wanted in.

    Raises:
        InputError: as `chosen_prices` and `rules_by_calendar`.
    """
    named = prices is not None and not isinstance(prices, Mapping) and names_rules(prices)
    if rule_year is not None or named:
        return held(chosen_prices(prices, rule_year, price_level))
    if prices is None or isinstance(prices, Mapping):
        return rules_by_calendar(first, last, prices, price_level=price_level)
    path = own_file(str(prices))
    return rules_by_calendar(first, last, path, price_level=price_level)
