"""Kroner of a stream of young people, in Python, as the command `mentorsim forecast`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from calibration.posterior import Posterior
from mentorsim.python.policies import PoliciesLike, PolicyLike, named_policies
from mentorsim.python.posterior import first_draws
from mentorsim.request.request import PopulationLike, PricesLike, situated
from scenarios.forecast import forecast as forecasting
from scenarios.forecast.reform import Reform, chosen_reform
from scenarios.situation.reading import SituationLike

#: Young people a year of a forecast, if nothing else is asked for.
INTAKE = 500


def forecast(
    *policies: PoliciesLike,
    intake: int | None = None,
    years: int | None = None,
    intake_years: int | None = None,
    start_year: int | None = None,
    courses: str | None = None,
    reform: Reform | Mapping[str, Any] | None = None,
    against: PolicyLike = "no-mentor",
    prices: PricesLike | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
    full_time_persons: float | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
) -> forecasting.Forecast:
    """Kroner of a stream of young people by year and purse, as `mentorsim forecast`.

    Args:
        policies, against, draws, seed, workers, population, people, situation, posterior: as in
            `compare`; a situation's years, rules and prices are those of the forecast.
        intake: young people a year; 500 by default.
        years: calendar years to look at; 10 by default.
        intake_years: years in which they come; all by default.
        start_year: the first calendar year; `start_year` in `scenarios/forecast/forecast.yaml` by
            default.
        courses: whether new resource courses begin: `as-before`, or `none` from 1 February 2026 on,
            which is the default where a year has the rules of 2026 or later, or the first year is
            as late.
        reform: what is chosen of rules that are not the trial's: fields of
            `scenarios.forecast.reform.Reform`, such as `{"ordinary": 0, "grants": "six-months"}`;
            the trial's world by default.
        prices, rule_year: a rule year, which is then held in all years, or prices of one's own, put
            over the rules of every year (with `rule_year` over that year's, held in all years); by
            default each calendar year has its own rules, and years to come the last known ones.
        price_level: year of the kroner; by default that of the rules in force at first.
        full_time_persons: whom the mentor bill is divided by, in table `ceiling`; the forecast's
            own while on benefit by default.

    Returns:
        The forecast: tables `years`, `totals`, `entries`, `fans` and `ceiling`, and when each purse
        has its money back (`payback`).

    Raises:
        InputError: as `compare`, or prices or numbers that cannot be.

    Example:
        >>> ahead = forecast("as-in-trial", years=2, intake=60, draws=2)
        >>> sorted(set(ahead.years["year"])) == list(ahead.stream.calendar_years)
        True
    """
    named, reference = named_policies(policies, against, posterior)
    here = situated(situation, population, people).over(intake, years, start_year)
    stream = here.stream(intake, years, start_year, intake_years, courses, usual=INTAKE)
    stream = replace(stream, reform=chosen_reform(reform))
    rules = here.rules(stream, prices, rule_year, price_level)
    *offered, reference = here.streamed([*named, reference], rules.first)
    found = forecasting.forecast(
        here.people,
        offered,
        reference,
        first_draws(posterior, draws),
        rules,
        stream,
        seed=seed,
        workers=workers,
        full_time_persons=full_time_persons,
    )
    return replace(found, situation=here.told(rules.first))
