"""The situation on the page: any number, one answer on every page, the command's own numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.page.app.session import Session
from mentorsim.page.driver_view import DriverView
from mentorsim.page.forecast_job import ForecastJob, stream_in
from mentorsim.page.forecast_view import ForecastView
from mentorsim.page.levers import LEVERS
from mentorsim.page.one_way import OneWay
from mentorsim.page.setting import Options
from mentorsim.page.situation import (
    faults,
    horizons_in,
    label,
    read_typed,
    said_elsewhere,
    situation_typed,
    typed_query,
    week_in,
    with_typed,
)
from mentorsim.page.state import HORIZONS, State, read_query
from mentorsim.present.comparison.json import comparison_json
from mentorsim.present.situation.words import told_of
from mentorsim.request.request import situated
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.preview import people_address
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from tests.worlds.small_comparison import few_draws

MINE = {
    "young_people.per_year": "300",
    "mentors": "12",
    "first_year": "2026",
    "years": "4",
    "name": "Nordby",
}
SAID = {
    "young_people": {"per_year": 300},
    "mentors": 12,
    "first_year": 2026,
    "years": 4,
    "name": "Nordby",
}


def session(typed: dict[str, str], **changes: Any) -> Session:
    state = replace(State("da"), typed=typed, **changes)
    return Session(state, {}, [])


# --- what is typed --------------------------------------------------------------------------------
def test_an_address_says_the_situation_and_a_reload_loses_nothing_of_it() -> None:
    query = {
        "my_per_year": "300",
        "my_mentors": "12",
        "my_first_year": "2026",
        "my_years": "4",
        "my_name": "Nordby",
    }
    state, problems = read_query({"lang": "da", **query})
    assert not problems
    assert state.typed == MINE
    assert state.to_query() == {"lang": "da", **query}
    assert read_typed(typed_query(MINE)) == MINE


def test_any_number_counts_and_twelve_is_twelve() -> None:
    for number in ("12", "7", "12,5", "120", "1"):
        found = situation_typed({**MINE, "mentors": number})
        assert found is not None
        assert found.mentors == float(number.replace(",", "."))
    assert LEVERS["mentors"].number("12") == 12


@pytest.mark.parametrize(
    ("field", "text", "danish", "english"),
    [
        ("mentors", "tolv", "et tal over 0 op til 100000", "a number above 0 to 100000"),
        ("years", "40", "et helt tal fra 1 til 15", "a whole number from 1 to 15"),
        ("young_people.per_year", "2", "et helt tal fra 5 til 100000", "from 5 to 100000"),
        ("young_people.per_year", "1.200", "skriv 1200", "write 1200"),
        ("first_year", "2005", "fra 2013", "from 2013"),
        ("rules", "1999", "2013", "2013"),
        ("wage", "mange", "et tal", "a number"),
    ],
)
def test_a_field_that_cannot_be_is_told_with_its_limits_and_answers_nothing(
    field: str, text: str, danish: str, english: str
) -> None:
    typed = {**MINE, field: text}
    for code, allowed in (("da", danish), ("en", english)):
        words = Language(code)
        told = faults(typed, None, words)
        assert list(told) == [field]
        assert told[field].startswith(f"{label(field, words)}: ")
        assert allowed in told[field]
    with pytest.raises(InputError):
        session(typed).question()
    # What was typed stands there still, in the address as well.
    assert text in State("da", typed=typed).to_query().values()


def test_mentors_alone_are_asked_for_the_young_people_and_not_guessed() -> None:
    told = faults({"mentors": "12"}, None, Language("da"))
    assert list(told) == [""]
    assert "et antal om året, eller et hold i alt" in told[""]
    with pytest.raises(InputError, match="how many young people"):
        session({"mentors": "12"}).question()


@pytest.mark.parametrize("other", ["budget", "young_people.cohort"])
def test_what_contradicts_itself_is_told_below_the_fields(other: str) -> None:
    assert list(
        faults({**MINE, other: "9000000" if other == "budget" else "90"}, None, Language("en"))
    ) == [""]


def test_an_emptied_field_is_not_said_any_more() -> None:
    assert "mentors" not in with_typed(MINE, "mentors", "  ")
    assert with_typed({}, "mentors", " 12 ") == {"mentors": "12"}


def test_levers_that_the_situation_speaks_of_are_said_for_every_policy() -> None:
    assert said_elsewhere(MINE) == {"intake", "years", "mentors", "short"}
    assert said_elsewhere({}) == frozenset()
    with pytest.raises(InputError) as caught:
        session(MINE, changes={"mentors": 120}).question()
    assert "120" in str(caught.value.found)
    assert "12" in str(caught.value.found)


def test_no_more_weeks_are_followed_than_the_years_hold() -> None:
    mine = situation_typed(MINE)
    weeks = horizons_in(HORIZONS, mine)
    assert weeks == (104, 156, 208)
    assert week_in(260, weeks) == 208
    assert horizons_in(HORIZONS, None) == HORIZONS
    short = situation_typed({**MINE, "years": "1"})
    assert len(horizons_in(HORIZONS, short)) == 1
    assert horizons_in(HORIZONS, short)[0] < 53


# --- the command's numbers ------------------------------------------------------------------------
@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 3, 1))


@pytest.mark.usefixtures("_few")
def test_a_comparison_of_the_page_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """`mentorsim compare --situation` takes these steps
    (`mentorsim.cli.compare.compared_as_asked`).

    Same policies, people and line; and, lived with a few draws over few weeks, the same numbers.
    """
    mine = session(MINE, policy="26-weeks", also=("104-weeks",))
    question = mine.question()
    here = situated(SAID, None, None)
    prices = here.prices(None, None, None)
    named = [load_policy(n) for n in ("26-weeks", "104-weeks", "no-mentor")]
    *placed, reference = here.policies(named, prices)
    assert [p.policy for p in question.policies] == [p.policy for p in placed]
    assert question.reference.policy == reference.policy
    assert question.people == here.dated
    assert question.line == here.told(prices)
    assert question.weeks == here.weeks(None, 156)
    assert mine.prices().digest() == prices.digest()
    assert {p.policy.capacity.mentors for p in question.policies} == {12}
    monkeypatch.setattr("mentorsim.page.runs.posterior", few_draws)
    few = replace(question, policies=question.policies[:1], weeks=60)
    paged = few.simulate(lambda share: None)
    commanded = replace(
        compare(here.dated, placed[:1], reference, few_draws(), EnsembleSetting(61, 1)),
        situation=here.told(prices),
    )
    assert comparison_json(paged, {}) == comparison_json(commanded, {})


@pytest.mark.usefixtures("_few")
def test_a_forecast_of_the_page_is_asked_as_the_command_asks_it() -> None:
    mine = session(MINE, policy="104-weeks", forecast=ForecastView(entrants=500, start=2013))
    here, view = mine.here(), mine.state.forecast
    stream = stream_in(view, here)
    assert (stream.intake, stream.years, stream.start_year) == (300, 4, 2026)
    job = ForecastJob(mine.question(), view, mine.rules(stream), own_prices=False, here=here)
    ours = situated(SAID, None, None).over(None, None, None)
    theirs = ours.stream(None, None, None, None, view.courses, usual=500)
    assert job.stream == replace(theirs, reform=view.reform)
    rules = ours.rules(job.stream, None, None, None)
    assert job.prices.digest() == rules.digest()
    *offered, reference = ours.streamed(
        [load_policy("104-weeks"), load_policy("no-mentor")], rules.first
    )
    assert [p.policy for p in job.question.policies] == [p.policy for p in offered]
    assert job.question.reference.policy == reference.policy
    assert people_address(job.question.people) == people_address(ours.people)


def test_a_cohort_has_no_forecast_and_says_so() -> None:
    mine = session({"young_people.cohort": "120", "mentors": "3"})
    with pytest.raises(InputError, match="young people who"):
        stream_in(ForecastView(), mine.here())


@pytest.mark.usefixtures("_few")
def test_drivers_of_the_page_are_asked_as_the_command_asks_them() -> None:
    mine = session(MINE, policy="104-weeks", drivers=DriverView())
    asked = OneWay(mine.question(), "education", 104, mine.prices(), own_prices=False).question
    here = situated(SAID, None, None)
    placed = here.policies([load_policy("104-weeks"), load_policy("no-mentor")])
    assert [p.policy for p in asked.ready.policies] == [p.policy for p in placed]
    assert asked.week == 104


def test_another_first_year_is_another_world_and_another_run() -> None:
    """Seasons are those of the calendar: a run of 2026 must not be shown for 2027."""
    one, other = (session({**MINE, "first_year": y}).question() for y in ("2026", "2027"))
    assert people_address(one.people) != people_address(other.people)
    assert one.address("full") != other.address("full")


# --- own numbers and own files --------------------------------------------------------------------
EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"


def test_files_that_are_handed_over_belong_to_the_situation() -> None:
    mine = session(MINE)
    mine.use_people("shares.csv", (EXAMPLES / "shares.csv").read_bytes(), 500)
    mine.use_prices("prices.yaml", (EXAMPLES / "prices.yaml").read_bytes())
    here = mine.here()
    theirs = situated(
        {**SAID, "population": EXAMPLES / "shares.csv", "prices": EXAMPLES / "prices.yaml"},
        None,
        None,
    )
    assert here.told(mine.prices()) == theirs.told()
    assert mine.prices().entries == theirs.prices(None, None, None).entries
    ours, others = here.people, theirs.people
    assert ours.people == others.people == 300
    assert ours.municipality.margins == others.municipality.margins
    assert mine.question().private


def test_a_typed_wage_is_a_price_of_ones_own() -> None:
    mine = session({**MINE, "wage": "520000"})
    theirs = situated({**SAID, "prices": {"mentor_salary": 520000}}, None, None)
    assert mine.prices().entries == theirs.prices(None, None, None).entries
    assert mine.prices().entries != session(MINE).prices().entries
    assert mine.own_prices


@pytest.mark.parametrize("code", LOCALES)
def test_every_field_has_a_label_and_an_example(code: str) -> None:
    words = Language(code)
    for name in typed_query(
        {
            **dict.fromkeys(MINE, "1"),
            "budget": "1",
            "rules": "1",
            "wage": "1",
            "young_people.cohort": "1",
            "jobcentres": "one",
        }
    ):
        short = name.removeprefix("my_")
        assert words.text(f"page.here.{short}")
        if short != "jobcentres":
            assert words.text(f"page.here.empty.{short}")


def test_the_situation_is_told_in_its_numbers() -> None:
    told = told_of(session(MINE).here())
    assert told is not None
    assert told.posts == 12
    assert told.situation.young_people.number == 300
    assert told.years == (2026, 2027, 2028, 2029)
