"""One queue for all that takes longer than a moment: jobs are done one after another in a thread.

A run that has begun goes on to its end, whatever the reader does meanwhile; its result is kept and
shown when they come back to the question. A run that still waits gives way to the reader's next
question of the same kind. One run is lived at a time, so that levers stay quick for everybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Condition, Thread
from typing import Any, Protocol, TypeVar

from mentorsim.page.setting import MEGABYTE, page_setting
from mentorsim.page.store import Store
from sim.errors import InputError
from sim.executor import Progress
from sim.messages import Said

LOG = logging.getLogger(__name__)
#: Seconds after which a waiting question that nobody looks at counts as abandoned.
ABANDONED = 10.0
#: Seconds that a full picture pauses at most at a time.
LONGEST_PAUSE = 5.0
#: How Python says that threads begin no more.
SHUTDOWN = "after interpreter shutdown"
#: Share that must be done before a time is guessed from it.
LEAST = 0.02

Result = TypeVar("Result", covariant=True)
Found = TypeVar("Found")


class Job(Protocol[Result]):
    """Something to be lived, that knows what it is called and how it is done."""

    @property
    def private(self) -> bool:
        """Whether a reader's own numbers are in it."""
        ...

    def address(self, kind: str) -> str:
        """A name that is the same for the same job only."""
        ...

    def simulate(self, progress: Progress) -> Result:
        """The result."""
        ...


def living(job: Job[Any], progress: Progress) -> Any:
    """A job as it lives itself."""
    return job.simulate(progress)


class Run:
    """One job on its way."""

    def __init__(self, job: Job[Any], address: str, keep: Store, reader: str) -> None:
        self.job = job
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


class JobQueue:
    """Takes jobs, and lives them one after another.

    Args:
        limit: bytes of full pictures that are kept for everybody.
        simulate: how a job is lived.
        quick: bytes of first pictures and what is drawn of them: there is one for every place that
            a lever has been at, and they must neither fill the memory nor push full ones out. By
            default as many as of full ones.
    """

    def __init__(
        self,
        limit: int,
        simulate: Callable[[Any, Progress], Any] = living,
        quick: int | None = None,
    ) -> None:
        self.shared = Store(limit)
        self.quick = Store(limit if quick is None else quick)
        self._simulate = simulate
        self._waiting: list[Run] = []
        self._now: Run | None = None
        self._change = Condition()
        self._thread: Thread | None = None
        self._pace = Condition()
        self._preempting = 0

    def full(self, job: Job[Found], own: Store) -> Found | None:
        """The result, if it has been lived."""
        keep = own if job.private else self.shared
        found: Found | None = keep.get(job.address("full"))
        return found

    def ask(self, job: Job[Any], own: Store, reader: str) -> Run:
        """Have a job lived; the run that does it, whoever asked first.

        Args:
            job: what is asked.
            own: where results with the reader's own numbers are kept.
            reader: who asks, and for which part of a page; of each at most one job waits.
        """
        address = job.address("full")
        keep = own if job.private else self.shared
        with self._change:
            at_work = [self._now] if self._now is not None else []
            for run in at_work + self._waiting:
                if run.address == address and run.keep is keep:
                    run.look()
                    return run
            self._waiting = [run for run in self._waiting if run.reader != reader]
            run = Run(job, address, keep, reader)
            self._waiting.append(run)
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True, name="jobs")
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
    def preempt(self) -> Iterator[None]:
        """While somebody waits for a first picture, the full ones pause between two worlds."""
        with self._pace:
            self._preempting += 1
        try:
            yield
        finally:
            with self._pace:
                self._preempting -= 1
                self._pace.notify_all()

    def yield_turn(self) -> None:
        """Wait until nobody is in a preempt; not for ever."""
        with self._pace:
            self._pace.wait_for(lambda: self._preempting == 0, timeout=LONGEST_PAUSE)

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
                if not run.keep.put(run.address, self._simulate(run.job, _tell(run))):
                    raise InputError(
                        Said("mentorsim.this_is_too_large_for_the"),
                        allowed=Said("mentorsim.fewer_policies_or_weeks_or_the"),
                    )
            except InputError as error:
                run.error = error
            except Exception as error:
                if SHUTDOWN in str(error):
                    # The server stops: nobody waits for the picture any more.
                    return
                # The thread serves everybody: one question must not end it.
                LOG.exception("a run of the page failed")
                run.error = InputError(
                    Said("mentorsim.this_run_failed"), found=type(error).__name__
                )
            finally:
                run.finished = True
                with self._change:
                    self._now = None


def _tell(run: Run) -> Progress:
    def tell(share: float) -> None:
        run.share = share

    return tell


@cache
def job_queue() -> JobQueue:
    """The one job queue of this process."""
    count = page_setting().count
    return JobQueue(MEGABYTE * count("shared_memory"), quick=MEGABYTE * count("quick_memory"))


def own_store() -> Store:
    """Room for a session's own results."""
    return Store(MEGABYTE * page_setting().count("session_memory"))
