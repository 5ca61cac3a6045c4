"""Compiled code is kept under the content of all sources: an edited rule never meets old code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calibration.sources import sources_fingerprint
from sim import machine_code


@pytest.mark.parametrize("name", ["processes/trust.py", "rates.py", "state.py", "outcomes/sums.py"])
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
