"""What one reader's session holds: the question, own numbers, and room for own results.

All of it lives in Streamlit's session state: it ends with the session and is nobody else's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from calibration.trial import Trial, the_trial
from mentorsim.page_runs import own_store
from mentorsim.page_state import State, read_query
from mentorsim.page_store import Store
from scenarios.local_population import LocalPeople
from sim.errors import InputError


@dataclass
class Session:
    """One reader's session.

    Attributes:
        state: the question.
        address: as the reader's browser shows it, when it was last read or written.
        problems: what an address asked that cannot be.
        reader: a random name, to tell sessions apart.
        store: results with own numbers.
        own_people: from an uploaded table; None is the trial's young people.
        pages: of the navigation.
    """

    state: State
    address: dict[str, Any]
    problems: list[InputError]
    reader: str = field(default_factory=lambda: uuid.uuid4().hex)
    store: Store = field(default_factory=own_store)
    own_people: LocalPeople | None = None
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def people(self) -> Trial | LocalPeople:
        """Who lives."""
        return self.own_people or the_trial()

    def change(self, state: State) -> None:
        """Ask something else."""
        self.state = state
        self.problems = []

    def write_address(self) -> None:
        """Let the browser's address say the question, so that it can be shared."""
        query = self.state.to_query()
        if dict(st.query_params) != query:
            st.query_params.from_dict(query)
        self.address = query


def session() -> Session:
    """This reader's session; a changed address (a shared one, or back in the browser) counts."""
    now = dict(st.query_params)
    mine: Session | None = st.session_state.get("mine")
    if mine is None:
        state, problems = read_query(now)
        mine = st.session_state["mine"] = Session(state, now, problems)
    elif now and now != mine.address:
        mine.state, mine.problems = read_query(now)
        mine.address = now
    return mine
