"""A kept forecast in words and cells: net by purse and year, findings, when it has paid for itself.

Chapter, business case and figure of a report say the same with these.
"""

from __future__ import annotations

from mentorsim.language import Language, rounding
from mentorsim.present.clean import clean, shortened
from mentorsim.present.comparison.cells import Cell
from mentorsim.present.figure_words import LONGEST_TITLE
from mentorsim.present.forecast.text import CARRIED
from mentorsim.present.kroner import kroner, kroner_interval
from mentorsim.present.results import DAGGER, interval_level
from mentorsim.saved.forecast import ForecastRun, Payback, Year, in_library
from scenarios.budget.budget import SHOWN_PURSES
from scenarios.comparison.intervals import enough_draws
from scenarios.decision.purse_tables import COST, GAIN, NOT_ASSESSED, verdict
from scenarios.economics.purse_names import PUBLIC_TOTAL

#: Kroner of a forecast are shown, and judged, in thousands.
THOUSAND = 1000.0
#: Purses that have a panel and a sentence of their own.
MUNICIPALITY = "municipality"
DRAWN = (MUNICIPALITY, PUBLIC_TOTAL)


def forecast_title(run: ForecastRun, name: str, language: Language) -> str:
    """A policy's title if the library has it; else the name it had in the forecast.

    Args:
        run: the forecast as it was saved.
        name: of the policy in the result.
        language: of the words.
    """
    known = in_library(name)
    if known is None:
        return clean(name)
    text = known.policy.title
    return clean(text.da if language.code == "da" else text.en)


def quoted_policy(run: ForecastRun, name: str, language: Language) -> str:
    """The same in quotation marks, short enough for a sentence.

    Args:
        run: the forecast as it was saved.
        name: of the policy in the result.
        language: of the words.
    """
    return language.quoted(shortened(forecast_title(run, name, language), LONGEST_TITLE))


def moved_purses(run: ForecastRun) -> list[str]:
    """Purses in which anything moves, in the order of tables."""
    return [
        purse
        for purse in SHOWN_PURSES
        if any(row.low or row.high for n in run.policies for row in run.rows(n, purse))
    ]


def _verdict(run: ForecastRun, low: float, high: float) -> str:
    ends = (float(rounding(x / THOUSAND, 0)) for x in (low, high))
    return verdict(*ends, enough=enough_draws(run.draws))


def _amount(x: float, language: Language) -> str:
    return language.signed(x / THOUSAND, 0)


def _span(low: float, high: float, language: Language) -> str:
    return language.interval(low / THOUSAND, high / THOUSAND, 0)


def net_cell(run: ForecastRun, row: Year, language: Language, *, cumulated: bool = False) -> Cell:
    """A year's net of a purse, or the sum up to it, in thousands with its interval.

    Args:
        run: the forecast as it was saved.
        row: a year of a purse.
        language: of the words.
        cumulated: whether it is the sum up to the year.
    """
    mean, low, high = (
        (row.cumulated, row.cumulated_low, row.cumulated_high)
        if cumulated
        else (row.net, row.low, row.high)
    )
    clear = _verdict(run, low, high) in (GAIN, COST)
    ends = language.text("number.waiting")
    if enough_draws(run.draws):
        ends = _span(low, high, language)
    return Cell(_amount(mean, language), ends, row.extrapolated, clear)


def year_head(row: Year) -> str:
    """A year; where the last known rules are carried on, with the mark and for how many years."""
    return f"{row.year} {CARRIED}{row.years_since_rules}" if row.rules_carried_on else str(row.year)


def finding(run: ForecastRun, name: str, purse: str, language: Language) -> str:
    """What a purse has gained or paid by the last year.

    Args:
        run: the forecast as it was saved.
        name: of the policy in the result.
        purse: who pays or receives.
        language: of the words.
    """
    last = run.rows(name, purse)[-1]
    found = _verdict(run, last.cumulated_low, last.cumulated_high)
    sign = -1.0 if found == COST else 1.0
    low, high = sorted((sign * last.cumulated_low, sign * last.cumulated_high))
    words = language.text(
        f"report.forecast.answer.{found.replace(' ', '_')}",
        policy=quoted_policy(run, name, language),
        reference=quoted_policy(run, run.reference, language),
        purse=language.text(f"whose.{purse}"),
        number=kroner(sign * last.cumulated, language, signed=found == NOT_ASSESSED),
        interval=kroner_interval(low, high, language),
        year=last.year,
        level=interval_level(language),
    )
    return f"{words}{DAGGER}" if last.extrapolated else words


def payback_words(run: ForecastRun, name: str, purse: str, language: Language) -> str:
    """When a purse has its money back; empty where nothing was worked out or moves.

    Args:
        run: the forecast as it was saved.
        name: of the policy in the result.
        purse: who pays or receives.
        language: of the words.
    """
    found = run.payback(name, purse)
    if found is None or found.unmoved:
        return ""
    last = max(row.year for row in run.years)
    parts = [
        language.text(
            "report.forecast.payback.never"
            if found.expected is None
            else "report.forecast.payback.year",
            policy=quoted_policy(run, name, language),
            purse=language.text(f"whose.{purse}"),
            year=found.expected or last,
        )
    ]
    parts += _chances(found, run, language)
    return " ".join(parts)


def _chances(found: Payback, run: ForecastRun, language: Language) -> list[str]:
    within = {4: found.within_4, 10: found.within_10}
    return [
        language.text(
            "report.forecast.payback.within",
            years=years,
            chance=language.probability(chance, run.draws),
        )
        for years, chance in within.items()
        if chance is not None
    ]
