"""What Mesa agents may do between weeks keeps the accounts, and what they may not is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.model import MentoringModel, YouthAgent
from sim.simulation import Cohort
from sim.state import STATUSES, Education, Place, Status
from tests.support.policy_cases import policy
from tests.worlds.mesa_worlds import (
    VALUES,
    candidates,
    check_people,
    in_place,
    make,
    mesa_cohort,
    recount,
    simulate,
)


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return mesa_cohort()


PLAIN = {
    "duration": {"weeks": 20},
    "ending": {"taper_weeks": 6, "aftercare_weeks": 10, "return_weeks": 30},
    "capacity": {"caseload": 5},
}
WIDER = {
    "duration": {
        "weeks": 30,
        "until": {"trust": 0.5, "readiness": 0.4, "foothold_weeks": 9},
    },
    "ending": {"taper_weeks": 4},
    "targeting": {"max_wait_weeks": 10},
    "capacity": {"follows": "places", "mentors": 12, "caseload": 10},
    "contact": {"split": {"rule": "front_loaded", "ratio": 2, "weeks": 8}},
    "measures": [
        {
            "name": {"da": "Behandling", "en": "Treatment"},
            "from_week": 6,
            "price": "treatment",
            "relief": {"low": 0.1, "central": 0.3, "high": 0.5, "source": "a test"},
        }
    ],
}


@pytest.mark.parametrize("parts", [PLAIN, WIDER], ids=["plain", "wider"])
def test_every_action_keeps_the_accounts(cohort: Cohort, parts: dict[str, Any]) -> None:
    rng = np.random.default_rng(5)

    def act(model: MentoringModel) -> None:
        for youth in model.youths:
            kind = int(rng.integers(0, 40))
            if not youth.entered or kind > 4:
                continue
            if kind == 0 and youth.mentored:
                youth.end_support(rng.choice(np.array([Place.ENDED, Place.OPTED_OUT])))
            elif kind == 1:
                youth.extend_support(weeks=int(rng.integers(1, 20)))
            elif kind == 2 and youth.mentored:
                suits = [
                    m
                    for m in model.mentors
                    if m.jobcentre == youth.jobcentre and m.in_post and m.free_places > 0
                ]
                if [m for m in suits if m is not youth.mentor]:
                    youth.change_mentor()
            elif kind == 3:
                to = Status(int(rng.integers(0, len(STATUSES))))
                if to is not youth.status:
                    youth.move_to(to)
            elif kind == 4:
                youth.trust, youth.readiness = rng.random(2)
        recount(model)

    offered = np.arange(cohort.population.n) % 2 == 0
    model = make(cohort, policy(**parts), offered=offered, between_weeks=act)
    while model.running:
        model.step()
        recount(model)
        check_people(model)
    people = model.accounts().people[:, : len(STATUSES)].sum(axis=1)
    assert np.all(people == model.accounts().sizes)


def test_measures_are_seen_on_whom_they_were_given_to(cohort: Cohort) -> None:
    model = simulate(make(cohort, policy(**{**WIDER, "duration": {"weeks": 52}})), until=30)
    given = model.youths.select(lambda y: y.measures == ("Treatment",))
    others = model.youths.select(lambda y: not y.measures)
    assert len(given) > 50
    assert len(given) + len(others) == len(model.youths)
    severity = cohort.population.severity
    assert all(y.severity == severity[y.index] * (1.0 - 0.3) for y in given)
    assert all(y.severity == severity[y.index] for y in others)


def test_a_move_is_counted_in_the_week_that_comes(cohort: Cohort) -> None:
    model = simulate(make(cohort, policy(ending={"aftercare_weeks": 0})), until=20)
    youth = in_place(model, Place.ACTIVE)
    youth.move_to(Status.EDUCATION)
    assert (youth.status, youth.place, youth.weeks_in_status) == (
        Status.EDUCATION,
        Place.ENDED,
        0,
    )
    model.step()
    check_people(model)
    recount(model)
    with pytest.raises(InputError, match="where they are"):
        youth.move_to(youth.status)
    for wrong in (Status.ABSENT, 1, "education", None):
        with pytest.raises(InputError, match="no status to move to"):
            youth.move_to(wrong)


def test_moves_around_the_programme(cohort: Cohort) -> None:
    rules = policy(ending={"aftercare_weeks": 20}, capacity={"mentors": 6.0})
    model = simulate(make(cohort, rules), until=20)
    waiting, active = in_place(model, Place.WAITING), in_place(model, Place.ACTIVE)
    queued = sum(model.youths.get("waiting"))
    waiting.move_to(Status.EMPLOYMENT)
    assert (waiting.place, sum(model.youths.get("waiting"))) == (Place.ENDED, queued - 1)
    active.move_to(Status.EMPLOYMENT)
    assert (active.place, active.mentored) == (Place.AFTERCARE, True)
    active.move_to(Status.ON_BENEFIT)
    assert active.place is Place.ACTIVE
    active.move_to(Status.EDUCATION)
    active.move_to(Status.PENSION)
    assert (active.place, active.mentored) == (Place.ENDED, False)
    recount(model)
    simulate(model)
    check_people(model)


def test_moves_of_educations_and_back_to_a_mentor(cohort: Cohort) -> None:
    """An education that somebody is taken out of was left; who may come back waits again."""
    rules = policy(ending={"aftercare_weeks": 0, "return_weeks": 10})
    model = simulate(make(cohort, rules), until=20)
    youth = in_place(model, Place.ACTIVE)
    before, met, weeks = youth.mentor, youth.mentors_met, youth.mentored_weeks
    youth.move_to(Status.EDUCATION)
    assert (youth.place, youth.former_mentor) == (Place.ENDED, before)
    assert (youth.has_started, youth.has_left, youth.weeks_in_spell) == (True, False, 0)
    assert youth.education is not Education.NONE
    youth.move_to(Status.ON_BENEFIT)
    assert (youth.place, youth.has_left, youth.education) == (Place.WAITING, True, Education.NONE)
    assert youth.extend_support(5)
    recount(model)
    simulate(model, until=22)
    assert youth.mentor is before
    assert youth.mentors_met == met
    assert youth.mentored_weeks > weeks
    recount(model)
    # Whose weeks to come back are over has none.
    other = in_place(model, Place.ACTIVE)
    other.move_to(Status.EMPLOYMENT)
    assert other.extend_support(5)
    simulate(model, until=40)
    if other.status is Status.EMPLOYMENT:
        other.move_to(Status.SELF_SUPPORTED)
        assert (other.place, other.has_worked) == (Place.ENDED, True)


def test_changed_mentor(cohort: Cohort) -> None:
    model = simulate(make(cohort), until=40)
    youth = next(
        y for y in model.youths if y.mentored and y.trust > 0.1 and len(candidates(model, y)) > 1
    )
    before, trust, met = youth.mentor, youth.trust, youth.mentors_met
    load, free = before.load, [m.free_places for m in candidates(model, youth)]
    youth.change_mentor()
    after = youth.mentor
    assert after is not before
    assert after.free_places == max(free) - 1
    assert before.load == load - 1
    assert youth.trust == trust * VALUES["trust_kept"]
    assert youth.mentors_met == met + 1
    youth.change_mentor(before)
    assert youth.mentor is before
    recount(model)


def test_impossible_changes_of_mentor(cohort: Cohort) -> None:
    model, other = simulate(make(cohort), until=12), simulate(make(cohort), until=12)
    youth = in_place(model, Place.ACTIVE)
    far = next(m for m in model.mentors if m.jobcentre != youth.jobcentre)
    full = [m for m in model.mentors if m.jobcentre == youth.jobcentre and m.free_places == 0]
    for mentor in (youth.mentor, far, other.mentor_at(youth.mentor.post), *full):
        with pytest.raises(InputError, match="no mentor to change to"):
            youth.change_mentor(mentor)
    with pytest.raises(InputError, match="has no mentor"):
        in_place(model, Place.OPTED_OUT).change_mentor()


def test_before_entry_and_after_the_end(cohort: Cohort) -> None:
    model = make(cohort)
    late = list(model.youths)[int(cohort.entry.argmax())]
    assert not late.entered
    assert late.weeks_in_status == 0
    with pytest.raises(InputError, match="not entered"):
        late.move_to(Status.EDUCATION)
    simulate(model)
    youth = next(iter(model.youths))
    actions: list[Callable[[], object]] = [
        lambda: youth.move_to(Status.PENSION),
        lambda: youth.extend_support(1),
        youth.end_support,
        youth.change_mentor,
        lambda: setattr(youth, "trust", 0.5),
    ]
    for action in actions:
        with pytest.raises(InputError, match="the run is over"):
            action()


def test_nobody_is_removed(cohort: Cohort) -> None:
    model = make(cohort)
    with pytest.raises(InputError, match="removed"):
        next(iter(model.youths)).remove()
    assert len(model.youths) == len(model.agents_by_type[YouthAgent]) == cohort.population.n
