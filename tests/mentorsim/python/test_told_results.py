"""Every result of the Python face is told and drawn; words of rankings and worlds by hand."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

import mentorsim
from calibration.trial_design import trial_design
from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.ranking import ranking_sentences
from mentorsim.present.comparison.view_tables import ranking_view
from mentorsim.present.forecast.terminal import forecast_view
from mentorsim.present.world import world_sentences
from mentorsim.python import views
from mentorsim.python.one_world import OneWorld
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.rank_chances import Apart
from scenarios.comparison.ranking import Ranking
from scenarios.forecast.forecast import Forecast
from sim.errors import InputError
from tests.worlds.hand_made import FEW, LONG, MANY, NONE, comparison
from tests.worlds.small_decision import small_decision


def ranking(draws: int = MANY, **changes: Any) -> Ranking:
    """One policy, with numbers typed by hand."""
    row = {
        "policy": LONG,
        "hours_used": 39_000.0,
        "hours_employed": 41_000.0,
        "mentors": 14.6,
        "everybody": False,
        "spent": True,
        "unit": "weeks",
        "mean": 1.26,
        "low": 0.41,
        "high": 2.14,
        "noise": 0.02,
        "expected_rank": 1.0,
        "rank_1": 0.83,
        "extrapolated": False,
    }
    table = pd.DataFrame([row | changes])
    return Ranking(comparison(draws), "education_weeks", 104, 40_000, table, (), ())


def test_a_ranking_is_said_by_hand() -> None:
    assert ranking_sentences(ranking(), Language("en")) == [
        "Policies for 40,000 paid mentor hours used in all, by weeks in education up to week 104.",
        "No. 1: “Two years” with +1.3 weeks per young person (0.4 to 2.1) against “No mentor” and "
        "15 full-time mentors; it comes first with a probability of 83%.",
    ]
    assert ranking_sentences(ranking(), Language("da")) == [
        "Indsatser for 40.000 brugte, betalte mentortimer i alt, efter uger i uddannelse til og "
        "med uge 104.",
        "Nr. 1: »To års mentor« med +1,3 uger pr. ung (0,4 til 2,1) i forhold til »Ingen mentor« "
        "og 15 fuldtidsmentorer; den er nr. 1 med en sandsynlighed på 83\N{NO-BREAK SPACE}%.",
    ]


def test_two_policies_that_are_not_told_apart_are_said_by_hand() -> None:
    first = ranking().table
    table = pd.concat([first, first.assign(policy=NONE, mean=1.24)])
    luck = Apart(LONG, NONE, 0.021, 0.0123, same_until=5, same=False)
    found = replace(ranking(), table=table, neighbours=(luck,))
    assert ranking_sentences(found, Language("en"))[-1] == (
        "“Two years” and “No mentor” are not told apart: on average they differ by 0.021 weeks per "
        "young person, and the luck of the simulation alone makes differences of up to 0.037 "
        "(3 standard errors)."
    )
    assert ranking_sentences(found, Language("da"))[-1] == (
        "»To års mentor« og »Ingen mentor« kan ikke skelnes fra hinanden: I gennemsnit er der "
        "0,021 uger pr. ung til forskel, og tilfældigheder i simuleringen giver alene forskelle "
        "på op til 0,037 (3 standardfejl)."
    )
    apart = replace(found, neighbours=(replace(luck, mean=0.04),))
    assert len(ranking_sentences(apart, Language("en"))) == 3


def test_few_draws_give_no_chance_and_no_interval() -> None:
    for code in LOCALES:
        few, _, said = ranking_sentences(ranking(FEW), Language(code))
        assert str(least_draws()) in few
        assert "83" not in said
        assert Language(code).number(2.14) not in said
        assert "1" in said
    english = ranking_sentences(ranking(FEW), Language("en"))[-1]
    assert english == (
        "No. 1 so far: “Two years” with +1.3 weeks per young person against “No mentor” and 15 "
        "full-time mentors."
    )


def test_beyond_the_trial_and_other_units_are_said() -> None:
    found = replace(ranking(unit="pp", mean=-2.0, extrapolated=True), outcome="education")
    said = ranking_sentences(found, Language("en"))[-1]
    assert "−2.0 percentage points" in said
    assert said.endswith("This is an extrapolation beyond the trial.†")


@cache
def world(policy: str = "as-in-trial", weeks: int = 60) -> OneWorld:
    return mentorsim.run(policy, weeks=weeks)


def test_a_world_says_its_counts_and_what_it_cannot_show() -> None:
    lived = world()
    people, levels, mentors, limits = world_sentences(
        lived.accounts, Language("en"), trial_design()
    )
    assert people.startswith("One world: 2,588 young people who were followed for 60 weeks")
    education = 100 * lived.to_xarray().sel(status="education", group="all")[-1].item()
    assert levels.startswith(f"In week 60, {education:.0f}% are in education")
    peak = int(lived.calendar["mentored"].max())
    assert f"{peak:,} young people had a mentor in the fullest week" in mentors
    assert "no interval" in limits
    assert "does not show what the policy does" in limits
    danish = world_sentences(lived.accounts, Language("da"), trial_design())
    assert danish[0].startswith("Én verden: 2.588 unge")
    assert f"{education:.0f}\N{NO-BREAK SPACE}% i uddannelse" in danish[1]
    assert "viser ikke, hvad indsatsen gør" in danish[3]


def test_a_world_without_mentors_or_beyond_the_trial_says_so() -> None:
    assert "Nobody met a mentor of the programme." in views.tell(world("no-mentor"))
    assert "extrapolation" not in " ".join(views.tell(world()))
    assert "extrapolation beyond the trial" in views.tell(world("as-in-trial", 80))[1]


@cache
def ahead() -> Forecast:
    return mentorsim.forecast("as-in-trial", "26-weeks", years=4, intake=60, draws=2)


def plain(shown: Any) -> str:
    """What a view says on a screen, without line breaks and marks of lists."""
    page = io.StringIO()
    Console(width=10_000, file=page).print(shown)
    return page.getvalue()


def test_a_forecast_is_told_as_on_screen() -> None:
    told = views.tell(ahead())
    screen = plain(forecast_view(ahead(), Language("en")))
    assert len(told) > 8
    for words in told:
        assert words.rstrip(".") in screen
    assert any("26 weeks" in words for words in told)


def test_a_ranking_has_the_numbers_of_its_table_on_screen() -> None:
    screen = plain(ranking_view(ranking(), Language("en")))
    for words in ("+1.3", "0.4 to", "2.1", "15", "83%"):
        assert words in screen


@pytest.mark.parametrize("code", LOCALES)
def test_every_result_is_drawn(code: str) -> None:
    result = mentorsim.compare("as-in-trial", weeks=30, draws=2)
    ranked = mentorsim.rank("as-in-trial", hours=40_000, weeks=30, draws=2)
    for found, figures in (
        (result, views.FIGURES),
        (ranked, views.FIGURES),
        (small_decision(), views.DECISION_FIGURES),
        (ahead(), ("net", "years")),
        (world(), views.WORLD_FIGURES),
    ):
        assert views.plot(found, language=code).axes
        for figure in figures:
            assert views.plot(found, figure, language=code).axes
    assert "26" in str(views.plot(ahead(), "net", policy="26-weeks", language=code).get_label())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: views.plot(world(), "effects"), "no such figure of one world"),
        (lambda: views.plot(ahead(), "plane"), "no such figure of a forecast"),
        (lambda: views.plot(ahead(), "blocks"), "no blocks of weeks"),
        (lambda: views.plot(ahead(), policy="104-weeks"), "no such policy"),
        (lambda: views.plot(ranking(), "mentor"), "no such figure of a comparison"),
        (lambda: views.plot(ranking(), outcome="started"), "no figure of this outcome"),
        (lambda: views.tell(3), "no result that can be told"),
        (lambda: views.plot("effects"), "no result that can be told"),
        (lambda: views.tell(world(), language="sv"), "language"),
    ],
)
def test_what_cannot_be_told_or_drawn_is_one_message(call: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
