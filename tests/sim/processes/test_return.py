"""Who leaves an education or a job and comes back to a mentor, and to which."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import rules
from sim.outcomes.history import MENTORED_PLACES
from sim.programme import Policy
from sim.state import Place, Status, youth_rows
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import STEADY, VALUES, lived, world
from tests.worlds.watched_weeks import Rows, watched

#: Many start, and many leave what they have started.
BACK_AND_FORTH = {
    **STEADY,
    "education_start": 0.02,
    "job_start": 0.01,
    "education_dropout": 0.08,
    "job_loss": 0.1,
}
GOALS = (Status.EDUCATION, Status.EMPLOYMENT)
SEEKING = (Status.ON_BENEFIT, Status.SELF_SUPPORTED)


def returning(weeks: int, **parts: Any) -> Policy:
    """Support ends at a start, and who leaves within so many weeks of it may have it again."""
    return policy(ending={"aftercare_weeks": 0, "return_weeks": weeks}, **parts)


def mentored(rows: Rows) -> Any:
    return np.isin(rows["place"], MENTORED_PLACES)


def left_a_start(before: Rows, after: Rows) -> Any:
    """Whose support was over and who has come from an education or a job to benefit."""
    gone = np.isin(before["status"], GOALS) & np.isin(after["status"], SEEKING)
    return gone & (before["place"] == Place.ENDED)


@pytest.mark.parametrize("weeks", [1, 12, 520])
def test_who_leaves_within_the_weeks_and_has_some_left_waits_and_nobody_else(weeks: int) -> None:
    simulation = world(returning(weeks, duration={"weeks": 26}), BACK_AND_FORTH)
    rows = youth_rows(simulation.world)
    may = (rows["eligible"] == 1) & (rows["uptake"] == 1)
    cap, came, stayed = rows["cap_weeks"], 0, 0
    for week, before, after, _, _ in watched(simulation):
        left = left_a_start(before, after)
        soon = week - before["since"] <= weeks
        back = left & soon & may & (after["mentored_weeks"] < cap)
        assert np.all(after["place"][back] == Place.WAITING)
        assert np.all(after["match_week"][back] == week + 1)
        assert np.all(after["place"][left & ~back] == Place.ENDED)
        # Nobody else begins to wait once they have entered.
        waits = (after["place"] == Place.WAITING) & (before["place"] != Place.WAITING)
        assert not np.any(waits & ~back & (before["status"] != Status.ABSENT))
        came, stayed = came + back.sum(), stayed + (left & ~back).sum()
    assert came > 10
    assert stayed > 10


def test_without_it_support_that_has_ended_is_over() -> None:
    for _, before, after, _, _ in watched(world(returning(0), BACK_AND_FORTH)):
        over = before["place"] == Place.ENDED
        assert np.all(after["place"][over] == Place.ENDED)


def test_it_changes_nothing_before_somebody_comes_back() -> None:
    never = {**STEADY, "education_start": 0.0002, "education_dropout": 0.001, "job_loss": 0.001}
    ours, theirs = lived(returning(1), never), lived(returning(0), never)
    for name in ours:
        assert np.array_equal(ours[name], theirs[name]), name


def test_all_weeks_of_support_are_within_the_cap() -> None:
    rules = returning(520, duration={"weeks": 26})
    once = lived(returning(0, duration={"weeks": 26}), BACK_AND_FORTH)
    again = lived(rules, BACK_AND_FORTH)
    assert again["mentored_weeks"].max() == 26
    assert again["mentored_weeks"].sum() > 1.1 * once["mentored_weeks"].sum()
    # The weeks that are left are had, no more and no fewer, by some in two parts.
    in_parts = (again["mentored_weeks"] == 26) & (once["mentored_weeks"] < 26)
    assert in_parts.sum() > 10


#: Holders change, and places are short, so that not everybody meets the former mentor.
CROWDED = {**BACK_AND_FORTH, "mentor_leaves": 0.02, "trust_kept": 0.5}


def meetings_again(simulation: Any) -> list[tuple[int, Rows, Rows, Rows, Rows, Any]]:
    """Weeks in which some who had a mentor before meet one: with the rows of those people."""
    found = []
    for week, before, after, posts_before, posts in watched(simulation):
        again = mentored(after) & (before["place"] == Place.WAITING) & (before["former_post"] >= 0)
        if again.any():
            found.append((week, before, after, posts_before, posts, np.flatnonzero(again)))
    return found


def test_the_former_mentors_post_comes_first_and_another_only_without_a_place() -> None:
    simulation = world(returning(520, capacity={"mentors": 14.0, "caseload": 10}), CROWDED)
    same = other = 0
    for week, before, after, posts_before, posts, rows in meetings_again(simulation):
        joined = mentored(after) & (before["place"] == Place.WAITING)
        joins = np.bincount(after["post"][joined], minlength=posts_before["load"].size)
        for i in rows:
            former, post = before["former_post"][i], after["post"][i]
            same, other = same + (post == former), other + (post != former)
            if post != former:
                # Its mentor left before, or in this very week.
                vacant = posts["vacant_until"][former] > week
                taken = posts_before["load"][former] + joins[former]
                assert vacant or taken >= posts_before["places"][former]
    assert same > 20
    assert other >= 20


def test_trust_is_kept_whole_with_the_same_holder_and_in_part_with_another() -> None:
    """Trust at the meeting, then this week's step: to the bit."""
    simulation = world(returning(520, capacity={"mentors": 12.0, "caseload": 10}), CROWDED)
    growth = youth_rows(simulation.world)["trust_growth"]
    same = other = 0
    for _, before, after, posts_before, posts, people in meetings_again(simulation):
        for i in people:
            post, former = after["post"][i], before["former_post"][i]
            if posts["holder"][post] != posts_before["holder"][post]:
                continue  # the mentor left in the very week
            alike = post == former and posts_before["holder"][post] == before["former_holder"][i]
            assert after["mentors"][i] == before["mentors"][i] + (not alike)
            trust = before["trust"][i] * (1.0 if alike else CROWDED["trust_kept"])
            grown = [
                rules.next_trust(trust, met, growth[i], VALUES["trust_decay"]) for met in (0.0, 1.0)
            ]
            assert after["trust"][i] in grown
            same, other = same + alike, other + (not alike)
    assert same > 10
    assert other > 20


def test_who_comes_back_does_not_give_up_the_queue() -> None:
    """A limit to waiting is from entry to the first mentor."""
    rules = returning(
        520, capacity={"mentors": 12.0, "caseload": 10}, targeting={"max_wait_weeks": 5}
    )
    simulation = world(rules, BACK_AND_FORTH)
    waited_long = 0
    for week, before, after, _, _ in watched(simulation):
        again = (before["place"] == Place.WAITING) & (before["mentors"] > 0)
        assert not np.any(after["place"][again] == Place.NOT_OFFERED)
        waited_long = max(waited_long, int((week - before["match_week"][again]).max(initial=0)))
    assert waited_long > 5
