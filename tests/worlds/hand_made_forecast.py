"""Forecasts typed by hand, for what is said of them: 500 young people a year, 2027 to 2036."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from mentorsim.language import Language
from mentorsim.present.forecast.figures import years_finding
from mentorsim.present.forecast.text import finding, ratio_sentence, sentences
from mentorsim.report.forecast_words import finding as kept_finding
from mentorsim.report.forecast_words import payback_words as kept_payback
from mentorsim.saved.forecast import ForecastRun, Payback, Year
from scenarios.decision.plane import GAINS_AT_A_COST
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.forecast.payback import AS_IT_IS
from tests.worlds.hand_made import LONG, MANY, NONE, Stand, policies

Say = Callable[[Language], str]
Sum = tuple[float, float, float]

MUNICIPALITY = (18.6e6, 4.1e6, 33.5e6)
COST, GAIN = (-44.2e6, -71.3e6, -12.5e6), (44.2e6, 12.5e6, 71.3e6)
UNSURE, NOTHING = (3.1e6, -22.4e6, 31.6e6), (0.0, 0.0, 0.0)
STATE, PENSION = (-8.2e6, -14.1e6, -2.3e6), (-52.6e6, -80.4e6, -21.7e6)
NOT_A_NUMBER = float("nan")


def years(net_low: tuple[float, ...] = (-1.0, -1.0, -1.0), waiting: float = 0.0) -> pd.DataFrame:
    """2027 to 2029 for the public: the programme costs most in 2028."""
    return pd.DataFrame(
        {
            "policy": LONG,
            "purse": PUBLIC_TOTAL,
            "year": [2027, 2028, 2029],
            "cost": [8e6, 21e6, 17e6],
            "low": net_low,
            "extrapolated": [False, True, True],
            "full_time_equivalents_employed": [14.0, 31.0, 27.0],
            "waiting": [0.0, waiting, 0.0],
            "weeks_waited": [0.0, 6.0, 0.0],
        }
    )


def payback(
    expected: int | None = None, soon: float = 0.11, late: float = 0.34, *, unmoved: bool = False
) -> Any:
    """When the municipality has its money back."""
    return Stand(expected=expected, soon=soon, late=late, never=0.66, unmoved=unmoved)


def forecast(
    public: Sum = COST,
    *,
    back: Any = None,
    coming: int = 10,
    draws: int = MANY,
    verdict: str = GAINS_AT_A_COST,
    undecided: Any = ((150_000, 600_000),),
    table: pd.DataFrame | None = None,
) -> Any:
    """A forecast typed by hand: the public as given, the municipality gains where it loses."""
    found = {PUBLIC_TOTAL: public, "municipality": MUNICIPALITY, "state": STATE}

    def total(policy: str, purse: str = PUBLIC_TOTAL, way: str = AS_IT_IS) -> dict[str, float]:
        net, low, high = found[purse] if way == AS_IT_IS else PENSION
        return {"net": net, "low": low, "high": high, "cost": 92e6}

    stream = Stand(calendar_years=tuple(range(2027, 2037)), years=10, coming=coming, intake=500)
    plane = {LONG: Stand(verdict=verdict, ratio=280_000, undecided=undecided)}
    return Stand(
        policies=policies(),
        reference=NONE,
        total=total,
        stream=stream,
        draws=draws,
        enough=draws == MANY,
        years=years() if table is None else table,
        payback=lambda policy, purse: back or payback(),
        decision=Stand(plane=plane),
    )


def titled(public: Sum, draws: int = MANY) -> Say:
    return lambda language: finding(forecast(public, draws=draws), LONG, language)


def said(number: int, **changes: Any) -> Say:
    found = forecast(**changes)
    return lambda language: sentences(found, LONG, language)[number]


def paid_back(back: Any) -> Say:
    return said(-3, back=back)


def priced(verdict: str = GAINS_AT_A_COST, **changes: Any) -> Say:
    found = forecast(verdict=verdict, **changes)
    return lambda language: ratio_sentence(found, LONG, language)


def by_year(*low: float, draws: int = MANY) -> Say:
    found = forecast(table=years(low), draws=draws)
    return lambda language: years_finding(found, LONG, language)


def block(first: int, last: int, cost: float, gained: float) -> Any:
    rows = {"cost": {"mean": cost}, "education_or_employment_years": {"mean": gained}}
    return Stand(first=first, last=last, row=lambda name: rows[name])


def kept(net: Sum, purse: str = "municipality", draws: int = MANY, back: Any = None) -> ForecastRun:
    """A forecast from its folder: one year, one purse."""
    mean, low, high = net
    year = Year(
        year=2036,
        policy=LONG,
        against=NONE,
        purse=purse,
        net=mean,
        low=low,
        high=high,
        cumulated=mean,
        cumulated_low=low,
        cumulated_high=high,
        full_time_equivalents=20,
        full_time_equivalents_employed=20,
        places=300,
        waiting=0,
        extrapolated=True,
        years_since_rules=None,
        rules_carried_on=False,
    )
    paybacks = () if back is None else (back,)
    return ForecastRun((year,), paybacks, (), (), draws, {}, "forecast")


def kept_says(net: Sum, purse: str = "municipality", draws: int = MANY) -> Say:
    run = kept(net, purse, draws)
    return lambda language: kept_finding(run, LONG, purse, language)


def kept_back(expected: int | None) -> Say:
    back = Payback(
        policy=LONG,
        purse="state",
        expected=expected,
        within_4=0.11,
        within_10=0.34,
        never=0.66,
        unmoved=False,
    )
    run = kept(COST, "state", back=back)
    return lambda language: kept_payback(run, LONG, "state", language)
