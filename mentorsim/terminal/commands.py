"""One command: made of its function when it is asked for, with help in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand

from mentorsim.reader import without_language
from mentorsim.terminal.errors import Commands, at_fault
from mentorsim.terminal.help import command_code, command_help
from mentorsim.terminal.option_sets import with_options
from sim.errors import InputError
from sim.messages import Said


class Command(TyperCommand):
    """A command whose help and whose faults are told in our words."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read its arguments; the language of messages can be named with every command."""
        if not any(param.name == "language" for param in self.params):
            args = without_language(args)
        with at_fault(ctx):
            return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(command_help(self, ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run it, unless more was given than it takes."""
        if ctx.args:
            raise InputError(
                Said("mentorsim.more_arguments_than_the_command_takes"),
                found=" ".join(map(str, ctx.args)),
                allowed=Said("mentorsim.those_of_help", command=ctx.command_path),
            )
        return super().invoke(ctx)


class LoadedCommands(Commands):
    """Commands, each with the modules that it needs, and no others."""

    #: Where the function of each command stands, in the order of the help; of a name under which
    #: there are further commands, where those stand.
    places: Mapping[str, str | Mapping[str, str]] = {}

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the command; under a name, the language is the command's."""
        if self.inside:
            left = without_language(args)
            if all(word.startswith("-") for word in left):
                args = left
            elif args[0].startswith("-"):
                language = [word for word in args if word not in left]
                args = [*left, *language]
        with at_fault(ctx):
            return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in order."""
        return list(self.places)

    def load(self, name: str) -> Any:
        """The command of a name; None if there is none."""
        place = self.places.get(name)
        if place is None or isinstance(place, str):
            return None if place is None else built(name, place, self.inside)
        return group_of(name, place)


def group_of(name: str, commands: Mapping[str, str]) -> Any:
    """The commands under a name.

    Args:
        name: that stands before them.
        commands: as `LoadedCommands.places`.
    """
    group = LoadedCommands(name=name, no_args_is_help=True)
    group.help = Said(f"mentorsim.command_{name.replace('-', '_')}")
    group.places, group.inside = commands, name
    return group


def built(name: str, place: str, inside: str = "") -> Any:
    """The command of a function.

    Args:
        name: of the command.
        place: of the function: `module:function`.
        inside: name that stands before the command, if any.
    """
    module, _, function = place.partition(":")
    run = with_options(getattr(import_module(module), function))
    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    said = Said(command_code(name, inside))
    one.command(name, cls=Command, help=said, context_settings={"allow_extra_args": True})(run)
    command: Any = typer.main.get_command(one)
    command.help = said
    say_parameters(command.params, run)
    return command


def say_parameters(params: Iterable[Any], run: Callable[..., Any]) -> None:
    """Give parameters their words back: typer keeps plain English of them.

    Args:
        params: of a command.
        run: its function, whose annotations say what each is.
    """
    hints = get_type_hints(run, include_extras=True)
    for param in params:
        kind, *about = get_args(hints.get(param.name)) or (None,)
        for option in about:
            param.help = getattr(option, "help", None) or param.help
            param.metavar = getattr(option, "metavar", None) or _metavar(kind)


def _metavar(kind: Any) -> Said | None:
    """What a value is called in the help, by its type; None for an option that takes none."""
    kinds = {kind, *get_args(kind)}
    if Path in kinds or any(Path in get_args(inner) for inner in kinds):
        return Said("mentorsim.metavar_path")
    return None if bool in kinds else Said("mentorsim.metavar_text")
