"""Jobs of the page of drivers: the bars of a tornado, and a threshold along one factor.

They are the same as those of `mentorsim tornado` and `mentorsim threshold`: same draws, same
worlds, same numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from calibration.stored_posterior import shipped_posterior
from mentorsim.page import runs
from mentorsim.page.driver_view import FIRST, ORDER
from mentorsim.page.job_queue import job_queue
from mentorsim.page.runs import SEED
from mentorsim.page.setting import options
from mentorsim.request.factors import chosen_factors
from scenarios.economics.price_file import Prices
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.held import each_mechanism
from scenarios.sensitivity.named import find_factor, names_by_kind
from scenarios.sensitivity.question import Question, ask
from scenarios.sensitivity.runs import Running
from scenarios.sensitivity.setting import sensitivity_setting
from scenarios.sensitivity.targets import target
from scenarios.sensitivity.thresholds import Threshold, find_threshold
from scenarios.sensitivity.tornado import Tornado, tornadoes
from sim.errors import InputError
from sim.executor import Progress

Given = ParamSpec("Given")
Found = TypeVar("Found")


class GivingWay(ThreadPoolExecutor):
    """Threads that pause between two tasks while somebody waits for a first picture."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.slots = workers

    def submit(
        self, fn: Callable[Given, Found], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Found]:
        """As any executor; see `mentorsim.page.job_queue.JobQueue.yield_turn`.

        Args:
            fn: what is run, after whoever waits has had the machine.
            args: positional arguments of `fn`.
            kwargs: named arguments of `fn`.
        """

        def later() -> Found:
            job_queue().yield_turn()
            return fn(*args, **kwargs)

        return super().submit(later)


@dataclass(frozen=True)
class OneWay:
    """One factor at a time: what the two kinds of job have in common.

    Attributes:
        asked: the page's question; its first policy is the one that is looked at.
        outcome: education, employment or net_public.
        week: since entry; kroner run up to it.
        prices: of kroner.
        own_prices: whether they are the reader's own.
    """

    asked: runs.Question
    outcome: str
    week: int
    prices: Prices
    own_prices: bool

    @property
    def private(self) -> bool:
        """Whether a reader's own numbers are in it."""
        return self.asked.private or (self.own_prices and target(self.outcome).priced)

    @cached_property
    def question(self) -> Question:
        """The question, checked.

        Raises:
            InputError: as `scenarios.sensitivity.question.ask`.
        """
        return ask(
            self.asked.people,
            self.asked.policies[0],
            self.asked.reference,
            self.outcome,
            self.week,
            every_draw(),
            prices=self.prices,
        )

    def address(self, kind: str) -> str:
        """A name that is the same for the same job only."""
        priced = target(self.outcome).priced
        # What else is compared, and how long, does nothing here.
        alone = replace(self.asked, policies=self.asked.policies[:1], weeks=self.week)
        content = [
            kind,
            type(self).__name__,
            alone.address("one way"),
            self.outcome,
            self.week,
            self.prices.digest() if priced else None,
            *self._more(),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _more(self) -> list[Any]:
        return []


@dataclass(frozen=True)
class Bars(OneWay):
    """The bars of a tornado: parameters, and what else the outcome hangs on."""

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The question under each mechanism: a tornado has to hold one."""
        return each_mechanism(self.question)

    def simulate(self, progress: Progress) -> tuple[Tornado, ...]:
        """Tornadoes of every parameter, price and effect of other measures, for each mechanism."""
        factors, _ = chosen_factors(self.question, None, None)
        draws = min(int(sensitivity_setting().tornado_draws.value), options().draws)
        workers = options().workers
        with GivingWay(workers) as threads:
            running = Running(workers, progress, executor=threads)
            return tornadoes(self.question, factors, SEED, draws, running)


@dataclass(frozen=True)
class Along(OneWay):
    """A threshold along a factor.

    Attributes:
        factor: by kind and name; None is the first that the policy has.
    """

    factor: str | None = None

    @cached_property
    def chosen(self) -> Factor:
        """The factor that is varied.

        Raises:
            InputError: there is none of that name, or it does nothing here.
        """
        key = self.factor or self.offered[0]
        found = find_factor(key, self.question.prices, self.question.measures)
        self.question.model([found])
        return found

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """Factors that a threshold can be looked for along, by key: levers that fit first."""
        known = names_by_kind(self.question.prices)
        keys = [f"{kind}:{name}" for kind in ORDER for name in known[kind]]
        fitting = [key for key in keys if not key.startswith("lever:") or self._fits(key)]
        first = [key for key in fitting if key == FIRST]
        return (*first, *(key for key in fitting if key != FIRST))

    def simulate(self, progress: Progress) -> Threshold:
        """The threshold."""
        setting, workers = sensitivity_setting(), options().workers
        points = int(setting.threshold_points.value)
        draws = min(int(setting.threshold_draws.value), options().draws)
        with GivingWay(workers) as threads:
            running = Running(workers, progress, executor=threads)
            return find_threshold(self.question, self.chosen, points, draws, SEED, running)

    def _fits(self, key: str) -> bool:
        """Whether the policy can be changed so."""
        try:
            self.question.model([find_factor(key, self.question.prices)])
        except InputError:
            return False
        return True

    def _more(self) -> list[Any]:
        return [self.chosen.key]


def every_draw() -> Posterior:
    """All draws: the ends of a bar are quantiles of them."""
    every: Posterior = shipped_posterior(READINGS[0])
    return every
