"""Start: three questions, each opening a ready example."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from mentorsim.page.app.session import Session
from mentorsim.page.examples import EXAMPLES
from mentorsim.page.html import paragraphs_html


def show(mine: Session) -> None:
    """What the tool is for, and where to begin."""
    words = mine.state.words
    st.title(words.text("page.start.title"), anchor=False)
    st.html(paragraphs_html([words.text("page.start.lead")], "ms-lead"))
    for column, example in zip(st.columns(len(EXAMPLES)), EXAMPLES, strict=True):
        with column, st.container(border=True, key=f"ms-card-{example.name}"):
            st.header(words.text(f"page.start.{example.name}.title"), anchor=False)
            st.html(paragraphs_html([words.text(f"page.start.{example.name}.text")]))
            asked = replace(example.state(mine.state.language))
            st.page_link(
                mine.pages[example.page],
                label=words.text(f"page.start.{example.name}.open"),
                query_params=mine.address_query(asked),
            )
    st.header(words.text("page.start.trust"), anchor=False)
    st.html(
        paragraphs_html([words.text(f"page.start.trust.{part}") for part in ("trial", "limits")])
    )
