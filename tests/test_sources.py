"""The fingerprint of the code, and that an unfinished calibration is resumed by the same code."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from calibration.calibration_setting import CalibrationSetting
from calibration.sources import sources_fingerprint
from calibration.trial import the_trial
from calibration.workspace import Workspace
from sim.errors import InputError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pieces_of_code"
    (folder / "posterior").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "rule.py").write_text("rate = 1\n")
    (folder / "numbers.yaml").write_text("rate: 1\n")
    (folder / "posterior" / "draws.csv").write_text("rate\n1\n")
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
    (package / "posterior" / "draws.csv").write_text("rate\n2\n")
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "rule.py").write_text("rate = 2\n")
    (package / "notes.md").write_text("rate\n")
    assert fingerprint(package) == before


def test_other_code_does_not_go_on_with_a_calibration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, setting = the_trial(), CalibrationSetting().quick()
    Workspace(tmp_path, setting.identity(trial), resume=False)
    Workspace(tmp_path, setting.identity(trial), resume=True)
    monkeypatch.setattr("calibration.calibration_setting.sources_fingerprint", lambda *_: "other")
    with pytest.raises(InputError, match="another setting") as refused:
        Workspace(tmp_path, setting.identity(trial), resume=True)
    assert refused.value.field == "code"
