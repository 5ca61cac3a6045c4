"""Names of parameters and prices: in both languages, the English ones those of the data files."""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.present.names import (
    parameter_title,
    parameter_unit,
    price_limit,
    price_title,
    price_unit,
)
from scenarios.economics.price_file import load_prices, price_limits, price_schema
from scenarios.economics.rule_sets import rule_years
from sim.parameters import parameter_space


def test_english_names_are_those_of_the_data_files() -> None:
    english = Language("en")
    for parameter in parameter_space():
        assert parameter_title(parameter.name, english) == parameter.title
        assert parameter_unit(parameter.unit, english) == parameter.unit
    for name, rule in price_schema().items():
        assert price_title(name, english) == rule.title
        assert price_unit(rule.unit, english) == rule.unit
    for name, words in price_limits().items():
        assert price_limit(name, english) == words


@pytest.mark.parametrize("family", ["parameter", "price", "limit"])
def test_danish_names_are_no_copies(family: str) -> None:
    danish, english = catalogue("da"), catalogue("en")
    keys = [key for key in danish if key.startswith(f"{family}.")]
    copied = {key for key in keys if danish[key] == english[key]}
    # One word is the same in both languages.
    assert copied <= {"price.overhead_share", "price.supervision_share"}
    assert len({danish[key] for key in keys}) == len(keys)


@pytest.mark.parametrize("code", LOCALES)
def test_every_assumption_of_every_year_has_a_name(code: str) -> None:
    language = Language(code)
    for year in rule_years():
        prices = load_prices(year, price_level=2023)
        for found in prices.assumptions(prices.entries):
            assert price_title(found.name, language)
            assert price_unit(found.unit, language)
    assert price_title("index 2023", Language("da")) == "Prisniveau i 2023"
