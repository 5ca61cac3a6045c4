"""Policies written in Python, collecting, and Mesa's batches."""

from __future__ import annotations

import inspect
from typing import Any

import mesa
import numpy as np
import pytest

from calibration.trial import as_in_trial, no_mentors
from sim.model import MentorAgent, MentoringModel, YouthAgent
from sim.simulation import Cohort
from sim.state import MENTORED_NOW, QUEUED_NOW, STATUSES, Status, youth_rows
from tests.worlds.mesa_worlds import POLICIES, SEED, VALUES, differing, make, mesa_cohort, simulate


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return mesa_cohort()


# --- a policy in Python and everybody else ------------------------------------------------------
def test_a_python_policy_changes_what_it_must_and_nobody_else(cohort: Cohort) -> None:
    """Support longer for a few in one jobcentre: from that week on, and only there."""
    centre = int(np.bincount(cohort.population.jobcentre).argmax())
    chosen: list[int] = []

    def act(model: MentoringModel) -> None:
        if model.week == 25:
            few = model.youths.select(
                lambda y: (
                    y.mentored
                    and y.trust < 0.6
                    and y.jobcentre == cohort.population.jobcentre_names[centre]
                ),
                at_most=5,
            )
            chosen.extend(few.get("index"))
            few.do("extend_support", weeks=20)

    acted, plain = (
        MentoringModel(cohort, as_in_trial(), VALUES, seed=SEED, horizon=90, between_weeks=python)
        for python in (act, None)
    )
    simulate(acted, until=25)
    simulate(plain, until=25)
    assert differing(acted.simulation.world, plain.simulation.world) == []
    simulate(acted)
    simulate(plain)
    assert len(chosen) == 5
    here = youth_rows(acted.simulation.world)["jobcentre"] == centre
    for ours, theirs in zip(
        (acted.simulation.world.real, acted.simulation.world.whole, acted.simulation.world.flag),
        (plain.simulation.world.real, plain.simulation.world.whole, plain.simulation.world.flag),
        strict=True,
    ):
        changed = (ours != theirs).any(axis=0)
        assert not changed[~here].any()
    longer = [
        list(acted.youths)[i].mentored_weeks - list(plain.youths)[i].mentored_weeks for i in chosen
    ]
    assert max(longer) == 20
    assert min(longer) >= 0


def test_a_move_of_one_control_changes_nobody_else(cohort: Cohort) -> None:
    def act(model: MentoringModel) -> None:
        if model.week == 20:
            one = next(y for y in model.youths if y.index == 7)
            one.move_to(Status.PENSION if one.status is Status.ON_BENEFIT else Status.ON_BENEFIT)

    acted, plain = (
        simulate(make(cohort, no_mentors(), between_weeks=a)).simulation for a in (act, None)
    )
    ours, theirs = youth_rows(acted.world), youth_rows(plain.world)
    other = acted.order != 7
    for name in ours:
        assert np.array_equal(ours[name][other], theirs[name][other]), name
    assert ours["status"][~other] != theirs["status"][~other] or np.any(
        acted.accounts().people != plain.accounts().people
    )


# --- collecting ---------------------------------------------------------------------------------
def test_its_own_collector(cohort: Cohort) -> None:
    model = simulate(make(cohort, POLICIES["a queue"], collect=True))
    frame = model.datacollector.get_model_vars_dataframe()
    calendar = model.accounts().calendar
    names = [status.name.lower() for status in STATUSES]
    entered = calendar[names].sum(axis=1)
    assert frame["week"].tolist() == list(range(1, model.weeks + 1))
    assert frame["mentored"].tolist() == calendar["mentored"].tolist()
    assert frame["waiting"].tolist() == calendar["waiting"].tolist()
    assert frame["waiting"].max() > 0
    for name in names:
        np.testing.assert_allclose(frame[name], calendar[name] / entered)
    assert frame["mean_trust"].dropna().between(0, 1).all()
    assert frame["mean_trust"].iloc[30] > frame["mean_trust"].iloc[3]


def test_a_collector_of_the_users(cohort: Cohort) -> None:
    """The example in the docstring of the model."""
    model = make(cohort)
    model.datacollector = mesa.DataCollector(
        model_reporters={
            "mentored": "mentored",
            "women_in_education": lambda m: m.share(Status.EDUCATION, "woman"),
        },
        agenttype_reporters={
            YouthAgent: {"trust": "trust", "status": "status"},
            MentorAgent: {"load": "load"},
        },
    )
    while model.week < 8:
        model.step()
        model.datacollector.collect(model)
    counts = model.datacollector.get_model_vars_dataframe()
    youths = model.datacollector.get_agenttype_vars_dataframe(YouthAgent)
    mentors = model.datacollector.get_agenttype_vars_dataframe(MentorAgent)
    assert len(youths) == 8 * cohort.population.n
    assert mentors["load"].groupby("Step").sum().tolist() == counts["mentored"].tolist()
    assert youths["trust"].groupby("Step").mean().is_monotonic_increasing
    last = youths["trust"].to_numpy()[-cohort.population.n :]
    assert np.array_equal(last, model.youths.get("trust"))


def test_mesas_batches(cohort: Cohort) -> None:
    """As the docstring says: wrap what stays, vary `seed`."""
    parameters = {
        "cohort": [cohort],
        "policy": [as_in_trial()],
        "values": [VALUES],
        "seed": [1, 2],
        "horizon": 5,
        "collect": True,
    }
    more: dict[str, Any] = {"number_processes": 1, "display_progress": False}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        parameters["seed"], more["rng"] = 0, [1, 2]
    results = mesa.batch_run(MentoringModel, parameters, **more)
    weeks = int(cohort.entry.max()) + 5
    assert {row["week"] for row in results} == {weeks}
    assert len(results) == 2
    assert results[0]["mean_trust"] != results[1]["mean_trust"]


def test_counters_of_the_engine_are_what_the_model_shows(cohort: Cohort) -> None:
    model = simulate(make(cohort), until=12)
    totals = model.simulation.world.totals
    assert model.mentored == totals[MENTORED_NOW] == sum(model.youths.get("mentored"))
    assert sum(model.youths.get("waiting")) == totals[QUEUED_NOW]
    assert sum(model.youths.get("entered")) == (cohort.entry < 12).sum()
