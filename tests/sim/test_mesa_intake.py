"""A policy's stream is lived by the people of that stream, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from calibration.trial import the_trial
from mentorsim.viz.world import WatchedWorld
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from sim.model import MentoringModel
from sim.programme import Intake, Policy
from sim.simulation import Cohort, build
from tests.worlds.mesa_worlds import SEED, VALUES, simulate

HORIZON = 8
FACES: dict[str, Callable[[Cohort, Policy], object]] = {
    "build": lambda cohort, rules: build(cohort, rules, VALUES, SEED, horizon=HORIZON),
    "Mesa": lambda cohort, rules: MentoringModel(cohort, rules, VALUES, seed=SEED, horizon=HORIZON),
}


def stream() -> Policy:
    policy = load_policy("stream-limited").policy
    assert policy.intake is not None
    return policy


@cache
def streaming() -> Cohort:
    return cohort_for(the_trial(), stream().intake or Intake(), VALUES, SEED)


def test_mesa_lives_the_streams_people_as_the_engine_does() -> None:
    model = simulate(MentoringModel(streaming(), stream(), VALUES, seed=SEED, horizon=HORIZON))
    ours = build(streaming(), stream(), VALUES, SEED, horizon=HORIZON).run()
    assert len(model.youths) == 1795
    np.testing.assert_array_equal(model.accounts().people, ours.people)
    np.testing.assert_array_equal(model.accounts().weekly, ours.weekly)
    assert ours.weekly.shape[1] > 150


@pytest.mark.parametrize("face", FACES)
def test_a_stream_is_not_lived_by_the_trials_people(face: str) -> None:
    cohort = the_trial().cohort(VALUES, SEED)
    with pytest.raises(InputError, match="do not come as the policy says") as refused:
        FACES[face](cohort, stream())
    assert refused.value.field == "intake"
    assert "kind cohort" in str(refused.value.found)
    assert "kind stream" in str(refused.value.found)
    assert "cohort_for" in str(refused.value.allowed)


@pytest.mark.parametrize("face", FACES)
def test_a_cohort_is_not_lived_by_a_stream_and_who_says_nothing_takes_any(face: str) -> None:
    says_cohort = stream().model_copy(update={"intake": Intake()})
    with pytest.raises(InputError, match="do not come as the policy says"):
        FACES[face](streaming(), says_cohort)
    assert FACES[face](streaming(), stream().model_copy(update={"intake": None}))


def test_mesas_view_plays_the_stream() -> None:
    assert len(WatchedWorld("stream-limited", weeks=3).youths) == 1795
