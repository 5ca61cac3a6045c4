"""The help of the command line, in the reader's language: plain text, as wide as the window."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from mentorsim.reader import OPTION, reader_language
from sim.messages import Said, in_language

#: Columns of the page at most, and of the names before what they mean.
WIDEST, NAMES = 100, 34
INDENT = "  "


def group_help(ctx: Any, commands: Iterable[str]) -> str:
    """The help of the program: what it is, its own options and its commands.

    Args:
        ctx: of the group.
        commands: names, in order.
    """
    group = ctx.command
    summaries = [(name, _first(Said(command_code(name, group.inside)))) for name in commands]
    return _page(
        ctx,
        (Said("mentorsim.help_of_options"), Said("mentorsim.help_of_command")),
        group.help,
        (
            (Said("mentorsim.help_options"), [*map(_option, group.params), *_every(group.params)]),
            (Said("mentorsim.help_commands"), summaries),
        ),
    )


def command_help(command: Any, ctx: Any) -> str:
    """The help of a command: what it does, its arguments and its options.

    Args:
        command: with its parameters.
        ctx: it is asked in.
    """
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name != "argument"]
    return _page(
        ctx,
        (Said("mentorsim.help_of_options"), *map(named, arguments)),
        command.help,
        (
            (Said("mentorsim.help_arguments"), [_argument(p) for p in arguments]),
            (Said("mentorsim.help_options"), [*map(_option, options), *_every(options)]),
        ),
    )


def command_code(command: str, inside: str = "") -> str:
    """The code of what a command does.

    Args:
        command: name.
        inside: name that stands before it, if any.
    """
    name = f"{inside}_{command}" if inside else command
    return f"mentorsim.command_{name.replace('-', '_')}"


def _first(said: Said) -> str:
    return in_language(said, reader_language()).partition("\n\n")[0]


def _page(
    ctx: Any,
    usage: Sequence[str],
    what: Said,
    sections: Sequence[tuple[Said, Sequence[tuple[str, str]]]],
) -> str:
    language = reader_language()
    width = min(WIDEST, shutil.get_terminal_size().columns)
    called = " ".join([ctx.command_path, *(in_language(part, language) for part in usage)])
    usage_line = Said("mentorsim.help_usage", command=called).in_language(language)
    lines = [_filled(usage_line, width)]
    for paragraph in in_language(what, language).split("\n\n"):
        lines += ["", _filled(paragraph, width)]
    for title, entries in sections:
        if entries:
            lines += ["", f"{in_language(title, language)}:"]
            widest = max(len(name) for name, _ in entries)
            lines += [line for entry in entries for line in _entry(entry, widest, width)]
    return "\n".join(lines) + "\n"


def _entry(entry: tuple[str, str], widest: int, width: int) -> list[str]:
    """A name and what it means beside it; below it where the name is long."""
    name, words = entry
    column = len(INDENT) + min(widest, NAMES) + 2
    beside = _filled(words, max(20, width - column)).split("\n")
    if len(name) > NAMES:
        return [INDENT + name, *(" " * column + line for line in beside)]
    first = f"{INDENT}{name}".ljust(column) + beside[0]
    return [first.rstrip(), *(" " * column + line for line in beside[1:])]


def _filled(words: str, width: int) -> str:
    return textwrap.fill(words, width, break_on_hyphens=False, break_long_words=False)


def _every(options: Sequence[Any]) -> list[tuple[str, str]]:
    """The options that every command has, as far as it does not list them itself."""
    language = Said("mentorsim.help_language_of_what_is_said").in_language(reader_language())
    known = {name for option in options for name in option.opts}
    text = Said("mentorsim.metavar_text").in_language(reader_language())
    return [*([] if OPTION in known else [(f"{OPTION} {text}", language)]), _help()]


def _help() -> tuple[str, str]:
    return "--help", Said("mentorsim.help_show_this").in_language(reader_language())


def named(param: Any) -> str:
    """An argument as it stands in the line, in the reader's language."""
    name = in_language(param.metavar or param.name.upper(), reader_language())
    if param.metavar in (Said("mentorsim.metavar_text"), Said("mentorsim.metavar_path")):
        name = param.name.upper()
    return f"{name} ..." if param.nargs == -1 and not name.endswith("...") else name


def _argument(param: Any) -> tuple[str, str]:
    return named(param), _words(param)


def _option(param: Any) -> tuple[str, str]:
    language = reader_language()
    names = " / ".join([*param.opts, *param.secondary_opts])
    if param.metavar and not getattr(param, "is_flag", False):
        names += f" {in_language(param.metavar, language)}"
    return names, _words(param)


def _words(param: Any) -> str:
    """What a parameter is for, and what holds if it is left out."""
    language = reader_language()
    words = [in_language(param.help or "", language)]
    if param.required:
        words.append(Said("mentorsim.help_required").in_language(language))
    elif isinstance(param.default, str | int | float) and not isinstance(param.default, bool):
        words.append(Said("mentorsim.help_default", value=param.default).in_language(language))
    return " ".join(words)
