"""The address says the question, and whatever it asks that cannot be is told."""

from __future__ import annotations

import pytest

from mentorsim.page.examples import EXAMPLES
from mentorsim.page.setting import page_setting
from mentorsim.page.state import State, read_query
from scenarios.policy.policies import library_names
from sim.errors import InputError

FULL = {
    "lang": "en",
    "policy": "limited-places",
    "weeks": "78",
    "taper": "13",
    "first": "grade_low",
    "also": "as-in-trial,caseload-25",
    "against": "26-weeks",
    "outcome": "employment",
    "follow": "208",
    "prices": "2016",
}


def test_an_empty_address_is_the_first_question() -> None:
    state, problems = read_query({})
    assert (state, problems) == (State("da"), [])
    assert state.to_query() == {"lang": "da"}


def test_an_address_goes_there_and_back() -> None:
    state, problems = read_query(FULL)
    assert not problems
    assert state.to_query() == FULL
    assert read_query(state.to_query())[0] == state
    assert dict(state.changes) == {"weeks": 78, "taper": 13, "first": "grade_low"}


@pytest.mark.parametrize("name", library_names())
def test_every_policy_has_an_address(name: str) -> None:
    against = "26-weeks" if name == "no-mentor" else "no-mentor"
    state = State("en", policy=name, against=against)
    assert read_query(state.to_query()) == (state, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lang", "sv"),
        ("policy", "../../etc/passwd"),
        ("weeks", "9999"),
        ("taper", "-1"),
        ("caseload", "<script>"),
        ("against", "nobody"),
        ("follow", "1000000"),
        ("outcome", "pension"),
        ("prices", "1066"),
        ("also", "nobody,as-in-trial"),
        ("mentors", "1" * 5000),
        ("also", "as-in-trial,26-weeks,104-weeks,156-weeks"),
    ],
)
def test_what_cannot_be_is_told_and_the_rest_counts(name: str, text: str) -> None:
    state, problems = read_query({"outcome": "employment"} | {name: text})
    assert len(problems) == 1
    assert problems[0].field == name
    assert problems[0].allowed
    assert len(str(problems[0].found)) <= 40
    if name != "outcome":
        assert state.outcome == "employment"
    assert len(state.also) <= page_setting().count("longest_policies")


def test_levers_that_contradict_each_other_are_told_and_left_out() -> None:
    state, problems = read_query({"policy": "until-foothold", "aftercare": "26", "weeks": "78"})
    assert [p.problem for p in problems] == [
        "a foothold and aftercare both say what follows a start"
    ]
    assert not state.changes


def test_a_policy_is_not_set_against_itself() -> None:
    state, problems = read_query({"policy": "26-weeks", "against": "26-weeks"})
    assert (state.against, len(problems)) == ("no-mentor", 1)
    state, problems = read_query({"policy": "26-weeks", "against": "26-weeks", "weeks": "52"})
    assert (state.against, problems) == ("26-weeks", [])


def test_a_lever_back_at_its_place_is_no_change() -> None:
    state = State("da").with_lever("weeks", 78)
    assert state.own().name == "104-weeks, 78 weeks"
    assert state.with_lever("weeks", 104) == State("da")
    assert not State("da").with_lever("weeks", 78).with_policy("26-weeks").changes


def test_each_policy_is_compared_once() -> None:
    state = State("da", also=("104-weeks", "no-mentor", "as-in-trial", "as-in-trial"))
    assert [p.name for p in state.compared()] == ["104-weeks", "as-in-trial"]


def test_the_examples_can_be_asked() -> None:
    for example in EXAMPLES:
        for code in ("da", "en"):
            state = example.state(code)
            assert read_query(state.to_query()) == (state, [])
            assert state.own().name not in (state.against, "")


def test_contradiction_is_an_input_error() -> None:
    with pytest.raises(InputError):
        State("da", policy="until-foothold", changes={"aftercare": 26}).own()
