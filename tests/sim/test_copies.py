"""Cohorts, worlds and Mesa models can be pickled and copied, and live on to the same bits."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from functools import cache
from typing import Any

import mesa
import numpy as np
import pytest

from calibration.trial import as_in_trial
from sim.model import MentoringModel
from sim.persons import simulate_persons
from sim.simulation import Cohort, Simulation, build
from sim.state import Status
from tests.worlds.mesa_worlds import (
    HORIZON,
    POLICIES,
    SEED,
    VALUES,
    differing,
    make,
    mesa_cohort,
    simulate,
)

NAME = "minutes by need, measures, another corps"
BRANCH = 40
COPIES: dict[str, Callable[[Any], Any]] = {
    "pickled": lambda thing: pickle.loads(pickle.dumps(thing)),
    "copied": copy.deepcopy,
}


def world(cohort: Cohort) -> Simulation:
    return build(cohort, POLICIES[NAME], VALUES, SEED, horizon=HORIZON)


@cache
def lived() -> Simulation:
    simulation = world(mesa_cohort())
    simulation.run()
    return simulation


def a_move_in_week_30(model: MentoringModel) -> None:
    """A policy in Python of a module: it can be pickled by its name."""
    if model.week in (30, 45):
        model.youths.select(lambda y: y.mentored, at_most=20).do("extend_support", weeks=9)
        next(y for y in model.youths if y.status is Status.ON_BENEFIT).trust = 0.5


@pytest.mark.parametrize("how", COPIES)
def test_a_cohort_is_lived_as_before(how: str) -> None:
    cohort = COPIES[how](mesa_cohort())
    assert cohort is not mesa_cohort()
    assert cohort.population.answers == mesa_cohort().population.answers != {}
    simulation = world(cohort)
    simulation.run()
    assert differing(simulation.world, lived().world) == []


@pytest.mark.parametrize("how", COPIES)
def test_a_world_lives_on_as_before(how: str) -> None:
    original = world(mesa_cohort())
    for weeks in (0, 30):
        original.advance(weeks)
        simulation = COPIES[how](original)
        assert simulation.week == weeks
        accounts = simulation.run()
        assert differing(simulation.world, lived().world) == []
        assert np.array_equal(accounts.people, lived().accounts().people)
        # The copy's life is its own.
        assert original.week == weeks


@pytest.mark.parametrize("how", COPIES)
def test_a_model_in_week_40_lives_on_as_before(how: str) -> None:
    model = simulate(
        make(mesa_cohort(), POLICIES[NAME], between_weeks=a_move_in_week_30), until=BRANCH
    )
    other = COPIES[how](model)
    assert other.week == BRANCH
    assert all(y.model is other for y in other.youths)
    assert all(m.model is other for m in other.mentors)
    assert [y.index for y in other.youths] == [y.index for y in model.youths]
    assert differing(other.simulation.world, model.simulation.world) == []
    simulate(model)
    assert other.week == BRANCH
    simulate(other)
    assert other.running is model.running is False
    assert differing(other.simulation.world, model.simulation.world) == []
    # Mesa's own generators go on from where they were, and agents' numbers after the last.
    assert other.random.random() == model.random.random()
    numbers = [agent.unique_id for agent in other.agents]
    assert next(type(next(iter(other.youths)))._ids[other]) == max(numbers) + 1


def test_two_branches_share_the_first_40_weeks_and_no_more() -> None:
    trunk = simulate(make(mesa_cohort(), as_in_trial(), collect=True), until=BRANCH)
    before = trunk.accounts().calendar
    longer = copy.deepcopy(trunk)
    longer.youths.select(lambda y: y.mentored).do("extend_support", weeks=26)
    simulate(longer)
    simulate(trunk)
    ours, theirs = longer.accounts().calendar, trunk.accounts().calendar
    for calendar in (ours, theirs):
        assert calendar.loc[: BRANCH - 1].equals(before)
    assert ours["mentored"].iloc[-1] > theirs["mentored"].iloc[-1]
    assert ours["education"].iloc[-1] != theirs["education"].iloc[-1]
    for model in (longer, trunk):
        collected = model.datacollector.get_model_vars_dataframe()
        assert collected["week"].tolist() == list(range(1, model.weeks + 1))


def test_recorded_people_can_be_sent() -> None:
    persons = simulate_persons(build(mesa_cohort(), as_in_trial(), VALUES, SEED, horizon=5))
    sent = COPIES["pickled"](persons)
    assert sent.people().equals(persons.people())
    assert sent.spells().equals(persons.spells())


def test_mesas_batches_in_two_processes() -> None:
    parameters = {
        "cohort": [mesa_cohort()],
        "policy": [as_in_trial()],
        "values": [VALUES],
        "seed": [1, 2],
        "horizon": 5,
        "between_weeks": [a_move_in_week_30],
        "collect": True,
    }
    more: dict[str, Any] = {"display_progress": False}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        parameters["seed"], more["rng"] = 0, [1, 2]
    one, two = (
        mesa.batch_run(MentoringModel, parameters, number_processes=n, **more) for n in (1, 2)
    )

    def shown(rows: list[dict[str, Any]]) -> list[tuple[float, float]]:
        return sorted((row["mean_trust"], row["education"]) for row in rows)

    assert len(two) == 2
    assert shown(one) == shown(two)
    assert shown(two)[0] != shown(two)[1]
