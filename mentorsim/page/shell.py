"""The frame around every page: language, navigation, the address, and words for what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from importlib.resources import files

import streamlit as st

from mentorsim.language import LOCALES, Language
from mentorsim.page import compare, start
from mentorsim.page.session import Session, session
from mentorsim.page_html import error_html

#: Pages by the last part of their address; the first opens at the root.
PAGES: dict[str, Callable[[Session], None]] = {
    "start": start.show,
    "compare": compare.show,
}


def serve() -> None:
    """Show the page that the address names."""
    mine = session()
    words = mine.state.words
    pages = {
        name: st.Page(
            _shown(name),
            title=words.text(f"page.nav.{name}"),
            url_path=name,
            default=name == "start",
        )
        for name in PAGES
    }
    st.set_page_config(
        page_title=words.text("page.title"), layout="wide", initial_sidebar_state="auto"
    )
    mine.pages = pages
    _dress(words)
    st.navigation(list(pages.values()), position="hidden").run()


def _shown(name: str) -> Callable[[], None]:
    def show() -> None:
        mine = session()
        _head(name, mine)
        for problem in mine.problems:
            st.html(error_html(problem, mine.state.words))
        PAGES[name](mine)
        _foot(mine)
        mine.write_address()

    show.__name__ = name
    return show


def _dress(words: Language) -> None:
    """Style, and the language of the document, which Streamlit leaves at English."""
    style = (files("mentorsim") / "page" / "page.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}{_labels(words)}</style>")
    st.html(
        f"<script>document.documentElement.lang = '{words.code}'</script>",
        unsafe_allow_javascript=True,
    )


def _labels(words: Language) -> str:
    """Words of Streamlit's own upload field, which knows English only."""
    return ""


def _head(name: str, mine: Session) -> None:
    words = mine.state.words
    with st.container(horizontal=True, vertical_alignment="center", key="ms-top"):
        st.html(f'<p class="ms-brand">{escape(words.text("page.title"))}</p>')
        with st.container(horizontal=True, key="ms-nav"):
            for other, page in mine.pages.items():
                st.page_link(
                    page,
                    label=words.text(f"page.nav.{other}"),
                    query_params=mine.state.to_query(),
                    width="content",
                )
        with st.container(horizontal=True, key="ms-language"):
            for code in (code for code in LOCALES if code != mine.state.language):
                if st.button(Language(code).text("page.language"), key=f"language-{code}"):
                    mine.change(replace(mine.state, language=code))
                    st.rerun()


def _foot(mine: Session) -> None:
    words = mine.state.words
    st.html(f'<p class="ms-foot">{escape(words.text("page.foot"))}</p>')
