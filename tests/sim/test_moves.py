"""Every change of status, where a world is asked to keep them: the histories and the counts."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from sim.outcomes.history import History
from sim.simulation import Simulation, build
from sim.state import COMPLETED_ANY, EVER_STARTED, MOVES, QUALIFIED, Education, Status
from tests.support.policy_cases import policy
from tests.worlds.mesa_worlds import differing
from tests.worlds.policy_worlds import SEED, VALUES, cohort

HORIZON = 160
OFTEN = {
    **VALUES,
    "education_start": 0.02,
    "job_start": 0.01,
    "preparatory_weeks": 20.0,
    "qualifying_weeks": 60.0,
    "education_dropout": 0.01,
    "course_start": 0.005,
    "course_weeks": 60.0,
    "self_support_start": 0.01,
}
Column = npt.NDArray[np.int32]


def world(*, keep: bool = True) -> Simulation:
    rules = policy(ending={"return_weeks": 40})
    return build(cohort(), rules, OFTEN, SEED, horizon=HORIZON, keep_moves=keep)


@cache
def lived() -> tuple[Simulation, History, dict[str, Column]]:
    simulation = world()
    history = simulation.run_with_history()
    return simulation, history, dict(zip(MOVES, simulation.moves().T, strict=True))


def since_entry(moves: dict[str, Column]) -> npt.NDArray[np.int64]:
    return np.asarray(moves["week"] - cohort().entry[moves["row"]])


def test_the_moves_are_the_histories_changes() -> None:
    """Played from the entry on, the moves give everybody's status in every week."""
    _, history, moves = lived()
    n = cohort().population.n
    played = np.zeros((HORIZON, n), np.uint8)  # on benefit from the entry on
    weeks = since_entry(moves)
    for k in range(weeks.size):
        if weeks[k] < HORIZON:
            person = moves["row"][k]
            now = 0 if weeks[k] == 0 else played[weeks[k] - 1, person]
            assert moves["before"][k] == now
            played[weeks[k] :, person] = moves["after"][k]
    assert np.array_equal(played, history.status)
    assert len(weeks) > 1000


def test_each_week_comes_after_the_one_before_and_nobody_moves_twice_in_it() -> None:
    _, _, moves = lived()
    assert np.all(np.diff(moves["week"]) >= 0)
    who = moves["week"].astype(np.int64) * cohort().population.n + moves["row"]
    assert np.unique(who).size == who.size


def test_educations_begin_and_end_in_the_moves() -> None:
    _, _, moves = lived()
    from_one = moves["before"] == Status.EDUCATION
    to_one = moves["after"] == Status.EDUCATION
    assert np.array_equal(moves["kind"] > 0, from_one)
    assert np.array_equal(moves["next_kind"] > 0, to_one)
    assert not np.any(moves["completed"][~from_one])
    # Only who has completed a preparatory education goes straight on to the next.
    progress = from_one & to_one
    assert progress.sum() > 10
    assert np.all(moves["kind"][progress] == Education.PREPARATORY)
    assert np.all(moves["next_kind"][progress] == Education.QUALIFYING)
    assert np.all(moves["completed"][progress] == 1)
    # Each person's education ends as the kind that it began as.
    begun: dict[int, int] = {}
    for k in range(from_one.size):
        person = int(moves["row"][k])
        if from_one[k]:
            assert begun.pop(person) == moves["kind"][k]
        if to_one[k]:
            begun[person] = int(moves["next_kind"][k])


@pytest.mark.parametrize("milestone", [EVER_STARTED, COMPLETED_ANY, QUALIFIED])
def test_milestones_are_a_count_of_first_moves(milestone: int) -> None:
    simulation, _, moves = lived()
    passing = {
        EVER_STARTED: moves["next_kind"] > 0,
        COMPLETED_ANY: moves["completed"] == 1,
        QUALIFIED: (moves["completed"] == 1) & (moves["kind"] == Education.QUALIFYING),
    }[milestone]
    people, first = np.unique(moves["row"][passing], return_index=True)
    week = since_entry(moves)[passing][first]
    expected = np.cumsum(np.bincount(week[week < HORIZON], minlength=HORIZON))
    accounts = simulation.accounts()
    assert accounts.people[:, milestone, 0].tolist() == expected.tolist()
    assert people.size > 20
    # The weeks past it and their squares, person by person.
    passed = np.clip(np.arange(HORIZON)[:, None] - np.maximum(1, week) + 1, 0, None)
    assert accounts.weeks[:, milestone, 0].tolist() == passed.sum(axis=1).tolist()
    assert accounts.squares[:, milestone, 0].tolist() == (passed**2).sum(axis=1).tolist()


def test_keeping_moves_changes_nothing_else() -> None:
    plain = world(keep=False)
    plain.run()
    assert differing(plain.world, lived()[0].world, but=("moves",)) == []


def test_a_world_that_was_not_asked_has_no_moves() -> None:
    plain = world(keep=False)
    assert plain.moves().shape == (0, len(MOVES))
    plain.advance(20)
    with pytest.raises(RuntimeError, match="moves, and room for 0"):
        plain.moves()
