"""A forecast with one other choice of the rules at a time, in words and numbers."""

from __future__ import annotations

import pandas as pd

from mentorsim.language import Language
from mentorsim.present.forecast.reform_words import share_words
from mentorsim.present.kroner import Unit, finer, unit_for
from mentorsim.present.results import interval_or_wait, title
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.forecast.displacement import TOLD_PURSES
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.setting import forecast_setting


def views_caption(found: Forecast, policy: str, language: Language) -> str:
    """What the table shows.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    years = found.stream.calendar_years
    return language.text(
        "forecast.caption.views",
        policy=language.quoted(title(found, policy, language)),
        first=str(years[0]),
        last=str(years[-1]),
        unit=_unit(_own(found, policy)).label(language),
    )


def views_heads(language: Language) -> list[str]:
    """Heads of the columns: the choice, the net of each purse, and extra years."""
    return [
        language.text("forecast.column.view"),
        *(language.text(f"purse_title.{purse}") for purse in TOLD_PURSES),
        language.text("forecast.column.active_years"),
    ]


def views_rows(found: Forecast, policy: str, language: Language) -> list[list[str]]:
    """Cells of each view of a policy, its words first.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = _own(found, policy)
    unit, rows = _unit(own), []
    date = language.date(forecast_setting().no_courses_from.value)
    for view, share in dict.fromkeys(zip(own["view"], own["share"], strict=True)):
        values = own[(own["view"] == view) & (own["share"] == share)].set_index("quantity")
        shown = share_words(share, language)
        cells = [language.text(f"forecast.view.{view}", share=shown, date=date)]
        for purse in TOLD_PURSES:
            net, low, high = (float(values.loc[purse, end]) for end in ("mean", "low", "high"))
            told = language.text("number.waiting")
            if found.enough:
                told = unit.interval(low, high, language)
            cells.append(f"{unit.number(net, language, signed=True)} ({told})")
        more, low, high = (float(values.loc[ACTIVE_YEARS, end]) for end in ("mean", "low", "high"))
        told = interval_or_wait(low, high, 0, found.draws, language)
        rows.append([*cells, f"{language.signed(more, 0)} ({told})"])
    return rows


def _own(found: Forecast, policy: str) -> pd.DataFrame:
    return found.views[found.views["policy"] == policy]


def _unit(own: pd.DataFrame) -> Unit:
    """The unit of the amounts, with a decimal where they are whole millions."""
    kroner = own[own["quantity"] != ACTIVE_YEARS]
    unit = unit_for(kroner[["mean", "low", "high"]].to_numpy(float).ravel())
    return finer(unit) if unit.digits == 0 and unit.name == "million" else unit
