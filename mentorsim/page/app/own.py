"""Own numbers: a reader's own young people, prices and policy, for this session only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from calibration.trial import the_trial
from mentorsim.page import html
from mentorsim.page.app.parts import choice
from mentorsim.page.app.session import Session
from mentorsim.page.setting import page_setting
from mentorsim.page.state import FIRST_POLICY, UPLOADED, library_policy
from mentorsim.page.uploads import example, needs_people, open_question, policy_file
from mentorsim.present.clean import clean, in_language
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.population.comparison import introduction, margin_rows, warnings
from scenarios.economics.rule_sets import rule_years
from scenarios.municipality.population_comparison import PopulationComparison
from sim.errors import InputError
from sim.messages import in_language as in_language_of

MEDIAN = ""
POLICY_EXAMPLE = "policy.yaml"
#: Young people that a table of shares can stand for.
MOST_PEOPLE = 100_000
#: Endings of files of young people; what they are is seen from their bytes.
POPULATIONS = [
    *("csv", "txt", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods", "px", "json"),
    *("sas7bdat", "xpt", "sav", "zsav", "por", "dta", "parquet"),
]


def show(mine: Session) -> None:
    """Upload people, prices, a policy; see what was understood, and how far from the trial."""
    words = mine.state.words
    st.title(words.text("page.own.title"), anchor=False)
    megabytes = words.integer(page_setting().count("largest_upload"))
    st.html(html.paragraphs_html([words.text("page.own.lead", megabytes=megabytes)], "ms-lead"))
    st.header(words.text("page.own.people"), anchor=False)
    _people(mine)
    st.header(words.text("page.own.prices"), anchor=False)
    _prices(mine)
    st.header(words.text("page.own.policy"), anchor=False)
    _policy(mine)


def _people(mine: Session) -> None:
    words = mine.state.words
    st.html(html.paragraphs_html([words.text("page.own.people.text")]))
    _examples(mine, ("shares.csv", "individuals.csv"))
    file = _field(mine, "people", POPULATIONS)
    if file is not None:
        _tried(mine, lambda: _read_people(mine, *file))
    if mine.own_people is not None:
        _understood(mine)


def _read_people(mine: Session, name: str, content: bytes) -> None:
    words = mine.state.words
    take = _answers(mine, name, content)
    if take is None:
        return
    people = None
    if needs_people(name, content, take):
        people = int(
            st.number_input(
                words.text("page.own.how_many"), 1, MOST_PEOPLE, mine.many, key="own-many"
            )
        )
        mine.many = people
    names = [MEDIAN, *(staffing.name for staffing in the_trial().staffing)]
    choice(
        mine,
        "staffing",
        words.text("page.own.staffing"),
        names,
        mine.staffed_as,
        lambda n: n or words.text("page.own.staffing.median"),
        lambda n: setattr(mine, "staffed_as", n),
    )
    mine.use_people(name, content, people, take)


def _answers(mine: Session, name: str, content: bytes) -> tuple[str, ...] | None:
    """What is answered of a file that can be read in several ways; None while some is open."""
    words, given = mine.state.words, list[str]()
    while (question := open_question(name, content, given)) is not None:
        asked = in_language_of(question.problem, words.code)
        said = words.text("page.own.take", question=asked)
        answer = st.selectbox(
            f"{said} ({clean(question.name)})",
            question.choices,
            index=None,
            key=f"take-{words.code}-{name}-{question.name}-{mine.uploads}",
        )
        if answer is None:
            return None
        given.append(f"{question.name}={answer}")
    return tuple(given)


def _understood(mine: Session) -> None:
    words, near = mine.state.words, mine.population_comparison()
    if near is None:
        return
    st.html(html.paragraphs_html(introduction(near, words)))
    found = warnings(near, words)
    heading = words.text("page.own.warning")
    if found:
        st.html(html.list_html([(heading, warning) for warning in found]))
    else:
        st.html(html.paragraphs_html([words.text("page.own.no_warning")]))
    st.html(html.table_html(_margins(near, mine)))
    st.page_link(
        mine.pages["compare"], label=words.text("page.own.go"), query_params=mine.address_query()
    )
    if st.button(words.text("page.own.forget.people"), key=f"forget-people-{words.code}"):
        mine.forget_people()
        st.rerun()


def _margins(near: PopulationComparison, mine: Session) -> html.Grid:
    words = mine.state.words
    heads = [
        words.text(f"page.own.column.{column}")
        for column in ("what", "people", "here", "trial", "difference", "jobcentres")
    ]
    rows = [
        (
            row.label,
            [
                html.Cell(x)
                for x in (row.people, row.here, row.trial, row.difference, row.jobcentres)
            ],
        )
        for row in margin_rows(near, words)
    ]
    return html.Grid(words.text("page.own.caption", name=near.name), heads, rows)


def _prices(mine: Session) -> None:
    words = mine.state.words
    st.html(html.paragraphs_html([words.text("page.own.prices.text")]))
    if not mine.state.typed:
        choice(
            mine,
            "rule-year",
            words.text("page.own.rule_year"),
            rule_years(),
            mine.state.rule_year,
            str,
            mine.use_rule_year,
        )
    _examples(mine, ("prices.yaml",))
    file = _field(mine, "prices", ["yaml", "yml"])
    if file is not None:
        name, content = file
        _tried(mine, lambda: mine.use_prices(name, content))
    if mine.prices_file is None:
        return
    used = own_price_lines(mine.prices(), words)
    st.html(html.paragraphs_html([words.text("page.own.prices.used"), *used]))
    if st.button(words.text("page.own.forget.prices"), key=f"forget-prices-{words.code}"):
        mine.forget_prices()
        st.rerun()


def _policy(mine: Session) -> None:
    words = mine.state.words
    st.html(html.paragraphs_html([words.text("page.own.policy.text")]))
    with st.container(horizontal=True):
        example_policy = library_policy(FIRST_POLICY)
        st.download_button(
            words.text("page.own.example", name=POLICY_EXAMPLE),
            policy_file(example_policy),
            file_name=POLICY_EXAMPLE,
            key=f"example-policy-{words.code}",
            on_click="ignore",
        )
    file = _field(mine, "policy", ["yaml", "yml"])
    if file is not None:
        name, content = file
        _tried(mine, lambda: mine.use_policy(name, content))
    if mine.own_policy is None:
        return
    policy = mine.own_policy.policy
    title = words.quoted(clean(in_language(policy.title, words)))
    described = clean(in_language(policy.description, words))
    st.html(html.paragraphs_html([words.text("page.own.policy.used", policy=title), described]))
    asked = mine.state.with_policy(UPLOADED)
    st.page_link(
        mine.pages["compare"],
        label=words.text("page.own.policy.go"),
        query_params=mine.address_query(asked),
    )
    if st.button(words.text("page.own.forget.policy"), key=f"forget-policy-{words.code}"):
        mine.forget_policy()
        st.rerun()


def _field(mine: Session, kind: str, endings: list[str]) -> tuple[str, bytes] | None:
    """A field to hand over a file: its name and content, once there is one."""
    words = mine.state.words
    key = f"upload-{kind}-{mine.uploads}"
    file: Any = st.file_uploader(words.text(f"page.own.{kind}.file"), type=endings, key=key)
    return None if file is None else (file.name, file.getvalue())


def _tried(mine: Session, read: Callable[[], None]) -> None:
    try:
        read()
    except InputError as error:
        st.html(html.error_html(error, mine.state.words))


def _examples(mine: Session, names: tuple[str, ...]) -> None:
    words = mine.state.words
    with st.container(horizontal=True):
        for name in names:
            st.download_button(
                words.text("page.own.example", name=name),
                example(name),
                file_name=name,
                key=f"example-{name}-{words.code}",
                on_click="ignore",
            )
