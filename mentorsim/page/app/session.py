"""What one reader's session holds: the question, own numbers, and room for own results.

All of it lives in Streamlit's session state: it ends with the session and is nobody else's.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from calibration.trial import Trial, the_trial
from mentorsim.page.forecast_view import HELD
from mentorsim.page.job_queue import Run, own_store
from mentorsim.page.levers import LEVERS
from mentorsim.page.reopened import Opened, own_entries
from mentorsim.page.runs import SEED, Question, posterior, question_in
from mentorsim.page.search_job import SearchJob
from mentorsim.page.shelf import KEY, OWN, POLICY, Own, OwnPrices, missing, new_key, shelf
from mentorsim.page.situation import WAGE, Typed, filled_in, situation_typed
from mentorsim.page.state import FIRST_POLICY, UPLOADED, State, read_query
from mentorsim.page.store import Store
from mentorsim.page.uploads import (
    calendar_of,
    calendar_on_file,
    entries_of,
    municipality_of,
    opened_people,
    people_of,
    policy_of,
    prices_in,
    prices_of,
    prices_on_file,
    shown_name,
)
from mentorsim.request.request import Situated
from mentorsim.saved.question import Question as Saved
from scenarios.comparison.compare import whose
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.preview import people_address
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules, held
from scenarios.forecast.periods import first_and_last_day
from scenarios.forecast.setting import Stream
from scenarios.municipality.local_population import LocalPeople
from scenarios.municipality.population_comparison import Likeness
from scenarios.policy.policies import NamedPolicy
from scenarios.situation.people import people_of as people_in
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.messages import Said
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
        opened_prices: those of a question that was opened.
        opened: the question that was opened, and the address of its answer once that is asked.
        opened_file: name and digest of its file, to open it once only.
        opened_page: that asks it.
        key: under which the server keeps what the reader has handed over.
        own_policy: that the reader has handed over.
        unfolded: pages whose fields of the situation stood open when they were first shown.
        mistyped: what was typed into a lever and is no number of it, by lever.
        priced: the prices of the situation, with it.
        lived: the young people of the situation, with what they were made from.
        searching: the search that was asked for last.
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
    opened_prices: OwnPrices | None = None
    opened: tuple[Saved, str] | None = None
    opened_file: tuple[str, str] = ("", "")
    opened_page: str = "compare"
    key: str = field(default_factory=new_key)
    own_policy: NamedPolicy | None = None
    unfolded: dict[str, bool] = field(default_factory=dict)
    mistyped: dict[str, str] = field(default_factory=dict)
    priced: tuple[Situation, Prices] | None = None
    lived: tuple[Any, Trial | LocalPeople] | None = None
    searching: SearchJob | None = None
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

        Args:
            name: of the file.
            content: what the file holds.
            people: how many they are; None where the file says so.
            take: answers to what the file leaves open.

        Raises:
            InputError: as `mentorsim.page.uploads.people_of`; what was there before stays.
        """
        source = (name, content, people, self.staffed_as, take)
        if source != self.people_from:
            self.own_people = people_of(name, content, people, self.staffed_as or None, take)
            self.people_from = source

    @property
    def files(self) -> dict[str, Any]:
        """What the reader has handed over, as fields of a situation."""
        found: dict[str, Any] = {}
        if self.own_people is not None:
            name, _, _, _, take = self.people_from
            found["population"] = shown_name(name).name
            if take:
                found["take"] = list(take)
        if self.prices_file is not None:
            found["prices"] = entries_of(*self.prices_file)
        return found

    @property
    def situation(self) -> Situation | None:
        """The situation that the reader's fields and files say; None where no field says any.

        Raises:
            InputError: fields that cannot be, or that contradict each other.
        """
        return self._said(self.state.typed)

    def _said(self, typed: Typed) -> Situation | None:
        """The situation of some fields, with the reader's files and opened prices."""
        found, opened = situation_typed(typed, self.files), self._opened()
        if found is None or opened is None or not opened.own or found.prices is not None:
            return found
        first = opened.prices if opened.rules is None else opened.rules.first
        assert first is not None  # one of the two is there
        return found.model_copy(update={"prices": own_entries(first)})

    def _opened(self) -> OwnPrices | None:
        """The prices of a question that was opened, as long as nothing else is said of them."""
        opened = self.opened_prices
        return opened if opened is not None and opened.said == said_of_prices(self.state) else None

    def here(self) -> Situated:
        """Who lives in which situation.

        Raises:
            InputError: as `situation`, or the population counts another number than the cohort.
        """
        situation = self.situation
        if situation is None:
            return Situated(self.people, None)
        return self._situated(self.state.typed, situation)

    def here_with(self, usual: Typed) -> Situated:
        """As `here`, always with a situation, for a question that there is none without.

        Args:
            usual: what is taken where the reader's fields say nothing, by field.

        Raises:
            InputError: as `here`; the reader's fields have to be right by themselves.
        """
        _ = self.situation
        typed = filled_in(self.state.typed, usual)
        situation = self._said(typed)
        assert situation is not None, "what is taken says how many young people come"
        return self._situated(typed, situation)

    def _situated(self, typed: Typed, situation: Situation) -> Situated:
        source = (typed, self.people_from, self.staffed_as)
        if self.lived is None or self.lived[0] != source:
            self.lived = source, self._living(situation)
        return Situated(self.lived[1], situation)

    def _living(self, situation: Situation) -> Trial | LocalPeople:
        """The young people of a situation."""
        staffed, known = self.staffed_as or None, None
        if self.own_people is not None:
            name, content, _, _, take = self.people_from
            if content is None:
                return opened_people(self.own_people.municipality, situation, staffed)
            known = municipality_of(name, content, situation.young_people.number, take)
        return people_in(situation, the_trial(), staffed, known)

    def own(self) -> Own:
        """What the reader has handed over."""
        return Own(
            self.own_people,
            self.people_from,
            self.many,
            self.staffed_as,
            self.prices_file,
            self.opened_prices,
            self.own_policy,
            self.state.kept,
        )

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

    def use_own(self, own: Own) -> None:
        """Use what was handed over before this load of the page, or stands in a saved question."""
        self.own_people, self.people_from = own.people, own.people_from
        self.many, self.staffed_as = own.many or SOME_PEOPLE, own.staffed_as
        self.prices_file, self.opened_prices = own.prices_file, own.opened_prices
        self.own_policy = own.policy
        self.uploads += 1

    def question(self) -> Question:
        """What is asked: the address, in the situation.

        Raises:
            InputError: as `here`, a lever that is no number, or levers that contradict each other
                or the situation.
        """
        for name, text in self.mistyped.items():
            LEVERS[name].number(text)
        here = self.here()
        return question_in(self.state, here, self.prices())

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
        self.prices_file, self.opened_prices = (name, content), None

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
        self.prices_file, self.opened_prices = None, None
        self.uploads += 1

    def prices(self) -> Prices:
        """The prices that kroner use: those of the rule year, with the reader's own over them.

        Raises:
            InputError: the own prices do not go with this rule year, or as `situation`.
        """
        situation, opened = self.situation, self._opened()
        if opened is not None and opened.prices is not None:
            return opened.prices
        if situation is not None:
            if self.priced is None or self.priced[0] != situation:
                self.priced = situation, prices_in(situation)
            return self.priced[1]
        if self.prices_file is None:
            return prices_on_file(self.state.rule_year)
        return prices_of(*self.prices_file, self.state.rule_year)

    @property
    def own_prices(self) -> bool:
        """Whether kroner rest on prices of the reader's own."""
        situation, opened = self.situation, self._opened()
        if self.prices_file is not None or (opened is not None and opened.own):
            return True
        return situation is not None and situation.prices is not None

    def held_year(self) -> int:
        """The rule year whose rules and prices one holds in all years."""
        try:
            return self.prices().rule_year
        except InputError:
            return self.state.rule_year  # what is wrong is told where it was typed

    def rules(self, stream: Stream) -> Rules:
        """The rules and prices of a forecast's years, with the reader's own over them.

        Args:
            stream: the years.

        Raises:
            InputError: the own prices do not go with the rules of some year, or as `situation`.
        """
        here, view, opened = self.here(), self.state.forecast, self._opened()
        if opened is not None and opened.rules is not None:
            return opened.rules
        if here.situation is not None:
            year = here.situation.rules or (self.held_year() if view.rules == HELD else None)
            return here.rules(stream, None, year, None)
        if view.rules == HELD:
            return held(self.prices())
        days = first_and_last_day(stream)
        if self.prices_file is None:
            return calendar_on_file(*days)
        return calendar_of(*self.prices_file, *days)

    def keep_policy(self, name: str, policy: NamedPolicy, against: str) -> None:
        """Compare a policy that is not of the library, set against another.

        Args:
            name: that an address gives it.
            policy: the policy.
            against: of the library.
        """
        kept = {**self.state.kept, name: policy}
        state = replace(self.state, kept=kept).with_policy(name)
        self.change(replace(state, against=against, also=()))

    def clear_situation(self) -> None:
        """Say nothing of the situation any more; files that were handed over stay."""
        self.change(replace(self.state, typed={}))

    def change(self, state: State) -> None:
        """Ask something else."""
        self.state = state
        self.problems = []

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


def said_of_prices(state: State) -> tuple[Any, ...]:
    """What a reader says of rules, years and wages: prices follow from it."""
    typed, view = state.typed, state.forecast
    fields = (typed.get(name) for name in ("rules", "first_year", "years", WAGE))
    return (*fields, state.rule_year, view.rules, view.start, view.horizon)
