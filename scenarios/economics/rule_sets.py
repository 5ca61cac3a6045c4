"""Which rule sets are on file, and from which day each holds.

A rule set is a file in `scenarios/economics/prices/`: `YEAR.yaml` holds from 1 January,
`YEAR-MM.yaml` from the first of that month, which it says as its `first_month`, too. It holds until
the next one on file does. A rule year is the set in force at the end of that year: rules of 2025
are those from 1 July.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.errors import InputError
from sim.messages import Said

FOLDER = Path(__file__).parent / "prices"
#: The field of a file that says in which month of its year it begins to hold; 1 if it is left out.
FIRST_MONTH = "first_month"
_NAME = re.compile(r"(\d{4})(?:-(0[2-9]|1[0-2]))?")


@dataclass(frozen=True)
class RuleSet:
    """The rules and prices that hold from a day on.

    Attributes:
        first: the first day.
        file: what it is read from.
    """

    first: date
    file: Path

    @property
    def year(self) -> int:
        """The calendar year that it begins to hold in."""
        return self.first.year

    @property
    def name(self) -> str:
        """Year and month from which it holds, as `2025-07`."""
        return f"{self.first:%Y-%m}"


def rule_sets() -> tuple[RuleSet, ...]:
    """The rule sets on file, oldest first."""
    named = (_named(path) for path in FOLDER.glob("*.yaml"))
    return tuple(sorted((rules for rules in named if rules), key=lambda rules: rules.first))


def rule_years() -> tuple[int, ...]:
    """The years whose rules are on file, oldest first."""
    return tuple(sorted({rules.year for rules in rule_sets()}))


def in_force_at_end_of(year: int) -> RuleSet:
    """The last rule set of a year.

    Raises:
        InputError: none of that year is on file.
    """
    found = [rules for rules in rule_sets() if rules.year == year]
    if not found:
        raise InputError(
            Said("scenarios.no_prices_for_this_rule_year"),
            field="prices",
            found=year,
            allowed=", ".join(str(y) for y in rule_years()),
        )
    return found[-1]


def in_force_on(day: date) -> RuleSet:
    """The rule set that holds on a day: the newest that began by then.

    Raises:
        InputError: the day is before all of them.
    """
    found = [rules for rules in rule_sets() if rules.first <= day]
    if not found:
        raise InputError(
            Said("scenarios.no_rules_on_file_are_as"),
            field="--start-year",
            found=day.year,
            allowed=Said("scenarios.rule_years_or_later_or_one", rule_years=rule_years()[0]),
        )
    return found[-1]


def rule_set_named(name: str) -> RuleSet | None:
    """The rule set of that name (`2025-07`); None if there is none."""
    return next((rules for rules in rule_sets() if rules.name == name), None)


def check_first_month(rules: RuleSet, content: Mapping[str, object]) -> None:
    """That a file says the month which its name says.

    Args:
        rules: the rule set, as the name of its file says.
        content: of the file.

    Raises:
        InputError: it says another month, or none where its name does.
    """
    month = content.get(FIRST_MONTH, 1)
    if isinstance(month, bool) or month != rules.first.month:
        raise InputError(
            Said("scenarios.not_the_month_that_the_name"),
            file=rules.file,
            field=FIRST_MONTH,
            found=month,
            allowed=str(rules.first.month),
        )


def _named(path: Path) -> RuleSet | None:
    """The rule set that a file is by its name; None for files that are none."""
    match = _NAME.fullmatch(path.stem)
    return RuleSet(date(int(match[1]), int(match[2] or 1), 1), path) if match else None
