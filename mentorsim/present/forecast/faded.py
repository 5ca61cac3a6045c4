"""The net of a forecast by how fast readiness fades after support, in words and numbers."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.comparison.cells import Cell, Row
from mentorsim.present.forecast.text import fading_is_told, quoted
from mentorsim.present.kroner import Unit, finer, unit_for
from mentorsim.present.results import interval_level
from scenarios.forecast.fading import FADING_VIEWS
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.tables import SHOWN_PURSES


def faded_unit(found: Forecast, policy: str) -> Unit:
    """The unit of a policy's amounts, with a decimal where they are whole millions."""
    own = found.fading[found.fading["policy"] == policy]
    unit = unit_for(own[["net", "low", "high"]].to_numpy(float).ravel())
    return finer(unit) if unit.digits == 0 and unit.name == "million" else unit


def faded_caption(found: Forecast, policy: str, language: Language) -> str:
    """What the table shows.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    return language.text(
        "forecast.caption.fading",
        policy=quoted(found, policy, language),
        last=str(found.stream.calendar_years[-1]),
        unit=faded_unit(found, policy).label(language),
        level=interval_level(language),
    )


def faded_heads(found: Forecast, policy: str, language: Language) -> list[str]:
    """Heads of the columns: the purse, and each third of the draws with its weeks to half.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    return [
        language.text("forecast.column.purse"),
        *(
            language.text(
                f"forecast.column.{view}",
                weeks=language.integer(float(found.faded(policy, view)["weeks_to_half"])),
            )
            for view in FADING_VIEWS
        ),
    ]


def faded_rows(found: Forecast, policy: str, language: Language) -> tuple[Row, ...]:
    """The net of the whole time by purse; none where the draws are too few to tell.

    Args:
        found: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    if not fading_is_told(found):
        return ()
    unit, own = faded_unit(found, policy), found.years[found.years["policy"] == policy]
    beyond = bool(own["extrapolated"].any())
    rows = []
    for purse in SHOWN_PURSES:
        if found.payback(policy, purse).unmoved:
            continue
        cells = []
        for view in FADING_VIEWS:
            net, low, high = (
                float(found.faded(policy, view, purse)[name]) for name in ("net", "low", "high")
            )
            cells.append(
                Cell(
                    unit.number(net, language, signed=True),
                    unit.interval(low, high, language),
                    beyond,
                    clear=low > 0 or high < 0,
                )
            )
        rows.append(Row(language.text(f"purse_title.{purse}"), tuple(cells)))
    return tuple(rows)
