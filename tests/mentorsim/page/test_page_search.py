"""The page of searches: asked as the command asks, shown whole, stopped, and taken further."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.page import search_job
from mentorsim.page.app.here import said_of_prices
from mentorsim.page.app.parts import time_words
from mentorsim.page.reopened import opened as opened_file
from mentorsim.page.reopened import verdict
from mentorsim.page.saved import saved_search, search_answer
from mentorsim.page.search_blocks import search_blocks
from mentorsim.page.search_job import SearchJob, without_situation
from mentorsim.page.search_view import QUICK, WHOLE, SearchView
from mentorsim.page.setting import Options, page_setting
from mentorsim.page.state import library_policy, read_query
from mentorsim.page.store import Store
from mentorsim.present.search.searched import Searched
from mentorsim.python.search import Asked
from mentorsim.request.request import situated
from mentorsim.saved.question import read_question
from scenarios.policy.policies import NamedPolicy, load_policy
from scenarios.search.setting import search_setting
from scenarios.search.wants import WANTS
from sim.errors import InputError
from sim.executor import Progress
from tests.mentorsim.page.test_page_app import opened, words_of
from tests.mentorsim.page.test_page_situation import MINE, SAID, session
from tests.worlds.hand_made_search import searched

ADDRESS = {"my_per_year": "300", "my_mentors": "12", "my_first_year": "2026", "my_years": "4"}


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 3, 1))


def job(**view: str) -> SearchJob:
    mine = session(MINE)
    looked = SearchView(**view)
    return SearchJob(
        looked, library_policy(looked.today), mine.here(), mine.prices(), "me", Store(10**7)
    )


def test_a_search_of_the_page_is_asked_as_the_command_asks_it() -> None:
    asked = job(besides="net_municipality", counts="grade_none", size=WHOLE).asked
    theirs = situated(SAID, None, None)
    assert asked.here.told() == theirs.told()
    assert asked.here.dated == theirs.dated
    assert tuple(asked.want) == ("education_or_employment_years", "net_municipality")
    assert asked.counts == {"grade_none": 2.0}
    assert asked.candidates is None
    assert asked.setting.count("candidates") == search_setting().count("candidates")
    assert job(size=QUICK).asked.candidates == page_setting().count("search_quick")
    assert (asked.weeks, asked.levers, asked.seed) == (None, None, 1)


def test_with_all_draws_numbers_are_those_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 128, 1))
    assert job().asked.draws is None


def test_an_address_says_what_is_looked_for() -> None:
    query = {
        "lang": "da",
        "today": "26-weeks",
        "want": "completed",
        "besides": "net_state",
        "counts": "grade_none",
        "size": "whole",
    }
    state, problems = read_query(query)
    assert not problems
    assert state.to_query() == query
    _, problems = read_query({"want": "happiness"})
    assert [p.field for p in problems] == ["want"]


def test_the_same_wanted_twice_is_wanted_once() -> None:
    assert SearchView(want="completed", besides="completed").wants == ("completed",)


def test_another_question_is_another_search_and_so_is_another_reader() -> None:
    one = job()
    others = [job(want="completed"), job(size=WHOLE), replace(one, reader="you")]
    assert len({each.address("full") for each in (one, *others)}) == 4
    assert one.address("full") == job().address("full")


def test_a_first_look_is_kept_and_a_search_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []

    def early_then_on(
        asked: Asked,
        progress: Progress,
        opening: object,
        early: Callable[[tuple[NamedPolicy, ...]], None],
    ) -> Searched:
        progress(0.1)
        early(searched().policies)
        one.stopping.set()
        progress(0.2)
        raise AssertionError("it goes on")

    one = job()
    monkeypatch.setattr(search_job, "searched_as_asked", early_then_on)
    with pytest.raises(InputError, match="stopped"):
        one.simulate(told.append)
    assert told == [0.1]
    assert one.early.get(one.address("early")) == searched().policies


def test_a_policy_of_the_front_goes_without_its_situation_into_the_comparison() -> None:
    """It gives the same policy in the same situation, and can be asked in another."""
    today = load_policy("as-in-trial")
    here = situated(SAID, None, None)
    (placed,) = here.policies([load_policy("26-weeks")])
    bare = without_situation(placed, today)
    assert bare.policy.capacity.mentors == "enough"
    assert bare.policy.intake is None
    (again,) = here.policies([bare])
    assert again.policy.model_dump() == placed.policy.model_dump()
    other = situated({**SAID, "mentors": 7}, None, None).policies([bare])
    assert other[0].policy.capacity.mentors == 7


@pytest.mark.parametrize("code", LOCALES)
def test_the_front_the_curves_and_the_regret_are_shown(code: str) -> None:
    words, found = Language(code), searched("education_or_employment_years", "net_municipality")
    parts = {part.name: part for part in search_blocks(found, words)}
    assert list(parts) == ["front", "mentors", "more", "million", "regret"]
    front = parts["front"].grids[0]
    assert len(front.rows) == 3
    best = front.rows[2][1]
    assert best[-1].mark == words.text("overview.mark.best")
    assert best[1].value == words.signed(0.14, 2)
    assert best[-2].value == words.signed(0.21, 2)
    assert len(front.heads) == 1 + len(best)
    curve = parts["mentors"].grids[0]
    assert len(curve.rows) == 3
    # A million buys so many mentors, each of which brings the gain of one.
    for part in ("mentors", "more", "million"):
        picture = parts[part].picture
        assert picture is not None
        assert picture.svg.startswith(b"<?xml")
    regret = parts["regret"].grids[0]
    assert len(regret.rows) == 3
    assert len(regret.heads) == 3


def test_too_few_draws_judge_nothing() -> None:
    words = Language("en")
    front = search_blocks(searched(draws=3), words)[0].grids[0]
    waiting = words.text("number.waiting")
    assert front.rows[2][1][1].interval == waiting
    assert front.rows[2][1][-1].value == waiting


# --- the page -------------------------------------------------------------------------------------
def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("not in time")


def pressed(app: Any, key: str) -> Any:
    next(b for b in app.button if b.key == key).click().run()
    assert not app.exception
    return app


def address(app: Any) -> Mapping[str, str]:
    return {k: v[0] if isinstance(v, list) else v for k, v in dict(app.query_params).items()}


def test_without_mentors_the_page_asks_for_them() -> None:
    app = opened("search", lang="da")
    assert Language("da").text("page.search.needs") in words_of(app)
    assert not [b for b in app.button if b.key == "search-da"]


def test_a_search_is_begun_shown_and_a_policy_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Language("da")
    monkeypatch.setattr(search_job, "searched_as_asked", lambda *_: searched())
    app = opened("search", lang="da", **ADDRESS)
    app = pressed(app, "search-da")
    mine = app.session_state["mine"]
    until(lambda: mine.runs["search"].finished)
    app.run()
    text = words_of(app)
    for heading in (
        "front.heading",
        "curve.brings",
        "curve.one_more",
        "curve.a_million",
        "regret.heading",
    ):
        assert words.text(f"search.{heading}") in text
    mine.keep_policy("found-2", without_situation(searched().policies[2], job().today), "no-mentor")
    app = opened("compare", mine, **mine.state.to_query())
    assert address(app)["policy"] == "found-2"
    assert not mine.problems
    assert mine.question().policies[0].policy.capacity.mentors == 12


def test_an_error_of_a_search_is_told_once_and_not_begun_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def fails(*_: object) -> Searched:
        asked.append(1)
        raise InputError("nothing will do")

    monkeypatch.setattr(search_job, "searched_as_asked", fails)
    app = pressed(opened("search", lang="en", **ADDRESS), "search-en")
    mine = app.session_state["mine"]
    until(lambda: mine.runs["search"].finished)
    app.run()
    app.run()
    assert "nothing will do" in words_of(app)
    assert asked == [1]
    pressed(app, "search-again-en")
    assert mine.searching is None


# --- saved ----------------------------------------------------------------------------------------
def test_a_search_of_the_page_is_saved_and_opened_there() -> None:
    asked = job(besides="net_municipality", counts="grade_none")
    state = replace(session(MINE).state, search=asked.view)
    content = saved_search(state, asked, searched())
    kept = read_question(Path("q.json"), content)
    assert kept.command == "search"
    assert kept.options["counts"] == ["grade_none=2"]
    other = session({})
    other.open_question(opened_file("q.json", content, "da", said_of_prices))
    assert other.opened_page == "search"
    assert other.state.search == asked.view
    assert other.state.typed == MINE
    told = verdict(kept, search_answer(searched()), Language("da"), asked.asked.posterior)
    assert told == [Language("da").text("saving.same")]


@pytest.mark.parametrize(
    ("seconds", "code", "told"),
    [
        (0.4, "da", "2 sekunder"),
        (119.0, "da", "119 sekunder"),
        (772.0, "da", "13 minutter"),
        (772.0, "en", "13 minutes"),
        (45.0, "en", "45 seconds"),
    ],
)
def test_time_is_told_in_seconds_or_minutes(seconds: float, code: str, told: str) -> None:
    assert time_words(seconds, Language(code)) == told


@pytest.mark.parametrize("code", LOCALES)
def test_every_want_has_a_name_that_a_narrow_field_shows_whole(code: str) -> None:
    names = [Language(code).text(f"search.want.{name}") for name in WANTS]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 28
