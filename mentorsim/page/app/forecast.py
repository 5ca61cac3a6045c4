"""Forecast: kroner, mentors and queue over calendar years, for young people who come every year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from mentorsim.page.app.parts import block, chart_button, choice, found_or_wait
from mentorsim.page.app.saved import save_button, told_verdict
from mentorsim.page.app.session import Session
from mentorsim.page.blocks import Block
from mentorsim.page.files import WORKBOOK
from mentorsim.page.forecast_blocks import forecast_blocks, part_figure, taken_for_granted
from mentorsim.page.forecast_job import ForecastJob, accounts_file, stream_in, years_file
from mentorsim.page.forecast_view import (
    DISPLACED,
    ENTRANTS,
    EXITS,
    ORDINARY,
    RULES,
    SHOWS,
    START_YEARS,
    horizons,
)
from mentorsim.page.html import answer_html, error_html, list_html, paragraphs_html, table_html
from mentorsim.page.job_queue import job_queue
from mentorsim.page.saved import forecast_answer, saved_forecast
from mentorsim.page.setting import options
from mentorsim.page.views_job import ViewsJob, views_grids
from mentorsim.present.forecast.text import blocks_finding, finding
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.reform import CONTACTS, GRANTS
from scenarios.forecast.setting import COURSES, forecast_setting
from sim.errors import InputError


def show(mine: Session) -> None:
    """Years and young people at the side, the forecast in the middle."""
    words = mine.state.words
    with st.sidebar:
        _question(mine)
    st.title(words.text("page.forecast.title"), anchor=False)
    st.html(paragraphs_html([words.text(f"page.forecast.lead.{mine.state.forecast.shows}")]))
    try:
        here, view = mine.here(), mine.state.forecast
        rules = mine.rules(stream_in(view, here))
        job = ForecastJob(mine.question(), view, rules, mine.own_prices, here=here)
        _answer(mine, job)
    except InputError as error:
        st.html(error_html(error, words))
    st.page_link(
        mine.pages["compare"],
        label=words.text("page.forecast.compare"),
        query_params=mine.address_query(),
    )


def _look_at(mine: Session, **changes: Any) -> None:
    mine.change(replace(mine.state, forecast=replace(mine.state.forecast, **changes)))


def _question(mine: Session) -> None:
    words, view = mine.state.words, mine.state.forecast
    st.header(words.text("page.compare.question"), anchor=False)
    choice(
        mine,
        "shows",
        words.text("page.forecast.shows"),
        SHOWS,
        view.shows,
        lambda name: words.text(f"page.forecast.shows.{name}"),
        lambda name: _look_at(mine, shows=name),
        kind="radio",
    )
    if mine.state.typed:
        st.html(paragraphs_html([words.text("page.here.forecast")], "ms-note"))
    else:
        _years_and_people(mine)
    choice(
        mine,
        "courses",
        words.text("page.forecast.courses"),
        COURSES,
        view.courses,
        lambda name: words.text(
            f"page.forecast.courses.{name}",
            date=words.date(forecast_setting().no_courses_from.value),
        ),
        lambda name: _look_at(mine, courses=name),
        kind="radio",
    )
    if "rules" not in mine.state.typed:
        _rules(mine)
    _reform(mine)


def _years_and_people(mine: Session) -> None:
    """Who comes and when, where no situation says it."""
    words, view = mine.state.words, mine.state.forecast
    choice(
        mine,
        "start",
        words.text("page.forecast.start"),
        START_YEARS,
        view.start,
        str,
        lambda year: _look_at(mine, start=year),
        kind="slider",
    )
    choice(
        mine,
        "horizon",
        words.text("page.forecast.horizon"),
        horizons(view.shows),
        view.years,
        words.integer,
        lambda years: _look_at(mine, horizon=years),
        kind="slider",
    )
    label = words.text("page.forecast.entrants")
    if view.blocks:
        label = words.text("page.forecast.entrants.once")
    choice(
        mine,
        "entrants",
        label,
        ENTRANTS,
        view.entrants,
        words.integer,
        lambda people: _look_at(mine, entrants=people),
        kind="slider",
    )


def _rules(mine: Session) -> None:
    """Each calendar year's own rules, or one set held, where the situation names none."""
    words, view = mine.state.words, mine.state.forecast
    choice(
        mine,
        "rules",
        words.text("page.forecast.rules"),
        RULES,
        view.rules,
        lambda name: words.text(f"page.forecast.rules.{name}", year=str(mine.held_year())),
        lambda name: _look_at(mine, rules=name),
        kind="radio",
    )


def _reform(mine: Session) -> None:
    """What is chosen of rules that are not the trial's."""
    words, view = mine.state.words, mine.state.forecast
    st.header(words.text("page.forecast.reform"), anchor=False)
    _one_of(mine, "ordinary", ORDINARY)
    _one_of(mine, "contact", CONTACTS)
    _one_of(mine, "grants", GRANTS)
    choice(
        mine,
        "exits",
        words.text("page.forecast.exits"),
        EXITS,
        view.exits,
        lambda share: words.text(
            f"page.forecast.exits.{'raised' if share else 'as-in-trial'}",
            share=words.percent(share),
        ),
        lambda share: _look_at(mine, exits=share),
        kind="radio",
    )
    choice(
        mine,
        "displaced",
        words.text("page.forecast.displaced"),
        DISPLACED,
        view.displaced,
        words.percent,
        lambda share: _look_at(mine, displaced=share),
        kind="slider",
    )


def _one_of(mine: Session, name: str, options_of: Sequence[str]) -> None:
    """A choice whose values have words of their own; `name` is the field of the view."""
    words = mine.state.words
    choice(
        mine,
        name,
        words.text(f"page.forecast.{name}"),
        options_of,
        getattr(mine.state.forecast, name),
        lambda chosen: words.text(f"page.forecast.{name}.{chosen}"),
        lambda chosen: _look_at(mine, **{name: chosen}),
        kind="radio",
    )


def _answer(mine: Session, job: ForecastJob) -> None:
    """The forecast of all draws; until it is there, that of the first few."""
    words = mine.state.words
    full = job_queue().full(job, mine.store)
    first = replace(job, few=True)
    shown = full or job_queue().full(first, mine.store)
    if shown is not None:
        with job_queue().preempt():
            _headline(mine, shown)
    if shown is None:
        # Asked for before the full one, and lived before it.
        found_or_wait(mine, first, "first forecast", words.text("page.status.forecast_few"))
    told = words.text("page.status.forecast")
    if full is None and found_or_wait(mine, job, "forecast", told) is None and shown is None:
        return
    every = words.integer(options().draws)
    if full is not None:
        status = words.text("page.status.full", draws=every)
        st.html(f'<p class="ms-status" role="status">{status}</p>')
    if shown is not None:
        with job_queue().preempt():
            _shown(mine, job if full is not None else first, shown)


def _headline(mine: Session, found: Forecast) -> None:
    words = mine.state.words
    said = [f"{finding(found, policy, words)}." for policy in found.compared]
    if found.blocks:
        said.insert(0, f"{blocks_finding(found.blocks, found.stream.people, words)}.")
    if found.years["extrapolated"].any():
        said[0] = f"{said[0]} {words.text('page.extrapolated')}"
    first, *others = said
    few = words.text(
        "page.forecast.few", draws=words.integer(found.draws), all=words.integer(options().draws)
    )
    notes = [few] if found.draws < options().draws else []
    st.html(answer_html(first, [*others, *notes]))


def _shown(mine: Session, job: ForecastJob, found: Forecast) -> None:
    words = mine.state.words
    keep = mine.store if job.private else job_queue().shared
    parts: tuple[Block, ...] = keep.get_or_make(
        job.address(f"blocks {mine.state.language}"), lambda: tuple(forecast_blocks(found, words))
    )
    for part in parts:
        block(mine, part)
        if part.picture is not None:
            chart_button(mine, part.name, partial(part_figure, found, part.name, words))
    if not job.few:
        _views(mine, ViewsJob(job, found))
    st.header(words.text("page.forecast.taken"), anchor=False)
    with st.expander(words.text("page.sure"), key=f"taken-{words.code}"):
        st.html(list_html(taken_for_granted(found, words)))
    if not job.few:
        told_verdict(mine, "forecast", job, lambda: forecast_answer(job, found))
        here, rules = mine.here(), mine.rules(job.stream)
        save_button(mine, "forecast", lambda: saved_forecast(mine.state, job, here, rules, found))
        _downloads(mine, job, found)


def _downloads(mine: Session, job: ForecastJob, found: Forecast) -> None:
    """Files are made when they are asked for."""
    words = mine.state.words
    ready = {
        "accounts": ("accounts.xlsx", WORKBOOK, lambda: accounts_file(job, found, words)),
        "years": ("years.csv", "text/csv", lambda: years_file(found, words)),
    }
    st.header(words.text("page.heading.downloads"), anchor=False)
    with st.container(horizontal=True, key="ms-downloads"):
        for kind, (name, mime, make) in ready.items():
            st.download_button(
                words.text(f"page.download.{kind}"),
                make,
                file_name=name,
                mime=mime,
                key=f"download-{kind}-{words.code}",
                on_click="ignore",
            )


def _views(mine: Session, job: ViewsJob) -> None:
    """One other choice at a time, worked out once the reader asks for it."""
    words = mine.state.words
    st.header(words.text("page.forecast.views"), anchor=False)
    st.html(paragraphs_html([words.text("page.forecast.views.lead")]))
    if not st.toggle(words.text("page.forecast.views.show"), key=f"views-{words.code}"):
        return
    found = found_or_wait(mine, job, "views", words.text("page.status.views"))
    if found is not None:
        for grid in views_grids(found, words):
            st.html(table_html(grid))
