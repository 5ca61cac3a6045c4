"""`--situation` on commands: whose lives and mentors, what contradicts it, what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.cli import app
from mentorsim.python.compare import compare
from mentorsim.request.request import situated
from mentorsim.saved.run import read_run
from scenarios.comparison.prepared import prepared
from scenarios.economics.price_choice import chosen_prices
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.paired_model import PairedModel
from scenarios.sensitivity.targets import target

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
TEXT = "young_people: {per_year: 60}\nmentors: 3\nfirst_year: 2026\nyears: 1\n"
SMALL = ("--draws", "2", "--workers", "1")


@pytest.fixture
def mine(tmp_path: Path) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


# The same as in Python, and in its numbers


def test_compare_is_the_one_in_python_and_tells_its_numbers(mine: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, text, errors = run(
        "compare",
        "as-in-trial",
        "--situation",
        mine,
        "--weeks",
        "10",
        *SMALL,
        "--json",
        "--out",
        str(out),
    )
    assert code == 0, errors
    content = json.loads(text)
    there = compare("as-in-trial", situation=mine, weeks=10, draws=2)
    levels = pd.DataFrame(content["levels"])
    np.testing.assert_array_equal(levels["mean"], there.levels["mean"])
    assert content["provenance"]["situation"] == there.situation
    own = content["situation"]
    assert own["people"] == 60
    assert own["follows"]["mentors"] == 3
    assert own["text"]["da"] == "Jeres situation: 60 unge om året, 3 mentorer, 2026, ét jobcenter"
    row = own["numbers"][0]
    assert row["per"] == 1000
    for name in ("mean", "low", "high"):
        assert row[f"own_{name}"] == pytest.approx(row[name] * 60 / 1000)
    table = pd.read_csv(out / "situation.csv")
    assert list(table["policy"].unique()) == ["as-in-trial"]
    assert json.loads((out / "situation.json").read_text(encoding="utf-8")) == own
    # The report, and one that is made later, has its numbers and its prices.
    kept = read_run(out).situation
    assert kept is not None
    assert kept.prices.digest() == chosen_prices(2026).digest()
    line = (
        "In your numbers: Your situation: 60 young people a year, 3 mentors, 2026, one jobcentre."
    )
    assert kept.said["en"][0] == line
    assert line in (out / "report.html").read_text(encoding="utf-8")


def test_the_screen_says_it_in_its_numbers(mine: str) -> None:
    code, text, errors = run(
        "decide", "as-in-trial", "--situation", mine, "--week", "10", *SMALL, "--language", "da"
    )
    assert code == 0, errors
    said = " ".join(text.split())
    assert "I jeres tal: Jeres situation: 60 unge om året, 3 mentorer, 2026, ét jobcenter" in said
    assert "For et års tilgang på 60 unge er forskellen i udgift" in said
    assert "regler for 2026, i 2026-kroner" in said  # not those of 2023


def test_a_forecast_is_over_its_years(mine: str) -> None:
    code, text, errors = run("forecast", "as-in-trial", "--situation", mine, *SMALL, "--json")
    assert code == 0, errors
    content = json.loads(text)
    assert {row["year"] for row in content["years"]} == {2026}
    assert content["provenance"]["intake"] == "60"
    assert content["situation"]["follows"]["calendar_years"] == [2026]


def test_a_threshold_is_found_in_it_and_said_of_its_people(mine: str) -> None:
    code, text, errors = run(
        "threshold",
        "as-in-trial",
        "--factor",
        "duration",
        "--situation",
        mine,
        "--week",
        "10",
        "--points",
        "3",
        *SMALL,
        "--language",
        "en",
    )
    assert code == 0, errors
    said = " ".join(text.split())
    assert "In your numbers: Your situation: 60 young people a year, 3 mentors" in said
    assert "DKK 1,000 per young person is DKK 60,000 for one year's 60 young people." in said


def test_twins_have_its_mentors_once_for_each_copy(mine: str) -> None:
    here = situated(mine, None, None)
    named = here.policies([load_policy("as-in-trial"), load_policy("no-mentor")])
    posterior = shipped_posterior().first(2)
    ready = prepared(here.dated, named, posterior)
    model = PairedModel(ready, (), posterior.point_estimate(), target("education"), 10)
    lived = model.offered()
    assert lived.one.capacity == ready.offered[0].capacity
    assert lived.one.capacity.mentors == 3 * ready.copies
    assert model.calendar.years[0] == 2026
    # The trial's own people are lived as before.
    trial = prepared(
        the_trial(), [load_policy("limited-places"), load_policy("no-mentor")], posterior
    )
    plain = PairedModel(trial, (), posterior.point_estimate(), target("education"), 10)
    assert plain.offered().one.capacity.mentors == 85


# What contradicts it


@pytest.mark.parametrize(
    ("command", "option", "found"),
    [
        (("compare", "as-in-trial"), ("--weeks", "300"), "300; situation.years: 1"),
        (("compare", "as-in-trial"), ("--people", "80"), "80; situation.young_people.per_year: 60"),
        (("rank", "as-in-trial", "--hours", "20000"), (), "20,000; situation.mentors: 3"),
        (("decide", "as-in-trial"), ("--week", "300"), "300; situation.years: 1"),
        (("decide", "as-in-trial"), ("--rule-year", "2023"), "2023; situation.rules: 2026"),
        (("decide", "as-in-trial"), ("--prices", "2023"), "2023; situation.rules: 2026"),
        (("forecast", "as-in-trial"), ("--years", "5"), "5; situation.years: 1"),
        (("forecast", "as-in-trial"), ("--intake", "500"), "500; situation.young_people"),
        (("forecast", "as-in-trial"), ("--start-year", "2027"), "2027; situation.first_year: 2026"),
        (("sensitivity", "as-in-trial"), ("--week", "300"), "300; situation.years: 1"),
        (("tornado", "as-in-trial"), ("--week", "300"), "300; situation.years: 1"),
        (
            ("threshold", "as-in-trial", "--factor", "duration"),
            ("--rule-year", "2023"),
            "2023; situation.rules: 2026",
        ),
        (("map", "as-in-trial"), ("--week", "300"), "300; situation.years: 1"),
        (
            ("discover", "as-in-trial", "--fails", "no gain"),
            ("--week", "300"),
            "300; situation.years: 1",
        ),
        (("regret", "as-in-trial"), ("--week", "300"), "300; situation.years: 1"),
        (("compare", "limited-places"), (), "85; situation.mentors: 3"),
        (("tornado", "limited-places"), (), "85; situation.mentors: 3"),
    ],
)
def test_options_and_policies_that_say_otherwise_name_both(
    command: tuple[str, ...], option: tuple[str, ...], found: str, mine: str
) -> None:
    with Path(mine).open("a", encoding="utf-8") as file:
        file.write("rules: 2026\n")
    code, text, errors = run(*command, "--situation", mine, *option)
    assert (code, text) == (2, "")
    assert f"found:   {found}" in errors
    if option:
        assert f"{option[0]}: it says something else than the situation" in errors


def test_how_a_file_is_taken_may_be_said_in_one_place(mine: str, tmp_path: Path) -> None:
    with Path(mine).open("a", encoding="utf-8") as file:
        file.write(f"population: {EXAMPLES / 'shares.csv'}\ntake: [withheld=few]\n")
    code, _, errors = run(
        "compare", "as-in-trial", "--situation", mine, "--take", "withheld=nobody"
    )
    assert code == 2
    assert "--take: it says something else than the situation" in errors
    assert "situation.take: withheld=few" in errors
    code, _, errors = run("compare", "as-in-trial", "--take", "withheld=few")
    assert code == 2
    assert "this is about a population of your own" in errors


def test_the_old_ways_go_on(mine: str) -> None:
    given = ("--weeks", "5", *SMALL, "--json")
    shares = ("--population", str(EXAMPLES / "shares.csv"), "--people", "60")
    code, text, errors = run("compare", "as-in-trial", *shares, *given)
    assert code == 0, errors
    assert "situation" not in json.loads(text)
    # Beside a situation that says the same, or nothing, they are fine.
    code, text, errors = run("compare", "as-in-trial", "--situation", mine, *shares, *given)
    assert code == 0, errors
    assert json.loads(text)["situation"]["population"] == "shares.csv"
    code, _, errors = run(
        "compare", "as-in-trial", "--situation", mine, "--staffing-as", "Aalborg", *given
    )
    assert code == 0, errors
