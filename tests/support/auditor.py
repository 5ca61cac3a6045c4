"""An auditor who counts everything in a world again, week by week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import the_trial
from sim.groups import group_mask
from sim.outcomes.accounts import COUNTED
from sim.parameters import parameter_space
from sim.policy_support import AS_IN_TRIAL
from sim.population import draw_population
from sim.processes.measures import GIVEN
from sim.programme import Policy
from sim.simulation import Cohort, Simulation, build
from sim.state import (
    BLOCK,
    FREE,
    MENTORED_NOW,
    QUEUED_NOW,
    STATUSES,
    WAITING_NOW,
    Education,
    Place,
    Status,
    post_rows,
    youth_rows,
)
from sim.streams import Purpose, uniforms

SEEKING = (Status.ON_BENEFIT, Status.SELF_SUPPORTED)
MENTORED = (Place.ACTIVE, Place.TAPERING, Place.AFTERCARE)
GROUPS = ("all", "woman", "grade_none", "heavy_barriers")
SPACE = parameter_space()


def people(seats: npt.NDArray[np.integer], seed: int, intake_weeks: int = 16) -> Cohort:
    trial = the_trial()
    population = draw_population(
        trial.population, seats, seed, share_women=0.48, share_never_su=0.57
    )
    u = uniforms(seed, population.person, 0, Purpose.TRAITS)[2]
    return Cohort(
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
        shape = (simulation.horizon, len(COUNTED), len(GROUPS))
        self.people = np.zeros(shape, np.int64)
        self.calendar: list[dict[str, float]] = []
        self.post_minutes = np.zeros(simulation.corps.hours.size)
        self.met_before = self.rows["contact_weeks"].copy()
        self.minutes_before = self.rows["total_minutes"].copy()
        self.weeks_before = self.rows["mentored_weeks"].copy()
        self.had_before = self.rows["weight"] > 0
        self.gone = self.had_before.copy()  # whose support ended in the last step of the week
        self.begun_support = self.ended_support = 0
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
            member = group_mask(simulation.cohort.population, name)[simulation.order] & counted
            np.add.at(self.people, (since[member], status[member].astype(int), g), 1)
            for column, passed in enumerate(self.milestones(), start=len(STATUSES)):
                np.add.at(self.people, (since[member & passed], column, g), 1)
        mentored = np.isin(place, MENTORED)
        self.count_support(mentored)
        queue = (place == Place.WAITING) & (rows["match_week"] <= week)
        self.calendar.append(
            {s.name.lower(): int((status == s).sum()) for s in STATUSES}
            | {"mentored": int(mentored.sum()), "waiting": int(queue.sum())}
        )
        self.check_places(mentored, place == Place.WAITING)
        self.check_minutes(week, mentored)
        self.check_people(mentored)
        self.check_spells(week)

    def milestones(self) -> tuple[npt.NDArray[np.bool_], ...]:
        """Who has ever started an education, completed one, completed a qualifying one."""
        completed = self.rows["completed"]
        return self.rows["started"] == 1, completed > 0, completed == Education.QUALIFYING

    def count_support(self, mentored: npt.NDArray[np.bool_]) -> None:
        """Whose support began this week, and whose ended at its end; both can be in one week."""
        weeks = self.rows["mentored_weeks"] - self.weeks_before
        assert set(np.unique(weeks)) <= {0, 1}
        self.gone = (weeks == 1) & ~mentored
        self.begun_support += int(((weeks == 1) & ~self.had_before).sum())
        self.ended_support += int(self.gone.sum())
        assert np.all(weeks[mentored] == 1)
        self.weeks_before, self.had_before = self.rows["mentored_weeks"].copy(), mentored

    def check_spells(self, week: int) -> None:
        """Educations, jobs and courses, and what they leave behind."""
        rows, status = self.rows, self.rows["status"]
        studying = status == Status.EDUCATION
        assert np.array_equal(studying, rows["kind"] != Education.NONE)
        bounded = studying | (status == Status.RESOURCE_COURSE)
        assert np.all(rows["spell_end"][bounded] > week)
        assert np.all(rows["spell_end"][~bounded] == -1)
        assert np.all(rows["since"] <= rows["spell"])
        assert np.all(rows["spell"][~studying] == rows["since"][~studying])
        assert np.all(rows["started"][studying | (rows["left"] == 1) | (rows["completed"] > 0)])
        assert np.all(rows["worked"][status == Status.EMPLOYMENT])
        again = studying & (rows["completed"] != Education.NONE)
        assert np.all(rows["kind"][again] == Education.QUALIFYING)
        had = (rows["mentors"] > 0) & (rows["weight"] == 0)
        assert np.all(rows["former_post"][had] >= 0)

    def check_places(self, mentored: npt.NDArray[np.bool_], waiting: npt.NDArray[np.bool_]) -> None:
        world, rows, posts = self.simulation.world, self.rows, self.posts
        count, corps = self.simulation.corps.hours.size, self.simulation.corps
        centres = len(self.simulation.cohort.staffing)
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
        return bool(np.isin(centres, self.rows["jobcentre"][self.gone]).all())

    def check_minutes(self, week: int, mentored: npt.NDArray[np.bool_]) -> None:
        rows, posts, rules = self.rows, self.posts, self.rules
        count = self.simulation.corps.hours.size
        share = float(self.simulation.world.rates["direct_share"])
        direct = np.minimum(1.0, share * posts["direct_factor"][:count])
        capacity = posts["hours"][:count] * 60.0 * direct
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
        rows, ending, entry = self.rows, self.rules.ending, self.entry
        # Aftercare as in the trial is within the cap, and so is a foothold.
        after = 0 if ending.aftercare_weeks == AS_IN_TRIAL else ending.aftercare_weeks
        assert np.all(rows["mentored_weeks"] <= rows["cap_weeks"] + ending.taper_weeks + after)
        assert np.all(rows["contact_weeks"] <= rows["mentored_weeks"])
        limit = self.rules.targeting.max_wait_weeks
        if limit is not None:
            assert np.all(rows["waited"] <= limit)
            # Who never met one and came back this week gives up in the next.
            week = self.simulation.week - 1
            came_back = (rows["since"] == week) & (rows["match_week"] == week + 1) & (week > entry)
            waiting = (rows["place"] == Place.WAITING) & (rows["mentors"] == 0) & ~came_back
            assert np.all(week - entry[waiting] <= limit)
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
        over = np.isin(rows["status"], (Status.PENSION, Status.RESOURCE_COURSE))
        assert not np.any(mentored & over)
        waiting = rows["place"] == Place.WAITING
        assert np.isin(rows["status"][waiting], SEEKING).all()

    def end(self) -> None:
        accounts = self.simulation.accounts()
        assert np.array_equal(accounts.people, self.people)
        assert np.all(accounts.people[:, : len(STATUSES)].sum(axis=1) == accounts.sizes)
        assert accounts.sizes[0] == self.simulation.cohort.population.n
        for name in self.calendar[0]:
            expected = [row[name] for row in self.calendar]
            assert accounts.calendar[name].tolist() == expected, name
        assert accounts.calendar["started"].sum() == self.begun_support
        if self.rules.ending.return_weeks == 0:
            assert self.begun_support == (self.rows["mentors"] > 0).sum()
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
        # The calendar counts the mentored at the end of weeks.
        weeks = accounts.calendar["mentored"].sum() + self.ended_support
        assert persons["mentored_weeks"].sum() == weeks
        assert len(persons) == self.simulation.cohort.population.n


def audit(
    cohort: Cohort, rules: Policy, values: Mapping[str, float], seed: int, horizon: int
) -> Simulation:
    simulation = build(cohort, rules, values, seed, horizon=horizon)
    auditor = Auditor(simulation, rules)
    while simulation.week < simulation.weeks:
        auditor.week()
    auditor.end()
    return simulation
