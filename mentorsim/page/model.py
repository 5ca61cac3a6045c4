"""The model in readable form: its rules, parameters, prices and sources, from the data files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calibration.stored_posterior import shipped_posterior
from mentorsim.language import Language
from mentorsim.page.html import Cell, Grid
from mentorsim.present.comparison.drivers import identified
from mentorsim.present.names import parameter_title, parameter_unit, price_title, price_unit
from scenarios.economics.price_entry import Entry
from scenarios.economics.price_file import Prices
from sim.parameters import Parameter, parameter_space

#: The weekly rules (`sim.rules`) in the order in which a week happens.
RULES = (
    "contact_probability",
    "planned_minutes",
    "claim_by_need",
    "claim_by_stage",
    "meeting_length",
    "next_trust",
    "dose",
    "drive",
    "next_readiness",
    "fading",
    "raised",
    "probability",
    "spell_hazard",
    "education_ratio",
    "job_ratio",
    "aged",
    "education_starts",
    "job_starts",
    "pension_starts",
    "course_starts",
    "status_ends",
    "opts_out",
    "leaves_programme",
    "has_moved",
    "leads_on",
    "spell_length",
)
#: Decimals of a share or a rate.
FINE = 3
#: From here on a number is shown whole.
LARGE = 100


def rules(language: Language) -> list[tuple[str, str]]:
    """Every rule: what it is about, and what it says."""
    return [
        (language.text(f"rule.{name}.title"), language.text(f"rule.{name}.text")) for name in RULES
    ]


def parameter_grids(language: Language) -> list[Grid]:
    """The parameters by what they belong to: before the trial, after it, source and certainty."""
    space = parameter_space()
    told: dict[str, Mapping[str, Any]] = {
        row["name"]: row for row in shipped_posterior().report["parameters"]
    }
    before, after = ("parameter", "unit", "prior", "posterior"), ("certainty", "source")
    heads = [language.text(f"page.model.column.{column}") for column in before]
    heads.append(language.text("identified.column"))
    heads += [language.text(f"page.model.column.{column}") for column in after]
    groups = dict.fromkeys(parameter.group for parameter in space)
    return [
        Grid(
            language.text(f"page.model.group.{group}"),
            heads,
            [_parameter(p, told.get(p.name), language) for p in space if p.group == group],
            plain=True,
        )
        for group in groups
    ]


def _parameter(
    parameter: Parameter, row: Mapping[str, Any] | None, language: Language
) -> tuple[str, list[Cell]]:
    if row is None:
        before, after = _number(parameter.centre, language), language.text("number.none")
        told = identified("fixed", language)
    else:
        before = _span(float(row["prior_low"]), float(row["prior_high"]), language)
        after = _span(float(row["posterior_low"]), float(row["posterior_high"]), language)
        told = identified(str(row["verdict"]), language)
    cells = [
        Cell(parameter_unit(parameter.unit, language)),
        Cell(before),
        Cell(after),
        Cell(told),
        Cell(_certainty(parameter.certainty, language)),
        Cell(parameter.source, foreign=True),
    ]
    return parameter_title(parameter.name, language), cells


def _certainty(mark: str, language: Language) -> str:
    names = {"A": "read", "B": "secondary", "D": "derived", "?": "assumption"}
    return language.text(f"page.model.certainty.{names[mark]}")


def _number(x: float, language: Language) -> str:
    if abs(x) >= LARGE or x == int(x):
        return language.integer(x)
    # Small rates keep the digits that tell them apart.
    digits = FINE if abs(x) >= 10 ** (1 - FINE) else 5
    return language.number(x, digits)


def _span(low: float, high: float, language: Language) -> str:
    return language.text(
        "number.interval", low=_number(low, language), high=_number(high, language)
    )


def price_grid(prices: Prices, language: Language) -> Grid:
    """Every price: value, range, unit, price level, certainty and source."""
    heads = [
        language.text(f"page.model.column.{column}")
        for column in ("price", "value", "range", "unit", "level", "certainty", "source")
    ]
    rows = [
        (_price_name(name, prices, language), _price(entry, language))
        for name, entry in prices.entries.items()
    ]
    caption = language.text("page.model.prices", year=str(prices.rule_year))
    return Grid(caption, heads, rows, plain=True)


def _price_name(name: str, prices: Prices, language: Language) -> str:
    title = price_title(name, language)
    return language.text("page.model.own_price", price=title) if name in prices.overlaid else title


def _price(entry: Entry, language: Language) -> list[Cell]:
    low, high = entry.span
    none = language.text("number.none")
    return [
        Cell(_number(entry.value, language) if entry.in_force else none),
        Cell(none if low == high else _span(low, high, language)),
        Cell(price_unit(entry.unit, language)),
        Cell(none if entry.price_level is None else str(entry.price_level)),
        Cell(_certainty(entry.certainty, language)),
        Cell(entry.source, foreign=True),
    ]
