"""The server says at once that it is starting, in the reader's language."""

from __future__ import annotations

import socket
import sys

import pytest
from typer.testing import CliRunner

from mentorsim.cli import app


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("code", "said"), [("en", "The page is starting ..."), ("da", "Siden starter ...")]
)
def test_the_first_word_comes_before_what_loads_for_seconds(
    code: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where parameters cannot be loaded, nothing but the first word is said.
    monkeypatch.setitem(sys.modules, "calibration.stored_posterior", None)
    asked = ["page", "--no-browser", "--port", str(free_port()), "--language", code]
    found = CliRunner().invoke(app, asked)
    assert isinstance(found.exception, ImportError)
    assert found.output.splitlines() == [said]
