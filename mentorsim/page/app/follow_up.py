"""Is it on track? What a reader counts of a programme, beside what the model expects of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from mentorsim.language import Language
from mentorsim.page import html
from mentorsim.page.app.parts import choice, found_or_wait
from mentorsim.page.app.session import Session
from mentorsim.page.follow_up_form import (
    EXAMPLE,
    EXAMPLE_FILE,
    FILE,
    TYPED,
    WAYS,
    FollowUpForm,
    as_text,
    empty_table,
    headings,
)
from mentorsim.page.follow_up_job import (
    FollowUpJob,
    figures_file,
    follow_up_json,
    follow_up_report,
)
from mentorsim.page.job_queue import job_queue
from mentorsim.page.setting import page_setting
from mentorsim.page.situation import says
from mentorsim.page.uploads import example
from mentorsim.present.clean import clean, in_language
from mentorsim.present.figure_files import alt_text
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.figures import control_chart
from mentorsim.present.follow_up.files import template
from mentorsim.present.follow_up.last_look import figures_at_last_look
from mentorsim.present.follow_up.words import check_sentences, method_notes
from mentorsim.report.letterhead import report_name
from scenarios.follow_up.reading import ALL, FollowUp
from scenarios.forecast.setting import START_YEARS
from sim.errors import InputError

#: Endings of files of counts; what they are is seen from their bytes.
ENDINGS = ["csv", "txt", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet"]
#: Where the session keeps what the reader has given here.
KEPT = "follow_up"
#: The most that can be asked for.
MOST_PEOPLE, MOST_MENTORS, MOST_YEARS = 20_000, 1_000.0, 10


def show(mine: Session) -> None:
    """Counts and the programme, then on track or not."""
    words = mine.state.words
    if KEPT not in st.session_state:
        st.session_state[KEPT] = FollowUpForm(typed=empty_table(date.today().year, words))
    form: FollowUpForm = st.session_state[KEPT]
    st.title(words.text("page.follow_up.title"), anchor=False)
    st.html(html.paragraphs_html([words.text("page.follow_up.lead")], "ms-lead"))
    st.header(words.text("page.follow_up.counts"), anchor=False)
    try:
        counted = _counts(mine, form)
        problem = None
    except InputError as error:
        counted, problem = None, error
    with st.sidebar:
        _programme(mine, form, counted)
    if problem is not None:
        st.html(html.error_html(problem, words))
    elif counted is None:
        st.html(html.paragraphs_html([words.text("page.follow_up.empty")]))
    else:
        try:
            _answer(mine, form, form.job(counted, mine.state.named(form.policy), mine.here_with))
        except InputError as error:
            st.html(html.error_html(error, words))


def _programme(mine: Session, form: FollowUpForm, counted: FollowUp | None) -> None:
    """What is offered, and what the situation at the top leaves open of the place."""
    words = mine.state.words
    st.header(words.text("page.follow_up.programme"), anchor=False)
    policies = mine.state.bases()
    if form.policy not in policies:
        form.policy = policies[0]
    choice(
        mine,
        "follow-up-policy",
        words.text("page.follow_up.policy"),
        policies,
        form.policy,
        lambda name: clean(in_language(mine.state.named(name).policy.title, words)),
        partial(setattr, form, "policy"),
    )
    typed = mine.state.typed
    if typed:  # then it has to say how many young people come
        st.html(html.paragraphs_html([words.text("page.follow_up.here")], "ms-note"))
    else:
        _per_year(form, words)
    if not says(typed, "mentors"):
        _mentors(form, words)
    if not says(typed, "first_year"):
        _first_year(form, counted, words)
    if not says(typed, "years"):
        _years(form, words)


def _per_year(form: FollowUpForm, words: Language) -> None:
    form.per_year = int(
        st.number_input(
            words.text("page.follow_up.per_year"),
            1,
            MOST_PEOPLE,
            form.per_year,
            key=f"follow-up-people-{words.code}",
        )
    )


def _mentors(form: FollowUpForm, words: Language) -> None:
    form.mentors = float(
        st.number_input(
            words.text("page.follow_up.mentors"),
            0.5,
            MOST_MENTORS,
            float(form.mentors),
            0.5,
            format="%g",
            key=f"follow-up-mentors-{words.code}",
        )
    )


def _first_year(form: FollowUpForm, counted: FollowUp | None, words: Language) -> None:
    # The key names the year that the counts begin in: other counts bring another first year.
    starts = form.starts(counted)
    first = int(
        st.number_input(
            words.text("page.follow_up.first_year"),
            START_YEARS[0],
            START_YEARS[1],
            min(max(starts, START_YEARS[0]), START_YEARS[1]),
            key=f"follow-up-first-{words.code}-{0 if counted is None else counted.periods[0].year}",
        )
    )
    if first != starts:
        form.first_year = first


def _years(form: FollowUpForm, words: Language) -> None:
    form.years = int(
        st.number_input(
            words.text("page.follow_up.years"),
            1,
            MOST_YEARS,
            form.years,
            key=f"follow-up-years-{words.code}",
        )
    )


def _counts(mine: Session, form: FollowUpForm) -> FollowUp | None:
    """What was counted: a file, a table to type into, or the example."""
    words = mine.state.words
    choice(
        mine,
        "follow-up-way",
        words.text("page.follow_up.how"),
        WAYS,
        form.way,
        lambda way: words.text(f"page.follow_up.how.{way}"),
        partial(setattr, form, "way"),
        kind="radio",
    )
    if form.way == FILE:
        _file(mine, form)
    elif form.way == TYPED:
        st.html(html.paragraphs_html([words.text("page.follow_up.typed.text")]))
        form.typed = _table(form, words)
    elif form.way == EXAMPLE:
        st.html(html.paragraphs_html([words.text("page.follow_up.example.note")]))
    return form.counted()


def _file(mine: Session, form: FollowUpForm) -> None:
    words = mine.state.words
    megabytes = words.integer(page_setting().count("largest_upload"))
    st.html(html.paragraphs_html([words.text("page.follow_up.file.text", megabytes=megabytes)]))
    with st.container(horizontal=True):
        for name, content in (
            ("template", template(words, "quarter", date.today().year)),
            ("example", example(EXAMPLE_FILE)),
        ):
            st.download_button(
                words.text(f"page.follow_up.{name}"),
                content,
                file_name=EXAMPLE_FILE,
                mime="text/csv",
                key=f"follow-up-{name}-{words.code}",
                on_click="ignore",
            )
    file = st.file_uploader(words.text("page.follow_up.file"), type=ENDINGS, key="follow-up-file")
    if file is not None:
        form.file = (file.name, file.getvalue())


def _table(form: FollowUpForm, words: Language) -> pd.DataFrame:
    """The table that is typed into; in the other language it begins with what was typed."""
    names = headings(words.code)
    begun = f"follow-up-begun-{words.code}"
    if st.session_state.get("follow-up-typed-in") != words.code:
        st.session_state["follow-up-typed-in"] = words.code
        st.session_state[begun] = form.typed
        st.session_state.pop(f"follow-up-table-{words.code}", None)
    edited = st.data_editor(
        st.session_state[begun].rename(columns=names),
        num_rows="dynamic",
        hide_index=True,
        key=f"follow-up-table-{words.code}",
    )
    back = {title: name for name, title in names.items()}
    return as_text(edited.rename(columns=back)).reset_index(drop=True)


def _answer(mine: Session, form: FollowUpForm, job: FollowUpJob) -> None:
    """What was found, once the reader has asked for it."""
    words = mine.state.words
    address = job.address("full")
    if form.asked != address and job_queue().full(job, mine.store) is None:
        if not st.button(
            words.text("page.follow_up.ask"), key=f"follow-up-ask-{words.code}", type="primary"
        ):
            return
        form.asked = address
    found = found_or_wait(mine, job, "follow-up", words.text("page.status.follow_up"))
    if found is not None:
        with job_queue().preempt():
            _found(mine, job, found)


def _found(mine: Session, job: FollowUpJob, found: Checked) -> None:
    words = mine.state.words
    first, *others = check_sentences(found, words)
    st.html(html.answer_html(first, others))
    st.header(words.text("page.follow_up.table"), anchor=False)
    shown = figures_at_last_look(found, words)
    rows = [
        (row.head, [html.Cell(c.value, c.interval, clear=c.clear) for c in row.cells])
        for row in shown.rows
    ]
    st.html(html.table_html(html.Grid(shown.caption, shown.heads, rows), shown.note))
    for group in found.charted:
        heading = "page.follow_up.chart" if group == ALL else "page.follow_up.chart.group"
        st.header(words.text(heading, group=words.name("group", group)), anchor=False)
        chart = mine.store.get_or_make(
            job.address(f"chart {group} {words.code}"),
            partial(html.both_pictures, partial(control_chart, found, words, group), alt_text),
        )
        st.html(html.picture_html(chart))
    with st.expander(words.text("page.follow_up.method"), key=f"follow-up-method-{words.code}"):
        st.html(html.list_html([(f"{title}:", text) for title, text in method_notes(found, words)]))
    _downloads(job, found, words)


def _downloads(job: FollowUpJob, found: Checked, words: Language) -> None:
    """Files are made when they are asked for."""
    st.header(words.text("page.heading.downloads"), anchor=False)
    ready: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "report": (report_name(words), "text/html", partial(follow_up_report, job, found, words)),
        "table": ("figures.csv", "text/csv", partial(figures_file, found, words)),
        "json": ("result.json", "application/json", partial(follow_up_json, job, found)),
    }
    with st.container(horizontal=True, key="ms-downloads"):
        for kind, (name, mime, make) in ready.items():
            st.download_button(
                words.text(f"page.download.follow_up.{kind}"),
                make,
                file_name=name,
                mime=mime,
                key=f"download-follow-up-{kind}-{words.code}",
                on_click="ignore",
            )
