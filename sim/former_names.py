"""Former names of attributes, which go on working and say what they are called now."""

from __future__ import annotations

import warnings
from typing import Any


def former(old: str, new: str) -> Any:
    """A property that gives another attribute under its former name, with a `DeprecationWarning`.

    Args:
        old: the former name.
        new: the name of the attribute now; a method is given as it is, to be called.
    """

    def read(self: object) -> Any:
        warnings.warn(f"{old} is now {new}", DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(read, doc=f"The former name of `{new}`.")
