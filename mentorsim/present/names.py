"""Names of what data files hold in English only: parameters, prices, and what prices leave out.

The files carry the English words; the catalogues carry both languages, and a test holds the
English ones equal to the files'.
"""

from __future__ import annotations

from mentorsim.language import Language

#: How `scenarios.economics.price_file` calls the price level of a year.
INDEX = "index "


def parameter_title(name: str, language: Language) -> str:
    """A parameter of the model by name."""
    return language.text(f"parameter.{name}")


def parameter_unit(unit: str, language: Language) -> str:
    """A unit of `sim/parameters.yaml`."""
    return language.text(f"parameter_unit.{unit}")


def price_title(entry: str, language: Language) -> str:
    """A price, or the index of a year, by the name that lists of assumptions use."""
    if entry.startswith(INDEX):
        return language.text("price.index", year=entry.removeprefix(INDEX))
    return language.text(f"price.{entry}")


def price_unit(unit: str, language: Language) -> str:
    """A unit of `scenarios/economics/prices/schema.yaml`."""
    return language.text(f"price_unit.{unit}")


def price_limit(name: str, language: Language) -> str:
    """What every priced result leaves out or takes for granted, by name."""
    return language.text(f"limit.{name}")
