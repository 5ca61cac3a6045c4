"""The page's question, its first picture at once, and the full one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from calibration.stored_posterior import shipped_posterior
from calibration.trial import Trial, the_trial
from mentorsim.page.job_queue import JobQueue, job_queue
from mentorsim.page.setting import options, page_setting
from mentorsim.page.situation import week_in
from mentorsim.page.state import State
from mentorsim.page.store import Store
from mentorsim.present.situation.words import Told, told_of
from mentorsim.request.request import Situated
from scenarios.comparison.compare import OUTCOMES, Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.preview import people_address, preview
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy
from sim.executor import Progress
from sim.programme import Intake
from sim.simulation import Cohort

SEED = 1


@dataclass(frozen=True)
class Question:
    """What is to be lived.

    Attributes:
        policies: what is compared.
        reference: what all are set against.
        weeks: since entry.
        people: who lives.
        own_policy: whether a reader has handed a policy over.
        told: the situation that it is asked in; None if there is none.
        line: the situation on one line, as results keep it.
        asked: the policies and the reference, before they were put into the situation.
    """

    policies: tuple[NamedPolicy, ...]
    reference: NamedPolicy
    weeks: int
    people: Trial | LocalPeople = field(repr=False)
    own_policy: bool = False
    told: Told | None = field(default=None, repr=False)
    line: str = ""
    asked: tuple[NamedPolicy, ...] = ()

    @property
    def setting(self) -> EnsembleSetting:
        """How much to compute."""
        return EnsembleSetting(horizon=self.weeks + 1, seed=SEED, workers=options().workers)

    @property
    def private(self) -> bool:
        """Whether a reader's own numbers are in it."""
        people = self.people
        own_people = isinstance(people, LocalPeople) and not people.as_in_trial
        # A budget employs as many mentors as one's own prices say.
        own_prices = self.told is not None and self.told.situation.prices is not None
        return self.own_policy or own_people or own_prices

    def address(self, kind: str) -> str:
        """A name that is the same for the same question only."""
        content = [
            kind,
            [(p.name, p.policy.model_dump(mode="json")) for p in (*self.policies, self.reference)],
            self.weeks,
            people_address(self.people),
            options().draws,
            posterior().provenance.draws,
            self.line,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def simulate(self, progress: Progress) -> Comparison:
        """The full picture; gives way to who waits for a first one."""

        def cohorts(
            people: Trial | LocalPeople, intake: Intake, values: Mapping[str, float], seed: int
        ) -> Cohort:
            job_queue().yield_turn()
            return cohort_for(people, intake, values, seed)

        found = compare(
            self.people,
            self.policies,
            self.reference,
            posterior(),
            self.setting,
            progress,
            cohorts=cohorts,
        )
        return replace(found, situation=self.line)


def question_of(state: State, people: Trial | LocalPeople | None = None) -> Question:
    """The question of an address, about the trial's young people or a reader's own.

    Raises:
        InputError: the levers contradict each other.
    """
    compared = tuple(state.compared())
    reference = state.named(state.against)
    lives = the_trial() if people is None else people
    asked = (*compared, reference)
    return Question(compared, reference, state.weeks, lives, state.private, asked=asked)


def question_in(state: State, here: Situated, prices: Prices) -> Question:
    """The question of an address in a situation, as `mentorsim compare --situation` asks it.

    Args:
        state: what the address says.
        here: who lives in which situation; without one it is `question_of`.
        prices: that a budget is turned into mentors by.

    Raises:
        InputError: the levers contradict each other or the situation.
    """
    question = question_of(state, here.people)
    if here.situation is None:
        return question
    *policies, reference = here.policies(question.asked, prices)
    return replace(
        question,
        policies=tuple(policies),
        reference=reference,
        weeks=week_in(state.weeks, state.horizons()),
        people=here.dated,
        told=told_of(here, prices),
        line=here.told(prices),
    )


def posterior() -> Posterior:
    """The draws of a full picture."""
    every: Posterior = shipped_posterior(READINGS[0])
    return every.first(options().draws)


def first_picture(question: Question, own: Store, at: JobQueue | None = None) -> Comparison:
    """The first picture: few draws.

    Args:
        question: what is asked.
        own: where results with the reader's own numbers are kept.
        at: where those of everybody are kept; by default the job queue of this process.

    Raises:
        InputError: the question cannot be lived.
    """
    keep = own if question.private else (at or job_queue()).quick
    draws = min(page_setting().count("quick_draws"), options().draws)
    # Full pictures pause meanwhile: every core is free for this one.
    setting = replace(question.setting, workers=os.cpu_count() or 1)
    found: Comparison = keep.get_or_make(
        question.address("quick"),
        lambda: preview(
            question.people,
            question.policies,
            question.reference,
            posterior(),
            setting,
            draws,
            keep,
            OUTCOMES,
        ),
    )
    return replace(found, situation=question.line)


def worked_with(question: Question, comparison: Comparison) -> dict[str, Any]:
    """What a result was made with, for its provenance."""
    used: dict[str, Any] = {
        "policies": ", ".join(p.name for p in question.policies),
        "against": question.reference.name,
        "weeks": question.weeks,
        "draws": comparison.draw_count,
        "seed": SEED,
        "trial_size": comparison.trial_size,
    }
    if isinstance(question.people, LocalPeople):
        used |= {
            "population": question.people.municipality.name,
            "people": question.people.municipality.people,
            "staffing": question.people.staffed_as or "median",
        }
    if question.line:
        used["situation"] = question.line
    return used
