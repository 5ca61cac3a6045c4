"""Files and folders that the guide, the docs, the changelog and the modules name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: A path from the project's folder between backquotes; one with capitals alone is to be filled in.
NAMED = re.compile(
    r"`((?:sim|calibration|scenarios|mentorsim|tests|benchmarks|notebooks|findings|docs)/[\w./*-]+)`"
)
#: Written when somebody works: not kept with the code.
MADE = {"mentorsim/locale/CODE.po"}
#: Says what was and is gone.
HISTORY = ("docs/decisions/",)


def texts() -> list[Path]:
    """What people read: every page, and every module with its docstrings."""
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    found = sorted((ROOT / "docs").rglob("*.md"))
    for package in ("sim", "calibration", "scenarios", "mentorsim", "benchmarks"):
        found += sorted((ROOT / package).rglob("*.py"))
    return pages + [p for p in found if not p.relative_to(ROOT).as_posix().startswith(HISTORY)]


def lost(text: str) -> list[str]:
    """Named places that are not there."""
    return [
        name
        for name in NAMED.findall(text)
        if name not in MADE and not any(ROOT.glob(name.rstrip("/.")))
    ]


def test_every_named_place_is_there() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in texts()
        if (names := lost(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("name", ["scenarios/reform.yaml", "sim/moves.py", "tests/test_nothing_*"])
def test_a_place_that_is_gone_is_found(name: str) -> None:
    assert lost(f"Written in `{name}`, beside `sim/rules.py`.") == [name]
