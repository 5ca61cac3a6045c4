"""A saved question as a page asks it: its situation, policies and prices, and its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calibration.posterior import Posterior
from mentorsim.language import Language
from mentorsim.page.levers import LEVERS
from mentorsim.page.runs import posterior
from mentorsim.page.search_view import WHOLE
from mentorsim.page.shelf import KEY, OWN, Own, OwnPrices
from mentorsim.page.situation import typed_query
from mentorsim.page.state import State, library_policy, read_query
from mentorsim.page.uploads import shown_name
from mentorsim.request import records
from mentorsim.request.parts import UNREADABLE, Parts, question_of
from mentorsim.request.request import Situated
from mentorsim.saved.question import Question as Saved
from mentorsim.saved.question import (
    answer_digest,
    differences,
    made_with,
    posterior_used,
    read_question,
)
from mentorsim.saved.told import as_typed, difference_lines, verdict_lines
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import NamedPolicy, library_names
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.foreign import as_written
from sim.messages import Said

#: Commands whose question is a page of its own; of others the situation and the policies are.
PAGES = {"compare": "compare", "forecast": "forecast", "search": "search"}


@dataclass(frozen=True)
class Opened:
    """A saved question as the page asks it.

    Attributes:
        saved: the question.
        state: what the address says.
        own: what stood in the file besides.
        problems: what of the address cannot be.
        page: that shows it.
    """

    saved: Saved
    state: State
    own: Own
    problems: list[InputError]
    page: str


def opened(name: str, content: bytes, language: str, said: Any) -> Opened:
    """A saved question as a page of the reader's language.

    Args:
        name: of the file.
        content: of it.
        language: of the reader.
        said: gives what a state says of prices (`OwnPrices.said`).

    Raises:
        InputError: it is no saved question, or a part of it cannot be read.
    """
    file = shown_name(name)
    saved = read_question(file, content)
    try:
        here = records.read_situated_record(saved.parts["people"])
        policies = _policies(saved)
        prices = _read(saved, "prices", records.read_prices_record)
        rules = _read(saved, "rules", records.read_rules_record)
    except UNREADABLE as error:
        raise InputError(
            Said("mentorsim.this_part_of_the_saved_question"),
            file=file,
            field="parts",
            found=as_written(str(error)),
            allowed=Said("mentorsim.what_save_wrote_save_again"),
        ) from error
    kept: dict[str, NamedPolicy] = {}
    query = _address(saved, here.situation, policies, kept) | {"lang": language}
    state, problems = read_query(query, None, kept)
    first = rules.first if rules is not None else prices
    own_prices = first is not None and first.overlay is not None
    return Opened(
        saved,
        state,
        Own(
            **_people(here),
            opened_prices=None
            if prices is None and rules is None
            else OwnPrices(prices, rules, own_prices, said(state)),
            kept=kept,
        ),
        problems,
        PAGES.get(saved.command, "compare"),
    )


def _read(saved: Saved, name: str, read: Any) -> Any:
    return read(saved.parts[name]) if name in saved.parts else None


def own_entries(prices: Prices) -> dict[str, Any]:
    """The entries of a set of prices that are somebody's own, as a situation has them."""
    entries = records.prices_record(prices)["entries"]
    return {name: entries[name] for name in prices.shipped}


def _policies(saved: Saved) -> list[NamedPolicy]:
    """The policies that were asked for, the reference last."""
    asked = saved.options.get("policies") or saved.options.get("policy") or saved.options["today"]
    names = [asked] if isinstance(asked, str) else list(asked)
    if "against" in saved.options:
        names.append(saved.options["against"])
    return [records.read_policy_record(saved.parts[f"policy {Path(name).name}"]) for name in names]


def _address(
    saved: Saved,
    situation: Situation | None,
    policies: Sequence[NamedPolicy],
    kept: dict[str, NamedPolicy],
) -> dict[str, str]:
    """What an address says of the question; policies that the library has not are put into `kept`.

    The page's own address stands in the file where a page saved it: its levers hold if they still
    make the policy that was saved.
    """
    query = {name: text for name, text in saved.page.items() if name not in (KEY, OWN)}
    if not query:
        weeks = saved.options.get("weeks")
        query = {} if weeks is None else {"follow": str(weeks)}
        if situation is not None:
            query |= typed_query(fields_typed(situation))
    if saved.command == "search":
        return query | _search_address(saved)
    first, *others = policies
    if not _same_as_before(query, first):
        query = {name: text for name, text in query.items() if name not in LEVERS}
        query["policy"] = _key(first, kept)
    if others:
        *also, against = others
        query["also"] = ",".join(_key(named, kept) for named in also)
        query["against"] = _key(against, kept)
    return {name: text for name, text in query.items() if text}


def _search_address(saved: Saved) -> dict[str, str]:
    """What an address says of a search; nothing where the page's own says it."""
    if saved.page:
        return {}
    want, *besides = saved.options.get("want") or [""]
    groups = [each.partition("=")[0] for each in saved.options.get("counts") or []]
    found = {
        "today": str(saved.options["today"]),
        "want": want,
        "besides": besides[0] if besides else "",
        "counts": groups[0] if groups else "",
        "size": WHOLE,
    }
    return {name: text for name, text in found.items() if text}


def _same_as_before(query: Mapping[str, str], first: NamedPolicy) -> bool:
    """Whether policy and levers of an address still make the policy that was saved."""
    state, problems = read_query(query)
    return not problems and records.policy_record(state.own()) == records.policy_record(first)


def _key(named: NamedPolicy, kept: dict[str, NamedPolicy]) -> str:
    """What an address calls a policy."""
    if named.name in library_names():
        ours = library_policy(named.name)
        if records.policy_record(ours) == records.policy_record(named):
            return named.name
    key = address_name(named)
    kept[key] = named
    return key


def address_name(named: NamedPolicy) -> str:
    """The name of a policy that is kept, as an address can list it beside others."""
    return named.name.replace(",", ";")


def fields_typed(situation: Situation) -> dict[str, str]:
    """A situation as its fields are filled in; files go their own way."""
    content = situation.model_dump(mode="json", exclude={"population", "prices", "take"})
    young = content.pop("young_people")
    found = {f"young_people.{name}": value for name, value in young.items()} | content
    if found["jobcentres"] == "one":
        del found["jobcentres"]
    return {
        name: as_typed(value) if isinstance(value, float) else str(value)
        for name, value in found.items()
        if value is not None
    }


def _people(here: Situated) -> dict[str, Any]:
    """Young people of one's own; nothing where they are made up as the trial's."""
    people = here.people
    if not isinstance(people, LocalPeople) or people.as_in_trial:
        return {}
    situation, name = here.situation, people.municipality.file.name
    take = () if situation is None else tuple(situation.take or ())
    if situation is not None and isinstance(situation.population, Path):
        name = situation.population.name
    source = (name, None, people.people, people.staffed_as or "", take)
    own = replace(people, stream=None)
    return {"people": own, "people_from": source, "staffed_as": people.staffed_as or ""}


# --- the verdict ----------------------------------------------------------------------------------
def verdict(
    saved: Saved, content: Mapping[str, Any], language: Language, used: Posterior | None = None
) -> list[str]:
    """Whether an answer is the one that was saved, and what is not as it was.

    Args:
        saved: the question that was opened.
        content: the answer of today, for machines.
        language: of the words.
        used: the draws that it rests on; None is those of the page's full pictures.
    """
    with question_of(Parts()) as parts:
        posterior_used(posterior() if used is None else used)
        now = parts.written()["posterior"]
    changed = [*differences(saved.made_with, made_with()), *differences(saved.posterior, now)]
    same = answer_digest(content) == saved.answer.digest
    return [
        *difference_lines(changed, language),
        *verdict_lines(saved, language, same=same, known=bool(changed)),
    ]
