"""Every field of the policy language moves what it must, and leaves alone what it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import as_in_trial, the_trial
from sim import rules as weekly
from sim.conditions import Combination, Limit, attribute_values, condition_mask
from sim.errors import InputError
from sim.groups import group_mask
from sim.history import History
from sim.parameters import parameter_space
from sim.population import Population
from sim.programme import Policy
from sim.simulation import Scene, Simulation, build
from sim.state import Place, Status, post_rows, youth_rows

VALUES = parameter_space().centres()
HORIZON = 90
SEED = 11
#: Nobody leaves the programme early, for tests of lengths.
STEADY = {
    "opt_out": 0.0, "move_away": 0.0, "other_leave": 1e-9, "education_start": 0.0002,
    "job_start": 0.0001, "pension_start": 0.00001, "uptake": 1.0, "mentor_leaves": 0.0,
    "mentor_away": 0.0, "readiness_education": 0.0, "readiness_job": 0.0,
}  # fmt: skip
Mask = npt.NDArray[np.bool_]


@cache
def scene() -> Scene:
    """A third of the trial's people."""
    whole = the_trial().scene(VALUES, seed=3, groups=("all",))
    some = np.arange(0, whole.population.n, 3)
    return replace(
        whole, population=whole.population.take(some), entry=whole.entry[some], _cache={}
    )


def people() -> Population:
    return scene().population


def policy(**parts: Any) -> Policy:
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})


def world(rules: Policy, values: dict[str, float] | None = None) -> Simulation:
    return build(scene(), rules, {**VALUES, **(values or {})}, SEED, horizon=HORIZON)


def lived(rules: Policy, values: dict[str, float] | None = None) -> dict[str, npt.NDArray[Any]]:
    """Everybody's row after all weeks, in the order of the population."""
    simulation = world(rules, values)
    simulation.advance(simulation.weeks)
    back = np.argsort(simulation.order)
    rows = {name: row[back] for name, row in youth_rows(simulation.world).items()}
    calendar = simulation.accounts(persons=False).calendar
    return {**rows, "queue": calendar["waiting"].to_numpy()}


def changed(one: Policy, other: Policy, values: dict[str, float] | None = None) -> Mask:
    """Whose life differs in status or readiness."""
    a, b = lived(one, values), lived(other, values)
    names = ("status", "trust", "readiness", "total_minutes", "place")
    return np.asarray(np.logical_or.reduce([a[name] != b[name] for name in names]))


# --- conditions -----------------------------------------------------------------------------------
CONDITIONS: dict[str, tuple[Any, Callable[[Population], Mask]]] = {
    "below": ({"attribute": "age", "below": 25}, lambda p: p.age < 25),
    "at_most": ({"attribute": "severity", "at_most": 0.4}, lambda p: p.severity <= 0.4),
    "above": (
        {"attribute": "transfer_share", "above": 0.5}, lambda p: p.transfer.mean(axis=1) > 0.5,
    ),
    "at_least": ({"attribute": "mother_income", "at_least": 150}, lambda p: p.mother_income >= 150),
    "between": (
        {"attribute": "age", "at_least": 20, "below": 22}, lambda p: (p.age >= 20) & (p.age < 22),
    ),
    "a mark below 4 leaves out those without": (
        {"attribute": "mark", "below": 4}, lambda p: group_mask(p, "grade_low"),
    ),
    "any mark at all": (
        {"attribute": "mark", "above": -4}, lambda p: ~group_mask(p, "grade_none"),
    ),
    "all_of": ({"all_of": ["woman", "under_25"]}, lambda p: p.woman & (p.age < 25)),
    "any_of": ({"any_of": ["woman", "under_25"]}, lambda p: p.woman | (p.age < 25)),
    "none_of": ({"none_of": ["woman", "under_25"]}, lambda p: ~(p.woman | (p.age < 25))),
    "together": (
        {"any_of": ["su_none", "immigrant"], "none_of": ["Aalborg"]},
        lambda p: (p.never_su | p.immigrant) & ~group_mask(p, "Aalborg"),
    ),
    "nested": (
        {"all_of": ["man", {"any_of": [{"none_of": ["danish"]}, "from_25"]}]},
        lambda p: ~p.woman & (p.immigrant | (p.age >= 25)),
    ),
    "last year": (
        {"attribute": "su_share_last_year", "above": 0.3}, lambda p: p.su[:, 0] > 0.3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_holds_for_whom_it_says(name: str) -> None:
    written, expected = CONDITIONS[name]
    rules = policy(targeting={"eligible": [written]})
    (condition,) = rules.targeting.eligible
    mask = condition_mask(people(), condition)
    assert np.array_equal(mask, expected(people()))
    assert 0 < mask.sum() < mask.size
    # The eligible are just those, and nobody else is ever mentored.
    rows = lived(rules)
    assert np.array_equal(rows["eligible"] == 1, mask)
    assert np.all(rows["mentors"][~mask] == 0)


def test_a_condition_and_its_opposite_share_everybody() -> None:
    for written, _ in CONDITIONS.values():
        kind = Limit if "attribute" in written else Combination
        condition = kind.model_validate(written)
        opposite = Combination(none_of=[condition])
        assert np.array_equal(
            condition_mask(people(), condition), ~condition_mask(people(), opposite)
        )


def test_all_conditions_of_the_target_group_hold_and_none_is_nobody() -> None:
    rules = policy(targeting={"eligible": ["woman", {"attribute": "age", "below": 25}]})
    rows = lived(rules)
    assert np.array_equal(rows["eligible"] == 1, people().woman & (people().age < 25))
    assert lived(policy(targeting={"eligible": []}))["eligible"].sum() == 0
    assert lived(policy())["eligible"].sum() == people().n


def test_an_unknown_group_inside_a_condition_is_named() -> None:
    rules = policy(targeting={"eligible": [{"none_of": ["woman", "grade_nun"]}]})
    with pytest.raises(InputError) as caught:
        world(rules)
    assert caught.value.field == "targeting.eligible.none_of.1"


# --- who goes first -------------------------------------------------------------------------------
SHORT = {"follows": "places", "mentors": 15, "caseload": "as_in_trial"}


def mean_wait(rows: dict[str, npt.NDArray[Any]], who: Mask) -> float:
    waited = rows["waited"][who & (rows["waited"] >= 0)]
    return float(waited.mean())


def served(rows: dict[str, npt.NDArray[Any]], who: Mask) -> float:
    return float((rows["mentors"][who & (rows["uptake"] == 1)] > 0).mean())


def test_first_is_first() -> None:
    young = people().age < 23
    plain = lived(policy(capacity=SHORT))
    rules = policy(capacity=SHORT, targeting={"first": [{"attribute": "age", "below": 23}]})
    rows = lived(rules)
    assert served(rows, young) > served(plain, young) + 0.05
    assert served(rows, ~young) < served(plain, ~young)
    assert mean_wait(rows, young) < mean_wait(plain, young)


def test_without_a_queue_nobody_is_first() -> None:
    rules = policy(targeting={"first": ["woman"], "score": [{"attribute": "age", "weight": 1}]})
    ours, theirs = lived(rules), lived(policy())
    # The order within a week decides who gets which mentor, but nobody waits longer or shorter.
    assert np.array_equal(ours["waited"], theirs["waited"])


def queue_order(rules: Policy) -> npt.NDArray[np.int64]:
    """Population indices of a jobcentre's queue, in order."""
    simulation = world(rules)
    order = simulation.order[simulation.world.queue]
    return np.asarray(order[people().jobcentre[order] == people().jobcentre[0]])


def test_the_score_is_the_weighted_sum_and_the_highest_goes_first() -> None:
    score = [
        {"attribute": "severity", "weight": 2.0},
        {"who": {"any_of": ["immigrant", "woman"]}, "weight": 0.5},
        {"attribute": "mark", "weight": -0.1, "missing": 1.5},
    ]
    p = people()
    mark = np.where(np.isnan(p.mark), 1.5, p.mark)
    points = 2.0 * p.severity + 0.5 * (p.immigrant | p.woman) - 0.1 * mark
    order = queue_order(policy(targeting={"score": score}))
    assert np.all(np.diff(points[order]) <= 1e-12)
    assert np.diff(points[order]).min() < -0.001


def test_priority_comes_before_score_and_entry_after() -> None:
    targeting = {"first": ["woman"], "score": [{"who": "su_none", "weight": 1}]}
    order = queue_order(policy(targeting=targeting))
    keys = np.stack([~people().woman, ~people().never_su, scene().entry])[:, order]
    assert keys.T.tolist() == sorted(keys.T.tolist())


def test_a_negative_weight_turns_the_order_round() -> None:
    up, down = (
        attribute_values(
            people(), policy(targeting={"score": [{"attribute": "age", "weight": 1}]})
            .targeting.score[0].attribute,
        )[queue_order(policy(targeting={"score": [{"attribute": "age", "weight": weight}]}))]
        for weight in (1, -1)
    )  # fmt: skip
    assert np.all(np.diff(up) <= 0)
    assert np.all(np.diff(down) >= 0)


def test_an_expected_gain_that_was_not_worked_out_is_refused() -> None:
    with pytest.raises(InputError, match="worked out from the posterior"):
        world(policy(targeting={"score": "expected_gain_per_hour"}))


def test_a_limit_to_waiting_ends_the_wait_and_gives_ordinary_services_back() -> None:
    plain = lived(policy(capacity=SHORT))
    limited = lived(policy(capacity=SHORT, targeting={"max_wait_weeks": 10}))
    assert plain["waited"].max() > 20
    assert limited["waited"].max() == 10
    accepted = (limited["eligible"] == 1) & (limited["uptake"] == 1)
    gone = accepted & (limited["place"] == Place.NOT_OFFERED)
    assert gone.any()
    assert np.all(limited["mentors"][gone] == 0)
    assert not np.any(limited["place"] == Place.WAITING)
    # No wait is allowed at all: only those who find a place in the week of entry.
    at_once = lived(policy(capacity=SHORT, targeting={"max_wait_weeks": 0}))
    assert at_once["waited"].max() == 0


def test_a_limit_that_nobody_reaches_changes_nobody() -> None:
    limit = policy(capacity=SHORT, targeting={"max_wait_weeks": 300})
    assert not changed(policy(capacity=SHORT), limit).any()
    assert not changed(policy(), policy(targeting={"max_wait_weeks": 5})).any()


# --- how long -----------------------------------------------------------------------------------
def test_caps_by_condition() -> None:
    exceptions = [
        {"group": {"attribute": "age", "at_least": 25}, "weeks": 30},
        {"group": {"all_of": ["woman", "from_25"]}, "weeks": 40},
    ]
    rows = lived(policy(duration={"weeks": 20, "exceptions": exceptions}), STEADY)
    older, woman = people().age >= 25, people().woman
    for who, weeks in ((~older, 20), (older & ~woman, 30), (older & woman, 40)):
        assert rows["mentored_weeks"][who].max() == weeks


def test_support_ends_when_trust_has_reached_the_level() -> None:
    rules = policy(duration={"weeks": 60, "until": {"trust": 0.5}})
    history = world(rules, STEADY).run_with_history()
    plain = world(policy(duration={"weeks": 60}), STEADY).run_with_history()
    reached = history.trust >= np.float32(0.5)
    over = history.place == Place.ENDED
    assert over.any()
    active = history.place == Place.ACTIVE
    # Never active at the end of a week in which the level was reached; over in that very week.
    assert not np.any(active & reached)
    first = np.argmax(over, axis=0)
    stayed = np.all(history.status == Status.SUPPORT, axis=0)
    early = over.any(axis=0) & (first < 40) & stayed
    assert early.sum() > 50
    assert np.all(history.trust[first[early], np.flatnonzero(early)] >= np.float32(0.5))
    # Before anybody has reached it nothing has changed.
    before = int(np.argmax(over.any(axis=1)))
    assert before > 3
    assert np.array_equal(history.trust[:before], plain.trust[:before])


def test_support_ends_when_readiness_has_reached_the_level_and_the_cap_holds() -> None:
    values = {**STEADY, "readiness_gain": 0.3, "trust_growth": 0.2}
    low = lived(policy(duration={"weeks": 40, "until": {"readiness": 0.2}}), values)
    high = lived(policy(duration={"weeks": 40, "until": {"readiness": 0.4}}), values)
    never = lived(policy(duration={"weeks": 40, "until": {"readiness": 1.0}}), values)
    plain = lived(policy(duration={"weeks": 40}), values)
    weeks = [rows["mentored_weeks"].sum() for rows in (low, high, never)]
    assert weeks[0] < weeks[1] < weeks[2]
    assert np.array_equal(never["mentored_weeks"], plain["mentored_weeks"])
    assert plain["mentored_weeks"].max() == 40


def test_what_comes_first_of_trust_and_readiness_counts() -> None:
    values = {**STEADY, "readiness_gain": 0.3, "trust_growth": 0.2}

    def weeks(**until: float) -> npt.NDArray[Any]:
        return lived(policy(duration={"weeks": 40, "until": until}), values)["mentored_weeks"]

    both = weeks(trust=0.6, readiness=0.3)
    trust, readiness = weeks(trust=0.6), weeks(readiness=0.3)
    alone = np.minimum(trust, readiness)
    # Freed time reaches those who remain, so single weeks may differ; the sums tell.
    assert both.sum() <= min(trust.sum(), readiness.sum())
    assert np.mean(both == alone) > 0.8


def test_an_adaptive_end_is_tapered_if_the_policy_tapers() -> None:
    rules = policy(duration={"until": {"trust": 0.4}}, ending={"taper_weeks": 6})
    history = world(rules, STEADY).run_with_history()
    tapering = history.place == Place.TAPERING
    starts = np.argmax(tapering, axis=0)
    stayed = np.all(history.status == Status.SUPPORT, axis=0)
    early = tapering.any(axis=0) & (starts < 40) & stayed
    assert early.sum() > 50
    assert np.all(tapering[:, early].sum(axis=0) == 6)


def support_after_start(rules: Policy, values: dict[str, float]) -> tuple[History, Mask]:
    history = world(rules, values).run_with_history()
    studying = np.isin(history.status, (Status.EDUCATION, Status.EMPLOYMENT))
    return history, history.mentored & studying


MOVING = {**STEADY, "education_start": 0.01, "job_start": 0.005, "education_dropout": 0.01}


def test_a_foothold_keeps_the_mentor_for_so_many_weeks_within_the_cap() -> None:
    rules = policy(duration={"weeks": 60, "until": {"foothold_weeks": 12}})
    history, supported = support_after_start(rules, MOVING)
    assert supported.any()
    longest = np.zeros(supported.shape[1], int)
    spell = np.zeros_like(longest)
    for week in range(supported.shape[0]):
        spell = np.where(supported[week], spell + 1, 0)
        longest = np.maximum(longest, spell)
    assert longest.max() == 12
    assert history.mentored.sum(axis=0).max() <= 60
    # Without it nobody has a mentor in education or a job.
    assert not support_after_start(policy(duration={"weeks": 60}), MOVING)[1].any()


def test_a_foothold_is_full_support_and_aftercare_is_not() -> None:
    foothold = world(policy(duration={"weeks": 60, "until": {"foothold_weeks": 40}}), MOVING)
    aftercare = world(policy(ending={"aftercare_weeks": 40, "aftercare_weight": 0.3}), MOVING)
    for simulation, weight in ((foothold, 1.0), (aftercare, 0.3)):
        simulation.advance(35)
        rows = youth_rows(simulation.world)
        there = rows["place"] == Place.AFTERCARE
        assert there.any()
        assert np.all(rows["weight"][there] == weight)


# --- mentors, caseload, places --------------------------------------------------------------------
def test_places_follow_from_mentors_and_caseload() -> None:
    simulation = world(policy(capacity={"follows": "places", "mentors": 20, "caseload": 10}))
    assert simulation.corps.full_time_equivalents == pytest.approx(20)
    assert int(simulation.corps.places.sum()) == pytest.approx(200, abs=7)


def test_mentors_follow_from_the_eligible_and_the_caseload() -> None:
    simulation = world(policy(capacity={"follows": "mentors", "caseload": 10}))
    assert simulation.corps.full_time_equivalents == pytest.approx(people().n / 10)
    assert int(simulation.corps.places.sum()) == people().n


def test_the_caseload_follows_from_the_eligible_and_the_mentors() -> None:
    simulation = world(policy(capacity={"follows": "caseload", "mentors": 20}))
    assert simulation.corps.full_time_equivalents == pytest.approx(20)
    assert int(simulation.corps.places.sum()) == people().n
    rows = lived(policy(capacity={"follows": "caseload", "mentors": 20}))
    assert rows["queue"].max() == 0
    plain = lived(policy())
    assert rows["total_minutes"].sum() < 0.6 * plain["total_minutes"].sum()


def test_hours_are_mentors_in_another_unit() -> None:
    hours = policy(capacity={"follows": "places", "hours": 370})
    assert not changed(hours, policy(capacity={"follows": "places", "mentors": 10})).any()
    thin = policy(capacity={"follows": "caseload", "hours": 370})
    assert not changed(thin, policy(capacity={"follows": "caseload", "mentors": 10})).any()


def test_the_direct_share_overrides_the_parameter() -> None:
    half = policy(capacity={"direct_share": 0.5})
    assert not changed(half, policy(), {"direct_share": 0.5}).any()
    assert not changed(half, half, {"direct_share": 0.3}).any()
    low, high = (
        lived(policy(capacity={"direct_share": share}))["total_minutes"].sum()
        for share in (0.3, 0.6)
    )
    assert high > 1.8 * low


def test_more_capacity_never_lengthens_the_queue() -> None:
    """With nobody's stay depending on minutes, in no week do more wait where there are more."""
    still = {**STEADY, "opt_out_trust": 0.0, "contact_trust": 0.0}
    queues = [
        lived(policy(capacity={"follows": "places", "mentors": m}), still)["queue"]
        for m in (0, 1, 5, 12, 25, 40, 80)
    ]
    for less, more in pairwise(queues):
        assert np.all(more <= less)
    assert queues[0].max() > 500
    assert queues[-1].max() == 0


@pytest.mark.parametrize(
    ("capacity", "mentored"),
    [
        ({"follows": "places", "mentors": 0}, False),
        ({"follows": "places", "hours": 0}, False),
        ({"follows": "caseload", "mentors": 0}, False),
        ({"follows": "places", "mentors": 1}, True),
        ({"follows": "caseload", "mentors": 1}, True),
        ({"follows": "places", "hours": 37}, True),
    ],
)
def test_no_mentor_and_one(capacity: dict[str, Any], mentored: bool) -> None:
    for eligible in (["all"], []):
        rows = lived(policy(capacity=capacity, targeting={"eligible": eligible}))
        assert bool((rows["mentors"] > 0).any()) == (mentored and bool(eligible))


# --- minutes --------------------------------------------------------------------------------------
def minutes(rules: Policy, values: dict[str, float] | None = None) -> History:
    return world(rules, {**STEADY, **(values or {})}).run_with_history()


def test_time_by_need_goes_to_the_heaviest_barriers() -> None:
    """Mean minutes per meeting go as 1 + (ratio - 1) x severity; the mentor's sum stays."""
    ratio = 4.0
    values = {"contact_trust": 0.0, "opt_out_trust": 0.0, "contact_base": 0.6}
    split = minutes(policy(contact={"split": {"rule": "by_need", "ratio": ratio}}), values)
    plain = minutes(policy(), values)
    assert np.array_equal(split.contact, plain.contact)
    gain = split.minutes.sum(axis=0) / np.maximum(1e-9, plain.minutes.sum(axis=0))
    met = plain.contact.sum(axis=0) > 10
    claims = np.array([weekly.claim_by_need(x, ratio) for x in people().severity])
    slope = np.corrcoef(gain[met], claims[met])[0, 1]
    assert slope > 0.75
    heavy, light = claims > np.quantile(claims, 0.8), claims < np.quantile(claims, 0.2)
    assert gain[met & heavy].mean() > 1.15 > 0.85 > gain[met & light].mean()
    assert split.minutes.sum() == pytest.approx(plain.minutes.sum(), rel=0.05)


def test_a_ratio_of_one_is_an_equal_split() -> None:
    for rule, weeks in (("by_need", None), ("front_loaded", 9)):
        split = {"rule": rule, "ratio": 1.0, "weeks": weeks}
        assert not changed(policy(contact={"split": split}), policy()).any()


def test_front_loaded_time_goes_to_the_first_weeks() -> None:
    """In a post whose mentees came in different weeks the newer get more, the older less."""
    values = {"contact_trust": 0.0, "contact_base": 0.6, "matching_hazard": 1.0}
    split = {"rule": "front_loaded", "ratio": 3.0, "weeks": 10}
    ours, theirs = minutes(policy(contact={"split": split}), values), minutes(policy(), values)
    assert np.array_equal(ours.contact, theirs.contact)
    early, late = ours.minutes[:8].sum(), ours.minutes[12:40].sum()
    assert early > 1.1 * theirs.minutes[:8].sum()
    assert late < theirs.minutes[12:40].sum()
    # Once all have had their first weeks, all are equal again.
    np.testing.assert_allclose(ours.minutes[30:50], theirs.minutes[30:50], rtol=1e-5)


def test_a_longer_front_moves_more_time() -> None:
    def early(weeks: int) -> float:
        split = {"rule": "front_loaded", "ratio": 3.0, "weeks": weeks}
        values = {"contact_trust": 0.0, "contact_base": 0.6}
        return float(minutes(policy(contact={"split": split}), values).minutes[10:14].sum())

    assert early(16) > early(4)


def test_claims_are_what_the_rules_say() -> None:
    assert weekly.claim_by_need(0.0, 3.0) == 1.0
    assert weekly.claim_by_need(1.0, 3.0) == 3.0
    assert weekly.claim_by_stage(4, 5, 2.5) == 2.5
    assert weekly.claim_by_stage(5, 5, 2.5) == 1.0


# --- the corps ------------------------------------------------------------------------------------
def holders(rules: Policy) -> dict[str, float]:
    simulation = world(rules)
    simulation.advance(60)
    posts = post_rows(simulation.world)
    names = ("under_40", "medium_education", "long_education", "woman", "holder")
    return {name: float(posts[name][:-1].mean()) for name in names}


def test_the_mix_of_mentors_is_what_the_policy_asks_for() -> None:
    plain, young = holders(policy()), holders(policy(corps={"under_40": 1.0}))
    assert young["under_40"] == 1.0
    others = ("medium_education", "long_education", "woman", "holder")
    assert all(young[name] == plain[name] for name in others)
    none = holders(policy(corps={"medium_education": 0.0, "long_education": 1.0}))
    assert (none["medium_education"], none["long_education"]) == (0.0, 1.0)
    assert none["under_40"] == plain["under_40"]


def test_the_mix_acts_through_the_traits_alone() -> None:
    neutral = {"trait_under_40": 0.0, "trait_medium_education": 0.0}
    mix = policy(corps={"under_40": 1.0, "medium_education": 1.0, "long_education": 0.0})
    assert not changed(mix, policy(), neutral).any()
    strong = {"trait_under_40": 1.0, "trait_medium_education": 0.0}
    better = lived(policy(corps={"under_40": 1.0}), strong)["readiness"]
    worse = lived(policy(corps={"under_40": 0.0}), strong)["readiness"]
    assert better.sum() > worse.sum()


def test_turnover_is_a_factor_on_the_hazard() -> None:
    assert not changed(policy(corps={"turnover": 1.0}), policy()).any()
    triple = policy(corps={"turnover": 3.0})
    thrice = {"mentor_leaves": 3 * VALUES["mentor_leaves"]}
    ours, theirs = lived(triple), lived(policy(), thrice)
    assert np.array_equal(ours["trust"], theirs["trust"])
    never = holders(policy(corps={"turnover": 0.0}))
    assert never["holder"] == 0.0
    assert holders(triple)["holder"] > holders(policy())["holder"] > 0.0


def test_supervision_changes_nothing() -> None:
    for word in ("none", "some", "regular"):
        assert not changed(policy(corps={"supervision": word}), policy()).any()


# --- other measures -------------------------------------------------------------------------------
def measure(**parts: Any) -> dict[str, Any]:
    relief = {"low": 0.1, "central": 0.5, "high": 0.9, "source": "a test"}
    name = {"da": "-", "en": "-"}
    return {"name": name, "from_week": 10, "relief": relief, "price": "test", **parts}


LIMITED = {"barrier_limited": 1.0}


def test_a_measure_lifts_barriers_of_whom_it_is_for() -> None:
    rules = policy(measures=[measure(who=["heavy_barriers", "woman"])])
    simulation = world(rules, LIMITED)
    simulation.advance(simulation.weeks)
    back = np.argsort(simulation.order)
    rows = {name: row[back] for name, row in youth_rows(simulation.world).items()}
    given = simulation.world.measured[back, 0] == 2
    target = group_mask(people(), "heavy_barriers") & people().woman
    assert given.any()
    assert not np.any(given & ~target)
    before = people().severity
    np.testing.assert_allclose(rows["severity"][given], 0.5 * before[given])
    assert np.array_equal(rows["severity"][~given], before[~given])
    assert simulation.world.measures_begun.sum() == given.sum()
    # The barrier-limited have a higher ceiling, and trust grows faster, just as if they had
    # come with the lighter barriers.
    marks_missing = group_mask(people(), "grade_none")
    ceiling = np.where(marks_missing, 1.0 - rows["severity"], 1.0)
    np.testing.assert_allclose(rows["readiness_ceiling"], ceiling)
    light = lived(policy(), LIMITED)
    lifted = np.exp(VALUES["trust_barrier"] * (before - rows["severity"]))
    np.testing.assert_allclose(rows["trust_growth"], light["trust_growth"] * lifted)


def test_a_measure_touches_nobody_else_and_nothing_before_its_week() -> None:
    rules = policy(measures=[measure(who=["woman"], from_week=30)])
    ours, theirs = world(rules, LIMITED), world(policy(), LIMITED)
    first, second = ours.run_with_history(), theirs.run_with_history()
    assert np.array_equal(first.trust[:30], second.trust[:30])
    assert np.array_equal(first.status[:30], second.status[:30])
    helped = np.any(first.readiness != second.readiness, axis=0)
    assert helped.any()
    # Everybody has a place and nobody's minutes change hands, except by who leaves earlier.
    men = ~people().woman
    assert not np.any(ours.world.measured[np.argsort(ours.order)][men] == 2)


def test_a_measure_helps_those_limited_by_barriers_and_hardly_others() -> None:
    rules = policy(measures=[measure(from_week=0)])
    none = group_mask(people(), "grade_none")

    def gain(mix: float) -> float:
        values = {"barrier_limited": mix, "trust_barrier": 0.0}
        return float(
            (lived(rules, values)["readiness"] - lived(policy(), values)["readiness"])[none].sum()
        )

    assert gain(1.0) > 0.5
    assert gain(0.0) == 0.0


def test_measures_add_up_and_levels_are_chosen() -> None:
    levels = {"low": 0.1, "central": 0.5, "high": 0.9}
    for level, share in levels.items():
        rows = lived(policy(measures=[measure(level=level, from_week=0)]))
        had = rows["severity"] != people().severity
        np.testing.assert_allclose(rows["severity"][had], (1 - share) * people().severity[had])
    rows = lived(policy(measures=[measure(from_week=0), measure(from_week=0, level="low")]))
    had = rows["severity"] != people().severity
    np.testing.assert_allclose(rows["severity"][had], 0.45 * people().severity[had])


def test_a_measure_is_for_those_in_the_programme() -> None:
    rules = policy(measures=[measure(from_week=0)], targeting={"eligible": ["woman"]})
    rows = lived(rules)
    had = rows["severity"] != people().severity
    assert np.all(rows["eligible"][had] == 1)
    assert np.all(rows["uptake"][had] == 1)
    # The name, the price and the source are words: they change nothing.
    words = measure(
        from_week=0, price="other", name={"da": "x", "en": "y"},
        relief={"low": 0.1, "central": 0.5, "high": 0.9, "source": "another"},
    )  # fmt: skip
    assert not changed(rules, policy(measures=[words], targeting={"eligible": ["woman"]})).any()


# --- texts ----------------------------------------------------------------------------------------
def test_texts_change_nothing() -> None:
    text = {"da": "x", "en": "y"}
    rules = policy(title=text, description=text, reason=text, reference="elsewhere")
    assert not changed(rules, policy()).any()
