"""Files that a reader hands over: checked, read in memory, never written anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from calibration.trial import the_trial
from mentorsim.page.setting import MEGABYTE, page_setting
from scenarios.economics.price_file import Prices, load_prices
from scenarios.economics.rule_calendar import Rules, rules_by_calendar
from scenarios.formats.questions import QuestionError
from scenarios.municipality.local_population import LocalPeople, as_published, local_people
from scenarios.municipality.municipality import Municipality, read_municipality
from scenarios.policy.policies import LARGEST_FILE, NamedPolicy, parse_policy
from scenarios.situation.beside import contradiction
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.foreign import kind_of, of_system
from sim.messages import Said
from sim.strict_yaml import dump_yaml, load_yaml

#: Longest name of a file that is shown.
LONGEST_NAME = 60
#: Kind of a table that does not say how many young people there are.
UNCOUNTED = "shares"
EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"


def shown_name(name: str) -> Path:
    """The name of an upload as it may be shown: one line, no path, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in last).strip()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    kept = stem[:LONGEST_NAME] + (f".{ending[:8]}" if ending else "")
    return Path(kept.strip() or "file")


def check_size(name: str, content: bytes) -> None:
    """Refuse what is larger than the page reads, before anything looks at it.

    Raises:
        InputError: it is.
    """
    largest = MEGABYTE * page_setting().count("largest_upload")
    if len(content) > largest:
        raise InputError(
            Said("mentorsim.this_file_is_too_large_for_the_page"),
            file=shown_name(name),
            found=Said("sim.size_bytes", size=len(content)),
            allowed=Said("sim.at_most_most_bytes", most=largest),
        )


def people_of(
    name: str,
    content: bytes,
    people: int | None = None,
    staffed_as: str | None = None,
    take: Sequence[str] = (),
) -> LocalPeople:
    """A reader's own young people.

    Args:
        name: of the file.
        content: a table of shares or counts, one of an office, or a file of individuals.
        people: how many they are; with a table of shares only.
        staffed_as: jobcentre of the trial whose staffing they have; None is the median.
        take: answers to what the file leaves open.

    Raises:
        InputError: as `scenarios.municipality.municipality.read_municipality`, or the file is too
            large.
    """
    check_size(name, content)
    municipality = read_municipality(shown_name(name), people, content, take=take)
    return local_people(_unfiled(municipality), the_trial(), staffed_as)


def municipality_of(
    name: str, content: bytes, number: int, take: Sequence[str] = ()
) -> Municipality:
    """A reader's own young people in a situation.

    Args:
        name, content, take: as in `people_of`.
        number: how many come, where the file does not count them.

    Raises:
        InputError: as `people_of`.
    """
    check_size(name, content)
    found = read_municipality(shown_name(name), None, content, uncounted=number, take=take)
    return _unfiled(found)


def opened_people(
    municipality: Municipality, situation: Situation, staffed_as: str | None
) -> LocalPeople:
    """The young people of a question that was opened, in a situation.

    Args:
        municipality: as the question has them: as they may be published.
        situation: how many come.
        staffed_as: as in `people_of`.

    Raises:
        InputError: they are counted, and another number than the cohort.
    """
    coming = situation.young_people
    if municipality.kind == UNCOUNTED:
        municipality = replace(municipality, people=coming.number)
    elif coming.cohort is not None and municipality.people != coming.cohort:
        told = Said("scenarios.young_people_in_it", people=municipality.people)
        raise contradiction("population", told, "young_people.cohort", coming.cohort)
    if situation.name is not None:
        municipality = replace(municipality, name=situation.name)
    return as_published(municipality, the_trial(), staffed_as)


def _unfiled(municipality: Municipality) -> Municipality:
    """A run is kept under what it depends on: the file's name is not among it, the people are."""
    return replace(municipality, file=Path(municipality.name))


def open_question(name: str, content: bytes, take: Sequence[str] = ()) -> QuestionError | None:
    """What is still to be answered before a file can be read; None if nothing is.

    Args:
        name: of the file.
        content: what the file holds.
        take: answers to what the file leaves open.

    Raises:
        InputError: as `people_of`.
    """
    check_size(name, content)
    try:
        needs_people(name, content, take)
    except QuestionError as question:
        return question
    return None


def needs_people(name: str, content: bytes, take: Sequence[str] = ()) -> bool:
    """Whether a file does not say itself how many young people there are.

    Args:
        name: of the file.
        content: what the file holds.
        take: answers to what the file leaves open.

    Raises:
        InputError: as `people_of`.
    """
    check_size(name, content)
    try:
        read_municipality(shown_name(name), None, content, take=take)
    except InputError as error:
        if error.field == "--people" and error.found is None:
            return True
        raise
    return False


@cache
def prices_on_file(rule_year: int) -> Prices:
    """The prices of a rule year; their files are read once.

    Raises:
        InputError: no such year.
    """
    return load_prices(rule_year)


def prices_of(name: str, content: bytes, rule_year: int) -> Prices:
    """A reader's own prices over those of a rule year.

    Args:
        name: of the file.
        content: what the file holds.
        rule_year: calendar year whose prices hold where the file gives none.

    Raises:
        InputError: as `scenarios.economics.price_file.load_prices`, or the file is too large.
    """
    check_size(name, content)
    return load_prices(rule_year, shown_name(name), content=content)


def entries_of(name: str, content: bytes) -> dict[str, Any]:
    """The entries of a reader's own prices, as a situation has them.

    Args:
        name: of the file.
        content: that `prices_of` could read.
    """
    found: dict[str, Any] = load_yaml(content.decode("utf-8"), file=shown_name(name))
    return found


def prices_in(situation: Situation) -> Prices:
    """The prices of a situation: where nothing is one's own they are read once.

    Raises:
        InputError: prices that cannot be, or no rules as old as the first year.
    """
    if situation.prices is not None or situation.rule_year is None:
        return situation.own_prices()
    return prices_on_file(situation.rule_year)


@cache
def calendar_on_file(first: date, last: date) -> Rules:
    """The rules of each calendar year between two days; their files are read once."""
    return rules_by_calendar(first, last)


def calendar_of(name: str, content: bytes, first: date, last: date) -> Rules:
    """A reader's own prices over the rules of each calendar year between two days.

    Args:
        name: of the file.
        content: what the file holds.
        first: day from which rules are needed.
        last: day until which they are.

    Raises:
        InputError: as `prices_of`.
    """
    check_size(name, content)
    return rules_by_calendar(first, last, shown_name(name), content=content)


def policy_of(name: str, content: bytes) -> NamedPolicy:
    """A reader's own policy.

    Raises:
        InputError: not UTF-8, not YAML, too large, or a field that is missing, misspelt or has an
            impossible value.
    """
    file = shown_name(name)
    if len(content) > LARGEST_FILE:
        raise InputError(
            Said("sim.this_file_is_too_large_for_a_policy"),
            file=file,
            found=Said("sim.size_bytes", size=len(content)),
            allowed=Said("sim.at_most_most_bytes", most=LARGEST_FILE),
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            Said("scenarios.not_in_utf_8"),
            file=file,
            found=of_system(error),
            allowed=Said("mentorsim.text_in_utf_8"),
        ) from error
    fields = load_yaml(text, file=file)
    if not isinstance(fields, dict):
        raise InputError(Said("sim.a_policy_is_a_set_of_fields"), file=file, found=kind_of(fields))
    return NamedPolicy(f"own-{file.stem}", parse_policy(fields, file=file), source=str(file))


def example(name: str) -> bytes:
    """A made-up file that shows how one's own may look."""
    return (EXAMPLES / name).read_bytes()


def policy_file(named: NamedPolicy) -> bytes:
    """A policy as the YAML file that `mentorsim check` and `compare` read."""
    content = named.policy.model_dump(mode="json", exclude_unset=True)
    return dump_yaml(content).encode()
