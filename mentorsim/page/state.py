"""What a reader has chosen, and the address that says it: addresses can be shared.

Whatever an address asks that cannot be is told in words; the rest of it counts all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from mentorsim.language import LOCALES, Language
from mentorsim.page.driver_view import DriverView, allowed
from mentorsim.page.forecast_view import ALLOWED, ForecastView
from mentorsim.page.levers import LEVERS, OWN, SECTIONS, Changes, moved, settings
from mentorsim.page.search_view import ADDRESSED, SearchView
from mentorsim.page.search_view import allowed as searched
from mentorsim.page.setting import options, page_setting
from mentorsim.page.situation import (
    Typed,
    horizons_in,
    read_typed,
    situation_typed,
    typed_query,
    with_typed,
)
from mentorsim.present.clean import clean
from mentorsim.present.results import PAGE_OUTCOMES
from scenarios.economics.price_choice import default_rule_year
from scenarios.economics.rule_sets import rule_years
from scenarios.policy.levers import Value
from scenarios.policy.policies import NamedPolicy, library_names, load_policy
from sim.errors import InputError
from sim.messages import Said

REFERENCE = "no-mentor"
FIRST_POLICY = "104-weeks"
#: What an address calls the policy that a reader has handed over; it is in their session only.
UPLOADED = "uploaded"
#: Weeks since entry that can be followed.
HORIZONS = (104, 156, 208, 260)
#: Longest list in an address that is looked at, and of what an address can say.
LONGEST_LIST = 20


@cache
def library_policy(name: str) -> NamedPolicy:
    """A policy of the library; its file is read once, every lever asks for all of them."""
    return load_policy(name)


@dataclass(frozen=True)
class State:
    """A question to the page.

    Attributes:
        language: da or en.
        policy: name in the library, the base of the reader's own; or `UPLOADED`.
        changes: of the base, by lever.
        also: further policies of the library, for comparison.
        against: what all are set against.
        weeks: since entry that are followed.
        outcome: that the curves show.
        rule_year: of the prices.
        drivers: what the page of drivers looks at.
        forecast: what the page of forecasts looks at.
        uploaded: a policy that the reader has handed over; None if there is none.
        kept: further policies that are not of the library, by the name that an address gives them:
            those that a search found, and those of a question that was opened.
        typed: the situation, as its fields were filled in.
        search: what the page of searches looks for.
    """

    language: str
    policy: str = FIRST_POLICY
    changes: Changes = field(default_factory=dict)
    also: tuple[str, ...] = ()
    against: str = REFERENCE
    weeks: int = field(default_factory=lambda: page_setting().count("follow_weeks"))
    outcome: str = PAGE_OUTCOMES[0]
    rule_year: int = field(default_factory=default_rule_year)
    drivers: DriverView = field(default_factory=DriverView)
    forecast: ForecastView = field(default_factory=ForecastView)
    uploaded: NamedPolicy | None = None
    kept: Mapping[str, NamedPolicy] = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)
    search: SearchView = field(default_factory=SearchView)

    @property
    def words(self) -> Language:
        """Texts and numbers in the reader's language."""
        return Language(self.language)

    def base(self) -> NamedPolicy:
        """The policy behind the reader's own: of the library, or handed over."""
        return self.named(self.policy)

    def named(self, policy: str) -> NamedPolicy:
        """A policy by the name that an address gives it."""
        if policy == UPLOADED and self.uploaded is not None:
            return self.uploaded
        return self.kept[policy] if policy in self.kept else library_policy(policy)

    def bases(self) -> tuple[str, ...]:
        """What the reader's policy can begin from, one's own file first."""
        return (*((UPLOADED,) if self.uploaded is not None else ()), *self.names())

    def names(self) -> tuple[str, ...]:
        """What can be compared: policies that are kept, and those of the library."""
        return (*self.kept, *(name for name in library_names() if name not in self.kept))

    @property
    def private(self) -> bool:
        """Whether a reader's own policy is asked about."""
        asked = (self.policy, *self.also, self.against)
        return self.policy == UPLOADED or any(name in self.kept for name in asked)

    def own(self) -> NamedPolicy:
        """The reader's policy.

        Raises:
            InputError: the levers contradict each other.
        """
        return moved(self.base(), self.changes)

    def compared(self) -> list[NamedPolicy]:
        """The reader's policy and those beside it, each once, without the reference."""
        own = self.own()
        names = [name for name in self.also if name not in (own.name, self.against)]
        return [own, *(self.named(name) for name in dict.fromkeys(names))]

    def standing(self) -> dict[str, Value]:
        """Where every lever stands."""
        return settings(self.base().policy) | dict(self.changes)

    def with_lever(self, name: str, value: Value) -> State:
        """The same with a lever moved; back at the base's value it counts as not moved."""
        changes = {k: v for k, v in self.changes.items() if k != name}
        if settings(self.base().policy)[name] != value and value != OWN:
            changes[name] = value
        return replace(self, changes=changes)

    def with_typed(self, name: str, text: str | None) -> State:
        """The same with a field of the situation filled in otherwise."""
        return replace(self, typed=with_typed(self.typed, name, text))

    def horizons(self) -> tuple[int, ...]:
        """Weeks since entry that can be followed.

        Raises:
            InputError: the situation cannot be.
        """
        return horizons_in(HORIZONS, situation_typed(self.typed))

    def with_policy(self, policy: str) -> State:
        """The same with another policy of the library, its levers where they stand in it."""
        return replace(self, policy=policy, changes={})

    def to_query(self) -> dict[str, Any]:
        """What an address says: the language, and whatever is not as at first."""
        plain = State(self.language)
        query: dict[str, Any] = {"lang": self.language}
        if self.policy != plain.policy:
            query["policy"] = self.policy
        query |= {name: str(self.changes[name]) for name in LEVERS if name in self.changes}
        if self.also:
            query["also"] = ",".join(self.also)
        for name in ("against", "outcome"):
            if getattr(self, name) != getattr(plain, name):
                query[name] = getattr(self, name)
        if self.weeks != plain.weeks:
            query["follow"] = str(self.weeks)
        if self.rule_year != plain.rule_year:
            query["prices"] = str(self.rule_year)
        query |= self.drivers.to_query() | self.forecast.to_query()
        return query | typed_query(self.typed) | self.search.to_query()


def language_of(query: Mapping[str, str]) -> str:
    """The language of an address, or the one the command was given."""
    asked = query.get("lang", "")
    return asked if asked in LOCALES else options().language


def read_query(
    query: Mapping[str, str],
    uploaded: NamedPolicy | None = None,
    kept: Mapping[str, NamedPolicy] | None = None,
) -> tuple[State, list[InputError]]:
    """The state of an address, and what of it cannot be.

    Args:
        query: of the address.
        uploaded: the policy that the reader has handed over, if there is one.
        kept: further policies of the reader's, as `State.kept`.
    """
    problems: list[InputError] = []

    def known(name: str, allowed: Mapping[str, Any] | Sequence[Any], fallback: Any) -> Any:
        text = query.get(name)
        if text is None:
            return fallback
        for value in allowed:
            if str(value) == text:
                return value
        problems.append(_refused(name, text, _listed(allowed)))
        return fallback

    if query.get("lang", options().language) not in LOCALES:
        problems.append(_refused("lang", query["lang"], ", ".join(LOCALES)))
    state = State(
        language_of(query), uploaded=uploaded, kept=dict(kept or {}), typed=read_typed(query)
    )
    library = state.names()
    if query.get("policy") == UPLOADED and uploaded is None:
        gone = InputError(
            Said("mentorsim.your_own_policy_is_not_in"),
            field="policy",
            allowed=Said("mentorsim.a_policy_of_the_library_or"),
        )
        problems.append(gone)
        query = {name: value for name, value in query.items() if name not in ("policy", *LEVERS)}
    state = replace(
        state,
        policy=known("policy", state.bases(), state.policy),
        also=_also(query.get("also", ""), library, problems),
        against=known("against", library, state.against),
        weeks=known("follow", HORIZONS, state.weeks),
        outcome=known("outcome", PAGE_OUTCOMES, state.outcome),
        rule_year=known("prices", rule_years(), state.rule_year),
    )
    looked = {
        name: known(name, possible, getattr(state.drivers, name))
        for name, possible in allowed(state.weeks, state.rule_year).items()
    }
    foreseen = {
        name: known(name, possible, getattr(state.forecast, name))
        for name, possible in ALLOWED.items()
    }
    wanted = {
        name: known(key, searched()[name], getattr(state.search, name))
        for key, name in ADDRESSED.items()
    }
    state = replace(
        state,
        drivers=DriverView(**looked),
        forecast=ForecastView(**foreseen),
        search=SearchView(**wanted),
    )
    for name, lever in LEVERS.items():
        if name in query:
            try:
                state = state.with_lever(name, lever.read(query[name]))
            except InputError as error:
                problems.append(_refused(name, query[name], lever.allowed, error))
    try:
        state.own()
    except InputError as error:
        problems.append(error)
        state = replace(state, changes={})
    if state.own().name == state.against:
        problems.append(
            _refused(
                "against", state.against, Said("mentorsim.another_policy_than_the_one_compared")
            )
        )
        other = REFERENCE if state.policy != REFERENCE else FIRST_POLICY
        state = replace(state, against=other)
    return state, problems


def _also(text: str, library: tuple[str, ...], problems: list[InputError]) -> tuple[str, ...]:
    names = [name for name in text.split(",")[:LONGEST_LIST] if name]
    most = page_setting().count("longest_policies")
    for name in names:
        if name not in library:
            problems.append(_refused("also", name, ", ".join(library)))
    found = list(dict.fromkeys(name for name in names if name in library))
    if len(found) > most:
        problems.append(_refused("also", text, Said("mentorsim.at_most_most_policies", most=most)))
    return tuple(found[:most])


def _listed(allowed: Mapping[str, Any] | Sequence[Any]) -> str:
    if isinstance(allowed, range):
        return Said("sim.low_to_high", low=allowed[0], high=allowed[-1])
    shown = [str(value) for value in allowed][:LONGEST_LIST]
    return ", ".join(shown) + (" ..." if len(allowed) > LONGEST_LIST else "")


def _refused(name: str, text: str, allowed: str, cause: InputError | None = None) -> InputError:
    problem = Said("mentorsim.the_address_asks_for_something") if cause is None else cause.problem
    return InputError(problem, field=name, found=clean(text)[:40], allowed=allowed)


def levers_of(section: str) -> list[str]:
    """Names of the levers of a section, in order."""
    assert section in SECTIONS
    return [name for name, lever in LEVERS.items() if lever.section == section]
