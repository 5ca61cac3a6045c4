"""My situation: fields at the top of every page, the same for all of them and for every policy."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from mentorsim.page.app.parts import choice
from mentorsim.page.app.session import Session
from mentorsim.page.html import paragraphs_html
from mentorsim.page.situation import WAGE, faults, known_fields, label
from mentorsim.present.clean import clean
from mentorsim.present.situation.words import situation_line, told_of
from sim.errors import InputError

#: Rows of fields: what is asked of everybody, and what else may be said.
ROWS = (
    ("young_people.per_year", "mentors", "first_year", "years"),
    ("name", "young_people.cohort", "budget", WAGE),
    ("rules", "jobcentres"),
)
#: Pages that answer in the situation: there the fields stand open until something is said.
ANSWERING = ("compare", "forecast", "drivers", "search")
#: Of a choice: nothing is said.
NOT_SAID = ""


def show(name: str, mine: Session) -> None:
    """The fields, what is wrong with them, and the situation that they say.

    Args:
        name: of the page that they stand on.
        mine: whose.
    """
    words, typed = mine.state.words, mine.state.typed
    wrong = faults(typed, mine.files, words)
    unfolded = mine.unfolded.setdefault(name, name in ANSWERING and not typed)
    with st.expander(
        words.text("page.here.title"), expanded=unfolded or bool(wrong), key=f"here-{words.code}"
    ):
        st.html(paragraphs_html([words.text("page.here.lead")], "ms-note"))
        for row in ROWS:
            for column, field in zip(st.columns(4), row, strict=False):
                with column:
                    _field(mine, field)
                    _fault(wrong.get(field))
        _fault(wrong.get(""))
        _handed_over(mine)
        if typed and st.button(words.text("page.here.clear"), key=f"here-clear-{words.code}"):
            mine.clear_situation()
            st.rerun()
    if typed and not wrong:
        _said(mine)


def _field(mine: Session, name: str) -> None:
    words, typed = mine.state.words, mine.state.typed
    field = known_fields().get(name)
    told = label(name, words)
    short = name.rpartition(".")[2]
    if field is not None and field.kind == "choice":
        offered = (NOT_SAID, *field.choices) if short == "rules" else field.choices
        choice(
            mine,
            f"my-{short}",
            told,
            _with(offered, typed.get(name, offered[0])),
            typed.get(name, offered[0]),
            lambda value: _choice_words(short, value, mine),
            lambda value: mine.change(
                mine.state.with_typed(name, None if value == offered[0] else value)
            ),
        )
        return
    key = f"my-{short}.{words.code}"
    st.session_state[key] = typed.get(name, "")
    st.text_input(
        told,
        key=key,
        placeholder=words.text(f"page.here.empty.{short}"),
        on_change=lambda: mine.change(mine.state.with_typed(name, st.session_state[key])),
    )


def _with(offered: Sequence[str], value: str) -> list[str]:
    """What can be chosen, and what an address says besides: its message stands below."""
    return list(offered) if value in offered else [*offered, value]


def _choice_words(short: str, value: str, mine: Session) -> str:
    words = mine.state.words
    if value == NOT_SAID:
        return words.text(f"page.here.empty.{short}")
    field = known_fields().get(short)
    if short == "jobcentres" and field is not None and value in field.choices:
        return words.text(f"page.here.jobcentres.{value}")
    return clean(value)


def _fault(told: str | None) -> None:
    if told:
        st.html(f'<p class="ms-fault" role="alert">{escape(clean(told))}</p>')


def _handed_over(mine: Session) -> None:
    """What goes with the fields as a file, and where it is handed over."""
    words = mine.state.words
    people = "own" if mine.own_people is not None else "trial"
    prices = "own" if mine.prices_file is not None else "file"
    said = [words.text(f"page.here.people.{people}"), words.text(f"page.here.prices.{prices}")]
    st.html(paragraphs_html([" ".join(said)], "ms-note"))
    st.page_link(
        mine.pages["own"], label=words.text("page.here.files"), query_params=mine.address_query()
    )


def _said(mine: Session) -> None:
    """The situation on one line, below the fields, whether they stand open or not."""
    words = mine.state.words
    try:
        told = told_of(mine.here(), mine.prices())
    except InputError:
        return  # the page below says what is wrong
    if told is not None:
        line = f"{situation_line(told, words)}."
        st.html(f'<p class="ms-here" role="status">{escape(line)}</p>')
