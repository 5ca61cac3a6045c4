"""An auditor who counts everything in a world again, week by week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import the_trial
from sim.groups import group_mask
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
        self.given = simulation.world.measured == GIVEN
        self.begun = self.given.sum(axis=0)

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
        # A measure is counted, and billed, if it begins in a week since entry that is counted.
        given = self.simulation.world.measured == GIVEN
        counted = self.simulation.week - 1 - self.entry < self.simulation.horizon
        self.begun += (given & ~self.given & counted[:, None]).sum(axis=0)
        self.given = given.copy()
        assert np.array_equal(self.begun, self.simulation.world.measures_begun.sum(axis=1))
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
        employed, used = accounts.hours_employed, accounts.calendar["hours_used"].to_numpy()
        if self.simulation.corps.given:
            assert np.all(used <= employed * (1 + 1e-12))
            assert set(np.unique(employed)) <= {0.0, hours}
        else:
            assert np.array_equal(employed, used)
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
