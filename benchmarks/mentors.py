"""A mentor's post as a Mesa agent, and the jobcentre that matches."""

from __future__ import annotations

from bisect import insort
from math import exp
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.chances import probability

if TYPE_CHECKING:
    from benchmarks.peer import Peer
    from benchmarks.youths import Youth

_BY_RANK = attrgetter("rank")
_BY_ID = attrgetter("unique_id")


class Jobcentre:
    """A queue, and the mentors whose free places it fills."""

    def __init__(self, deliberate: bool) -> None:
        """A jobcentre without mentors; `deliberate` puts mentors of the same gender first."""
        self.deliberate = deliberate
        self.mentors: list[Mentor] = []
        self.queue: list[Youth] = []
        self.free = 0

    def enqueue(self, youth: Youth) -> None:
        """Wait, at the place that the policy's order gives."""
        insort(self.queue, youth, key=_BY_RANK)

    def dequeue(self, youth: Youth) -> None:
        """Wait no longer."""
        self.queue.remove(youth)

    def short(self, week: int) -> int:
        """Those who could meet a mentor by now if there were a place."""
        return sum(youth.match_week <= week for youth in self.queue)

    def match(self, week: int) -> None:
        """Step 1. Free places go to those waiting, in order."""
        if not self.queue or self.free <= 0:
            return
        for youth in list(self.queue):
            if self.free <= 0:
                break
            if youth.match_week <= week:
                mentor = self.choose_mentor(youth, week)
                if mentor is None:
                    break
                youth.begin_support(mentor)

    def choose_mentor(self, youth: Youth, week: int) -> Mentor | None:
        """The former mentor's, or a free place at random, first with somebody of their gender.

        Gender counts if that is the jobcentre's rule.
        """
        former = youth.former
        if former is not None and former.vacant_until <= week and former.has_place:
            return former
        present = [mentor for mentor in self.mentors if mentor.vacant_until <= week]
        if self.deliberate:
            alike = [mentor for mentor in present if mentor.woman == youth.woman]
            found = _free_place(alike, youth.match_draw)
            if found is not None:
                return found
        return _free_place(present, youth.match_draw)


def _free_place(mentors: list[Mentor], u: float) -> Mentor | None:
    """The mentor of one of the free places, each as likely as the next."""
    places = [mentor for mentor in mentors for _ in range(mentor.places - len(mentor.mentees))]
    return places[int(u * len(places))] if places else None


class Mentor(mesa.Agent):  # type: ignore[misc]  # Mesa's classes are not typed
    """A post and its present holder; a mentor who leaves is followed by another in the post."""

    model: Peer

    def __init__(
        self, model: Peer, jobcentre: Jobcentre, traits: dict[str, Any], number: int
    ) -> None:
        """A filled post without mentees; `traits` by the names of `sim.state`, `number` from 0."""
        super().__init__(model)
        self.uniform = model.random.random
        self.jobcentre = jobcentre
        self.number = number
        self.person: int = traits["person"]
        self.hours: float = traits["hours"]
        self.direct_factor: float = traits["direct_factor"]
        self.places: int = traits["places"]
        self.woman: int = traits["woman"]
        self.gain_factor: float = traits["gain_factor"]
        self.holder = 0
        self.vacant_until = self.away_until = 0
        self.away = False
        self.mentees: list[Youth] = []
        jobcentre.mentors.append(self)
        jobcentre.free += self.places

    @property
    def has_place(self) -> bool:
        """Whether there is a place for another mentee."""
        return len(self.mentees) < self.places

    def take_on(self, youth: Youth) -> None:
        """Another mentee; kept in the order of agents, so that minutes add up in that order."""
        insort(self.mentees, youth, key=_BY_ID)

    # --- step 2: mentor changes -------------------------------------------------------------
    def change(self) -> None:
        """The mentor may leave (a successor starts after the vacancy) or be away for a while."""
        rates, week = self.model.rates, self.model.week
        self.away = self.away_until > week
        if self.vacant_until > week:
            return
        leaves, away = self.uniform(), self.uniform()
        if leaves < probability(rates.mentor_leaves):
            self.vacant_until = week + int(rates.vacancy_weeks)
            self.away_until, self.away = 0, False
            self.succeed()
        elif not self.away and away < probability(rates.mentor_away):
            self.away_until, self.away = week + int(rates.absence_weeks), True
            for youth in self.mentees:
                youth.stand_in = 1

    def succeed(self) -> None:
        """Another holder, with traits of their own."""
        setting = self.model.setting
        self.holder += 1
        young = self.uniform() < setting.share_under_40
        medium = self.uniform() < setting.share_medium_education
        self.woman = self.uniform() < setting.share_women
        self.gain_factor = exp(
            setting.under_40_factor * (young - setting.under_40_centre)
            + setting.medium_education_factor * (medium - setting.medium_education_centre)
        )
        for youth in self.mentees:
            youth.change_mentor(self.gain_factor)

    # --- step 3: contact --------------------------------------------------------------------
    def meet(self) -> None:
        """Divide the week's direct minutes among the mentees."""
        model, load = self.model, len(self.mentees)
        if load == 0:
            return
        rates = model.rates
        if self.vacant_until > model.week:
            for youth in self.mentees:
                youth.minutes = 0.0
            return
        model.hours_used += min(1.0, load / self.places) * self.hours
        counted = sum(model.week - y.entry < model.setting.horizon for y in self.mentees)
        model.hours_counted += min(1.0, counted / self.places) * self.hours
        available = self.hours * 60.0 * min(1.0, rates.direct_share * self.direct_factor)
        share = rates.slack_use * load + (1.0 - rates.slack_use) * max(self.places, load)
        planned = model.setting.contact_every * (available / (share * model.expected_contact))
        asked = 0.0
        for youth in self.mentees:
            asked += youth.attend(planned)
        if asked > available:
            scale = available / asked
            for youth in self.mentees:
                youth.minutes *= scale
            asked = available
        model.direct_minutes += asked
