"""Widgets whose value is the session's question, in the reader's language.

A widget's key holds the language, and its value is set from the question before it is made: a
widget with one key for both languages would keep the other language's words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from mentorsim.page.app.session import Session
from mentorsim.page.blocks import Block
from mentorsim.page.html import (
    error_html,
    list_html,
    paragraphs_html,
    picture_html,
    table_html,
)
from mentorsim.page.runs import Question, Run, desk
from mentorsim.page.setting import options, page_setting
from scenarios.comparison.compare import Comparison

#: Seconds between two looks at a run on its way.
LOOK = 0.3


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
        "select": st.selectbox, "radio": st.radio, "slider": st.select_slider,
    }  # fmt: skip
    widget = widgets[kind]
    widget(
        label, list(options), key=key, format_func=said, help=help,
        on_change=lambda: chosen(st.session_state[key]),
    )  # fmt: skip


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
    """A choice of a few."""
    key = _prepare(mine, name, list(value))
    st.multiselect(
        label, list(options), key=key, format_func=said, max_selections=most,
        placeholder=mine.state.words.text("page.choose"),
        on_change=lambda: chosen(st.session_state[key]),
    )  # fmt: skip


def block(mine: Session, shown: Block) -> None:
    """A part of the page: heading, sentence, figure, how sure, and the numbers."""
    words = mine.state.words
    st.header(shown.heading, anchor=False)
    st.html(paragraphs_html(shown.sentences))
    if shown.picture is not None:
        st.html(picture_html(shown.picture))
    if shown.notes:
        with st.expander(words.text("page.sure"), key=f"sure-{shown.name}-{words.code}"):
            st.html(list_html(shown.notes))
    if shown.grids:
        with st.expander(words.text("page.numbers"), key=f"numbers-{shown.name}-{words.code}"):
            note = "† " + words.text("report.note.beyond")
            for grid in shown.grids:
                st.html(table_html(grid))
            st.html(paragraphs_html([note], "ms-note"))


# --- a run on its way -----------------------------------------------------------------------------
def full_or_wait(mine: Session, question: Question) -> Comparison | None:
    """The full picture if it is there; else how far it is, which looks again by itself."""
    words, found = mine.state.words, desk().full(question, mine.store)
    if found is not None:
        told = words.text("page.status.full", draws=words.integer(options().draws))
        st.html(f'<p class="ms-status" role="status">{told}</p>')
        return found
    mine.run = desk().ask(question, mine.store, mine.reader)
    st.fragment(_look, run_every=LOOK)(mine, question)
    return None


def _look(mine: Session, question: Question) -> None:
    words, run = mine.state.words, mine.run
    if run is None or run.dropped:
        run = mine.run = desk().ask(question, mine.store, mine.reader)
    run.look()
    if run.finished and run.error is None:
        st.rerun()
    if run.error is not None:
        st.html(error_html(run.error, words))
        return
    st.progress(run.share, text=_told(mine, run))


def _told(mine: Session, run: Run) -> str:
    words = mine.state.words
    few = min(page_setting().count("quick_draws"), options().draws)
    parts = [
        words.text(
            "page.status.quick", draws=words.integer(few), all=words.integer(options().draws)
        )
    ]
    ahead, left = desk().ahead(run), run.seconds_left()
    if ahead:
        parts.append(words.text("page.status.waits", number=words.integer(ahead)))
    elif left is None:
        parts.append(words.text("page.status.begins"))
    else:
        parts.append(
            words.text(
                "page.status.left",
                share=words.percent(run.share),
                seconds=words.integer(max(1.0, left)),
            )
        )
    return " ".join(parts)
