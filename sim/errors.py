"""The one error a user sees: which file, which field, what was found, what is allowed."""

from __future__ import annotations


class InputError(Exception):
    """Something the user gave cannot be used.

    The command line prints it as one message and exits with code 2; in Python it is an ordinary
    exception whose parts can be read.

    Args:
        problem: what is wrong, in words.
        file: the file it was found in, if any.
        field: the field inside the file (dotted path), if any.
        found: the value that was found, as text.
        allowed: what would be accepted.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: object = None,
        field: str | None = None,
        found: object = None,
        allowed: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.field = field
        self.found = None if found is None else str(found)
        self.allowed = allowed
        super().__init__(self._message())

    def _message(self) -> str:
        where = [part for part in (self.file, self.field) if part]
        lines = [f"{': '.join(where)}: {self.problem}" if where else self.problem]
        if self.found is not None:
            lines.append(f"  found:   {self.found}")
        if self.allowed is not None:
            lines.append(f"  allowed: {self.allowed}")
        return "\n".join(lines)
