"""Drivers: which of the things that are not known for sure the answer follows.

Three views: what the effect goes with over the draws, what each factor does alone (tornado), and
from which value of one factor a policy pays (threshold).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from calibration.evidence import shipped_evidence
from mentorsim.language import Language
from mentorsim.page.app.parts import chart_button, choice, found_or_wait, full_or_wait, inside
from mentorsim.page.app.session import Session
from mentorsim.page.blocks import Block
from mentorsim.page.driver_view import ASKED, DriverView
from mentorsim.page.drivers import driver_grid, drivers
from mentorsim.page.html import (
    answer_html,
    both_pictures,
    error_html,
    list_html,
    paragraphs_html,
    picture_html,
    said,
    table_html,
)
from mentorsim.page.job_queue import job_queue
from mentorsim.page.one_way import Along, Bars, OneWay
from mentorsim.page.one_way_blocks import bars_block, threshold_block
from mentorsim.page.runs import Question, first_picture
from mentorsim.page.words import headline, pair_words, when
from mentorsim.present.comparison.drivers import driver_figure, driver_note, driver_sentence
from mentorsim.present.comparison.views import hanging_sentences, views_note
from mentorsim.present.results import longest
from mentorsim.present.sensitivity.factor_words import label
from mentorsim.present.sensitivity.figures import tornado_figure
from mentorsim.present.sensitivity.oneway_figures import threshold_figure
from mentorsim.present.situation.own_words import conversion_sentence
from scenarios.comparison.compare import Comparison
from scenarios.comparison.setting import report_weeks
from scenarios.sensitivity.held import piece
from scenarios.sensitivity.targets import target
from sim.errors import InputError


def show(mine: Session) -> None:
    """The drivers of the effect that the address asks about."""
    words = mine.state.words
    st.title(words.text("page.drivers.title"), anchor=False)
    try:
        question = mine.question()
    except InputError as error:
        st.html(error_html(error, words))
        return
    week = _week(mine, question)
    for part in (_followed, _bars, _threshold):
        try:
            part(mine, question, week)
        except InputError as error:
            st.html(error_html(error, words))
    st.page_link(
        mine.pages["compare"],
        label=words.text("page.drivers.back"),
        query_params=mine.address_query(),
    )


def _look_at(mine: Session, view: DriverView) -> None:
    mine.change(replace(mine.state, drivers=view))


def _week(mine: Session, question: Question) -> int:
    """The week that all views speak of; unless another is chosen, that in which support ends."""
    words, view = mine.state.words, mine.state.drivers
    weeks = report_weeks(question.weeks + 1, shipped_evidence())
    wanted = longest(question.policies[0].policy) if view.at is None else view.at
    week = int(min(weeks, key=lambda w: abs(w - wanted)))
    choice(
        mine,
        "driver-week",
        words.text("page.drivers.week"),
        weeks,
        week,
        words.integer,
        lambda chosen: _look_at(mine, replace(view, at=chosen)),
    )
    return week


# --- what the effect goes with --------------------------------------------------------------------
def _followed(mine: Session, question: Question, week: int) -> None:
    full = job_queue().full(question, mine.store)
    if full is None:
        _first(mine, question)
    full_or_wait(mine, question)
    if full is None:
        st.html(paragraphs_html([mine.state.words.text("page.drivers.wait")]))
        return
    with job_queue().preempt():
        _correlations(mine, full, week)


def _first(mine: Session, question: Question) -> None:
    """The effect itself at once; few draws cannot tell what it follows."""
    words = mine.state.words
    with job_queue().preempt():
        quick = first_picture(question, mine.store)
    first, *others = headline(quick, words, quick=True)
    st.html(answer_html(first, [*others, pair_words(quick, words)]))


def _correlations(mine: Session, comparison: Comparison, week: int) -> None:
    words, outcome = mine.state.words, mine.state.outcome
    found = drivers(comparison, outcome, week)
    finding = driver_sentence(comparison, found, when(week, words), words)
    st.html(answer_html(finding, [pair_words(comparison, words)]))
    if found.found:
        pictured = both_pictures(
            lambda: driver_figure(found, finding, words),
            lambda figure: words.text("page.alt.drivers", finding=said(figure)),
        )
        st.html(picture_html(pictured))
        chart_button(mine, "drivers", partial(driver_figure, found, finding, words))
        st.html(table_html(driver_grid(comparison, found, words)))
    notes = [(words.text("page.sure.counted"), driver_note(found, words))]
    notes += [(words.text("page.sure.hangs"), s) for s in hanging_sentences(comparison, words)]
    notes.append((words.text("page.sure.hangs"), views_note(comparison, words)))
    with st.expander(words.text("page.sure"), key=f"sure-drivers-{words.code}"):
        st.html(list_html(notes))


# --- one at a time --------------------------------------------------------------------------------
def _in_own_numbers(question: Question, outcome: str, words: Language) -> None:
    """What a unit of an outcome is for the reader's young people."""
    if question.told is None:
        return
    said = conversion_sentence(target(outcome), question.told, words)
    if said:
        st.html(paragraphs_html([said]))


def _bars(mine: Session, question: Question, week: int) -> None:
    """The tornado."""
    words, view = mine.state.words, mine.state.drivers
    st.header(words.text("page.heading.tornado"), anchor=False)
    st.html(paragraphs_html([words.text("page.drivers.bars.lead")]))
    outcome = view.bars or mine.state.outcome
    _outcome(mine, "bars", outcome, lambda chosen: replace(view, bars=chosen))
    _in_own_numbers(question, outcome, words)
    job = Bars(question, outcome, week, mine.prices(), mine.own_prices)
    found = found_or_wait(mine, job, "tornado", words.text("page.status.tornado"))
    if found is not None:
        for each, under in zip(job.questions, found, strict=True):
            made = _drawn(mine, job, partial(bars_block, each, under, words), piece(each))
            inside(mine, made)
            chart_button(mine, made.name, partial(tornado_figure, each, under, words))


def _threshold(mine: Session, question: Question, week: int) -> None:
    """The threshold."""
    words, view = mine.state.words, mine.state.drivers
    st.header(words.text("page.heading.threshold"), anchor=False)
    st.html(paragraphs_html([words.text("page.drivers.threshold.lead")]))
    _outcome(mine, "crosses", view.crosses, view.crossing)
    _in_own_numbers(question, view.crosses, words)
    own = mine.own_prices
    job = Along(question, view.crosses, week, mine.prices(), own, view.factor)
    offered = job.offered
    choice(
        mine,
        "factor",
        words.text("page.drivers.factor"),
        offered,
        view.factor if view.factor in offered else offered[0],
        lambda key: _factor(key, words),
        lambda key: _look_at(mine, replace(view, factor=key)),
    )
    found = found_or_wait(mine, job, "threshold", words.text("page.status.threshold"))
    if found is not None:
        made = _drawn(mine, job, lambda: threshold_block(job.question, found, words))
        inside(mine, made)
        chart_button(mine, made.name, partial(threshold_figure, job.question, found, words))


def _outcome(mine: Session, name: str, value: str, changed: Callable[[str], DriverView]) -> None:
    words = mine.state.words
    choice(
        mine,
        name,
        words.text(f"page.drivers.{name}"),
        ASKED,
        value,
        lambda outcome: words.text(f"page.outcome.{outcome}"),
        lambda outcome: _look_at(mine, changed(outcome)),
        kind="radio",
    )


def _factor(key: str, words: Language) -> str:
    """A factor's name with its kind: a lever may have the name of a parameter."""
    kind = words.text(f"page.kind.{key.partition(':')[0]}")
    return words.text("page.drivers.factor.option", name=label(key, words), kind=kind)


def _drawn(mine: Session, job: OneWay, make: Callable[[], Block], which: str = "") -> Block:
    """A part, drawn once for a job (and which of its results) and a language."""
    keep = mine.store if job.private else job_queue().shared
    with job_queue().preempt():
        made: Block = keep.get_or_make(job.address(f"block {which}{mine.state.language}"), make)
    return made
