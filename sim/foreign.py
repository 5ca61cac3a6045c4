"""What other libraries and the system say, in our words: their own texts never reach a user."""

from __future__ import annotations

import difflib
import errno
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from sim.messages import Said

#: A value in a message is no longer than this.
LONGEST = 200

_SYSTEM = {
    errno.ENOENT: "sim.there_is_no_such_file",
    errno.EACCES: "sim.this_is_not_permitted",
    errno.EPERM: "sim.this_is_not_permitted",
    errno.EISDIR: "sim.this_is_a_folder",
    errno.ENOTDIR: "sim.a_part_of_the_path_is_no_folder",
    errno.EEXIST: "sim.it_exists",
    errno.ENOSPC: "sim.there_is_no_space_left",
    errno.EDQUOT: "sim.there_is_no_space_left",
    errno.EROFS: "sim.nothing_can_be_written_there",
    errno.EFBIG: "sim.the_file_grows_too_large",
    errno.ENAMETOOLONG: "sim.the_name_is_too_long",
    errno.ECONNREFUSED: "sim.the_connection_is_refused",
    errno.EADDRINUSE: "sim.the_address_is_in_use",
    errno.EADDRNOTAVAIL: "sim.this_computer_has_no_such_address",
}
#: Kinds of faults that pydantic finds, by how their names begin, and what is allowed instead.
_KINDS = (
    ("bool", "sim.true_or_false"),
    ("int", "sim.a_whole_number"),
    ("float", "sim.a_number"),
    ("finite_number", "sim.a_finite_number"),
    ("string_too_short", "sim.a_text_that_is_not_empty"),
    ("string", "sim.a_text"),
    ("date", "sim.a_day_as_2026_01_31"),
    ("missing", "sim.this_field_is_required"),
    ("none_required", "sim.null"),
    ("list", "sim.a_list"),
    ("tuple", "sim.a_list"),
    ("set", "sim.a_list"),
    ("dict", "sim.a_set_of_fields"),
    ("mapping", "sim.a_set_of_fields"),
    ("model", "sim.a_set_of_fields"),
    ("dataclass", "sim.a_set_of_fields"),
)
_BOUNDS = {
    "greater_than": ("sim.above_low", "gt"),
    "greater_than_equal": ("sim.low_or_more", "ge"),
    "less_than": ("sim.below_low", "lt"),
    "less_than_equal": ("sim.at_most_low", "le"),
}


def of_system(error: Exception) -> Said:
    """Why a file could not be read or written, or an address not be reached.

    Args:
        error: of the system, or of bytes that are no text.
    """
    if isinstance(error, UnicodeDecodeError):
        return Said(
            "sim.byte_at_position", byte=f"{error.object[error.start]:#04x}", position=error.start
        )
    if isinstance(error, json.JSONDecodeError):
        return Said("sim.line_number_column", line=error.lineno, column=error.colno)
    number = error.errno if isinstance(error, OSError) else None
    if number in _SYSTEM:
        return Said(_SYSTEM[number])
    if number is not None:
        return Said("sim.error_of_the_system", number=number)
    return Said("sim.its_content_is_not_as_it_was_written")


def hint(word: object, known: Iterable[str]) -> str:
    """Which known word may be meant, after a blank; empty if none is near."""
    close = difflib.get_close_matches(str(word), list(known), n=1)
    return Said("sim.did_you_mean", close=close[0]) if close else ""


def kind_of(value: object) -> Said:
    """What a value of a file is."""
    match value:
        case None:
            return Said("sim.nothing")
        case bool():
            return Said("sim.true_or_false")
        case int() | float():
            return Said("sim.a_number")
        case str():
            return Said("sim.a_text")
        case Mapping():
            return Said("sim.a_set_of_fields")
    return Said("sim.a_list")


def as_written(value: object) -> str:
    """A value as it can stand in a file, on one line; shortened if it is long."""
    text = _flow(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _flow(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f"'{value}'"
        case Mapping():
            return "{" + ", ".join(f"{k}: {_flow(x)}" for k, x in value.items()) + "}"
        case list() | tuple() | set():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case float():
            return f"{value:.15g}"
    return str(value)


def own_words(fault: ErrorDetails) -> Said | None:
    """What a check of our own says, that pydantic ran; None if the fault is one of its own."""
    said = getattr((fault.get("ctx") or {}).get("error"), "args", ())
    return said[0] if said and isinstance(said[0], Said) else None


def allowed_of(fault: ErrorDetails) -> Said:
    """What would be accepted where pydantic found something else."""
    kind, parts = fault["type"], fault.get("ctx") or {}
    if kind in _BOUNDS:
        code, name = _BOUNDS[kind]
        return Said(code, low=parts[name])
    if kind in ("literal_error", "enum"):
        return Said("sim.one_of", names=_quoted(str(parts["expected"])))
    for begin, code in _KINDS:
        if kind.startswith(begin):
            return Said(code)
    return Said("sim.a_value_of_another_kind")


def found_in(fault: ErrorDetails) -> str:
    """What pydantic found, as it can stand in a file."""
    return Said("sim.nothing") if fault["type"] == "missing" else as_written(fault["input"])


def problem_of(fault: ErrorDetails) -> Said:
    """What is wrong with a field, in a word."""
    own = own_words(fault)
    if own is not None:
        return own
    if fault["type"] == "missing":
        return Said("sim.missing_field")
    if fault["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return Said("sim.unknown_field", hint="")
    return Said("sim.impossible_value")


def field_of(fault: ErrorDetails, *before: str) -> str | None:
    """The dotted path of a fault; None for what is read as a whole."""
    return ".".join([*before, *map(str, fault["loc"])]) or None


def _quoted(expected: str) -> tuple[str, ...]:
    """The choices in pydantic's list of them: `'a', 'b' or 'c'`."""
    return tuple(expected.split("'")[1::2]) or (expected,)


def fault_of(error: Any) -> ErrorDetails:
    """The first fault of a pydantic `ValidationError`."""
    first: ErrorDetails = error.errors()[0]
    return first
