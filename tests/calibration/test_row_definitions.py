"""Rows by their printed definitions, each in a small made-up world in which the answer is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from calibration import life_after
from calibration.life_after import (
    DEFINITIONS,
    HORIZON,
    WINDOW,
    Moves,
    preparatory_share_of_weeks,
)
from calibration.observe import Pair, Run, contact_weeks, observe
from calibration.readiness_steps import STEPS, mean_hazard, printed_ratio
from calibration.target import OWN_UNIT
from calibration.targets import targets
from calibration.trial import the_trial
from calibration.trial_design import trial_design
from sim.parameters import parameter_space
from sim.state import Education, Place, Status

BENEFIT, STUDY, JOB = Status.ON_BENEFIT, Status.EDUCATION, Status.EMPLOYMENT
PENSION, COURSE, SELF = Status.PENSION, Status.RESOURCE_COURSE, Status.SELF_SUPPORTED
PREPARATORY, QUALIFYING = Education.PREPARATORY, Education.QUALIFYING
NONE = Education.NONE

#: Moves of a person: week since entry, before, after, kind that ended, completed, kind that began.
Move = tuple[int, int, int, int, bool, int]


def moves(*lives: list[Move], entry: int = 0, horizon: int = HORIZON) -> Moves:
    """The moves of people who all entered in the same calendar week, given in reverse order."""
    rows = [
        (person, entry + week, before, after, kind, done, begun)
        for person, life in enumerate(lives)
        for week, before, after, kind, done, begun in life
    ]
    table = np.array(rows[::-1], np.int32).reshape(-1, 7)
    return Moves.of(table, np.full(len(lives), entry, np.int32), horizon)


def start(week: int, kind: int = QUALIFYING, before: int = BENEFIT) -> Move:
    return week, before, STUDY, NONE, False, kind


def leave(week: int, kind: int = QUALIFYING, after: int = BENEFIT) -> Move:
    return week, STUDY, after, kind, False, NONE


def complete(week: int, kind: int = QUALIFYING, after: int = BENEFIT, begun: int = NONE) -> Move:
    return week, STUDY, after, kind, True, begun


def hired(week: int, before: int = BENEFIT) -> Move:
    return moved(week, JOB, before)


def fired(week: int) -> Move:
    return week, JOB, BENEFIT, NONE, False, NONE


def moved(week: int, after: int, before: int = BENEFIT) -> Move:
    return week, before, after, NONE, False, NONE


def shown(name: str, *lives: list[Move]) -> float:
    return DEFINITIONS[name](moves(*lives))


def test_retention_is_of_starts_from_benefit_a_year_later() -> None:
    """Of three starts two are in education then, one of them in another education than it began.

    Starts of the self-supported do not count, nor those after the weeks that do.
    """
    assert shown(
        "education_retention",
        [start(10), leave(30), start(50)],
        [start(10), leave(61)],
        [start(10, before=SELF)],
        [start(life_after.STARTS + 1)],
    ) == pytest.approx(2 / 3)


def test_retention_ends_with_the_year() -> None:
    assert shown("education_retention", [start(10), leave(62)]) == 0.0
    assert shown("education_retention", [start(10), leave(63)]) == 1.0


def test_completion_is_seen_for_an_even_part_of_the_window() -> None:
    """One completes after a quarter of the window, one after it, one never; one in a later try."""
    quarter = WINDOW // 4
    assert shown("completion_of_starters", [start(0), complete(quarter)]) == pytest.approx(0.75)
    assert shown("completion_of_starters", [start(0), complete(WINDOW)]) == 0.0
    assert shown("completion_of_starters", [start(0), leave(20)]) == 0.0
    # Both starts of the one who tries twice count, each from its own week.
    twice = shown("completion_of_starters", [start(0), leave(8), start(52), complete(156)])
    assert twice == pytest.approx(((1 - 156 / 312) + (1 - 104 / 312)) / 2)


def test_completion_is_of_qualifying_educations() -> None:
    """A preparatory one is no start of it; the next that it leads to is no start from outside."""
    life = [start(0, PREPARATORY), complete(40, PREPARATORY, STUDY, QUALIFYING), complete(150)]
    assert shown("completion_of_starters", life, [start(0), leave(10)]) == 0.0


def test_four_months_after_a_preparatory_education() -> None:
    """Completers and dropouts by where they are 17 weeks later, in job or education."""
    completers = [
        [start(0, PREPARATORY), complete(40, PREPARATORY, STUDY, QUALIFYING)],
        [start(0, PREPARATORY), complete(40, PREPARATORY), hired(57)],
        [start(0, PREPARATORY), complete(40, PREPARATORY), hired(58)],
        [start(0, PREPARATORY), complete(40, PREPARATORY, JOB), fired(50)],
    ]
    dropouts = [
        [start(0, PREPARATORY), leave(5, PREPARATORY, JOB)],
        [start(0, PREPARATORY), leave(5, PREPARATORY)],
        [start(0), leave(5, after=JOB)],
    ]
    assert shown("preparatory_completers", *completers, *dropouts) == pytest.approx(0.5)
    assert shown("preparatory_dropouts", *completers, *dropouts) == pytest.approx(0.5)


def test_employed_a_year_after_a_qualifying_education() -> None:
    assert shown(
        "employed_after_qualifying",
        [start(0), complete(100, after=JOB)],
        [start(0), complete(100, after=JOB), fired(120)],
        [start(0), complete(100), hired(152)],
        [start(0), complete(100), hired(153)],
        [start(0, PREPARATORY), complete(100, PREPARATORY, JOB)],
    ) == pytest.approx(0.5)


def test_jobs_kept_are_those_begun_from_benefit_without_a_break() -> None:
    lives = [
        [hired(5)],
        [hired(5), fired(19)],
        [hired(5), fired(18)],
        [hired(5), fired(10), hired(11)],
        [start(0), leave(5, after=JOB)],
    ]
    # The second start of the fourth life counts as a job of its own.
    assert shown("job_kept_a_quarter", *lives) == pytest.approx(3 / 5)
    assert shown("job_kept_a_year", *lives) == pytest.approx(2 / 5)


def test_who_is_not_followed_long_enough_does_not_count() -> None:
    late = HORIZON - 17
    lives = [
        [start(0, PREPARATORY), complete(late, PREPARATORY, JOB)],
        [start(0, PREPARATORY), complete(late - 1, PREPARATORY)],
    ]
    assert shown("preparatory_completers", *lives) == 0.0


def test_nobody_to_count_is_no_number() -> None:
    assert np.isnan(shown("employed_after_qualifying", [hired(3)]))


def test_levels_after_years() -> None:
    """Two and eight years after entry: of ten people, each a tenth, in the week itself.

    Pension and resource course count together; who came later or had left does not count.
    """
    two, eight = 104, 417
    lives = [
        [moved(two, PENSION)],
        [moved(5, COURSE), moved(two + 1, JOB, COURSE)],
        [moved(two + 1, PENSION)],
        [moved(7, SELF)],
        [moved(7, SELF), moved(two, BENEFIT, SELF)],
        [hired(eight)],
        [hired(eight + 1)],
        [hired(3), moved(eight, PENSION, JOB)],
        [],
        [],
    ]
    expected = {
        "other_benefits_after_two_years": 0.2,
        "self_supported_after_two_years": 0.1,
        "employed_after_eight_years": 0.2,
        "pension_after_eight_years": 0.3,
    }
    for name, value in expected.items():
        assert shown(name, *lives) == pytest.approx(value), name


def test_everybody_has_a_status_in_every_week() -> None:
    """The last move until then, and the benefit that people enter on before any."""
    found = moves([], [hired(3), moved(8, SELF, JOB)], [hired(9)])
    assert found.status(2).tolist() == [BENEFIT, BENEFIT, BENEFIT]
    assert found.status(3).tolist() == [BENEFIT, JOB, BENEFIT]
    assert found.status(8).tolist() == [BENEFIT, SELF, BENEFIT]
    assert found.status(9).tolist() == [BENEFIT, SELF, JOB]


def test_entry_weeks_are_taken_out() -> None:
    lives = [start(10), leave(62)]
    assert moves(lives, entry=7).week.tolist() == moves(lives).week.tolist() == [10, 62]


# --- delivery -----------------------------------------------------------------------------------
def treated_pair() -> Pair:
    """Four treated: one never met a mentor, two were supported for a time, one all the way."""
    first, last = contact_weeks(the_trial())
    weeks = last + 1 - first
    received = {
        "mentors": np.array([0, 1, 1, 2]),
        "stand_in": np.array([0, 0, 1, 0]),
        "mentored_weeks": np.array([0, 26, 40, 52]),
        "contact_weeks": np.array([0, 20, 30, 50]),
        "total_minutes": np.array([0.0, 2080.0, 2080.0, 4160.0]),
        "waited": np.array([-1, 1, 2, 3]),
        "place": np.array([Place.OPTED_OUT, Place.ENDED, Place.MOVED, Place.ENDED]),
        "ordinary": np.array([0, 1, 0, 0]),
    }
    before = np.array([0, 2, 0, 4])
    seen = {
        first - 1: {"contact_weeks": before},
        last: {"contact_weeks": before + np.array([0, 12, 24, 36])},
    }
    accounts: Any = SimpleNamespace(received=received)
    cohort: Any = SimpleNamespace()
    assert weeks == 48
    run = Run(cohort, accounts, seen)
    return Pair(run, run, paired=True, values={}, trial=the_trial())


def delivered(name: str) -> float:
    row = next(t for t in targets(the_trial()) if t.id == name)
    return float(observe(treated_pair(), [row])[0])


def test_contact_is_of_everybody_in_the_treated_arm_after_start_up() -> None:
    """72 contacts in 48 weeks of four people, the one without a mentor among them."""
    assert delivered("contact_in_a_given_week") == pytest.approx(72 / (4 * 48))


def test_support_is_of_those_who_had_a_mentor() -> None:
    assert delivered("mean_support_duration") == pytest.approx((26 + 40 + 52) / 3)


def test_minutes_are_of_everybody_over_the_longest_support() -> None:
    weeks = trial_design().support_weeks.value
    assert delivered("contact_minutes_per_week") == pytest.approx(8320 / 4 / weeks)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("had_a_mentor_at_least_one_week", 3 / 4),
        ("changed_mentor", 1 / 3),
        ("one_mentor", 1 / 3),
        ("two_mentors", 2 / 3),
        ("three_mentors", 0.0),
        ("first_contact_within", 2.0),
        ("left_opted_out", 1 / 4),
        ("left_moved_municipality", 1 / 4),
        ("left_leave_or_other", 0.0),
        ("control_with_some_mentor", 1 / 4),
    ],
)
def test_shares_have_their_printed_denominators(name: str, value: float) -> None:
    """Shares of mentored are of the three; shares of treated and of the drawn of all four."""
    assert delivered(name) == pytest.approx(value)


# --- steps of the survey --------------------------------------------------------------------------
def test_printed_steps_are_ratios_over_those_of_week_1() -> None:
    """(0.12 + 0.09) / 0.12 over 0.152 / 0.108, and the same for jobs."""
    tables = the_trial().tables
    assert printed_ratio(tables, STEPS["applied_for_education"]).value == pytest.approx(
        (0.21 / 0.12) / (0.152 / 0.108)
    )
    job = printed_ratio(tables, STEPS["applied_for_job"])
    assert job.value == pytest.approx((0.16 / 0.12) / (0.242 / 0.229))
    shares = np.array([0.16, 0.12, 0.242, 0.229])
    assert job.se == pytest.approx(np.sqrt(((1 - shares) / shares / 484).sum()))


def test_steps_are_of_those_on_benefit_and_count_the_lock_in() -> None:
    cohort = the_trial().cohort(parameter_space().centres(), 1)
    n = cohort.population.n
    modifiers = {name: 0.0 for name in parameter_space().names if name.startswith(("job_", "educ"))}
    values = parameter_space().centres() | modifiers
    values |= {"readiness_job": 1.0, "readiness_education": 2.0, "job_lock_in": 0.5}
    status = np.where(np.arange(n) < 2, BENEFIT, STUDY)
    seen = {
        "status": status,
        "readiness": np.where(np.arange(n) == 0, 0.5, 0.0),
        "weight": np.where(np.arange(n) == 1, 1.0, 0.0),
    }
    assert mean_hazard(cohort, values, "education", seen) == pytest.approx((np.exp(1.0) + 1) / 2)
    assert mean_hazard(cohort, values, "job", seen) == pytest.approx((np.exp(0.5) + 0.5) / 2)


# --- an outcome without a printed level ---------------------------------------------------------
def test_the_fall_of_pensions_is_in_its_own_errors() -> None:
    """No level is assumed: the effect is set against the error at the level that is shown."""
    row = next(t for t in targets(the_trial()) if t.id == "pension_all")
    assert row.unit == OWN_UNIT
    assert row.arms is not None
    assert (row.low, row.high) == (-3.92, -1.96)

    def run(share: float) -> Run:
        half = np.full(HORIZON, share / 2)
        accounts: Any = SimpleNamespace(level=lambda status, group, weeks: half[weeks])
        cohort: Any = SimpleNamespace()
        return Run(cohort, accounts, {})

    pair = Pair(run(0.03), run(0.05), paired=True, values={}, trial=the_trial())
    treated, controls = row.arms
    error = np.sqrt(0.05 * 0.95 * (1 / treated + 1 / controls))
    assert treated + controls == pytest.approx(2588)
    assert observe(pair, [row])[0] == pytest.approx(-0.02 / error)


def test_weeks_in_a_preparatory_education_are_a_share_of_all_in_education() -> None:
    """10 weeks to a start of another, 20 of that to week 40; 30 of one that goes on; 0 later."""
    first = [start(10, PREPARATORY), complete(20, PREPARATORY, STUDY, QUALIFYING), leave(45)]
    second, later = [start(10, PREPARATORY)], [start(50, QUALIFYING)]
    found = preparatory_share_of_weeks(moves(first, second, later), 40)
    assert found == pytest.approx((10 + 30) / (10 + 20 + 30))
    assert np.isnan(preparatory_share_of_weeks(moves(later), 40))
