"""Faults of a policy file in a user's words: field, what was found, what is allowed."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from sim.errors import InputError
from sim.foreign import as_written, hint
from sim.messages import Said
from sim.programme import Policy

Node = dict[str, Any]
#: What a union adds to the path of an error: the type that was tried.
TYPES = ("float", "int", "str", "constrained-float", "constrained-int", "constrained-str", "Text")

#: Faults of a field that the language does not have; a number is no name of one either.
UNKNOWN = ("extra_forbidden", "invalid_key")


@cache
def policy_schema() -> Node:
    """The language's own JSON schema."""
    return Policy.model_json_schema()


def alternatives(node: Node, schema: Node | None = None) -> list[Node]:
    """What may stand at a place of a schema: references followed, choices laid out.

    Args:
        node: the place.
        schema: that it is in; None is the policy language's, here and below.
    """
    if "$ref" in node:
        whole = policy_schema() if schema is None else schema
        return alternatives(whole["$defs"][node["$ref"].rsplit("/", 1)[1]], schema)
    choices = node.get("anyOf") or node.get("oneOf")
    if choices:
        return [found for choice in choices for found in alternatives(choice, schema)]
    return [node]


def nodes_at(path: list[str], schema: Node | None = None) -> list[Node]:
    """What may stand at a field, by its path."""
    nodes = alternatives(policy_schema() if schema is None else schema, schema)
    for part in path:
        found: list[Node] = []
        for node in nodes:
            if part.isdigit() and "items" in node:
                found += alternatives(node["items"], schema)
            elif part in node.get("properties", {}):
                found += alternatives(node["properties"][part], schema)
        nodes = found
    return nodes


def first_fault(errors: list[ErrorDetails], file: object, schema: Node | None = None) -> InputError:
    """The first fault, in a user's words.

    Args:
        errors: what pydantic found.
        file: the file they are in, for the message.
        schema: what the fields are, for names that come close.
    """
    # A misspelt field is also a missing one: the misspelling is what helps. Of the choices of a
    # union, the one that got furthest is the one that was meant.
    furthest = max(errors, key=lambda e: len(_path(e)))
    error = next((e for e in errors if e["type"] in UNKNOWN), furthest)
    path = _path(error)
    field = ".".join(path)
    if error["type"] == "conflict":
        parts = error["ctx"]
        return InputError(
            parts["problem"],
            file=file,
            field=".".join([*path, parts["field"]]),
            found=parts["found"],
            allowed=parts["allowed"],
        )
    if error["type"] in UNKNOWN:
        known = [
            name for node in nodes_at(path[:-1], schema) for name in node.get("properties", {})
        ]
        return InputError(
            Said("sim.unknown_field", hint=hint(path[-1], known)),
            file=file,
            field=field,
            found=path[-1],
            allowed=", ".join(known),
        )
    if error["type"] == "missing":
        return InputError(
            Said("sim.missing_field"),
            file=file,
            field=field,
            allowed=Said("sim.this_field_is_required"),
        )
    return InputError(
        Said("sim.impossible_value"),
        file=file,
        field=field,
        found=as_written(error["input"]),
        allowed=_allowed(path, schema),
    )


def _allowed(path: list[str], schema: Node | None) -> str:
    """What may stand at a field, in words; at the one around it, where the language has no such."""
    nodes = nodes_at(path, schema)
    while path and not nodes:
        path = path[:-1]
        nodes = nodes_at(path, schema)
    kinds = list(dict.fromkeys(kind_in_words(node) for node in nodes))
    words = kinds[0] if kinds else ""
    for kind in kinds[1:]:
        words = Said("scenarios.one_or_another", one=words, other=kind)
    return words


def _path(error: ErrorDetails) -> list[str]:
    """The field of an error: unions add the tried type to the path, which is no field."""
    places = [str(part) for part in error["loc"]]
    # A field that there is not may be called anything, a type too.
    named = len(places) - 1 if error["type"] in UNKNOWN else None
    return [part for k, part in enumerate(places) if k == named or not _is_type(part)]


def _is_type(part: str) -> bool:
    return "[" in part or part in TYPES


def kind_in_words(node: Node) -> str:
    """One kind of value in words, with its unit where the schema says one."""
    unit = node.get("unit")
    if "unit_code" in node:
        unit = Said(node["unit_code"], most=node.get("maxLength"))
    return (
        _kind(node)
        if unit is None
        else Said("scenarios.kind_and_unit", kind=_kind(node), unit=unit)
    )


def _kind(node: Node) -> str:
    if "const" in node or "enum" in node:
        return ", ".join(map(str, node.get("enum", [node.get("const")])))
    if node.get("properties"):
        return Said("scenarios.a_set_of_fields_names", names=tuple(node["properties"]))
    if node.get("type") == "null":
        return Said("sim.null")
    names = {
        "integer": Said("sim.a_whole_number"),
        "number": Said("sim.a_number"),
        "string": Said("sim.a_text"),
        "object": Said("sim.a_set_of_fields"),
    }
    kind = names.get(node.get("type", ""), Said("sim.a_list"))
    low, high = node.get("minimum"), node.get("maximum")
    above = node.get("exclusiveMinimum")
    if high is not None:
        if low is None:
            return Said("scenarios.kind_above_low_to_high", kind=kind, low=above, high=high)
        return Said("scenarios.kind_from_low_to_high", kind=kind, low=low, high=high)
    if node.get("minLength"):
        return Said("scenarios.kind_that_is_not_empty", kind=kind)
    return kind
