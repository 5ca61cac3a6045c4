"""Price sets and quantities small enough to check on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scenarios.economics.person_weeks import NEEDED, Quantities
from scenarios.economics.price_file import Prices, load_prices

#: Kroner a month that are 1,000 a week (there are 4.345 weeks in a month).
A_THOUSAND_A_WEEK = 4345.0
#: Kroner a year that are 1,000 a week.
A_THOUSAND_A_WEEK_BY_YEAR = 12 * 4345.0


def plain(year: int, **changes: float) -> Prices:
    """A rule year in its own price level, some entries exact and otherwise than on file."""
    prices = load_prices(year)
    entries = dict(prices.entries)
    for name, value in changes.items():
        entries[name] = entries[name].model_copy(
            update={
                "value": value,
                "low": None,
                "high": None,
                "in_force": True,
                "price_level": None if entries[name].price_level is None else year,
            }
        )
    return replace(prices, entries=entries)


def simple(year: int, **changes: float) -> Prices:
    """Everybody is 25 or more, lives out, has no children; benefit and SU are 1,000 a week."""
    round_numbers = {
        "share_parents_from_25": 0.0,
        "share_at_home_from_25": 0.0,
        "supplement_from_25_out": 0.0,
        "benefit_from_25_out": A_THOUSAND_A_WEEK,
        "grant_out": A_THOUSAND_A_WEEK,
        "pension_single": A_THOUSAND_A_WEEK,
        "pension_couple": A_THOUSAND_A_WEEK,
        "supplement_single": 0.0,
        "supplement_transitional": 0.0,
        "share_mentally_ill": 0.0,
        "part_time_share": 0.0,
        "preparatory_school_share": 0.0,
        "wage_full_time": 2 * A_THOUSAND_A_WEEK_BY_YEAR,
        "hours_worked_share": 0.5,
        "school_taxameter": A_THOUSAND_A_WEEK_BY_YEAR,
        "school_other_rates_share": 0.0,
        "tax_share_benefit": 0.2,
        "tax_share_grant": 0.1,
        "tax_share_wage": 0.5,
        "tax_share_pension": 0.4,
        "tax_to_municipality": 0.75,
        "placement_share": 0.0,
        "pension_refund": 0.3,
        "entrants_new_share": 0.0,
        "earlier_benefit_weeks": 98.0,
        "course_benefit_ratio": 1.5,
    }
    return plain(year, **{**round_numbers, **changes})


def lives(
    weeks: Mapping[str, object],
    *,
    years: tuple[int, ...] = (2016,),
    calendar: object = None,
    mentor_hours: object = None,
    new_mentors: float = 0.0,
    measures: object = None,
    earlier_weeks: Mapping[float, float] | None = None,
    draws: int = 1,
) -> Quantities:
    """Quantities from lists by week since entry; statuses left out are nobody."""
    arrays = {name: np.atleast_2d(np.asarray(x, float)) for name, x in weeks.items()}
    arrays = {name: np.repeat(x, draws, axis=0) for name, x in arrays.items()}
    shape = next(iter(arrays.values())).shape
    for name in NEEDED:
        arrays.setdefault(name, np.zeros(shape))
    none = np.zeros(len(years))
    whole = np.zeros((shape[1], len(years)))
    whole[:, 0] = 1.0

    def by_year(x: object) -> np.ndarray:
        return np.tile(none if x is None else np.asarray(x, float), (draws, 1))

    return Quantities(
        weeks=arrays,
        years=years,
        calendar=whole if calendar is None else np.asarray(calendar, float),
        mentor_hours=by_year(mentor_hours),
        new_mentors=np.full(draws, new_mentors),
        measures=by_year(measures),
        draws=np.arange(draws),
        from_25=np.ones(shape[1]),
        earlier_weeks=earlier_weeks,
    )
