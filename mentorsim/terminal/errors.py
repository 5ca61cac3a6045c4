"""How the command ends: one message, in the reader's language, and an exit code for every error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperGroup

from mentorsim.reader import asked_language, names_in, reader_language, reading
from mentorsim.request.parts import Asking, asked_by
from mentorsim.terminal.help import group_help
from mentorsim.terminal.usage import usage_error
from sim.errors import InputError
from sim.foreign import hint, of_system
from sim.messages import LANGUAGES, Said, in_language

#: Exit codes: wrong input, a saved question that is answered otherwise than when it was saved, and
#: interruption by the user (128 + SIGINT).
WRONG_INPUT = 2
OTHER_ANSWER = 3
INTERRUPTED = 130
#: Standard output was closed by who read it (128 + SIGPIPE).
CLOSED = 141

_ASKED: ContextVar[Mapping[str, Any]] = ContextVar("asked", default=MappingProxyType({}))

INTERRUPTION = Said("mentorsim.interrupted")
#: What is at fault in how the command was called; typer has it under this name only.
_USAGE: type[Exception] = typer.BadParameter.__mro__[1]


def say(message: str) -> None:
    """One message on standard error, in the reader's language."""
    print(f"mentorsim: {in_language(message, reader_language())}", file=sys.stderr)


def say_error(error: InputError) -> None:
    """An error's message; words that the catalogues do not have are told to be English."""
    language = reader_language()
    say(error.message(language, names_in(language)))
    if error.code is None and language != LANGUAGES[0]:
        print(f"  {in_language(Said('mentorsim.only_in_english'), language)}", file=sys.stderr)


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
    say(Said("mentorsim.cannot_write_to_standard_output", reason=of_system(error)))
    return WRONG_INPUT


def asked_of_command() -> Mapping[str, Any]:
    """Arguments and options of the command that runs, by name; none outside a command."""
    return _ASKED.get()


class AlreadyDoneError(Exception):
    """Nothing is left of what was to be resumed: its results are there.

    Args:
        said: that they are.
    """

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(said)


class Commands(TyperGroup):
    """The commands; expected errors become messages instead of tracebacks."""

    #: Name that stands before them on the command line, if any.
    inside = ""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run what the command line asks for, in the language that it names.

        Args:
            args: the command line without the program's name; None is what the program was started
                with.
            more, extra: as click takes it.
        """
        with reading(asked_language(sys.argv[1:] if args is None else list(args))):
            return super().main(args, *more, **extra)

    def make_context(self, *about: Any, **extra: Any) -> Any:
        """Read what stands before the command."""
        with _told():
            return super().make_context(*about, **extra)

    def load(self, name: str) -> Any:
        """The command of a name; None if there is none."""
        return self.commands.get(name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(group_help(ctx, self.list_commands(ctx)))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the line names, and what is left of the line."""
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            raise InputError(
                Said("mentorsim.no_such_command", hint=hint(args[0], names)),
                found=args[0],
                allowed=", ".join(names),
            )
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command that remembers what it was asked, and with what, while it runs.

        See `asked_of_command` and `mentorsim.request.parts`.
        """
        command = self.load(cmd_name)
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
        with _told():
            return super().invoke(ctx)


@contextmanager
def at_fault(context: Any) -> Iterator[None]:
    """What is called wrongly inside is at fault in this command: typer does not always say.

    Args:
        context: of the command whose arguments are read.
    """
    try:
        yield
    except _USAGE as error:
        wrong: Any = error
        wrong.ctx = wrong.ctx or context
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Expected errors as messages."""
    try:
        yield
    except InputError as error:
        say_error(error)
        raise typer.Exit(WRONG_INPUT) from error
    except AlreadyDoneError as done:
        say(done.said)
    except BrokenPipeError as error:
        raise typer.Exit(fails_to_print(error)) from error
    except _USAGE as error:
        wrong = usage_error(error)
        if wrong is None:
            raise
        say_error(wrong)
        raise typer.Exit(WRONG_INPUT) from error
    except KeyboardInterrupt as error:
        say(INTERRUPTION)
        raise typer.Exit(INTERRUPTED) from error
