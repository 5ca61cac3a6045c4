"""What one reader's session holds: the question, own numbers, and room for own results.

All of it lives in Streamlit's session state: it ends with the session and is nobody else's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from calibration.trial import Trial, the_trial
from mentorsim.page.forecast_view import HELD
from mentorsim.page.job_queue import Run, own_store
from mentorsim.page.runs import SEED, posterior
from mentorsim.page.state import FIRST_POLICY, UPLOADED, State, read_query
from mentorsim.page.store import Store
from mentorsim.page.uploads import (
    calendar_of,
    calendar_on_file,
    people_of,
    policy_of,
    prices_of,
    prices_on_file,
)
from scenarios.comparison.compare import whose
from scenarios.comparison.ensemble import Prepared
from scenarios.comparison.preview import people_address
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules, held
from scenarios.forecast.periods import first_and_last_day
from scenarios.municipality.local_population import LocalPeople
from scenarios.municipality.population_comparison import Likeness
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.programme import Intake

#: Young people that a table of shares stands for until the reader says how many.
SOME_PEOPLE = 500


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
        people_from: what they were read from, to read it once only.
        many: how many young people a table of shares stands for.
        staffed_as: jobcentre of the trial whose staffing they have; empty is the median.
        prices_file: name and content of the reader's own prices.
        own_policy: that the reader has handed over.
        runs: what the page waits for, by its part.
        uploads: how often own numbers were forgotten; a new field each time.
        pages: of the navigation.
    """

    state: State
    address: dict[str, Any]
    problems: list[InputError]
    reader: str = field(default_factory=lambda: uuid.uuid4().hex)
    store: Store = field(default_factory=own_store)
    own_people: LocalPeople | None = None
    people_from: tuple[Any, ...] = ()
    many: int = SOME_PEOPLE
    staffed_as: str = ""
    prices_file: tuple[str, bytes] | None = None
    own_policy: NamedPolicy | None = None
    runs: dict[str, Run] = field(default_factory=dict)
    uploads: int = 0
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def people(self) -> Trial | LocalPeople:
        """Who lives."""
        return self.own_people or the_trial()

    def use_people(
        self, name: str, content: bytes, people: int | None, take: tuple[str, ...] = ()
    ) -> None:
        """Ask about a reader's own young people.

        Raises:
            InputError: as `mentorsim.page.uploads.people_of`; what was there before stays.
        """
        source = (name, content, people, self.staffed_as, take)
        if source != self.people_from:
            self.own_people = people_of(name, content, people, self.staffed_as or None, take)
            self.people_from = source

    def forget_people(self) -> None:
        """Go back to the trial's young people; nothing of the others is left."""
        self.own_people, self.people_from = None, ()
        self.store.clear()
        self.uploads += 1

    def likeness(self) -> Likeness | None:
        """How far the reader's own young people are from the trial's."""
        people = self.own_people
        if people is None:
            return None
        found: Likeness | None = self.store.get_or_make(
            f"likeness {people_address(people)}",
            lambda: whose(people, Prepared(people, (), Intake()), posterior(), SEED)[0],
        )
        return found

    def use_prices(self, name: str, content: bytes) -> None:
        """Use a reader's own prices.

        Raises:
            InputError: as `mentorsim.page.uploads.prices_of`; what was there before stays.
        """
        prices_of(name, content, self.state.rule_year)
        self.prices_file = (name, content)

    def use_policy(self, name: str, content: bytes) -> None:
        """Ask about a reader's own policy.

        Raises:
            InputError: as `mentorsim.page.uploads.policy_of`; what was there before stays.
        """
        policy = policy_of(name, content)
        if policy != self.own_policy:
            self.own_policy = policy
            self.change(replace(self.state, uploaded=policy).with_policy(UPLOADED))

    def forget_policy(self) -> None:
        """Go back to the library; nothing of the own policy is left."""
        self.own_policy = None
        self.store.clear()
        self.uploads += 1
        state = replace(self.state, uploaded=None)
        self.change(state.with_policy(FIRST_POLICY) if self.state.private else state)

    def use_rule_year(self, year: int) -> None:
        """Use the rules and prices of another year."""
        self.change(replace(self.state, rule_year=year))

    def forget_prices(self) -> None:
        """Go back to the prices on file."""
        self.prices_file = None
        self.uploads += 1

    def prices(self) -> Prices:
        """The prices that kroner use: those of the rule year, with the reader's own over them.

        Raises:
            InputError: the own prices do not go with this rule year.
        """
        if self.prices_file is None:
            return prices_on_file(self.state.rule_year)
        return prices_of(*self.prices_file, self.state.rule_year)

    def rules(self) -> Rules:
        """The rules and prices of a forecast's years, with the reader's own over them.

        Raises:
            InputError: the own prices do not go with the rules of some year.
        """
        view = self.state.forecast
        if view.rules == HELD:
            return held(self.prices())
        days = first_and_last_day(view.stream)
        if self.prices_file is None:
            return calendar_on_file(*days)
        return calendar_of(*self.prices_file, *days)

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
        mine.state, mine.problems = read_query(now, mine.own_policy)
        mine.address = now
    return mine
