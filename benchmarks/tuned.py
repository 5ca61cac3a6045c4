"""The same agents tuned by hand: work is skipped where a person cannot be touched by it.

What somebody does who has profiled the model and stays with Mesa: running counts instead of
recounting, no exponentials without readiness, no probability for a draw beyond the hazard,
nothing to grow for those with neither trust nor readiness.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.peer import Peer
from benchmarks.youths import (
    AFTERCARE,
    EDUCATION,
    EMPLOYMENT,
    EXIT_FROM,
    JOB_FROM,
    PENSION,
    PENSION_FROM,
    SUPPORT,
    Youth,
    probability,
)
from sim.state import Status

if TYPE_CHECKING:
    from sim.simulation import Simulation


class TunedYouth(Youth):
    """A young person who costs little in weeks in which little can happen."""

    model: TunedPeer

    def enter(self) -> None:
        """Enter on support, and be counted."""
        super().enter()
        self.model.people[SUPPORT] += 1

    def change_status(self, status: Status) -> None:
        """Move to another status, and be counted there."""
        self.model.people[self.status] -= 1
        self.model.people[status] += 1
        super().change_status(status)

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
    def move(self) -> None:
        """One uniform a week, in the zone of one cause; that cause may fire."""
        if self.status is not SUPPORT:
            if self.status is not PENSION:
                self.hold_on(self.uniform())
            return
        model, readiness, u = self.model, self.readiness, self.uniform()
        if u < JOB_FROM:
            if self.completed:
                return
            first, last, to = 0.0, JOB_FROM, EDUCATION
            hazard = self.education_hazard
            if readiness:
                hazard *= exp(self.education_response * readiness)
            hazard *= model.season
        elif u < PENSION_FROM:
            first, last, to = JOB_FROM, PENSION_FROM, EMPLOYMENT
            hazard = self.job_hazard
            if readiness:
                hazard *= exp(self.job_response * readiness)
            if self.completed:
                hazard *= model.rates.completed_job_ratio
            if self.mentor is not None:
                hazard *= 1.0 - model.rates.job_lock_in
        elif u < EXIT_FROM:
            first, last, to = PENSION_FROM, EXIT_FROM, PENSION
            hazard = self.pension_hazard
            if readiness:
                hazard *= exp(-model.rates.readiness_pension * readiness)
        else:
            return
        if u < first + hazard and u < min(last, first + probability(hazard)):
            self.change_status(to)

    def hold_on(self, u: float) -> None:
        """An education or a job may be lost, or the education completed."""
        rates = self.model.rates
        if self.status is EDUCATION:
            hazard = rates.education_dropout
        else:
            hazard = rates.job_loss
            if self.completed:
                hazard *= rates.completed_loss_ratio
        if self.place is AFTERCARE:
            hazard *= exp(-rates.aftercare_protection * self.readiness)
        if u > 1.0 - hazard and u > max(EXIT_FROM, 1.0 - probability(hazard)):
            self.change_status(SUPPORT)
        elif self.education_end == self.model.week:
            self.completed = True
            self.change_status(SUPPORT)


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
