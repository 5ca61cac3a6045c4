"""What one reader has said and handed over: the question, own young people, prices and policies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from calibration.trial import Trial, the_trial
from mentorsim.page.job_queue import own_store
from mentorsim.page.runs import SEED, posterior
from mentorsim.page.shelf import Own, OwnPrices
from mentorsim.page.state import FIRST_POLICY, UPLOADED, State
from mentorsim.page.store import Store
from mentorsim.page.uploads import entries_of, people_of, policy_of, prices_of, shown_name
from scenarios.comparison.compare import whose
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.preview import people_address
from scenarios.municipality.local_population import LocalPeople
from scenarios.municipality.population_comparison import PopulationComparison
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.programme import Intake

#: Young people that a table of shares stands for until the reader says how many.
SOME_PEOPLE = 500


@dataclass
class Reader:
    """What a reader has said and handed over.

    Attributes:
        state: the question.
        address: as the reader's browser shows it, when it was last read or written.
        problems: what an address asked that cannot be.
        store: results with own numbers.
        own_people: from an uploaded table; None is the trial's young people.
        people_from: what they were read from, to read it once only.
        many: how many young people a table of shares stands for.
        staffed_as: jobcentre of the trial whose staffing they have; empty is the median.
        prices_file: name and content of the reader's own prices.
        opened_prices: those of a question that was opened.
        own_policy: that the reader has handed over.
        uploads: how often own numbers were forgotten; a new field each time.
    """

    state: State
    address: dict[str, Any]
    problems: list[InputError]
    store: Store = field(default_factory=own_store)
    own_people: LocalPeople | None = None
    people_from: tuple[Any, ...] = ()
    many: int = SOME_PEOPLE
    staffed_as: str = ""
    prices_file: tuple[str, bytes] | None = None
    opened_prices: OwnPrices | None = None
    own_policy: NamedPolicy | None = None
    uploads: int = 0

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

    def use_own(self, own: Own) -> None:
        """Use what was handed over before this load of the page, or stands in a saved question."""
        self.own_people, self.people_from = own.people, own.people_from
        self.many, self.staffed_as = own.many or SOME_PEOPLE, own.staffed_as
        self.prices_file, self.opened_prices = own.prices_file, own.opened_prices
        self.own_policy = own.policy
        self.uploads += 1

    def forget_people(self) -> None:
        """Go back to the trial's young people; nothing of the others is left."""
        self.own_people, self.people_from = None, ()
        self.store.clear()
        self.uploads += 1

    def population_comparison(self) -> PopulationComparison | None:
        """How far the reader's own young people are from the trial's."""
        people = self.own_people
        if people is None:
            return None
        found: PopulationComparison | None = self.store.get_or_make(
            f"population_comparison {people_address(people)}",
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

    def forget_prices(self) -> None:
        """Go back to the prices on file."""
        self.prices_file, self.opened_prices = None, None
        self.uploads += 1

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

    def change(self, state: State) -> None:
        """Ask something else."""
        self.state = state
        self.problems = []
