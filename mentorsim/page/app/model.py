"""Model: rules, parameters, prices and sources, from the data files."""

from __future__ import annotations

import streamlit as st

from mentorsim.page.app.session import Session
from mentorsim.page.glossary import glossary
from mentorsim.page.html import list_html, paragraphs_html, table_html
from mentorsim.page.model import parameter_grids, price_grid, rules
from mentorsim.page.setting import options, page_setting
from mentorsim.page.words import unknown_notes


def show(mine: Session) -> None:
    """What the numbers are made of."""
    words = mine.state.words
    st.title(words.text("page.model.title"), anchor=False)
    st.html(paragraphs_html([words.text("page.model.lead")], "ms-lead"))
    st.header(words.text("glossary.heading"), anchor=False)
    st.html(paragraphs_html([words.text("glossary.text")]))
    st.html(list_html(glossary(words)))
    st.header(words.text("page.model.rules"), anchor=False)
    st.html(list_html([(f"{title}:", text) for title, text in rules(words)]))
    st.header(words.text("page.model.parameters"), anchor=False)
    st.html(paragraphs_html([words.text("page.model.parameters.text")]))
    for k, grid in enumerate(parameter_grids(words)):
        with st.expander(grid.caption, key=f"parameters-{k}-{words.code}"):
            st.html(table_html(grid))
    st.header(words.text("page.model.prices.title"), anchor=False)
    st.html(paragraphs_html([words.text("page.model.prices.text")]))
    grid = price_grid(mine.prices(), words)
    with st.expander(grid.caption, key=f"prices-{words.code}"):
        st.html(table_html(grid))
    st.header(words.text("page.model.unknown"), anchor=False)
    st.html(list_html([(f"{title}:", text) for title, text in unknown_notes(words)]))
    st.header(words.text("page.model.computing"), anchor=False)
    setting = page_setting()
    st.html(
        paragraphs_html(
            [
                words.text(
                    "page.model.computing.text",
                    quick=words.integer(setting.count("quick_draws")),
                    full=words.integer(options().draws),
                    shared=words.integer(setting.count("shared_memory")),
                    session=words.integer(setting.count("session_memory")),
                    upload=words.integer(setting.count("largest_upload")),
                )
            ]
        )
    )
