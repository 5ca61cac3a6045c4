"""Common random numbers: what a change does not concern stays the same, to the bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from calibration.trial import as_in_trial, no_mentors
from sim.simulation import build
from sim.state import Place, Status, post_rows, youth_rows
from tests.support.policy_cases import policy
from tests.worlds.paired_worlds import (
    POLICIES,
    SEATS,
    SEED,
    VALUES,
    changed,
    first_seats,
    lives,
    one_more,
    people,
    some_values,
)


# --- one more ----------------------------------------------------------------------------------
@pytest.mark.parametrize("jobcentre", [0, 6, 12])
@pytest.mark.parametrize("values", [VALUES, some_values(1)], ids=["centres", "prior"])
def test_one_more_control_changes_nobody(jobcentre: int, values: Mapping[str, float]) -> None:
    small, large = people(SEATS), people(one_more(jobcentre))
    offered = first_seats(large, SEATS)
    before = lives(small, as_in_trial(), values)
    after = lives(large, as_in_trial(), values, offered)
    assert len(after) == len(before) + 1
    assert changed(before, after) == {}


def test_one_more_rich_control_changes_nobody() -> None:
    """Whether one's mother earns little must not depend on who else is in the world."""
    values = {**VALUES, "education_mother_low_income": 2.0, "job_mother_low_income": 2.0}
    small, large = people(SEATS), people(one_more(6))
    newcomer = ~first_seats(large, SEATS)
    income = np.where(newcomer, 1e6, large.population.mother_income)
    large = replace(large, population=replace(large.population, mother_income=income), _cache={})
    before = lives(small, as_in_trial(), values)
    after = lives(large, as_in_trial(), values, ~newcomer)
    assert changed(before, after) == {}


@pytest.mark.parametrize("name", ["as in the trial", "half as many mentees", "taper and aftercare"])
@pytest.mark.parametrize("jobcentre", [0, 6, 12])
def test_one_more_mentee_changes_nobody_elsewhere(name: str, jobcentre: int) -> None:
    values = some_values(2)
    before = lives(people(SEATS), POLICIES[name], values)
    after = lives(people(one_more(jobcentre)), POLICIES[name], values)
    touched = changed(before, after)
    assert {person // 65536 for person in touched} <= {jobcentre}
    # The comparison sees something: whoever shares the mentors has less of their time.
    assert touched


def test_one_more_in_the_queue_changes_nobody_elsewhere_while_places_are_the_same() -> None:
    """With mentors enough for the eligible; a fixed number of mentors is spread over all."""
    rules = policy(targeting={"eligible": ["all"], "first": ["grade_none"]})
    before = lives(people(SEATS), rules, VALUES)
    after = lives(people(one_more(3)), rules, VALUES)
    assert {person // 65536 for person in changed(before, after)} <= {3}


# --- one policy, another policy ------------------------------------------------------------------
def test_a_policy_that_differs_from_week_53_on_leaves_the_weeks_before() -> None:
    """52 and 104 weeks: nobody has been mentored for 52 weeks before calendar week 51 ends."""
    cohort, values = people(SEATS), some_values(3)
    first, second = (
        build(cohort, POLICIES[name], values, SEED, horizon=120)
        for name in ("as in the trial", "104 weeks")
    )
    plans = ("cap_weeks", "weeks_left")
    for week in range(52):
        first.advance()
        second.advance()
        ours, theirs = youth_rows(first.world), youth_rows(second.world)
        # Support ends in the last step of week 51.
        changed_by_it = ("place", "post", "weight", "fade", "readiness_gain")
        ending = (*changed_by_it, "former_post", "former_holder") if week == 51 else ()
        for name in ours:
            if name not in plans + ending:
                assert ours[name].tobytes() == theirs[name].tobytes(), (week, name)
    first.advance(20)
    second.advance(20)
    assert np.any(ours["place"] != theirs["place"])
    assert np.any(ours["readiness"] != theirs["readiness"])


#: Readiness moves nobody, trust brings nobody, no mentor is ever gone: only the draws are left.
ONLY_LUCK = {
    "readiness_education": 0.0,
    "readiness_job": 0.0,
    "readiness_pension": 0.0,
    "readiness_pension_barriers": 0.0,
    "job_lock_in": 0.0,
    "aftercare_protection": 0.0,
    "contact_trust": 0.0,
    "opt_out_trust": 0.0,
    "mentor_leaves": 0.0,
    "mentor_away": 0.0,
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_persons_draws_are_the_same_under_every_policy(name: str) -> None:
    """What each draw decides, where nothing but the draw decides it."""
    cohort, values = people(4 * SEATS), {**VALUES, **ONLY_LUCK}
    worlds = [
        build(cohort, rules, values, SEED, horizon=80) for rules in (POLICIES[name], as_in_trial())
    ]
    backs = [np.argsort(world.order) for world in worlds]
    given = ("match_draw", "match_week", "uptake", "refusal", "ordinary", "trust_growth")
    for trait in given:
        ours, theirs = (
            youth_rows(w.world)[trait][back] for w, back in zip(worlds, backs, strict=True)
        )
        assert np.array_equal(ours, theirs), trait
    ours, theirs = (world.run_with_history() for world in worlds)
    assert np.array_equal(ours.status, theirs.status)
    both = ours.mentored & theirs.mentored
    assert both.any() or name == "none"
    if name != "every second week":
        assert np.array_equal(ours.contact[both], theirs.contact[both])
    else:
        assert np.all(theirs.contact[both] >= ours.contact[both])
    # Who opts out, moves or leaves does so in the same week, if still mentored there.
    before = ours.mentored[:-1] & theirs.mentored[:-1]
    for place in (Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE):
        ends = [(run.place[1:] == place) & before for run in (ours, theirs)]
        assert np.array_equal(*ends), place


def test_whom_a_policy_gives_nothing_live_as_without_it() -> None:
    """Everybody not offered lives as in a world without mentors."""
    cohort, values = people(SEATS), some_values(4)
    offered = cohort.population.person % 2 == 0
    with_some = lives(cohort, as_in_trial(), values, offered)
    without = lives(cohort, no_mentors(), values)
    touched = changed(with_some, without)
    assert touched
    assert all(person % 2 == 0 for person in touched)


def test_luck_in_education_is_not_luck_in_jobs() -> None:
    """A higher hazard of education only adds starts: who starts a job still does, or studies."""
    cohort = people(4 * SEATS)
    more = {**VALUES, "education_start": 2 * VALUES["education_start"]}
    runs = [
        build(cohort, no_mentors(), values, SEED, horizon=60).run_with_history()
        for values in (VALUES, more)
    ]
    first = [np.argmax(run.status != Status.ON_BENEFIT, axis=0) for run in runs]
    to = [run.status[week, np.arange(week.size)] for run, week in zip(runs, first, strict=True)]
    moved = first[0] > 0
    assert np.all(first[1][moved] <= first[0][moved])
    kept = to[1] == to[0]
    assert np.all(kept[moved] | (to[1][moved] == Status.EDUCATION))
    assert np.all(first[1][moved & kept & (to[0] == Status.EMPLOYMENT)] > 0)
    assert (~kept[moved]).any()


# --- order -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "none",
        "as in the trial",
        "a queue",
        "taper and aftercare",
        "adaptive",
        "a score and a limit to waiting",
        "minutes, measures and another corps",
    ],
)
def test_the_order_of_the_population_does_not_matter(name: str) -> None:
    """Statuses, places and counts exactly; sums over mentees are rounded in another order."""
    cohort, values = people(SEATS), some_values(5)
    shuffle = np.random.default_rng(1).permutation(cohort.population.n)
    other = replace(
        cohort, population=cohort.population.take(shuffle), entry=cohort.entry[shuffle], _cache={}
    )
    runs, columns = [], []
    for each in (cohort, other):
        simulation = build(each, POLICIES[name], values, SEED, horizon=80)
        runs.append(simulation.run_with_history())
        back = np.argsort(simulation.order)
        columns.append({k: v[back] for k, v in youth_rows(simulation.world).items()})
    for weekly in ("status", "place", "contact"):
        assert np.array_equal(getattr(runs[0], weekly)[:, shuffle], getattr(runs[1], weekly))
    for key, column in columns[0].items():
        if column.dtype == np.float64:
            np.testing.assert_allclose(column[shuffle], columns[1][key], rtol=1e-9, err_msg=key)
        else:
            assert np.array_equal(column[shuffle], columns[1][key]), key


def test_the_groups_that_are_counted_change_no_life() -> None:
    cohort = people(SEATS)
    counted = replace(cohort, groups=("all", "woman", "grade_none"), _cache={})
    assert (
        changed(lives(cohort, as_in_trial(), VALUES), lives(counted, as_in_trial(), VALUES)) == {}
    )


def test_posts_keep_their_holders_when_another_jobcentre_grows() -> None:
    ours = build(people(SEATS), as_in_trial(), VALUES, SEED, horizon=60)
    theirs = build(people(one_more(0)), as_in_trial(), VALUES, SEED, horizon=60)
    ours.run()
    theirs.run()
    last = [s.corps.jobcentre == 12 for s in (ours, theirs)]
    for name in ("holder", "under_40", "woman", "vacant_until", "away_until", "total_minutes"):
        a, b = (post_rows(s.world)[name][:-1][m] for s, m in zip((ours, theirs), last, strict=True))
        assert np.array_equal(a, b), name
