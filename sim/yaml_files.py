"""A file whose content is a set of fields: read, or one message that says why not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.strict_yaml import load_yaml


def fields_in(path: Path, what: str, fields: Iterable[str], most: int) -> dict[str, Any]:
    """The fields of a YAML file, as they are written.

    Args:
        path: of the file.
        what: it is, as messages have it: `policy`, `situation`.
        fields: that it can have.
        most: bytes that it may have.

    Raises:
        InputError: a file that cannot be read, is too large, is no YAML, or is no set of fields.
    """
    try:
        size = path.stat().st_size
        if size > most:
            raise InputError(
                f"this file is too large for a {what}",
                file=path,
                found=f"{size} bytes",
                allowed=f"at most {most} bytes",
            )
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"cannot read the {what}", file=path, found=str(error), allowed="a YAML file in UTF-8"
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot read the {what}",
            file=path,
            found=error.strerror or str(error),
            allowed="a YAML file that can be read",
        ) from error
    content = load_yaml(text, file=path)
    if not isinstance(content, dict):
        raise InputError(
            f"a {what} is a set of fields",
            file=path,
            found=type(content).__name__,
            allowed=", ".join(fields),
        )
    return content
