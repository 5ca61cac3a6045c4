"""The situation of the page: what a reader types, field by field, and the situation that it says.

Fields, limits and messages are those of a situation's file (`mentorsim.present.situation.fields`).
What is typed is kept as it was typed, also where it cannot be used: then nothing is answered until
it is put right, and no other number takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from mentorsim.language import Language
from mentorsim.present.situation.fields import Field, fault_words, fields, situation_of
from scenarios.comparison.longest import LONGEST
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.messages import Said
from sim.written_numbers import read_number

#: What is typed, by the dotted name of its field; nothing is empty.
Typed = Mapping[str, str]
#: What a mentor earns in a year: a price of one's own, which is typed beside the fields.
WAGE, SALARY = "wage", "mentor_salary"
#: Before the name of a field in an address.
MY = "my_"
#: Situations that are kept as they were read.
KEPT = 256
#: Longest text of a field that is looked at.
LONGEST_TEXT = 60


@cache
def known_fields() -> dict[str, Field]:
    """Fields of a situation that are typed or chosen, by their dotted names."""
    return {field.name: field for field in fields(Language("en"))}


@cache
def addressed() -> dict[str, str]:
    """Fields by what an address calls them."""
    names = (*known_fields(), WAGE)
    return {f"{MY}{name.rpartition('.')[2]}": name for name in names}


def read_typed(query: Mapping[str, str]) -> dict[str, str]:
    """What an address says of the situation."""
    found = {name: query.get(key, "").strip()[:LONGEST_TEXT] for key, name in addressed().items()}
    return {name: text for name, text in found.items() if text}


def typed_query(typed: Typed) -> dict[str, str]:
    """What of the situation an address says."""
    return {key: typed[name] for key, name in addressed().items() if name in typed}


def with_typed(typed: Typed, name: str, text: str | None) -> dict[str, str]:
    """The same with a field filled in otherwise; empty is not said.

    Args:
        typed: texts of all fields that are filled in, by name.
        name: of the field.
        text: what stands in it now; empty or None takes it out.
    """
    others = {field: said for field, said in typed.items() if field != name}
    text = (text or "").strip()[:LONGEST_TEXT]
    return {**others, name: text} if text else others


def says(typed: Typed, name: str) -> bool:
    """Whether the fields say something: this one, or one that says the same otherwise."""
    young, (mentors, budget) = "young_people.", ("mentors", "budget")
    if name.startswith(young):
        return any(other.startswith(young) for other in typed)
    return name in typed or (name == mentors and budget in typed)


def filled_in(typed: Typed, usual: Typed) -> dict[str, str]:
    """The fields, and of others what they leave open.

    Args:
        typed: the fields.
        usual: what is taken where they say nothing.

    >>> filled_in({"budget": "9000000"}, {"mentors": "12", "years": "3"})
    {'years': '3', 'budget': '9000000'}
    """
    return {**{name: said for name, said in usual.items() if not says(typed, name)}, **typed}


def situation_typed(typed: Typed, files: Mapping[str, Any] | None = None) -> Situation | None:
    """The situation that the fields say; None where nothing is said.

    Args:
        typed: the fields.
        files: `population`, `take` and `prices`, where the reader has handed them over.

    Raises:
        InputError: a field that cannot be, fields that contradict each other, or nobody says how
            many young people come.
    """
    if not typed:
        return None
    if files:
        return _situation(typed, files)
    found = _without_files(tuple(sorted(typed.items())))
    if isinstance(found, InputError):
        raise found.with_traceback(None)
    return found


@lru_cache(maxsize=KEPT)
def _without_files(typed: tuple[tuple[str, str], ...]) -> Situation | InputError:
    """The situation of some fields, or what is wrong with them: every look at a page asks."""
    try:
        return _situation(dict(typed), {})
    except InputError as error:
        return error


def _situation(typed: Typed, files: Mapping[str, Any]) -> Situation:
    values = {name: _value(name, text) for name, text in typed.items()}
    wage = values.pop(WAGE, None)
    own = dict(files)
    if wage is not None:
        own["prices"] = {**own.get("prices", {}), SALARY: wage}
    if not any(name.startswith("young_people.") for name in values):
        raise InputError(
            Said("mentorsim.say_how_many_young_people_come"),
            field="situation.young_people",
            allowed=Said("mentorsim.a_number_a_year_or_of_a_cohort"),
        )
    return situation_of({**values, **own})


def faults(typed: Typed, files: Mapping[str, Any] | None, language: Language) -> dict[str, str]:
    """What is wrong, in a sentence of the language, by field; under "" what is about several.

    Args:
        typed: the fields.
        files: as in `situation_typed`.
        language: of the sentences.
    """
    found = {}
    for name, text in typed.items():
        if (error := _fault(name, text)) is not None:
            found[name] = _told(name, error, language)
    if not found:
        try:
            situation_typed(typed, files)
        except InputError as error:
            found[""] = fault_words(error, language).partition(": ")[2]
    return found


def _fault(name: str, text: str) -> InputError | None:
    """What is wrong with a field by itself, as it stands beside the least of a situation."""
    least = {} if name.startswith("young_people.") else {"young_people.per_year": "300"}
    try:
        situation_typed({**least, name: text})
    except InputError as error:
        return error
    return None


def _told(name: str, error: InputError, language: Language) -> str:
    _, _, words = fault_words(error, language).partition(": ")
    return f"{label(name, language)}: {words}"


def label(name: str, language: Language) -> str:
    """What a field is called on the page."""
    return language.text(f"page.here.{name.rpartition('.')[2]}")


def _value(name: str, text: str) -> object:
    """A field as it was meant.

    Raises:
        InputError: no number where there must be one, or one that can be read in two ways.
    """
    if name == WAGE:
        return read_number(text, low=0.0, field=WAGE)
    field = known_fields()[name]
    if field.kind != "whole":
        return text
    low, high = field.low, field.high
    assert low is not None
    assert high is not None  # every whole number of a situation has both ends
    return read_number(text, low=low, high=high, whole=True, field=name)


def horizons_in(weeks: Sequence[int], situation: Situation | None) -> tuple[int, ...]:
    """Weeks since entry that can be followed: at most as many as the situation's years hold.

    Args:
        weeks: that the page offers, rising.
        situation: with years to look at, or without; None if there is none.
    """
    if situation is None or situation.years is None:
        return tuple(weeks)
    last = min(situation.stream.weeks - 1, LONGEST)
    return tuple(w for w in weeks if w <= last) or (last,)


def week_in(weeks: int, offered: Sequence[int]) -> int:
    """The most of the weeks on offer that are not beyond those that are asked for."""
    return max((w for w in offered if w <= weeks), default=offered[0])


def said_elsewhere(typed: Typed) -> frozenset[str]:
    """Levers of a policy that the situation speaks of: it says them for every policy."""
    found: set[str] = set()
    if any(name.startswith("young_people.") for name in typed):
        found |= {"intake", "years"}
    if "mentors" in typed or "budget" in typed:
        found |= {"mentors", "short"}
    return frozenset(found)
