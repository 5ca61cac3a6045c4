"""Mentor spending per full-time person beside the figure of the draft, in words and numbers."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.kroner import finer, unit_for
from mentorsim.present.results import title
from scenarios.forecast.ceiling import ceiling_totals
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.setting import forecast_setting

#: What an unsettled number is marked with.
UNSETTLED = "?"


def ceiling_caption(language: Language) -> str:
    """What the table shows."""
    return language.text("forecast.caption.ceiling")


def ceiling_note(language: Language) -> str:
    """What the ceiling of the law is, and why no kroner of one municipality lie within it."""
    day = language.date(forecast_setting().ceiling_from.value)
    return language.text("forecast.note.ceiling", date=day)


def ceiling_rows(found: Forecast, language: Language) -> tuple[list[str], list[list[str]]]:
    """Heads of the columns, and the cells of each policy, its title first."""
    sums = ceiling_totals(found.ceiling)
    unit = unit_for(sums["cost"].to_numpy(float))
    unit = finer(unit) if unit.digits == 0 and unit.name == "million" else unit
    heads = [
        language.text("report.column.policy"),
        language.text("forecast.column.persons"),
        language.text("forecast.column.bill", unit=unit.label(language)),
        language.text("forecast.column.per_person"),
        language.text("forecast.column.draft"),
    ]
    rows = [
        [
            title(found, str(policy), language),
            language.integer(row["full_time_persons"]),
            unit.number(row["cost"], language),
            language.integer(row["per_person"]),
            language.integer(row["draft"]) + UNSETTLED,
        ]
        for policy, row in sums.to_dict("index").items()
    ]
    return heads, rows
