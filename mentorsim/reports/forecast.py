"""The chapter of a kept forecast: kroner by year and purse, payback, mentors and queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from mentorsim.budget import SHOWN_PURSES
from mentorsim.figure_style import (
    BEYOND_FILL,
    BEYOND_HATCH,
    BEYOND_LINE,
    INK,
    band_handle,
    beyond_handle,
    colour,
    curve,
    finish,
    number_axis,
    panels,
    squat,
    styled,
)
from mentorsim.figure_words import LONGEST_TITLE, described
from mentorsim.forecasts.text import CARRIED, carried_note
from mentorsim.kroner import kroner, kroner_interval
from mentorsim.language import Language, rounding
from mentorsim.reports.background import Background, behind_forecast, nobody_knows
from mentorsim.reports.business_case import (
    BUDGET_YEARS,
    RESTS,
    Case,
    case_heads,
    case_row,
    sum_years,
)
from mentorsim.reports.kept_forecast import ForecastRun, Payback, Year, in_library
from mentorsim.reports.pictures import Picture, picture
from mentorsim.reports.tables import Block, Cell, Row
from mentorsim.reports.words import few_draws
from mentorsim.results import DAGGER, clean, interval_level, shortened
from scenarios.comparison.intervals import enough_draws
from scenarios.decision.purse_tables import COST, GAIN, NOT_ASSESSED, verdict
from scenarios.economics.purses import PERSON, PUBLIC_TOTAL

#: Kroner of a forecast are shown, and judged, in thousands.
THOUSAND = 1000.0
MUNICIPALITY = "municipality"
#: Purses that have a panel of their own.
DRAWN = (MUNICIPALITY, PUBLIC_TOTAL)


@dataclass(frozen=True)
class ForecastSection:
    """A forecast, ready for the template."""

    id: str
    name: str
    question: str
    answer: list[str]
    purse_heads: list[str]
    net: list[Block]
    resources: list[Block]
    payback: list[str]
    picture: Picture
    note: str
    few: str
    reference: str
    background: Background
    case: Case


def forecast_section(run: ForecastRun, language: Language, start: str) -> ForecastSection:
    """Words and tables of a forecast's chapter.

    Args:
        run: the forecast.
        language: of the report.
        start: of the ids of its sections.
    """
    purses = _moved(run)
    return ForecastSection(
        id=start,
        name=run.name,
        question=language.text(
            "report.forecast.question",
            policies=language.list_of(_quoted(run, n, language) for n in run.policies),
            reference=_quoted(run, run.reference, language),
            first=run.years[0].year,
            last=max(row.year for row in run.years),
        ),
        answer=[
            f"{_finding(run, name, purse, language)}."
            for name in run.policies
            for purse in DRAWN
            if purse in purses
        ],
        purse_heads=[language.text(f"purse_title.{purse}") for purse in purses],
        net=[_net_block(run, name, purses, language) for name in run.policies],
        resources=[_resource_block(run, name, language) for name in run.policies],
        payback=[
            words
            for name in run.policies
            for purse in purses
            if purse != PERSON and (words := _payback(run, name, purse, language))
        ],
        picture=picture(lambda: forecast_figure(run, language)),
        note=_note(run, language),
        few=few_draws(run.draws, language),
        reference=_quoted(run, run.reference, language),
        background=behind_forecast(run, language),
        case=_case(run, purses, language),
    )


def _case(run: ForecastRun, purses: Sequence[str], language: Language) -> Case:
    """The business case: the budget's years and sums for every purse."""
    years = sorted({row.year for row in run.years})
    sums, known = sum_years(years), dict(nobody_knows(language))
    blocks = []
    for name in run.policies:
        rows = []
        for purse in purses:
            own = {row.year: row for row in run.rows(name, purse)}
            single = [_net_cell(run, own[year], language) for year in years[:BUDGET_YEARS]]
            summed = [_net_cell(run, own[year], language, cumulated=True) for year in sums]
            rows.append(case_row(language.text(f"purse_title.{purse}"), single, summed))
        blocks.append(Block(forecast_title(run, name, language), tuple(rows)))
    return Case(
        caption=language.text(
            "report.forecast.caption.net", reference=_quoted(run, run.reference, language)
        ),
        heads=case_heads(run, language),
        blocks=blocks,
        payback=[
            words
            for name in run.policies
            for purse in DRAWN
            if purse in purses
            and enough_draws(run.draws)
            and (words := _payback(run, name, purse, language))
        ],
        rests=[
            (title, known[title])
            for title in (language.text(f"unknown.{key}.title") for key in RESTS)
        ],
    )


def forecast_title(run: ForecastRun, name: str, language: Language) -> str:
    """A policy's title if the library has it; else the name it had in the forecast."""
    known = in_library(name)
    if known is None:
        return clean(name)
    text = known.policy.title
    return clean(text.da if language.code == "da" else text.en)


def _quoted(run: ForecastRun, name: str, language: Language) -> str:
    return language.quoted(shortened(forecast_title(run, name, language), LONGEST_TITLE))


def _moved(run: ForecastRun) -> list[str]:
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


def _net_cell(run: ForecastRun, row: Year, language: Language, *, cumulated: bool = False) -> Cell:
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


def _net_block(run: ForecastRun, name: str, purses: Sequence[str], language: Language) -> Block:
    by_purse = {purse: run.rows(name, purse) for purse in purses}
    rows = []
    for k, public in enumerate(run.rows(name, PUBLIC_TOTAL)):
        cells = [_net_cell(run, by_purse[purse][k], language) for purse in purses]
        cells.append(_net_cell(run, public, language, cumulated=True))
        rows.append(Row(_year_head(public), tuple(cells)))
    return Block(forecast_title(run, name, language), tuple(rows))


def _year_head(row: Year) -> str:
    """A year; where the last known rules are carried on, with the mark and for how many years."""
    return f"{row.year} {CARRIED}{row.years_since_rules}" if row.rules_carried_on else str(row.year)


def _note(run: ForecastRun, language: Language) -> str:
    """How to read the tables, and what the mark of a year says."""
    told = language.text("report.forecast.note", level=interval_level(language))
    carried = any(row.rules_carried_on for row in run.years)
    return f"{told} {carried_note(language)}" if carried else told


def _resource_block(run: ForecastRun, name: str, language: Language) -> Block:
    rows = [
        Row(
            _year_head(row),
            tuple(
                Cell(language.number(x, digits), "", row.extrapolated)
                for x, digits in (
                    (row.full_time_equivalents_employed, 1), (row.full_time_equivalents, 1),
                    (row.places, 0), (row.waiting, 0),
                )
            ),
        )
        for row in run.rows(name, PUBLIC_TOTAL)
    ]  # fmt: skip
    return Block(forecast_title(run, name, language), tuple(rows))


def _finding(run: ForecastRun, name: str, purse: str, language: Language) -> str:
    """What a purse has gained or paid by the last year."""
    last = run.rows(name, purse)[-1]
    found = _verdict(run, last.cumulated_low, last.cumulated_high)
    sign = -1.0 if found == COST else 1.0
    low, high = sorted((sign * last.cumulated_low, sign * last.cumulated_high))
    words = language.text(
        f"report.forecast.answer.{found.replace(' ', '_')}",
        policy=_quoted(run, name, language),
        reference=_quoted(run, run.reference, language),
        purse=language.text(f"whose.{purse}"),
        number=kroner(sign * last.cumulated, language, signed=found == NOT_ASSESSED),
        interval=kroner_interval(low, high, language),
        year=last.year,
        level=interval_level(language),
    )
    return f"{words}{DAGGER}" if last.extrapolated else words


def _payback(run: ForecastRun, name: str, purse: str, language: Language) -> str:
    """When a purse has its money back; empty where nothing was worked out or moves."""
    found = run.payback(name, purse)
    if found is None or found.unmoved:
        return ""
    last = max(row.year for row in run.years)
    parts = [
        language.text(
            "report.forecast.payback.never"
            if found.expected is None
            else "report.forecast.payback.year",
            policy=_quoted(run, name, language),
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


@styled
def forecast_figure(run: ForecastRun, language: Language) -> Figure:
    """Cumulated net of the municipality and of the public purses, year by year, with bands."""
    purses = [purse for purse in DRAWN if purse in _moved(run)] or [PUBLIC_TOTAL]
    figure, axes = panels(len(purses), share_y=False, height=squat(len(purses), 1.9))
    beyond = False
    for panel, purse in zip(axes, purses, strict=True):
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        for k, name in enumerate(run.policies):
            rows = run.rows(name, purse)
            years = np.array([row.year for row in rows], float)
            mean, low, high = (
                np.array([getattr(row, field) for row in rows]) / THOUSAND
                for field in ("cumulated", "cumulated_low", "cumulated_high")
            )
            known = [row.year for row in rows if not row.extrapolated]
            curve(panel, years, mean, low, high, max(known, default=-1), colour(k))
        later = [row.year for row in run.rows(run.policies[0], purse) if row.extrapolated]
        if later:
            beyond = True
            panel.axvspan(
                min(later) - 0.5, max(later) + 0.5, facecolor=BEYOND_FILL, edgecolor=BEYOND_LINE,
                hatch=BEYOND_HATCH, lw=0, zorder=0, gid="beyond",
            )  # fmt: skip
        panel.set_title(language.text(f"purse_title.{purse}"))
        panel.set_ylabel(language.text("report.forecast.axis"))
        number_axis(panel.yaxis, language, signed=True)
        panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    handles: list[Artist] = [
        Line2D([], [], color=colour(k), label=_short(run, name, language))
        for k, name in enumerate(run.policies)
    ]
    handles.append(band_handle(language, draws=run.draws))
    if beyond:
        handles.append(beyond_handle(language))
    heading = _finding(run, run.policies[0], purses[-1], language)
    numbers = [_finding(run, n, p, language) for n in run.policies for p in purses]
    return finish(figure, heading, handles, alt=described("forecast", heading, numbers, language))


def _short(run: ForecastRun, name: str, language: Language) -> str:
    return shortened(forecast_title(run, name, language), LONGEST_TITLE)
