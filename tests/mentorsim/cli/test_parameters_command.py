"""`mentorsim parameters` and `posterior`: tables in both languages, numbers as each writes them."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console, RenderableType
from typer.testing import CliRunner

from calibration.stored_posterior import shipped_posterior
from mentorsim.cli import app
from mentorsim.language import LOCALES, Language
from mentorsim.present.calibration.parameters_terminal import number, parameters_view, span
from mentorsim.present.calibration.posterior_terminal import posterior_tables
from mentorsim.present.names import parameter_title
from sim.parameters import parameter_space


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def printed(*tables: RenderableType) -> str:
    """Tables on a screen so wide that nothing is folded."""
    file = io.StringIO()
    Console(file=file, width=900).print(*tables)
    return file.getvalue()


@pytest.mark.parametrize(
    ("x", "danish", "english"),
    [
        (0.0012345, "0,00123", "0.00123"),
        (0.58, "0,580", "0.580"),
        (122.1, "122", "122"),
        (1234.5, "1.230", "1,230"),
        (12.04, "12,0", "12.0"),
        (0.0, "0", "0"),
        (20.0, "20", "20"),
        (-1.96, "−1,96", "−1.96"),
        (float("nan"), "–", "–"),
    ],
)
def test_three_digits_that_count(x: float, danish: str, english: str) -> None:
    assert number(x, Language("da")) == danish
    assert number(x, Language("en")) == english


def test_a_span_without_an_end_is_a_dash() -> None:
    assert span(None, 1.0, Language("da")) == "–"
    assert span(0.5, 1.0, Language("da")) == "0,500 til 1"


@pytest.mark.parametrize("code", LOCALES)
def test_every_parameter_is_named_in_the_language(code: str) -> None:
    language, posterior = Language(code), shipped_posterior()
    text = printed(parameters_view(posterior, language))
    for parameter in parameter_space():
        assert parameter_title(parameter.name, language) in text
        assert parameter.name in text
        assert parameter.source in text
        assert number(posterior.point_estimate()[parameter.name], language) in text
    status, narrow, errors = run("parameters", "--language", code)
    assert status == 0, errors
    assert max(len(line) for line in narrow.splitlines()) <= 100


@pytest.mark.parametrize("code", LOCALES)
def test_what_the_trial_told_is_said_in_the_language(code: str) -> None:
    language, posterior = Language(code), shipped_posterior()
    text = printed(*posterior_tables(posterior, language))
    for row in posterior.report["parameters"]:
        assert f"{parameter_title(row['name'], language)} {row['name']}" in text
        assert span(row["posterior_low"], row["posterior_high"], language) in text
    for row in posterior.report["targets"]:
        assert (row["agrees"] is None) or row["id"] in text
    diagnostics = posterior.report["diagnostics"]
    assert language.number(diagnostics["support_for_trust"], 2) in text
    brief = printed(*posterior_tables(posterior, language, brief=True))
    assert language.text("posterior.line.r_hat") in brief
    assert brief in text
    status, narrow, errors = run("posterior", "--language", code)
    assert status == 0, errors
    assert max(len(line) for line in narrow.splitlines()) <= 100


def test_numbers_for_machines_know_no_language() -> None:
    danish, english = (run("parameters", "--json", "--language", code) for code in ("da", "en"))
    assert danish == english
    rows = json.loads(danish[1])
    assert [row["name"] for row in rows] == list(parameter_space().names)
    assert all(row["low"] <= row["estimate"] <= row["high"] for row in rows)
    danish, english = (run("posterior", "--json", "--language", code) for code in ("da", "en"))
    assert danish == english


@pytest.mark.parametrize("command", ["parameters", "posterior"])
def test_another_language_is_refused(command: str) -> None:
    status, out, errors = run(command, "--language", "sv")
    assert (status, out) == (2, "")
    assert "--language" in errors
