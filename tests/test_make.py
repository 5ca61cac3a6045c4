"""Setting up without `make`: the same steps on every system, and the README's own commands."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ran(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []

    def run(command: Any) -> None:
        commands.append(list(command))
        if "venv" in command:
            Path(command[-1]).mkdir(parents=True)

    monkeypatch.setattr(make, "run", run)
    return commands


def test_the_readme_has_the_same_two_commands_for_both() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (power,) = re.findall(r"```powershell\n(.*?)```", readme, re.S)
    (shell,) = re.findall(r"```sh\n(make demo.*?)```", readme, re.S)
    assert re.findall(r"^py make\.py (\w+)", power, re.M) == ["demo", "test"]
    assert re.findall(r"^make (\w+)", shell, re.M) == ["demo", "test"]
    said = [line.partition("#")[2].replace("\\", "/") for line in power.splitlines()]
    assert said == [line.partition("#")[2] for line in shell.splitlines()]


def test_make_does_what_the_file_does(make: ModuleType) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("setup", "demo", "test", "lint", "types", "newer", "docs", "release"):
        assert re.search(rf"^\t\$\(DO\) {target}\b", makefile, re.M), target


def test_setting_up_pins_every_package_and_is_done_once(
    make: ModuleType, ran: list[list[str]], tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    make.setup(venv, ["python3.12"])
    assert ran[0] == ["python3.12", "-m", "venv", str(venv)]
    assert "--require-hashes" in ran[1]
    assert ran[1][-1].endswith("requirements.lock")
    assert "--no-deps" in ran[2]
    make.setup(venv)
    assert len(ran) == 3


def test_targets_run_what_they_are_called_after(
    make: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "setup", lambda venv: None)
    make.main(["demo", "--quick", "--out", "x"])
    assert ran.pop()[1:] == ["-m", "mentorsim", "demo", "--quick", "--out", "x"]
    make.main(["test", "tests/test_make.py"])
    assert [command[2] for command in ran] == ["ruff", "ruff", "mypy", "pytest"]
    assert ran[-1][-1] == "tests/test_make.py"
    with pytest.raises(SystemExit, match="on any system"):
        make.main(["tset"])


def test_an_environment_has_its_python_where_the_system_keeps_it(make: ModuleType) -> None:
    assert make.python(Path("v"), "nt") == Path("v/Scripts/python.exe")
    assert make.python(Path("v"), "posix") == Path("v/bin/python")


def test_a_failing_step_ends_everything_with_its_code(make: ModuleType) -> None:
    with pytest.raises(SystemExit) as ended:
        make.run([make.sys.executable, "-c", "raise SystemExit(7)"])
    assert ended.value.code == 7


def test_newer_pythons_that_are_not_there_are_named(
    make: ModuleType,
    ran: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(make, "found", lambda version: ["python3.13"] if version == "3.13" else [])
    monkeypatch.setattr(make, "setup", lambda venv, base: None)
    make.main(["newer"])
    assert "Python 3.12 is not here: not tried" in capsys.readouterr().out
    assert [command[2] for command in ran] == ["mentorsim", "pytest"]
    assert all(".venv-3.13" in command[0] for command in ran)
    for name in make.QUICK:
        assert (ROOT / name).exists(), name
