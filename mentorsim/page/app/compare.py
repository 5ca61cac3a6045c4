"""Compare: a policy with levers, set against others; curves, groups, mentors, kroner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from mentorsim.page.app.parts import block, choice, full_or_wait, several
from mentorsim.page.app.session import Session
from mentorsim.page.blocks import BLOCKS, DRAWN, Block, Shown, week_grid
from mentorsim.page.files import (
    DOCUMENT,
    WORKBOOK,
    chart_file,
    paper_file,
    policy_file,
    report_file,
    table_file,
    workbook_file,
)
from mentorsim.page.html import answer_html, error_html, paragraphs_html, table_html
from mentorsim.page.job_queue import desk
from mentorsim.page.levers import COHORT, ENOUGH, LEVERS, OWN, SECTIONS, said_value
from mentorsim.page.runs import Question, first_picture, question_of
from mentorsim.page.setting import page_setting
from mentorsim.page.state import HORIZONS, levers_of
from mentorsim.page.words import headline, pair_words
from mentorsim.present.policy.pages import in_language
from mentorsim.present.results import SHOWN_OUTCOMES, clean, last_week, spoken_week
from mentorsim.report.files import report_name
from scenarios.budget.budget import budget
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import Prices
from scenarios.policy.policies import library_names
from sim.errors import InputError


def show(mine: Session) -> None:
    """The question at the side, the answer in the middle."""
    words = mine.state.words
    with st.sidebar:
        _question(mine)
    st.title(words.text("page.compare.title"), anchor=False)
    with desk().hurry():
        _answer(mine)


def _answer(mine: Session) -> None:
    words = mine.state.words
    try:
        question = question_of(mine.state, mine.people)
        full = desk().full(question, mine.store)
        shown = first_picture(question, mine.store) if full is None else full
    except InputError as error:
        st.html(error_html(error, words))
        return
    first, *others = headline(shown, words, quick=full is None)
    st.html(answer_html(first, [*others, pair_words(shown, words)]))
    full_or_wait(mine, question)
    prices = mine.prices()
    for name in BLOCKS:
        made = _block(mine, question, shown, name, prices, quick=full is None)
        block(mine, made)
        if made.picture is not None:
            drawn = Shown(shown, mine.state.outcome, words, full is None, prices)
            _chart(name, drawn, made.name)
            if name == "effects":
                _readout(drawn)
        if name == "costs":
            st.page_link(
                mine.pages["forecast"],
                label=words.text("page.compare.forecast"),
                query_params=mine.state.to_query(),
            )
    _downloads(mine, question, shown, full)


def _readout(shown: Shown) -> None:
    """The values of the curves in a week, chosen by pointer or by keys."""
    words, last = shown.language, last_week(shown.comparison)
    with st.expander(words.text("page.readout"), key=f"readout-{words.code}"):
        week = st.select_slider(
            words.text("page.readout.week"),
            range(last + 1),
            value=spoken_week(shown.comparison, shown.outcome),
            format_func=words.integer,
            key=f"readout-week-{words.code}-{last}-{shown.outcome}",
        )
        st.html(table_html(week_grid(shown, int(week))))


def _chart(name: str, shown: Shown, file: str) -> None:
    """The figure of a part as a picture of its own, drawn when it is asked for."""
    words = shown.language
    st.download_button(
        words.text("page.download.chart"),
        lambda: chart_file(DRAWN[name](shown)),
        file_name=f"{file}.png",
        mime="image/png",
        key=f"chart-{name}-{words.code}",
        on_click="ignore",
        type="tertiary",
    )


def _block(
    mine: Session,
    question: Question,
    comparison: Comparison,
    name: str,
    prices: Prices,
    *,
    quick: bool,
) -> Block:
    """A part, drawn once for a question, a language and an outcome."""
    state = mine.state
    keep = desk().quick if quick else desk().shared
    if question.private or mine.prices_file is not None:
        keep = mine.store
    address = question.address(
        f"block {name} {state.language} {state.outcome} {quick} {prices.digest()}"
    )
    shown = Shown(comparison, state.outcome, state.words, quick, prices)
    made: Block = keep.get_or_make(address, lambda: BLOCKS[name](shown))
    return made


# --- the question -------------------------------------------------------------------------------
def _title_of(mine: Session) -> Any:
    def said(name: str) -> str:
        return clean(in_language(mine.state.named(name).policy.title, mine.state.words))

    return said


def _question(mine: Session) -> None:
    state, words = mine.state, mine.state.words
    st.header(words.text("page.compare.question"), anchor=False)
    choice(
        mine,
        "policy",
        words.text("page.compare.policy"),
        [n for n in state.bases() if n != state.against],
        state.policy,
        _title_of(mine),
        lambda name: mine.change(mine.state.with_policy(name)),
    )
    described = clean(in_language(state.base().policy.description, words))
    st.html(paragraphs_html([described], "ms-note"))
    for section in SECTIONS:
        _section(mine, section)
    st.subheader(words.text("page.compare.others"), anchor=False)
    choice(
        mine,
        "against",
        words.text("page.compare.against"),
        [n for n in library_names() if n != state.own().name],
        state.against,
        _title_of(mine),
        lambda name: mine.change(replace(mine.state, against=name)),
    )
    several(
        mine,
        "also",
        words.text("page.compare.also"),
        [n for n in library_names() if n not in (state.own().name, state.against)],
        [n for n in state.also if n not in (state.own().name, state.against)],
        _title_of(mine),
        lambda names: mine.change(replace(mine.state, also=tuple(names))),
        page_setting().count("longest_policies"),
    )
    choice(
        mine,
        "weeks",
        words.text("page.compare.weeks"),
        HORIZONS,
        state.weeks,
        words.integer,
        lambda weeks: mine.change(replace(mine.state, weeks=weeks)),
        kind="slider",
    )
    choice(
        mine,
        "outcome",
        words.text("page.compare.outcome"),
        SHOWN_OUTCOMES,
        state.outcome,
        lambda outcome: words.text(f"page.outcome.{outcome}"),
        lambda outcome: mine.change(replace(mine.state, outcome=outcome)),
        kind="radio",
    )


def _section(mine: Session, section: str) -> None:
    words, standing = mine.state.words, mine.state.standing()
    moved = any(name in mine.state.changes for name in levers_of(section))
    heading = words.text(f"lever.section.{section}")
    with st.expander(heading, expanded=moved or section in ("duration", "capacity")):
        for name in levers_of(section):
            if _matters(name, standing):
                _lever(mine, name, standing[name])


def _matters(name: str, standing: dict[str, Any]) -> bool:
    """Whether a lever can change anything where the others stand."""
    enough, stream = standing["mentors"] == ENOUGH, standing["intake"] != COHORT
    needed: dict[str, bool] = {"short": not enough, "years": stream}
    needed["caseload"] = enough or standing["short"] == "places"
    return needed.get(name, True)


def _lever(mine: Session, name: str, value: Any) -> None:
    words = mine.state.words
    known = list(LEVERS[name].options)
    if value not in known:
        numbers = [option for option in known if isinstance(option, int)]
        if isinstance(value, int):
            strings = [option for option in known if isinstance(option, str)]
            known = [*strings, *sorted([*numbers, value])]
        else:
            known = [OWN, *known]
    slides = name in ("weeks", "taper", "aftercare", "return", "caseload")
    choice(
        mine,
        f"lever-{name}",
        words.text(f"lever.{name}"),
        known,
        value,
        lambda option: said_value(name, option, words),
        lambda option: mine.change(mine.state.with_lever(name, option)),
        kind="slider" if slides else "select",
    )


# --- what can be taken away ---------------------------------------------------------------------
def _downloads(
    mine: Session, question: Question, shown: Comparison, full: Comparison | None
) -> None:
    """Files are made when they are asked for."""
    words = mine.state.words
    st.header(words.text("page.heading.downloads"), anchor=False)
    if full is None:
        st.html(paragraphs_html([words.text("page.downloads.quick")]))
    own = question.policies[0]
    ready: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "xlsx": (
            f"{own.name}.xlsx",
            WORKBOOK,
            lambda: workbook_file(budget(shown, mine.prices()), question, words),
        ),
        "csv": ("differences.csv", "text/csv", lambda: table_file(shown, words)),
        "yaml": (f"{own.name}.yaml", "application/yaml", lambda: policy_file(own)),
    }
    if full is not None:
        name = report_name(words)
        report = partial(report_file, question, full, mine.prices(), words)
        paper = partial(paper_file, question, full, mine.prices(), words)
        ready = {
            "html": (name, "text/html", report),
            "docx": (f"{own.name}.docx", DOCUMENT, paper),
        } | ready
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
