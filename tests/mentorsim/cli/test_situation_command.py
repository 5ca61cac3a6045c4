"""`mentorsim situation` and the fields of a situation, as a user and a page meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.language import Language
from mentorsim.present.situation.fields import fault, fields, situation_of
from mentorsim.present.situation.words import Told, check_lines, situation_line
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.rule_sets import rule_years
from scenarios.situation.beside import prices_beside
from scenarios.situation.reading import read_situation
from scenarios.situation.situation import Situation
from sim.errors import InputError
from tests.scenarios.situation.test_situation import EXAMPLE, hers

DANISH, ENGLISH = Language("da"), Language("en")
SAMPLES = Path(__file__).parents[2] / "population_samples"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


# new


@pytest.mark.parametrize("code", ["da", "en"])
def test_a_new_situation_explains_every_field_and_can_be_used_as_it_is(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    assert run("situation", "new", str(path), "--language", code)[0] == 0
    text = path.read_text(encoding="utf-8")
    for name, info in Situation.model_fields.items():
        assert f"\n{name}:" in text
        extra = info.json_schema_extra
        assert isinstance(extra, dict)
        meaning = str(extra["da"]) if code == "da" else str(info.description)
        assert meaning.split(",")[0][:30] in text
    made = read_situation(path)
    assert made == read_situation({"young_people": {"per_year": made.young_people.number}})
    exit_code, _, errors = run("situation", "new", str(path))
    assert exit_code == 2
    assert "this file exists" in errors


# check


def test_check_says_what_stands_there_and_what_follows() -> None:
    code, text, errors = run("situation", "check", str(EXAMPLE))
    assert code == 0, errors
    said = " ".join(text.split())
    assert (
        "This situation can be used. Nordby: 300 young people a year, 12 mentors, "
        "2026\N{EN DASH}2029, one jobcentre, rules of 2026, own young people."
    ) in said
    assert "made up as in shares.csv, which is about 300 young people" in said
    assert "young_people.per_year 300; mentors 12; first_year 2026; years 4; rules 2026" in said


def test_check_says_it_in_danish() -> None:
    said = " ".join(run("situation", "check", str(EXAMPLE), "--language", "da")[1].split())
    assert (
        "Situationen kan bruges. Nordby: 300 unge om året, 12 mentorer, 2026\N{EN DASH}2029, "
        "ét jobcenter, regler for 2026, egne unge."
    ) in said
    assert "Regler og priser er dem for 2026, også i en fremskrivning." in said


def test_check_for_machines_has_the_fields_and_what_follows() -> None:
    content = json.loads(run("situation", "check", str(EXAMPLE), "--json")[1])
    assert content["young_people"] == {"per_year": 300, "cohort": None}
    assert content["population"] == "shares.csv"
    assert content["follows"] == {
        "mentors": 12,
        "calendar_years": [2026, 2027, 2028, 2029],
        "rule_year": 2026,
    }
    assert content["text"]["da"].startswith("Nordby: 300 unge om året")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mentors: 12\n", "young_people: missing field"),
        ("young_people: {per_year: 300}\nmentor: 12\n", "unknown field (did you mean mentors?)"),
        ("young_people: {per_year: 300}\nyears: 40\n", "from 1 to 15 (calendar years)"),
        ("young_people: {per_year: 300}\nmentors: 1.234\n", "is this 1234 or 1.234?"),
        ("young_people: {per_year: 300}\npopulation: nowhere.csv\n", "nowhere.csv"),
        ("young_people: {per_year: 300}\ntake: [tid=2025]\n", "answers about a population"),
        ("young_people: {per_year: 300}\nfirst_year: 2005\n", "no rules on file are as old"),
    ],
)
def test_a_wrong_situation_is_told_with_exit_code_2(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    code, _, errors = run("situation", "check", str(path))
    assert code == 2
    assert said in errors


def test_how_a_file_was_taken_stands_in_the_situation(tmp_path: Path) -> None:
    source = SAMPLES / "bank_several.csv"
    fields_there = f"young_people: {{per_year: 300}}\npopulation: {source}\n"
    path = tmp_path / "mine.yaml"
    path.write_text(fields_there, encoding="utf-8")
    code, _, errors = run("situation", "check", str(path))
    assert code == 2  # it can be read in several ways
    assert "--take" in errors or "several" in errors
    path.write_text(fields_there + 'take: ["område=Vejle", "tid=2025K1"]\n', encoding="utf-8")
    code, text, errors = run("situation", "check", str(path))
    assert code == 0, errors
    assert "bank_several.csv" in text
    path.write_text(fields_there + 'take: ["withheld=perhaps"]\n', encoding="utf-8")
    assert "not an answer to this question" in run("situation", "check", str(path))[2]


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        (
            {},
            "Jeres situation: 300 unge om året, 12 mentorer, 2026\N{EN DASH}2029, ét jobcenter",
            "Your situation: 300 young people a year, 12 mentors, 2026\N{EN DASH}2029, "
            "one jobcentre",
        ),
        (
            {"mentors": 1, "years": 1, "name": "Nordby"},
            "Nordby: 300 unge om året, 1 mentor, 2026, ét jobcenter",
            "Nordby: 300 young people a year, 1 mentor, 2026, one jobcentre",
        ),
        (
            {"mentors": None, "jobcentres": "as_in_trial", "rules": 2025},
            "Jeres situation: 300 unge om året, så mange mentorer, som hver indsats kræver, "
            "2026\N{EN DASH}2029, jobcentre som i forsøget, regler for 2025",
            "Your situation: 300 young people a year, as many mentors as each policy takes, "
            "2026\N{EN DASH}2029, jobcentres as in the trial, rules of 2025",
        ),
        (
            {"young_people": {"cohort": 1250}, "first_year": None, "mentors": 2.5},
            "Jeres situation: et hold på 1.250 unge, 2,5 mentorer, ét jobcenter",
            "Your situation: a cohort of 1,250 young people, 2.5 mentors, one jobcentre",
        ),
    ],
)
def test_the_line_of_a_situation_by_hand(changes: dict[str, object], da: str, en: str) -> None:
    here = hers(**changes)
    told = Told(here, here.mentors)
    assert situation_line(told, DANISH) == da
    assert situation_line(told, ENGLISH) == en


def test_a_budget_is_told_with_the_mentors_it_pays() -> None:
    here = hers(mentors=None, budget=9_000_000)
    line = situation_line(Told(here, 12.54), DANISH)
    assert "12,5 mentorer (for 9.000.000 kr. om året)" in line
    lines = check_lines(Told(here, 12.54), None, here.own_prices(), ENGLISH)
    assert (
        lines[1]
        == "12.5 full-time mentors cost about DKK 8.9 million a year at the prices of 2026."
    )


# The rules of its first year


@pytest.mark.parametrize(
    ("first", "rules"), [(2026, 2026), (2024, 2024), (2018, 2016), (2031, 2026)]
)
def test_rules_follow_the_first_year(first: int, rules: int) -> None:
    here = hers(first_year=first)
    assert here.rule_year == here.own_prices().rule_year == rules
    assert prices_beside(here, None, None, None).rule_year == rules
    assert prices_beside(here, None, 2023, None).rule_year == 2023
    assert prices_beside(here, 2023, None, None).rule_year == 2023
    assert prices_beside(here, "2025-01", None, None).rules.name == "2025-01"
    assert prices_beside(here, {"mentor_salary": 900_000}, None, None).rule_year == rules
    assert prices_beside(hers(first_year=first, rules=2023), None, None, None).rule_year == 2023


def test_without_a_year_rules_are_the_usual_ones() -> None:
    cohort = read_situation({"young_people": {"cohort": 300}})
    assert cohort.rule_year is None
    assert cohort.own_prices() == chosen_prices()
    with pytest.raises(InputError, match="no rules on file are as old") as caught:
        hers(first_year=2012)
    assert str(rule_years()[0]) in str(caught.value.allowed)
    assert hers(first_year=2012, rules=2013).rule_year == 2013


# Field by field


@pytest.mark.parametrize("language", [DANISH, ENGLISH])
def test_fields_have_the_limits_of_the_schema(language: Language) -> None:
    found = {field.name: field for field in fields(language)}
    assert list(found) == [
        "name",
        "young_people.per_year",
        "young_people.cohort",
        "mentors",
        "budget",
        "first_year",
        "years",
        "rules",
        "jobcentres",
    ]
    assert (found["years"].low, found["years"].high) == (1, 15)
    assert (found["mentors"].low, found["mentors"].above) == (0, True)
    assert found["rules"].choices == tuple(map(str, rule_years()))
    # Every end is one: the value itself may be, the next may not.
    for field in found.values():
        if field.kind == "whole":
            assert field.low is not None
            assert field.high is not None
            assert fault(field.name, int(field.high) + 1, language)
            assert fault(field.name, int(field.low) - 1, language)
            if field.name != "first_year":  # rules on file are younger than 2000
                assert fault(field.name, int(field.low), language) is None
            assert fault(field.name, int(field.high), language) is None
        if field.kind == "choice":
            assert all(fault(field.name, choice, language) is None for choice in field.choices)


def test_what_is_wrong_with_a_field_is_told_in_both_languages() -> None:
    assert fault("years", 40, DANISH) == (
        "years: umulig værdi (40). Tilladt: et helt tal fra 1 til 15 (kalenderår)."
    )
    assert fault("young_people.cohort", 2, ENGLISH) == (
        "young_people.cohort: impossible value (2). "
        "Allowed: a whole number from 5 to 2000000 (young people in all)."
    )
    assert fault("mentors", "1.234", DANISH) == (
        "mentors: er det 1234 eller 1.234? (1.234). Tilladt: skriv 1234, eller 1.2340, hvis de "
        "sidste tre cifre er decimaler."
    )
    assert fault("mentors", "12,5", DANISH) is None
    assert fault("young_people.per_year", None, ENGLISH) == (
        "young_people: missing field. Allowed: this field is required."
    )


def test_a_situation_from_fields_is_the_one_from_a_file() -> None:
    filled = {
        "name": None,
        "young_people.per_year": 300,
        "young_people.cohort": None,
        "mentors": "12",
        "first_year": 2026,
        "years": 4,
        "rules": "2026",
    }
    assert situation_of(filled) == hers(rules=2026)
