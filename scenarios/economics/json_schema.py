"""A file of prices of one's own as a JSON schema, made from the entries that there are."""

from __future__ import annotations

from typing import Any

from scenarios.economics.price_entry import Entry, Rule
from scenarios.economics.price_list import price_schema

#: Fields that every entry of a file has; its unit is filled in.
NEEDED = ("value", "source", "certainty")


def prices_json_schema() -> dict[str, Any]:
    """What a file of prices may hold: every entry by name, with unit, kind and limits."""
    fields = Entry.model_json_schema()
    return {
        "title": "Prices",
        "description": "Prices of one's own, put over those of a rule year",
        "da": "Egne priser, der lægges oven på et regelårs",
        "type": "object",
        "properties": {name: _entry(rule, fields) for name, rule in price_schema().items()},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _entry(rule: Rule, fields: dict[str, Any]) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number", "minimum": 0}
    if rule.kind == "share":
        number["maximum"] = 1
    own = dict(fields["properties"])
    own |= dict.fromkeys(("value", "low", "high"), number)
    own["unit"] = {"const": rule.unit}
    own["price_level"] = {
        "type": "integer",
        "description": "year of the kroner",
        "da": "årstal for kronerne",
    }
    if rule.kind != "kroner":
        del own["price_level"]
    return {
        "title": rule.title.en,
        "type": "object",
        "properties": own,
        "required": [*NEEDED, *(["price_level"] if rule.kind == "kroner" else [])],
        "dependentRequired": {"low": ["high"], "high": ["low"]},
        "additionalProperties": False,
    }
