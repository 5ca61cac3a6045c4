"""How much of the mentor bill lies under the ceiling of the budget guarantee, and how much above.

The ceiling is a rule of 2026. A forecast under another year's rules is held against it all the
same, in kroner of the forecast's price level: that is the question municipalities have.
"""

from __future__ import annotations

import pandas as pd

from scenarios.economics.mentor_cost import cap_use
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import Assumption, load_prices
from scenarios.forecast.priced import Priced
from scenarios.forecast.setting import forecast_setting
from sim.errors import InputError


def ceiling_table(priced: Priced, full_time_persons: float | None = None) -> pd.DataFrame:
    """The mentor bill under and above the ceiling, by policy and year; means over draws.

    Args:
        priced: the forecast's numbers.
        full_time_persons: person-years that the municipality counts under the ceiling, each year;
            None counts only the forecast's own young people while they are on benefit.

    Returns:
        policy, year, full_time_persons, cost, ceiling, within, above; policies without mentors are
        left out.

    Raises:
        InputError: an impossible number of persons.
    """
    if full_time_persons is not None and not 0 <= full_time_persons < 1e7:
        raise InputError(
            "impossible number of persons", field="--full-time-persons", found=full_time_persons,
            allowed="0 to 10,000,000",
        )  # fmt: skip
    prices = priced.values.prices
    rules = load_prices(
        int(forecast_setting().ceiling_year.value), price_level=prices.price_level
    )  # fmt: skip
    own = prices["mentor_cap"]
    if own.in_force:
        # The forecast's own rules have one, perhaps the user's.
        values = priced.values
    else:
        values = draw_prices(rules, priced.kroner.sizes["draw"], priced.values.seed or 0)
    persons = priced.person_years.sel(status="on_benefit", drop=True).mean("seed")
    if full_time_persons is not None:
        persons = persons * 0.0 + full_time_persons
    bill = priced.programme.mean("seed")
    years = [int(year) for year in bill["year"].values]
    frames = []
    for policy in bill["policy"].values:
        cost = bill.sel(policy=policy).transpose("draw", "year").to_numpy()
        if not cost.any():
            continue
        people = persons.sel(policy=policy).transpose("draw", "year").to_numpy()
        frame = cap_use(values, cost, people)
        frame["year"] = years
        frame.insert(0, "policy", str(policy))
        frame.insert(2, "full_time_persons", people.mean(axis=0))
        frames.append(frame)
    columns = ["policy", "year", "full_time_persons", "cost", "ceiling", "within", "above"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def ceiling_assumptions(priced: Priced) -> tuple[Assumption, ...]:
    """What nobody could source and the ceiling leans on: an index, where it was moved."""
    prices = priced.values.prices
    year = int(forecast_setting().ceiling_year.value)
    if prices["mentor_cap"].in_force:
        return prices.assumptions(["mentor_cap"])
    return load_prices(year, price_level=prices.price_level).assumptions(["mentor_cap"])
