"""A stream of two people on paper, and a small forecast from the real engine, lived once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import xarray as xr

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import PriceValues, central_prices
from scenarios.economics.price_file import Prices
from scenarios.forecast.displacement import turns
from scenarios.forecast.fading import fading_table
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.payback import paybacks
from scenarios.forecast.priced import AS_IT_IS, PENSION_AS_BENEFIT, Priced, price_lives
from scenarios.forecast.setting import Stream
from scenarios.forecast.stream import YEARLY, SimulatedStream
from scenarios.forecast.tables import lives_table, years_table
from scenarios.policy.policies import load_policies, load_policy
from sim.state import STATUSES, Status
from tests.support.price_cases import A_THOUSAND_A_WEEK, simple

YEARS = (2027, 2028)
ON_BENEFIT, EDUCATION = Status.ON_BENEFIT, Status.EDUCATION
#: Kroner a year of a mentor who costs 100 an hour (37 hours, 52.14 weeks).
HUNDRED_AN_HOUR = 100 * 37 * 52.14


def paper_prices(**changes: float) -> Prices:
    """Benefit, SU and school 1,000 a week at every age; a mentor's hour 100."""
    on_top = ("overhead", "supervision", "courses", "coordination", "travel")
    return simple(
        2023,
        **{
            "benefit_under_25_out": A_THOUSAND_A_WEEK,
            "supplement_under_25_out": 0.0,
            "share_parents_under_25": 0.0,
            "share_at_home_under_25": 0.0,
            "grant_home_rate_share_under_25": 0.0,
            "mentor_salary": HUNDRED_AN_HOUR,
            **{f"{part}_share": 0.0 for part in on_top},
            "replaced_share": 0.0,
            "startup_weeks": 5.214,
            **changes,
        },
    )


def paper_values(**changes: float) -> PriceValues:
    """The same as numbers."""
    return central_prices(paper_prices(**changes))


def paper_lives(draws: int = 2, seeds: int = 2) -> SimulatedStream:
    """Two people over two years of two weeks, with a mentor and without.

    Anna enters in week 0, Bo in week 2. Without a mentor both stay on benefit to the end. With one
    Anna is in education from her third week since entry (week index 2) on. The mentor is paid for
    10 hours in the first year and 5 in the second; half a post is set up in the first.
    """
    weeks = np.zeros((draws, seeds, 2, 2, 4, len(STATUSES)))
    with_mentor, without = 0, 1
    weeks[:, :, :, 0, :2, ON_BENEFIT] = 1  # the first year: Anna's weeks 0 and 1
    weeks[:, :, :, 1, :2, ON_BENEFIT] = 1  # the second: Bo's weeks 0 and 1
    weeks[:, :, with_mentor, 1, 2:, EDUCATION] = 1  # and Anna's weeks 2 and 3
    weeks[:, :, without, 1, 2:, ON_BENEFIT] = 1
    yearly = np.zeros((draws, seeds, 2, 2, len(YEARLY)))
    for name, amounts in {
        "hours_used": (10, 5),
        "hours_given": (12, 5),
        "posts": (0.5, 0),
        "mentored": (2, 1),
        "mentored_peak": (1, 1),
        "waiting": (1, 0),
        "waiting_peak": (1, 0),
        "started": (1, 1),
        "hours_peak": (5, 3),
        "hours_employed": (10, 5),
    }.items():
        yearly[:, :, with_mentor, :, YEARLY.index(name)] = amounts
    return SimulatedStream(np.arange(draws), weeks, yearly)


def paper(**changes: float) -> Priced:
    """Both in kroner."""
    return price_lives([paper_lives()], ["mentor", "none"], YEARS, paper_values(**changes))


@cache
def small_forecast() -> Forecast:
    """Three years of 60 a year: as in the trial and 104 weeks, against no mentor."""
    return forecast(
        the_trial(),
        load_policies(["as-in-trial", "104-weeks"]),
        load_policy("no-mentor"),
        shipped_posterior().first(4),
        chosen_prices(),
        Stream(60, years=3),
    )


def with_draws(result: Forecast, times: int) -> Forecast:
    """The same with each of its draws so many times over: enough for verdicts and chances."""
    few = result.priced
    fields = ("kroner", "person_years", "seen", "yearly", "programme")
    more = {name: xr.concat([getattr(few, name)] * times, "draw") for name in fields}
    priced = replace(few, **more)
    drawn = shipped_posterior().first(result.draws)
    posterior = replace(drawn, draws=pd.concat([drawn.draws] * times, ignore_index=True))
    return replace(
        result,
        priced=priced,
        draws=result.draws * times,
        years=years_table(priced, result.evidence_ends, result.reference),
        lives=lives_table(priced, result.reference),
        fading=fading_table(priced, posterior),
        turns=turns(priced, result.reference),
        paybacks=tuple(paybacks(priced, (AS_IT_IS, PENSION_AS_BENEFIT))),
    )


@cache
def small_blocks() -> Forecast:
    """One year's intake over four years: weeks 1-52, 53-78 and 79-104."""
    return forecast(
        the_trial(),
        load_policies(["78-weeks", "as-in-trial", "104-weeks"]),
        load_policy("no-mentor"),
        shipped_posterior().first(4),
        chosen_prices(),
        Stream(60, years=4, intake_years=1),
        need_blocks=True,
    )
