"""The page of forecasts: the command's numbers, and what they stand for in words and tables."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.page.forecast_blocks import forecast_blocks, part_figure, taken_for_granted
from mentorsim.page.forecast_job import ForecastJob, accounts_file, years_file
from mentorsim.page.forecast_view import (
    ALLOWED,
    BLOCKS,
    CALENDAR,
    HELD,
    HORIZONS,
    ForecastView,
    horizons,
)
from mentorsim.page.runs import SEED, question_of
from mentorsim.page.setting import Options
from mentorsim.page.state import State, read_query
from mentorsim.page.uploads import (
    calendar_of,
    calendar_on_file,
    example,
    people_of,
    prices_of,
    prices_on_file,
)
from mentorsim.page.views_job import ViewsJob, views_grids
from mentorsim.present.figure_files import as_svg
from mentorsim.present.forecast.files import write_forecast
from mentorsim.present.forecast.reform_views import views_heads, views_rows
from mentorsim.present.forecast.text import finding
from mentorsim.present.population.comparison import warnings
from mentorsim.present.provenance import provenance
from mentorsim.present.results import title
from mentorsim.request.forecast import used
from scenarios.comparison.intervals import least_draws
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.economics.rule_sets import rule_sets, rule_years
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.reform_views import other_choices, reform_views
from scenarios.forecast.setting import Stream
from scenarios.policy.policies import load_policies, load_policy
from sim.executor import Progress
from tests.worlds.small_forecast import small_forecast, with_draws

DRAWS = 3
YEAR = 2023
DAYS = (date(2026, 1, 1), date(2029, 12, 27))
DEAR = b"mentor_salary: {value: 600000, source: a test, certainty: A, price_level: 2023}\n"


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", DRAWS, 1))


def job(state: State | None = None, **more: Any) -> ForecastJob:
    view = ForecastView(**{"horizon": 4, "entrants": 50, **more.pop("view", {})})
    question = question_of(state or State("da", against="as-in-trial"), more.pop("people", None))
    prices = more.pop("prices", prices_on_file(YEAR))
    return ForecastJob(question, view, prices, more.pop("own", False), **more)


@pytest.mark.parametrize("code", LOCALES)
def test_the_table_of_other_choices_is_that_of_the_command(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each choice made alone is lived anew; cells are those of `mentorsim forecast --views`."""
    found, shares, lived = small_forecast(), list[float](), list[Stream]()

    def simulate(_job: ForecastJob, stream: Stream, progress: Progress) -> Forecast:
        lived.append(stream)
        progress(1.0)
        return found

    monkeypatch.setattr(ForecastJob, "lived", simulate)
    views = ViewsJob(job(), found)
    assert views.address("full") != job().address("full")
    shown = views.simulate(shares.append)
    assert lived == list(other_choices(found.stream).values())
    assert shares == pytest.approx([(k + 1) / len(lived) for k in range(len(lived))])
    pd.testing.assert_frame_equal(shown.views, reform_views(found, lambda _stream: found))
    language = Language(code)
    assert len(views_grids(shown, language)) == len(shown.compared)
    grid, policy = views_grids(shown, language)[0], shown.compared[0]
    assert grid.heads == views_heads(language)
    cells = [[head, *(cell.value for cell in row)] for head, row in grid.rows]
    assert cells == views_rows(shown, policy, language)


def test_the_forecast_is_that_of_the_command() -> None:
    told: list[float] = []
    mine = job().simulate(told.append)
    theirs = forecast(
        the_trial(),
        load_policies(["104-weeks"]),
        load_policy("as-in-trial"),
        shipped_posterior().first(DRAWS),
        prices_on_file(YEAR),
        Stream(50, 4),
    )
    pd.testing.assert_frame_equal(mine.years, theirs.years)
    # As text: what cannot be said is not a number, which is not even itself.
    assert repr(mine.paybacks) == repr(theirs.paybacks)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_blocks_of_weeks_have_policies_of_their_own_and_are_seen_to_their_end() -> None:
    assert set(horizons("policies")) == set(HORIZONS)
    # Three years of support, and more to see what it brought: four years are too few.
    assert horizons(BLOCKS) == tuple(h for h in HORIZONS if h > 4)
    asked = job(view={"shows": BLOCKS})
    assert asked.view.years == min(horizons(BLOCKS))
    assert asked.view.stream.coming == 1
    found = asked.simulate(lambda share: None)
    assert [(b.first, b.last) for b in found.blocks] == [(1, 52), (53, 78), (79, 104), (105, 156)]
    # They hang neither on the reader's policy nor on what it is set against.
    other = job(State("da", policy="26-weeks"), view={"shows": BLOCKS})
    assert asked.address("full") == other.address("full")


def test_jobs_are_told_apart_by_all_they_depend_on() -> None:
    people = people_of("ours.csv", example("individuals.csv"))
    dear = prices_of("ours.yaml", DEAR, YEAR)
    jobs = [
        job(),
        job(few=True),
        job(view={"horizon": 6}),
        job(view={"entrants": 100}),
        job(view={"shows": BLOCKS}),
        job(State("da")),
        job(State("da", also=("26-weeks",))),
        job(view={"start": 2014}),
        job(view={"courses": "as-before"}),
        job(prices=prices_on_file(2013)),
        job(prices=calendar_on_file(*DAYS)),
        job(prices=dear, own=True),
        job(people=people),
    ]
    # With as few draws as here the first picture is the full one.
    assert len({j.address("full") for j in jobs}) == len(jobs) - 1
    same = job(State("da", against="as-in-trial", weeks=104))
    assert same.address("full") == job().address("full")
    assert not job().private
    assert job(prices=dear, own=True).private
    assert job(people=people).private


def test_an_address_says_what_is_looked_at() -> None:
    view = ForecastView(BLOCKS, 12, 2000)
    query = State("en", forecast=view).to_query()
    assert query == {"lang": "en", "shows": BLOCKS, "horizon": "12", "entrants": "2000"}
    back, problems = read_query(query)
    assert not problems
    assert back.forecast == view


def test_the_first_year_and_the_rules_can_be_chosen_and_are_said_by_the_address() -> None:
    view = ForecastView(start=2014, rules=HELD)
    query = State("en", forecast=view).to_query()
    assert query == {"lang": "en", "start": "2014", "rules": "held"}
    assert read_query(query)[0].forecast == view
    assert view.stream.start_year == 2014
    assert ForecastView().start == Stream(1).start_year
    assert ForecastView().rules == CALENDAR
    assert set(ALLOWED["start"]) >= {*rule_years(), Stream(1).start_year + 1}


def test_own_prices_lie_over_the_rules_of_every_year() -> None:
    rules = calendar_of("ours.yaml", DEAR, date(2013, 1, 3), date(2030, 1, 3))
    assert {prices.rules for prices in rules.sets} == set(rule_sets())
    assert {prices["mentor_salary"].value for prices in rules.sets} == {600000}


@pytest.mark.parametrize(
    ("name", "text"), [("shows", "all"), ("horizon", "99"), ("entrants", "many")]
)
def test_what_an_address_cannot_ask_of_a_forecast_is_told(name: str, text: str) -> None:
    state, problems = read_query({"lang": "en", name: text})
    assert [problem.field for problem in problems] == [name]
    assert state.forecast == ForecastView()


@pytest.mark.parametrize("times", [1, 10], ids=["few", "enough"])
@pytest.mark.parametrize("code", LOCALES)
def test_policies_in_words_and_tables(code: str, times: int) -> None:
    found, language = with_draws(small_forecast(), times), Language(code)
    parts = forecast_blocks(found, language)
    names = [part.name for part in parts if part.name.startswith(("net-", "years-"))]
    assert names == [f"{kind}-{p}" for p in found.compared for kind in ("net", "years")]
    years = [str(year) for year in found.stream.calendar_years]
    for part in parts:
        assert part.picture is not None or part.name == "ceiling"
        if part.name.startswith("years-"):
            for grid in part.grids:
                assert [head for head, _ in grid.rows] == years
            policy = part.name.removeprefix("years-")
            own = found.years[
                (found.years["policy"] == policy) & (found.years["purse"] == PUBLIC_TOTAL)
            ]
            beyond = [cells[-1].beyond for _, cells in part.grids[0].rows]
            assert beyond == own["extrapolated"].tolist()
            clear = [cells[-2].clear for _, cells in part.grids[0].rows]
            apart = (own["low"] > 0) | (own["high"] < 0)
            assert apart.any()
            # An amount stands out only where there are draws enough for a verdict.
            assert clear == (apart & (times * 4 >= least_draws())).tolist()
        if part.name.startswith("net-"):
            policy = part.name.removeprefix("net-")
            assert title(found, policy, language) in part.heading


@pytest.mark.parametrize("code", LOCALES)
def test_what_is_taken_for_granted_has_a_heading_each(code: str) -> None:
    found, language = small_forecast(), Language(code)
    told = taken_for_granted(found, language)
    assert len(dict(told)) == len(told)
    # Nothing speaks of options or files that the page does not have.
    assert not any("--" in words or ".csv" in words for _, words in told)
    own = replace(found, prices=prices_of("ours.yaml", DEAR, YEAR), replaced=("104-weeks",))
    assert len(taken_for_granted(own, language)) == len(told) + 2


def test_own_young_people_bring_their_warnings() -> None:
    # Only women: no jobcentre of the trial was like that.
    table = b"variable;category;share\ngender;woman;1\ngender;man;0\n"
    own = job(people=people_of("ours.csv", table, 300))
    found, language = own.simulate(lambda share: None), Language("da")
    assert found.population_comparison is not None
    told = [words for _, words in taken_for_granted(found, language)]
    expected = warnings(found.population_comparison, language)
    assert expected
    assert told[-len(expected) :] == expected


@pytest.mark.parametrize("code", LOCALES)
def test_a_cost_is_told_with_what_is_paid(code: str) -> None:
    """Kroner that a policy has cost have an interval of kroner, not of their negatives."""
    found, language = small_forecast(), Language(code)
    policy = found.compared[0]
    dear = found.totals.assign(net=-2e6, low=-3e6, high=-1e6)
    words = finding(replace(found, totals=dear, draws=40), policy, language)
    assert "−" not in words
    assert "-3" not in words


def test_the_workbook_is_that_of_the_command(tmp_path: Path) -> None:
    asked, words = job(), Language("da")
    found = asked.simulate(lambda share: None)
    content = accounts_file(asked, found, words)
    assert content == accounts_file(asked, found, words)
    origin = provenance(shipped_posterior().first(DRAWS), used(found, the_trial(), SEED))
    write_forecast(tmp_path / "out", found, origin, words)
    assert content == (tmp_path / "out" / "accounts.xlsx").read_bytes()


@pytest.mark.parametrize("code", LOCALES)
def test_every_chart_has_a_picture_and_the_years_a_table(code: str) -> None:
    language, found = Language(code), small_forecast()
    pictured = [part for part in forecast_blocks(found, language) if part.picture is not None]
    assert pictured
    for part in pictured:
        assert part.picture is not None
        figure = part_figure(found, part.name, language)
        assert as_svg(figure) == part.picture.svg
    text = years_file(found, language).decode("utf-8-sig")
    separator, decimal = {"da": (";", ","), "en": (",", ".")}[code]
    read = pd.read_csv(io.StringIO(text), sep=separator, decimal=decimal)
    assert len(read) == len(found.years)
    assert read["net"].to_numpy() == pytest.approx(found.years["net"].to_numpy(), rel=1e-5)
