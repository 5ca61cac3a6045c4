"""Sensitivity analyses in Python, and the page that shows what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from matplotlib.text import Text

from mentorsim.cli import app
from mentorsim.doc_pages.shown_output import commands, printed, refreshed
from mentorsim.python import sensitivity
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.indices import MATTERS
from sim.errors import InputError

PAGE = (Path(__file__).parents[3] / "docs" / "sensitivity.md").read_text(encoding="utf-8")


def test_every_result_can_be_told_and_drawn_in_both_languages() -> None:
    asked = sensitivity.question("104-weeks", "as-in-trial", "net_public", week=60)
    found = [
        sensitivity.sensitivity(asked, "group:trust", levers=["caseload"], samples=4),
        sensitivity.tornado(asked, "trust_growth", levers=["duration=52:104"], draws=2),
        sensitivity.threshold(asked, "caseload", points=3, draws=2),
        sensitivity.two_way(asked, points=2, draws=2),
        sensitivity.discover(asked, "trust_growth", levers=["caseload"], samples=64),
        sensitivity.regret(asked, "26-weeks", draws=2),
    ]
    for each in found:
        told = {code: sensitivity.tell(asked, each, code) for code in ("da", "en")}
        assert told["da"][0] != told["en"][0]
        assert all(not re.search(r"\{\w+\}", line) for lines in told.values() for line in lines)
        figure = sensitivity.plot(asked, each, "da")
        title = figure.get_suptitle()
        assert title
        assert figure._repr_png_().startswith(b"\x89PNG")
        texts = figure.findobj(Text)
        words = " ".join(text.get_text() for text in texts)
        assert "†" in words


def test_a_changed_policy_can_be_asked_about() -> None:
    close = sensitivity.load(
        "as-in-trial", name="close", capacity={"follows": "mentors", "caseload": 10}
    )
    asked = sensitivity.question(close, load_policy("no-mentor"), week=52)
    assert asked.names == ("close", "no-mentor")
    found = sensitivity.sensitivity(
        asked, "readiness_gain", "half_minutes", method="sobol", samples=64
    )
    assert MATTERS in set(found.indices.table["verdict"])


def test_wrong_input_is_told_as_by_the_commands() -> None:
    with pytest.raises(InputError, match="unknown outcome"):
        sensitivity.question("104-weeks", outcome="luck")
    asked = sensitivity.question("104-weeks", "as-in-trial", week=30)
    with pytest.raises(InputError, match="did you mean trust_growth"):
        sensitivity.sensitivity(asked, "trust_growt")
    with pytest.raises(InputError, match="unknown method"):
        sensitivity.sensitivity(asked, "trust_growth", method="fast")
    with pytest.raises(InputError, match="too few values"):
        sensitivity.threshold(asked, "caseload", points=1)


def test_a_page_is_refreshed_and_nothing_else_of_it_changes() -> None:
    command = "```sh\nmentorsim map \\\n  x\n```\n"
    page = f"# A\n\n{command}\n```text\nold\n```\n\n```sh\nmentorsim page\n```\n"
    assert commands(page) == ["map x"]
    again = refreshed(page, lambda command: f"<{command}>")
    assert again == page.replace("old", "<map x>")
    with pytest.raises(RuntimeError, match="unknown policy"):
        printed("map nowhere")


def test_the_page_shows_all_commands_with_their_output() -> None:
    names = {command.split()[0] for command in commands(PAGE)}
    assert names == {"sensitivity", "tornado", "threshold", "map", "discover", "regret"}
    group: Any = typer.main.get_command(app)
    for command in commands(PAGE):
        name, *arguments = shlex.split(command)
        # Its options are options; nothing is run.
        group.load(name).make_context(name, arguments)
    for output in re.findall(r"```text\n(.*?)```", PAGE, re.S):
        assert len(output.splitlines()) >= 3
    assert max(map(len, PAGE.splitlines())) <= 120


def test_the_output_on_the_page_is_what_a_command_prints() -> None:
    """The cheapest of them, printed again."""
    (command,) = [c for c in commands(PAGE) if c.startswith("threshold") and "caseload" in c]
    said = printed(command)
    assert said in PAGE
