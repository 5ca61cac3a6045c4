"""`mentorsim open`: a saved question asked again, with what it was saved with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorsim.cli.options import CORES, Json, Out, Workers
from mentorsim.language import Language
from mentorsim.request.executor import THREADS, ExecutorName
from mentorsim.request.parts import Parts, question_of
from mentorsim.terminal.errors import OTHER_ANSWER, say
from sim.errors import InputError
from sim.messages import Said


def open_command(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            metavar=Said("mentorsim.metavar_file"),
            help=Said("mentorsim.help_a_question_that_save_wrote"),
        ),
    ],
    out: Out = None,
    json: Json = False,
    workers: Workers = CORES,
    executor: ExecutorName = THREADS,
    language: Annotated[
        str | None, typer.Option("--language", help=Said("mentorsim.help_da_or_en_else_as_asked"))
    ] = None,
) -> None:
    """The command `open`; its help is `mentorsim.command_open`.

    Args:
        context: of the command line.
        path: a question that was saved.
        out: folder of the results.
        json: whether results go to standard output for machines.
        workers: processes or threads that run at once.
        executor: what runs the pieces.
        language: of the reader; None is the one in which it was asked.
    """
    from mentorsim.saved.question import answer_digest, differences, made_with, read_question
    from mentorsim.saved.told import difference_lines, verdict_lines

    question = read_question(path)
    words = Language(question.language if language is None else language)
    chosen: dict[str, Any] = {
        "out": out,
        "json": json,
        "workers": workers,
        "executor": executor,
        "language": words.code,
    }
    root: Any = context.find_root()
    command: Any = root.command.get_command(root, question.command)
    if command is None or "save" not in {str(p.name) for p in command.params}:
        raise InputError(
            Said("mentorsim.no_command_that_can_be_saved"),
            file=path,
            field="command",
            found=question.command,
            allowed=Said("mentorsim.a_file_that_save_wrote_unchanged"),
        )
    known = {str(p.name) for p in command.params}
    shown = {
        name: value
        for name, value in chosen.items()
        if name in known or value not in (None, False, THREADS)
    }
    changed = differences(question.made_with, made_with())
    for line in difference_lines(changed, words):
        say(line)
    arguments = command_line(command.params, question.options | shown, path)
    with question_of(Parts(question.parts, str(path))) as parts:
        with command.make_context(question.command, arguments, parent=root) as inner:
            command.invoke(inner)
        written = parts.written().get("posterior", {})
    posterior = differences(question.posterior, written)
    for line in difference_lines(posterior, words):
        say(line)
    same = parts.answer is not None and answer_digest(parts.answer) == question.answer.digest
    for line in verdict_lines(question, words, same=same, known=bool(changed or posterior)):
        say(line)
    if not same:
        raise typer.Exit(OTHER_ANSWER)


def command_line(params: list[Any], values: Mapping[str, Any], path: Path) -> list[str]:
    """Options and arguments as they are typed.

    Args:
        params: of the command.
        values: by name.
        path: of the saved question, for messages.

    Raises:
        InputError: an option that the command does not have.
    """
    known = {str(p.name): p for p in params}
    options: list[str] = []
    arguments: list[str] = []
    for name, value in values.items():
        if name not in known:
            raise InputError(
                Said("mentorsim.no_such_option_of_this_command"),
                file=path,
                field=f"options.{name}",
                found=name,
                allowed=", ".join(known),
            )
        if value is None or value is False:
            continue
        several = value if isinstance(value, list) else [value]
        if known[name].param_type_name == "argument":
            arguments += map(_typed, several)
        elif value is True:
            options.append(known[name].opts[0])
        else:
            options += [word for each in several for word in (known[name].opts[0], _typed(each))]
    return [*options, "--", *arguments]


def _typed(value: Any) -> str:
    """A value as it is typed: of a number no form that could be read in two ways."""
    if not isinstance(value, float):
        return str(value)
    from mentorsim.saved.told import as_typed

    return as_typed(value)
