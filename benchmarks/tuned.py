"""The same agents tuned by hand: work is skipped where a person cannot be touched by it.

What somebody does who has profiled the model and stays with Mesa: running counts instead of
recounting, no exponentials without readiness, no probability for a draw beyond the hazard,
nothing to grow for those with neither trust nor readiness.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.chances import (
    COURSE_FROM,
    EXIT_FROM,
    JOB_FROM,
    PENSION_FROM,
    education_ratio,
    job_ratio,
    leaves,
    within,
)
from benchmarks.peer import Peer
from benchmarks.youths import (
    EDUCATION,
    EMPLOYMENT,
    ON_BENEFIT,
    PENSION,
    RESOURCE_COURSE,
    SELF_SUPPORTED,
    Youth,
)
from sim.state import Status

if TYPE_CHECKING:
    from sim.simulation import Simulation


class TunedYouth(Youth):
    """A young person who costs little in weeks in which little can happen."""

    model: TunedPeer

    def enter(self) -> None:
        """Enter on benefit, and be counted."""
        super().enter()
        self.model.people[ON_BENEFIT] += 1

    def change_status(self, status: Status, *, finished: bool = False) -> None:
        """Move to another status, and be counted there."""
        self.model.people[self.status] -= 1
        self.model.people[status] += 1
        super().change_status(status, finished=finished)

    # --- steps 4 and 5: trust and readiness -------------------------------------------------
    def grow(self) -> None:
        """Trust moves, then readiness."""
        rates = self.model.rates
        if self.mentor is not None:
            contact, minutes = 0.0, self.minutes
            growth = 0.0 if self.mentor.away else self.trust_growth
            self.mentored_weeks += 1
            if minutes > 0.0:
                contact = 1.0
                self.contact_weeks += 1
                self.total_minutes += minutes
        else:
            ordinary = self.ordinary and self.in_ordinary_services()
            contact = rates.ordinary_contact if ordinary else 0.0
            if not contact and not self.trust and not self.readiness:
                return  # nothing to grow from, nothing to fade
            minutes = rates.ordinary_minutes
            growth = self.trust_growth
        trust = self.trust
        won, lost = contact * growth * (1.0 - trust), (1.0 - contact) * rates.trust_decay * trust
        self.trust = trust = trust + won - lost
        readiness = self.readiness
        gained = 0.0
        if contact and readiness < self.readiness_ceiling:
            dose = contact * minutes / (minutes + rates.half_minutes)
            drive = rates.mechanism * trust + (1.0 - rates.mechanism)
            gained = self.gain * dose * drive * (self.readiness_ceiling - readiness)
        self.readiness = readiness + gained - self.fade * readiness

    # --- step 6: transitions ----------------------------------------------------------------
    def seek(self, u: float) -> None:
        """On benefit or self-supported: an education, a job, a pension ... may start."""
        model, rates, readiness = self.model, self.model.rates, self.readiness
        on_benefit = self.status is ON_BENEFIT
        if u < JOB_FROM:
            first, last, to = 0.0, JOB_FROM, EDUCATION
            hazard = self.education_hazard
            if readiness:
                hazard *= exp(self.education_response * readiness)
            hazard *= model.season
            if self.started:
                hazard *= education_ratio(rates, self.completed, left=self.left)
        elif u < PENSION_FROM:
            first, last, to = JOB_FROM, PENSION_FROM, EMPLOYMENT
            hazard = self.job_hazard
            if readiness:
                hazard *= exp(self.job_response * readiness)
            if self.worked or self.completed:
                hazard *= job_ratio(rates, self.completed, worked=self.worked)
            if self.mentor is not None:
                hazard *= 1.0 - rates.job_lock_in
        elif u >= EXIT_FROM:
            hazard = rates.self_support_start if on_benefit else rates.self_support_end
            if u > 1.0 - hazard and leaves(u, hazard):
                self.change_status(SELF_SUPPORTED if on_benefit else ON_BENEFIT)
            return
        elif not on_benefit:
            return
        elif u < COURSE_FROM:
            first, last, to = PENSION_FROM, COURSE_FROM, PENSION
            hazard = self.risk_of_pension()
        else:
            first, last, to = COURSE_FROM, EXIT_FROM, RESOURCE_COURSE
            hazard = self.risk_of_course()
        if u < first + hazard and within(u, first, last, hazard):
            self.change_status(to)

    def hold_on(self, u: float) -> None:
        """An education, a job or a course may be left, or come to its own end."""
        if (
            u >= EXIT_FROM
            or self.spell_end == self.model.week
            or (JOB_FROM <= u < PENSION_FROM and self.status is EDUCATION)
        ):
            super().hold_on(u)


class TunedPeer(Peer):
    """The model with tuned agents and running counts."""

    youth_class = TunedYouth

    def __init__(self, simulation: Simulation, seed: int = 0) -> None:
        """As `Peer`."""
        self.people = dict.fromkeys(Status, 0)
        super().__init__(simulation, seed)

    def count(self, status: Status) -> int:
        """Young people in a status, from the running count."""
        return self.people[status]
