"""Compare: a policy with levers, set against others; curves, groups, mentors, kroner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from mentorsim.page import files
from mentorsim.page.app import parts
from mentorsim.page.app.saved import save_button, told_verdict
from mentorsim.page.app.session import Session
from mentorsim.page.app.typed_lever import TYPED, typed_lever
from mentorsim.page.blocks import BLOCKS, Block, level_grid, week_grid
from mentorsim.page.curves import CURVES, curve_chart
from mentorsim.page.drawn import DRAWN, Shown
from mentorsim.page.html import answer_html, error_html, paragraphs_html, table_html
from mentorsim.page.job_queue import job_queue
from mentorsim.page.levers import COHORT, ENOUGH, LEVERS, OWN, SECTIONS, said_value
from mentorsim.page.own_numbers import numbers_block, own_block
from mentorsim.page.runs import Question, first_picture
from mentorsim.page.saved import comparison_answer, saved_comparison
from mentorsim.page.setting import page_setting
from mentorsim.page.situation import said_elsewhere, week_in
from mentorsim.page.state import HORIZONS, levers_of
from mentorsim.page.uploads import policy_file
from mentorsim.page.words import headline, pair_words
from mentorsim.present.clean import clean, in_language
from mentorsim.present.results import PAGE_OUTCOMES, last_week, spoken_week
from mentorsim.present.situation.own_words import comparison_sentences
from mentorsim.report.letterhead import report_name
from scenarios.budget.budget import budget
from scenarios.comparison.compare import Comparison
from sim.errors import InputError


def show(mine: Session) -> None:
    """The question at the side, the answer in the middle."""
    words = mine.state.words
    with st.sidebar:
        _question(mine)
    st.title(words.text("page.compare.title"), anchor=False)
    with job_queue().preempt():
        _answer(mine)


def _answer(mine: Session) -> None:
    words = mine.state.words
    try:
        question = mine.question()
        full = job_queue().full(question, mine.store)
        shown = first_picture(question, mine.store) if full is None else full
    except InputError as error:
        st.html(error_html(error, words))
        return
    said = headline(shown, words, quick=full is None)
    if question.told is None:
        first, *others = said
    else:
        # In the reader's own numbers; those of 1,000 follow below the one table.
        first, *others = comparison_sentences(shown, question.told, words) or said
    st.html(answer_html(first, [*others, pair_words(shown, words)]))
    parts.full_or_wait(mine, question)
    if full is not None:
        told_verdict(
            mine, "compare", question, lambda: comparison_answer(question, full, mine.prices())
        )
    prices = mine.prices()
    drawn = Shown(shown, mine.state.outcome, words, full is None, prices)
    if question.told is not None:
        parts.block(mine, _own_block(mine, question, drawn))
        parts.inside(mine, numbers_block(shown, question.told, words))
        st.header(words.text("page.here.heading.per_thousand"), anchor=False)
        st.html(paragraphs_html(said))
    for name in BLOCKS:
        made = _block(mine, question, name, drawn)
        parts.block(
            mine, made, partial(st.fragment(_curves), drawn, made) if name in CURVES else None
        )
        if made.picture is not None:
            parts.chart_button(mine, made.name, partial(DRAWN[name], drawn))
        if name == "costs":
            st.page_link(
                mine.pages["forecast"],
                label=words.text("page.compare.forecast"),
                query_params=mine.address_query(),
            )
    _downloads(mine, question, shown, full)


def _curves(shown: Shown, made: Block) -> None:
    """Curves with their values under the pointer; of a week that keys can choose, as a table."""
    words, last, picture = shown.language, last_week(shown.comparison), made.picture
    assert picture is not None
    kind = made.name.partition("-")[0]
    key = f"readout-week-{words.code}-{last}-{made.name}"
    week = int(st.session_state.get(key, spoken_week(shown.comparison, shown.outcome)))
    st.html(f'<p class="ms-finding ms-said">{escape(picture.finding)}</p>')
    st.vega_lite_chart(curve_chart(shown, kind, week, picture.alt), theme=None, key=f"curves-{key}")
    chosen = st.select_slider(
        words.text("page.readout"), range(last + 1), value=week, format_func=words.integer, key=key
    )
    grid = week_grid(shown, chosen) if kind == "effects" else level_grid(shown, chosen)
    st.html(table_html(grid))


def _block(mine: Session, question: Question, name: str, shown: Shown) -> Block:
    """A part, drawn once for a question, a language and an outcome."""
    return _made(mine, question, name, shown, lambda: BLOCKS[name](shown))


def _own_block(mine: Session, question: Question, shown: Shown) -> Block:
    """The answer in the situation's own numbers."""
    told, words = question.told, mine.state.words
    assert told is not None  # there is a situation
    return _made(mine, question, "situation", shown, lambda: own_block(shown.money, told, words))


def _made(
    mine: Session, question: Question, name: str, shown: Shown, make: Callable[[], Block]
) -> Block:
    state, quick, prices = mine.state, shown.quick, shown.prices
    keep = job_queue().quick if quick else job_queue().shared
    if question.private or mine.own_prices:
        keep = mine.store
    address = question.address(
        f"block {name} {state.language} {state.outcome} {quick} {prices.digest()}"
    )
    made: Block = keep.get_or_make(address, make)
    return made


# --- the question -------------------------------------------------------------------------------
def _title_of(mine: Session) -> Any:
    def said(name: str) -> str:
        return clean(in_language(mine.state.named(name).policy.title, mine.state.words))

    return said


def _question(mine: Session) -> None:
    state, words = mine.state, mine.state.words
    st.header(words.text("page.compare.question"), anchor=False)
    parts.choice(
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
    parts.choice(
        mine,
        "against",
        words.text("page.compare.against"),
        [n for n in state.names() if n != state.own().name],
        state.against,
        _title_of(mine),
        lambda name: mine.change(replace(mine.state, against=name)),
    )
    parts.several(
        mine,
        "also",
        words.text("page.compare.also"),
        [n for n in state.names() if n not in (state.own().name, state.against)],
        [n for n in state.also if n not in (state.own().name, state.against)],
        _title_of(mine),
        lambda names: mine.change(replace(mine.state, also=tuple(names))),
        page_setting().count("longest_policies"),
    )
    weeks = _horizons(mine)
    parts.choice(
        mine,
        "weeks",
        words.text("page.compare.weeks"),
        weeks,
        week_in(state.weeks, weeks),
        words.integer,
        lambda weeks: mine.change(replace(mine.state, weeks=weeks)),
        kind="slider" if len(weeks) > 1 else "select",
    )
    parts.choice(
        mine,
        "outcome",
        words.text("page.compare.outcome"),
        PAGE_OUTCOMES,
        state.outcome,
        lambda outcome: words.text(f"page.outcome.{outcome}"),
        lambda outcome: mine.change(replace(mine.state, outcome=outcome)),
        kind="radio",
    )


def _horizons(mine: Session) -> tuple[int, ...]:
    """Weeks on offer: no more than the situation's years hold."""
    try:
        return mine.state.horizons()
    except InputError:
        return HORIZONS  # what is wrong is told above


def _section(mine: Session, section: str) -> None:
    words, standing = mine.state.words, mine.state.standing()
    moved = any(name in mine.state.changes for name in levers_of(section))
    heading = words.text(f"lever.section.{section}")
    with st.expander(heading, expanded=moved or section in ("duration", "capacity")):
        for name in levers_of(section):
            if name in mine.state.changes or (
                name not in said_elsewhere(mine.state.typed) and _matters(name, standing)
            ):
                _lever(mine, name, standing[name])


def _matters(name: str, standing: dict[str, Any]) -> bool:
    """Whether a lever can change anything where the others stand."""
    enough, stream = standing["mentors"] == ENOUGH, standing["intake"] != COHORT
    needed: dict[str, bool] = {"short": not enough, "years": stream}
    needed["caseload"] = enough or standing["short"] == "places"
    return needed.get(name, True)


def _lever(mine: Session, name: str, value: Any) -> None:
    words = mine.state.words
    if name in TYPED:
        typed_lever(mine, name, value)
        return
    known = list(LEVERS[name].options)
    if value not in known:
        numbers = [option for option in known if isinstance(option, int)]
        if isinstance(value, int):
            strings = [option for option in known if isinstance(option, str)]
            known = [*strings, *sorted([*numbers, value])]
        else:
            known = [OWN, *known]
    slides = name in ("weeks", "taper", "aftercare", "return", "caseload")
    parts.choice(
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
            files.WORKBOOK,
            lambda: files.workbook_file(budget(shown, mine.prices()), question, words),
        ),
        "csv": ("differences.csv", "text/csv", lambda: files.table_file(shown, words)),
        "yaml": (f"{own.name}.yaml", "application/yaml", lambda: policy_file(own)),
    }
    if full is not None:
        name = report_name(words)
        report = partial(files.report_file, question, full, mine.prices(), words)
        paper = partial(files.paper_file, question, full, mine.prices(), words)
        ready = {
            "html": (name, "text/html", report),
            "docx": (f"{own.name}.docx", files.DOCUMENT, paper),
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
        if full is not None:
            made = partial(saved_comparison, mine.state, question, mine.here(), mine.prices(), full)
            save_button(mine, own.name, made)
