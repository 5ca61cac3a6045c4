"""Set up, try and test the project on any system: what `make setup`, `demo` and `test` do.

    python make.py setup
    python make.py demo [--out DIR] [--quick] ...      options of `mentorsim demo`
    python make.py test [TEST ...]                     lint, types, and all tests or some
    python make.py newer                               the quick part of the tests, on newer Pythons
    python make.py docs                                the site of the documentation, in out/site
    python make.py release VERSION                     check and build a release, publish nothing

The Makefile calls it, and so do those who have no `make` (Windows). It needs nothing but Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
#: Where everything is installed; another folder where MENTORSIM_VENV says so.
VENV = ROOT / os.environ.get("MENTORSIM_VENV", ".venv")
#: What installing was done with: it is done again when one of these is newer.
ASKED = (ROOT / "requirements.lock", ROOT / "pyproject.toml")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
#: Where `docs` builds the site.
SITE = "out/site"
#: Builds it: every warning fails, and all of them are shown.
BUILD_SITE = ("sphinx", "-W", "--keep-going", "-q", "-c", "docs", "-d", "out/site-read", ".", SITE)
#: Pythons that the lock serves beside the one it was made on, if they are there.
NEWER = ("3.12", "3.13")
#: What is tried there: the engine, and what hangs on the versions of ArviZ, Mesa, zarr and others.
QUICK = (
    "tests/sim/test_baseline.py",
    "tests/sim/test_mesa_face.py",
    "tests/mentorsim/python/test_data_files.py",
    "tests/scenarios/decision/test_psa_files.py",
    "tests/mentorsim/cli/test_schemas.py",
    "tests/test_packaging.py",
)


def python(venv: Path, system: str = os.name) -> Path:
    """The Python of an environment."""
    return venv / ("Scripts/python.exe" if system == "nt" else "bin/python")


def commands(target: str, options: Sequence[str], venv: Path = VENV) -> list[list[str]]:
    """What a target runs once everything is installed, in order.

    Args:
        target: `setup`, `lint`, `types`, `demo`, `test` or `docs`.
        options: of the last command.
        venv: whose Python.
    """
    run = [str(python(venv)), "-m"]
    lint = [[*run, "ruff", "check", "."], [*run, "ruff", "format", "--check", "."]]
    types = [[*run, "mypy"]]
    return {
        "setup": [],
        "lint": lint,
        "types": types,
        "demo": [[*run, "mentorsim", "demo", *options]],
        "test": [*lint, *types, [*run, "pytest", *options]],
        "docs": [[*run, *BUILD_SITE, *options], [str(python(venv)), ".ci/site.py", SITE]],
    }[target]


def installed(venv: Path) -> bool:
    """Whether everything is there, of these versions."""
    mark = venv / ".installed"
    return mark.exists() and all(mark.stat().st_mtime >= path.stat().st_mtime for path in ASKED)


def setup(venv: Path, base: Sequence[str] = (sys.executable,)) -> None:
    """Install; hashes pin every dependency, and the project itself looks for no more.

    Args:
        venv: the environment; made if it is not there.
        base: the command of the Python that makes it.
    """
    if installed(venv):
        return
    run([*base, "-m", "venv", str(venv)])
    own = str(python(venv))
    run([own, *PIP, "--require-hashes", "-r", str(ASKED[0])])
    run([own, *PIP, "--no-deps", "--editable", "."])
    (venv / ".installed").touch()


def run(command: Sequence[str]) -> None:
    """Run a command in the project's folder; what fails ends everything, with its own code."""
    # Several tests run side by side: threads of linear algebra in each would wait for each other.
    quiet = {"OPENBLAS_NUM_THREADS": "1"} if "pytest" in command else {}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | quiet, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def found(version: str) -> list[str]:
    """The command of a Python of some version; empty if it is not there."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    there = [[str(path)] for path in sorted(kept.glob(f"{version}.*/bin/python{version}"))]
    named = [["py", f"-{version}"]] if os.name == "nt" else [[f"python{version}"], *there]
    for command in named:
        try:
            done = subprocess.run(
                [*command, "--version"], capture_output=True, text=True, check=False
            )
        except OSError:
            continue
        if done.returncode == 0 and done.stdout.startswith(f"Python {version}"):
            return command
    return []


def newer() -> None:
    """Install, demo and the quick tests on newer Pythons; one that is not there is named."""
    for version in NEWER:
        base = found(version)
        if not base:
            print(f"Python {version} is not here: not tried")
            continue
        venv = ROOT / f".venv-{version}"
        setup(venv, base)
        print(f"Python {version}", flush=True)
        out = ROOT / "out" / f"demo-{version}"
        run([*commands("demo", ["--quick", "--out", str(out)], venv)[0]])
        run([str(python(venv)), "-m", "pytest", *QUICK])


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument names."""
    target, *options = arguments or ["--help"]
    if target == "newer" and not options:
        newer()
    elif target == "release" and len(options) == 1:
        setup(VENV)
        run([str(python(VENV)), ".ci/release.py", *options])
    elif target in ("setup", "lint", "types", "demo", "test", "docs"):
        setup(VENV)
        for command in commands(target, options):
            run(command)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
