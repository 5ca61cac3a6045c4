"""The prices of before, put over today's files, give the kroner of before: only prices changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import PURSES
from scenarios.economics.purses import budget_account
from tests.support.price_cases import lives

#: By rule year: entries as they were before the corrections of November 2026 where they differ
#: today, and what the account of `_people` came to then, by entry and purse.
BEFORE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "accounts_before.json").read_text(encoding="utf-8")
)
WEEKS = {
    "on_benefit": [6, 5, 4, 3, 3, 3],
    "education": [1, 2, 2, 2, 1, 1],
    "employment": [1, 1, 2, 2, 3, 3],
    "pension": [0, 0, 0, 1, 1, 1],
    "resource_course": [1] * 6,
    "self_supported": [1] * 6,
}


@pytest.mark.parametrize("year", sorted(BEFORE))
def test_with_the_prices_of_before_every_krone_is_where_it_was(year: str) -> None:
    """All ages, households and steps of the ladder; the six weeks of the people above."""
    plain = {"source": "the file of before", "certainty": "B", "plausible": True}
    own = {name: {**entry, **plain} for name, entry in BEFORE[year]["prices"].items()}
    # Who replaced a mentor cost nothing to recruit then.
    own["replaced_share"] = {"value": 0.0, **plain}
    people = lives(
        WEEKS,
        mentor_hours=[100.0],
        new_mentors=0.5,
        measures=[2.0],
        earlier_weeks={0: 0.1, 24: 0.4, 98: 0.5},
    )
    values = central_prices(load_prices(int(year), own))
    kroner = budget_account(replace(people, from_25=None), values).kroner.isel(draw=0).sum("year")
    found = {
        str(entry): {
            purse: amount
            for purse in PURSES
            if (amount := float(kroner.sel(entry=entry, purse=purse)))
        }
        for entry in kroner["entry"].values
    }
    found = {entry: purses for entry, purses in found.items() if purses}
    before = BEFORE[year]["accounts"]
    assert found.keys() == before.keys()
    for entry, purses in before.items():
        assert found[entry] == pytest.approx(purses, abs=1e-5), entry


@pytest.mark.parametrize("year", sorted(BEFORE))
def test_what_is_on_file_differs_from_before(year: str) -> None:
    """The kept entries are not simply those on file: the test above would say nothing."""
    prices = load_prices(int(year))
    changed = [
        name
        for name, entry in BEFORE[year]["prices"].items()
        if prices[name].value != entry["value"]
    ]
    assert {"mentor_salary", "pension_single", "preparatory_school_share"} <= set(changed)
