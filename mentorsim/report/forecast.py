"""The chapter of a kept forecast: kroner by year and purse, payback, mentors and queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from mentorsim.language import Language
from mentorsim.present.clean import shortened
from mentorsim.present.comparison.cells import Block, Cell, Row
from mentorsim.present.few_draws import few_draws
from mentorsim.present.figure_axes import (
    BEYOND_FILL,
    BEYOND_HATCH,
    BEYOND_LINE,
    band_handle,
    beyond_handle,
    curve,
    number_axis,
)
from mentorsim.present.figure_layout import finish, panels, squat
from mentorsim.present.figure_style import INK, colour, styled
from mentorsim.present.figure_words import LONGEST_TITLE, described
from mentorsim.present.forecast.text import carried_note
from mentorsim.present.results import interval_level
from mentorsim.report import forecast_words
from mentorsim.report.background import Background, behind_forecast
from mentorsim.report.business_case import Case, business_case
from mentorsim.report.pictures import Picture, picture
from mentorsim.saved.forecast import ForecastRun
from scenarios.economics.purse_names import PERSON, PUBLIC_TOTAL


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
    purses = forecast_words.moved_purses(run)
    return ForecastSection(
        id=start,
        name=run.name,
        question=language.text(
            "report.forecast.question",
            policies=language.list_of(
                forecast_words.quoted_policy(run, n, language) for n in run.policies
            ),
            reference=forecast_words.quoted_policy(run, run.reference, language),
            first=run.years[0].year,
            last=max(row.year for row in run.years),
        ),
        answer=[
            f"{forecast_words.finding(run, name, purse, language)}."
            for name in run.policies
            for purse in forecast_words.DRAWN
            if purse in purses
        ],
        purse_heads=[language.text(f"purse_title.{purse}") for purse in purses],
        net=[_net_block(run, name, purses, language) for name in run.policies],
        resources=[_resource_block(run, name, language) for name in run.policies],
        payback=[
            words
            for name in run.policies
            for purse in purses
            if purse != PERSON
            and (words := forecast_words.payback_words(run, name, purse, language))
        ],
        picture=picture(lambda: forecast_figure(run, language)),
        note=_note(run, language),
        few=few_draws(run.draws, language),
        reference=forecast_words.quoted_policy(run, run.reference, language),
        background=behind_forecast(run, language),
        case=business_case(run, purses, language),
    )


def _net_block(run: ForecastRun, name: str, purses: Sequence[str], language: Language) -> Block:
    by_purse = {purse: run.rows(name, purse) for purse in purses}
    rows = []
    for k, public in enumerate(run.rows(name, PUBLIC_TOTAL)):
        cells = [forecast_words.net_cell(run, by_purse[purse][k], language) for purse in purses]
        cells.append(forecast_words.net_cell(run, public, language, cumulated=True))
        rows.append(Row(forecast_words.year_head(public), tuple(cells)))
    return Block(forecast_words.forecast_title(run, name, language), tuple(rows))


def _note(run: ForecastRun, language: Language) -> str:
    """How to read the tables, and what the mark of a year says."""
    told = language.text("report.forecast.note", level=interval_level(language))
    carried = any(row.rules_carried_on for row in run.years)
    return f"{told} {carried_note(language)}" if carried else told


def _resource_block(run: ForecastRun, name: str, language: Language) -> Block:
    rows = [
        Row(
            forecast_words.year_head(row),
            tuple(
                Cell(language.number(x, digits), "", row.extrapolated)
                for x, digits in (
                    (row.full_time_equivalents_employed, 1),
                    (row.full_time_equivalents, 1),
                    (row.places, 0),
                    (row.waiting, 0),
                )
            ),
        )
        for row in run.rows(name, PUBLIC_TOTAL)
    ]
    return Block(forecast_words.forecast_title(run, name, language), tuple(rows))


@styled
def forecast_figure(run: ForecastRun, language: Language) -> Figure:
    """Cumulated net of the municipality and of the public purses, year by year, with bands."""
    purses = [
        purse for purse in forecast_words.DRAWN if purse in forecast_words.moved_purses(run)
    ] or [PUBLIC_TOTAL]
    figure, axes = panels(len(purses), share_y=False, height=squat(len(purses), 1.9))
    beyond = False
    for panel, purse in zip(axes, purses, strict=True):
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        for k, name in enumerate(run.policies):
            rows = run.rows(name, purse)
            years = np.array([row.year for row in rows], float)
            mean, low, high = (
                np.array([getattr(row, field) for row in rows]) / forecast_words.THOUSAND
                for field in ("cumulated", "cumulated_low", "cumulated_high")
            )
            known = [row.year for row in rows if not row.extrapolated]
            curve(panel, years, mean, low, high, max(known, default=-1), colour(k))
        later = [row.year for row in run.rows(run.policies[0], purse) if row.extrapolated]
        if later:
            beyond = True
            panel.axvspan(
                min(later) - 0.5,
                max(later) + 0.5,
                facecolor=BEYOND_FILL,
                edgecolor=BEYOND_LINE,
                hatch=BEYOND_HATCH,
                lw=0,
                zorder=0,
                gid="beyond",
            )
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
    heading = forecast_words.finding(run, run.policies[0], purses[-1], language)
    numbers = [forecast_words.finding(run, n, p, language) for n in run.policies for p in purses]
    return finish(figure, heading, handles, alt=described("forecast", heading, numbers, language))


def _short(run: ForecastRun, name: str, language: Language) -> str:
    return shortened(forecast_words.forecast_title(run, name, language), LONGEST_TITLE)
