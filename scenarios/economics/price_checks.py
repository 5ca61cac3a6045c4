"""Worked-out prices beside published figures that nothing else is worked out from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.economics import rates
from scenarios.economics.mentor_cost import mentor_hour, mentor_year
from scenarios.economics.price_draws import PriceValues, central_prices, prices_at
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
            "course",
            "DKK per completed course",
            _mean(year / courses),
            *_published(values, "course_cost"),
        ),
        (
            "mentor_year",
            "DKK per full-time year",
            _mean(year),
            *(x * _mean(courses) for x in _published(values, "course_cost")),
        ),
        ("paid_hour", "DKK per paid hour", hour, external[1], *external),
        (
            "employment_year",
            "DKK per person-year in work",
            _mean(public_gain_of_work(values)),
            *_published(values, "employment_year"),
        ),
    ]
    rows += [
        (figure, "DKK per person-week", ours, *_published(values, figure))
        for figure, ours in _weeks_by_purse(values).items()
    ]
    return pd.DataFrame(rows, columns=["figure", "unit", "ours", "published", "low", "high"])


def benefit_week_parts(prices: Prices) -> pd.DataFrame:
    """A week on benefit with one of the shares that were not found moved at a time.

    The published average is of everybody on the benefit, this is of the trial's group: what another
    composition does to ours says what could lie between the two, not what does.

    Returns:
        part, kroner (a person-week of people at entry, in the price level of the set): `ours`;
        `no_supplement` (nobody has what comes on top of the rate), `under_25` (everybody is
        younger than the higher rates), `no_parents`, `at_home` (as many live at home as the ranges
        allow), `not_ill` (nobody has the rate of the mentally ill); `lowest` (the four shares of
        these at whichever end of its range is cheapest, ages as they are).
    """
    ages = ("under_25", "from_25")
    ends = {name: prices[name].span[0] for name in ("supplement_share", "share_mentally_ill")}
    parents = {f"share_parents_{age}": prices[f"share_parents_{age}"].span[0] for age in ages}
    home = {f"share_at_home_{age}": prices[f"share_at_home_{age}"].span[1] for age in ages}
    moved: dict[str, dict[str, float]] = {
        "ours": {},
        "no_supplement": {"supplement_share": 0.0},
        "under_25": {"age_at_entry_highest": prices["adult_rate_from_age"].value},
        "no_parents": dict.fromkeys(parents, 0.0),
        "at_home": home,
        "not_ill": {"share_mentally_ill": 0.0},
        "lowest": {**ends, **parents, **home},
    }
    rows = []
    for part, chosen in moved.items():
        values = prices_at(prices, {name: np.array([x]) for name, x in chosen.items()}, 1)
        rows.append((part, _weeks_by_purse(values)["benefit_week"]))
    return pd.DataFrame(rows, columns=["part", "kroner"])


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
