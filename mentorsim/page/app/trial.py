"""Trial: the simulation beside every printed result."""

from __future__ import annotations

import streamlit as st

from mentorsim.language import LOCALES
from mentorsim.page.app.session import Session
from mentorsim.page.html import answer_html, list_html, paragraphs_html, picture_html, table_html
from mentorsim.page.job_queue import job_queue
from mentorsim.page.trial import TrialCheck, misses, summary, trial_check, trial_grids


def show(mine: Session) -> None:
    """How well the model gives back what was printed, row by row."""
    words = mine.state.words
    st.title(words.text("page.trial.title"), anchor=False)
    with st.spinner(words.text("page.trial.wait")):
        found: TrialCheck = job_queue().shared.get_or_make(
            "trial", lambda: trial_check(tuple(LOCALES))
        )
    st.html(answer_html(summary(found, words)))
    st.html(paragraphs_html([words.text("page.trial.lead")]))
    st.html(picture_html(found.curves[words.code]))
    missed = misses(found, words)
    st.header(words.text("page.trial.misses"), anchor=False)
    st.html(list_html([("", words) for words in missed]))
    st.header(words.text("page.trial.rows"), anchor=False)
    for grid in trial_grids(found, words):
        st.html(table_html(grid))
