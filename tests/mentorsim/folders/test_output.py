"""What a killed run leaves is cleaned away; what cannot be printed is a message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mentorsim.folders.output import whole_folder

WRITER = """
import sys, time
from pathlib import Path
from mentorsim.folders.output import whole_folder
with whole_folder(Path(sys.argv[1])) as part:
    (part / "half.csv").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


def writer(out: Path) -> subprocess.Popen[str]:
    """A process that is in the middle of writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_run_left_is_cleaned_away_by_the_next(tmp_path: Path, end: int) -> None:
    out = tmp_path / "out"
    process = writer(out)
    os.kill(process.pid, end)
    process.wait()
    mine = tmp_path / ".out-notes"
    mine.mkdir()
    with whole_folder(out) as part:
        (part / "all.csv").write_text("all")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".out-notes", "out"]
    assert [p.name for p in out.iterdir()] == ["all.csv"]


def test_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = writer(out)
    try:
        with whole_folder(out) as part:
            (part / "all.csv").write_text("all")
        (there,) = tmp_path.glob(".out.writing-*")
        assert (there / "half.csv").read_text() == "half"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("command", [("policies",), ("policies", "--json"), ("--help",)])
def test_a_full_output_is_one_message(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "mentorsim", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == "mentorsim: cannot write to standard output: there is no space left\n"


@pytest.mark.parametrize("command", [("policies",), ("parameters", "--json")])
def test_who_stops_reading_has_seen_enough(command: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-m", "mentorsim", *command],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert ended.returncode in (1, 141)
    assert ended.stderr == ""
