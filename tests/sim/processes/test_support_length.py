"""How long support lasts: caps, levels that end it, taper, foothold."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.outcomes.history import History
from sim.programme import Policy
from sim.state import Place, Status, youth_rows
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import STEADY, Mask, lived, people, world


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
    stayed = np.all(history.status == Status.ON_BENEFIT, axis=0)
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
    stayed = np.all(history.status == Status.ON_BENEFIT, axis=0)
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
    none = policy(duration={"weeks": 60}, ending={"aftercare_weeks": 0})
    assert not support_after_start(none, MOVING)[1].any()


def test_a_foothold_is_full_support_and_aftercare_is_not() -> None:
    foothold = world(policy(duration={"weeks": 60, "until": {"foothold_weeks": 40}}), MOVING)
    aftercare = world(policy(ending={"aftercare_weeks": 40, "aftercare_weight": 0.3}), MOVING)
    for simulation, weight in ((foothold, 1.0), (aftercare, 0.3)):
        simulation.advance(35)
        rows = youth_rows(simulation.world)
        there = rows["place"] == Place.AFTERCARE
        assert there.any()
        assert np.all(rows["weight"][there] == weight)
