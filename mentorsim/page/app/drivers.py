"""Drivers: which of the things that are not known for sure the answer follows."""

from __future__ import annotations

import streamlit as st

from mentorsim.page.app.parts import choice, full_or_wait
from mentorsim.page.app.session import Session
from mentorsim.page.drivers import driver_figure, driver_grid, driver_sentence, drivers
from mentorsim.page.html import (
    answer_html,
    error_html,
    list_html,
    paragraphs_html,
    picture,
    picture_html,
    said,
    table_html,
)
from mentorsim.page.runs import Question, desk, question_of
from mentorsim.page.words import headline, pair_words, telling_week
from mentorsim.results import compared
from mentorsim.views import hanging_sentences, views_note
from scenarios.comparison.compare import Comparison
from sim.errors import InputError


def show(mine: Session) -> None:
    """The drivers of the effect that the address asks about."""
    words = mine.state.words
    st.title(words.text("page.drivers.title"), anchor=False)
    try:
        question = question_of(mine.state, mine.people)
        full = desk().full(question, mine.store)
        if full is None:
            _first(mine, question)
    except InputError as error:
        st.html(error_html(error, words))
        return
    full_or_wait(mine, question)
    if full is None:
        st.html(paragraphs_html([words.text("page.drivers.wait")]))
        return
    with desk().hurry():
        _shown(mine, full)


def _first(mine: Session, question: Question) -> None:
    """The effect itself at once; few draws cannot tell what it follows."""
    words = mine.state.words
    with desk().hurry():
        quick = desk().quick(question, mine.store)
    first, *others = headline(quick, words)
    st.html(answer_html(first, [*others, pair_words(quick, words)]))


def _shown(mine: Session, comparison: Comparison) -> None:
    words, outcome = mine.state.words, mine.state.outcome
    weeks = [int(week) for week in comparison.ensemble["report_week"].values]
    first = telling_week(comparison, compared(comparison)[0])
    week = (
        mine.driver_week if mine.driver_week in weeks else min(weeks, key=lambda w: abs(w - first))
    )
    choice(
        mine, "driver-week", words.text("page.drivers.week"), weeks, week, words.integer,
        lambda chosen: setattr(mine, "driver_week", chosen),
    )  # fmt: skip
    found = drivers(comparison, outcome, week)
    st.html(answer_html(driver_sentence(comparison, found, words), [pair_words(comparison, words)]))
    if found.found:
        figure = driver_figure(comparison, found, words)
        alt = words.text("page.alt.drivers", finding=said(figure))
        st.html(picture_html(picture(figure, alt)))
        st.html(table_html(driver_grid(comparison, found, words)))
    notes = [
        (
            words.text("page.sure.counted"),
            words.text(
                "page.drivers.how",
                draws=words.integer(found.draws),
                tested=words.integer(found.tested),
                limit=words.number(found.limit, 2),
            ),
        )
    ]
    notes += [(words.text("page.sure.hangs"), s) for s in hanging_sentences(comparison, words)]
    notes.append((words.text("page.sure.hangs"), views_note(comparison, words)))
    st.header(words.text("page.sure"), anchor=False)
    st.html(list_html(notes))
    st.page_link(
        mine.pages["compare"], label=words.text("page.drivers.back"),
        query_params=mine.state.to_query(),
    )  # fmt: skip
