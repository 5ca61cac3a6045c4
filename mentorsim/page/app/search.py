"""What do I get most for? A search in the reader's situation: a first look early, a way to stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from mentorsim.page.app.parts import LOOK, block, choice, time_words
from mentorsim.page.app.saved import save_button, told_verdict
from mentorsim.page.app.session import Session
from mentorsim.page.blocks import Block
from mentorsim.page.html import answer_html, error_html, paragraphs_html
from mentorsim.page.job_queue import Run, job_queue
from mentorsim.page.saved import saved_search, search_answer
from mentorsim.page.search_blocks import search_blocks
from mentorsim.page.search_job import SearchJob, search_queue, without_situation
from mentorsim.page.search_view import NOTHING, SearchView, allowed
from mentorsim.page.setting import page_setting
from mentorsim.page.state import library_policy
from mentorsim.present.clean import clean, in_language
from mentorsim.present.search.amounts import choice as choice_name
from mentorsim.present.search.amounts import choice_sentence
from mentorsim.present.search.files import policy_text
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import search_sentences
from scenarios.search.setting import search_setting
from sim.errors import InputError

#: Of kept policies: what their names begin with in an address.
FOUND = "found"
#: Of the page: what waits for a run.
PART = "search"


def show(mine: Session) -> None:
    """What is wanted at the side, the search and what it found in the middle."""
    words = mine.state.words
    with st.sidebar:
        _question(mine)
    st.title(words.text("page.search.title"), anchor=False)
    st.html(paragraphs_html([words.text("page.search.lead")], "ms-lead"))
    here, prices = mine.here(), mine.prices()
    situation = here.situation
    if situation is None or (situation.mentors is None and situation.budget is None):
        st.html(paragraphs_html([words.text("page.search.needs")]))
        return
    job = SearchJob(
        mine.state.search,
        library_policy(mine.state.search.today),
        here,
        prices,
        mine.reader,
        mine.store,
    )
    found: Searched | None = mine.store.get(job.address("full"))
    asked = mine.searching
    mine_now = asked is not None and asked.address("full") == job.address("full")
    if found is not None:
        with job_queue().preempt():
            _found(mine, job, found)
        return
    if asked is not None and mine_now:
        _under_way(mine, asked)
        return
    if st.button(words.text("page.search.begin"), type="primary", key=f"search-{words.code}"):
        mine.searching = job
        st.rerun()
    st.html(paragraphs_html([words.text("page.search.takes")], "ms-note"))


# --- the question ---------------------------------------------------------------------------------
def _look_for(mine: Session, **changes: Any) -> None:
    mine.change(replace(mine.state, search=replace(mine.state.search, **changes)))


def _question(mine: Session) -> None:
    words, view = mine.state.words, mine.state.search
    st.header(words.text("page.compare.question"), anchor=False)
    _one_of(mine, "today", view.today, _policy_words)
    _one_of(mine, "want", view.want, _want_words)
    _one_of(mine, "besides", view.besides, _want_words)
    week = words.text("page.search.week", week=words.integer(_week(mine)))
    st.html(paragraphs_html([week], "ms-note"))
    _one_of(mine, "counts", view.counts, _group_words)
    _one_of(mine, "size", view.size, _size_words, kind="radio")


def _one_of(mine: Session, name: str, value: str, said: Any, kind: str = "select") -> None:
    choice(
        mine,
        f"search-{name}",
        mine.state.words.text(f"page.search.{name}"),
        allowed()[name],
        value,
        lambda option: said(option, mine),
        lambda option: _look_for(mine, **{name: option}),
        kind=kind,
    )


def _policy_words(name: str, mine: Session) -> str:
    return clean(in_language(library_policy(name).policy.title, mine.state.words))


def _want_words(name: str, mine: Session) -> str:
    words = mine.state.words
    if name == NOTHING:
        return words.text("page.search.nothing")
    return words.text(f"search.want.{name}")


def _week(mine: Session) -> int:
    """The last week that is followed, as the search has it."""
    usual = page_setting().count("follow_weeks")
    try:
        return mine.here().weeks(None, usual)
    except InputError:
        return usual  # what is wrong is told above


def _group_words(name: str, mine: Session) -> str:
    words = mine.state.words
    return words.text("page.search.alike") if name == NOTHING else words.text(f"group.{name}")


def _size_words(name: str, mine: Session) -> str:
    words = mine.state.words
    number = SearchView(size=name).candidates or search_setting().count("candidates")
    return words.text(f"page.search.size.{name}", number=words.integer(number))


# --- on its way -----------------------------------------------------------------------------------
def _under_way(mine: Session, job: SearchJob) -> None:
    """How far the search is, what it saw first, and a button that stops it."""
    words = mine.state.words
    run = _run(mine, job)
    if run.error is not None:
        st.html(error_html(run.error, words))
        if st.button(words.text("page.search.again"), key=f"search-again-{words.code}"):
            _ended(mine)
        return
    if st.button(words.text("page.search.stop"), key=f"search-stop-{words.code}"):
        job.stopping.set()
        _ended(mine)
    st.fragment(_look, run_every=LOOK)(mine, job)


def _run(mine: Session, job: SearchJob) -> Run:
    """The run that does a search; one that ended in an error is not begun anew by itself."""
    run = mine.runs.get(PART)
    if run is None or run.dropped or run.address != job.address("full"):
        run = mine.runs[PART] = search_queue().ask(job, mine.store, mine.reader)
    run.look()
    return run


def _ended(mine: Session) -> None:
    """The search is given up."""
    mine.searching = None
    mine.runs.pop(PART, None)
    st.rerun()


def _look(mine: Session, job: SearchJob) -> None:
    words = mine.state.words
    run = _run(mine, job)
    if run.error is not None or mine.store.get(job.address("full")) is not None:
        st.rerun()
    st.progress(run.share, text=_how_far(run.share, run.seconds_left(), mine))
    early = mine.store.get(job.address("early"))
    if early is not None:
        best = early[1] if len(early) > 1 else early[0]
        told = words.text("search.first", changes=choice_sentence(best, early[0], words))
        st.html(answer_html(told, [words.text("page.search.early")]))


def _how_far(share: float, left: float | None, mine: Session) -> str:
    words = mine.state.words
    if left is None:
        return words.text("page.search.status.begins")
    time = time_words(left, words)
    return words.text("page.search.status", share=words.percent(share), time=time)


# --- what it found --------------------------------------------------------------------------------
def _found(mine: Session, job: SearchJob, found: Searched) -> None:
    words = mine.state.words
    first, *others = search_sentences(found, words)
    st.html(answer_html(first, others))
    told_verdict(mine, "search", job, lambda: search_answer(found), job.asked.posterior)
    parts: list[Block] = mine.store.get_or_make(
        job.address(f"blocks {words.code}"), lambda: search_blocks(found, words)
    )
    for k, part in enumerate(parts):
        block(mine, part)
        if k == 0:
            _taken(mine, job, found)
    save_button(mine, "search", lambda: saved_search(mine.state, job, found))


def _taken(mine: Session, job: SearchJob, found: Searched) -> None:
    """Each policy of the front: into the comparison, or as a file."""
    words = mine.state.words
    st.html(paragraphs_html([words.text("page.search.take.text")]))
    for k, named in enumerate(found.policies):
        if k == found.found.today:
            continue
        name = choice_name(found, k, words)
        with st.container(horizontal=True, key=f"ms-found-{k}-{words.code}"):
            if st.button(words.text("page.search.take", choice=name), key=f"take-{k}-{words.code}"):
                mine.keep_policy(
                    f"{FOUND}-{k}", without_situation(named, job.today), job.view.today
                )
                st.switch_page(mine.pages["compare"], query_params=mine.address_query())
            st.download_button(
                words.text("page.search.yaml", choice=name),
                policy_text(named),
                file_name=f"{named.name}.yaml",
                mime="application/yaml",
                key=f"yaml-{k}-{words.code}",
                on_click="ignore",
            )
