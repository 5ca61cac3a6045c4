"""The frame around every page: language, navigation, the address, and words for what went wrong."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import escape
from importlib import import_module

import streamlit as st

from mentorsim.language import LOCALES, Language
from mentorsim.page.app import panel
from mentorsim.page.app.session import Session, session
from mentorsim.page.browser import script, style
from mentorsim.page.html import error_html
from sim.errors import InputError
from sim.messages import Said

LOG = logging.getLogger(__name__)
#: Pages by the last part of their address, in order; the first opens at the root. Each is a module
#: of this folder, loaded when it is first shown: the server answers as soon as the first page can.
PAGES = (
    "start",
    "compare",
    "forecast",
    "drivers",
    "follow_up",
    "search",
    "own",
    "saved",
    "trial",
    "model",
)


def serve(first: str = "start") -> None:
    """Show the page that the address names.

    Args:
        first: the page at the root of the address.
    """
    mine = session()
    words = mine.state.words
    pages = {
        name: st.Page(
            _shown(name),
            title=words.text(f"page.nav.{name}"),
            url_path=name,
            default=name == first,
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
        words = mine.state.words
        _head(name, mine)
        for problem in mine.problems:
            st.html(error_html(problem, words))
        try:
            panel.show(name, mine)
            _page(name)(mine)
        except InputError as error:
            # What a page needs and the situation cannot give.
            st.html(error_html(error, words))
        except Exception as error:
            # A mistake of ours: told in the reader's words, and to whoever runs the server.
            LOG.exception("the page %s failed", name)
            failed = InputError(Said("mentorsim.this_page_failed"), found=type(error).__name__)
            st.html(error_html(failed, words))
        _foot(mine)
        mine.write_address()
        _set_aside(name)
        gc.collect()

    show.__name__ = name
    return show


def _page(name: str) -> Callable[[Session], None]:
    """What shows a page."""
    show: Callable[[Session], None] = import_module(f"mentorsim.page.app.{name}").show
    return show


@cache
def _set_aside(page: str) -> None:
    """Once a page has been shown, what is loaded by then stays for good.

    The look for garbage after each page then has little to look at: it holds up everybody.
    """
    gc.collect()
    gc.freeze()


def _dress(words: Language) -> None:
    """Style, and the language of the document, which Streamlit leaves at English."""
    st.html(f"<style>{style()}</style>")
    st.html(f"<script>{script(words.code)}</script>", unsafe_allow_javascript=True)


def _head(name: str, mine: Session) -> None:
    words = mine.state.words
    with st.container(key="ms-top"):
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ):
            brand = f'<p class="ms-brand">{escape(words.text("page.title"))}</p>'
            st.html(brand, width="content")
            with st.container(horizontal=True, key="ms-language", width="content"):
                for code in (code for code in LOCALES if code != mine.state.language):
                    if st.button(Language(code).text("page.language"), key=f"language-{code}"):
                        mine.change(replace(mine.state, language=code))
                        st.rerun()
        with st.container(horizontal=True, key="ms-nav", gap="xsmall"):
            for other, page in mine.pages.items():
                st.page_link(
                    page,
                    label=words.text(f"page.nav.{other}"),
                    query_params=mine.address_query(),
                    width="content",
                )


def _foot(mine: Session) -> None:
    words = mine.state.words
    st.html(f'<p class="ms-foot">{escape(words.text("page.foot"))}</p>')
