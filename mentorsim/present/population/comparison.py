"""What the faces say of a population of one's own: who it is, how far from the trial, what not to
trust.

Everything comes from a `PopulationComparison`, in which small groups are blank already.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.console import Group
from rich.text import Text

from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.population.how_read import told_sentence
from mentorsim.present.terminal_tables import blank_table
from scenarios.municipality.how_read import Told
from scenarios.municipality.local_population import Stream
from scenarios.municipality.margins import MEAN, schema
from scenarios.municipality.population_comparison import COLUMNS, PopulationComparison, Warned
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

SHARE = "share"
YEARS = "years"


@dataclass(frozen=True)
class MarginRow:
    """A margin in words and numbers as they are shown.

    Attributes:
        label: what it is.
        people, here, trial, difference, jobcentres: cells; a dash where nothing can be shown.
    """

    label: str
    people: str
    here: str
    trial: str
    difference: str
    jobcentres: str


def introduction(near: PopulationComparison, language: Language) -> list[str]:
    """Whom the numbers are about, and where the people, the mentors and the calendar are from."""
    rules = schema()
    sentences = [
        language.text(
            f"municipality.who.{near.kind}", name=near.name, people=language.integer(near.people)
        ),
        language.text(
            "municipality.weights",
            pool=language.integer(near.pool),
            effective=language.integer(near.effective),
            largest=language.number(near.largest_weight),
        ),
        language.text(
            "municipality.rare",
            share=language.percent(near.rare),
            own=language.percent(near.rare_in_trial),
            least=language.integer(rules.limit("rare_people")),
            people=language.integer(near.trial_people),
        ),
        _staffing(near, language),
        _assumption(near, language),
    ]
    unknown = [_missing(variable, count, language) for variable, count in near.missing.items()]
    if near.told is not None:
        sentences.insert(1, told_sentence(near.told, unknown, language))
    if near.margins["municipality_low"].notna().any():
        smallest = language.integer(rules.limit("smallest_group"))
        sentences.append(language.text("municipality.stepped", smallest=smallest))
    if near.withheld:
        parts = [_withheld(variable, category, language) for variable, category in near.withheld]
        names = language.list_of(list(dict.fromkeys(parts)))
        sentences.append(language.text("municipality.withheld", parts=names))
    if near.hidden or near.margins["suppressed"].any():
        smallest = language.integer(rules.limit("smallest_group"))
        sentences.append(language.text("municipality.hidden", smallest=smallest))
    return sentences


def _assumption(near: PopulationComparison, language: Language) -> str:
    if near.stream is None:
        return language.text("municipality.assumption", weeks=language.integer(near.intake_weeks))
    return language.text(
        "municipality.assumption.stream",
        weeks=language.integer(near.stream.weeks),
        comers=language.integer(near.stream.people),
    )


def warnings(near: PopulationComparison, language: Language) -> list[str]:
    """Where a forecast for these people extrapolates, in words."""
    return [_warning(warned, near, language) for warned in near.warnings]


def margin_rows(near: PopulationComparison, language: Language) -> list[MarginRow]:
    """The margins beside the trial's."""
    dash = language.text("number.none")
    rows = []
    for row in near.margins.to_dict("records"):
        unit = str(row["unit"])
        low, high = float(row["jobcentre_low"]), float(row["jobcentre_high"])
        span = dash if math.isnan(low) else _span(low, high, unit, language)
        rows.append(
            MarginRow(
                label=_label(str(row["variable"]), str(row["category"]), language),
                people=language.integer(float(row["people"])),
                here=_here(row, language),
                trial=_value(float(row["trial"]), unit, language),
                difference=language.signed(float(row["standardised_difference"]), 2),
                jobcentres=span,
            )
        )
    return rows


def population_comparison_table(near: PopulationComparison) -> pd.DataFrame:
    """The margins for a CSV file."""
    return near.margins.assign(population=near.name)


def population_comparison_json(near: PopulationComparison) -> dict[str, object]:
    """The whole report for machines, without rows of people."""
    margins = near.margins.astype(object).where(near.margins.notna(), None)
    return {
        "name": near.name,
        "kind": near.kind,
        "people": near.people,
        "staffed_as": near.staffed_as,
        "caseload": near.caseload,
        "synthetic_people": near.pool,
        "effective_sample_size": near.effective,
        "largest_weight": near.largest_weight,
        "share_in_rare_cells": near.rare,
        "share_in_rare_cells_in_trial": near.rare_in_trial,
        "people_in_trial": near.trial_people,
        "intake_weeks_in_trial": near.intake_weeks,
        "missing": dict(near.missing),
        "withheld": [{"variable": v, "category": c} for v, c in near.withheld],
        "margins": margins.to_dict("records"),
        "suppressed_groups": sorted(near.hidden),
        "warnings": [
            {
                name: None if isinstance(value, float) and math.isnan(value) else value
                for name, value in vars(warned).items()
            }
            for warned in near.warnings
        ],
        "stream": None if near.stream is None else vars(near.stream),
        "told": None if near.told is None else vars(near.told),
    }


def read_population_comparison(content: Mapping[str, Any], *, file: object) -> PopulationComparison:
    """What `population_comparison_json` gave, read back.

    Raises:
        InputError: something is missing, or of another kind.
    """
    try:
        margins = pd.DataFrame(content["margins"], columns=list(COLUMNS))
        words, told = ("variable", "category", "unit"), content["told"]
        # A run that was kept before these were written is of the trial that ships.
        trial_people = content.get("people_in_trial", the_trial().seats.sum())
        weeks = content.get("intake_weeks_in_trial", the_trial().design.intake_weeks.value)
        kinds: dict[str, Any] = {c: object if c in words else float for c in COLUMNS}
        stream = content["stream"]
        return PopulationComparison(
            name=str(content["name"]),
            kind=str(content["kind"]),
            people=int(content["people"]),
            staffed_as=content["staffed_as"],
            caseload=float(content["caseload"]),
            pool=int(content["synthetic_people"]),
            effective=float(content["effective_sample_size"]),
            largest_weight=float(content["largest_weight"]),
            rare=float(content["share_in_rare_cells"]),
            rare_in_trial=float(content["share_in_rare_cells_in_trial"]),
            trial_people=int(trial_people),
            intake_weeks=float(weeks),
            margins=margins.astype(kinds | {"suppressed": bool}),
            missing={str(name): count for name, count in content["missing"].items()},
            withheld=tuple((str(w["variable"]), str(w["category"])) for w in content["withheld"]),
            hidden=frozenset(content["suppressed_groups"]),
            warnings=tuple(_warned(warned) for warned in content["warnings"]),
            stream=None if stream is None else Stream(**stream),
            told=None if told is None else _told(told),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            Said("mentorsim.unreadable_population_of_a_run"),
            file=file,
            field="population",
            found=of_system(error),
            allowed=Said("mentorsim.what_this_version_writes_run_it"),
        ) from error


def _told(content: Mapping[str, Any]) -> Told:
    pairs = {
        name: tuple((str(a), str(b)) for a, b in content[name])
        for name in ("columns", "taken", "left_out")
    }
    return Told(str(content["form"]), int(content["lines"]), **pairs)


def _warned(content: Mapping[str, Any]) -> Warned:
    numbers = {
        name: math.nan if content[name] is None else float(content[name])
        for name in ("value", "low", "high")
    }
    words = {name: str(content[name]) for name in ("kind", "variable", "category")}
    return Warned(
        words["kind"],
        words["variable"],
        words["category"],
        numbers["value"],
        numbers["low"],
        numbers["high"],
    )


def population_comparison_text(near: PopulationComparison) -> str:
    """`population_comparison_json` as the text of a file."""
    return (
        json.dumps(population_comparison_json(near), indent=1, ensure_ascii=False, allow_nan=False)
        + "\n"
    )


def _staffing(near: PopulationComparison, language: Language) -> str:
    caseload = language.number(near.caseload)
    if near.staffed_as is None:
        return language.text("municipality.staffing.median", caseload=caseload)
    return language.text(
        "municipality.staffing.named", caseload=caseload, jobcentre=near.staffed_as
    )


def _missing(variable: str, people: int | None, language: Language) -> str:
    smallest = language.integer(schema().limit("smallest_group"))
    few = language.text("municipality.missing.few", smallest=smallest)
    return language.text(
        "municipality.missing.one",
        what=language.text(f"margin.{variable}"),
        people=few if people is None else language.integer(people),
    )


def _withheld(variable: str, category: str, language: Language) -> str:
    """What is withheld: a mean, or a variable with all its categories."""
    if category == MEAN:
        return _label(variable, category, language)
    return language.text(f"margin.{variable}")


def _label(variable: str, category: str, language: Language) -> str:
    if category == MEAN:
        name = language.text(f"margin.{variable}")
        return language.text("municipality.mean", variable=name)
    group = schema().group(variable, category)
    return language.text(f"group.{group}")


def _unit(variable: str, category: str) -> str:
    span = schema().variables[variable].mean
    return span.unit if category == MEAN and span is not None else SHARE


def _value(x: float, unit: str, language: Language) -> str:
    if math.isnan(x):
        return language.text("number.none")
    if unit.startswith(SHARE):
        return language.percent(x)
    return language.number(x, 1 if unit == YEARS else 0)


def _span(low: float, high: float, unit: str, language: Language) -> str:
    return language.text(
        "number.interval", low=_value(low, unit, language), high=_value(high, unit, language)
    )


def _here(row: Mapping[Any, Any], language: Language) -> str:
    """A municipality's number: a mean that is known to a step only as the ends of the step."""
    unit = str(row["unit"])
    low, high = float(row["municipality_low"]), float(row["municipality_high"])
    if math.isnan(low) or _value(low, unit, language) == _value(high, unit, language):
        return _value(float(row["municipality"]), unit, language)
    return _span(low, high, unit, language)


def _warning(warned: Warned, near: PopulationComparison, language: Language) -> str:
    if warned.variable and warned.category:
        unit = _unit(warned.variable, warned.category)
        low, high = (_value(x, unit, language) for x in (warned.low, warned.high))
        shown = "hidden" if math.isnan(warned.value) else "shown"
        (row,) = near.margins[
            (near.margins["variable"] == warned.variable)
            & (near.margins["category"] == warned.category)
        ].to_dict("records")
        return language.text(
            f"warning.{warned.kind}.{shown}",
            what=_label(warned.variable, warned.category, language),
            value=_here(row, language),
            low=low,
            high=high,
        )
    if warned.kind == "missing":
        shown = "hidden" if math.isnan(warned.value) else "shown"
        what = language.text(f"margin.{warned.variable}")
        value = language.percent(warned.value)
        return language.text(f"warning.missing.{shown}", what=what, value=value)
    if warned.kind == "rare":
        value, own = language.percent(warned.value), language.percent(warned.low)
        return language.text("warning.rare", value=value, low=own)
    digits = 1 if warned.kind == "largest" else 0
    return language.text(
        f"warning.{warned.kind}",
        value=language.number(warned.value, digits),
        low=language.number(warned.low, 0),
    )


def population_comparison_view(near: PopulationComparison, language: Language) -> Group:
    """A population of one's own beside the trial's, and where it extrapolates."""
    table = blank_table(
        language.text("municipality.caption", name=near.name), language.text("municipality.note")
    )
    table.add_column(language.text("screen.column.variable"), overflow="fold", ratio=3)
    for name in ("people", "here", "trial", "difference", "jobcentres"):
        table.add_column(
            language.text(f"municipality.column.{name}"), justify="right", overflow="fold", ratio=1
        )
    for row in margin_rows(near, language):
        cells = (row.label, row.people, row.here, row.trial, row.difference, row.jobcentres)
        table.add_row(*(Text(cell) for cell in cells))
    said = [Text(words) for words in introduction(near, language)]
    found = warnings(near, language) or [language.text("municipality.within")]
    head = language.text("municipality.heading", name=near.name)
    return Group(
        Text(head, style="bold"),
        *said,
        table,
        *(Text(f"! {words}" if near.warnings else words, style="bold") for words in found),
    )
