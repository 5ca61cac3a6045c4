"""The one error a user sees: which file, which field, what was found, what is allowed."""

from __future__ import annotations

from sim.messages import LANGUAGES, Names, Said, english, in_language


class InputError(Exception):
    """Something the user gave cannot be used.

    The command line prints it as one message in the reader's language and exits with code 2; in
    Python it is an ordinary exception whose parts can be read, and whose text is English.

    Args:
        problem: what is wrong, as `sim.messages.Said`; plain words are said as they are in every
            language.
        file: the file it was found in, if any.
        field: the field inside the file (dotted path), if any; a place in words as `Said`.
        found: the value that was found, as it was written, or `Said`.
        allowed: what would be accepted: names, or `Said`.
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
        self.found = found if found is None or isinstance(found, str) else str(found)
        self.allowed = allowed
        super().__init__(self.message(LANGUAGES[0]))

    @property
    def code(self) -> str | None:
        """What the catalogues know the problem by; None if it is in plain words."""
        return self.problem.code if isinstance(self.problem, Said) else None

    def message(self, language: str, names: Names = english) -> str:
        """The whole message in a language.

        Args:
            language: code of it, one of `sim.messages.LANGUAGES`.
            names: as of `sim.messages.in_language`.
        """
        problem, field, found, allowed = (
            None if part is None else in_language(part, language, names)
            for part in (self.problem, self.field, self.found, self.allowed)
        )
        where = [part for part in (self.file, field) if part]
        lines = [f"{': '.join(where)}: {problem}" if where else str(problem)]
        if found is not None:
            lines.append("  " + Said("sim.found", found=found).in_language(language))
        if allowed is not None:
            lines.append("  " + Said("sim.allowed", allowed=allowed).in_language(language))
        return "\n".join(lines)
