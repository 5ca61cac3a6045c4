"""A situation as it is given: a YAML file, a mapping, or one that was made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.policy.errors import Node, first_fault
from scenarios.policy.written_fields import certain_numbers
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.messages import Said
from sim.yaml_files import fields_in

#: A situation: the path of a YAML file, its fields as plain values, or one that was read.
SituationLike = str | Path | Mapping[str, Any] | Situation
#: A situation's file is a page of text; anything far larger is not one.
LARGEST_FILE = 1_000_000
#: What messages call a situation that is in no file.
GIVEN = "situation"


@cache
def situation_schema() -> Node:
    """The JSON schema of a situation."""
    return Situation.model_json_schema()


def read_situation(source: SituationLike) -> Situation:
    """A situation, however it is given.

    Args:
        source: the path of a YAML file, its fields as plain values (a nested mapping where the file
            nests), or a `Situation`. Paths in a file are seen from the folder that it stands in.

    Returns:
        The situation, checked; its prices as well, its population when people are made of it.

    Raises:
        InputError: a file that cannot be read; a field that is missing, misspelt, given twice or
            has an impossible value; fields that contradict each other; or prices that cannot be.

    Example:
        >>> mine = read_situation({"young_people": {"per_year": 300}, "mentors": 12})
        >>> mine.young_people.per_year, mine.jobcentres
        (300, 'one')
    """
    if isinstance(source, Situation):
        found = source
    elif isinstance(source, Mapping):
        found = _parsed(dict(source), GIVEN)
    elif isinstance(source, str | Path):
        found = _from_file(Path(source))
    else:
        raise InputError(
            Said("scenarios.no_situation"),
            field=GIVEN,
            found=type(source).__name__,
            allowed=Said("scenarios.the_path_of_a_yaml_file"),
        )
    found.own_prices()
    return found


def _from_file(path: Path) -> Situation:
    content = fields_in(path, "situation", Situation.model_fields, LARGEST_FILE)
    for name in ("population", "prices"):
        if isinstance(content.get(name), str) and content[name]:
            content[name] = path.parent / content[name]
    return _parsed(content, path)


def _parsed(content: dict[Any, Any], file: object) -> Situation:
    # Numbers of prices are read where prices are: their own fields say what they may be.
    fields = {name: value for name, value in content.items() if name != "prices"}
    read = certain_numbers(fields, file, schema=situation_schema())
    try:
        return Situation.model_validate({**content, **read})
    except ValidationError as error:
        raise first_fault(error.errors(), file, situation_schema()) from error
