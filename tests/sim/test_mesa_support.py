"""Support that a Mesa agent extends or ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.model import MentoringModel
from sim.simulation import Cohort
from sim.state import Place, Status, youth_rows
from tests.support.policy_cases import policy
from tests.worlds.mesa_worlds import SEED, VALUES, in_place, make, mesa_cohort, recount, simulate


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return mesa_cohort()


def test_a_move_into_a_foothold_keeps_the_mentor_for_its_weeks(cohort: Cohort) -> None:
    """Made between weeks, before that week's meeting: all its weeks follow."""
    values = {
        **VALUES,
        "opt_out": 0.0,
        "move_away": 0.0,
        "other_leave": 1e-9,
        "education_dropout": 0.001,
    }
    rules = policy(duration={"weeks": 52, "until": {"foothold_weeks": 9}})
    model = MentoringModel(cohort, rules, values, seed=SEED, horizon=60)
    youth = in_place(simulate(model, until=20), Place.ACTIVE)
    before = youth.mentored_weeks
    youth.move_to(Status.EDUCATION)
    assert (youth.place, youth.weeks_left) == (Place.AFTERCARE, 9)
    while youth.mentored:
        model.step()
    assert youth.status is Status.EDUCATION
    assert youth.mentored_weeks == before + 9


def test_extended_support(cohort: Cohort) -> None:
    rules = policy(
        duration={"weeks": 15},
        ending={"taper_weeks": 6, "aftercare_weeks": 30},
        capacity={"mentors": 6.0},
    )
    model = simulate(make(cohort, rules), until=22)
    active, tapering = in_place(model, Place.ACTIVE), in_place(model, Place.TAPERING)
    waiting, aftercare = in_place(model, Place.WAITING), in_place(model, Place.AFTERCARE)
    ended = in_place(model, Place.OPTED_OUT)
    left = active.weeks_left
    assert active.extend_support(weeks=10)
    assert (active.weeks_left, active.cap_weeks) == (left + 10, 25)
    assert tapering.extend_support(10)
    assert (tapering.place, tapering.weeks_left) == (Place.ACTIVE, 10)
    assert waiting.extend_support(10)
    assert waiting.cap_weeks == 25
    left = aftercare.weeks_left
    assert aftercare.extend_support(10)
    assert (aftercare.weeks_left, aftercare.cap_weeks) == (left, 25)
    assert not ended.extend_support(10)
    assert ended.place is Place.OPTED_OUT
    most = 0
    while model.running:
        model.step()
        recount(model)
        most = max(most, active.mentored_weeks)
    assert most <= 15 + 10 + 6 + 30


def test_extended_support_lasts_exactly_so_much_longer(cohort: Cohort) -> None:
    quiet = {
        "opt_out": 0.0,
        "move_away": 0.0,
        "other_leave": 1e-9,
        "education_start": 0.0002,
        "job_start": 0.0001,
        "pension_start": 0.00001,
        "readiness_education": 0.0,
        "readiness_job": 0.0,
    }
    values = {**VALUES, **quiet}

    def act(model: MentoringModel) -> None:
        if model.week == 20:
            model.youths.select(lambda y: y.woman).do("extend_support", weeks=12)

    model = MentoringModel(
        cohort, policy(duration={"weeks": 26}), values, seed=1, horizon=80, between_weeks=act
    )
    simulate(model)
    for youth in model.youths.select(lambda y: y.place is Place.ENDED):
        # Those who moved to education, a job or pension ended earlier.
        if youth.status is Status.ON_BENEFIT and youth.weeks_in_status == model.week - youth.entry:
            assert youth.mentored_weeks == (38 if youth.woman else 26)


def test_the_brief_policy_runs_on_anybody(cohort: Cohort) -> None:
    """A selection may hold people who never had a mentor: they stay without."""

    def act(model: MentoringModel) -> None:
        model.youths.select(lambda y: y.trust < 0.2).do("extend_support", weeks=26)

    offered = np.arange(cohort.population.n) % 2 == 0
    model = simulate(make(cohort, offered=offered, between_weeks=act))
    assert all(y.mentored_weeks == 0 for y in model.youths if not offered[y.index])
    assert max(model.youths.get("mentored_weeks")) > 52


@pytest.mark.parametrize("weeks", [0, -1, 521, 2.5, "26", None, True])
def test_impossible_extensions(cohort: Cohort, weeks: Any) -> None:
    youth = in_place(simulate(make(cohort), until=10), Place.ACTIVE)
    with pytest.raises(InputError, match="impossible length"):
        youth.extend_support(weeks)
    assert youth.cap_weeks == 52


def test_ended_support(cohort: Cohort) -> None:
    model = simulate(make(cohort), until=20)
    fade = youth_rows(model.simulation.world)["fade"]
    row = {int(p): k for k, p in enumerate(youth_rows(model.simulation.world)["person"])}
    first, second, third = [y for y in model.youths if y.mentored][:3]
    mentor, load, mentored = first.mentor, first.mentor.load, model.mentored
    first.end_support()
    second.end_support(Place.OPTED_OUT)
    third.end_support(abrupt=False)
    assert (first.place, first.mentor, first.weeks_left) == (Place.ENDED, None, 0)
    assert second.place is Place.OPTED_OUT
    assert model.mentored == mentored - 3
    assert mentor.load <= load - 1
    soft = VALUES["readiness_fade"] * VALUES["fade_after_end"]
    assert fade[row[first.person]] == pytest.approx(soft * VALUES["fade_after_abrupt"])
    assert fade[row[second.person]] == fade[row[third.person]] == pytest.approx(soft)
    recount(model)
    with pytest.raises(InputError, match="has no mentor"):
        first.end_support()
    with pytest.raises(InputError, match="reason"):
        in_place(model, Place.ACTIVE).end_support(Place.ACTIVE)
