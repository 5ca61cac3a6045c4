"""What docs/forecast.md shows works as it stands there, and it names what there is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.language import Language
from mentorsim.present.forecast.files import write_forecast
from scenarios.forecast.reform_views import reform_views
from scenarios.forecast.setting import forecast_setting
from tests.worlds.small_forecast import small_blocks

PAGE = (Path(__file__).parents[3] / "docs" / "forecast.md").read_text(encoding="utf-8")


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(compile(code, "forecast.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "municipality" in shown
    assert "2026" in shown


def test_its_options_are_the_commands() -> None:
    shown = CliRunner().invoke(app, ["forecast", "--help"], env={"COLUMNS": "200"}).stdout
    options = set(re.findall(r"--[a-z][a-z-]*", PAGE))
    assert len(options) > 8
    assert options <= set(re.findall(r"--[a-z][a-z-]*", shown))


def test_it_names_every_file_that_is_written(tmp_path: Path) -> None:
    found = small_blocks()
    views = reform_views(found, lambda stream: found)
    write_forecast(
        tmp_path / "out", replace(found, views=views), {"command": "forecast"}, Language("en")
    )
    written = {p.name for p in (tmp_path / "out").iterdir() if p.suffix != ".png"}
    named = set(re.findall(r"`([a-z-]+\.(?:csv|json|xlsx))`", PAGE))
    assert named == {name for name in written if not name.startswith("decision-")}


def test_its_blocks_are_the_settings() -> None:
    assert forecast_setting().ladder.value[0] == "as-in-trial"
    assert "weeks 53-78, 79-104 and 105-156" in PAGE
