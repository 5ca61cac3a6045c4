"""The pages of questions: commands that are some, cut from real output, both languages whole."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from mentorsim.cli import app
from mentorsim.doc_pages.questions import (
    QUESTIONS,
    Part,
    begins,
    bullets,
    output_of,
    page,
    page_path,
    sentence_of,
    table_of,
)
from mentorsim.language import LOCALES, Language
from scenarios.comparison.intervals import least_draws

#: Questions of the collection of facts, and those that begin from what a jobcentre has.
FACTS, OF_A_JOBCENTRE = 12, 4
COMMANDS = sorted({part.command for parts in QUESTIONS.values() for part in parts})


def smaller(command: str) -> str:
    """The same command with as few draws as a verdict takes, and a short time."""
    command = re.sub(r"--draws \d+", f"--draws {least_draws()}", command)
    command = re.sub(r"--years \d+", "--years 2", command)
    return re.sub(r"--week \d+", "--week 20", command)


@cache
def quick(command: str, code: str) -> str:
    """What a command prints, made small: tables have the same captions whatever the numbers."""
    short = smaller(command)
    if short.startswith(("decide", "rank")):
        short += " --workers 1" if "--week " in short else " --weeks 20 --workers 1"
    return output_of(short, code)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_be_given(command: str) -> None:
    """Names, options and values are those of the command line; nothing is run."""
    name, *rest = shlex.split(command)
    group: Any = typer.main.get_command(app)
    context = group.load(name).make_context(name, rest)
    assert context.params["draws"] >= 2


def test_files_in_commands_are_there() -> None:
    for path in re.findall(r"\S+\.yaml", " ".join(COMMANDS)):
        assert (Path(__file__).parents[3] / path).exists(), path


@pytest.mark.parametrize("code", LOCALES)
def test_the_page_holds_every_question_command_and_word(code: str) -> None:
    language = Language(code)
    text = page_path(language).read_text(encoding="utf-8")
    assert language.text("questions.title") in text
    for number, parts in QUESTIONS.items():
        heading = language.text(f"questions.{number}.question")
        section = text.split(f"## {number}. {heading}\n")[1].split("\n## ")[0]
        assert language.text(f"questions.{number}.answer") in section
        for part in parts:
            assert f"mentorsim {part.command}\n" in section
        for key in (key for part in parts for key in part.captions):
            assert re.search(f"(?m)^{begins(key, language).pattern}", section), key
    assert text.count("\n## ") == len(QUESTIONS)


def test_all_are_answered() -> None:
    assert sorted(QUESTIONS) == list(range(1, FACTS + OF_A_JOBCENTRE + 1))


@pytest.mark.parametrize("code", LOCALES)
def test_a_page_is_made_from_what_the_commands_print(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    language = Language(code)
    some = {n: QUESTIONS[n] for n in (1, 3, 10)}
    monkeypatch.setattr("mentorsim.doc_pages.questions.QUESTIONS", some)
    text = page(language, quick)
    printed = quick(QUESTIONS[10][0].command, code)
    assert f"> {bullets(printed)[5]}" in text
    assert table_of(printed, "decide.caption.value_of_information", language)[0] in text


def test_cuts_end_where_the_next_table_begins() -> None:
    english = Language("en")
    printed = "\n".join(
        [
            "Question",
            "",
            "• First thing",
            "that wraps.",
            "• Second.",
            "",
            "Extra cost and effect per young person against X",
            "1",
            "",
            "note",
            "",
            "Who pays and who receives: net DKK per young person against X",
            "2",
        ]
    )
    assert bullets(printed) == ["First thing that wraps.", "Second."]
    table = table_of(printed, "decide.caption.ratios", english)
    assert table == ["Extra cost and effect per young person against X", "1", "", "note"]
    assert table_of(printed, "decide.caption.sums", english)[-1] == "2"
    with pytest.raises(RuntimeError, match="no table"):
        table_of(printed, "decide.caption.value_of_information", english)
    with pytest.raises(RuntimeError, match="no sentence"):
        sentence_of(printed, "fair.unchanged", english)


def test_a_command_that_fails_stops_the_page() -> None:
    with pytest.raises(RuntimeError, match="no-such"):
        output_of("decide no-such --draws 2", "en")


def test_a_part_is_split_as_a_shell_would() -> None:
    assert Part("decide a 'b c' --draws 2").arguments == ["decide", "a", "b c", "--draws", "2"]
