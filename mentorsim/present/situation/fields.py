"""A situation field by field: what each may be, and what is wrong with a value, in a language.

For whoever asks for a situation piece by piece, such as a page: limits and words come from the
schema of the situation, so that they are the same as in its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentorsim.language import Language
from mentorsim.reader import names_in
from scenarios.policy.errors import Node, alternatives, nodes_at
from scenarios.situation.reading import read_situation, situation_schema
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.messages import Said, in_language

#: Fields that are files or answers about files: whoever asks for them has his own way of it.
FILES = ("prices", "population", "take")
#: The least that a situation has, beside which another field is tried.
_LEAST: Mapping[str, Any] = {"young_people.per_year": 300}
#: Fields that are never together.
_INSTEAD: Mapping[str, str] = {
    "young_people.per_year": "young_people.cohort",
    "young_people.cohort": "young_people.per_year",
}


@dataclass(frozen=True)
class Field:
    """A field of a situation as somebody may fill it in.

    Attributes:
        name: dotted, as messages have it: `young_people.per_year`.
        kind: `whole`, `number`, `choice` or `text`.
        meaning: what it is, in the language.
        low, high: what a number may be at least and at most; None where there is no such end.
        above: whether `low` itself is not allowed.
        choices: what a choice may be.
        longest: letters of a text at most.
    """

    name: str
    kind: str
    meaning: str
    low: float | None = None
    high: float | None = None
    above: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = None


def fields(language: Language) -> tuple[Field, ...]:
    """The fields of a situation, in the order of its file, without files (`FILES`).

    Args:
        language: of what they mean.

    Example:
        >>> years = next(f for f in fields(Language("en")) if f.name == "years")
        >>> years.kind, years.low, years.high
        ('whole', 1, 15)
    """
    found = []
    for name, node in situation_schema()["properties"].items():
        if name in FILES:
            continue
        inner = [n for n in alternatives(node, situation_schema()) if n.get("properties")]
        if inner:
            parts = inner[0]["properties"].items()
            found += [_field(f"{name}.{part}", each, language) for part, each in parts]
        else:
            found.append(_field(name, node, language))
    return tuple(found)


def fault(name: str, value: object, language: Language) -> str | None:
    """What is wrong with a value of one field, in a sentence of the language; None if nothing is.

    Args:
        name: of the field, dotted.
        value: as it was filled in; numbers may be written as people write them, nothing is None.
        language: of the sentence.

    Example:
        >>> fault("years", 4, Language("en")) is None
        True
        >>> fault("years", 40, Language("en"))
        'years: impossible value (40). Allowed: a whole number from 1 to 15 (calendar years).'
    """
    tried = {**_LEAST, name: value}
    tried.pop(_INSTEAD.get(name, ""), None)
    try:
        situation_of(tried)
    except InputError as error:
        return fault_words(error, language)
    return None


def situation_of(given: Mapping[str, object]) -> Situation:
    """A situation from fields by their dotted names; what is None is not said.

    Raises:
        InputError: as `scenarios.situation.reading.read_situation`.
    """
    content: dict[str, Any] = {}
    for name, value in given.items():
        place, *inner = name.split(".")
        if value is None:
            continue
        if name == "rules" and isinstance(value, str) and value.isdigit():
            value = int(value)  # a choice is a text wherever it is chosen
        if inner:
            content.setdefault(place, {})[inner[0]] = value
        else:
            content[place] = value
    return read_situation(content)


def fault_words(error: InputError, language: Language) -> str:
    """An error of a situation in one line of the language."""
    code, names = language.code, names_in(language.code)
    problem, allowed, found = (
        in_language(part or "", code, names) for part in (error.problem, error.allowed, error.found)
    )
    # Whoever fills in fields leaves them empty; `null` is a word of the file.
    null = Said("scenarios.one_or_another", one="", other=Said("sim.null")).in_language(code)
    place = (error.field or "").removeprefix("situation.")
    key = "situation.fault" if error.found is not None else "situation.fault.missing"
    allowed = allowed.removesuffix(null)
    return language.text(key, field=place, problem=problem, found=found, allowed=allowed)


def _field(name: str, node: Node, language: Language) -> Field:
    meaning = str(node["da"] if language.code == "da" else node["description"])
    kinds = [n for n in nodes_at(name.split("."), situation_schema()) if n.get("type") != "null"]
    kind = kinds[0]
    choices = kind.get("enum")
    if choices is not None:
        return Field(name, "choice", meaning, choices=tuple(map(str, choices)))
    if kind["type"] == "string":
        return Field(name, "text", meaning, longest=kind.get("maxLength"))
    low, above = kind.get("minimum"), kind.get("exclusiveMinimum")
    return Field(
        name,
        "whole" if kind["type"] == "integer" else "number",
        meaning,
        low=above if low is None else low,
        high=kind.get("maximum"),
        above=low is None,
    )
