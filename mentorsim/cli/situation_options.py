"""What commands ask of a situation and beside it: one seam for people, policies, prices and rules.

All of it goes through `mentorsim.request.parts`, so that a saved question is opened with what it
was asked with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.request.parts import part, running
from sim import ahead
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.study import Study
    from calibration.trial import Trial
    from mentorsim.request.request import Situated
    from scenarios.economics.price_file import Prices
    from scenarios.economics.rule_calendar import Rules
    from scenarios.forecast.setting import Stream
    from scenarios.policy.policies import NamedPolicy

SituationFile = Annotated[
    Path | None,
    typer.Option(
        "--situation",
        help=Said("mentorsim.help_situation"),
    ),
]


def here_asked(
    situation: Path | None,
    population: Path | None = None,
    people: int | None = None,
    staffing_as: str | None = None,
    take: Sequence[str] | None = None,
    study: Study | None = None,
) -> Situated:
    """Who lives in which situation, as options say it.

    Args:
        situation, population, people, staffing_as, take: as in
            `mentorsim.request.request.situated`.
        study: whose people they are made up as; None is the study that ships with the project.

    Raises:
        InputError: as `mentorsim.request.request.situated`.
    """
    from mentorsim.request.records import read_situated_record, situated_record
    from mentorsim.request.request import situated

    with _by_options():
        return part(
            "people",
            lambda: situated(
                situation, population, people, staffing_as, take, study.trial if study else None
            ),
            situated_record,
            read_situated_record,
        )


def over_asked(
    here: Situated, intake: int | None, years: int | None, start_year: int | None
) -> Situated:
    """As `Situated.over`, of options.

    Args:
        here: who lives in which situation.
        intake: young people who come in a year; None is the situation's.
        years: calendar years that are looked at; None is the situation's.
        start_year: first calendar year; None is the situation's.
    """
    with _by_options():
        return here.over(intake, years, start_year)


def weeks_asked_of(here: Situated, weeks: int | None, usual: int, option: str = "weeks") -> int:
    """As `Situated.weeks`, of options.

    Args:
        here, weeks, usual: as there.
        option: that says the weeks.
    """
    with _by_options({"weeks": option}):
        return here.weeks(weeks, usual)


def prices_asked(
    here: Situated,
    prices: str | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
) -> Prices:
    """As `Situated.prices`, of options.

    Args:
        here: who lives in which situation.
        prices: file with prices of one's own; None are those of the rule year.
        rule_year: calendar year whose rules and rates are used; None is the situation's, or the
            usual one.
        price_level: year of the kroner; None is the situation's, or the usual one.
    """
    from mentorsim.request.records import prices_record, read_prices_record

    with _by_options():
        return part(
            "prices",
            lambda: here.prices(prices, rule_year, price_level),
            prices_record,
            read_prices_record,
        )


def rules_asked(
    here: Situated,
    stream: Stream,
    prices: str | None,
    rule_year: int | None,
    price_level: int | None,
) -> Rules:
    """As `Situated.rules`, of options.

    Args:
        here: who lives in which situation.
        stream: years that are looked at, and who comes in them.
        prices: file with prices of one's own; None are those of the rule year.
        rule_year: calendar year whose rules and rates are used; None is the situation's, or the
            usual one.
        price_level: year of the kroner; None is the situation's, or the usual one.
    """
    from mentorsim.request.records import read_rules_record, rules_record

    with _by_options():
        return part(
            "rules",
            lambda: here.rules(stream, prices, rule_year, price_level),
            rules_record,
            read_rules_record,
        )


def situation_prices(here: Situated) -> Prices | None:
    """A situation's own prices, where nobody asks for kroner; None without a situation.

    A budget is turned into mentors by them, and a report's kroner are of them.
    """
    return None if here.situation is None else prices_asked(here)


def policy_asked(reference: str, trial: Trial | None = None) -> NamedPolicy:
    """A policy by name or path.

    Args:
        reference: the name or the path.
        trial: the study whose groups it may name; None is the one that ships with the project.

    Raises:
        InputError: as `scenarios.policy.policies.load_policy`.
    """
    from mentorsim.request.records import policy_record, read_policy_record
    from scenarios.policy.policies import load_policy

    name = f"policy {Path(reference).name}"
    return part(name, lambda: load_policy(reference, trial), policy_record, read_policy_record)


def check_policies(references: Sequence[str], study: Path | None) -> None:
    """Read policies before all that lives them is loaded: what cannot be is told at once.

    The first time ever, the engine that is to live them is compiled from here on.

    Args:
        references: as in `policy_asked`.
        study: of one's own: its groups have to be known first, and nothing is read here.

    Raises:
        InputError: as `policy_asked`.
    """
    if study is None:
        for reference in references:
            policy_asked(reference)
    ahead.start()


def policies_asked(references: Sequence[str], trial: Trial | None = None) -> list[NamedPolicy]:
    """Several policies.

    Args:
        references, trial: as in `policy_asked`.

    Raises:
        InputError: as `policy_asked`, or two have the same name.
    """
    from scenarios.policy.policies import check_names

    found = [policy_asked(reference, trial) for reference in references]
    check_names(found)
    return found


@contextmanager
def _by_options(other: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """Errors about an argument name the option that it was given by.

    Args:
        other: options of another name than their argument, by argument.
    """
    try:
        yield
    except InputError as error:
        options = running().asking.options
        field = other.get(str(error.field), str(error.field))
        if error.file is not None or field not in options:
            raise
        raise InputError(
            error.problem,
            field=options[field],
            found=error.found,
            allowed=error.allowed,
        ) from error
