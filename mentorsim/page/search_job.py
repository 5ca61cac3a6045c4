"""The job of the page of searches: `mentorsim search` in the reader's situation; it can be stopped.

Searches have a queue of their own: one takes minutes, and full pictures must not wait for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Event

from calibration.reading_names import READINGS
from calibration.stored_posterior import shipped_posterior
from mentorsim.page.job_queue import JobQueue, job_queue
from mentorsim.page.runs import SEED
from mentorsim.page.search_view import SearchView
from mentorsim.page.setting import MEGABYTE, options, page_setting
from mentorsim.page.store import Store
from mentorsim.present.search.searched import Searched
from mentorsim.python.search import Asked, searched_as_asked
from mentorsim.request.request import Situated
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.preview import people_address
from scenarios.economics.price_file import Prices
from scenarios.policy.policies import NamedPolicy
from scenarios.search.setting import search_setting
from sim.errors import InputError
from sim.executor import Progress
from sim.messages import Said


@cache
def search_queue() -> JobQueue:
    """The one queue of searches of this process."""
    return JobQueue(MEGABYTE * page_setting().count("quick_memory"))


@dataclass(frozen=True)
class SearchJob:
    """A search of one reader.

    Attributes:
        view: what is looked for.
        today: today's policy.
        here: who lives in which situation.
        prices: of kroner.
        reader: who asks: whoever stops a search stops nobody else's.
        early: where the policies of a first look are put, under `address("early")`.
        stopping: set when the reader has had enough.
    """

    view: SearchView
    today: NamedPolicy
    here: Situated
    prices: Prices
    reader: str
    early: Store = field(repr=False, compare=False)
    stopping: Event = field(default_factory=Event, repr=False, compare=False)

    @property
    def private(self) -> bool:
        """A search is its reader's own."""
        return True

    @property
    def asked(self) -> Asked:
        """The search as the command asks it."""
        return Asked(
            today=self.today,
            here=self.here,
            want=self.view.wants,
            counts=self.view.weights,
            levers=None,
            weeks=None,
            candidates=self.view.candidates,
            draws=self._draws(),
            seed=SEED,
            workers=options().workers,
            posterior=shipped_posterior(READINGS[0]),
            values=self.prices,
        )

    def _draws(self) -> int | None:
        """Draws behind printed numbers: the command's, or fewer where the page has fewer."""
        usual = search_setting().count("print_draws")
        return None if options().draws >= usual else max(least_draws(), options().draws)

    def address(self, kind: str) -> str:
        """A name that is the same for the same job only."""
        content = [
            kind,
            "search",
            self.reader,
            self.today.policy.model_dump(mode="json"),
            self.here.told(self.prices),
            people_address(self.here.dated),
            self.prices.digest(),
            self.view.wants,
            self.view.weights,
            self.view.candidates,
            self._draws(),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def simulate(self, progress: Progress) -> Searched:
        """The search.

        Raises:
            InputError: as `mentorsim.python.search.searched_as_asked`, or it was stopped.
        """

        def tell(share: float) -> None:
            if self.stopping.is_set():
                raise InputError(
                    Said("mentorsim.the_search_was_stopped"),
                    allowed=Said("mentorsim.search_again"),
                )
            job_queue().yield_turn()
            progress(share)

        def early(policies: Sequence[NamedPolicy]) -> None:
            self.early.put(self.address("early"), tuple(policies))

        return searched_as_asked(self.asked, tell, None, early)


def without_situation(named: NamedPolicy, today: NamedPolicy) -> NamedPolicy:
    """A policy of a front as it is compared in any situation: its mentors and intake are today's.

    Args:
        named: of the front, with the mentors and the intake that it was searched with.
        today: today's policy, as it was asked for.
    """
    own = today.policy.capacity
    kept = {"mentors": own.mentors, "hours": own.hours, "follows": own.follows}
    capacity = named.policy.capacity.model_copy(update=kept)
    changes = {"capacity": capacity, "intake": today.policy.intake}
    return replace(named, policy=named.policy.model_copy(update=changes))
