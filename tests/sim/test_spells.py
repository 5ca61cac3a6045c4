"""Educations and courses that end by themselves, courses that close, who is granted a pension."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from calibration.trial import no_mentors
from sim.season import courses_open, pension_trend
from sim.simulation import Cohort, build, draw_person_traits
from sim.state import MOVES, Education, Status
from tests.worlds.policy_worlds import SEED, VALUES, cohort

HORIZON = 200
START = date(2013, 10, 7)


def moves(values: dict[str, float], here: Cohort | None = None) -> dict[str, Any]:
    """Moves of a world without mentors, by name, with those of each person in their order."""
    simulation = build(
        here or cohort(), no_mentors(), {**VALUES, **values}, SEED, horizon=HORIZON, keep_moves=True
    )
    simulation.advance(simulation.weeks)
    found = dict(zip(MOVES, simulation.moves().T, strict=True))
    order = np.lexsort((found["week"], found["row"]))
    return {name: column[order] for name, column in found.items()}


def lengths(found: dict[str, Any], begins: Any, ends: Any) -> Any:
    """Weeks from each move that begins something to the same person's next, where that ends it."""
    following = np.append(found["row"][1:] == found["row"][:-1], False)
    pairs = np.flatnonzero(begins & following)
    pairs = pairs[ends[pairs + 1]]
    return found["week"][pairs + 1] - found["week"][pairs]


@pytest.mark.parametrize(
    ("kind", "median"), [(Education.PREPARATORY, 40.0), (Education.QUALIFYING, 80.0)]
)
@pytest.mark.parametrize("spread", [1.0, 0.5])
def test_completed_educations_last_as_long_as_they_are(
    kind: Education, median: float, spread: float
) -> None:
    """Exactly the median where nothing spreads, and from half to one and a half of it where 0.5."""
    found = moves(
        {
            "preparatory_weeks": 40.0,
            "qualifying_weeks": 80.0,
            "education_weeks_spread": spread,
            "education_dropout": 0.002,
            "education_start": 0.02,
        }
    )
    ends = (found["completed"] == 1) & (found["kind"] == kind)
    weeks = lengths(found, found["next_kind"] == kind, ends)
    assert weeks.size > 100
    low, high = int(spread * median), int((2.0 - spread) * median)
    assert weeks.min() >= low
    assert weeks.max() <= high
    if spread < 1.0:
        assert weeks.max() - weeks.min() > 0.8 * (high - low)
    # Whoever leaves does so before, or is the only reason to be there for less.
    left = (found["completed"] == 0) & (found["kind"] == kind)
    assert lengths(found, found["next_kind"] == kind, left).max() <= high


def test_courses_last_as_long_as_they_are_and_end_in_what_was_drawn() -> None:
    """None is left: shares of the ends are known to 3 pp (600 courses), the bounds are 15 pp."""
    found = moves(
        {
            "course_start": 0.01,
            "course_weeks": 60.0,
            "course_to_pension": 0.6,
            "course_to_job": 0.5,
        }
    )
    begins = found["after"] == Status.RESOURCE_COURSE
    ends = found["before"] == Status.RESOURCE_COURSE
    weeks = lengths(found, begins, ends)
    assert weeks.size > 300
    assert weeks.min() >= int(0.333 * 60)
    assert weeks.max() <= int((2 - 0.333) * 60)
    to = found["after"][ends]
    assert np.isin(to, (Status.PENSION, Status.EMPLOYMENT, Status.ON_BENEFIT)).all()
    assert np.mean(to == Status.PENSION) == pytest.approx(0.6, abs=0.15)
    assert np.mean(to == Status.EMPLOYMENT) == pytest.approx(0.2, abs=0.15)


def test_nobody_begins_a_course_once_they_are_closed_and_those_begun_go_on() -> None:
    often = {"course_start": 0.01, "course_weeks": 100.0}
    closes = 50
    open_ = moves(often)
    closed = moves(
        often, replace(cohort(), courses_until=cohort().start + timedelta(weeks=closes), _cache={})
    )
    begins = [found["after"] == Status.RESOURCE_COURSE for found in (open_, closed)]
    assert (open_["week"][begins[0]] >= closes).sum() > 50
    assert closed["week"][begins[1]].max() == closes - 1
    # Until then nothing differs.
    for name in MOVES:
        first = [found[name][found["week"] < closes] for found in (open_, closed)]
        assert np.array_equal(*first), name
    after = closed["week"][closed["before"] == Status.RESOURCE_COURSE]
    assert (after > closes + 40).sum() > 20


@pytest.mark.parametrize(
    ("until", "first"),
    [
        (None, 10),
        (START, 0),
        (START - timedelta(days=500), 0),
        (START + timedelta(days=1), 1),
        (START + timedelta(days=7), 1),
        (START + timedelta(days=8), 2),
        (START + timedelta(days=5000), 10),
    ],
)
def test_a_week_is_open_if_its_monday_is_before_the_day(until: date | None, first: int) -> None:
    expected = (np.arange(10) < first).astype(float)
    assert courses_open(START, 10, until).tolist() == expected.tolist()


def test_grants_of_pensions_grow_for_eight_years_from_2014() -> None:
    years = pension_trend(date(2014, 1, 1), 600, 0.17)
    assert years[0] == 1.0
    assert np.all(np.diff(years) >= 0)
    week = np.arange(600) * 7 / 365.25
    np.testing.assert_allclose(years, np.exp(0.17 * np.minimum(week, 8.0)))
    assert years[-1] == pytest.approx(np.exp(0.17 * 8))
    # None before, all of it afterwards, and nothing without growth.
    assert pension_trend(date(2010, 1, 4), 52, 0.17).tolist() == [1.0] * 52
    late = pension_trend(date(2030, 1, 7), 52, 0.17)
    np.testing.assert_allclose(late, np.exp(0.17 * 8))
    assert pension_trend(date(2016, 1, 4), 100, 0.0).tolist() == [1.0] * 100


def test_the_hazard_of_a_pension_is_that_of_age_25_and_grows_with_age() -> None:
    even = {"pension_barriers": 0.0, "pension_start": 0.0001, "pension_age": 0.8}
    person_traits = draw_person_traits(cohort(), {**VALUES, **even}, SEED)
    age = cohort().population.age
    expected = 0.0001 * np.exp(0.8 * (age - 25.0) / 10.0)
    np.testing.assert_allclose(person_traits.columns["pension_hazard"], expected)
    assert np.ptp(age) > 5


def test_readiness_lowers_pensions_less_where_barriers_are_heavy() -> None:
    values = {**VALUES, "readiness_pension": 1.0, "readiness_pension_barriers": 0.5}
    response = draw_person_traits(cohort(), values, SEED).columns["pension_response"]
    severity = cohort().population.severity
    slope, level = np.polyfit(severity, np.asarray(response, float), 1)
    assert slope == pytest.approx(-0.5)
    mean = (1.0 - level) / 0.5  # barriers at which the response is the parameter
    assert -mean == pytest.approx(float(severity.mean()), abs=0.05)
