"""Functions for notebooks in a situation: whose lives and mentors, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.python.compare import compare
from mentorsim.python.decide import decide
from mentorsim.python.forecast import forecast
from mentorsim.python.policies import load, python_policy
from mentorsim.python.rank import rank
from mentorsim.python.run import run
from scenarios.economics.price_choice import chosen_prices
from scenarios.forecast.forecast import forecast as forecast_of
from scenarios.forecast.setting import Stream
from scenarios.municipality.local_population import one_jobcentre
from scenarios.situation.posts import budget
from sim.errors import InputError
from sim.reference import full_time_hours

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
SHARES = EXAMPLES / "shares.csv"
HERS: dict[str, Any] = {
    "young_people": {"per_year": 300},
    "mentors": 12,
    "first_year": 2026,
    "years": 4,
}
LINE = "Situation: 300 young people a year, 12 mentors, 2026-2029, one jobcentre"
PLACES = {"follows": "places", "mentors": 12}


# Whose lives and whose mentors


def test_one_queue_waits_for_less_than_the_trials_many() -> None:
    one = run("as-in-trial", situation=HERS, weeks=60)
    many = run("as-in-trial", situation=HERS | {"jobcentres": "as_in_trial"}, weeks=60)
    waits = [world.persons["waited"] for world in (one, many)]
    first = [float(waited[waited >= 0].mean()) for waited in waits]
    assert 0 < first[0] < first[1] / 1.5
    # As many mentors for as many people: a world holds the small jobcentre several times.
    copies = int(one.sizes[0]) / int(many.sizes[0])
    assert copies == 3
    assert one.full_time_equivalents / copies == pytest.approx(12)
    assert many.full_time_equivalents == pytest.approx(12)


def test_its_mentors_are_employed_whether_or_not_they_are_used() -> None:
    found = compare("as-in-trial", situation=HERS, weeks=20, draws=2)
    hours = found.ensemble["resource"].sel(policy="as-in-trial", quantity="hours_employed")
    copies = int(found.ensemble["size"].sel(group="all").max()) / 1200
    np.testing.assert_allclose(hours.values / copies, 12 * full_time_hours(), rtol=1e-6)
    used = found.ensemble["resource"].sel(policy="as-in-trial", quantity="hours_used")
    # While the first young people come, places are free and paid.
    assert float(used.isel(calendar_week=5).max()) < float(hours.isel(calendar_week=5).min())
    none = found.ensemble["resource"].sel(policy="no-mentor", quantity="hours_employed")
    assert float(none.max()) == 0


def test_the_reference_has_the_mentors_too() -> None:
    found = compare("104-weeks", against="as-in-trial", situation=HERS, weeks=20, draws=2)
    for named in found.policies:
        assert named.policy.capacity.mentors == 12
        assert named.policy.capacity.following == "places"
    assert found.policies[0].policy.duration.weeks == 104


def test_a_policy_in_python_lives_in_a_situation() -> None:
    idle = python_policy("idle", act=lambda model: None)
    worlds = [run(p, situation=HERS | {"years": 1}, weeks=10) for p in (idle, "as-in-trial")]
    assert (worlds[0].accounts.people == worlds[1].accounts.people).all()


def test_a_forecast_is_the_one_asked_the_old_way() -> None:
    policy = load("as-in-trial", name="as-in-trial", capacity=PLACES)
    here = forecast("as-in-trial", situation=HERS | {"population": SHARES, "years": 2}, draws=2)
    old = forecast(
        policy, intake=300, years=2, start_year=2026, population=SHARES, people=300, draws=2
    )
    pd.testing.assert_frame_equal(here.years, old.years)
    pd.testing.assert_frame_equal(here.totals, old.totals)
    assert here.stream == old.stream
    assert here.replaced == ()


def test_places_by_expected_gain_are_those_of_the_old_way() -> None:
    best = load("best-gain-first", name="best", capacity={"mentors": 12})
    here = forecast(best, situation=HERS | {"population": SHARES, "years": 1}, draws=2)
    old = forecast(
        best, intake=300, years=1, start_year=2026, population=SHARES, people=300, draws=2
    )
    pd.testing.assert_frame_equal(here.years, old.years, check_exact=True)


def test_a_forecast_of_the_trials_make_up_is_that_of_one_jobcentre() -> None:
    here = forecast("as-in-trial", situation=HERS | {"years": 2, "rules": 2023}, draws=2)
    people = one_jobcentre(300, the_trial(), "anywhere")
    old = forecast_of(
        people,
        [load("as-in-trial", name="as-in-trial", capacity=PLACES)],
        load("no-mentor"),
        shipped_posterior().first(2),
        chosen_prices(2023),
        Stream(300, 2, 2026),
    )
    pd.testing.assert_frame_equal(here.years, old.years)
    assert here.population_comparison is None
    employed = here.years[(here.years["policy"] == "as-in-trial")]
    assert not employed.empty


def test_a_budget_lives_as_the_mentors_it_pays() -> None:
    rich = {k: v for k, v in HERS.items() if k != "mentors"} | {"rules": 2026, "years": 1}
    paid = chosen_prices(2026)
    kroner = budget(12, paid)
    one = compare("as-in-trial", situation=rich | {"budget": kroner}, weeks=10, draws=2)
    other = compare("as-in-trial", situation=rich | {"mentors": 12}, weeks=10, draws=2)
    np.testing.assert_allclose(one.ensemble["level"], other.ensemble["level"], rtol=0, atol=1e-12)


def test_results_are_the_same_bits_on_one_and_two_workers() -> None:
    one, two = (
        compare("as-in-trial", situation=HERS | {"years": 1}, weeks=20, draws=3, workers=workers)
        for workers in (1, 2)
    )
    assert one.ensemble.identical(two.ensemble)
    one_ahead, two_ahead = (
        forecast("as-in-trial", situation=HERS | {"years": 2}, draws=2, workers=workers)
        for workers in (1, 2)
    )
    pd.testing.assert_frame_equal(one_ahead.years, two_ahead.years, check_exact=True)


def test_compare_and_forecast_live_as_many() -> None:
    found = compare("as-in-trial", situation=HERS, weeks=10, draws=2)
    ahead = forecast("as-in-trial", situation=HERS, draws=2)
    copies = 3  # until they are as many as the trial's
    assert int(found.ensemble["size"].sel(group="all").max()) == copies * ahead.stream.people
    assert ahead.size == copies


# What is said of it


def test_results_say_whose_situation_they_are_about(tmp_path: Path) -> None:
    small = HERS | {"years": 1}
    line = LINE.replace("2026-2029", "2026")
    found = compare("as-in-trial", situation=small, weeks=20, draws=2)
    assert found.situation == line
    assert found.shown().facts[0] == line
    assert found.to_xarray().attrs["situation"] == line
    assert found.draws().attrs["situation"] == line
    decided = decide("as-in-trial", situation=small, week=20, draws=2)
    assert decided.shown().facts[0] == decided.draws().attrs["situation"] == line
    assert len(decided.shown().facts) == 3  # no more are shown
    world = run("as-in-trial", situation=small, weeks=20)
    assert world.shown().facts[0] == line
    assert forecast("as-in-trial", situation=small, draws=2).shown().facts[0] == line


def test_without_a_situation_nothing_is_said_of_one() -> None:
    found = compare("as-in-trial", weeks=10, draws=2)
    assert found.situation == ""
    assert "situation" not in found.to_xarray().attrs
    assert "situation" not in found.draws().attrs
    assert "Situation" not in repr(found)


def test_rules_and_prices_of_the_situation_are_used() -> None:
    priced = HERS | {"rules": 2026, "prices": {"mentor_salary": 900_000}, "years": 1}
    decided = decide("as-in-trial", situation=priced, week=10, draws=2)
    assert decided.decision.values.prices.rule_year == 2026
    assert decided.decision.values.prices.overlaid == ("mentor_salary",)
    ahead = forecast("as-in-trial", situation=priced, draws=2, prices=2026)
    assert ahead.prices.overlaid == ("mentor_salary",)
    assert ahead.stream.calendar_years == (2026,)
    assert ahead.situation.endswith("rules of 2026, own prices")


def test_what_is_given_beside_is_said_too() -> None:
    open_end = {"young_people": {"per_year": 300}, "mentors": 12}
    ahead = forecast("as-in-trial", situation=open_end, years=2, start_year=2028, draws=2)
    assert ahead.stream.calendar_years == (2028, 2029)
    assert "2028-2029" in ahead.situation
    mine = run("as-in-trial", situation=HERS, population=SHARES, people=300, weeks=5)
    assert mine.situation.endswith("own young people")


def test_weeks_are_those_of_the_years_where_these_are_fewer() -> None:
    assert run("as-in-trial", situation=HERS | {"years": 1}).accounts.people.shape[0] == 53
    assert (
        run("as-in-trial", situation=HERS | {"years": 1}, weeks=10).accounts.people.shape[0] == 11
    )
    assert run("as-in-trial", situation=HERS).accounts.people.shape[0] == 157


def test_ranking_takes_its_mentors_from_the_hours() -> None:
    cohort = {"young_people": {"cohort": 300}}
    ranked = rank("as-in-trial", hours=20_000, situation=cohort, weeks=20, draws=2)
    assert ranked.shown().facts[0].startswith("Situation: 300 young people in a cohort")
    with pytest.raises(InputError) as caught:
        rank("as-in-trial", hours=20_000, situation=cohort | {"mentors": 12}, draws=2)
    assert caught.value.field == "hours"
    assert caught.value.found == "20,000; situation.mentors: 12"


# What contradicts it


@pytest.mark.parametrize(
    ("ask", "given", "found"),
    [
        (compare, {"weeks": 300}, "300; situation.years: 4"),
        (compare, {"people": 200}, "200; situation.young_people.per_year: 300"),
        (
            compare,
            {"population": SHARES},
            f"{SHARES}; situation.population: {EXAMPLES / 'counts.csv'}",
        ),
        (decide, {"prices": 2023}, "2023; situation.rules: 2026"),
        (decide, {"rule_year": 2023}, "2023; situation.rules: 2026"),
        (decide, {"week": 300}, "300; situation.years: 4"),
        (forecast, {"intake": 200}, "200; situation.young_people.per_year: 300"),
        (forecast, {"years": 5}, "5; situation.years: 4"),
        (forecast, {"start_year": 2027}, "2027; situation.first_year: 2026"),
        (
            forecast,
            {"prices": {"mentor_salary": 1}},
            "mentor_salary; situation.prices: overhead_share",
        ),
        (run, {"weeks": 300}, "300; situation.years: 4"),
    ],
)
def test_arguments_that_say_otherwise_name_both(
    ask: Any, given: dict[str, Any], found: str
) -> None:
    said = HERS | {"rules": 2026, "prices": {"overhead_share": 0.18}}
    if "population" in given:
        said["population"] = EXAMPLES / "counts.csv"
    with pytest.raises(InputError) as caught:
        ask("as-in-trial", situation=said, **given)
    assert caught.value.found == found
    assert caught.value.field in ("weeks", *given)


def test_the_same_said_twice_is_fine() -> None:
    said = HERS | {"years": 2, "rules": 2026, "population": SHARES}
    ahead = forecast(
        "as-in-trial",
        situation=said,
        intake=300,
        years=2,
        start_year=2026,
        people=300,
        population=str(SHARES),
        rule_year=2026,
        prices=2026,
        draws=2,
    )
    assert ahead.stream == Stream(300, 2, 2026)


def test_what_cannot_be_in_a_situation_is_said() -> None:
    with pytest.raises(InputError, match="year after year") as caught:
        forecast("as-in-trial", situation={"young_people": {"cohort": 300}}, draws=2)
    assert caught.value.field == "situation.young_people.cohort"
    spread = HERS | {"jobcentres": "as_in_trial"}
    with pytest.raises(InputError, match=r"one jobcentre; situation.jobcentres: as_in_trial"):
        run("as-in-trial", situation=spread, population=SHARES)
    with pytest.raises(InputError, match="no population"):
        run("as-in-trial", situation=HERS, population=3)
    with pytest.raises(InputError, match=r"low-grades-first: capacity.mentors"):
        compare("low-grades-first", situation=HERS, draws=2)
    with pytest.raises(InputError, match=r"limited-places: capacity.mentors"):
        compare("as-in-trial", against="limited-places", situation=HERS, draws=2)


def test_individuals_stay_in_memory_in_a_situation(tmp_path: Path) -> None:
    said = {"young_people": {"per_year": 300}, "population": EXAMPLES / "individuals.csv"}
    world = run("as-in-trial", situation=said | {"years": 1}, weeks=5, persons=True)
    with pytest.raises(InputError, match="not written to disk"):
        world.write_persons(tmp_path / "out")
    assert not (tmp_path / "out").exists()
