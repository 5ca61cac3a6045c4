"""Actions of Mesa agents, policies written in Python, and collecting."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest
from mesa_worlds import (
    POLICIES,
    SEED,
    VALUES,
    check_people,
    differing,
    live,
    make,
    mesa_scene,
    policy,
    recount,
)

from calibration.trial import as_in_trial, no_mentors
from sim.errors import InputError
from sim.model import MentorAgent, MentoringModel, YouthAgent
from sim.simulation import Scene
from sim.state import (
    MENTORED_NOW,
    QUEUED_NOW,
    Place,
    Status,
    youth_rows,
)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return mesa_scene()


# --- actions ----------------------------------------------------------------------------------
PLAIN = {
    "duration": {"weeks": 20},
    "ending": {"taper_weeks": 6, "aftercare_weeks": 10},
    "capacity": {"caseload": 5},
}
WIDER = {
    "duration": {
        "weeks": 30, "until": {"trust": 0.5, "readiness": 0.4, "foothold_weeks": 9},
    },
    "ending": {"taper_weeks": 4},
    "targeting": {"max_wait_weeks": 10},
    "capacity": {"follows": "places", "mentors": 12, "caseload": 10},
    "contact": {"split": {"rule": "front_loaded", "ratio": 2, "weeks": 8}},
    "measures": [
        {
            "name": {"da": "Behandling", "en": "Treatment"}, "from_week": 6, "price": "treatment",
            "relief": {"low": 0.1, "central": 0.3, "high": 0.5, "source": "a test"},
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize("parts", [PLAIN, WIDER], ids=["plain", "wider"])
def test_every_action_keeps_the_accounts(scene: Scene, parts: dict[str, Any]) -> None:
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
                to = Status(int(rng.integers(0, 4)))
                if to is not youth.status:
                    youth.move_to(to)
            elif kind == 4:
                youth.trust, youth.readiness = rng.random(2)
        recount(model)

    offered = np.arange(scene.population.n) % 2 == 0
    model = make(scene, policy(**parts), offered=offered, between_weeks=act)
    while model.running:
        model.step()
        recount(model)
        check_people(model)
    people = model.accounts().people.sum(axis=1)
    assert np.all(people == model.accounts().sizes)


def test_measures_are_seen_on_whom_they_were_given_to(scene: Scene) -> None:
    model = live(make(scene, policy(**{**WIDER, "duration": {"weeks": 52}})), until=30)
    given = model.youths.select(lambda y: y.measures == ("Treatment",))
    others = model.youths.select(lambda y: not y.measures)
    assert len(given) > 50
    assert len(given) + len(others) == len(model.youths)
    severity = scene.population.severity
    assert all(y.severity == severity[y.index] * (1.0 - 0.3) for y in given)
    assert all(y.severity == severity[y.index] for y in others)


def test_a_move_into_a_foothold_keeps_the_mentor_for_its_weeks(scene: Scene) -> None:
    """Made between weeks, before that week's meeting: all its weeks follow."""
    values = {**VALUES, "opt_out": 0.0, "move_away": 0.0, "other_leave": 1e-9,
              "education_dropout": 0.001}  # fmt: skip
    rules = policy(duration={"weeks": 52, "until": {"foothold_weeks": 9}})
    model = MentoringModel(scene, rules, values, seed=SEED, horizon=60)
    youth = in_place(live(model, until=20), Place.ACTIVE)
    before = youth.mentored_weeks
    youth.move_to(Status.EDUCATION)
    assert (youth.place, youth.weeks_left) == (Place.AFTERCARE, 9)
    while youth.mentored:
        model.step()
    assert youth.status is Status.EDUCATION
    assert youth.mentored_weeks == before + 9


def in_place(model: MentoringModel, place: Place) -> YouthAgent:
    return next(y for y in model.youths if y.place is place)


def test_extended_support(scene: Scene) -> None:
    rules = policy(
        duration={"weeks": 15},
        ending={"taper_weeks": 6, "aftercare_weeks": 30},
        capacity={"mentors": 6.0},
    )
    model = live(make(scene, rules), until=22)
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


def test_extended_support_lasts_exactly_so_much_longer(scene: Scene) -> None:
    quiet = {"opt_out": 0.0, "move_away": 0.0, "other_leave": 1e-9, "education_start": 0.0002,
             "job_start": 0.0001, "pension_start": 0.00001, "readiness_education": 0.0,
             "readiness_job": 0.0}  # fmt: skip
    values = {**VALUES, **quiet}

    def act(model: MentoringModel) -> None:
        if model.week == 20:
            model.youths.select(lambda y: y.woman).do("extend_support", weeks=12)

    model = MentoringModel(
        scene, policy(duration={"weeks": 26}), values, seed=1, horizon=80, between_weeks=act
    )
    live(model)
    for youth in model.youths.select(lambda y: y.place is Place.ENDED):
        # Those who moved to education, a job or pension ended earlier.
        if youth.status is Status.SUPPORT and youth.weeks_in_status == model.week - youth.entry:
            assert youth.mentored_weeks == (38 if youth.woman else 26)


def test_the_brief_policy_runs_on_anybody(scene: Scene) -> None:
    """A selection may hold people who never had a mentor: they stay without."""

    def act(model: MentoringModel) -> None:
        model.youths.select(lambda y: y.trust < 0.2).do("extend_support", weeks=26)

    offered = np.arange(scene.population.n) % 2 == 0
    model = live(make(scene, offered=offered, between_weeks=act))
    assert all(y.mentored_weeks == 0 for y in model.youths if not offered[y.index])
    assert max(model.youths.get("mentored_weeks")) > 52


@pytest.mark.parametrize("weeks", [0, -1, 521, 2.5, "26", None, True])
def test_impossible_extensions(scene: Scene, weeks: Any) -> None:
    youth = in_place(live(make(scene), until=10), Place.ACTIVE)
    with pytest.raises(InputError, match="impossible length"):
        youth.extend_support(weeks)
    assert youth.cap_weeks == 52


def test_ended_support(scene: Scene) -> None:
    model = live(make(scene), until=20)
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


def test_a_move_is_counted_in_the_week_that_comes(scene: Scene) -> None:
    model = live(make(scene), until=20)
    youth = in_place(model, Place.ACTIVE)
    youth.move_to(Status.EDUCATION)
    assert (youth.status, youth.place, youth.weeks_in_status) == (
        Status.EDUCATION, Place.ENDED, 0,
    )  # fmt: skip
    model.step()
    check_people(model)
    recount(model)
    with pytest.raises(InputError, match="where they are"):
        youth.move_to(youth.status)
    for wrong in (Status.ABSENT, 1, "education", None):
        with pytest.raises(InputError, match="no status to move to"):
            youth.move_to(wrong)  # type: ignore[arg-type]


def test_moves_around_the_programme(scene: Scene) -> None:
    rules = policy(ending={"aftercare_weeks": 20}, capacity={"mentors": 6.0})
    model = live(make(scene, rules), until=20)
    waiting, active = in_place(model, Place.WAITING), in_place(model, Place.ACTIVE)
    queued = sum(model.youths.get("waiting"))
    waiting.move_to(Status.EMPLOYMENT)
    assert (waiting.place, sum(model.youths.get("waiting"))) == (Place.ENDED, queued - 1)
    active.move_to(Status.EMPLOYMENT)
    assert (active.place, active.mentored) == (Place.AFTERCARE, True)
    active.move_to(Status.SUPPORT)
    assert active.place is Place.ACTIVE
    active.move_to(Status.EDUCATION)
    active.move_to(Status.PENSION)
    assert (active.place, active.mentored) == (Place.ENDED, False)
    recount(model)
    live(model)
    check_people(model)


def test_changed_mentor(scene: Scene) -> None:
    model = live(make(scene), until=40)
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


def candidates(model: MentoringModel, youth: YouthAgent) -> list[MentorAgent]:
    return [
        m
        for m in model.mentors
        if m.jobcentre == youth.jobcentre
        and m is not youth.mentor
        and m.in_post
        and m.free_places > 0
    ]


def test_impossible_changes_of_mentor(scene: Scene) -> None:
    model, other = live(make(scene), until=12), live(make(scene), until=12)
    youth = in_place(model, Place.ACTIVE)
    far = next(m for m in model.mentors if m.jobcentre != youth.jobcentre)
    full = [m for m in model.mentors if m.jobcentre == youth.jobcentre and m.free_places == 0]
    for mentor in (youth.mentor, far, other.mentor_at(youth.mentor.post), *full):
        with pytest.raises(InputError, match="no mentor to change to"):
            youth.change_mentor(mentor)
    with pytest.raises(InputError, match="has no mentor"):
        in_place(model, Place.OPTED_OUT).change_mentor()


def test_before_entry_and_after_the_end(scene: Scene) -> None:
    model = make(scene)
    late = list(model.youths)[int(scene.entry.argmax())]
    assert not late.entered
    assert late.weeks_in_status == 0
    with pytest.raises(InputError, match="not entered"):
        late.move_to(Status.EDUCATION)
    live(model)
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


def test_nobody_is_removed(scene: Scene) -> None:
    model = make(scene)
    with pytest.raises(InputError, match="removed"):
        next(iter(model.youths)).remove()
    assert len(model.youths) == len(model.agents_by_type[YouthAgent]) == scene.population.n


# --- a policy in Python and everybody else ------------------------------------------------------
def test_a_python_policy_changes_what_it_must_and_nobody_else(scene: Scene) -> None:
    """Support longer for a few in one jobcentre: from that week on, and only there."""
    centre = int(np.bincount(scene.population.jobcentre).argmax())
    chosen: list[int] = []

    def act(model: MentoringModel) -> None:
        if model.week == 25:
            few = model.youths.select(
                lambda y: y.mentored and y.trust < 0.6
                and y.jobcentre == scene.population.jobcentre_names[centre],
                at_most=5,
            )  # fmt: skip
            chosen.extend(few.get("index"))
            few.do("extend_support", weeks=20)

    acted, plain = (
        MentoringModel(scene, as_in_trial(), VALUES, seed=SEED, horizon=90, between_weeks=python)
        for python in (act, None)
    )
    live(acted, until=25)
    live(plain, until=25)
    assert differing(acted.simulation.world, plain.simulation.world) == []
    live(acted)
    live(plain)
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


def test_a_move_of_one_control_changes_nobody_else(scene: Scene) -> None:
    def act(model: MentoringModel) -> None:
        if model.week == 20:
            one = next(y for y in model.youths if y.index == 7)
            one.move_to(Status.PENSION if one.status is Status.SUPPORT else Status.SUPPORT)

    acted, plain = (
        live(make(scene, no_mentors(), between_weeks=a)).simulation for a in (act, None)
    )
    ours, theirs = youth_rows(acted.world), youth_rows(plain.world)
    other = acted.order != 7
    for name in ours:
        assert np.array_equal(ours[name][other], theirs[name][other]), name
    assert ours["status"][~other] != theirs["status"][~other] or np.any(
        acted.accounts().people != plain.accounts().people
    )


# --- collecting ---------------------------------------------------------------------------------
def test_its_own_collector(scene: Scene) -> None:
    model = live(make(scene, POLICIES["a queue"], collect=True))
    frame = model.datacollector.get_model_vars_dataframe()
    calendar = model.accounts().calendar
    entered = calendar[["support", "education", "employment", "pension"]].sum(axis=1)
    assert frame["week"].tolist() == list(range(1, model.weeks + 1))
    assert frame["mentored"].tolist() == calendar["mentored"].tolist()
    assert frame["waiting"].tolist() == calendar["waiting"].tolist()
    assert frame["waiting"].max() > 0
    for name in ("support", "education", "employment", "pension"):
        np.testing.assert_allclose(frame[name], calendar[name] / entered)
    assert frame["mean_trust"].dropna().between(0, 1).all()
    assert frame["mean_trust"].iloc[30] > frame["mean_trust"].iloc[3]


def test_a_collector_of_the_users(scene: Scene) -> None:
    """The example in the docstring of the model."""
    model = make(scene)
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
    assert len(youths) == 8 * scene.population.n
    assert mentors["load"].groupby("Step").sum().tolist() == counts["mentored"].tolist()
    assert youths["trust"].groupby("Step").mean().is_monotonic_increasing
    last = youths["trust"].to_numpy()[-scene.population.n :]
    assert np.array_equal(last, model.youths.get("trust"))


def test_mesas_batches(scene: Scene) -> None:
    """As the docstring says: wrap what stays, vary `seed`."""
    parameters = {
        "scene": [scene], "policy": [as_in_trial()], "values": [VALUES], "seed": [1, 2],
        "horizon": 5, "collect": True,
    }  # fmt: skip
    more: dict[str, Any] = {"number_processes": 1, "display_progress": False}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        parameters["seed"], more["rng"] = 0, [1, 2]
    results = mesa.batch_run(MentoringModel, parameters, **more)
    weeks = int(scene.entry.max()) + 5
    assert {row["week"] for row in results} == {weeks}
    assert len(results) == 2
    assert results[0]["mean_trust"] != results[1]["mean_trust"]


def test_counters_of_the_engine_are_what_the_model_shows(scene: Scene) -> None:
    model = live(make(scene), until=12)
    totals = model.simulation.world.totals
    assert model.mentored == totals[MENTORED_NOW] == sum(model.youths.get("mentored"))
    assert sum(model.youths.get("waiting")) == totals[QUEUED_NOW]
    assert sum(model.youths.get("entered")) == (scene.entry < 12).sum()
