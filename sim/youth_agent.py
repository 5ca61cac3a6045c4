"""A young person as a Mesa agent."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim import state
from sim.agent_views import Host
from sim.errors import InputError
from sim.mentor_agent import MentorAgent
from sim.messages import Said
from sim.outcomes.history import MENTORED_PLACES
from sim.population import Population, Stratum
from sim.processes import ending, transitions, turnover
from sim.processes.measures import GIVEN
from sim.state import STATUSES, Place, Status
from sim.status_view import StatusView

Mask = npt.NDArray[np.bool_]

#: The longest span of weeks that one call may add to somebody's support.
MOST_WEEKS = 520
#: Reasons for which support can end.
REASONS = (Place.ENDED, Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE)


class YouthAgent(StatusView):
    """A young person.

    `trust` and `readiness` can be written; everything else changes through the methods, which keep
    the accounts right. A change takes effect at the start of the week that comes next.

    Attributes:
        index: place in the population, from 0.
    """

    def __init__(self, model: Host, column: int, index: int) -> None:
        super().__init__(model, column)
        self.index = index

    # --- who they are -----------------------------------------------------------------------
    @property
    def _population(self) -> Population:
        return self.model.cohort.population

    @property
    def person(self) -> int:
        """Number that addresses all their draws."""
        return int(self._population.person[self.index])

    @property
    def jobcentre(self) -> str:
        """Name of the jobcentre."""
        population = self._population
        return str(population.jobcentre_names[population.jobcentre[self.index]])

    @property
    def entry(self) -> int:
        """Calendar week of entry."""
        return int(self._world.life[state.ENTRY, self._column])

    @property
    def woman(self) -> bool:
        """Whether they are a woman."""
        return bool(self._population.woman[self.index])

    @property
    def age(self) -> float:
        """Years at entry."""
        return float(self._population.age[self.index])

    @property
    def immigrant(self) -> bool:
        """Whether they are an immigrant or a descendant of immigrants."""
        return bool(self._population.immigrant[self.index])

    @property
    def stratum(self) -> Stratum:
        """Stratum of 9th-grade marks."""
        return Stratum(self._population.stratum[self.index])

    @property
    def mark(self) -> float:
        """Mean 9th-grade mark; nan without."""
        return float(self._population.mark[self.index])

    @property
    def severity(self) -> float:
        """Barriers now, from 0 to 1; the policy's other measures lift them."""
        return float(self._world.traits[state.SEVERITY, self._column])

    @property
    def su_share(self) -> float:
        """Share of the last three years before entry on SU."""
        return float(self._population.su[self.index].mean())

    @property
    def transfer_share(self) -> float:
        """Share of the last three years before entry on other transfers."""
        return float(self._population.transfer[self.index].mean())

    def belongs_to(self, group: str) -> bool:
        """Whether they belong to a named group (`sim.groups`).

        Raises:
            InputError: no group has that name.
        """
        return bool(self.model.members(group)[self.index])

    # --- how they are -----------------------------------------------------------------------
    @property
    def trust(self) -> float:
        """Trust in the mentor, from 0 to 1."""
        return float(self._world.real[state.TRUST, self._column])

    @trust.setter
    def trust(self, value: float) -> None:
        self._write(state.TRUST, "trust", value)

    @property
    def readiness(self) -> float:
        """Readiness for education and work, from 0 to 1."""
        return float(self._world.real[state.READINESS, self._column])

    @readiness.setter
    def readiness(self, value: float) -> None:
        # The engine draws its bounds of the hazards anew when readiness has outgrown them.
        self._write(state.READINESS, "readiness", value)

    # --- where they stand with the programme ------------------------------------------------
    @property
    def place(self) -> Place:
        """Where they stand with the programme."""
        return Place(self._world.flag[state.PLACE, self._column])

    @property
    def mentored(self) -> bool:
        """Whether they have a mentor from the programme."""
        return self.place in MENTORED_PLACES

    @property
    def waiting(self) -> bool:
        """Whether they are to have a mentor, the first or one again, and have none yet."""
        return self.place is Place.WAITING

    @property
    def mentor(self) -> MentorAgent | None:
        """Their mentor's post, if they have one."""
        if not self.mentored:
            return None
        mentor: MentorAgent = self.model.mentor_at(int(self._world.whole[state.POST, self._column]))
        return mentor

    @property
    def former_mentor(self) -> MentorAgent | None:
        """The post of the mentor whose support ended last; None while none has."""
        post = int(self._world.life[state.FORMER_POST, self._column])
        return None if post < 0 else self.model.mentor_at(post)

    @property
    def cap_weeks(self) -> int:
        """Weeks of support that they may have."""
        return int(self._world.life[state.CAP_WEEKS, self._column])

    @property
    def weeks_left(self) -> int:
        """Mentored weeks until the present stage (support, tapering, aftercare) ends."""
        return int(self._world.whole[state.WEEKS_LEFT, self._column])

    @property
    def mentored_weeks(self) -> int:
        """Weeks mentored so far."""
        return int(self._world.whole[state.MENTORED_WEEKS, self._column])

    @property
    def contact_weeks(self) -> int:
        """Weeks so far in which they met the mentor."""
        return int(self._world.whole[state.CONTACT_WEEKS, self._column])

    @property
    def mentors_met(self) -> int:
        """How many mentors they have had so far."""
        return int(self._world.life[state.MENTORS, self._column])

    @property
    def waited(self) -> int | None:
        """Weeks from entry to the first mentor; None while there has been none."""
        weeks = int(self._world.life[state.WAITED, self._column])
        return None if weeks < 0 else weeks

    @property
    def measures(self) -> tuple[str, ...]:
        """English names of the policy's other measures that they were given so far."""
        given = self._world.measured[self._column] == GIVEN
        names = [measure.name.en for measure in self.model.policy.measures]
        return tuple(name for name, had in zip(names, given, strict=True) if had)

    @property
    def minutes(self) -> float:
        """Minutes with the programme's mentor in the week last lived."""
        return float(self._world.real[state.MINUTES, self._column])

    @property
    def total_minutes(self) -> float:
        """Minutes with the programme's mentors so far."""
        return float(self._world.real[state.TOTAL_MINUTES, self._column])

    # --- what can be done -------------------------------------------------------------------
    def extend_support(self, weeks: int) -> bool:
        """Raise the cap of support by some weeks.

        Whoever is mentored has so much longer until it ends; from tapering they come back to full
        support for those weeks. Those waiting will have the higher cap once they meet a mentor,
        and those in aftercare if they leave the education or job. Where the policy ends support at
        a level of trust or readiness, it still does. Whoever never had support gets none by this,
        and whose support is over only by coming back to a mentor where the policy allows it.

        Returns:
            Whether it can make a difference to them.

        Raises:
            InputError: `weeks` is no whole number from 1 to 520, or the run is over.
        """
        self._check_open("extend_support")
        if isinstance(weeks, bool) or not isinstance(weeks, int | np.integer):
            weeks = 0
        if not 1 <= weeks <= MOST_WEEKS:
            raise InputError(
                Said("sim.impossible_length_of_support"),
                field="extend_support.weeks",
                found=weeks,
                allowed=Said("sim.a_whole_number_from_1_to_most_weeks", most_weeks=MOST_WEEKS),
            )
        world, i, place = self._world, self._column, self.place
        world.life[state.CAP_WEEKS, i] += weeks
        if place is Place.ACTIVE:
            world.whole[state.WEEKS_LEFT, i] += weeks
        elif place is Place.TAPERING:
            world.flag[state.PLACE, i] = Place.ACTIVE
            world.whole[state.WEEKS_LEFT, i] = weeks
            world.real[state.WEIGHT, i] = 1.0
        if place is Place.ENDED:
            return self.model.policy.ending.return_weeks > 0
        return place in (*MENTORED_PLACES, Place.WAITING)

    def end_support(self, reason: Place = Place.ENDED, *, abrupt: bool | None = None) -> None:
        """End the support of somebody who is mentored.

        Args:
            reason: ENDED, OPTED_OUT, MOVED or OTHER_LEAVE.
            abrupt: whether readiness fades as after an abrupt end; None asks what the engine
                would: full support that simply ends is abrupt, anything else is not.

        Raises:
            InputError: they are not mentored, the reason is none, or the run is over.
        """
        self._check_open("end_support")
        self._check_mentored("end_support")
        if reason not in REASONS:
            raise InputError(
                Said("sim.no_reason_for_which_support_ends"),
                field="end_support.reason",
                found=reason,
                allowed=", ".join(f"Place.{place.name}" for place in REASONS),
            )
        if abrupt is None:
            abrupt = self.place is Place.ACTIVE and reason == Place.ENDED
        ending.end_support(self._world, self._column, int(reason), bool(abrupt))

    def move_to(self, status: Status) -> None:
        """Change the status; the accounts, the queue and the programme follow.

        Raises:
            InputError: no status to move to, the present one, they have not entered, or the run
                is over.
        """
        self._check_open("move_to")
        if not isinstance(status, Status) or status not in STATUSES:
            raise InputError(
                Said("sim.no_status_to_move_to"),
                field="move_to.status",
                found=status,
                allowed=", ".join(f"Status.{s.name}" for s in STATUSES),
            )
        if not self.entered or status is self.status:
            raise InputError(
                Said("sim.nobody_can_move_to_where_they")
                if self.entered
                else Said("sim.has_not_entered_yet"),
                field="move_to.status",
                found=Said("sim.from_name_to_name2", name=self.status.name, name2=status.name),
                allowed=Said("sim.another_status_after_entry"),
            )
        before = self.place
        transitions.move_to(self._world, self._column, int(status), self.model.week, False)
        if self.mentored and self.place is not before:
            # The engine moves people after they met in a week, and does not count that week to
            # the stage that follows; a move between weeks comes before they meet.
            self._world.whole[state.WEEKS_LEFT, self._column] -= 1

    def change_mentor(self, mentor: MentorAgent | None = None) -> None:
        """Go on with another mentor of the same jobcentre; part of the trust is kept.

        Args:
            mentor: who takes over; None is the one with the most free places.

        Raises:
            InputError: they are not mentored, nobody suitable has a free place, or the run is
                over.
        """
        self._check_open("change_mentor")
        self._check_mentored("change_mentor")
        before = self.mentor
        assert before is not None
        if mentor is None:
            others = [m for m in self.model.mentors if m is not before and self._suits(m)]
            mentor = max(others, key=lambda m: m.free_places, default=None)
        if mentor is None or mentor is before or not self._suits(mentor):
            raise InputError(
                Said("sim.no_mentor_to_change_to"),
                field="change_mentor.mentor",
                found=mentor,
                allowed=Said("sim.another_mentor_in_post_in_jobcentre", jobcentre=self.jobcentre),
            )
        world, i = self._world, self._column
        world.post_whole[state.LOAD, before.post] -= 1
        world.post_whole[state.LOAD, mentor.post] += 1
        world.whole[state.POST, i] = mentor.post
        turnover.hear(world, i, turnover.LEFT)
        if mentor.away:
            turnover.hear(world, i, turnover.AWAY)

    def _suits(self, mentor: MentorAgent) -> bool:
        return (
            mentor.model is self.model
            and mentor.jobcentre == self.jobcentre
            and mentor.in_post
            and mentor.free_places > 0
        )

    def _write(self, row: int, name: str, value: float) -> None:
        self._check_open(name)
        number = not isinstance(value, bool) and isinstance(value, int | float | np.number)
        if not number or not math.isfinite(value) or not 0.0 <= value <= 1.0:
            raise InputError(
                Said("sim.no_share"),
                field=name,
                found=value,
                allowed=Said("sim.a_number_from_0_to_1"),
            )
        self._world.real[row, self._column] = value
        self.model.drifts(self._column)

    def _check_open(self, field: str) -> None:
        if self.model.over:
            raise InputError(
                Said("sim.the_run_is_over_nothing_can"),
                field=field,
                found=Said("sim.week_week", week=self.model.week),
                allowed=Said("sim.before_week_weeks", weeks=self.model.weeks),
            )

    def _check_mentored(self, field: str) -> None:
        if not self.mentored:
            raise InputError(
                Said("sim.has_no_mentor"),
                field=field,
                found=self.place.name,
                allowed=", ".join(place.name for place in MENTORED_PLACES),
            )
