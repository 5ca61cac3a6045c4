"""The job of the page of forecasts: a stream of young people over calendar years, and its kroner.

It is the forecast of `mentorsim forecast`: same draws, same worlds, same numbers. It is lived
twice, with few draws first.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from mentorsim.language import Language
from mentorsim.page.forecast_view import ForecastView
from mentorsim.page.job_queue import job_queue
from mentorsim.page.runs import SEED, Question, posterior
from mentorsim.page.setting import options, page_setting
from mentorsim.page.state import REFERENCE, library_policy
from mentorsim.present.forecast.json import accounts, heading
from mentorsim.present.forecast.workbook import write_forecast_workbook
from mentorsim.present.provenance import provenance
from mentorsim.present.workbook.table_files import csv_in
from mentorsim.request.forecast import used
from mentorsim.request.request import Situated
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.setting import Stream, forecast_setting
from scenarios.policy.policies import load_policies
from sim.executor import Progress


@dataclass(frozen=True)
class ForecastJob:
    """A forecast of the page.

    Attributes:
        asked: the page's question: policies, reference, whose make-up the young people have.
        view: years and young people; the reader's policies, or blocks of weeks.
        prices: rules and prices: one set, held in all years, or each year's own.
        own_prices: whether they are the reader's own.
        few: whether it is the first picture, of few draws.
        here: who lives in which situation; None or without a situation, the view says who comes.
    """

    asked: Question
    view: ForecastView
    prices: Prices | Rules
    own_prices: bool
    few: bool = False
    here: Situated | None = None

    @property
    def stream(self) -> Stream:
        """Who comes: as the view or the situation says."""
        return stream_in(self.view, self.here)

    @property
    def private(self) -> bool:
        """Whether a reader's own numbers are in it."""
        return self.question.private or self.own_prices

    @property
    def draws(self) -> int:
        """Of the posterior, each with a draw of the prices."""
        every = options().draws
        return min(page_setting().count("quick_draws"), every) if self.few else every

    @property
    def question(self) -> Question:
        """What is lived: blocks of weeks have policies of their own."""
        asked = replace(self.asked, weeks=self.stream.weeks)
        if self.view.blocks:
            ladder = load_policies(list(forecast_setting().ladder.value))
            none = library_policy(REFERENCE)
            every = (*ladder, none)
            asked = replace(
                asked, policies=tuple(ladder), reference=none, own_policy=False, asked=every
            )
        if self.here is None or self.here.situation is None:
            return asked
        prices = self.prices.first if isinstance(self.prices, Rules) else self.prices
        *policies, reference = self.here.streamed(asked.asked, prices)
        return replace(
            asked,
            policies=tuple(policies),
            reference=reference,
            people=self.here.people,
            line=self.here.told(prices),
        )

    def address(self, kind: str) -> str:
        """A name that is the same for the same job only."""
        view = self.view
        content = [
            kind,
            "forecast",
            self.question.address("forecast"),
            view.shows,
            self.stream.years,
            self.stream.intake,
            self.stream.start_year,
            view.courses,
            view.reform.chosen,
            self.prices.digest(),
            self.draws,
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def simulate(self, progress: Progress) -> Forecast:
        """The forecast.

        Raises:
            InputError: as `scenarios.forecast.forecast.forecast`.
        """
        return self.lived(self.stream, progress, need_blocks=self.view.blocks)

    def lived(self, stream: Stream, progress: Progress, *, need_blocks: bool = False) -> Forecast:
        """The forecast of a stream: the page's own, or one under another choice.

        Args:
            stream: who comes, and what was chosen.
            progress: called with the share that is done.
            need_blocks: whether it is an error if blocks of weeks cannot be worked out.

        Raises:
            InputError: as `scenarios.forecast.forecast.forecast`.
        """

        def tell(share: float) -> None:
            job_queue().yield_turn()
            progress(share)

        question = self.question
        found = forecast(
            question.people,
            question.policies,
            question.reference,
            posterior().first(self.draws),
            self.prices,
            stream,
            seed=SEED,
            workers=options().workers,
            progress=tell,
            need_blocks=need_blocks,
        )
        return replace(found, situation=question.line)


def stream_in(view: ForecastView, here: Situated | None) -> Stream:
    """Who comes, and how long one looks.

    Args:
        view: of the page.
        here: who lives in which situation; what that says of years and young people holds.

    Raises:
        InputError: the situation is a cohort, whose young people come once.
    """
    if here is None or here.situation is None:
        return view.stream
    over = here.over(None, None, None)
    coming = 1 if view.blocks else None
    stream = over.stream(None, None, None, coming, view.courses, usual=view.entrants)
    return replace(stream, reform=view.reform)


def accounts_file(job: ForecastJob, found: Forecast, language: Language) -> bytes:
    """Kroner per purse and year as a workbook, with sums as formulas.

    Args:
        job: what the page was asked.
        found: the forecast of all policies, year by year.
        language: of the words.
    """
    origin = provenance(posterior().first(found.draws), used(found, job.asked.people, SEED))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.xlsx"
        write_forecast_workbook(
            path, found, accounts(found, language), language, origin, heading(found, language)
        )
        return path.read_bytes()


def years_file(found: Forecast, language: Language) -> bytes:
    """Kroner, mentors and queue by year and purse, one row each, as CSV of the language."""
    return csv_in(language, found.years)
