"""A question of the page in one file, as `--save` writes it.

What is saved are the parts that the command of the same name uses, so that `mentorsim open` asks
the file again; besides them stands the address of the page, so that levers and views come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from mentorsim.language import LOCALES, Language
from mentorsim.page.forecast_job import ForecastJob
from mentorsim.page.runs import SEED, Question, posterior
from mentorsim.page.search_job import SearchJob
from mentorsim.page.setting import options
from mentorsim.page.state import State
from mentorsim.present.comparison.answer import answer
from mentorsim.present.comparison.json import comparison_json
from mentorsim.present.comparison.overview import overview_records
from mentorsim.present.forecast.json import forecast_json
from mentorsim.present.forecast.text import finding
from mentorsim.present.search.files import search_json
from mentorsim.present.search.searched import Searched
from mentorsim.present.situation.answers import of_comparison, of_forecast, own_content, told_with
from mentorsim.present.situation.words import told_of
from mentorsim.request import records
from mentorsim.request.parts import Asking, Parts, part, question_of
from mentorsim.request.request import Situated
from mentorsim.saved.question import (
    posterior_used,
    question_text,
)
from mentorsim.saved.told import as_typed
from scenarios.budget.budget import budget, can_be_priced
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules
from scenarios.forecast.forecast import Forecast
from scenarios.policy.policies import NamedPolicy


def comparison_answer(question: Question, found: Comparison, prices: Prices) -> dict[str, Any]:
    """The answer of a comparison for machines, as `mentorsim compare` digests it.

    Args:
        question: what was asked.
        found: the full picture.
        prices: of the kroner in its one table, in a situation; the command has no others, and
            without a situation it takes those on file.
    """
    content = comparison_json(found, {}) | own_content(of_comparison(found, question.told))
    used = None if question.told is None else prices
    money = budget(found, used) if can_be_priced(found) else None
    content["overview"] = None if money is None else overview_records(money)
    return content


def saved_comparison(
    state: State, question: Question, here: Situated, prices: Prices, found: Comparison
) -> bytes:
    """The file of a comparison.

    Args:
        state: what the address says.
        question: what was asked.
        here: who lives in which situation.
        prices: of the kroner.
        found: the full picture.
    """
    content = comparison_answer(question, found, prices)
    own = of_comparison(found, question.told)
    told = told_with(own, {code: answer(found, Language(code)) for code in LOCALES})
    asked = {**_names(question.asked), "weeks": question.weeks}
    with _asking("compare", state, asked):
        _parts(here, question.asked, posterior())
        part("prices", lambda: prices, records.prices_record, records.read_prices_record)
        return question_text(content, told, state.to_query()).encode()


def forecast_answer(job: ForecastJob, found: Forecast) -> dict[str, Any]:
    """The answer of a forecast for machines, as `mentorsim forecast` digests it."""
    told = None
    if job.here is not None:
        first = job.prices.first if isinstance(job.prices, Rules) else job.prices
        told = told_of(job.here, first)
    return forecast_json(found, {}, Language("en")) | own_content(of_forecast(told))


def saved_forecast(
    state: State, job: ForecastJob, here: Situated, rules: Rules, found: Forecast
) -> bytes:
    """The file of a forecast.

    Args:
        state: what the address says.
        job: what was asked.
        here: who lives in which situation.
        rules: and prices of the years.
        found: the forecast of all draws.
    """
    view = job.view
    asked: dict[str, Any] = {
        **_names(job.question.asked),
        "courses": view.courses,
        "ordinary_mentors": view.ordinary,
        "contact": view.contact,
        "grants": view.grants,
        "exits_raised": view.exits,
        "displaced": view.displaced,
        "blocks": view.blocks,
    }
    if here.situation is None:
        stream = job.stream
        asked |= {"intake": stream.intake, "years": stream.years, "start_year": stream.start_year}
    told = {
        code: [finding(found, policy, Language(code)) for policy in found.compared]
        for code in LOCALES
    }
    with _asking("forecast", state, asked):
        _parts(here, job.question.asked, posterior())
        part("rules", lambda: rules, records.rules_record, records.read_rules_record)
        return question_text(forecast_answer(job, found), told, state.to_query()).encode()


def search_answer(found: Searched) -> dict[str, Any]:
    """The answer of a search for machines, as `mentorsim search` digests it."""
    return search_json(found, {})


def saved_search(state: State, job: SearchJob, found: Searched) -> bytes:
    """The file of a search.

    Args:
        state: what the address says.
        job: what was asked.
        found: what it found.
    """
    search, content = job.asked, search_answer(found)
    asked: dict[str, Any] = {
        "today": job.today.name,
        "want": list(search.want),
        "counts": [f"{group}={as_typed(x)}" for group, x in search.counts.items()],
        "candidates": search.candidates,
        "draws": search.draws,
    }
    with _asking("search", state, asked):
        _parts(job.here, [job.today], search.posterior)
        part("prices", lambda: job.prices, records.prices_record, records.read_prices_record)
        return question_text(content, content["text"], state.to_query()).encode()


def _names(asked: Sequence[NamedPolicy]) -> dict[str, Any]:
    *policies, reference = asked
    return {"policies": [p.name for p in policies], "against": reference.name}


@contextmanager
def _asking(command: str, state: State, asked: Mapping[str, Any]) -> Iterator[None]:
    values = {
        "draws": options().draws,
        "seed": SEED,
        "reading": READINGS[0],
        "language": state.language,
        **asked,
    }
    with question_of(Parts(asking=Asking(command, (), values))):
        yield


def _parts(here: Situated, policies: Sequence[NamedPolicy], used: Posterior) -> None:
    """What every question is asked with, through the seam of the commands."""

    part("people", lambda: here, records.situated_record, records.read_situated_record)
    for named in policies:
        name = f"policy {Path(named.name).name}"
        part(name, partial(_itself, named), records.policy_record, records.read_policy_record)
    posterior_used(used)


def _itself(named: NamedPolicy) -> NamedPolicy:
    return named
