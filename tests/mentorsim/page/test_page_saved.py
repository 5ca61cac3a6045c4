"""Save and open on the page: the command's own file, nothing lost by a reload, an honest link."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mentorsim.language import Language
from mentorsim.page.app import session as sessions
from mentorsim.page.app.here import said_of_prices
from mentorsim.page.app.session import Session, loaded
from mentorsim.page.reopened import fields_typed, opened, verdict
from mentorsim.page.saved import comparison_answer, saved_comparison
from mentorsim.page.setting import Options
from mentorsim.page.shelf import Own, Shelf, missing
from mentorsim.page.situation import situation_typed
from mentorsim.page.state import State
from mentorsim.saved.question import answer_digest, read_question
from scenarios.comparison.compare import Comparison
from scenarios.situation.reading import read_situation
from sim.errors import InputError
from tests.mentorsim.page.test_page_situation import EXAMPLES, MINE, session
from tests.worlds.small_comparison import few_draws


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 3, 1))
    monkeypatch.setattr("mentorsim.page.runs.posterior", few_draws)
    monkeypatch.setattr("mentorsim.page.saved.posterior", few_draws)
    monkeypatch.setattr("mentorsim.page.reopened.posterior", few_draws)
    monkeypatch.setattr(sessions, "shelf", lambda: SHELF)


SHELF = Shelf(3, 1.0)


def mine() -> Session:
    """One policy with a moved lever, own young people, own prices and a typed wage's place free."""
    found = session(MINE, policy="26-weeks", changes={"caseload": 15}, weeks=104)
    found.use_people("shares.csv", (EXAMPLES / "shares.csv").read_bytes(), 500)
    found.use_prices("prices.yaml", (EXAMPLES / "prices.yaml").read_bytes())
    return found


def lived(one: Session) -> Comparison:
    return one.question().simulate(lambda share: None)


def saved(one: Session, found: Comparison) -> bytes:
    return saved_comparison(one.state, one.question(), one.here(), one.prices(), found)


@cache
def owned() -> bytes:
    """The question with own files and a lever, saved; lived once."""
    one = mine()
    return saved(one, lived(one))


@cache
def plain() -> str:
    """A question in the situation alone, saved; lived once."""
    one = session(MINE, policy="26-weeks", weeks=104)
    return saved(one, lived(one)).decode()


def reopened(content: bytes) -> Session:
    other = session({})
    other.open_question(opened("q.json", content, "da", said_of_prices))
    return other


def test_a_saved_question_is_opened_with_the_same_answer_though_its_files_are_gone() -> None:
    one, content = mine(), owned()
    # A saved file holds no path and no raw file.
    assert str(EXAMPLES) not in content.decode()
    other = reopened(content)
    assert other.state.typed == one.state.typed
    assert other.question().policies == one.question().policies or [
        (p.name, p.policy) for p in other.question().policies
    ] == [(p.name, p.policy) for p in one.question().policies]
    assert other.question().line == one.question().line
    assert other.prices().entries == one.prices().entries
    assert dict(other.state.changes) == {"caseload": 15}
    again = comparison_answer(other.question(), lived(other), other.prices())
    kept = read_question(Path("q.json"), content)
    assert answer_digest(again) == kept.answer.digest
    told = verdict(kept, again, Language("da"))
    assert told[-1] == Language("da").text("saving.same")
    # Another number is another answer, and is said to be.
    changed = again | {"situation": {}}
    assert Language("en").text("saving.same") not in verdict(kept, changed, Language("en"))


def test_the_file_is_the_one_that_the_command_writes() -> None:
    content = json.loads(plain())
    assert content["command"] == "compare"
    assert content["options"] == {
        "policies": ["26-weeks"],
        "against": "no-mentor",
        "weeks": 104,
        "draws": 3,
        "seed": 1,
        "reading": "pooled",
    }
    assert set(content["parts"]) == {"people", "prices", "policy 26-weeks", "policy no-mentor"}
    assert content["page"]["my_mentors"] == "12"


def test_a_command_file_without_an_address_fills_the_fields_in() -> None:
    content = json.loads(plain())
    del content["page"]
    other = reopened(json.dumps(content).encode())
    assert other.state.typed == MINE
    assert (other.state.policy, other.state.against, other.state.weeks) == (
        "26-weeks",
        "no-mentor",
        104,
    )


def test_a_policy_that_the_library_has_not_any_more_is_kept() -> None:
    content = json.loads(plain())
    content["parts"]["policy 26-weeks"]["fields"]["duration"]["weeks"] = 30
    other = reopened(json.dumps(content).encode())
    assert other.state.policy in other.state.kept
    assert other.question().policies[0].policy.duration.weeks == 30
    assert other.question().private


def test_a_file_that_is_no_question_is_told() -> None:
    for bad in (b"{}", b"\xff", b'{"mentorsim_question": 1}'):
        with pytest.raises(InputError) as caught:
            opened("q.json", bad, "da", said_of_prices)
        assert "q.json" in str(caught.value.file)


def test_prices_of_an_opened_question_hold_until_something_else_is_said_of_them() -> None:
    other = reopened(owned())
    before = other.prices().digest()
    other.change(other.state.with_typed("mentors", "13"))
    assert other.prices().digest() == before
    other.change(other.state.with_typed("wage", "530000"))
    assert other.prices().digest() != before


@pytest.mark.parametrize(
    "said",
    [
        {"young_people": {"per_year": 300}, "mentors": 12.345, "years": 4, "rules": 2026},
        {"young_people": {"cohort": 90}, "budget": 5_000_000, "jobcentres": "one", "name": "Ø-by"},
    ],
)
def test_fields_of_a_situation_are_filled_in_and_read_again(said: dict[str, Any]) -> None:
    situation = read_situation(said)
    assert situation_typed(fields_typed(situation)) == situation


# --- a reload -------------------------------------------------------------------------------------
def test_a_reload_loses_nothing_and_a_link_without_the_key_says_what_is_missing() -> None:
    one = mine()
    SHELF.put(one.key, one.own())
    query = one.address_query()
    assert query["own"] == "people,prices"
    again = loaded(query)
    assert not again.problems
    assert again.here().told(again.prices()) == one.here().told(one.prices())
    assert again.prices().digest() == one.prices().digest()
    assert again.question().address("full") == one.question().address("full")
    shared = loaded({k: v for k, v in query.items() if k != "keep"})
    assert [str(p.found) for p in shared.problems] == ["your own young people", "your own prices"]
    assert shared.state == one.state
    stranger = loaded(query | {"keep": "guess"})
    assert stranger.own_people is None


def test_the_server_keeps_few_readers_for_a_time_and_nothing_of_nobody() -> None:
    clock = [0.0]
    shelf = Shelf(2, 1.0, lambda: clock[0])
    own = mine().own()
    for key in ("a", "b", "c"):
        shelf.put(key, own)
    assert shelf.get("a") is None
    assert shelf.get("b") is own
    shelf.put("d", Own())
    assert len(shelf) == 2
    clock[0] = 3601.0
    assert shelf.get("c") is None
    assert len(shelf) == 0
    assert missing({"own": "people,nonsense"}, None) == ("people",)
    assert missing({}, None) == ()


def test_the_state_of_a_question_without_a_situation_is_saved_as_well() -> None:
    one = Session(replace(State("en"), policy="26-weeks", weeks=104), {}, [])
    few = replace(one.question(), weeks=60)
    found = few.simulate(lambda share: None)
    content = json.loads(saved_comparison(one.state, few, one.here(), one.prices(), found).decode())
    assert content["parts"]["people"] == {"people": None, "situation": None}
