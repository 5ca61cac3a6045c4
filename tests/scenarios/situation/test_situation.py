"""A situation as a value: how it is written, what it refuses, whose lives and how many mentors."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from calibration.stored_posterior import shipped_posterior
from calibration.trial import TRIAL_GROUPS, Trial, the_trial
from mentorsim.python.policies import load
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.identity import identity
from scenarios.comparison.prepared import prepared
from scenarios.economics.price_checks import cross_check
from scenarios.economics.price_choice import chosen_prices
from scenarios.municipality.local_population import LocalPeople, one_jobcentre
from scenarios.policy.intake import cohort_for, stream_size
from scenarios.situation.people import on_calendar, people_of
from scenarios.situation.policies import in_situation, situation_intake
from scenarios.situation.posts import budget, posts, year_of_a_mentor
from scenarios.situation.reading import read_situation
from scenarios.situation.situation import MOST, MOST_MENTORS, Situation, YoungPeople
from sim.errors import InputError
from sim.groups import group_mask
from sim.policy_targeting import Intake

EXAMPLE = Path(__file__).parents[3] / "scenarios" / "examples" / "situation.yaml"
#: What the head of a jobcentre says.
HERS: dict[str, Any] = {
    "young_people": {"per_year": 300},
    "mentors": 12,
    "first_year": 2026,
    "years": 4,
}


def hers(**changes: Any) -> Situation:
    return read_situation(HERS | changes)


# Written in three ways


def test_a_file_a_mapping_and_an_object_are_the_same(tmp_path: Path) -> None:
    text = "young_people: {per_year: 300}\nmentors: 12\nfirst_year: 2026\nyears: 4\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    read = read_situation(tmp_path / "mine.yaml")
    made = Situation(young_people=YoungPeople(per_year=300), mentors=12, first_year=2026, years=4)
    assert read == hers() == made == read_situation(str(tmp_path / "mine.yaml"))
    assert read_situation(made) is made
    assert read != hers(mentors=13)


def test_the_example_says_what_it_shows() -> None:
    example = read_situation(EXAMPLE)
    assert example.name == "Nordby"
    assert example.population == EXAMPLE.parent / "shares.csv"
    assert example.told(example.mentors) == (
        "Situation of Nordby: 300 young people a year, 12 mentors, 2026-2029, one jobcentre, "
        "rules of 2026, own young people"
    )


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("young_people: {per_year: 300}\nmentors: 12,5\n", encoding="utf-8")
    assert read_situation(path).mentors == 12.5
    path.write_text("young_people: {per_year: 300}\nbudget: 9.000.000\n", encoding="utf-8")
    assert read_situation(path).budget == 9_000_000
    path.write_text("young_people: {per_year: 300}\nmentors: 1.234\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mentors: is this 1234 or 1.234\?"):
        read_situation(path)


def test_people_in_memory_are_compared_and_never_shown() -> None:
    frame = pd.DataFrame({"gender": ["woman", "man"] * 20, "age": [20, 27] * 20})
    mine = hers(population=frame)
    assert mine == hers(population=frame.copy())
    assert mine != hers(population=frame.assign(age=21))
    assert mine != hers()
    assert "woman" not in repr(mine)
    assert "woman" not in mine.told(12)
    # A change of the frame afterwards is none of the situation.
    frame.loc[0, "age"] = 29
    assert mine.population["age"][0] == 20


def test_the_schema_has_every_field_with_words_in_both_languages() -> None:
    fields = Situation.model_json_schema()["properties"]
    assert list(fields) == list(Situation.model_fields)
    for name, field in fields.items():
        assert field["description"], name
        assert field["da"], name


# What is refused


@pytest.mark.parametrize(
    ("changes", "field", "found", "allowed"),
    [
        (
            {"young_people": {"per_year": 4}},
            "young_people.per_year",
            "4",
            "from 5 to 100000 (young people a year)",
        ),
        (
            {"young_people": {"cohort": MOST + 1}},
            "young_people.cohort",
            "2000001",
            "from 5 to 2000000 (young people in all)",
        ),
        ({"young_people": {"per_year": 300.5}}, "young_people.per_year", "300.5", "a whole number"),
        ({"young_people": 300}, "young_people", "300", "per_year, cohort"),
        ({"young_people": {}}, "young_people.per_year", "per_year None", "one of per_year"),
        (
            {"young_people": {"per_year": 300, "cohort": 300}},
            "young_people.per_year",
            "cohort 300",
            "one of per_year",
        ),
        ({"mentors": 0}, "mentors", "0", "above 0 to 100000 (full-time mentors employed)"),
        ({"mentors": True}, "mentors", "true", "(full-time mentors employed)"),
        ({"mentors": float("nan")}, "mentors", "nan", "(full-time mentors employed)"),
        (
            {"mentors": None, "budget": 0},
            "budget",
            "0",
            "above 0 to 100000000000 (kroner a year for mentors)",
        ),
        ({"mentors": None, "budget": True}, "budget", "true", "(kroner a year for mentors)"),
        ({"budget": 9e6}, "budget", "9000000.0", "one of mentors and budget"),
        ({"first_year": 1999}, "first_year", "1999", "from 2000 to 2100 (calendar year)"),
        ({"years": 16}, "years", "16", "from 1 to 15 (calendar years)"),
        ({"rules": 2020}, "rules", "2020", "2025, 2026 (rule year of prices)"),
        ({"name": "=A1"}, "name", "=A1", "one line"),
        ({"name": "Nordby\n"}, "name", "Nordby", "one line"),
        ({"name": "N" * 61}, "name", "NNN", "at most 60"),
        ({"population": 7}, "population", "7", "the path of a file"),
        ({"prices": 2026}, "prices", "2026", "the path of a YAML file"),
        ({"prices": {"mentor_salery": 1}}, "mentor_salery", None, None),
        ({"prices": "nowhere.yaml"}, "--prices", "nowhere.yaml", "a YAML file"),
        ({"jobcentres": "two"}, "jobcentres", "two", "one, as_in_trial"),
        (
            {"jobcentres": "as_in_trial", "population": "shares.csv"},
            "jobcentres",
            "as_in_trial beside a population",
            "one",
        ),
        (
            {"jobcentres": "as_in_trial", "young_people": {"cohort": 300}},
            "jobcentres",
            "cohort 300",
            "per_year",
        ),
        ({"mentor": 12}, "mentor", "mentor", "mentors"),
    ],
)
def test_each_wrong_field_has_its_message(
    changes: dict[str, Any], field: str, found: str | None, allowed: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        hers(**changes)
    assert caught.value.field == field
    assert found is None or found in str(caught.value.found)
    assert allowed is None or allowed in str(caught.value.allowed)


def test_what_is_no_situation_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing field"):
        read_situation({"mentors": 12})
    with pytest.raises(InputError, match=r"did you mean young_people\?"):
        read_situation({"young_peple": {"per_year": 300}})
    with pytest.raises(InputError, match="no situation"):
        read_situation(12)
    with pytest.raises(InputError, match="cannot read the situation"):
        read_situation(tmp_path / "nowhere.yaml")
    (tmp_path / "list.yaml").write_text("- 300\n", encoding="utf-8")
    with pytest.raises(InputError, match="a situation is a set of fields"):
        read_situation(tmp_path / "list.yaml")
    (tmp_path / "twice.yaml").write_text("mentors: 1\nmentors: 2\n", encoding="utf-8")
    with pytest.raises(InputError, match="given twice"):
        read_situation(tmp_path / "twice.yaml")
    with pytest.raises(ValidationError):
        hers().mentors = 13


# Money and mentors


@pytest.mark.parametrize("rules", [2013, 2023, 2026])
def test_a_budget_becomes_posts_and_posts_the_budget(rules: int) -> None:
    prices = chosen_prices(rules)
    mine = hers(mentors=None, budget=9_000_000)
    found = posts(mine, prices)
    assert found is not None
    assert budget(found, prices) == pytest.approx(9_000_000, rel=1e-12)
    # A mentor's year is the project's own figure, which stands beside published ones.
    checks = cross_check(prices).set_index("figure")
    assert year_of_a_mentor(prices) == pytest.approx(checks.loc["mentor_year", "ours"], rel=1e-12)
    assert posts(hers(), prices) == 12
    assert posts(hers(mentors=None), prices) is None


def test_own_prices_and_price_level_change_what_a_budget_pays() -> None:
    mine = hers(mentors=None, budget=9_000_000, prices={"mentor_salary": 900_000})
    assert mine.own_prices().overlaid == ("mentor_salary",)
    dear, usual = posts(mine, mine.own_prices()), posts(mine, chosen_prices())
    assert dear is not None
    assert usual is not None
    assert dear < usual
    with pytest.raises(InputError, match="more mentors than there can be") as caught:
        posts(hers(mentors=None, budget=1e11), chosen_prices())
    assert caught.value.field == "situation.budget"
    assert f"{MOST_MENTORS:,}" in str(caught.value.allowed)


# People


def test_one_jobcentre_is_made_up_as_the_trial() -> None:
    values, trial = shipped_posterior().values_at(0), the_trial()
    here = one_jobcentre(5000, trial, "here")
    mine = here.cohort(values, seed=3).population
    theirs = trial.cohort(values, seed=4, copies=8).population
    assert mine.jobcentre_names == ("here",)
    assert mine.n == 5000
    for name in [name for name in TRIAL_GROUPS if name != "all"]:
        share = group_mask(theirs, name).mean()
        error = np.sqrt(share * (1 - share) * (1 / mine.n + 1 / theirs.n))
        assert abs(group_mask(mine, name).mean() - share) < 4 * error, name
    for name in ("age", "severity"):
        x, y = getattr(mine, name), getattr(theirs, name)
        assert abs(x.mean() - y.mean()) < 4 * y.std() * np.sqrt(1 / mine.n + 1 / theirs.n), name


def test_the_composition_is_the_printed_one() -> None:
    trial = the_trial()
    mine = one_jobcentre(5000, trial, "here").cohort(shipped_posterior().values_at(0), 3).population
    printed = trial.population.stratum_sizes / trial.population.stratum_sizes.sum()
    for name, share in zip(("grade_high", "grade_low", "grade_none"), printed, strict=True):
        error = np.sqrt(share * (1 - share) / mine.n)
        assert group_mask(mine, name).mean() == pytest.approx(share, abs=4 * error), name


def test_a_situation_is_one_jobcentre_with_a_queue() -> None:
    trial = the_trial()
    people = on_calendar(people_of(hers(), trial), hers())
    assert isinstance(people, LocalPeople)
    assert people.people == 300
    intake = situation_intake(hers())
    assert intake is not None
    assert stream_size(intake) == 1200  # exactly 300 in each of four calendar years
    cohort = cohort_for(people, intake, shipped_posterior().values_at(0), 1)
    assert cohort.start == hers().stream.start
    assert cohort.start.isocalendar()[:2] == (2026, 1)
    apart = hers(jobcentres="as_in_trial")
    spread = on_calendar(people_of(apart, trial), apart)
    assert isinstance(spread, Trial)
    assert spread.begins == cohort.start
    assert len(spread.staffing) == len(trial.staffing)
    assert people_of(hers(name="Nordby"), trial).municipality.name == "Nordby"


def test_a_cohort_comes_in_the_weeks_of_the_trial() -> None:
    trial, cohort = the_trial(), {"cohort": 300}
    usual = read_situation({"young_people": cohort})
    assert people_of(usual, trial) == one_jobcentre(300, trial, "jobcentre")
    assert on_calendar(people_of(usual, trial), usual) == people_of(usual, trial)
    in_2026 = read_situation({"young_people": cohort, "first_year": 2026})
    later = on_calendar(people_of(in_2026, trial), in_2026)
    began = later.trial.begins.isocalendar()
    assert began.year == 2026
    assert began.week == trial.design.intake_start.value.isocalendar().week
    cohort = later.cohort(shipped_posterior().values_at(0), 1)
    assert cohort.entry.max() < trial.design.intake_weeks.value


def test_people_on_another_calendar_travel_to_other_processes() -> None:
    values = shipped_posterior().values_at(0)
    people = on_calendar(people_of(hers(), the_trial()), hers())
    sent = pickle.loads(pickle.dumps(people))
    mine, theirs = (p.cohort(values, 1) for p in (people, sent))
    assert mine.start == theirs.start == hers().stream.start
    assert (mine.population.person == theirs.population.person).all()
    assert (mine.entry == theirs.entry).all()


def test_what_an_interrupted_run_goes_on_with_knows_the_calendar() -> None:
    posterior, asked = shipped_posterior().first(2), [load("as-in-trial"), load("no-mentor")]
    people = people_of(hers(), the_trial())
    setting = EnsembleSetting(horizon=10)
    plain, dated = (
        identity(prepared(p, asked, posterior), posterior, setting)
        for p in (people, on_calendar(people, hers()))
    )
    assert "start" not in plain
    assert dated.pop("start") == hers().stream.start.isoformat()
    assert plain == dated


def test_a_population_has_its_own_make_up_and_the_situations_number() -> None:
    shares = hers(population=EXAMPLE.parent / "shares.csv")
    assert people_of(shares, the_trial()).municipality.people == 300
    counted = pd.DataFrame(
        {"variable": "gender", "category": ["woman", "man"], "count": [240, 160]}
    )
    assert people_of(hers(population=counted), the_trial()).people == 400
    with pytest.raises(InputError) as caught:
        people_of(
            read_situation({"young_people": {"cohort": 300}, "population": counted}), the_trial()
        )
    assert caught.value.field == "population"
    assert caught.value.found == "400 young people in it; situation.young_people.cohort: 300"


# Policies


def test_policies_get_the_mentors_and_keep_the_rest() -> None:
    mine = load("caseload-20", targeting={"first": ["grade_none"]}, duration={"weeks": 78})
    here = in_situation([mine, load("no-mentor")], hers(), 12.0)
    capacity = here[0].policy.capacity
    assert (capacity.mentors, capacity.caseload, capacity.following) == (12, 20, "places")
    assert here[0].policy.targeting == mine.policy.targeting
    assert here[0].policy.duration == mine.policy.duration
    assert here[0].name == mine.name
    assert here[1].policy.capacity == load("no-mentor").policy.capacity
    assert here[0].policy.intake == here[1].policy.intake == situation_intake(hers())
    # As many as it takes: a policy's own capacity stays.
    free = in_situation([mine], hers(mentors=None), None)
    assert free[0].policy.capacity == mine.policy.capacity


def test_what_a_policy_says_as_well_is_fine_if_it_is_the_same() -> None:
    weeks = hers().stream.intake_weeks
    same = {"kind": "stream", "per_year": 300, "weeks": weeks}
    thin = {"follows": "caseload", "hours": 12 * 37.0}
    for changes in (
        {"capacity": {"follows": "places", "mentors": 12}},
        {"capacity": {"follows": "caseload", "mentors": 12}},
        {"capacity": thin},
        {"intake": same},
        {"intake": situation_intake(hers()).model_dump()},
    ):
        named = load("as-in-trial", name="mine", **changes)
        found = in_situation([named], hers(), 12.0)[0].policy
        if "capacity" in changes:
            assert found.capacity == named.policy.capacity
        assert found.intake == situation_intake(hers())
    cohort = read_situation({"young_people": {"cohort": 300}})
    assert in_situation([load("as-in-trial", intake={"kind": "cohort"})], cohort, None)


@pytest.mark.parametrize(
    ("changes", "field", "found"),
    [
        (
            {"capacity": {"follows": "places", "mentors": 85}},
            "capacity.mentors",
            "85; situation.mentors: 12",
        ),
        (
            {"capacity": {"follows": "places", "hours": 3145}},
            "capacity.hours",
            "3145 hours a week; situation.mentors: 12",
        ),
        (
            {"intake": {"kind": "stream", "per_year": 600, "weeks": 209}},
            "intake",
            "600 a year; situation.young_people.per_year: 300",
        ),
        (
            {"intake": {"kind": "stream", "per_year": 300, "weeks": 156}},
            "intake.weeks",
            "156; situation.years: 4, which are 209 weeks",
        ),
        (
            {"intake": {"kind": "cohort"}},
            "intake",
            "kind cohort; situation.young_people.per_year: 300",
        ),
    ],
)
def test_what_a_policy_says_otherwise_names_both(
    changes: dict[str, Any], field: str, found: str
) -> None:
    with pytest.raises(InputError) as caught:
        in_situation([load("as-in-trial", name="mine", **changes)], hers(), 12.0)
    assert (caught.value.file, caught.value.field) == ("mine", field)
    assert caught.value.found == found


def test_a_budget_and_a_stream_against_a_cohort_name_both() -> None:
    rich = hers(mentors=None, budget=9_000_000)
    number = posts(rich, chosen_prices(2026))
    with pytest.raises(InputError) as caught:
        in_situation([load("limited-places")], rich, number)
    assert "situation.budget: 9,000,000 kroner a year, which employ 12." in str(caught.value.found)
    cohort = read_situation({"young_people": {"cohort": 300}})
    with pytest.raises(InputError) as caught:
        in_situation([load("stream-limited")], cohort, None)
    assert "situation.young_people.cohort: 300" in str(caught.value.found)
    assert situation_intake(cohort) is None
    assert isinstance(situation_intake(rich), Intake)
