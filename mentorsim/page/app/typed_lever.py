"""Levers whose number is typed: whatever is typed counts, or is told to be impossible.

A list to choose from would take 12 for the 120 that it offers.
"""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from mentorsim.page.app.session import Session
from mentorsim.page.levers import COHORT, ENOUGH, LEVERS, said_value
from mentorsim.present.clean import clean
from mentorsim.present.situation.fields import fault_words
from sim.errors import InputError

#: Levers that are typed, each with what it is when nothing is.
TYPED = {"mentors": ENOUGH, "intake": COHORT}


def typed_lever(mine: Session, name: str, value: Any) -> None:
    """A field for a lever's number; empty is what it is without one.

    Args:
        mine: whose.
        name: of the lever, of `TYPED`.
        value: where it stands.
    """
    words = mine.state.words
    text, key = mine.mistyped.get(name), f"lever-{name}.{words.code}"
    st.session_state[key] = text or (str(value) if isinstance(value, int) else "")
    plain = TYPED[name] if isinstance(value, int) else value
    st.text_input(
        words.text(f"lever.{name}"),
        key=key,
        placeholder=said_value(name, plain, words),
        on_change=lambda: _typed(mine, name, st.session_state[key]),
    )
    if text is not None:
        try:
            LEVERS[name].number(text)
        except InputError as error:
            told = fault_words(error, words)
            told = f"{words.text(f'lever.{name}')}: {told.partition(': ')[2]}"
            st.html(f'<p class="ms-fault" role="alert">{escape(clean(told))}</p>')


def _typed(mine: Session, name: str, text: str) -> None:
    mine.mistyped.pop(name, None)
    if not text.strip():
        mine.change(mine.state.with_lever(name, TYPED[name]))
        return
    try:
        mine.change(mine.state.with_lever(name, LEVERS[name].number(text)))
    except InputError:
        mine.mistyped[name] = text
