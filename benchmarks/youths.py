"""A young person as a Mesa agent."""

from __future__ import annotations

from math import exp, expm1
from typing import TYPE_CHECKING, Any

import mesa

from sim.state import Place, Status

if TYPE_CHECKING:
    from benchmarks.mentors import Jobcentre, Mentor
    from benchmarks.peer import Peer

SUPPORT, EDUCATION, EMPLOYMENT = Status.SUPPORT, Status.EDUCATION, Status.EMPLOYMENT
PENSION, ABSENT = Status.PENSION, Status.ABSENT
NOT_OFFERED, WAITING, ACTIVE = Place.NOT_OFFERED, Place.WAITING, Place.ACTIVE
TAPERING, AFTERCARE, ENDED = Place.TAPERING, Place.AFTERCARE, Place.ENDED
OPTED_OUT, MOVED, OTHER_LEAVE = Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE


# One uniform decides about all causes of a week: each has a zone of it.
JOB_FROM, PENSION_FROM, EXIT_FROM = 0.5, 0.75, 0.8125


def probability(hazard: float) -> float:
    """Probability that a cause fires within the week."""
    return -expm1(-hazard)


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
        self.education_response: float = traits["education_response"]
        self.job_response: float = traits["job_response"]

        self.status = ABSENT
        self.completed = False
        self.education_end = -1
        self.place = NOT_OFFERED
        self.mentor: Mentor | None = None
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
        """Enter on support; the eligible wait for a mentor unless they decline."""
        self.status = SUPPORT
        if self.eligible and self.uptake:
            self.place = WAITING
            self.jobcentre.enqueue(self)
        elif self.eligible:
            self.place = self.refusal

    def begin_support(self, mentor: Mentor) -> None:
        """Meet the mentor."""
        self.jobcentre.dequeue(self)
        self.jobcentre.free -= 1
        mentor.take_on(self)
        self.model.mentees.add(self)
        self.model.started += 1
        self.mentor = mentor
        self.place = ACTIVE
        self.weight = 1.0
        self.weeks_left = self.cap_weeks
        self.mentors = 1
        self.waited = self.model.week - self.entry
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
            and self.status is SUPPORT
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
        if self.status is SUPPORT:
            self.seek(self.uniform())
        elif self.status is not PENSION:
            self.hold_on(self.uniform())

    def seek(self, u: float) -> None:
        """On support: an education, a job or a pension may start."""
        model = self.model
        if u < JOB_FROM:
            raised = self.education_hazard * exp(self.education_response * self.readiness)
            p = 0.0 if self.completed else probability(model.season * raised)
            if u < min(JOB_FROM, p):
                self.change_status(EDUCATION)
        elif u < PENSION_FROM:
            hazard = self.job_hazard * exp(self.job_response * self.readiness)
            if self.completed:
                hazard *= model.rates.completed_job_ratio
            if self.mentor is not None:
                hazard *= 1.0 - model.rates.job_lock_in
            if u < min(PENSION_FROM, JOB_FROM + probability(hazard)):
                self.change_status(EMPLOYMENT)
        elif u < EXIT_FROM:
            hazard = self.pension_hazard * exp(-model.rates.readiness_pension * self.readiness)
            if u < min(EXIT_FROM, PENSION_FROM + probability(hazard)):
                self.change_status(PENSION)

    def hold_on(self, u: float) -> None:
        """An education or a job may be lost, or the education completed."""
        rates = self.model.rates
        hazard = rates.education_dropout
        if self.status is EMPLOYMENT:
            hazard = rates.job_loss
            if self.completed:
                hazard *= rates.completed_loss_ratio
        if self.place is AFTERCARE:
            hazard *= exp(-rates.aftercare_protection * self.readiness)
        if u > max(EXIT_FROM, 1.0 - probability(hazard)):
            self.change_status(SUPPORT)
        elif self.education_end == self.model.week:
            self.completed = True
            self.change_status(SUPPORT)

    def change_status(self, status: Status) -> None:
        """Move to another status; the place in the programme follows."""
        self.status = status
        self.education_end = -1
        if status is EDUCATION:
            rates = self.model.rates
            spread = rates.education_weeks_spread
            weeks = rates.education_weeks * (spread + 2.0 * (1.0 - spread) * self.uniform())
            self.education_end = self.model.week + max(1, int(weeks))
        if self.place is WAITING:
            self.jobcentre.dequeue(self)
            self.place = ENDED
        elif self.mentor is not None:
            self.follow_status(status)

    def follow_status(self, status: Status) -> None:
        """Step 7, at a change of status: support ends, or goes on as aftercare.

        The meeting of this week is over, so that the weeks of a stage begun here come after it.
        """
        setting = self.model.setting
        if status is SUPPORT:
            remaining = self.cap_weeks - self.mentored_weeks
            if remaining > 0:
                self.stage(ACTIVE, 1.0, remaining + 1)
            else:
                self.end_support(ENDED)
        elif status is not PENSION and setting.aftercare_weeks > 0:
            self.stage(AFTERCARE, setting.aftercare_weight, setting.aftercare_weeks + 1)
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
        self.mentor = None
        self.model.mentees.discard(self)
        self.jobcentre.free += 1
        self.stage(place, 0.0, 0)
        self.gain = rates.readiness_gain
        fade = rates.readiness_fade * rates.fade_after_end
        self.fade = min(1.0, fade * rates.fade_after_abrupt if abrupt else fade)
