"""The command `next-trial` as a user meets it, on few draws and a short horizon."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.cli import app
from mentorsim.folders.output import unfinished
from mentorsim.language import Language
from mentorsim.present.next_trial.figures import discrimination_figure, power_figure, worth_figure
from mentorsim.present.next_trial.words import chance, people
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.next_trial import next_trial as module
from scenarios.next_trial.next_trial import next_trial
from scenarios.next_trial.plan import (
    TrialPlan,
    read_arms,
    read_costs,
    read_follow_up,
    read_sizes,
    read_test,
)
from scenarios.next_trial.recruits import recruited

#: The tables as Danish spreadsheets open them.
DANISH = tuple(
    f"{name}.da.csv"
    for name in ("effects", "power", "information", "discrimination", "assumptions")
)
SMALL = ("--arms", "0,26", "--n", "200,1300", "--weeks", "60", "--draws", "20")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["next-trial", *arguments])
    return result.exit_code, result.stdout, result.stderr


@cache
def small(*more: str) -> dict[str, Any]:
    code, text, errors = run(*SMALL, "--json", *more)
    assert code == 0, errors
    return dict(json.loads(text))


def test_it_answers_every_question_as_json() -> None:
    found = small()
    assert found["design"]["follow_up"] == [20, 52, 60]
    assert found["design"]["headline_n"] == 1300
    assert {row["n"] for row in found["power"]} == {200, 1300}
    assert {row["kind"] for row in found["information"]} == {"stated", "even"}
    assert {row["question"] for row in found["discrimination"]} == {"barriers"}
    assert [row["name"] for row in found["assumptions"]][:3] == [
        "fixed_cost",
        "person_cost",
        "target_group",
    ]
    assert not found["assumptions"][0]["given"]


def test_its_numbers_hold_together() -> None:
    found = small()
    for row in found["power"]:
        assert 0 < row["contrary"] < row["assurance"] < 1
        effect = next(e for e in found["effects"] if e["week"] == row["week"])
        assert row["assurance"] < effect["prob_better"] + 0.025
    for week in (20, 52, 60):
        small_one, large_one = (
            next(r for r in found["power"] if (r["week"], r["n"]) == (week, n)) for n in (200, 1300)
        )
        assert small_one["assurance"] < large_one["assurance"]
        assert small_one["power"] < large_one["power"]
    for row in found["information"]:
        assert 0 <= row["evsi"] <= row["evpi"] + 1e-9
        assert row["net"] == pytest.approx(row["population_evsi"] - row["cost"])
        # Each trial has two arms; the second has mentors, who are paid for 26 weeks at most.
        own = row["cost"] - 3e6 - 2 * row["n"] * 2500
        assert 1000 * row["n"] < own < 26 * 60 * 400 * row["n"]
    for row in found["discrimination"]:
        assert 0 <= row["error"] <= 0.7


def test_what_the_user_gives_is_used_and_said() -> None:
    found = small("--value", "500000", "--target-group", "500", "--effect", "4")
    assert {r["value"] for r in found["information"] if r["kind"] == "stated"} == {500000.0}
    given = {r["name"]: r["value"] for r in found["assumptions"] if r["given"]}
    assert given == {"year_value": 500000.0, "target_group": 500.0}
    assert {round(row["assumed"], 6) for row in found["effects"]} == {4.0}
    before = small()
    assert found["effects"][0]["mean"] == before["effects"][0]["mean"]
    same = [r for r in found["information"] if r["kind"] == "even"]
    assert same[0]["evsi"] == pytest.approx(
        next(r for r in before["information"] if r["kind"] == "even")["evsi"]
    )
    assert same[0]["population_evsi"] == pytest.approx(500 * same[0]["evsi"])


def test_whole_jobcentres_need_more_people() -> None:
    alone, drawn = small(), small("--cluster", "jobcentre")
    assert drawn["design"]["cluster"]["icc"] == 0.02
    assert abs(drawn["design"]["cluster"]["models_own_icc"]) < 0.05
    for one, other in zip(alone["power"], drawn["power"], strict=True):
        if other["assurance"] is not None:
            assert other["assurance"] < one["assurance"]
            assert other["jobcentres"] == np.ceil(other["n"] / (2588 / 13))
    # 200 people are two jobcentres: the least that can be tested.
    assert drawn["power"][0]["jobcentres"] == 2


def test_only_those_without_marks() -> None:
    found = small("--targeting", "grade_none", "--follow-up", "52")
    assert found["design"]["targeting"] == "grade_none"
    assert {row["recruits"] for row in found["discrimination"]} == {"everybody"}
    assert found["effects"][0]["level"] < small()["effects"][1]["level"]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """By language, a folder that a run has written, and what it said."""
    found = {}
    for language in ("da", "en"):
        out = tmp_path_factory.mktemp("answered") / language
        code, text, errors = run(*SMALL, "--language", language, "--out", str(out))
        assert code == 0, errors
        found[language] = out, text
    return found


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_answer_comes_in_both_languages_with_files(
    answered: dict[str, tuple[Path, str]], language: str
) -> None:
    out, text = answered[language]
    assert max(len(line) for line in text.splitlines()) <= 100
    assert {path.name for path in out.iterdir()} == {
        "effects.csv",
        "power.csv",
        "information.csv",
        "discrimination.csv",
        "assumptions.csv",
        "power.png",
        "worth.png",
        "discrimination.png",
        "answer.txt",
        "provenance.json",
        "tables.xlsx",
        "setting.json",
        *(DANISH if language == "da" else ()),
    }
    assert not unfinished(out).exists()
    answer = (out / "answer.txt").read_text(encoding="utf-8")
    words = {"da": "Med 1.300 unge i hver gruppe vil et forsøg", "en": "With 1,300 young people"}
    assert answer.startswith(words[language])
    assert "next." not in answer
    assert "{" not in answer
    power = pd.read_csv(out / "power.csv")
    assert list(power.columns) == [
        "arm",
        "against",
        "week",
        "n",
        "jobcentres",
        "power",
        "assurance",
        "contrary",
        "error",
    ]


def test_an_interrupted_run_goes_on_and_ends_with_the_same_files(
    answered: dict[str, tuple[Path, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole, _), broken = answered["en"], tmp_path / "broken"
    asked = (*SMALL, "--language", "en", "--out", str(broken))
    lived = module.simulate_all

    def stops(*arguments: Any, **named: Any) -> Any:
        if named["name"] == "barrier_limited":
            raise KeyboardInterrupt
        return lived(*arguments, **named)

    monkeypatch.setattr(module, "simulate_all", stops)
    assert run(*asked)[0] == 130
    assert list(unfinished(broken).glob("*.npz"))
    monkeypatch.setattr(module, "simulate_all", lived)
    assert run(*asked)[0] == 2
    code, _, errors = run(*asked, "--resume", "--workers", "1")
    assert code == 0, errors
    for path in whole.iterdir():
        assert path.read_bytes() == (broken / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--arms", "52"), "compares arms"),
        (("--arms", "52,104", "--weeks", "50"), "too short a time"),
        (("--arms", "52,104", "--follow-up", "52"), "have had the same"),
        (("--n", "5000..100"), "--n"),
        (("--draws", "8"), "too few draws"),
        (("--targeting", "grade_nine"), "neither a group nor a policy"),
        (("--outcome", "health"), "--outcome"),
        (("--arms", "52,stream-limited"), "as the trial of 2012-13 did"),
        (("--effect", "95", *SMALL), "--effect"),
        (("--icc", "0.1"), "--cluster jobcentre"),
        (("--resume",), "--out"),
        (("--executor", "slurm"), "unknown executor"),
    ],
)
def test_wrong_input_is_one_message(arguments: tuple[str, ...], said: str) -> None:
    code, _, errors = run(*arguments)
    assert code == 2
    assert said in errors
    assert "Traceback" not in errors


def test_arms_that_are_the_same_for_these_people_are_refused(tmp_path: Path) -> None:
    code, _, errors = run(
        "--arms",
        "52,104-weeks-no-marks",
        "--targeting",
        "grade_high",
        "--weeks",
        "80",
        "--draws",
        "20",
    )
    assert code == 2
    assert "two arms are the same for these people" in errors


def test_chances_and_people_are_never_too_sure() -> None:
    english = Language("en")
    assert chance(0.9999, english) == "over 99%"
    assert chance(0.0, english) == "under 1%"
    assert chance(float("nan"), english) == "–"
    assert people(12345, english) == "13,000"
    assert people(float("inf"), english) == "–"


def test_figures_state_what_they_show() -> None:
    arms = read_arms("0,26,52")
    plan = TrialPlan(
        arms,
        read_sizes("100..1000"),
        60,
        read_follow_up("52", arms, 60),
        "education",
        recruited(the_trial()),
        "all",
        read_test(None, 2, None, None, 199),
        read_costs("education"),
    )
    result = next_trial(plan, shipped_posterior().first(20), EnsembleSetting(61))
    for code, begins in (("da", "Med 1.000 unge"), ("en", "With 1,000 young people")):
        words = Language(code)
        figure = power_figure(result, words)
        assert str(figure.get_suptitle()).startswith(begins)
        assert len(figure.axes) == 2
        assert worth_figure(result, words).get_suptitle()
        discrimination = discrimination_figure(result, words)
        assert len(discrimination.axes) == 1
        assert discrimination.get_suptitle()
