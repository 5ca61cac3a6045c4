"""How the command ends: one message and an exit code for every expected error."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from sim.errors import InputError

#: Exit codes: wrong input, and interruption by the user (128 + SIGINT).
WRONG_INPUT = 2
INTERRUPTED = 130

INTERRUPTION = "interrupted; no results were written (after --out, --resume goes on from here)"


def say(message: str) -> None:
    """One message on standard error."""
    print(f"mentorsim: {message}", file=sys.stderr)


class Commands(TyperGroup):
    """The commands; expected errors become messages instead of tracebacks."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            say(str(error))
            raise typer.Exit(WRONG_INPUT) from error
        except KeyboardInterrupt as error:
            say(INTERRUPTION)
            raise typer.Exit(INTERRUPTED) from error
