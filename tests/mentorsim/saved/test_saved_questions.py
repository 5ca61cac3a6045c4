"""A question in one file: the same answer to the digit, without what may not be known."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from calibration.trial import the_trial
from mentorsim.cli import app
from mentorsim.cli.open import command_line
from mentorsim.language import Language
from mentorsim.request.records import (
    policy_record,
    prices_record,
    read_policy_record,
    read_prices_record,
    read_rules_record,
    read_situated_record,
    rules_record,
    situated_record,
)
from mentorsim.request.request import situated
from mentorsim.saved.question import Difference, Question, answer_digest, read_question
from mentorsim.saved.told import difference_lines, verdict_lines
from mentorsim.terminal.errors import OTHER_ANSWER
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.rule_calendar import chosen_rules
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import library_names, load_policy

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
DANISH, ENGLISH = Language("da"), Language("en")
#: Small, and with everything that stands in files: a policy, prices, young people, few of them men.
POLICY = """\
title: {da: Kort, en: Short}
description: {da: Et kort forløb, en: A short programme}
reference: made up
duration: {weeks: 4}
"""
SITUATION = """\
name: Nordby
young_people: {per_year: 60}
mentors: 2,5
first_year: 2026
years: 1
prices: prices.yaml
population: counts.csv
take: [withheld=few]
"""
PRICES = """\
mentor_salary: {value: 520000, price_level: 2026, source: payroll, certainty: A}
"""


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def written(folder: Path, men: int = 3) -> Path:
    """A folder with everything that a question is asked with."""
    folder.mkdir()
    (folder / "short.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "prices.yaml").write_text(PRICES, encoding="utf-8")
    (folder / "mine.yaml").write_text(SITUATION, encoding="utf-8")
    counts = f"variable,category,count\ngender,woman,{60 - men}\ngender,man,{men}\n"
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    return folder


def asked(folder: Path, save: Path) -> tuple[int, str, str]:
    return run(
        "decide",
        str(folder / "short.yaml"),
        "--situation",
        str(folder / "mine.yaml"),
        "--draws",
        "2",
        "--week",
        "5",
        "--threshold",
        "12.345,5",
        "--seed",
        "3",
        "--workers",
        "1",
        "--language",
        "da",
        "--save",
        str(save),
        "--json",
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A saved question, whose files are gone, and its answer."""
    place = tmp_path_factory.mktemp("saved")
    folder = written(place / "there")
    code, text, errors = asked(folder, place / "question.json")
    assert code == 0, errors
    for path in folder.iterdir():
        path.unlink()
    return place / "question.json", json.loads(text)


# The same answer


def test_an_opened_question_has_the_same_answer_without_its_files(
    saved: tuple[Path, dict[str, Any]],
) -> None:
    path, answer = saved
    code, text, errors = run("open", str(path), "--json", "--workers", "2")
    assert code == 0, errors
    again = json.loads(text)
    assert {k: v for k, v in again.items() if k != "provenance"} == {
        k: v for k, v in answer.items() if k != "provenance"
    }
    assert again["provenance"] == answer["provenance"] | {
        "policies": "short.yaml",
        "own_prices": "prices.yaml",
    }
    assert "Svaret er det samme som det gemte, til sidste ciffer." in errors
    assert again["provenance"]["rule_year"] == "2026"
    assert again["situation"]["name"] == "Nordby"
    assert again["situation"]["take"] == ["withheld=few"]


def test_it_is_shown_in_either_language(saved: tuple[Path, dict[str, Any]]) -> None:
    code, text, errors = run("open", str(saved[0]), "--language", "en")
    assert code == 0, errors
    assert "In your numbers: Nordby: 60 young people a year, 2.5 mentors, 2026" in text
    assert "The answer is the one that was saved, to the last digit." in errors


def test_two_files_with_another_number_of_a_few_are_the_same_question(
    saved: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder = written(tmp_path / "there", men=1)
    code, text, errors = asked(folder, tmp_path / "question.json")
    assert code == 0, errors
    assert (tmp_path / "question.json").read_bytes() == saved[0].read_bytes()
    assert json.loads(text)["decision"] == saved[1]["decision"]


def test_the_file_has_no_path_and_names_what_it_was_asked(
    saved: tuple[Path, dict[str, Any]],
) -> None:
    question = read_question(saved[0])
    assert str(saved[0].parent) not in saved[0].read_text(encoding="utf-8")
    assert question.command == "decide"
    assert question.options["policies"] == ["short.yaml"]
    assert question.options["situation"] == "mine.yaml"
    assert question.options["threshold"] == [12345.5]
    assert question.options["seed"] == 3
    assert not {"out", "json", "workers", "language", "save", "resume"} & set(question.options)
    assert set(question.parts) == {"people", "prices", "policy short.yaml", "policy no-mentor"}
    assert question.made_with["mentorsim"]
    assert question.posterior["draws"].startswith("2, ")
    first, second, *_ = question.answer.told["da"]
    assert first.startswith("I jeres tal: Nordby: 60 unge om året, 2,5 mentorer, 2026")
    assert second.startswith("For et års tilgang på 60 unge")


# What is not as it was


def changed(path: Path, target: Path, **changes: Any) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    for place, value in changes.items():
        inner = content
        *places, last = place.split("__")
        for name in places:
            inner = inner[name]
        inner[last] = value
    target.write_text(json.dumps(content), encoding="utf-8")
    return target


def test_what_has_changed_is_said_and_the_same_answer_is_still_the_same(
    saved: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    old = changed(
        saved[0], tmp_path / "old.json", made_with__mentorsim="0.0.9", posterior__draws="2, other"
    )
    code, _, errors = run("open", str(old), "--json")
    assert code == 0
    assert "mentorsim: 0.0.9, da spørgsmålet blev gemt; nu " in errors
    assert "parametersættene: 2, other, da spørgsmålet blev gemt; nu 2, " in errors
    assert "Svaret er det samme som det gemte" in errors


def test_another_answer_has_an_exit_code_of_its_own_and_tells_the_saved_one(
    saved: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    other = changed(saved[0], tmp_path / "other.json", options__seed=4)
    code, text, errors = run("open", str(other), "--json", "--language", "en")
    assert code == OTHER_ANSWER == 3
    assert json.loads(text)["decision"]
    assert "The answer is not the one that was saved, though program" in errors
    assert "When the question was saved, the answer read:" in errors
    assert "For one year's 60 young people" in errors


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mentorsim_question": 2}, "not a saved question of a format"),
        ({"command": "trial"}, "no command that can be saved"),
        ({"options__sede": 1}, "options.sede: no such option"),
        ({"parts": {}}, "policy short.yaml: this part of the saved question cannot be read"),
        ({"parts__prices__entries__mentor_salary": {"value": "much"}}, "prices: this part"),
        ({"answer": {}}, "answer.digest: cannot read the saved question"),
        ({"more": 1}, "more: cannot read the saved question"),
    ],
)
def test_a_file_that_is_none_is_told_with_exit_code_2(
    saved: tuple[Path, dict[str, Any]], changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    code, _, errors = run("open", str(changed(saved[0], tmp_path / "wrong.json", **changes)))
    assert code == 2
    assert said in errors
    assert "Traceback" not in errors


def test_what_is_no_question_at_all_is_told(tmp_path: Path) -> None:
    for content in ("", "[]", "{", "7", '{"mentorsim_question": null}'):
        (tmp_path / "q.json").write_text(content, encoding="utf-8")
        code, _, errors = run("open", str(tmp_path / "q.json"))
        assert code == 2, content
        assert "saved question" in errors
    assert run("open", str(tmp_path / "nowhere.json"))[0] == 2


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "there.json").write_text("mine", encoding="utf-8")
    code, _, errors = run("compare", "as-in-trial", "--save", str(tmp_path / "there.json"))
    assert code == 2
    assert "this file exists" in errors
    assert (tmp_path / "there.json").read_text(encoding="utf-8") == "mine"


# Parts, written and read


@pytest.mark.parametrize("name", library_names())
def test_policies_are_read_as_they_were(name: str) -> None:
    named = load_policy(name)
    read = read_policy_record(json.loads(json.dumps(policy_record(named))))
    assert read == named
    assert read.policy.model_dump(exclude_unset=True) == named.policy.model_dump(exclude_unset=True)


def test_prices_and_rules_are_read_as_they_were() -> None:
    own = EXAMPLES / "prices.yaml"
    for prices in (chosen_prices(), chosen_prices(2026), chosen_prices(str(own), 2025, 2024)):
        read = read_prices_record(json.loads(json.dumps(prices_record(prices))))
        assert read.digest() == prices.digest()
        assert (dict(read.entries), dict(read.index)) == (dict(prices.entries), dict(prices.index))
        assert read.overlaid == prices.overlaid
        assert read.rules == prices.rules
    rules = chosen_rules(date(2024, 1, 1), date(2029, 12, 31), str(own))
    again = read_rules_record(json.loads(json.dumps(rules_record(rules))))
    assert again.digest() == rules.digest()
    assert (again.begins, again.names) == (rules.begins, rules.names)


@pytest.mark.parametrize("name", ["shares.csv", "individuals.csv"])
def test_people_are_read_as_they_may_be_published(name: str) -> None:
    mine = {"young_people": {"per_year": 60}, "population": EXAMPLES / name}
    here = situated(mine, None, None)
    record = json.loads(json.dumps(situated_record(here)))
    read = read_situated_record(record)
    assert isinstance(here.people, LocalPeople)
    assert isinstance(read.people, LocalPeople)
    assert read.people.municipality.margins == here.people.municipality.margins
    assert read.people.staffing == here.people.staffing
    assert read.told() == here.told()
    nobody = situated(None, None, None)
    assert read_situated_record(situated_record(nobody)).people is the_trial()


# Words and the command line, by hand


def test_the_verdict_by_hand() -> None:
    question = Question.model_construct(
        answer=type("A", (), {"told": {"da": ["Et svar."], "en": ["An answer."]}})()
    )
    assert verdict_lines(question, DANISH, same=False, known=True) == [
        "Svaret er ikke det samme som det gemte: noget af det, der er nævnt her, er ændret siden. "
        "Spørgsmålet er det samme, og tallene er dem, som programmet giver nu.",
        "Da spørgsmålet blev gemt, lød svaret:",
        "  Et svar.",
    ]
    assert verdict_lines(question, ENGLISH, same=True, known=True) == [
        "The answer is the one that was saved, to the last digit."
    ]
    line = difference_lines([Difference("code", "a1", "b2")], ENGLISH)
    assert line == ["the program's code: a1 when the question was saved; b2 now"]


def test_numbers_are_typed_so_that_they_are_read_as_they_were() -> None:
    class Param:
        def __init__(self, name: str, kind: str = "option") -> None:
            self.name, self.param_type_name, self.opts = name, kind, [f"--{name}"]

    params = [Param("policies", "argument"), Param("share"), Param("views"), Param("at")]
    values = {"policies": ["-a"], "share": 1.234, "views": True, "at": [0.05, 3.0, 1e-5]}
    assert command_line(params, values, Path("q")) == [
        "--share",
        "1.2340",
        "--views",
        "--at",
        "0.05",
        "--at",
        "3",
        "--at",
        "0.00001",
        "--",
        "-a",
    ]


def test_a_digest_is_of_every_number_and_not_of_where_it_comes_from() -> None:
    one = {"a": [1.0, None], "provenance": {"seed": "1"}}
    assert answer_digest(one) == answer_digest(one | {"provenance": {}})
    assert answer_digest(one) != answer_digest(one | {"a": [1.0 + 2**-52, None]})
