"""A command with sets of options has an option for each field, and is handed what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from mentorsim.request.numbers import whole_option
from mentorsim.terminal.commands import LoadedCommands, built
from mentorsim.terminal.errors import WRONG_INPUT, asked_of_command
from mentorsim.terminal.option_sets import with_options
from sim.messages import Said

Out = Annotated[
    Path | None, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_results"))
]
Seed = Annotated[int, whole_option("--seed", Said("mentorsim.help_seed_of_the_worlds"), low=0)]
Draws = Annotated[
    int, whole_option("--draws", Said("mentorsim.help_posterior_draws_to_use"), low=2)
]


@dataclass(frozen=True)
class Where:
    out: Out = None
    seed: Seed = 1


@dataclass(frozen=True)
class Elsewhere(Where):
    """Another default than that of `Where`."""

    seed: Seed = 7


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A set with a set in it, and an option that has to be given."""

    draws: Draws
    where: Elsewhere


#: What the toy was handed, and the names and values that are remembered of it.
Handed = tuple[tuple[str, Whole, bool], dict[str, Any]]
HANDED: list[Handed] = []


def toy_command(
    policy: Annotated[str, typer.Argument(help=Said("mentorsim.help_a_name_in_the_library"))],
    *,
    whole: Whole,
    json: Annotated[bool, typer.Option("--json", help=Said("mentorsim.help_save"))] = False,
) -> None:
    HANDED.append(((policy, whole, json), dict(asked_of_command())))


class Toys(LoadedCommands):
    # A name that has its words already.
    places = MappingProxyType({"map": f"{__name__}:toy_command"})


toys = typer.Typer(cls=Toys, add_completion=False, rich_markup_mode=None)


@toys.callback()
def every_toy() -> None:
    """What stands before a toy: nothing."""


@pytest.fixture(autouse=True)
def _nothing_handed() -> Iterator[None]:
    HANDED.clear()
    yield
    HANDED.clear()


def toy(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(toys, ["map", *arguments])
    return found.exit_code, found.stdout, found.stderr


def test_names_and_defaults_are_those_of_the_fields() -> None:
    command = built("map", f"{__name__}:toy_command")
    assert [(p.name, p.opts[0], p.default, p.required) for p in command.params] == [
        ("policy", "policy", None, True),
        ("draws", "--draws", None, True),
        ("out", "--out", None, False),
        ("seed", "--seed", 7, False),
        ("json", "--json", False, False),
    ]


def test_the_command_is_handed_its_sets_filled(tmp_path: Path) -> None:
    assert toy("here", "--draws", "4") == (0, "", "")
    assert toy("here", "--json", "--seed", "3", "--draws", "5", "--out", str(tmp_path))[0] == 0
    (usual, _), (said, remembered) = HANDED
    assert usual == ("here", Whole(draws=4, where=Elsewhere(None, 7)), False)
    assert said == ("here", Whole(draws=5, where=Elsewhere(tmp_path, 3)), True)
    # A saved question and what is resumed know each option by its own name.
    expected = {"policy": "here", "draws": 5, "out": tmp_path, "seed": 3, "json": True}
    assert remembered == expected


@pytest.mark.parametrize(
    ("language", "seed", "draws"),
    [
        ("en", "seed of the worlds [default: 7]", "posterior draws to use"),
        ("da", "startværdi for verdenerne [ellers: 7]", "antal parametersæt, der bruges"),
    ],
)
def test_the_help_has_the_words_of_the_fields(language: str, seed: str, draws: str) -> None:
    code, said, _ = toy("--help", "--language", language)
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert code == 0
    for option, words in (("--seed", seed), ("--draws", draws)):
        (line,) = [line for line in lines if line.startswith(option)]
        assert words in line
    assert "whole" not in said
    assert "where" not in said


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("--draws", "1"), "--draws"),
        (("--draws", "4", "--seed", "-1"), "--seed"),
        (("--draws", "4", "--seed"), "--seed"),
        (("--seed", "4"), "--draws"),
        (("--draws", "4", "--sed", "4"), "--sed"),
    ],
)
def test_what_is_wrong_names_the_option(arguments: tuple[str, ...], option: str) -> None:
    code, output, errors = toy("here", *arguments)
    assert (code, output, HANDED) == (WRONG_INPUT, "", [])
    assert option in errors.partition("allowed")[0]
    assert "Traceback" not in errors


def test_two_sets_with_an_option_of_the_same_name_make_no_command() -> None:
    def twice(*, here: Where, there: Elsewhere) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="duplicate parameter name: 'out'"):
        with_options(twice)


def test_a_command_without_sets_is_handed_what_it_was() -> None:
    def plain(policy: str, seed: int = 1) -> tuple[str, int]:
        return policy, seed

    assert with_options(plain)(policy="a", seed=2) == ("a", 2)
