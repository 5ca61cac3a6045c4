"""Widgets whose value is the session's question, in the reader's language.

A widget's key holds the language, and its value is set from the question before it is made: a
widget with one key for both languages would keep the other language's words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.page import html
from mentorsim.page.app.session import Session
from mentorsim.page.blocks import Block
from mentorsim.page.job_queue import Found, Job, Run, job_queue
from mentorsim.page.runs import Question
from mentorsim.page.setting import options, page_setting
from scenarios.comparison.compare import Comparison

#: Seconds between two looks at a run on its way.
LOOK = 0.3
#: Seconds of a minute, from how many on a time is told in minutes, and fewest that are told.
MINUTE, IN_MINUTES, LEAST_SECONDS = 60.0, 120.0, 2.0


def _prepare(mine: Session, name: str, value: Any) -> str:
    key = f"{name}.{mine.state.language}"
    st.session_state[key] = value
    return key


def choice(
    mine: Session,
    name: str,
    label: str,
    options: Sequence[Any],
    value: Any,
    said: Callable[[Any], str],
    chosen: Callable[[Any], None],
    *,
    kind: str = "select",
    help: str | None = None,
) -> None:
    """A choice of one; `chosen` is told of another value.

    Args:
        mine: whose session.
        name: of the widget.
        label: in the reader's language.
        options: values.
        value: the one that holds now.
        said: a value as the reader sees it.
        chosen: called with a new value.
        kind: select, radio or slider.
        help: more words.
    """
    key = _prepare(mine, name, value)
    widgets: dict[str, Callable[..., Any]] = {
        "select": st.selectbox,
        "radio": st.radio,
        "slider": st.select_slider,
    }
    widget = widgets[kind]
    widget(
        label,
        list(options),
        key=key,
        format_func=said,
        help=help,
        on_change=lambda: chosen(st.session_state[key]),
    )


def several(
    mine: Session,
    name: str,
    label: str,
    options: Sequence[Any],
    value: Sequence[Any],
    said: Callable[[Any], str],
    chosen: Callable[[list[Any]], None],
    most: int,
) -> None:
    """A choice of a few.

    Args:
        mine: whose session.
        name: of the choice in the session.
        label: above the field.
        options: what can be chosen.
        value: what is chosen so far.
        said: words of an option.
        chosen: is called with what was chosen.
        most: how many may be chosen.
    """
    key = _prepare(mine, name, list(value))
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=said,
        max_selections=most,
        placeholder=mine.state.words.text("page.choose"),
        on_change=lambda: chosen(st.session_state[key]),
    )


def block(mine: Session, shown: Block, chart: Callable[[], None] | None = None) -> None:
    """A part of the page: heading, sentence, figure, how sure, and the numbers.

    Args:
        mine: whose session.
        shown: the part.
        chart: shows a chart in place of the figure, which is then for paper only.
    """
    st.header(shown.heading, anchor=False)
    inside(mine, shown, chart)


def inside(mine: Session, shown: Block, chart: Callable[[], None] | None = None) -> None:
    """What stands below the heading of a part.

    Args:
        mine: whose session.
        shown: the part.
        chart: shows a chart in place of the figure, which is then for paper only.
    """
    words = mine.state.words
    st.html(html.paragraphs_html(shown.sentences))
    if chart is not None:
        chart()
    if shown.picture is not None:
        st.html(html.picture_html(shown.picture, paper=chart is not None))
    note = "† " + words.text("report.note.beyond")
    if shown.open:
        for grid in shown.grids:
            st.html(html.table_html(grid))
        st.html(html.list_html(shown.notes))
        st.html(html.paragraphs_html([note], "ms-note"))
        return
    if shown.notes:
        with st.expander(words.text("page.sure"), key=f"sure-{shown.name}-{words.code}"):
            st.html(html.list_html(shown.notes))
    if shown.grids:
        with st.expander(words.text("page.numbers"), key=f"numbers-{shown.name}-{words.code}"):
            for grid in shown.grids:
                st.html(html.table_html(grid))
            st.html(html.paragraphs_html([note], "ms-note"))


def chart_button(mine: Session, name: str, draw: Callable[[], Figure]) -> None:
    """A figure as a picture of its own, drawn when it is asked for.

    Args:
        mine: whose session.
        name: of the file, and of the button.
        draw: gives the figure.
    """
    words = mine.state.words
    st.download_button(
        words.text("page.download.chart"),
        lambda: html.chart_file(draw()),
        file_name=f"{name}.png",
        mime="image/png",
        key=f"chart-{name}-{words.code}",
        on_click="ignore",
        type="tertiary",
    )


# --- a run on its way -----------------------------------------------------------------------------
def full_or_wait(mine: Session, question: Question) -> Comparison | None:
    """The full picture if it is there; else how far it is, which looks again by itself."""
    words, every = mine.state.words, options().draws
    few = min(page_setting().count("quick_draws"), every)
    told = words.text("page.status.quick", draws=words.integer(few), all=words.integer(every))
    found = found_or_wait(mine, question, "full", told)
    if found is not None:
        told = words.text("page.status.full", draws=words.integer(every))
        st.html(f'<p class="ms-status" role="status">{told}</p>')
    return found


def found_or_wait(mine: Session, job: Job[Found], part: str, told: str) -> Found | None:
    """A result if it is there; else how far it is, which looks again by itself.

    Args:
        mine: whose session.
        job: that makes the result.
        part: of the page that waits for it.
        told: what is on its way, in words.
    """
    found = job_queue().full(job, mine.store)
    if found is None:
        _ask(mine, job, part)
        st.fragment(_look, run_every=LOOK)(mine, job, part, told)
    return found


def _ask(mine: Session, job: Job[Any], part: str) -> Run:
    run = mine.runs[part] = job_queue().ask(job, mine.store, f"{mine.reader} {part}")
    return run


def _look(mine: Session, job: Job[Any], part: str, told: str) -> None:
    words, run = mine.state.words, mine.runs.get(part)
    if run is None or run.dropped:
        run = _ask(mine, job, part)
    run.look()
    if run.finished and run.error is None:
        st.rerun()
    if run.error is not None:
        st.html(html.error_html(run.error, words))
        return
    st.progress(run.share, text=f"{told} {_how_far(run, words)}")


def _how_far(run: Run, words: Language) -> str:
    ahead, left = job_queue().ahead(run), run.seconds_left()
    if ahead:
        return words.text("page.status.waits", number=words.integer(ahead))
    if left is None:
        return words.text("page.status.begins")
    time = time_words(left, words)
    return words.text("page.status.left", share=words.percent(run.share), time=time)


def time_words(seconds: float, words: Language) -> str:
    """About how long something takes, in seconds or in minutes.

    Args:
        seconds: that it takes.
        words: the language.
    """
    if seconds < IN_MINUTES:
        return words.text("page.time.seconds", number=words.integer(max(LEAST_SECONDS, seconds)))
    return words.text("page.time.minutes", number=words.integer(seconds / MINUTE))
