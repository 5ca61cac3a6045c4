"""Runs behind the page: a first picture at once, the full one in a thread of its own.

A run that has begun goes on to its end, whatever the reader does meanwhile; its result is kept and
shown when they come back to the question. A run that still waits gives way to the reader's next
question. One full run is lived at a time, so that levers stay quick for everybody.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Condition, Thread
from typing import Any

from calibration.posterior import READINGS, Posterior, shipped_posterior
from calibration.trial import Trial, the_trial
from mentorsim.page.setting import MEGABYTE, options, page_setting
from mentorsim.page.state import State
from mentorsim.page.store import Store
from mentorsim.results import SHOWN_OUTCOMES
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.glance import glance, people_address
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import scene_for
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.executor import Progress
from sim.programme import Intake
from sim.simulation import Scene

LOG = logging.getLogger(__name__)
SEED = 1
#: Seconds after which a waiting question that nobody looks at counts as abandoned.
ABANDONED = 10.0
#: Seconds that a full picture pauses at most at a time.
LONGEST_PAUSE = 5.0
#: How Python says that threads begin no more.
SHUTDOWN = "after interpreter shutdown"
#: Share that must be done before a time is guessed from it.
LEAST = 0.02


@dataclass(frozen=True)
class Question:
    """What is to be lived.

    Attributes:
        policies: what is compared.
        reference: what all are set against.
        weeks: since entry.
        people: who lives.
        own_policy: whether a reader has handed a policy over.
    """

    policies: tuple[NamedPolicy, ...]
    reference: NamedPolicy
    weeks: int
    people: Trial | LocalPeople = field(repr=False)
    own_policy: bool = False

    @property
    def setting(self) -> EnsembleSetting:
        """How much to compute."""
        return EnsembleSetting(horizon=self.weeks + 1, seed=SEED, workers=options().workers)

    @property
    def private(self) -> bool:
        """Whether a reader's own numbers are in it."""
        return self.own_policy or isinstance(self.people, LocalPeople)

    def address(self, kind: str) -> str:
        """A name that is the same for the same question only."""
        content = [
            kind,
            [(p.name, p.policy.model_dump(mode="json")) for p in (*self.policies, self.reference)],
            self.weeks,
            people_address(self.people),
            options().draws,
            posterior().provenance.draws,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def question_of(state: State, people: Trial | LocalPeople | None = None) -> Question:
    """The question of an address, about the trial's young people or a reader's own.

    Raises:
        InputError: the levers contradict each other.
    """
    compared = tuple(state.compared())
    reference = State(state.language, policy=state.against).base()
    lives = the_trial() if people is None else people
    return Question(compared, reference, state.weeks, lives, state.private)


def posterior() -> Posterior:
    """The draws of a full picture."""
    every: Posterior = shipped_posterior(READINGS[0])
    return every.first(options().draws)


class Run:
    """One full picture on its way."""

    def __init__(self, question: Question, address: str, keep: Store, reader: str) -> None:
        self.question = question
        self.address = address
        self.keep = keep
        self.reader = reader
        self.seen = time.monotonic()
        self.share = 0.0
        self.begun: float | None = None
        self.finished = False
        self.dropped = False
        self.error: InputError | None = None

    def look(self) -> None:
        """Somebody still waits for it."""
        self.seen = time.monotonic()

    def seconds_left(self) -> float | None:
        """About how long it takes to the end; None if that cannot be told yet."""
        if self.begun is None or self.share < LEAST:
            return None
        return (time.monotonic() - self.begun) / self.share * (1 - self.share)


class Desk:
    """Takes questions, and lives them one after another."""

    def __init__(self, limit: int, live: Callable[[Question, Progress], Comparison]) -> None:
        self.shared = Store(limit)
        self._live = live
        self._waiting: list[Run] = []
        self._now: Run | None = None
        self._change = Condition()
        self._thread: Thread | None = None
        self._pace = Condition()
        self._hurried = 0

    def quick(self, question: Question, own: Store) -> Comparison:
        """The first picture: few draws.

        Args:
            question: what is asked.
            own: where results with the reader's own numbers are kept.

        Raises:
            InputError: the question cannot be lived.
        """
        keep = own if question.private else self.shared
        draws = min(page_setting().count("quick_draws"), options().draws)
        # Full pictures pause meanwhile: every core is free for this one.
        setting = replace(question.setting, workers=os.cpu_count() or 1)
        found: Comparison = keep.get_or_make(
            question.address("quick"),
            lambda: glance(
                question.people, question.policies, question.reference, posterior(),
                setting, draws, keep, SHOWN_OUTCOMES,
            ),
        )  # fmt: skip
        return found

    def full(self, question: Question, own: Store) -> Comparison | None:
        """The full picture, if it has been lived."""
        keep = own if question.private else self.shared
        found: Comparison | None = keep.get(question.address("full"))
        return found

    def ask(self, question: Question, own: Store, reader: str) -> Run:
        """Have a full picture made; the run that makes it, whoever asked first.

        Args:
            question: what is asked.
            own: as in `quick`.
            reader: who asks; of each reader at most one question waits.
        """
        address = question.address("full")
        keep = own if question.private else self.shared
        with self._change:
            at_work = [self._now] if self._now is not None else []
            for run in at_work + self._waiting:
                if run.address == address and run.keep is keep:
                    run.look()
                    return run
            self._waiting = [run for run in self._waiting if run.reader != reader]
            run = Run(question, address, keep, reader)
            self._waiting.append(run)
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True, name="full pictures")
                self._thread.start()
            self._change.notify_all()
            return run

    def ahead(self, run: Run) -> int:
        """How many runs come before this one."""
        with self._change:
            if run not in self._waiting:
                return 0
            return self._waiting.index(run) + (self._now is not None)

    def _drop_abandoned(self) -> None:
        """Questions of readers who have closed the page are not begun."""
        now = time.monotonic()
        for run in self._waiting:
            # A slow page may not look for a while: it sees that it was dropped, and asks again.
            run.dropped = now - run.seen >= ABANDONED
        self._waiting = [run for run in self._waiting if not run.dropped]

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """While somebody waits for a first picture, the full ones pause between two worlds."""
        with self._pace:
            self._hurried += 1
        try:
            yield
        finally:
            with self._pace:
                self._hurried -= 1
                self._pace.notify_all()

    def give_way(self) -> None:
        """Wait until nobody is in a hurry; not for ever."""
        with self._pace:
            self._pace.wait_for(lambda: self._hurried == 0, timeout=LONGEST_PAUSE)

    def _work(self) -> None:
        while True:
            with self._change:
                self._drop_abandoned()
                while not self._waiting:
                    self._change.wait()
                    self._drop_abandoned()
                run = self._now = self._waiting.pop(0)
            run.begun = time.monotonic()
            try:
                if not run.keep.put(run.address, self._live(run.question, _tell(run))):
                    raise InputError(
                        "this comparison is too large for the page",
                        allowed="fewer policies or weeks; or the command `mentorsim compare`",
                    )
            except InputError as error:
                run.error = error
            except Exception as error:
                if SHUTDOWN in str(error):
                    # The server stops: nobody waits for the picture any more.
                    return
                # The thread serves everybody: one question must not end it.
                LOG.exception("a full picture failed")
                run.error = InputError("this run failed", found=type(error).__name__)
            finally:
                run.finished = True
                with self._change:
                    self._now = None


def _tell(run: Run) -> Progress:
    def tell(share: float) -> None:
        run.share = share

    return tell


def live(question: Question, progress: Progress) -> Comparison:
    """The full picture of a question; gives way to who waits for a first one."""

    def scenes(
        people: Trial | LocalPeople, intake: Intake, values: Mapping[str, float], seed: int
    ) -> Scene:
        desk().give_way()
        return scene_for(people, intake, values, seed)

    return compare(
        question.people, question.policies, question.reference, posterior(), question.setting,
        progress, scenes=scenes,
    )  # fmt: skip


@cache
def desk() -> Desk:
    """The one desk of this process."""
    return Desk(MEGABYTE * page_setting().count("shared_memory"), live)


def own_store() -> Store:
    """Room for a session's own results."""
    return Store(MEGABYTE * page_setting().count("session_memory"))


def worked_with(question: Question, comparison: Comparison) -> dict[str, Any]:
    """What a result was made with, for its provenance."""
    used: dict[str, Any] = {
        "policies": ", ".join(p.name for p in question.policies),
        "against": question.reference.name,
        "weeks": question.weeks,
        "draws": comparison.draws,
        "seed": SEED,
        "trial_size": comparison.trial_size,
    }
    if isinstance(question.people, LocalPeople):
        used |= {
            "population": question.people.municipality.name,
            "people": question.people.municipality.people,
            "staffing": question.people.staffed_as or "median",
        }
    return used
