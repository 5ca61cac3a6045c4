"""What one reader's session holds: what is said and handed over, what runs, and the address.

All of it lives in Streamlit's session state: it ends with the session and is nobody else's.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from mentorsim.page.app.here import Here
from mentorsim.page.job_queue import Run
from mentorsim.page.reopened import Opened
from mentorsim.page.search_job import SearchJob
from mentorsim.page.shelf import KEY, OWN, POLICY, missing, new_key, shelf
from mentorsim.page.state import State, read_query
from mentorsim.saved.question import Question as Saved
from sim.errors import InputError
from sim.messages import Said


@dataclass
class Session(Here):
    """One reader's session.

    Attributes:
        reader: a random name, to tell sessions apart.
        opened: the question that was opened, and the address of its answer once that is asked.
        opened_file: name and digest of its file, to open it once only.
        opened_page: that asks it.
        key: under which the server keeps what the reader has handed over.
        unfolded: pages whose fields of the situation stood open when they were first shown.
        searching: the search that was asked for last.
        runs: what the page waits for, by its part.
        pages: of the navigation.
    """

    reader: str = field(default_factory=lambda: uuid.uuid4().hex)
    opened: tuple[Saved, str] | None = None
    opened_file: tuple[str, str] = ("", "")
    opened_page: str = "compare"
    key: str = field(default_factory=new_key)
    unfolded: dict[str, bool] = field(default_factory=dict)
    searching: SearchJob | None = None
    runs: dict[str, Run] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)

    def open_question(self, found: Opened) -> None:
        """Ask a saved question, with what stood in its file."""
        self.use_own(found.own)
        self.state, self.problems = found.state, found.problems
        self.opened, self.opened_page = (found.saved, ""), found.page
        self.mistyped.clear()

    def opened_here(self, command: str, address: str) -> Saved | None:
        """The question that was opened, if it is the one that is asked here.

        Args:
            command: of the page that asks.
            address: of its answer.
        """
        if self.opened is None or self.opened[0].command != command:
            return None
        saved, first = self.opened
        if not first:
            self.opened = saved, address
        return saved if first in ("", address) else None

    def address_query(self, state: State | None = None) -> dict[str, Any]:
        """What the address says, with the key to what is kept on the server.

        Args:
            state: that is asked; None is the present one. A link that says all of it leads to its
                page in one step, and the browser leads back in one.
        """
        kinds = self.own().kinds
        query = (self.state if state is None else state).to_query()
        return query | ({KEY: self.key, OWN: ",".join(kinds)} if kinds else {})

    def write_address(self) -> None:
        """Let the browser's address say the question, so that it can be shared.

        What the reader has handed over is kept on the server, and the address has the key to it.
        """
        shelf().put(self.key, self.own())
        query = self.address_query()
        if dict(st.query_params) != query:
            st.query_params.from_dict(query)
        self.address = query


def session() -> Session:
    """This reader's session; a changed address (a shared one, or back in the browser) counts."""
    now = dict(st.query_params)
    mine: Session | None = st.session_state.get("mine")
    if mine is None:
        mine = st.session_state["mine"] = loaded(now)
    elif now and now != mine.address:
        mine.state, mine.problems = read_query(now, mine.own_policy, mine.state.kept)
        mine.address = now
    return mine


def loaded(query: Mapping[str, str]) -> Session:
    """The session of a browser that loads an address: with what is kept under its key, if it has.

    Args:
        query: of the address.
    """
    key = str(query.get(KEY, ""))
    own = shelf().get(key) if key else None
    policy, kept = (None, {}) if own is None else (own.policy, own.kept)
    state, problems = read_query(query, policy, kept)
    mine = Session(state, dict(query), problems)
    if own is not None:
        mine.use_own(own)
        mine.key = key
    for kind in missing(query, own):
        # Of a policy the address itself says that it is not there.
        if kind != POLICY:
            mine.problems.append(
                InputError(
                    Said("mentorsim.not_in_this_address"),
                    field=OWN,
                    found=Said(f"mentorsim.own_{kind}"),
                    allowed=Said("mentorsim.the_file_handed_over_again"),
                )
            )
    return mine
