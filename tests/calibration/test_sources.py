"""The fingerprint of the code, and that pieces are mixed only with pieces of the same code."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from calibration.sources import LAYERS, code_up_to, sources_fingerprint
from calibration.workspace import Workspace
from sim.errors import InputError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pieces_of_code"
    (folder / "posteriors").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "rule.py").write_text("rate = 1\n")
    (folder / "numbers.yaml").write_text("rate: 1\n")
    (folder / "posteriors" / "draws.csv").write_text("rate\n1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    # The package of an earlier test lay in another folder.
    monkeypatch.delitem(sys.modules, folder.name, raising=False)
    importlib.invalidate_caches()
    return folder


def fingerprint(package: Path) -> str:
    sources_fingerprint.cache_clear()
    return sources_fingerprint(package.name)


@pytest.mark.parametrize("name", ["rule.py", "numbers.yaml"])
def test_any_edit_changes_the_fingerprint(package: Path, name: str) -> None:
    before = fingerprint(package)
    (package / name).write_text((package / name).read_text() + "\n")
    assert fingerprint(package) != before


def test_results_and_leftovers_are_no_code(package: Path) -> None:
    before = fingerprint(package)
    (package / "posteriors" / "draws.csv").write_text("rate\n2\n")
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "rule.py").write_text("rate = 2\n")
    (package / "notes.md").write_text("rate\n")
    assert fingerprint(package) == before


def test_a_layer_stands_on_those_before_it() -> None:
    sources_fingerprint.cache_clear()
    assert code_up_to("sim") == sources_fingerprint("sim")
    assert code_up_to("scenarios") == sources_fingerprint("sim", "calibration", "scenarios")
    assert len({code_up_to(layer) for layer in LAYERS}) == len(LAYERS)


def test_other_code_does_not_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Workspace(tmp_path, {"seed": 1}, layer="scenarios", resume=False)
    Workspace(tmp_path, {"seed": 1}, layer="scenarios", resume=True)
    began = code_up_to("scenarios")
    monkeypatch.setattr("calibration.workspace.code_up_to", lambda layer: f"other {layer}")
    # The code is told first: it may be why the rest differs.
    for identity in ({"seed": 1}, {"seed": 2, "a": 1}):
        with pytest.raises(InputError, match="other code") as refused:
            Workspace(tmp_path, identity, layer="scenarios", resume=True)
        assert refused.value.field == "code"
        assert refused.value.found == began
        assert (refused.value.allowed or "").startswith("other scenarios;")


def test_pieces_that_know_no_code_are_of_other_code(tmp_path: Path) -> None:
    (tmp_path / "setting.json").write_text('{"seed": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="other code") as refused:
        Workspace(tmp_path, {"seed": 1}, layer="scenarios", resume=True)
    assert refused.value.found == "not known"
