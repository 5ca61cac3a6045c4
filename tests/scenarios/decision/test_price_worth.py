"""What an open price is worth, by hand; and the part of docs/economics.md that lists it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.stored_posterior import shipped_posterior
from mentorsim.doc_pages import prices as price_page
from mentorsim.doc_pages.prices import BEGIN, END, PAGE, by_rule_set, counts_table, written
from scenarios.decision.price_worth import (
    INDEX,
    Simulated,
    certainties,
    mean_lives,
    price_worth,
    swing,
)
from scenarios.economics.person_weeks import Quantities
from scenarios.economics.price_draws import central_prices, prices_at
from scenarios.economics.price_file import Prices, load_prices
from scenarios.economics.purses import budget_account
from scenarios.economics.rates import hours_per_year, weeks_per_year
from tests.support.price_cases import lives, simple
from tests.worlds.small_comparison import few_draws


def part() -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) : text.index(END)]


def ranged(prices: Prices, **spans: tuple[float, float]) -> Prices:
    """The same with ranges around some values, and no others."""
    entries = {
        n: e.model_copy(update={"low": None, "high": None}) for n, e in prices.entries.items()
    }
    for name, (low, high) in spans.items():
        entries[name] = entries[name].model_copy(update={"low": low, "high": high})
    return replace(prices, entries=entries)


def test_each_price_moves_alone_from_its_low_to_its_high() -> None:
    """Ten weeks on benefit fewer at 1,000 and a tenth to a third of tax; a full-time mentor."""
    policy = lives({"on_benefit": [0] * 10, "self_supported": [1] * 10}, mentor_hours=[0.0])
    reference = lives({"on_benefit": [1] * 10})
    prices = ranged(simple(2016), tax_share_benefit=(0.1, 0.3), wage_full_time=(1.0, 2.0))
    frame = price_worth(prices, Simulated(policy, reference)).set_index("entry")
    # Pay is read, too, and moves nothing here.
    assert set(frame.index) == {"tax_share_benefit", "wage_full_time"} | (
        {INDEX} & set(frame.index)
    )
    row = frame.loc["tax_share_benefit"]
    # 10,000 saved less 20 % refund less three quarters of the tax.
    assert row["municipality_low"] == pytest.approx(8000 - 750)
    assert row["municipality_high"] == pytest.approx(8000 - 2250)
    assert row["public_low"] == pytest.approx(9000)
    assert (row["low"], row["high"]) == (0.1, 0.3)
    assert swing(frame, "public")["tax_share_benefit"] == pytest.approx(2000)
    assert swing(frame, "public")["wage_full_time"] == 0


def test_the_index_moves_as_one() -> None:
    """Only where kroner of another year are read: the pay of mentors, of 2026."""
    policy = lives({"on_benefit": [1] * 2}, mentor_hours=[hours_per_year()])
    reference = lives({"on_benefit": [1] * 2})
    prices = ranged(load_prices(2023))
    frame = price_worth(prices, Simulated(policy, reference)).set_index("entry")
    successors = prices["replaced_share"].value * prices["startup_weeks"].value / weeks_per_year()
    salary = prices["mentor_salary"].value * 1.31 * (1.0 + successors)
    low, high = (prices.index[2023].span[k] / prices.index[2026].span[k] for k in (0, 1))
    assert frame.loc[INDEX, "public_low"] == pytest.approx(-salary * low, rel=1e-9)
    assert frame.loc[INDEX, "public_high"] == pytest.approx(-salary * high, rel=1e-9)


def test_the_mean_of_draws_costs_the_mean_of_draws() -> None:
    two = lives({"on_benefit": [1] * 3, "education": [1] * 3}, draws=2, mentor_hours=[10.0])
    uneven = replace(two, mentor_hours=two.mentor_hours * np.array([[1.0], [3.0]]))
    values = central_prices(load_prices(2026))
    whole = budget_account(uneven, values).kroner.mean("draw")
    one = budget_account(mean_lives(uneven), values).kroner.isel(draw=0)
    assert np.allclose(whole, one)


def test_certainties_count_every_entry_once() -> None:
    prices = load_prices(2026)
    found = certainties(prices)
    assert sum(found.values()) == len(prices.entries)
    assert found["none"] == sum(not e.in_force for e in prices.entries.values())


# --- the page -------------------------------------------------------------------------------------


def test_the_page_counts_what_is_on_file() -> None:
    assert counts_table(by_rule_set()) in part()


def _cells() -> pd.DataFrame:
    table = part().split("look these up next.")[1]
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in table.splitlines()
        if line.startswith("|") and "---" not in line
    ]
    return pd.DataFrame(rows[1:], columns=rows[0]).set_index("price")


def test_the_page_lists_every_open_price_of_every_rule_set() -> None:
    cells = _cells()
    sets = by_rule_set()
    assert list(cells.columns) == list(sets)
    small = set(re.findall(r"`(\w+)`", part().split("in every rule set:")[1]))
    people = lives({"on_benefit": [1], "education": [1], "employment": [1], "pension": [1]})
    for name, prices in sets.items():
        read = set().union(*budget_account(people, central_prices(prices)).reads.values())
        for entry in prices.entries:
            low, high = prices[entry].span
            if entry not in read or low == high or entry in small:
                continue
            cell = cells.loc[f"`{entry}`", name]
            assert "/" in cell or cell == "-", (entry, name)
            assert ("(" in cell) == ("/" in cell and prices[entry].certainty != "?"), (entry, name)


def test_the_kroner_of_the_page_are_those_of_the_program() -> None:
    """Three draws of the page's sixty-four: the largest are of the same size, under two rules."""
    lived = price_page.lived(few_draws())
    cells = _cells()
    for name in ("2013-01", "2026-01"):
        frame = price_worth(by_rule_set()[name], lived).set_index("entry")
        public = swing(frame, "public").drop(INDEX).sort_values(ascending=False)
        for entry in public.index[:8]:
            said = float(cells.loc[f"`{entry}`", name].split("/")[1].split("(")[0].replace(",", ""))
            assert said == pytest.approx(public[entry], rel=0.5), (entry, name)


def test_the_page_was_written_from_what_ships() -> None:
    """Other draws or other prices, and `make price-worth` has to write it anew."""
    assert price_page.stamp(by_rule_set(), shipped_posterior()) in part()


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    assert written(f"a\n{BEGIN}\nold\n{END}\nb", f"{BEGIN}\nnew\n{END}") == (
        f"a\n{BEGIN}\nnew\n{END}\nb"
    )
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, part() + END) == page


def test_prices_at_a_value_of_ones_own_agree() -> None:
    """One way here is one way there: `prices_at`, which other analyses use."""
    people: Quantities = lives({"on_benefit": [1] * 4, "education": [1] * 4})
    nobody = lives({"self_supported": [2] * 4})
    prices = load_prices(2026)
    frame = price_worth(prices, Simulated(people, nobody)).set_index("entry")
    low = prices["grant_home"].span[0]
    values = prices_at(prices, {"grant_home": np.array([low])}, 1)
    account = (budget_account(people, values) - budget_account(nobody, values)).per_person()
    assert frame.loc["grant_home", "state_low"] == pytest.approx(float(account.net("state").sum()))
