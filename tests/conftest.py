"""Fixtures that tests of several files share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main

from tests.support.calibrate_cases import begun, interrupted, run

# Checks that several tests share show what they compared, as those of the tests themselves do.
pytest.register_assert_rewrite("tests.support.auditor", "tests.worlds.mesa_worlds")


#: Groups of tests that take minutes: they begin first, so that no worker is left alone with one.
LONG = (
    "calibration",
    "browser",
    "exam",
    "report in a browser",
    "sampler",
    "sampler-spread",
    "report",
    "05-sensitivity.ipynb",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one file stay on one worker, where what they share is lived once."""

    def turn(item: pytest.Item) -> int:
        marker = item.get_closest_marker("xdist_group")
        return LONG.index(marker.args[0]) if marker and marker.args[0] in LONG else len(LONG)

    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=turn)


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Streamlit puts a script in the place of `__main__`, and new processes would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session", autouse=True)
def _one_command() -> Iterator[None]:
    """The command is put together once, not anew each time that a test runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(typer.main.get_command))
        yield


@pytest.fixture
def no_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong input must be found before the first world is lived."""
    monkeypatch.setattr("calibration.calibration_steps.replicate_trial", begun)
    monkeypatch.setattr("calibration.paired_runs.simulate_pair", begun)


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A calibration that was interrupted in its first world."""
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr("calibration.calibration_steps.replicate_trial", interrupted)
        assert run("calibrate", "--quick", "--out", str(out))[0] == 130
    assert (out / "work" / "setting.json").exists()
    return out
