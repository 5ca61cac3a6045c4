"""How the command ends: one message and an exit code for every expected error."""

from __future__ import annotations

import sys
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from sim.errors import InputError

#: Exit codes: wrong input, and interruption by the user (128 + SIGINT).
WRONG_INPUT = 2
INTERRUPTED = 130

INTERRUPTION = "interrupted; no results were written (after --out, --resume goes on from here)"


def say(message: str) -> None:
    """One message on standard error."""
    print(f"mentorsim: {message}", file=sys.stderr)


def _of_option(error: typer.BadParameter) -> InputError | None:
    """The message of an option whose value cannot be, if it is known what was found."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError) or error.param is None:
        return None
    wrong = cause.errors()[0]
    allowed = str(wrong["msg"]).removeprefix("Input should be ").split(", unable")[0]
    return InputError(
        "not possible here", field=error.param.opts[0], found=wrong["input"], allowed=allowed
    )


class Commands(TyperGroup):
    """The commands; expected errors become messages instead of tracebacks."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            say(str(error))
            raise typer.Exit(WRONG_INPUT) from error
        except typer.BadParameter as error:
            message = _of_option(error)
            if message is None:
                raise
            say(str(message))
            raise typer.Exit(WRONG_INPUT) from error
        except KeyboardInterrupt as error:
            say(INTERRUPTION)
            raise typer.Exit(INTERRUPTED) from error
