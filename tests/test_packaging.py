"""What is installed brings what it imports: requirements, extras, and the marker of its types."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "calibration", "scenarios", "mentorsim")
#: Extras that code of the packages imports.
EXTRAS = ("calibrate", "cluster", "exchange", "page", "viz")
#: What is imported where it is there, and asked for by tests alone.
IF_THERE = {"ema_workbench"}


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def base() -> list[Requirement]:
    return [Requirement(text) for text in project()["project"]["dependencies"]]


def of_extra(name: str) -> list[Requirement]:
    return [Requirement(t) for t in project()["project"]["optional-dependencies"][name]]


def brought(requirements: Iterable[Requirement]) -> set[str]:
    """Distributions that a plain installation of some requirements holds, by the installed ones."""
    found: set[tuple[str, str]] = set()
    left = [(canonicalize_name(r.name), extra) for r in requirements for extra in ("", *r.extras)]
    while left:
        name, extra = left.pop()
        if (name, extra) in found:
            continue
        found.add((name, extra))
        try:
            asked = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            continue  # on another system only
        for r in asked:
            if r.marker is None or r.marker.evaluate({"extra": extra}):
                left += [(canonicalize_name(r.name), e) for e in ("", *r.extras)]
    return {name for name, _ in found}


def imported() -> dict[str, set[str]]:
    """Modules outside the project and the standard library, with the files that import them."""
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                else:
                    continue
                for name in {n.partition(".")[0] for n in names}:
                    if name not in PACKAGES and name not in sys.stdlib_module_names:
                        found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_every_imported_module_is_asked_for() -> None:
    asked = {canonicalize_name(r.name) for r in base()}
    extras = brought(r for name in EXTRAS for r in of_extra(name))
    known = packages_distributions()
    for module, files in imported().items():
        if module in IF_THERE:
            assert all("ema_model" in name or "simulator" in name for name in files)
            continue
        distributions = {canonicalize_name(name) for name in known.get(module, [])}
        assert distributions & (asked | extras), f"{module}, imported by {sorted(files)}"


def test_a_plain_installation_holds_what_mesa_imports() -> None:
    # Mesa 3.5 imports networkx whether it is asked for or not.
    assert "networkx" in brought(base())


def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def pins(python: str) -> dict[str, list[str]]:
    """Versions that the lock has for a Python, by distribution."""
    system = {"python_version": python, "python_full_version": f"{python}.1"}
    found: dict[str, list[str]] = {}
    for line in lock().splitlines():
        if line.startswith((" ", "#")) or not line:
            continue
        pin = Requirement(line.rstrip("\\ "))
        if pin.marker is None or pin.marker.evaluate(system):
            (specifier,) = pin.specifier
            found.setdefault(canonicalize_name(pin.name), []).append(specifier.version)
    return found


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_lock_file_holds_what_is_asked_for(python: str) -> None:
    """Of every Python that is allowed: each package once, in a version that is asked for."""
    pinned, system = pins(python), {"python_version": python, "python_full_version": f"{python}.1"}
    assert {name for name, versions in pinned.items() if len(versions) > 1} == set()
    asked = [
        r for name in ("calibrate", "cluster", "docs", "exchange", "viz") for r in of_extra(name)
    ]
    for requirement in (*base(), *asked, Requirement("networkx")):
        if requirement.marker is None or requirement.marker.evaluate(system):
            (version,) = pinned[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), requirement
    assert python in Requirement(f"x{project()['project']['requires-python']}").specifier


def test_newer_pythons_have_the_newer_mesa_and_arviz() -> None:
    for python, mesa, arviz in (
        ("3.11", "3.3", "0."),
        ("3.12", "3.5", "1."),
        ("3.13", "3.5", "1."),
    ):
        pinned = pins(python)
        assert pinned["mesa"][0].startswith(mesa)
        assert pinned["arviz"][0].startswith(arviz)


def test_every_pin_has_its_hashes_and_none_an_address() -> None:
    lines = lock().splitlines()
    assert "://" not in lock()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line and not line.startswith((" ", "#")):
            assert line.endswith("\\"), line
            assert following.startswith("    --hash=sha256:"), line


#: What starts without any extra: the command, Python's functions, and the Mesa face.
STARTS = (
    "sim.model",
    "mentorsim.cli",
    *(
        f"mentorsim.python.{path.stem}"
        for path in sorted((ROOT / "mentorsim" / "python").glob("[a-z]*.py"))
    ),
)
HIDDEN = """
import importlib, sys
class Without:
    def __init__(self, finder):
        self.finder = finder
    def __getattr__(self, name):
        return getattr(self.finder, name)
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {barred!r}:
            return self.finder.find_spec(name, path, target)
sys.meta_path = [Without(finder) for finder in sys.meta_path if hasattr(finder, "find_spec")]
for name in {starts!r}:
    importlib.import_module(name)
"""


def test_readers_of_files_are_loaded_only_where_they_are_used() -> None:
    heavy = ("pyreadstat", "python_calamine", "pyarrow.parquet")
    code = f"import sys, mentorsim.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_extra_is_needed_to_start() -> None:
    allowed = brought(base())
    barred = {
        module
        for module, names in packages_distributions().items()
        if not {canonicalize_name(n) for n in names} & allowed and module not in PACKAGES
    }
    assert {"jax", "streamlit", "solara", "distributed"} <= barred
    code = HIDDEN.format(barred=sorted(barred), starts=STARTS)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_that_it_is_typed(package: str) -> None:
    assert "Typing :: Typed" in project()["project"]["classifiers"]
    assert (ROOT / package / "py.typed").is_file()
    patterns = project()["tool"]["setuptools"]["package-data"]["*"]
    assert any(fnmatch("py.typed", pattern) for pattern in patterns)
