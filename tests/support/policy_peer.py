"""The rules of the policy language that the trial did not need, once more in plain Mesa.

The peer of the benchmarks lives today's policies; here it learns the others: measures, a limit to
waiting, minutes by need or stage, support that ends or goes on by how things go.
"""

from __future__ import annotations

from math import exp
from typing import Any

from benchmarks.draws import AddressedPeer
from benchmarks.youths import NOT_OFFERED, Youth
from sim.simulation import Simulation
from sim.state import Place

IN_PROGRAMME = (Place.WAITING, Place.ACTIVE, Place.TAPERING)


class PolicyYouth(Youth):
    """A young person under any policy."""

    model: PolicyPeer

    def __init__(self, model: Any, jobcentre: Any, traits: dict[str, Any]) -> None:
        super().__init__(model, jobcentre, traits)
        self.severity: float = traits["severity"]
        self.free_growth: float = traits["free_growth"]
        self.due: set[int] = set()

    def take_measures(self) -> None:
        """What is due is given once, in the programme and before a start."""
        for number, (from_week, relief) in enumerate(self.model.measures):
            old_enough = self.model.week - self.entry >= from_week
            if number in self.due and old_enough and self.place in IN_PROGRAMME:
                self.due.remove(number)
                self.model.begun += self.model.week - self.entry < self.model.setting.horizon
                after = self.severity * (1.0 - relief)
                self.free_growth *= exp(self.model.setting.trust_barrier * (self.severity - after))
                self.severity = after
                self.trust_growth = min(1.0, self.free_growth)
                self.readiness_ceiling = 1.0 - (1.0 - self.readiness_ceiling) * (1.0 - relief)

    def give_up(self) -> None:
        """Whoever has waited too long for a first mentor is as if never offered anything."""
        most = self.model.setting.max_wait_weeks
        if 0 <= most < self.model.week - self.entry and self.mentors == 0:
            self.jobcentre.dequeue(self)
            self.place = NOT_OFFERED

    def claim(self) -> float:
        """The claim on the mentor's time."""
        setting = self.model.setting
        if setting.split == 1:
            return 1.0 + (setting.split_ratio - 1.0) * self.severity
        return setting.split_ratio if self.mentored_weeks < setting.split_weeks else 1.0

    def attend(self, planned: float) -> float:
        """The meeting's length goes by the claim."""
        if self.model.setting.split == 0:
            return super().attend(planned)
        length = super().attend(1.0)
        assert self.mentor is not None
        load, claims = len(self.mentor.mentees), self.model.claims[self.mentor]
        self.minutes = length * (self.claim() * (load / claims)) * planned
        return self.minutes

    def after_start(self) -> tuple[float, int]:
        """A foothold is full support that goes on into an education or a job."""
        weeks = self.model.setting.foothold_weeks
        if weeks > 0:
            return 1.0, min(weeks, self.cap_weeks - self.mentored_weeks)
        return super().after_start()

    def finish(self) -> None:
        """Full support has its last week where a level is reached."""
        setting = self.model.setting
        reached = self.trust >= setting.until_trust or self.readiness >= setting.until_readiness
        if reached and self.place is Place.ACTIVE:
            self.weeks_left = 1
        super().finish()


class PolicyPeer(AddressedPeer):
    """The plain model under any policy, with the engine's draws."""

    youth_class = PolicyYouth
    knows_every_rule = True

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        world = simulation.world
        self.measures = [tuple(column) for column in world.measures.T.tolist()]
        for youth, row in zip(self.persons, world.measured.tolist(), strict=True):
            youth.due = {number for number, due in enumerate(row) if due}
        self.claims: dict[Any, float] = {}
        self.begun = 0

    def take_in(self) -> None:
        """Step 1, with those who give up before places are given, and measures after."""
        for jobcentre in self.jobcentres:
            for youth in list(jobcentre.queue):
                youth.give_up()
        super().take_in()
        for youth in list(self.youths):
            youth.take_measures()

    def meet(self) -> None:
        """Step 3, with the claims on each mentor's time."""
        for mentor in self.mentors:
            total = 0.0
            for youth in mentor.mentees:
                total += youth.claim()
            self.claims[mentor] = total
        super().meet()
