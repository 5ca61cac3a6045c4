"""Parts of a question as plain values and back, to the last digit.

Of a municipality only what may be published is written
(`scenarios.municipality.suppression.protected`): small groups stand with their stand-ins, which is
also all that an answer was ever made from. Files stand by their names, never by their paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorsim.request.request import Situated
    from scenarios.economics.price_entry import Entry
    from scenarios.economics.price_file import Prices
    from scenarios.economics.rule_calendar import Rules
    from scenarios.municipality.margins import Margin
    from scenarios.municipality.municipality import Municipality
    from scenarios.policy.policies import NamedPolicy
    from scenarios.situation.situation import Situation

Plain = dict[str, Any]


def policy_record(named: NamedPolicy) -> Plain:
    """A policy: its name, and the fields that it says."""
    fields = named.policy.model_dump(mode="json", exclude_unset=True)
    return {"name": named.name, "fields": fields}


def read_policy_record(record: Plain) -> NamedPolicy:
    """What `policy_record` gave."""
    from scenarios.policy.policies import NamedPolicy, parse_policy

    name = str(record["name"])
    return NamedPolicy(name, parse_policy(record["fields"], file=name), source="a saved question")


def prices_record(prices: Prices) -> Plain:
    """A complete price set, prices of one's own among them."""
    return {
        "rules": {"first": prices.rules.first.isoformat(), "file": prices.rules.file.name},
        "price_level": prices.price_level,
        "own_file": None if prices.overlay is None else Path(prices.overlay).name,
        **{
            name: {str(key): _entry(entry) for key, entry in entries.items()}
            for name, entries in (
                ("entries", prices.entries),
                ("index", prices.index),
                ("shipped", prices.shipped),
            )
        },
    }


def read_prices_record(record: Plain) -> Prices:
    """What `prices_record` gave."""
    from scenarios.economics.price_file import Prices
    from scenarios.economics.rule_sets import FOLDER, RuleSet

    rules = record["rules"]
    parts = {
        name: {key: _read_entry(fields) for key, fields in record[name].items()}
        for name in ("entries", "index", "shipped")
    }
    return Prices(
        rules=RuleSet(date.fromisoformat(rules["first"]), FOLDER / Path(str(rules["file"])).name),
        price_level=int(record["price_level"]),
        entries=parts["entries"],
        index={int(year): entry for year, entry in parts["index"].items()},
        overlay=record["own_file"],
        shipped=parts["shipped"],
    )


def _entry(entry: Entry) -> Plain:
    return entry.model_dump(mode="json", exclude_defaults=True)


def _read_entry(fields: Plain) -> Entry:
    from scenarios.economics.price_entry import Entry

    last = fields.get("last_day")
    return Entry.model_validate(fields | ({} if last is None else {"last_day": _day(last)}))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def rules_record(rules: Rules) -> Plain:
    """Rules and prices over calendar years."""
    return {
        "calendar": rules.calendar,
        "starts": [day.isoformat() for day in rules.starts],
        "sets": [prices_record(prices) for prices in rules.sets],
    }


def read_rules_record(record: Plain) -> Rules:
    """What `rules_record` gave."""
    from scenarios.economics.rule_calendar import Rules

    return Rules(
        tuple(read_prices_record(each) for each in record["sets"]),
        bool(record["calendar"]),
        tuple(_day(day) for day in record["starts"]),
    )


def situated_record(here: Situated) -> Plain:
    """Who lives in which situation, as far as it may be published."""
    from scenarios.municipality.local_population import LocalPeople

    people: Plain | None = None
    if isinstance(here.people, LocalPeople):
        municipality = municipality_record(here.people.municipality)
        people = {"municipality": municipality, "staffed_as": here.people.staffed_as}
    situation = None if here.situation is None else situation_record(here.situation)
    return {"people": people, "situation": situation}


def read_situated_record(record: Plain) -> Situated:
    """What `situated_record` gave."""
    from calibration.trial import the_trial
    from mentorsim.request.request import Situated
    from scenarios.municipality.local_population import as_published
    from scenarios.situation.situation import Situation

    people, situation = record["people"], record["situation"]
    lives = (
        the_trial()
        if people is None
        else as_published(
            read_municipality_record(people["municipality"]), the_trial(), people["staffed_as"]
        )
    )
    return Situated(lives, None if situation is None else Situation.model_validate(situation))


def situation_record(here: Situation) -> Plain:
    """The fields that a situation says; files by their names."""
    fields = here.model_dump(mode="json", exclude_unset=True, exclude={"population", "prices"})
    for name, value in (("population", here.population), ("prices", here.prices)):
        if value is not None:
            fields[name] = value.name if isinstance(value, Path) else "given"
    return {name: value for name, value in fields.items() if value is not None}


def municipality_record(municipality: Municipality) -> Plain:
    """What may be published of a municipality.

    Args:
        municipality: protected already, as that of `LocalPeople` always is.
    """
    told = municipality.told
    return {
        "name": municipality.name,
        "file": municipality.file.name,
        "kind": municipality.kind,
        "people": municipality.people,
        "margins": [
            {
                "variable": m.variable,
                "category": m.category,
                "target": m.target,
                "people": m.people,
                "hidden": m.hidden,
                "between": None if m.between is None else list(m.between),
            }
            for m in municipality.margins
        ],
        "missing": dict(municipality.missing),
        "withheld": [list(pair) for pair in municipality.withheld],
        "told": None
        if told is None
        else {
            "form": told.form,
            "lines": told.lines,
            "columns": [list(pair) for pair in told.columns],
            "taken": [list(pair) for pair in told.taken],
            "left_out": [list(pair) for pair in told.left_out],
        },
    }


def read_municipality_record(record: Plain) -> Municipality:
    """What `municipality_record` gave."""
    from scenarios.municipality.how_read import Told
    from scenarios.municipality.municipality import Municipality

    told = record["told"]
    return Municipality(
        name=str(record["name"]),
        file=Path(str(record["file"])),
        kind=str(record["kind"]),
        people=int(record["people"]),
        margins=tuple(_margin(m) for m in record["margins"]),
        missing={str(k): None if n is None else int(n) for k, n in record["missing"].items()},
        withheld=_pairs(record["withheld"]),
        told=None
        if told is None
        else Told(
            str(told["form"]),
            int(told["lines"]),
            _pairs(told["columns"]),
            _pairs(told["taken"]),
            _pairs(told["left_out"]),
        ),
    )


def _margin(record: Mapping[str, Any]) -> Margin:
    from scenarios.municipality.margins import Margin

    people, between = record["people"], record["between"]
    return Margin(
        str(record["variable"]),
        str(record["category"]),
        float(record["target"]),
        None if people is None else int(people),
        bool(record["hidden"]),
        None if between is None else (float(between[0]), float(between[1])),
    )


def _pairs(record: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(other)) for one, other in record)
