"""Examples in docstrings are true, in whatever module of the packages they stand."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import mentorsim

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "calibration", "scenarios", "mentorsim")
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Files of examples are named from the project's folder, as a reader of the repository would.
    monkeypatch.chdir(ROOT)
    module = importlib.import_module(name)
    written = (ROOT / (module.__file__ or "")).read_text(encoding="utf-8")
    shown = sum(
        (ast.get_docstring(node) or "").count(">>> ")
        for node in ast.walk(ast.parse(written))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    )
    failed, tried = doctest.testmod(module)
    # Compiled functions hide their docstrings from those who look for functions only.
    assert (failed, tried) == (0, shown)


def test_every_exported_function_shows_an_example() -> None:
    for name in mentorsim.__all__:
        assert ">>> " in (inspect.getdoc(getattr(mentorsim, name)) or ""), name


def test_examples_stand_in_every_package() -> None:
    assert len(MODULES) > 15
    assert {name.partition(".")[0] for name in MODULES} == set(PACKAGES)
