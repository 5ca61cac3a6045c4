"""Every command that goes on with an interrupted run goes on only with pieces of its own code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

from calibration.sources import code_up_to
from calibration.workspace import Arrays, Workspace
from mentorsim.cli import app
from mentorsim.folders.output import unfinished
from mentorsim.terminal.errors import INTERRUPTED, WRONG_INPUT
from tests.mentorsim.cli.test_command import contents, run

FEW = ("--draws", "4", "--weeks", "30")
BASE = ("--against", "as-in-trial", "--week", "60")
#: A run of each command; its pieces are never made.
COMMANDS = {
    "compare": ("104-weeks", *FEW),
    "rank": ("104-weeks", "as-in-trial", "--hours", "20000", *FEW),
    "decide": ("104-weeks", *FEW),
    "forecast": ("104-weeks", "--draws", "4"),
    "next-trial": (
        "--arms",
        "no-mentor,as-in-trial",
        "--n",
        "100",
        "--draws",
        "20",
        "--weeks",
        "30",
    ),
    "sensitivity": ("104-weeks", *BASE, "--factors", "mechanism", "--samples", "4"),
    "tornado": ("104-weeks", *BASE, "--factors", "mechanism", "--draws", "4"),
    "threshold": ("104-weeks", *BASE, "--factor", "caseload", "--draws", "4"),
    "map": ("104-weeks", *BASE, "--points", "2", "--draws", "2"),
    "discover": ("104-weeks", *BASE, "--fails", "net loss", "--levers", "caseload"),
    "regret": ("104-weeks", "26-weeks", *BASE, "--draws", "2"),
    "search": ("--cohort", "50", "--mentors", "2", "--weeks", "30", "--candidates", "40"),
    "calibrate": ("--quick",),
    "examine": (),
}


def resuming() -> set[str]:
    """Commands that have `--resume`."""
    group: Any = typer.main.get_command(app)
    return {
        name
        for name in group.places
        if any("--resume" in option.opts for option in group.load(name).params)
    }


def test_no_command_that_resumes_is_left_out() -> None:
    assert set(COMMANDS) == resuming()


def stopped(space: Workspace, name: str, make: object) -> Arrays:
    """Something is kept, and the run is interrupted."""
    (space.folder / f"{name}.npz").write_bytes(b"a piece")
    raise KeyboardInterrupt


@pytest.mark.parametrize("command", COMMANDS)
def test_pieces_of_other_code_are_refused(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    arguments = [command, *COMMANDS[command], "--out", str(out)]
    if command == "examine":
        arguments += ["--work", str(tmp_path / "work")]
    monkeypatch.setattr(Workspace, "piece", stopped)
    code, _, errors = run(*arguments)
    assert code == INTERRUPTED, errors
    kept = {"calibrate": out / "work", "examine": tmp_path / "work"}.get(command, unfinished(out))
    before = contents(kept)
    assert any(name.endswith(".npz") for name in before)
    # The same code goes on, as far as the next interruption.
    code, _, errors = run(*arguments, "--resume")
    assert code == INTERRUPTED, errors
    with monkeypatch.context() as edited:
        edited.setattr("calibration.workspace.code_up_to", lambda layer: f"other {layer}")
        code, output, errors = run(*arguments, "--resume")
    assert code == WRONG_INPUT
    assert output == ""
    layer = "calibration" if command in ("calibrate", "examine") else "scenarios"
    for told in ("other code", str(kept / "setting.json"), code_up_to(layer), f"other {layer};"):
        assert told in errors
    assert "Traceback" not in errors
    assert contents(kept) == before
