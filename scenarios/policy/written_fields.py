"""Numbers of a policy file: those that can be read in two ways are asked about, field by field."""

from __future__ import annotations

import math
from typing import Any

from scenarios.policy.errors import Node, nodes_at
from sim.strict_yaml import UncertainNumber
from sim.written_numbers import Written, written

NUMBERS = ("number", "integer")


def certain_numbers(
    content: Any, file: object, path: tuple[str, ...] = (), *, schema: Node | None = None
) -> Any:
    """The fields with every number read; texts such as `12,5` are numbers where one belongs.

    Args:
        content: fields as they stand in the file.
        file: for messages.
        path: of the content inside the file.
        schema: of the file's language; None is that of policies.

    Raises:
        InputError: a number that can be read in two ways where both are possible.
    """
    if isinstance(content, dict):
        inner = content.items()
        return {k: certain_numbers(v, file, (*path, str(k)), schema=schema) for k, v in inner}
    if isinstance(content, list):
        places = enumerate(content)
        return [certain_numbers(v, file, (*path, str(k)), schema=schema) for k, v in places]
    if isinstance(content, UncertainNumber):
        return _certain(content.written, file, path, schema)
    if isinstance(content, str):
        found = written(content)
        kinds = {node.get("type") for node in nodes_at(list(path), schema)} if found else set()
        return _certain(found, file, path, schema) if found and "number" in kinds else content
    return content


def numbers_read(content: Any, path: tuple[str, ...] = ()) -> list[tuple[str, float]]:
    """Every number that stands in fields, by its dotted path, in the order of the fields.

    Args:
        content: fields, with their numbers read.
        path: of the content.
    """
    if isinstance(content, dict):
        inner = [(str(name), value) for name, value in content.items()]
    elif isinstance(content, list):
        inner = [(str(place), value) for place, value in enumerate(content)]
    elif isinstance(content, (int, float)) and not isinstance(content, bool):
        return [(".".join(path), content)]
    else:
        return []
    return [found for name, value in inner for found in numbers_read(value, (*path, name))]


def _certain(number: Written, file: object, path: tuple[str, ...], schema: Node | None) -> float:
    nodes = [node for node in nodes_at(list(path), schema) if node.get("type") in NUMBERS]
    whole = any(node["type"] == "integer" for node in nodes)
    most = max((_most(node) for node in nodes), default=0.0)
    if not number.is_certain(most=most, whole=whole):
        raise number.question(file=file, field=".".join(path))
    return number.value


def _most(node: Node) -> float:
    """The largest value that a kind of number may have."""
    most = node.get("maximum")
    return math.inf if most is None else float(most)
