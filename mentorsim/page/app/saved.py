"""Save and open: a question in one file, and what a link of the page holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from calibration.posterior import Posterior
from mentorsim.page.app.here import said_of_prices
from mentorsim.page.app.session import Session
from mentorsim.page.html import answer_html, error_html, list_html, paragraphs_html
from mentorsim.page.job_queue import Job, job_queue
from mentorsim.page.reopened import opened, verdict
from mentorsim.page.setting import JSON, page_setting
from mentorsim.page.shelf import OWN
from mentorsim.page.uploads import check_size
from mentorsim.present.clean import clean
from sim.errors import InputError

#: Longest list of sentences that is shown of a saved answer.
MOST_SENTENCES = 12


def save_button(mine: Session, name: str, make: Callable[[], bytes]) -> None:
    """A question as a file, with its answer; written when it is asked for.

    Args:
        mine: whose session.
        name: of the file, without its ending.
        make: writes the file; it is called when the reader asks for it.
    """
    words = mine.state.words
    st.download_button(
        words.text("page.saved.save"),
        make,
        file_name=f"{name}.question.json",
        mime=JSON,
        key=f"download-question-{words.code}",
        on_click="ignore",
    )


def told_verdict(
    mine: Session,
    command: str,
    job: Job[Any],
    content: Callable[[], Mapping[str, Any]],
    used: Posterior | None = None,
) -> None:
    """Whether the answer is the one that was saved; nothing where no question was opened.

    Args:
        mine: whose.
        command: that asks this.
        job: what is asked.
        content: the answer for machines.
        used: the draws that it rests on; None is those of the page's full pictures.
    """
    saved = mine.opened_here(command, job.address("full"))
    if saved is None:
        return
    words, keep = mine.state.words, mine.store if job.private else job_queue().shared
    address = job.address(f"verdict {words.code} {saved.answer.digest}")
    lines: list[str] = keep.get_or_make(address, lambda: verdict(saved, content(), words, used))
    st.html(f'<div role="status">{paragraphs_html([clean(line) for line in lines])}</div>')


def show(mine: Session) -> None:
    """How a question is kept, and a field to open one."""
    words = mine.state.words
    st.title(words.text("page.saved.title"), anchor=False)
    st.html(paragraphs_html([words.text("page.saved.lead")], "ms-lead"))
    st.header(words.text("page.saved.open"), anchor=False)
    file: Any = st.file_uploader(
        words.text("page.saved.file"), type=["json"], key=f"upload-question-{mine.uploads}"
    )
    if file is not None:
        try:
            _open(mine, file.name, file.getvalue())
        except InputError as error:
            st.html(error_html(error, words))
    if mine.opened is not None:
        _opened(mine)
    st.header(words.text("page.saved.link"), anchor=False)
    hours = words.integer(page_setting().count("kept_hours"))
    st.html(paragraphs_html([words.text("page.saved.link.text")]))
    kinds = mine.own().kinds
    if not kinds:
        return
    st.html(paragraphs_html([words.text("page.saved.link.own", hours=hours)]))
    st.html(list_html([("", words.text(f"page.saved.own.{kind}")) for kind in kinds]))
    st.page_link(
        mine.pages["compare"],
        label=words.text("page.saved.link.without"),
        query_params=mine.state.to_query() | {OWN: ",".join(kinds)},
    )


def _open(mine: Session, name: str, content: bytes) -> None:
    check_size(name, content)
    file = name, hashlib.sha256(content).hexdigest()
    if file == mine.opened_file:
        return
    mine.open_question(opened(name, content, mine.state.language, said_of_prices))
    mine.opened_file = file
    st.rerun()


def _opened(mine: Session) -> None:
    """What the question that was opened said, and where it is asked again."""
    words = mine.state.words
    assert mine.opened is not None  # asked for only then
    saved, _ = mine.opened
    told = [clean(line) for line in saved.answer.told.get(words.code, [])][:MOST_SENTENCES]
    command = words.text("page.saved.command", command=clean(saved.command))
    st.html(answer_html(command, told))
    st.page_link(
        mine.pages[mine.opened_page],
        label=words.text("page.saved.ask"),
        query_params=mine.address_query(),
    )
