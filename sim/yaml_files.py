"""A file whose content is a set of fields: read, or one message that says why not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.foreign import kind_of, of_system
from sim.messages import Said
from sim.strict_yaml import load_yaml


def fields_in(
    path: Path, what: str, fields: Iterable[str], most: int, *, ours: bool = False
) -> dict[str, Any]:
    """The fields of a YAML file, as they are written.

    Args:
        path: of the file.
        what: it is, as messages have it: `policy`, `situation`.
        fields: that it can have.
        most: bytes that it may have.
        ours: whether it comes with the project.

    Raises:
        InputError: a file that cannot be read, is too large, is no YAML, or is no set of fields.
    """
    try:
        size = path.stat().st_size
        if size > most:
            raise InputError(
                Said(f"sim.this_file_is_too_large_for_a_{what}"),
                file=path,
                found=Said("sim.size_bytes", size=size),
                allowed=Said("sim.at_most_most_bytes", most=most),
            )
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            Said(f"sim.cannot_read_the_{what}"),
            file=path,
            found=of_system(error),
            allowed=Said("sim.a_yaml_file_in_utf_8"),
        ) from error
    except OSError as error:
        raise InputError(
            Said(f"sim.cannot_read_the_{what}"),
            file=path,
            found=of_system(error),
            allowed=Said("sim.a_yaml_file_that_can_be"),
        ) from error
    content = load_yaml(text, file=path, ours=ours)
    if not isinstance(content, dict):
        raise InputError(
            Said(f"sim.a_{what}_is_a_set_of_fields"),
            file=path,
            found=kind_of(content),
            allowed=", ".join(fields),
        )
    return content
