"""A young person as a Mesa agent."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.chances import (
    COURSE_FROM,
    EXIT_FROM,
    JOB_FROM,
    PENSION_FROM,
    aged,
    education_ratio,
    job_ratio,
    leads_on,
    leaves,
    length,
    probability,
    settling,
    within,
)
from sim.state import Education, Place, Status

if TYPE_CHECKING:
    from benchmarks.mentors import Jobcentre, Mentor
    from benchmarks.peer import Peer

ON_BENEFIT, EDUCATION, EMPLOYMENT = Status.ON_BENEFIT, Status.EDUCATION, Status.EMPLOYMENT
PENSION, RESOURCE_COURSE = Status.PENSION, Status.RESOURCE_COURSE
SELF_SUPPORTED, ABSENT = Status.SELF_SUPPORTED, Status.ABSENT
NO_KIND, PREPARATORY, QUALIFYING = (
    Education.NONE,
    Education.PREPARATORY,
    Education.QUALIFYING,
)
NOT_OFFERED, WAITING, ACTIVE = Place.NOT_OFFERED, Place.WAITING, Place.ACTIVE
TAPERING, AFTERCARE, ENDED = Place.TAPERING, Place.AFTERCARE, Place.ENDED
OPTED_OUT, MOVED, OTHER_LEAVE = Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE


# Statuses in which somebody looks for an education or a job.
SEEKING = (ON_BENEFIT, SELF_SUPPORTED)


class Youth(mesa.Agent):  # type: ignore[misc]  # Mesa's classes are not typed
    """One young person: fixed traits from the population, and what the weeks do to them.

    `uniform` gives the next uniform draw.
    """

    model: Peer

    def __init__(self, model: Peer, jobcentre: Jobcentre, traits: dict[str, Any]) -> None:
        """A young person who has not entered yet; `traits` by the names of `sim.state`."""
        super().__init__(model)
        self.uniform = model.random.random
        self.jobcentre = jobcentre
        self.person: int = traits["person"]
        self.entry: int = traits["entry"]
        self.woman: int = traits["woman"]
        self.ordinary: int = traits["ordinary"]
        self.eligible: int = traits["eligible"]
        self.uptake: int = traits["uptake"]
        self.refusal = Place(traits["refusal"])
        self.match_week: int = traits["match_week"]
        self.match_draw: float = traits["match_draw"]
        self.rank: int = traits["rank"]
        self.cap_weeks: int = traits["cap_weeks"]
        self.trust_growth: float = traits["trust_growth"]
        self.readiness_ceiling: float = traits["readiness_ceiling"]
        self.education_hazard: float = traits["education_hazard"]
        self.job_hazard: float = traits["job_hazard"]
        self.pension_hazard: float = traits["pension_hazard"]
        self.course_hazard: float = traits["course_hazard"]
        self.education_response: float = traits["education_response"]
        self.job_response: float = traits["job_response"]
        self.pension_response: float = traits["pension_response"]

        self.status = ABSENT
        self.since = self.spell = 0
        self.spell_end = -1
        self.kind, self.completed, self.ends_in = NO_KIND, NO_KIND, ON_BENEFIT
        self.started = self.left = self.worked = False
        self.place = NOT_OFFERED
        self.mentor: Mentor | None = None
        self.former: Mentor | None = None
        self.former_holder = 0
        self.weight = 0.0
        self.weeks_left = 0
        self.trust = self.readiness = 0.0
        self.gain: float = model.rates.readiness_gain
        self.fade: float = model.rates.readiness_fade
        self.minutes = self.total_minutes = 0.0
        self.mentored_weeks = self.contact_weeks = self.mentors = self.stand_in = 0
        self.waited = -1

    # --- step 1: intake ---------------------------------------------------------------------
    def enter(self) -> None:
        """Enter on benefit; the eligible wait for a mentor unless they decline."""
        self.status = ON_BENEFIT
        self.since = self.spell = self.model.week
        if self.eligible and self.uptake:
            self.place = WAITING
            self.jobcentre.enqueue(self)
        elif self.eligible:
            self.place = self.refusal

    @property
    def former_post(self) -> int:
        """Number of the last mentor's post, -1 without one."""
        return -1 if self.former is None else self.former.number

    def begin_support(self, mentor: Mentor) -> None:
        """Meet the mentor: the first, or one again, who may be another."""
        self.jobcentre.dequeue(self)
        self.jobcentre.free -= 1
        mentor.take_on(self)
        self.model.mentees.add(self)
        self.model.started += 1
        self.mentor = mentor
        self.place = ACTIVE
        self.weight = 1.0
        self.weeks_left = self.cap_weeks - self.mentored_weeks
        if self.mentors == 0:
            self.mentors = 1
            self.waited = self.model.week - self.entry
        elif mentor is not self.former or mentor.holder != self.former_holder:
            self.trust *= self.model.rates.trust_kept
            self.mentors += 1
        self.gain = min(1.0, self.model.rates.readiness_gain * mentor.gain_factor)
        self.fade = self.model.rates.readiness_fade

    # --- step 2: a new mentor in the post ---------------------------------------------------
    def change_mentor(self, gain_factor: float) -> None:
        """The mentor has left: part of the trust is kept, the successor's traits act."""
        self.trust *= self.model.rates.trust_kept
        self.mentors += 1
        self.gain = min(1.0, self.model.rates.readiness_gain * gain_factor)

    # --- step 3: contact --------------------------------------------------------------------
    def attend(self, planned: float) -> float:
        """Meet the mentor or not; the minutes that the meeting asks of the mentor's week.

        One uniform serves twice: if they meet, its share of the probability is uniform again.
        """
        rates, every = self.model.rates, self.model.setting.contact_every
        self.minutes = 0.0
        if every == 1 or (self.model.week + self.person) % every == 0:
            chance = min(1.0, rates.contact_base + rates.contact_trust * self.trust)
            u = self.uniform()
            if u < chance:
                u, floor = u / chance, rates.minutes_floor
                self.minutes = self.weight * (floor + (1.0 - floor) * 3.0 * u * u) * planned
        return self.minutes

    def in_ordinary_services(self) -> bool:
        """Whether a mentor from ordinary services is met in these weeks."""
        return bool(
            self.ordinary
            and self.status is ON_BENEFIT
            and (self.place is NOT_OFFERED or self.place is WAITING)
            and self.model.week - self.entry < self.model.rates.ordinary_weeks
        )

    # --- steps 4 and 5: trust and readiness -------------------------------------------------
    def grow(self) -> None:
        """Trust moves, then readiness."""
        rates = self.model.rates
        contact, minutes, growth = 0.0, rates.ordinary_minutes, self.trust_growth
        if self.mentor is not None:
            minutes = self.minutes
            self.mentored_weeks += 1
            if minutes > 0.0:
                contact = 1.0
                self.contact_weeks += 1
                self.total_minutes += minutes
            if self.mentor.away:
                growth = 0.0
        elif self.in_ordinary_services():
            contact = rates.ordinary_contact
        won = contact * growth * (1.0 - self.trust)
        lost = (1.0 - contact) * rates.trust_decay * self.trust
        self.trust = self.trust + won - lost
        dose = contact * minutes / (minutes + rates.half_minutes)
        drive = rates.mechanism * self.trust + (1.0 - rates.mechanism)
        room = max(0.0, self.readiness_ceiling - self.readiness)
        gained = self.gain * dose * drive * room
        self.readiness = self.readiness + gained - self.fade * self.readiness

    # --- step 6: transitions ----------------------------------------------------------------
    def move(self) -> None:
        """One uniform a week, in the zone of one cause; that cause may fire."""
        if self.status in SEEKING:
            self.seek(self.uniform())
        elif self.status is not PENSION:
            self.hold_on(self.uniform())

    def seek(self, u: float) -> None:
        """On benefit or self-supported: an education, a job, a pension ... may start."""
        rates, on_benefit = self.model.rates, self.status is ON_BENEFIT
        if u < JOB_FROM:
            if within(u, 0.0, JOB_FROM, self.risk_of_education()):
                self.change_status(EDUCATION)
        elif u < PENSION_FROM:
            if within(u, JOB_FROM, PENSION_FROM, self.risk_of_job()):
                self.change_status(EMPLOYMENT)
        elif u >= EXIT_FROM:
            if leaves(u, rates.self_support_start if on_benefit else rates.self_support_end):
                self.change_status(SELF_SUPPORTED if on_benefit else ON_BENEFIT)
        elif on_benefit and u < COURSE_FROM:
            if within(u, PENSION_FROM, COURSE_FROM, self.risk_of_pension()):
                self.change_status(PENSION)
        elif on_benefit and within(u, COURSE_FROM, EXIT_FROM, self.risk_of_course()):
            self.change_status(RESOURCE_COURSE)

    def risk_of_education(self) -> float:
        """Hazard of starting an education this week."""
        ratio = education_ratio(self.model.rates, self.completed, left=self.left)
        raised = self.education_hazard * exp(self.education_response * self.readiness)
        return ratio * (self.model.season * raised)

    def risk_of_job(self) -> float:
        """Hazard of starting a job this week; a mentor's plans hold it back."""
        hazard = job_ratio(self.model.rates, self.completed, worked=self.worked)
        hazard *= self.job_hazard * exp(self.job_response * self.readiness)
        if self.mentor is not None:
            hazard *= 1.0 - self.model.rates.job_lock_in
        return hazard

    def risk_of_pension(self) -> float:
        """Hazard of a pension this week: it grows with age and by the practice of the year."""
        lowered = self.pension_hazard * exp(-self.pension_response * self.readiness)
        weeks = self.model.week - self.entry
        return self.model.pension_trend * aged(lowered, self.model.rates.pension_age, weeks)

    def risk_of_course(self) -> float:
        """Hazard of a resource course this week; none once they are closed."""
        lowered = self.course_hazard * exp(-self.pension_response * self.readiness)
        return self.model.courses_open * lowered

    def risk_of_leaving(self) -> float:
        """Hazard of leaving the education or losing the job this week; none on a course."""
        rates, spell = self.model.rates, self.model.week - self.spell
        if self.status is EDUCATION:
            hazard = settling(rates.education_dropout, spell, rates.education_settle)
        elif self.status is EMPLOYMENT:
            hazard = settling(rates.job_loss, spell, rates.job_settle)
            if self.completed is QUALIFYING:
                hazard *= rates.completed_loss_ratio
        else:
            return 0.0
        if self.place is AFTERCARE:
            hazard *= exp(-rates.aftercare_protection * self.readiness)
        return hazard

    def hold_on(self, u: float) -> None:
        """An education, a job or a course may be left, or come to its own end."""
        if leaves(u, self.risk_of_leaving()):
            self.change_status(ON_BENEFIT)
        elif self.status is EDUCATION and within(
            u, JOB_FROM, PENSION_FROM, self.model.rates.education_to_job
        ):
            self.change_status(EMPLOYMENT)
        elif self.spell_end == self.model.week:
            self.change_status(self.ends_in, finished=True)

    def change_status(self, status: Status, *, finished: bool = False) -> None:
        """Move to another status or to the next education; the place in the programme follows."""
        before, began = self.status, self.since
        if before is EDUCATION:
            self.left = not finished
            if finished:
                self.completed = max(self.completed, self.kind)
            self.kind = NO_KIND
        self.status = status
        self.spell, self.spell_end = self.model.week, -1
        if status is EMPLOYMENT:
            self.worked = True
        elif status is EDUCATION:
            self.begin_education()
        elif status is RESOURCE_COURSE:
            self.begin_course()
        if status is not before:
            self.since = self.model.week
            self.follow_status(before, began)

    def begin_education(self) -> None:
        """Its kind, how long it lasts and what it leads to if it is completed."""
        rates, long, kind, end = self.model.rates, self.uniform(), self.uniform(), self.uniform()
        self.started = True
        if self.completed is NO_KIND and kind < rates.preparatory_share:
            self.kind, median = PREPARATORY, rates.preparatory_weeks
            way = leads_on(end, rates.preparatory_progress, rates.preparatory_job)
        else:
            self.kind, median = QUALIFYING, rates.qualifying_weeks
            way = leads_on(end, 0.0, rates.qualifying_job)
        self.ends_in = (EDUCATION, EMPLOYMENT, ON_BENEFIT)[way]
        self.spell_end = self.spell + length(long, median, rates.education_weeks_spread)

    def begin_course(self) -> None:
        """How long it lasts and what it leads to."""
        rates, long, _, end = self.model.rates, self.uniform(), self.uniform(), self.uniform()
        way = leads_on(end, rates.course_to_pension, rates.course_to_job)
        self.ends_in = (PENSION, EMPLOYMENT, ON_BENEFIT)[way]
        self.spell_end = self.spell + length(long, rates.course_weeks, rates.course_weeks_spread)

    def follow_status(self, before: Status, began: int) -> None:
        """Step 7, at a change of status: support ends, goes on as aftercare, or is had again.

        The meeting of this week is over, so that the weeks of a stage begun here come after it.
        """
        if self.status in SEEKING:
            if self.place is AFTERCARE:
                self.go_on(ACTIVE, 1.0, self.cap_weeks - self.mentored_weeks)
            elif self.may_come_back(before, began):
                self.place = WAITING
                self.match_week = self.model.week + 1
                self.jobcentre.enqueue(self)
        elif self.place is WAITING:
            self.jobcentre.dequeue(self)
            self.place = ENDED
        elif self.place is ACTIVE or self.place is TAPERING:
            goal = self.status is EDUCATION or self.status is EMPLOYMENT
            self.go_on(AFTERCARE, *self.after_start() if goal else (0.0, 0))
        elif self.place is AFTERCARE and self.status in (PENSION, RESOURCE_COURSE):
            self.end_support(ENDED)

    def after_start(self) -> tuple[float, int]:
        """What the mentor gives after a start: minutes as a share of a mentee's, and weeks."""
        setting, weeks = self.model.setting, self.model.setting.aftercare_weeks
        if setting.aftercare_in_cap:
            weeks = min(weeks, self.cap_weeks - self.mentored_weeks)
        return setting.aftercare_weight, weeks

    def may_come_back(self, before: Status, began: int) -> bool:
        """Whether who leaves an education or a job soon enough may have a mentor again."""
        within_weeks = self.model.setting.return_weeks
        return bool(
            within_weeks > 0
            and self.place is ENDED
            and before in (EDUCATION, EMPLOYMENT)
            and self.model.week - began <= within_weeks
            and self.mentored_weeks < self.cap_weeks
            and self.eligible
            and self.uptake
        )

    def go_on(self, place: Place, weight: float, weeks: int) -> None:
        """Go on for so many weeks after this one, or end if there are none."""
        if weeks > 0:
            self.stage(place, weight, weeks + 1)
        else:
            self.end_support(ENDED)

    # --- step 7: endings --------------------------------------------------------------------
    def finish(self) -> None:
        """Another week of the stage is gone; support may end for several reasons."""
        rates, taper = self.model.rates, self.model.setting.taper_weeks
        self.weeks_left -= 1
        if self.place is TAPERING and self.weeks_left > 0:
            self.weight = self.weeks_left / (taper + 1.0)
        u, gone = self.uniform(), rates.move_away + rates.other_leave
        if u < rates.opt_out:
            chance = probability(rates.opt_out * exp(-rates.opt_out_trust * self.trust))
            if u < min(0.5, chance):
                self.end_support(OPTED_OUT)
                return
        if u > 1.0 - gone:
            chance = probability(gone)
            if u > max(0.5, 1.0 - chance):
                moved = 1.0 - u < chance * rates.move_away / gone
                self.end_support(MOVED if moved else OTHER_LEAVE)
                return
        if self.weeks_left <= 0:
            if self.place is ACTIVE and taper > 0:
                self.stage(TAPERING, taper / (taper + 1.0), taper)
            else:
                self.end_support(ENDED, abrupt=self.place is ACTIVE)

    def stage(self, place: Place, weight: float, weeks: int) -> None:
        """Begin a stage of support: its share of a mentee's minutes, and its length."""
        self.place, self.weight, self.weeks_left = place, weight, weeks

    def end_support(self, place: Place, *, abrupt: bool = False) -> None:
        """Support ends, for the reason that `place` names; readiness fades faster from now on."""
        rates = self.model.rates
        assert self.mentor is not None
        self.mentor.mentees.remove(self)
        self.former, self.former_holder = self.mentor, self.mentor.holder
        self.mentor = None
        self.model.mentees.discard(self)
        self.jobcentre.free += 1
        self.stage(place, 0.0, 0)
        self.gain = rates.readiness_gain
        fade = rates.readiness_fade * rates.fade_after_end
        self.fade = min(1.0, fade * rates.fade_after_abrupt if abrupt else fade)
