"""Running the command in tests of the calibration, and stopping it before it lives a world."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from mentorsim.cli import app


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(words: list[str], *arguments: str) -> str:
    """The one message with which a command refuses its arguments."""
    code, output, errors = run(*arguments)
    assert code == 2, errors
    assert output == ""
    assert "Traceback" not in errors
    for word in words:
        assert word in errors, (word, errors)
    return errors


def begun(*arguments: object) -> None:
    raise AssertionError("worlds were run before the input was found to be wrong")


def interrupted(*arguments: object) -> None:
    raise KeyboardInterrupt
