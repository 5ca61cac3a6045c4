"""The list of prices, `scenarios/economics/prices/schema.yaml`: one entry a price.

An entry has title, unit and kind; one that no rule year changes has its value there, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from scenarios.economics.price_entry import Rule
from scenarios.economics.rule_sets import FOLDER
from sim.strict_yaml import load_yaml

SCHEMA = FOLDER / "schema.yaml"


@cache
def _listed() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = load_yaml(
        SCHEMA.read_text(encoding="utf-8"), file=SCHEMA, ours=True
    )
    return found


@cache
def price_schema() -> dict[str, Rule]:
    """Every entry that a price set has."""
    return {
        name: Rule.model_validate({k: v for k, v in fields.items() if k in Rule.model_fields})
        for name, fields in _listed().items()
    }


def shared_entries() -> dict[str, dict[str, Any]]:
    """Fields of the entries that are the same in all rule years, by name."""
    own = {"title", "kind"}
    return {
        name: {k: v for k, v in fields.items() if k not in own}
        for name, fields in _listed().items()
        if not fields.keys() <= Rule.model_fields.keys()
    }


def price_titles(code: str) -> dict[str, str]:
    """Titles of all prices in a language, by key of the catalogue."""
    return {f"price.{name}": getattr(rule.title, code) for name, rule in price_schema().items()}
