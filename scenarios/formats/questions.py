"""What a file leaves open: asked, with what can be answered, and never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.messages import Said

#: The option that answers, on the command line.
OPTION = "--take"
#: Answers that are shown.
SHOWN = 12


class QuestionError(InputError):
    """A file can be read in several ways; the option `--take NAME=ANSWER` says which.

    Args:
        problem: the question.
        name: what is asked about: a column of the file, or a word of `Answers`.
        choices: what can be answered.
        file: that was read.
    """

    def __init__(self, problem: str, name: str, choices: Sequence[str], *, file: Path) -> None:
        self.name = name
        self.choices = tuple(choices)
        more = ("...",) if len(choices) > SHOWN else ()
        shown = Said("sim.one_of", names=(*self.choices[:SHOWN], *more))
        first = self.choices[0] if self.choices else "..."
        super().__init__(
            problem, file=file, field=name, found=shown, allowed=f'{OPTION} "{name}={first}"'
        )
