"""What mentors cost per full-time person, beside the figure of the draft of a national ceiling.

The ceiling of the law is one national total, of which mentor support is a part: no municipality
has a ceiling of its own, and no kroner of one can be said to lie within it or beyond. The amount
as passed was not found; the draft's is a rough yardstick, of a rule of 2026, and is told beside a
forecast under any rules, in kroner of the forecast's price level.
"""

from __future__ import annotations

import pandas as pd

from scenarios.economics.mentor_cost import per_full_time_person
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import Assumption, Prices, load_prices
from scenarios.forecast.priced import Priced
from scenarios.forecast.setting import ceiling_year
from sim.errors import InputError
from sim.messages import Said

#: The figure's entry among the prices.
FIGURE = "mentor_cap"


def ceiling_table(priced: Priced, full_time_persons: float | None = None) -> pd.DataFrame:
    """The mentor bill per full-time person, by policy and year; means over draws.

    Args:
        priced: the forecast's numbers.
        full_time_persons: person-years that a bill is divided by, each year; None counts the
            forecast's own young people while they are on benefit.

    Returns:
        policy, year, full_time_persons, cost (kroner of mentors before refund, without start-up),
        per_person (cost over persons) and draft (the draft's figure), both in kroner per
        full-time person and year; policies without mentors are left out.

    Raises:
        InputError: an impossible number of persons.
    """
    if full_time_persons is not None and not 0 < full_time_persons < 1e7:
        raise InputError(
            Said("scenarios.impossible_number_of_persons"),
            field="--full-time-persons",
            found=full_time_persons,
            allowed=Said("scenarios.above_0_up_to_10_000"),
        )
    figure = float(central_prices(_rules(priced))[FIGURE][0])
    persons = priced.person_years.sel(status="on_benefit", drop=True).mean(("draw", "seed"))
    if full_time_persons is not None:
        persons = persons * 0.0 + full_time_persons
    bill = priced.programme.mean(("draw", "seed"))
    frames = [
        pd.DataFrame(
            {
                "policy": str(policy),
                "year": [int(year) for year in bill["year"].values],
                "full_time_persons": persons.sel(policy=policy).to_numpy(),
                "cost": bill.sel(policy=policy).to_numpy(),
            }
        )
        for policy in bill["policy"].values
        if bill.sel(policy=policy).any()
    ]
    columns = ["policy", "year", "full_time_persons", "cost"]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    frame["per_person"] = per_full_time_person(
        frame["cost"].to_numpy(float), frame["full_time_persons"].to_numpy(float)
    )
    return frame.assign(draft=figure)


def ceiling_totals(table: pd.DataFrame) -> pd.DataFrame:
    """The same over all years, a row per policy: persons and per_person are those of a year."""
    years = table["year"].nunique()
    sums = table.groupby("policy", sort=False).agg(
        full_time_persons=("full_time_persons", "sum"),
        cost=("cost", "sum"),
        draft=("draft", "first"),
    )
    sums["per_person"] = per_full_time_person(
        sums["cost"].to_numpy(float), sums["full_time_persons"].to_numpy(float)
    )
    return sums.assign(full_time_persons=sums["full_time_persons"] / years)


def ceiling_assumptions(priced: Priced) -> tuple[Assumption, ...]:
    """What nobody could source and the yardstick leans on: itself, an index where it was moved."""
    return _rules(priced).assumptions([FIGURE])


def _rules(priced: Priced) -> Prices:
    """The prices that have the figure: the user's own, or those of the ceiling's first year."""
    prices = priced.values.prices
    if FIGURE in prices.overlaid:
        return prices
    return load_prices(ceiling_year(), price_level=prices.price_level)
