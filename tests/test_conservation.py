"""Nobody is lost, nothing is counted twice, no mentor gives more than there is."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.trial import as_in_trial, the_trial
from sim.groups import GROUP_NAMES, group_mask
from sim.measures import GIVEN
from sim.moves import BLOCK
from sim.parameters import parameter_space
from sim.population import draw_population
from sim.programme import Policy
from sim.simulation import Scene, Simulation, build
from sim.state import (
    FREE,
    MENTORED_NOW,
    QUEUED_NOW,
    WAITING_NOW,
    Place,
    Status,
    post_rows,
    youth_rows,
)
from sim.streams import Purpose, uniforms

STATUSES = (Status.SUPPORT, Status.EDUCATION, Status.EMPLOYMENT, Status.PENSION)
MENTORED = (Place.ACTIVE, Place.TAPERING, Place.AFTERCARE)
GROUPS = ("all", "woman", "grade_none", "heavy_barriers")
SPACE = parameter_space()


def people(seats: npt.NDArray[np.integer], seed: int, intake_weeks: int = 16) -> Scene:
    trial = the_trial()
    population = draw_population(
        trial.population, seats, seed, share_women=0.48, share_never_su=0.57
    )
    u = uniforms(seed, population.person, 0, Purpose.TRAITS)[2]
    return Scene(
        population=population,
        entry=np.floor(intake_weeks * u).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=trial.staffing,
        mentor_shares=trial.mentor_shares,
        groups=GROUPS,
    )


def policy(**parts: Any) -> Policy:
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})


class Auditor:
    """Counts everything again from the state, week by week."""

    def __init__(self, simulation: Simulation, rules: Policy) -> None:
        self.simulation, self.rules = simulation, rules
        self.rows, self.posts = youth_rows(simulation.world), post_rows(simulation.world)
        self.entry = self.rows["entry"]
        shape = (simulation.horizon, len(STATUSES), len(GROUPS))
        self.people = np.zeros(shape, np.int64)
        self.calendar: list[dict[str, float]] = []
        self.post_minutes = np.zeros(simulation.corps.hours.size)
        self.met_before = self.rows["contact_weeks"].copy()
        self.minutes_before = self.rows["total_minutes"].copy()

    def week(self) -> None:
        simulation, rows = self.simulation, self.rows
        week = simulation.week
        simulation.advance()
        status, place = rows["status"], rows["place"]
        entered = self.entry <= week
        assert np.array_equal(status == Status.ABSENT, ~entered)
        assert np.isin(status[entered], STATUSES).all()
        since = week - self.entry
        counted = entered & (since < simulation.horizon)
        for g, name in enumerate(GROUPS):
            member = group_mask(simulation.scene.population, name)[simulation.order] & counted
            np.add.at(self.people, (since[member], status[member].astype(int), g), 1)
        mentored = np.isin(place, MENTORED)
        queue = (place == Place.WAITING) & (rows["match_week"] <= week)
        self.calendar.append(
            {s.name.lower(): int((status == s).sum()) for s in STATUSES}
            | {"mentored": int(mentored.sum()), "waiting": int(queue.sum())}
        )
        self.check_places(mentored, place == Place.WAITING)
        self.check_minutes(week, mentored)
        self.check_people(mentored)

    def check_places(self, mentored: npt.NDArray[np.bool_], waiting: npt.NDArray[np.bool_]) -> None:
        world, rows, posts = self.simulation.world, self.rows, self.posts
        count, corps = self.simulation.corps.hours.size, self.simulation.corps
        centres = len(self.simulation.scene.staffing)
        assert np.array_equal(mentored, rows["weight"] > 0)
        assert np.array_equal(mentored, rows["post"] < count)
        load = np.bincount(rows["post"][mentored], minlength=count)
        assert np.array_equal(load, posts["load"][:count])
        assert np.all(load <= posts["places"][:count])
        assert posts["load"][count] == 0
        own = posts["jobcentre"][rows["post"][mentored]]
        assert np.array_equal(own, rows["jobcentre"][mentored])
        used = np.bincount(rows["jobcentre"][mentored], minlength=centres)
        places = np.bincount(corps.jobcentre, weights=corps.places, minlength=centres)
        assert np.array_equal(world.centre[FREE, :centres], places - used)
        queued = np.bincount(rows["jobcentre"][waiting], minlength=centres)
        assert np.array_equal(world.centre[WAITING_NOW, :centres], queued)
        assert world.totals[MENTORED_NOW] == mentored.sum()
        assert world.totals[QUEUED_NOW] == waiting.sum()
        blocks = np.zeros(world.blocks.size, int)
        np.add.at(blocks, np.flatnonzero(mentored) // BLOCK, 1)
        assert np.array_equal(world.blocks, blocks)
        # Nobody waits for a place that is free, unless its mentor is gone.
        filled = posts["vacant_until"][:count] < self.simulation.week
        room = np.bincount(
            posts["jobcentre"][:count][filled & (load < posts["places"][:count])],
            minlength=centres,
        )
        due = waiting & (rows["match_week"] < self.simulation.week)
        if not (room[rows["jobcentre"][due]] == 0).all():
            # A place that was freed in the last step of the week is filled in the next one.
            assert self.freed(room, rows["jobcentre"][due])

    def freed(self, room: npt.NDArray[np.integer], jobcentres: npt.NDArray[np.integer]) -> bool:
        centres = np.unique(jobcentres[room[jobcentres] > 0])
        moved = (self.rows["place"] >= Place.ENDED) & (self.rows["mentors"] > 0)
        return bool(np.isin(centres, self.rows["jobcentre"][moved]).all())

    def check_minutes(self, week: int, mentored: npt.NDArray[np.bool_]) -> None:
        rows, posts, rules = self.rows, self.posts, self.rules
        count = self.simulation.corps.hours.size
        share = float(self.simulation.world.rates["direct_share"])
        capacity = posts["hours"][:count] * 60.0 * share
        used = posts["used"][:count]
        assert np.all(used <= capacity * (1 + 1e-12))
        assert np.all(used[posts["vacant_until"][:count] > week] == 0.0)
        given = rows["total_minutes"] - self.minutes_before
        assert np.all(given >= 0)
        assert given.sum() == pytest.approx(used.sum(), abs=1e-6)
        by_post = np.bincount(rows["post"][mentored], given[mentored], minlength=count)[:count]
        assert np.all(by_post <= used + 1e-6)
        met = rows["contact_weeks"] - self.met_before
        assert set(np.unique(met)) <= {0, 1}
        assert np.array_equal(met == 1, given > 0)
        every = rules.contact.every_weeks
        assert np.all((week + rows["person"][met == 1]) % every == 0)
        self.post_minutes += used
        np.testing.assert_allclose(posts["total_minutes"][:count], self.post_minutes)
        self.met_before = rows["contact_weeks"].copy()
        self.minutes_before = rows["total_minutes"].copy()

    def check_people(self, mentored: npt.NDArray[np.bool_]) -> None:
        rows, ending = self.rows, self.rules.ending
        most = rows["cap_weeks"] + ending.taper_weeks + ending.aftercare_weeks
        assert np.all(rows["mentored_weeks"] <= most)
        if ending.aftercare_weeks == 0:
            assert np.all(rows["mentored_weeks"] <= rows["cap_weeks"] + ending.taper_weeks)
        assert np.all(rows["contact_weeks"] <= rows["mentored_weeks"])
        limit = self.rules.targeting.max_wait_weeks
        if limit is not None:
            assert np.all(rows["waited"] <= limit)
            waiting = rows["place"] == Place.WAITING
            assert np.all(self.simulation.week - 1 - rows["entry"][waiting] <= limit)
        given = (self.simulation.world.measured == GIVEN).sum(axis=0)
        begun = self.simulation.world.measures_begun.sum(axis=1)
        assert np.array_equal(given, begun)
        assert np.all((rows["severity"] >= 0) & (rows["severity"] <= 1))
        assert np.all(rows["readiness_ceiling"] <= 1)
        for name in ("trust", "readiness"):
            assert np.all((rows[name] >= 0) & (rows[name] <= 1)), name
        assert np.all(rows["readiness"] <= rows["readiness_ceiling"] + 1e-12)
        assert np.all((rows["weight"] >= 0) & (rows["weight"] <= 1))
        outside = rows["mentors"] == 0
        assert np.all(rows["mentored_weeks"][outside] == 0)
        assert np.all(rows["eligible"][~outside] == 1)
        on_goal = np.isin(rows["status"], (Status.EDUCATION, Status.EMPLOYMENT))
        assert np.all(rows["place"][mentored & on_goal] == Place.AFTERCARE)
        assert not np.any(mentored & (rows["status"] == Status.PENSION))
        assert not np.any((rows["place"] == Place.WAITING) & (rows["status"] != Status.SUPPORT))

    def end(self) -> None:
        accounts = self.simulation.accounts()
        assert np.array_equal(accounts.people, self.people)
        assert np.all(accounts.people.sum(axis=1) == accounts.sizes)
        assert accounts.sizes[0] == self.simulation.scene.population.n
        for name in self.calendar[0]:
            expected = [row[name] for row in self.calendar]
            assert accounts.calendar[name].tolist() == expected, name
        started = int((self.rows["mentors"] > 0).sum())
        assert accounts.calendar["started"].sum() == started
        assert accounts.calendar["direct_minutes"].sum() == pytest.approx(self.post_minutes.sum())
        hours = self.simulation.corps.hours.sum()
        assert np.all(accounts.calendar["hours_used"] <= hours * (1 + 1e-12))
        persons = accounts.persons
        assert persons["mentored_weeks"].sum() == accounts.calendar["mentored"].sum() + self.ended
        assert len(persons) == self.simulation.scene.population.n

    @property
    def ended(self) -> int:
        """Mentored weeks at whose end support ended: the calendar counts at the end of weeks."""
        gone = (self.rows["mentors"] > 0) & (self.rows["weight"] == 0)
        return int(gone.sum())


def audit(
    scene: Scene, rules: Policy, values: Mapping[str, float], seed: int, horizon: int
) -> Simulation:
    simulation = build(scene, rules, values, seed, horizon=horizon)
    auditor = Auditor(simulation, rules)
    while simulation.week < simulation.weeks:
        auditor.week()
    auditor.end()
    return simulation


names = st.sampled_from([*GROUP_NAMES, "Aalborg"])
limits = st.builds(
    lambda attribute, bound, side: {"attribute": attribute, side: bound},
    st.sampled_from(["age", "mark", "severity", "su_share", "mother_income"]),
    st.floats(0, 200),
    st.sampled_from(["below", "at_most", "above", "at_least"]),
)
conditions = st.recursive(
    names | limits,
    lambda inner: st.builds(
        lambda kind, parts: {kind: parts},
        st.sampled_from(["all_of", "any_of", "none_of"]),
        st.lists(inner, min_size=1, max_size=2),
    ),
    max_leaves=4,
)
levels = st.none() | st.floats(0.05, 1.0)
splits = st.just({"rule": "equal"}) | st.builds(
    lambda rule, ratio: {
        "rule": rule, "ratio": ratio, "weeks": 7 if rule == "front_loaded" else None,
    },
    st.sampled_from(["by_need", "front_loaded"]),
    st.floats(1, 10),
)  # fmt: skip
measures = st.builds(
    lambda who, week, share: {
        "name": {"da": "-", "en": "-"}, "who": who, "from_week": week, "price": "test",
        "relief": {"low": 0, "central": share, "high": 1, "source": "a test"},
    },
    st.lists(conditions, min_size=1, max_size=2),
    st.integers(0, 30),
    st.floats(0, 1),
)  # fmt: skip
wider = st.fixed_dictionaries(
    {
        "score": st.lists(
            st.builds(
                lambda who, weight: {"who": who, "weight": weight}, conditions, st.floats(-2, 2)
            ),
            max_size=2,
        ),
        "max_wait": st.none() | st.integers(0, 20),
        "trust": levels,
        "readiness": levels,
        "foothold": st.just(0) | st.integers(1, 30),
        "split": splits,
        "turnover": st.floats(0, 5),
        "direct_share": st.none() | st.floats(0.1, 1.0),
        "spread": st.booleans(),
        "measures": st.lists(measures, max_size=2),
    }
)


def drawn_capacity(caseload: Any, mentors: Any, more: dict[str, Any]) -> dict[str, Any]:
    capacity = {"caseload": caseload, "mentors": mentors, "direct_share": more["direct_share"]}
    if mentors != "enough" and more["spread"]:
        capacity |= {"follows": "caseload", "caseload": "as_in_trial"}
    return capacity


policies = st.builds(
    lambda weeks, exceptions, taper, aftercare, weight, caseload, mentors, every, eligible, first,
    matching, more: policy(
        duration={
            "weeks": weeks,
            "exceptions": exceptions,
            "until": {
                "trust": more["trust"],
                "readiness": more["readiness"],
                "foothold_weeks": 0 if aftercare else more["foothold"],
            },
        },
        ending={
            "taper_weeks": taper,
            "aftercare_weeks": aftercare,
            "aftercare_weight": weight,
        },
        capacity=drawn_capacity(caseload, mentors, more),
        contact={"every_weeks": every, "split": more["split"]},
        targeting={
            "eligible": eligible,
            "first": first,
            "score": more["score"],
            "max_wait_weeks": more["max_wait"],
        },
        corps={"turnover": more["turnover"]},
        measures=more["measures"],
        matching=matching,
    ),
    st.integers(1, 80),
    st.lists(
        st.fixed_dictionaries({"group": conditions, "weeks": st.integers(1, 80)}), max_size=2
    ),
    st.just(0) | st.integers(1, 20),
    st.just(0) | st.integers(1, 40),
    st.floats(0.05, 1.0),
    st.just("as_in_trial") | st.floats(1, 60),
    st.just("enough") | st.floats(0, 12),
    st.integers(1, 4),
    st.just(["all"]) | st.lists(conditions, min_size=1, max_size=2),
    st.lists(conditions, max_size=3),
    st.sampled_from(["as_in_trial", "random", "deliberate"]),
    wider,
)  # fmt: skip


@given(
    rules=policies,
    number=st.integers(0, 2**32),
    width=st.sampled_from([0.5, 1.0, 3.0]),
    per_centre=st.integers(1, 11),
    horizon=st.integers(1, 80),
    intake_weeks=st.integers(1, 30),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nothing_is_lost_under_any_policy(
    rules: Policy, number: int, width: float, per_centre: int, horizon: int, intake_weeks: int
) -> None:
    """Parameters from the prior, some from three times its width (cut at their bounds)."""
    scores = width * np.random.default_rng(number).standard_normal(len(SPACE.free))
    values = SPACE.from_standard(SPACE.free, scores)
    seats = np.full(len(the_trial().staffing), per_centre)
    audit(people(seats, number, intake_weeks), rules, values, number, horizon)


BUSY = {
    "education_start": 0.03, "job_start": 0.03, "education_dropout": 0.05, "job_loss": 0.05,
    "education_weeks": 40.0, "mentor_leaves": 0.03, "mentor_away": 0.03, "opt_out": 0.01,
}  # fmt: skip
CASES: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "as in the trial": ({}, {}),
    "one mentee per mentor": ({"capacity": {"caseload": 1}}, {}),
    "sixty mentees per mentor": ({"capacity": {"caseload": 60}}, {}),
    "no mentor at all": ({"capacity": {"mentors": 0}}, {}),
    "a long queue": ({"capacity": {"mentors": 3}, "targeting": {"first": ["grade_none"]}}, BUSY),
    "much coming and going": (
        {
            "duration": {"weeks": 20},
            "ending": {"taper_weeks": 5, "aftercare_weeks": 12, "aftercare_weight": 1.0},
        },
        BUSY,
    ),
    "one week": ({"duration": {"weeks": 1}, "ending": {"taper_weeks": 1}}, BUSY),
    "nobody": ({"targeting": {"eligible": []}}, BUSY),
    "everything at its lowest": ({}, {p.name: p.low for p in SPACE if p.name != "other_leave"}),
    "everything at its highest": ({}, {p.name: p.high for p in SPACE}),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_lost_at_the_edges(name: str) -> None:
    parts, changes = CASES[name]
    scene = people(np.full(len(the_trial().staffing), 11), 4)
    simulation = audit(scene, policy(**parts), SPACE.values(changes), 9, 80)
    assert simulation.week == int(scene.entry.max()) + 80


def test_caps_of_single_groups_hold_for_them_alone() -> None:
    scene = people(np.full(len(the_trial().staffing), 11), 4)
    rules = policy(
        duration={"weeks": 20, "exceptions": [{"group": "woman", "weeks": 35}]},
    )
    quiet = {"education_start": 0.0002, "job_start": 0.0001, "opt_out": 0.0}
    simulation = audit(scene, rules, SPACE.values(quiet), 9, 70)
    weeks = simulation.accounts().persons["mentored_weeks"].to_numpy()
    woman = scene.population.woman
    assert (weeks[woman].max(), weeks[~woman].max()) == (35, 20)


def test_nobody_of_the_population() -> None:
    scene = people(np.zeros(len(the_trial().staffing), int), 4)
    simulation = build(scene, policy(), SPACE.centres(), 1, horizon=10)
    accounts = simulation.run()
    assert accounts.people.sum() == 0
    assert len(accounts.persons) == 0


def test_hazards_of_leaving_may_all_be_zero() -> None:
    """Their lower bounds are zero, so that nobody need ever opt out, move or leave."""
    values = SPACE.values({"opt_out": 0.0, "move_away": 0.0, "other_leave": 0.0})
    scene = people(np.full(len(the_trial().staffing), 11), 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulation = audit(scene, policy(), values, 9, 60)
    places = simulation.accounts().persons
    left = places["place"].isin([Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE])
    # Those who never took up the offer are counted as leavers.
    assert np.all(places["mentors"][left] == 0)
