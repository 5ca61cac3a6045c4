"""Worked-out prices beside published figures that nothing else is worked out from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.economics import rates
from scenarios.economics.mentor_cost import mentor_hour, mentor_year
from scenarios.economics.price_draws import PriceValues, central_prices
from scenarios.economics.price_file import Prices

Floats = npt.NDArray[np.float64]


def cross_check(prices: Prices) -> pd.DataFrame:
    """Ours beside theirs, at central prices, in the price level of the set.

    * `course` and `mentor_year`: case management (CTI), per completed course and per full-time
      mentor and year;
    * `paid_hour`: external mentors, whose hourly price may hold more than a paid hour does;
    * `benefit_week`, `pension_week`, and the part of each that `_municipality` and `_state` bear:
      the weekly averages of the state's own tool (SØM; of uddannelseshjælp, a year not stated).
      Ours are those of people at entry after more than 52 weeks on benefit;
    * `employment_year`: what the public gains in a year when somebody from 25, living out, moves
      from benefit to work, of which a part-time job leaves some. The published figure is society's,
      selection-prone and an upper bound.

    Returns:
        figure, unit, ours, published, low, high: low and high are the range of the published
        figure.
    """
    values = central_prices(prices)
    courses = values["published_courses_per_mentor"]
    year = mentor_year(values.__getitem__)
    external = [_mean(values[f"external_hour_{who}"]) for who in ("other", "professional")]
    hour = _mean(mentor_hour(values.__getitem__))
    rows = [
        (
            "course", "DKK per completed course", _mean(year / courses),
            *_published(values, "course_cost"),
        ),
        (
            "mentor_year", "DKK per full-time year", _mean(year),
            *(x * _mean(courses) for x in _published(values, "course_cost")),
        ),
        ("paid_hour", "DKK per paid hour", hour, external[1], *external),
        (
            "employment_year", "DKK per person-year in work", _mean(public_gain_of_work(values)),
            *_published(values, "employment_year"),
        ),
    ]  # fmt: skip
    rows += [
        (figure, "DKK per person-week", ours, *_published(values, figure))
        for figure, ours in _weeks_by_purse(values).items()
    ]
    return pd.DataFrame(rows, columns=["figure", "unit", "ours", "published", "low", "high"])


def _weeks_by_purse(values: PriceValues) -> dict[str, float]:
    """Kroner of a week on benefit and on a pension, in all and by who bears them."""

    def read(name: str) -> Floats:
        return values[name][:, None]

    weekly = {
        "benefit_week": (rates.benefit_rate(read, rates.share_from_25(read, 1)), "refund_step_4"),
        "pension_week": (rates.pension_rate(read), "pension_refund"),
    }
    found: dict[str, float] = {}
    for figure, (rate, refund) in weekly.items():
        state = rate * read(refund)
        found |= {
            figure: _mean(rate),
            f"{figure}_municipality": _mean(rate - state),
            f"{figure}_state": _mean(state),
        }
    return found


def public_gain_of_work(values: PriceValues) -> Floats:
    """Kroner to the public purses in a year of work instead of benefit, shape (n,)."""

    def read(name: str) -> Floats:
        return values[name][:, None]

    saved = rates.benefit_rate(read, np.ones(1)) - rates.part_time_rate(read, np.ones(1))
    benefit = saved * (1.0 - read("tax_share_benefit"))
    contribution = read("labour_market_contribution")
    tax = contribution + (1.0 - contribution) * read("tax_share_wage")
    weekly = benefit + rates.wage_rate(read) * tax
    return np.asarray(weekly[:, 0] * rates.weeks_per_year())


def _mean(x: Floats) -> float:
    return float(np.mean(x))


def _published(values: PriceValues, name: str) -> tuple[float, float, float]:
    """Value, low and high of a published figure in the price level of the set."""
    entry = values.prices[f"published_{name}"]
    value = _mean(values[f"published_{name}"])
    low, high = entry.span
    scale = value / entry.value
    return value, low * scale, high * scale
