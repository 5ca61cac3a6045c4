"""Bars and thresholds of the page: those of the commands, and what they stand for in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.page.driver_view import ASKED, FIRST, NET, DriverView, factor_keys
from mentorsim.page.one_way import Along, Bars
from mentorsim.page.one_way_blocks import bars_block, threshold_block
from mentorsim.page.runs import question_of
from mentorsim.page.setting import Options
from mentorsim.page.state import State, read_query
from mentorsim.page.uploads import example, people_of, prices_of, prices_on_file
from mentorsim.present.sensitivity.factor_words import label
from mentorsim.present.sensitivity.figures import MOST
from mentorsim.python import sensitivity
from scenarios.comparison.intervals import enough_draws
from sim.errors import InputError
from tests.support.sensitivity_cases import few_lives

DRAWS = 3
WEEK = 60
YEAR = 2023
DEAR = b"mentor_salary: {value: 600000, source: a test, certainty: A, price_level: 2023}\n"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", DRAWS, 1))
    few_lives(monkeypatch)


def bars(outcome: str = "education", state: State | None = None, **more: Any) -> Bars:
    prices = more.pop("prices", prices_on_file(YEAR))
    question = question_of(state or State("da", against="as-in-trial"), more.pop("people", None))
    return Bars(question, outcome, WEEK, prices, more.pop("own", False))


def along(outcome: str = NET, factor: str | None = None, state: State | None = None) -> Along:
    question = question_of(state or State("da", against="as-in-trial"))
    return Along(question, outcome, WEEK, prices_on_file(YEAR), False, factor)


def asked(outcome: str) -> Any:
    return sensitivity.question(
        "104-weeks", against="as-in-trial", outcome=outcome, week=WEEK, prices=YEAR
    )


# --- the same numbers as the commands' ------------------------------------------------------------
def test_the_bars_are_those_of_the_command() -> None:
    told: list[float] = []
    under = bars().simulate(told.append)
    assert [found.held["mechanism"] for found in under] == [
        each.at["mechanism"] for each in bars().questions
    ]
    theirs = sensitivity.tornado(asked("education"), draws=DRAWS)
    pd.testing.assert_frame_equal(under[0].table, theirs.table)
    mine = under[0]
    assert (mine.base, mine.lower, mine.upper) == (theirs.base, theirs.lower, theirs.upper)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_the_threshold_is_that_of_the_command() -> None:
    mine = along().simulate(lambda share: None)
    theirs = sensitivity.threshold(asked(NET), "direct_share", points=3, draws=DRAWS)
    assert mine.factor.key == FIRST == theirs.factor.key
    assert mine.mean.tolist() == theirs.mean.tolist()
    assert mine.above.tolist() == theirs.above.tolist()
    assert mine.crossings == theirs.crossings


# --- what can be varied ---------------------------------------------------------------------------
def test_levers_come_first_and_those_that_do_not_fit_are_not_offered() -> None:
    kinds = [key.partition(":")[0] for key in along().offered]
    assert kinds == sorted(kinds, key=["lever", "price", "parameter"].index)
    assert along().offered[0] == FIRST
    assert set(along().offered) <= set(factor_keys(YEAR))
    # Nobody without a mentor has a duration; and the make-up of one's own young people is given.
    nobody = along(state=State("da", policy="no-mentor", against="as-in-trial")).offered
    assert nobody
    people = people_of("ours.csv", example("individuals.csv"))
    ours = replace(along(), asked=question_of(State("da"), people))
    assert "lever:share_without_marks" in along().offered
    assert "lever:share_without_marks" not in ours.offered


def test_prices_are_offered_where_kroner_are_asked_for() -> None:
    assert any(key.startswith("price:") for key in along(NET).offered)
    assert not any(key.startswith("price:") for key in along("education").offered)
    view = DriverView(factor="price:mentor_salary").crossing("education")
    assert view == DriverView(crosses="education")
    assert DriverView(factor=FIRST).crossing("education").factor == FIRST


@pytest.mark.parametrize("key", ["lever:nonsense", "price:nonsense", "parameter:nonsense"])
def test_a_factor_that_is_none_is_told(key: str) -> None:
    with pytest.raises(InputError, match="unknown"):
        along(factor=key).address("full")


# --- addresses ------------------------------------------------------------------------------------
def test_jobs_are_told_apart_by_all_they_depend_on() -> None:
    people = people_of("ours.csv", example("individuals.csv"))
    dear = prices_of("ours.yaml", DEAR, YEAR)
    jobs = [
        bars(),
        bars("employment"),
        bars(NET),
        replace(bars(), week=WEEK + 1),
        bars(NET, prices=prices_on_file(2013)),
        bars(NET, prices=dear, own=True),
        bars(state=State("da")),
        bars(people=people),
        bars(state=State("da", against="as-in-trial").with_lever("weeks", 78)),
        along(),
        along("education"),
        along(factor="lever:caseload"),
    ]
    assert len({job.address("full") for job in jobs}) == len(jobs)
    # What else is compared, and how long, and prices of what has none, do nothing.
    same = [
        bars(state=State("da", against="as-in-trial", also=("26-weeks",))),
        bars(state=State("da", against="as-in-trial", weeks=104)),
        bars(prices=dear, own=True),
    ]
    assert {job.address("full") for job in same} == {bars().address("full")}
    assert along().address("full") == along(factor=FIRST).address("full")


def test_own_numbers_make_a_job_private() -> None:
    assert not bars().private
    assert bars(NET, own=True).private
    assert not bars("education", own=True).private
    assert bars(people=people_of("ours.csv", example("individuals.csv"))).private


def test_an_address_says_what_is_looked_at() -> None:
    view = DriverView(at=78, bars=NET, crosses="education", factor="lever:caseload")
    state = State("en", drivers=view)
    query = state.to_query()
    assert query == {
        "lang": "en",
        "at": "78",
        "bars": NET,
        "crosses": "education",
        "factor": "lever:caseload",
    }
    back, problems = read_query(query)
    assert not problems
    assert back.drivers == view
    assert State("en").to_query() == {"lang": "en"}


@pytest.mark.parametrize(
    ("name", "text"), [("at", "900"), ("bars", "wealth"), ("crosses", ""), ("factor", "lever:x")]
)
def test_what_an_address_cannot_ask_of_the_drivers_is_told(name: str, text: str) -> None:
    state, problems = read_query({"lang": "en", name: text})
    assert [problem.field for problem in problems] == [name]
    assert problems[0].allowed is not None
    assert len(problems[0].allowed) < 600
    assert state.drivers == DriverView()


# --- words ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("outcome", ["education", NET])
def test_bars_in_words(outcome: str, code: str) -> None:
    job, language = bars(outcome), Language(code)
    found = job.simulate(lambda share: None)[0]
    block = bars_block(job.questions[0], found, language)
    (grid,) = block.grids
    # The picture and the sentence say which mechanism is held.
    works = {0.0: ("praktiske hjælp", "practical help"), 1.0: ("tillid", "trust")}
    word = works[found.held["mechanism"]][code == "en"]
    assert word in block.sentences[0]
    assert word in grid.caption
    keys = [str(key) for key in found.table["label"].head(MOST)]
    assert [head for head, _ in grid.rows] == [label(key, language) for key in keys]
    clear = found.table["clear"].head(MOST).tolist()
    assert [cells[2].clear for _, cells in grid.rows] == clear
    assert all(("(" in cells[2].value) != c for (_, cells), c in zip(grid.rows, clear, strict=True))
    assert all(cells[1].beyond == found.extrapolated for _, cells in grid.rows)
    # Parameters and, in kroner, prices: each says what is known of it.
    kinds = {key.partition(":")[0] for key in keys}
    assert ("price" in kinds) == (outcome == NET)
    assert all(cells[3].value for _, cells in grid.rows)
    assert block.picture is not None
    if found.table["clear"].any():
        assert label(keys[clear.index(True)], language) in block.sentences[0]


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("factor", [FIRST, "parameter:uptake"])
def test_a_threshold_in_words(factor: str, code: str) -> None:
    job, language = along("education", factor), Language(code)
    found = job.simulate(lambda share: None)
    block = threshold_block(job.question, found, language)
    (grid,) = block.grids
    assert len(grid.rows) == len(found.values) == 3
    where = (
        {"da": ", i begge indsatser", "en": ", in both policies"}[code] if factor == FIRST else ""
    )
    assert grid.heads[0] == label(factor, language) + where
    for (_, (result, _)), low, high in zip(grid.rows, found.lower, found.upper, strict=True):
        assert result.clear == bool(enough_draws(found.draws) and (low > 0 or high < 0))
        assert (result.interval == language.text("number.waiting")) != enough_draws(found.draws)
    assert label(factor, language) in block.sentences[0]
    assert block.picture is not None


def test_every_outcome_has_words() -> None:
    for code in LOCALES:
        for outcome in ASKED:
            assert Language(code).text(f"page.outcome.{outcome}")
