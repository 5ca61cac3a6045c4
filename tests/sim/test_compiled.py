"""Compiled code is kept under the content of all sources: an edited rule never meets old code."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from numba import typeof

from benchmarks.world import policy, small_cohort
from calibration.sources import sources_fingerprint
from sim import ahead, machine_code
from sim.first_run import blank
from sim.parameters import parameter_space
from sim.processes import trust
from sim.simulation import build


@pytest.mark.parametrize(
    "name", ["processes/trust.py", "rates.py", "state.py", "outcomes/sums.py", "world_type.py"]
)
def test_an_edited_rule_has_another_cache(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path(machine_code.__file__).parent
    copy = tmp_path / "sim"
    shutil.copytree(here, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = machine_code.source_hash()
    monkeypatch.setattr(machine_code, "__file__", str(copy / "machine_code.py"))
    assert machine_code.source_hash() == before
    (copy / name).write_text((copy / name).read_text(encoding="utf-8") + "\n# edited\n", "utf-8")
    assert machine_code.source_hash() != before


def test_an_edited_step_is_other_code_for_what_is_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lived"
    (package / "processes").mkdir(parents=True)
    for folder in (package, package / "processes"):
        (folder / "__init__.py").write_text("", encoding="utf-8")
    rule = package / "processes" / "trust.py"
    rule.write_text("growth = 0.1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    sources_fingerprint.cache_clear()
    before = sources_fingerprint("lived")
    rule.write_text("growth = 0.2\n", encoding="utf-8")
    sources_fingerprint.cache_clear()
    assert sources_fingerprint("lived") != before
    sources_fingerprint.cache_clear()


def test_what_is_compiled_ahead_is_what_any_world_asks_for() -> None:
    world = build(small_cohort(2, seed=1), policy(), parameter_space().centres(), 1, horizon=2)
    assert typeof(world.world) == typeof(blank())


def test_a_first_run_compiles_ahead_once_and_not_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    class Done:
        def wait(self) -> None:
            begun.append("waited")

    def process(half: str) -> Done:
        begun.append(half)
        return Done()

    whole = tmp_path / "whole"
    monkeypatch.setattr(ahead, "process", process)
    monkeypatch.setattr(ahead, "mark", lambda: whole)
    for there, expected in ((False, ["last", "waited"]), (True, [])):
        monkeypatch.setattr(ahead, "_started", [])
        begun.clear()
        if there:
            whole.touch()
        ahead.start()
        ahead.start()
        ahead.wait()
        assert begun == expected


def test_sources_that_were_touched_are_not_taken_for_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "trust.py"
    source.write_text("growth = 0.1\n", encoding="utf-8")
    monkeypatch.setattr(machine_code, "folder", lambda: tmp_path)
    monkeypatch.setattr(machine_code, "sources", lambda: [source])
    before = machine_code.mark()
    assert machine_code.mark() == before
    os.utime(source, (1.0, 1.0))
    assert machine_code.mark() != before


def test_a_step_can_be_called_from_python_as_well() -> None:
    """It is compiled a second time then, with an entrance for Python's objects."""
    rule: Any = trust.next_trust
    assert rule(0.5, 1.0, 0.1, 0.02) == rule.py_func(0.5, 1.0, 0.1, 0.02)
