"""What computes nothing loads no library that computes: help, the library, and refused input."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mentorsim.cli import COMMANDS

HERE = Path(__file__).parents[3]
HEAVY = (
    "jax",
    "matplotlib",
    "numba",
    "pandas",
    "SALib",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "sklearn",
    "streamlit",
    "xarray",
)
#: Commands that live policies: each is refused one that there is not.
ASKED = {
    "compare": "",
    "rank": "--hours 100",
    "decide": "",
    "forecast": "",
    "tornado": "",
    "threshold": "duration",
    "map": "duration caseload",
    "sensitivity": "",
    "discover": "",
    "regret": "",
    "search": "",
    "next-trial": "",
}


def loaded_by(*commands: str, libraries: Sequence[str] = HEAVY) -> dict[str, tuple[int, list[str]]]:
    """The exit code of each command, and the libraries that it is the first to load."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.loaded_by", ",".join(libraries), *commands],
        cwd=HERE,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(HERE)},
    )
    return {name: (code, first) for name, (code, first) in json.loads(run.stdout).items()}


def test_help_of_no_command_loads_what_computes() -> None:
    names = [
        f"{name} {inside}".strip()
        for name, place in COMMANDS.items()
        for inside in ([""] if isinstance(place, str) else place)
    ]
    assert len(names) > 30
    found = loaded_by("--help", *(f"{name} --help" for name in names))
    assert {name: what for name, what in found.items() if what != (0, [])} == {}


def test_the_library_a_look_at_a_policy_and_refused_input_load_nothing_that_computes(
    tmp_path: Path,
) -> None:
    whole = (HERE / "scenarios" / "policy" / "library" / "tapered-52-13.yaml").read_text("utf-8")
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(whole, "utf-8")
    bad.write_text(whole.replace("duration:", "duraton:"), "utf-8")
    assert bad.read_text("utf-8") != whole
    refused = [f"{name} no-such-policy {more}" for name, more in ASKED.items()]
    wrong = [f"compare {bad}", f"check {bad}", "compare as-in-trial --no-such-option"]
    found = loaded_by("policies", "check as-in-trial", f"check {good}", *refused, *wrong)
    told = {name: what for name, what in found.items() if what[0] == 0}
    assert set(told) == {"policies", "check as-in-trial", f"check {good}"}
    assert {code for code, _ in found.values()} == {0, 2}
    assert {name: libraries for name, (_, libraries) in found.items() if libraries} == {}


def test_what_a_command_loads_is_seen() -> None:
    found = loaded_by("prices --help", "population", libraries=("numpy", "pandas"))
    assert found == {"prices --help": (0, []), "population": (0, ["numpy", "pandas"])}


def test_a_look_at_a_policy_and_an_unknown_one_do_without_numpy() -> None:
    asked = ("compare --help", "policies", "check tapered-52-13", "compare no-such-policy")
    found = loaded_by(*asked, libraries=("numpy",))
    assert {name: libraries for name, (_, libraries) in found.items() if libraries} == {}


def test_a_page_that_cannot_be_served_is_refused_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        asked = f"page --no-browser --port {other.getsockname()[1]}"
        assert loaded_by(asked) == {asked: (2, [])}
