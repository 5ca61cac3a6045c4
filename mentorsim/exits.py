"""How the command ends: one message and an exit code for every expected error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from mentorsim.saving.parts import Asking, asked_by
from sim.errors import InputError

#: Exit codes: wrong input, a saved question that is answered otherwise than when it was saved, and
#: interruption by the user (128 + SIGINT).
WRONG_INPUT = 2
OTHER_ANSWER = 3
INTERRUPTED = 130
#: Standard output was closed by who read it (128 + SIGPIPE).
CLOSED = 141

_ASKED: ContextVar[Mapping[str, Any]] = ContextVar("asked", default=MappingProxyType({}))

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


def fails_to_print(error: OSError) -> int:
    """The exit code where standard output is full or was closed by who read it.

    Who stops reading (`| head`) has seen enough: no message. What still waits to be printed is
    dropped, or the interpreter would try once more at its end.

    Args:
        error: that ended the command; one that has nothing to do with the output is raised again.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        if not isinstance(error, BrokenPipeError) and error.errno != errno.ENOSPC:
            raise error
    if isinstance(error, BrokenPipeError):
        return CLOSED
    say(f"cannot write to standard output: {error.strerror or error}")
    return WRONG_INPUT


def asked_of_command() -> Mapping[str, Any]:
    """Arguments and options of the command that runs, by name; none outside a command."""
    return _ASKED.get()


class AlreadyDoneError(Exception):
    """Nothing is left of what was to be resumed: its results are there."""


class Commands(TyperGroup):
    """The commands; expected errors become messages instead of tracebacks."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command that remembers what it was asked, and with what, while it runs.

        See `asked_of_command` and `mentorsim.saving.parts`.
        """
        command: Any = super().get_command(ctx, cmd_name)
        if command is not None:
            invoke = type(command).invoke

            def remembering(context: Any) -> Any:
                token = _ASKED.set(context.params)
                try:
                    with asked_by(Asking(str(command.name), command.params, context.params)):
                        return invoke(command, context)
                finally:
                    _ASKED.reset(token)

            command.invoke = remembering
        return command

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            say(str(error))
            raise typer.Exit(WRONG_INPUT) from error
        except AlreadyDoneError as done:
            say(str(done))
            return None
        except BrokenPipeError as error:
            raise typer.Exit(fails_to_print(error)) from error
        except typer.BadParameter as error:
            message = _of_option(error)
            if message is None:
                raise
            say(str(message))
            raise typer.Exit(WRONG_INPUT) from error
        except KeyboardInterrupt as error:
            say(INTERRUPTION)
            raise typer.Exit(INTERRUPTED) from error
