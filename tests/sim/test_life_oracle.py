"""Lives before and after a start against an exact recursion, for about 100,000 people.

Counts of people in six statuses and past three milestones are compared week by week. A count of n
people who live independently of each other is binomial, and the recursion gives its chance with no
error of its own. Each test fails for a right engine once in ten million (1e-7 over all its
comparisons, by Bonferroni), so all of them together less than once in a million.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import as_in_trial, no_mentors
from sim.season import season
from sim.simulation import Cohort, build
from sim.state import Status, youth_rows
from tests.support.life_recursion import Calendar, Floats, Values, lengths, lived
from tests.worlds.plain_people import at_once, crowd, limit, plain_values, rarest

Counts = npt.NDArray[np.int64]

#: Three years: short educations and courses come to their ends.
WEEKS = 157

#: Everything that can happen happens often, and every ratio is another.
OFTEN = {
    "education_start": 0.02,
    "job_start": 0.008,
    "pension_start": 0.001,
    "course_start": 0.004,
    "self_support_start": 0.008,
    "self_support_end": 0.03,
    "education_dropout": 0.03,
    "education_settle": 25.0,
    "preparatory_share": 0.6,
    "preparatory_weeks": 30.0,
    "qualifying_weeks": 60.0,
    "preparatory_progress": 0.4,
    "preparatory_job": 0.3,
    "qualifying_job": 0.5,
    "prepared_education_ratio": 2.0,
    "prepared_job_ratio": 1.7,
    "qualified_education_ratio": 0.4,
    "return_education_ratio": 1.4,
    "education_to_job": 0.004,
    "completed_job_ratio": 4.0,
    "completed_loss_ratio": 0.5,
    "job_loss": 0.05,
    "job_settle": 10.0,
    "job_return_ratio": 1.8,
    "course_weeks": 60.0,
    "course_to_pension": 0.4,
    "course_to_job": 0.4,
}
CASES: dict[str, dict[str, float]] = {
    "the prior's centre": {},
    "everything often": OFTEN,
    "lengths without spread": {
        **OFTEN,
        "education_weeks_spread": 1.0,
        "course_weeks_spread": 1.0,
    },
    "risks that fall at once": {
        **OFTEN,
        "education_dropout": 0.1,
        "education_settle": 4.0,
        "job_loss": 0.15,
        "job_settle": 2.0,
    },
    "risks that hardly fall": {"education_settle": 520.0, "job_settle": 260.0},
    "a qualifying education loses jobs": {**OFTEN, "completed_loss_ratio": 1.5},
}


def counts(cohort: Cohort, values: Values, *, seed: int = 5) -> Counts:
    """People by week since entry and what is counted, shape (WEEKS, 9)."""
    world = build(cohort, no_mentors(), values, seed, horizon=WEEKS)
    return world.run(persons=False).people[:, :, 0]


@pytest.mark.parametrize("name", CASES)
def test_statuses_and_milestones_are_the_recursions(name: str) -> None:
    """1,413 counts of about 100,000 people; what they would not miss is shown below."""
    values, cohort = plain_values(**CASES[name]), crowd()
    people, expected = counts(cohort, values), lived(values, WEEKS)[0]
    n = cohort.population.n
    assert n > 100_000
    assert np.all(people[:, :6].sum(axis=1) == n)
    assert np.allclose(expected[:, :6].sum(axis=1), 1.0)
    assert rarest(people, n, expected) > limit(expected.size)


Cell = tuple[int, int, int, int, int]


@pytest.fixture(scope="module")
def three_years() -> tuple[Counts, Counter[Cell]]:
    """Where everything happens often and all enter at once: counts by week, and pasts at the end.

    A past is status, kind of the present education, completed, left and worked.
    """
    world = build(at_once(crowd()), no_mentors(), plain_values(**OFTEN), 6, horizon=WEEKS)
    people = world.run(persons=False).people[:, :, 0]
    rows = youth_rows(world.world)
    names = ("status", "kind", "completed", "left", "worked")
    started = (rows["left"] == 1) | (rows["completed"] > 0) | (rows["kind"] > 0)
    assert np.array_equal(rows["started"] == 1, started)
    return people, Counter(zip(*(rows[name].tolist() for name in names), strict=True))


def rarest_past(found: Counter[Cell], cells: Mapping[Cell, float]) -> float:
    people = np.array([found[cell] for cell in cells])
    return rarest(people, found.total(), np.array(list(cells.values())))


def test_everybodys_past_is_the_recursions(three_years: tuple[Counts, Counter[Cell]]) -> None:
    """Status, kind of education, completed, left and worked, jointly, after three years."""
    cells, (_, found) = lived(plain_values(**OFTEN), WEEKS)[1].cells(), three_years
    assert set(found) <= set(cells)
    assert sum(chance * found.total() > 100 for chance in cells.values()) > 40
    assert rarest_past(found, cells) > limit(len(cells))


#: By which factor a parameter is changed, so that the counts or the pasts show it.
FOUND = {
    **dict.fromkeys(OFTEN, 1.1),
    **dict.fromkeys(
        (
            "pension_start",
            "education_settle",
            "preparatory_progress",
            "return_education_ratio",
            "education_to_job",
            "course_to_pension",
        ),
        1.2,
    ),
    **dict.fromkeys(
        (
            "self_support_end",
            "preparatory_job",
            "qualifying_job",
            "prepared_education_ratio",
            "completed_loss_ratio",
            "job_return_ratio",
        ),
        1.3,
    ),
    "prepared_job_ratio": 1.5,
    "completed_job_ratio": 1.5,
    "qualified_education_ratio": 2.0,
    "course_to_job": 2.0,
}


@pytest.mark.parametrize("name", FOUND)
def test_a_wrong_parameter_is_found(three_years: tuple[Counts, Counter[Cell]], name: str) -> None:
    """The power, shown: what follows from one parameter off by so much does not fit.

    Hazards are found when they are off by 10 per cent, most of what follows an end at 20 or 30; the
    rare ways (a second qualifying education, a job after a course) when they are twice as likely.
    """
    values, (people, found) = plain_values(**OFTEN), three_years
    wrong, lives = lived({**values, name: values[name] * FOUND[name]}, WEEKS)
    by_week = rarest(people, found.total(), wrong) < limit(wrong.size)
    assert by_week or rarest_past(found, lives.cells()) < limit(len(lives.cells()))


def test_season_trend_age_and_closed_courses_are_the_recursions() -> None:
    """Everybody enters at once and is 25 years old: hazards are multiplied week by week."""
    changes = {
        **OFTEN,
        "august_peak": 4.0,
        "january_peak": 2.0,
        "pension_start": 0.004,
        "pension_age": 3.0,
        "pension_trend": 0.3,
    }
    values, cohort = plain_values(**changes), at_once(crowd())
    closes = 61
    cohort = replace(cohort, courses_until=cohort.start + timedelta(weeks=closes), _cache={})
    week = np.arange(WEEKS)
    # The years of growth are those from 2014 on, and none before.
    begun = (cohort.start.toordinal() - 735234) / 365.25  # 1 January 2014
    years = np.clip(begun + 7.0 * week / 365.25, 0.0, 8.0)
    calendar = Calendar(
        season(cohort.start, WEEKS, 4.0, 2.0).tolist(),
        np.exp(0.3 * years + 3.0 * week * 7.0 / 3652.425).tolist(),
        (week < closes).astype(float).tolist(),
    )
    people, expected = counts(cohort, values), lived(values, WEEKS, calendar)[0]
    assert rarest(people, cohort.population.n, expected) > limit(expected.size)
    for name in ("season", "pension", "courses"):
        wrong = lived(values, WEEKS, replace(calendar, **{name: [1.0] * WEEKS}))[0]
        assert rarest(people, cohort.population.n, wrong) < limit(people.size), name


def test_mentoring_without_effect_leaves_all_lives_alone() -> None:
    """Mentors for everybody, but readiness does nothing and mentoring holds no job back.

    The same people and draws as without mentors, so the same lives: no tolerance at all.
    """
    nothing = {
        "readiness_education": 0.0,
        "readiness_job": 0.0,
        "readiness_pension": 0.0,
        "readiness_pension_barriers": 0.0,
        "job_lock_in": 0.0,
        "aftercare_protection": 0.0,
    }
    values, cohort = plain_values(**OFTEN, **nothing), crowd()
    runs = [
        build(cohort, rules, values, 5, horizon=WEEKS) for rules in (as_in_trial(), no_mentors())
    ]
    runs[0].advance(40)
    assert youth_rows(runs[0].world)["readiness"].max() > 0.1
    first, second = (run.run(persons=False).people for run in runs)
    assert np.array_equal(first, second)


# --- the recursion itself ----------------------------------------------------------------------
def constant(values: Values, weeks: int, *, clocks: bool = False) -> Floats:
    """Occupancy of four statuses where all risks stay as they are, shape (weeks, 4).

    At most one cause fires in a week, each with probability 1 - exp(-h_k). With `clocks` instead
    each cause has a clock in continuous time and the first within the week wins: one fires with
    probability 1 - exp(-sum h), and it is cause k in h_k / sum h of the cases.
    """
    hazards = np.array(
        [0.0, values["education_start"], values["job_start"], values["pension_start"]]
    )
    total, step = hazards.sum(), np.zeros((4, 4))
    step[0] = -math.expm1(-total) * hazards / total if clocks else -np.expm1(-hazards)
    step[Status.EDUCATION, 0] = -math.expm1(-values["education_dropout"])
    step[Status.EMPLOYMENT, 0] = -math.expm1(-values["job_loss"])
    step += np.diag(1.0 - step.sum(axis=1))
    return np.array([np.linalg.matrix_power(step, week + 1)[0] for week in range(weeks)])


#: What makes all risks constant, for the recursion; the engine's bounds do not allow all of it.
CONSTANT = {
    "education_settle": math.inf,
    "job_settle": math.inf,
    "education_to_job": 0.0,
    "course_start": 0.0,
    "self_support_start": 0.0,
    "preparatory_weeks": 1e6,
    "qualifying_weeks": 1e6,
    "return_education_ratio": 1.0,
    "job_return_ratio": 1.0,
}


def test_with_constant_risks_the_recursion_is_a_power_of_a_matrix() -> None:
    values = {**plain_values(), **CONSTANT}
    shares = lived(values, 74)[0]
    np.testing.assert_allclose(shares[:, :4], constant(values, 74), atol=1e-12)


def test_one_cause_a_week_is_nearly_competing_risks() -> None:
    """At the centres the two chains are less than 0.05 percentage points apart: no draws here."""
    values = plain_values()
    apart = np.abs(constant(values, 74) - constant(values, 74, clocks=True))
    assert apart.max() < 5e-4


@pytest.mark.parametrize(("median", "spread"), [(30.0, 0.5), (45.3, 0.9), (60.0, 1.0), (1.0, 0.1)])
def test_lengths_of_the_recursion_are_those_of_many_draws(median: float, spread: float) -> None:
    """A million even steps through (0, 1): each length is met as often as it is likely."""
    u = (np.arange(1_000_000) + 0.5) / 1_000_000
    drawn = np.maximum(1, (median * (spread + 2.0 * (1.0 - spread) * u)).astype(int))
    share = np.bincount(drawn, minlength=151)[:151] / u.size
    np.testing.assert_allclose(lengths(median, spread, 150), share, atol=2e-6)
