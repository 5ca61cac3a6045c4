"""Folders and files of the user's named like the project's packages: harmless, or said.

Both installations are built and stand before the dependencies on the path, with nothing else of the
project: what an analyst's working folder hides is what it would hide from them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from mentorsim import shadowing

ROOT = Path(__file__).parent.parent
BESIDE = ("sim", "calibration", "scenarios")
#: What an analyst writes; it loads every layer.
CODE = "from mentorsim import compare, load; print(load('as-in-trial').name)"
BUILD = "import sys; from setuptools import build_meta as b; getattr(b, sys.argv[1])(sys.argv[2])"


def built(kind: str, folder: Path) -> list[str]:
    """What an installation puts on the path: the unpacked wheel, and what its `.pth` files name."""
    # Building leaves files behind: from a copy of what git has or would have.
    source = folder / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if name.startswith((*BESIDE, "mentorsim", "pyproject", "README", "LICENSE")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file():
                shutil.copy(ROOT / name, source / name)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, kind, str(folder)],
        cwd=source, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    lines = [line for pth in site.glob("*.pth") for line in pth.read_text().splitlines()]
    return [str(site), *lines]


@pytest.fixture(scope="module", params=["build_wheel", "build_editable"])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The PYTHONPATH of an installation; whatever stands on it comes after the working folder."""
    path = built(request.param, tmp_path_factory.mktemp(request.param))
    # A line that is code would install a finder, which comes after folders of any path.
    assert not [line for line in path if line.startswith("import ")]
    return os.pathsep.join([*path, sysconfig.get_path("purelib")])


def run(folder: Path, path: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        # -S: what is installed beside the tests, this project too, stays out.
        [sys.executable, "-S", *command],
        cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip


def test_plain_folders_of_these_names_are_harmless(installed: str, tmp_path: Path) -> None:
    for name in BESIDE:
        (tmp_path / name).mkdir()
    (tmp_path / "scenarios" / "mine.yaml").write_text("title: mine\n")
    (tmp_path / "script.py").write_text(CODE)
    done = run(tmp_path, installed, "script.py")
    assert (done.returncode, done.stdout) == (0, "as-in-trial\n"), done.stderr[-2000:]


def test_an_installation_knows_its_types_and_all_of_its_files(installed: str) -> None:
    root = next(Path(p) for p in installed.split(os.pathsep) if (Path(p) / "mentorsim").is_dir())
    tracked = subprocess.run(
        ["git", "ls-files", *BESIDE, "mentorsim"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert {f"{name}/py.typed" for name in (*BESIDE, "mentorsim")} <= set(tracked)
    assert [n for n in tracked if (ROOT / n).is_file() and not (root / n).is_file()] == []


def test_a_notebook_beside_such_folders_runs(
    installed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", installed)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    for name in BESIDE:
        (tmp_path / name).mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    NotebookClient(
        notebook, timeout=300, startup_timeout=180, kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()  # fmt: skip
    assert notebook.cells[0].outputs[0].text == "as-in-trial\n"


@pytest.mark.parametrize(
    ("name", "file"), [("sim", "sim.py"), ("scenarios", "scenarios/__init__.py")]
)
def test_a_module_or_package_that_hides_one_is_named(name: str, file: str, tmp_path: Path) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("")
    where = os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")])
    done = run(tmp_path, where, "-c", "from mentorsim import compare")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"ImportError: {tmp_path / file} hides the package `{name}`")
    assert "rename it" in last
    done = run(tmp_path, where, "-m", "mentorsim", "policies")
    assert done.returncode == 2
    english, danish = done.stderr.splitlines()
    assert english.startswith(f"mentorsim: {tmp_path / file} hides the package `{name}`")
    assert danish.startswith(f"mentorsim: {tmp_path / file} skjuler mentorsims egen pakke `{name}`")
    assert "omdøb den" in danish


def test_nothing_is_said_where_nothing_hides() -> None:
    assert shadowing.hiding() is None
    shadowing.refuse_hiding()
