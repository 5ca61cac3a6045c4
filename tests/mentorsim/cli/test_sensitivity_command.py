"""The sensitivity commands as a user meets them: both languages, JSON, files, wrong input."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mentorsim.folders.output import unfinished
from mentorsim.language import Language
from mentorsim.present.sensitivity.words import verdict_words
from mentorsim.terminal.errors import INTERRUPTED
from scenarios.sensitivity.indices import MATTERS, NOT_TOLD, NOTHING, SMALL, UNTELLABLE
from tests.mentorsim.cli.test_command import contents, interrupted, run

BASE = ("--against", "as-in-trial", "--week", "60")
#: Each command on little, and the tables and figures that it writes.
COMMANDS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "sensitivity": (
        (
            "sensitivity",
            "104-weeks",
            *BASE,
            "--factors",
            "group:trust,mechanism",
            "--levers",
            "caseload",
            "--samples",
            "4",
        ),
        {"indices.csv", "indices.png"},
    ),
    "tornado": (
        (
            "tornado",
            "104-weeks",
            *BASE,
            "--factors",
            "trust_growth,mechanism",
            "--levers",
            "duration=52:104",
            "--draws",
            "4",
        ),
        {"tornado.csv", "tornado.png", "tornado-if-trust.csv", "tornado-if-trust.png"},
    ),
    "threshold": (
        (
            "threshold",
            "104-weeks",
            *BASE,
            "--factor",
            "caseload",
            "--points",
            "3",
            "--draws",
            "4",
            "--outcome",
            "net_municipality",
        ),
        {"threshold.csv", "threshold.png"},
    ),
    "map": (
        ("map", "104-weeks", *BASE, "--points", "2", "--draws", "2"),
        {"map.csv", "map.png"},
    ),
    "discover": (
        (
            "discover",
            "104-weeks",
            *BASE,
            "--fails",
            "net loss",
            "--factors",
            "group:trust",
            "--levers",
            "caseload",
            "--samples",
            "64",
        ),
        {"boxes.csv", "boxes.png"},
    ),
    "regret": (
        ("regret", "104-weeks", "26-weeks", *BASE, "--draws", "2", "--outcome", "net_public"),
        {"regret.csv", "regret.png"},
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_tells_writes_and_gives_the_same_numbers(name: str, tmp_path: Path) -> None:
    arguments, files = COMMANDS[name]
    said: dict[str, str] = {}
    for language in ("da", "en"):
        out = tmp_path / language
        code, said[language], errors = run(*arguments, "--language", language, "--out", str(out))
        assert code == 0, errors
        danish = {name.replace(".csv", ".da.csv") for name in files if name.endswith(".csv")}
        more = danish if language == "da" else set()
        assert {p.name for p in out.iterdir()} == files | more | {
            "result.json",
            "tables.xlsx",
            "setting.json",
        }
        assert not unfinished(out).exists()
    assert said["da"] != said["en"]
    assert "†" in said["da"]  # 104 weeks are beyond the trial
    assert not re.search(r"\{\w+\}|\bnan\b", said["da"] + said["en"])
    code, text, errors = run(*arguments, "--json", "--workers", "1")
    assert code == 0, errors
    found = json.loads(text)
    kept = json.loads((tmp_path / "en" / "result.json").read_text(encoding="utf-8"))
    assert found == kept
    assert found["question"]["extrapolated"]
    assert found["question"]["week"] == 60
    assert "SALib" in found["provenance"]
    tables = {f for f in files if f.endswith(".csv")}
    for table in tables:
        assert len(pd.read_csv(tmp_path / "da" / table)) > 0
        assert (tmp_path / "da" / table).read_bytes() == (tmp_path / "en" / table).read_bytes()


def answer(*arguments: str) -> Any:
    code, text, errors = run(*arguments, "--json")
    assert code == 0, errors
    return json.loads(text)


def test_every_method_answers_over_what_it_can() -> None:
    few = ("--factors", "trust_growth,readiness_gain,education_start", "--week", "30")
    for method, samples in (("sobol", "8"), ("pawn", "64"), ("delta", "64"), ("rbd_fast", "128")):
        found = answer("sensitivity", "as-in-trial", "--method", method, "--samples", samples, *few)
        assert {row["label"] for row in found["indices"]} == {
            "parameter:trust_growth",
            "parameter:readiness_gain",
            "parameter:education_start",
        }
        assert found["noise"]["seeds"] == 3
        assert set(found["text"]) == {"da", "en"}
    found = answer("sensitivity", "as-in-trial", "--over", "posterior", "--samples", "64", *few)
    assert (found["method"], found["over"]) == ("shapley", "posterior")
    found = answer(
        "sensitivity", "as-in-trial", "--method", "sobol", "--samples", "8", "--second-order", *few
    )
    assert len(found["pairs"]) == 3
    assert found["runs"] == 8 * (2 * 3 + 2)


def test_a_screening_holds_what_it_leaves_out() -> None:
    found = answer(
        "sensitivity",
        "as-in-trial",
        "--method",
        "sobol",
        "--samples",
        "8",
        "--screen",
        "--week",
        "30",
        "--factors",
        "group:trust,readiness_gain,fade_after_abrupt",
    )
    kept = found["screen"]["kept"]
    assert "parameter:fade_after_abrupt" not in kept
    assert {row["label"] for row in found["indices"]} == set(kept)
    assert 0 <= found["screen"]["left_out"] < 1


def test_effects_of_other_measures_are_among_the_factors() -> None:
    found = answer(
        "sensitivity",
        "with-other-measures",
        "--against",
        "104-weeks",
        "--samples",
        "4",
        "--week",
        "60",
        "--factors",
        "measures,readiness_gain",
    )
    assert {row["label"] for row in found["indices"]} == {"relief:1", "parameter:readiness_gain"}
    (assumption,) = found["assumptions"]
    assert assumption["policy"] == "with-other-measures"
    assert 0 < assumption["low"] < assumption["central"] < assumption["high"] < 1


WRONG = [
    (("sensitivity", "104-weeks", "--factors", "trust_growt"), "did you mean trust_growth"),
    (("sensitivity", "104-weeks", "--method", "fast"), "unknown method"),
    (("sensitivity", "104-weeks", "--method", "sobol", "--samples", "1000"), "powers of two"),
    (("sensitivity", "104-weeks", "--method", "sobol", "--samples", "2"), "too few samples"),
    (("sensitivity", "104-weeks", "--over", "both"), "over which draws"),
    (("sensitivity", "104-weeks", "--over", "posterior", "--screen"), "screening"),
    (("sensitivity", "104-weeks", "--levers", "duration=156:26"), "from low to high"),
    (("sensitivity", "104-weeks", "--levers", "caseload=-5:1"), "capacity.caseload"),
    (("sensitivity", "104-weeks", "--executor", "dask://127.0.0.1:9"), "nobody answers"),
    (("sensitivity", "104-weeks", "--executor", "cloud"), "unknown executor"),
    (("sensitivity", "104-weeks", "--resume"), "--out"),
    (("sensitivity", "104-weeks", "--against", "104-weeks"), "against itself"),
    (("sensitivity", "104-weeks", "--outcome", "luck"), "unknown outcome"),
    (("sensitivity", "104-weeks", "--language", "sv"), "unknown language"),
    (("sensitivity", "nothing"), "unknown policy"),
    (("tornado", "104-weeks", "--draws", "9999"), "not so many posterior draws"),
    (("tornado", "104-weeks", "--outcome", "net_public", "--prices", "1999"), "prices"),
    (("threshold", "104-weeks", "--factor", "caseload", "--range", "20:10"), "from low to high"),
    (("threshold", "104-weeks", "--factor", "direct_share", "--range", "2:3"), "direct_share"),
    (("threshold", "104-weeks", "--factor", "caseload", "--range", "ten"), "two numbers"),
    (("map", "104-weeks", "--across", "caseload", "--up", "caseload"), "same factor twice"),
    (("map", "104-weeks", "--outcome", "cost_per_education"), "no end where nobody gains"),
    (("discover", "104-weeks", "--fails", "badly"), "no such way"),
    (("discover", "104-weeks", "--fails", "net loss", "--outcome", "education"), "cannot be"),
    *(
        ((*words, "--against", "as-in-trial", "--week", week), "allowed: week 53 or later")
        for week, words in (
            ("52", ("sensitivity", "104-weeks", "--factors", "trust_growth", "--samples", "4")),
            ("40", ("sensitivity", "104-weeks", "--over", "posterior", "--samples", "64")),
            ("40", ("tornado", "104-weeks", "--factors", "trust_growth", "--draws", "2")),
            (
                "40",
                ("threshold", "104-weeks", "--factor", "trust_growth", "--outcome", "education"),
            ),
            ("40", ("map", "104-weeks", "--across", "trust_growth", "--up", "trust_decay")),
            ("40", ("discover", "104-weeks", "--fails", "no gain", "--factors", "trust_growth")),
            ("40", ("regret", "104-weeks", "--draws", "2")),
        )
    ),
    (
        ("regret", "104-weeks", "as-in-trial", "--outcome", "education", "--week", "52"),
        "104-weeks and as-in-trial cannot differ in education by week 52: until then fewer than 1 "
        "of 1,000 young people fare otherwise",
    ),
    (("regret", "no-mentor"), "nothing to choose between"),
    (("regret", "104-weeks", "--outcome", "cost_per_education"), "cannot be lost"),
]


@pytest.mark.parametrize(("arguments", "problem"), WRONG)
def test_wrong_input_is_told_in_one_message(arguments: tuple[str, ...], problem: str) -> None:
    code, output, errors = run(*arguments)
    assert code == 2
    assert output == ""
    assert problem in errors
    assert "Traceback" not in errors


LONG = (
    "sensitivity",
    "104-weeks",
    *BASE,
    "--method",
    "sobol",
    "--samples",
    "32",
    "--factors",
    "trust_growth,readiness_gain,mechanism",
    "--levers",
    "caseload",
    "--json",
    "--outcome",
    "net_public",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The files of an analysis that nobody stopped, and what it said."""
    out = tmp_path_factory.mktemp("whole") / "out"
    code, told, errors = run(*LONG, "--out", str(out), "--workers", "1")
    assert code == 0, errors
    return out, told


@pytest.mark.xdist_group("stopped-analysis")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_analysis_resumes_and_ends_with_the_same_files(
    tmp_path: Path, whole: tuple[Path, str], how: signal.Signals
) -> None:
    out, (files, told) = tmp_path / "out", whole
    ended, output, _ = interrupted(out, how, LONG)
    assert ended == (INTERRUPTED if how == signal.SIGINT else -signal.SIGKILL)
    assert output == ""
    assert not out.exists()
    kept = {p.name: p.stat().st_mtime_ns for p in unfinished(out).glob("*.npz")}
    assert kept
    code, _, errors = run(*LONG, "--out", str(out))
    assert code == 2
    assert "--resume" in errors
    other = [word if word != "32" else "16" for word in LONG]
    code, _, errors = run(*other, "--out", str(out), "--resume")
    assert code == 2
    assert "samples" in errors
    code, again, errors = run(*LONG, "--out", str(out), "--resume", "--workers", "2")
    assert code == 0, errors
    assert again == told
    assert contents(out) == contents(files)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_lever_that_makes_them_differ_is_looked_at() -> None:
    """104 weeks and 52 are the same in week 40; 26 weeks are not, and the lever goes there."""
    found = answer(
        "sensitivity",
        "104-weeks",
        "--against",
        "as-in-trial",
        "--week",
        "40",
        "--factors",
        "trust_growth",
        "--levers",
        "duration",
        "--samples",
        "4",
    )
    assert found["indices"][0]["label"] == "lever:duration"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "not told from chance at 4 standard errors"),
        ("da", "kan ikke skelnes fra tilfældigheder (under 4 standardfejl)"),
    ],
)
def test_no_verdict_says_noise(language: str, words: str) -> None:
    assert verdict_words(NOT_TOLD, Language(language)) == words
    for verdict in (MATTERS, SMALL, NOT_TOLD, NOTHING, UNTELLABLE):
        said = verdict_words(verdict, Language(language))
        assert "noise" not in said
        assert "støj" not in said


def test_a_group_has_no_sign_in_any_form() -> None:
    """Of factors that move together only the group of one has a sign."""
    arguments = (
        "sensitivity",
        "as-in-trial",
        "--groups",
        "--samples",
        "4",
        "--week",
        "30",
        "--factors",
        "group:trust,readiness_gain",
    )
    rows = answer(*arguments)["indices"]
    for row in rows:
        assert (row["mean"] is None) == (len(row["factors"]) > 1)
    assert any(row["mean"] is None for row in rows)


def test_few_draws_call_nothing_sure() -> None:
    arguments = ("map", "104-weeks", *BASE, "--points", "2", "--draws", "2")
    assert not any(cell["sure"] for cell in answer(*arguments)["cells"])
    code, said, errors = run(*arguments)
    assert code == 0, errors
    assert "The sign is sure" not in said
    assert "From 39 draws on" in " ".join(said.split())


def test_a_cost_per_extra_person_is_explained_by_its_ranks_and_says_so() -> None:
    arguments = (
        "sensitivity",
        "as-in-trial",
        "--outcome",
        "cost_per_education",
        "--week",
        "30",
        "--samples",
        "4",
        "--factors",
        "readiness_gain,education_start",
    )
    assert answer(*arguments)["on_ranks"]
    code, said, errors = run(*arguments, "--language", "da")
    assert code == 0, errors
    assert "rækkefølge" in said
    assert "kr.." not in said


def test_a_screening_says_what_its_verdict_tests() -> None:
    """An interval may hold zero beside "matters": the verdict tests the luck of the simulation."""
    asked = ("sensitivity", "as-in-trial", "--samples", "4", "--week", "20", "--factors")
    words = "A verdict tests whether the luck of the simulation alone could give such a number"
    code, told, errors = run(*asked, "trust_growth,readiness_gain", "--method", "morris")
    assert code == 0, errors
    assert words in " ".join(told.split())
