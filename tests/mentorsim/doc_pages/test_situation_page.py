"""docs/situation.md and its Danish twin say what the program has and says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from mentorsim.cli import COMMANDS, app
from mentorsim.language import LOCALES, Language
from mentorsim.present.situation.words import Told, situation_line
from mentorsim.terminal.errors import OTHER_ANSWER, WRONG_INPUT
from scenarios.situation.reading import read_situation
from scenarios.situation.situation import Situation
from sim.strict_yaml import load_yaml
from tests.scenarios.situation.test_situation import EXAMPLE

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {"en": "situation.md", "da": "situation.da.md"}


def page(code: str) -> str:
    return " ".join((DOCS / PAGES[code]).read_text(encoding="utf-8").split())


def commands() -> list[str]:
    root: Any = get_command(app)
    return [n for n in COMMANDS if "situation" in {p.name for p in root.load(n).params}]


@pytest.mark.parametrize("code", LOCALES)
def test_every_field_and_every_command_is_on_the_page(code: str) -> None:
    text = page(code)
    table = re.findall(r"\| (`[^|]*`) \|", (DOCS / PAGES[code]).read_text(encoding="utf-8"))
    named = re.findall(r"`(\w+)`", " ".join(table))
    assert set(named) == set(Situation.model_fields)
    assert len(commands()) == 11
    for name in commands():
        assert f"`{name}`" in text, name
    for key in ("saving.same",):
        assert Language(code).text(key) in text
    words = "exit code" if code == "en" else "kode"
    assert f"{words} {OTHER_ANSWER}" in text
    assert f"{words} {WRONG_INPUT}" in text


@pytest.mark.parametrize("code", LOCALES)
def test_the_example_on_the_page_is_the_one_that_comes_along(code: str) -> None:
    raw = (DOCS / PAGES[code]).read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(.*?)```", raw, re.DOTALL)
    assert shown is not None
    mine, theirs = (
        load_yaml(text, file="page") for text in (shown[1], EXAMPLE.read_text(encoding="utf-8"))
    )
    assert mine == theirs
    example = read_situation(EXAMPLE)
    line = situation_line(Told(example, example.mentors), Language(code))
    assert line in page(code)


def test_every_command_with_a_situation_can_be_saved_and_resumed_by_the_same_names() -> None:
    root: Any = get_command(app)
    for name in commands():
        options = {p.name for p in root.load(name).params}
        assert "save" in options, name
    others = [n for n in COMMANDS if n not in commands()]
    assert others
    for name in others:
        assert "save" not in {p.name for p in root.load(name).params}, name
