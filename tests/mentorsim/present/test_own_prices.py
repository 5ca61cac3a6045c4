"""Results that rest on prices of one's own say how far they are from those on file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mentorsim.language import Language
from mentorsim.present.own_prices import own_price_lines, own_price_records
from mentorsim.request.prices import prices_used
from scenarios.economics.price_file import Prices, load_prices

TEXT = """
mentor_salary:
  {value: 605769.07, low: 600000, high: 700000, price_level: 2023, source: pay, certainty: A}
overhead_share: {value: 0.18, source: accounts, certainty: A}
mentor_cap: {value: 10602, price_level: 2026, source: law, certainty: A}
wage_full_time: {value: 267000, price_level: 2023, source: pay, certainty: A}
"""


@pytest.fixture
def prices(tmp_path: Path) -> Prices:
    file = tmp_path / "own.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return load_prices(2023, file)


LINES = {
    "en": [
        "A mentor's pay: 605,769.07 (600,000 to 700,000) instead of 481,090 on file (26% more), "
        "DKK per full-time year, pension included, prices of 2023",
        "Overhead: 0.18 instead of 0.2 on file (10% less), share of salary",
        "Ceiling on mentor support in the budget guarantee: 10,602, where nothing is on file, "
        "DKK per full-time person and year, prices of 2026",
        "Unskilled full-time pay: 267,000, as good as the 267,000 on file, "
        "DKK per full-time year, prices of 2023",
    ],
    "da": [
        "En mentors løn: 605.769,07 (600.000 til 700.000) i stedet for de medfølgende 481.090 "
        "(26 % mere), kr. pr. fuldtidsår, pension medregnet, 2023-priser",
    ],
}


@pytest.mark.parametrize("code", LINES)
def test_lines_say_number_distance_and_level(prices: Prices, code: str) -> None:
    found = own_price_lines(prices, Language(code))
    assert len(found) == 4
    assert [line.replace("\u00a0", " ") for line in found][: len(LINES[code])] == LINES[code]


def test_machines_get_the_ratio(prices: Prices) -> None:
    records = {str(r["entry"]): r for r in own_price_records(prices)}
    assert records["overhead_share"]["ratio"] == pytest.approx(0.9)
    assert records["overhead_share"]["shipped"] == 0.2
    assert records["mentor_cap"]["ratio"] is None
    assert "overhead_share 0.18 (on file 0.2)" in str(prices_used(prices))
    assert "mentor_cap 10602 (none on file)" in str(prices_used(prices))


def test_without_prices_of_ones_own_nothing_is_said() -> None:
    shipped = load_prices(2023)
    for prices in (None, shipped, replace(shipped, shipped={})):
        assert own_price_lines(prices, Language("en")) == []
        assert own_price_records(prices) == []
    assert "own_prices_from_shipped" not in prices_used(shipped)
