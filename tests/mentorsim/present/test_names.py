"""Names of parameters and prices: in both languages, the English ones those of the data files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.present.names import (
    parameter_title,
    parameter_unit,
    price_limit,
    price_title,
    price_unit,
)
from mentorsim.reader import names_in
from scenarios.economics.price_file import load_prices, price_limits
from scenarios.economics.price_list import price_schema
from scenarios.economics.rule_sets import rule_years
from scenarios.municipality.counted_cells import PEOPLE, count_of
from scenarios.municipality.margins import schema
from sim.errors import InputError
from sim.messages import in_language
from sim.parameters import parameter_space


def test_english_names_are_those_of_the_data_files() -> None:
    english = Language("en")
    for parameter in parameter_space():
        assert parameter_title(parameter.name, english) == parameter.title
        assert parameter_unit(parameter.unit, english) == parameter.unit
    for name, rule in price_schema().items():
        assert price_title(name, english) == rule.title.en
        assert price_unit(rule.unit, english) == rule.unit
    for name, words in price_limits().items():
        assert price_limit(name, english) == words
    for unit in units_of_populations():
        assert english.text(f"unit.{unit}") == unit


def units_of_populations() -> set[str]:
    return {v.mean.unit for v in schema().variables.values() if v.mean is not None} | {PEOPLE}


def test_what_a_number_of_a_population_can_be_is_told_in_danish() -> None:
    assert all(Language("da").text(f"unit.{unit}") != unit for unit in units_of_populations())
    with pytest.raises(InputError) as caught:
        count_of(Path("mine.csv"), "line 2", "-5", most=2e7)
    told = caught.value.message("da", names_in("da"))
    assert "tilladt: fra 0 til 20000000 (et helt antal unge)" in told
    age = schema().variables["age"].mean
    assert age is not None
    said = in_language(age.in_words(), "da", names_in("da"))
    assert said == "fra 18 til under 30 (år)"


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
