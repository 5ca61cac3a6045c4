"""The page of follow-ups: files and typed counts, the command's question, and errors in words."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from mentorsim.language import LOCALES, Language
from mentorsim.page.app.session import Session
from mentorsim.page.follow_up_form import (
    EXAMPLE,
    FILE,
    TYPED,
    FollowUpForm,
    as_text,
    empty_table,
    headings,
)
from mentorsim.page.follow_up_job import (
    FollowUpJob,
    figures_file,
    follow_up_json,
    follow_up_report,
)
from mentorsim.page.setting import Options, page_setting
from mentorsim.page.state import State, library_policy
from mentorsim.page.uploads import entries_of, example
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.words import check_sentences
from scenarios.follow_up.figures import figures
from scenarios.follow_up.reading import ALL
from scenarios.follow_up.reasons import AS_EXPECTED
from scenarios.municipality.local_population import LocalPeople
from sim.errors import InputError
from tests.worlds.hand_made_follow_up import checked

POLICY = library_policy("78-weeks")


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 3, 1))


def typed(**columns: list[str]) -> pd.DataFrame:
    """A table with some cells filled in."""
    return empty_table(2026, Language("da")).assign(**columns)


def session(**typed: str) -> Session:
    """A reader whose situation is typed into the panel; `per_year` without its dot."""
    names = {"per_year": "young_people.per_year", "cohort": "young_people.cohort"}
    fields = {names.get(name, name): text for name, text in typed.items()}
    return Session(replace(State("da"), typed=fields), {}, [])


def job(mine: Session | None = None, **fields: Any) -> FollowUpJob:
    form = FollowUpForm(way=EXAMPLE, **fields)
    counted = form.counted()
    assert counted is not None
    return form.job(counted, POLICY, (mine or session()).here_with)


def off_track() -> Checked:
    reasons = (("contact", 0.7, 0.7), (AS_EXPECTED, 0.3, 1.0))
    return checked({"meetings": (-1.0, -4.5)}, reasons=reasons)


# --- what is given ----------------------------------------------------------------------------


def test_nothing_is_asked_until_something_is_given() -> None:
    assert FollowUpForm(way=FILE).counted() is None
    assert FollowUpForm(way=TYPED).counted() is None


def test_typed_counts_are_those_of_a_file() -> None:
    table = typed(came=["50", "60", "", ""], begun=["40", "<5", "", ""])
    found = FollowUpForm(way=TYPED, typed=table).counted()
    assert found is not None
    assert [str(period) for period in found.periods] == ["2026Q1", "2026Q2"]
    assert found.counts[ALL, "came"].tolist() == [50.0, 60.0]
    file = table.iloc[:2][["period", "came", "begun"]].to_csv(index=False).encode()
    same = FollowUpForm(way=FILE, file=("x.csv", file)).counted()
    assert same is not None
    assert same.counts.keys() == found.counts.keys()
    assert all((same.counts[name] == found.counts[name]).all() for name in found.counts)


def test_danish_semicolons_and_headings_are_read() -> None:
    content = b"periode;Tilgang af unge;Timer med unge\n2026K1;50;1.234,5\n"
    found = FollowUpForm(way=FILE, file=("tal.csv", content)).counted()
    assert found is not None
    assert found.counts[ALL, "hours"].tolist() == [1234.5]


def test_a_cell_that_was_emptied_or_added_is_not_counted() -> None:
    found = as_text(pd.DataFrame({"period": ["2026Q1 ", None], "came": ["50", float("nan")]}))
    assert found["period"].tolist() == ["2026Q1", ""]
    assert found["came"].tolist() == ["50", ""]


@pytest.mark.parametrize("code", LOCALES)
def test_the_table_has_a_column_for_every_figure(code: str) -> None:
    assert list(headings(code)) == ["period", *figures()]
    assert len(set(headings(code).values())) == len(headings(code))


# --- the question -----------------------------------------------------------------------------


def test_the_question_is_that_of_the_command() -> None:
    asked = job().asked
    assert asked.draws == 3
    assert asked.seed == 1
    assert asked.told.posts == page_setting().count("follow_up_mentors")
    assert asked.programme.seen == 3
    assert [str(p) for p in asked.programme.periods][-1] == "2028Q4"


def test_of_the_usual_draws_it_takes_as_many_as_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = page_setting().count("full_draws")
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", full, 1))
    assert job().asked.draws is None


def test_another_question_has_another_address_and_is_the_readers_own() -> None:
    asked = [job(), job(mentors=11), job(per_year=299), job(years=4)]
    assert len({one.address("full") for one in asked}) == len(asked)
    assert job().address("full") == asked[0].address("full")
    assert all(one.private for one in asked)


def test_numbers_that_contradict_the_counts_are_refused_at_once() -> None:
    with pytest.raises(InputError) as error:
        job(first_year=2030)
    assert "2026Q1" in str(error.value)


def test_the_situation_of_the_panel_is_asked_about() -> None:
    mine = session(per_year="250", mentors="9,5", first_year="2026", years="4", name="Nordby")
    told = job(mine, per_year=300, mentors=12.0, first_year=2030, years=3).asked.told
    assert told.situation == mine.situation
    assert (told.situation.young_people.per_year, told.posts) == (250, 9.5)
    assert told.situation.years == 4


def test_what_the_panel_leaves_open_is_that_of_the_page() -> None:
    here = job(session(per_year="250"), mentors=7.5, years=2).here.situation
    assert here is not None
    assert (here.young_people.per_year, here.mentors) == (250, 7.5)
    assert (here.first_year, here.years) == (2026, 2)
    budget = job(session(per_year="250", budget="9000000"), mentors=7.5).here.situation
    assert budget is not None
    assert (budget.mentors, budget.budget) == (None, 9_000_000)


def test_a_panel_that_is_not_right_is_told_and_not_passed_over() -> None:
    for mine, word in (
        (session(mentors="9"), "young_people"),
        (session(per_year="250", mentors="mange"), "mentors"),
        (session(cohort="250"), "cohort"),
    ):
        with pytest.raises(InputError) as error:
            job(mine)
        assert word in str(error.value)


def test_own_young_people_and_prices_are_those_of_the_session() -> None:
    content = example("shares.csv")
    mine = session()
    mine.use_people("shares.csv", content, 300)
    mine.use_prices("prices.yaml", example("prices.yaml"))
    own, plain = job(mine), job()
    assert own.address("full") != plain.address("full")
    assert isinstance(own.here.people, LocalPeople)
    assert own.here.situation is not None
    assert own.here.situation.population is not None
    assert own.here.situation.prices == entries_of("prices.yaml", example("prices.yaml"))
    other = session()
    women = content.replace(b"woman;45", b"woman;60").replace(b"man;55", b"man;40")
    other.use_people("shares.csv", women, 300)
    other.use_prices("prices.yaml", example("prices.yaml"))
    assert job(other).address("full") != own.address("full")


# --- files and page ---------------------------------------------------------------------------


def test_files_are_in_the_readers_language() -> None:
    found = off_track()
    table = figures_file(found, Language("da")).decode("utf-8-sig")
    assert ";" in table.splitlines()[0]
    assert "," in figures_file(found, Language("en")).decode("utf-8-sig").splitlines()[0]
    assert json.loads(follow_up_json(job(), found))["on_track"] is False
    assert b'<html lang="da">' in follow_up_report(job(), found, Language("da"))


def script() -> None:
    from mentorsim.page.app.shell import serve

    serve("follow_up")


def opened(code: str, form: FollowUpForm, **address: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["follow_up"] = form
    app.query_params["lang"] = code
    for name, text in address.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("code", LOCALES)
def test_fields_that_the_panel_says_are_not_asked_again(code: str) -> None:
    language = Language(code)
    labels = {
        name: language.text(f"page.follow_up.{name}")
        for name in ("per_year", "mentors", "first_year", "years")
    }
    form = FollowUpForm(way=TYPED, typed=typed())
    app = opened(code, form)
    assert {field.label for field in app.number_input} >= set(labels.values())
    app = opened(code, form, my_per_year="250", my_years="4")
    shown = {field.label for field in app.number_input}
    assert shown & set(labels.values()) == {labels["mentors"], labels["first_year"]}
    assert language.text("page.follow_up.here") in html(app)


def html(app: AppTest) -> str:
    return "\n".join(str(getattr(part.proto, "body", "")) for part in app.get("html"))


@pytest.mark.parametrize("code", LOCALES)
def test_the_answer_is_shown_once_it_is_asked_for(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, language = off_track(), Language(code)
    monkeypatch.setattr(FollowUpJob, "simulate", lambda _self, _progress: found)
    app = opened(code, FollowUpForm(way=EXAMPLE))
    first = check_sentences(found, language)[0]
    assert first not in html(app)
    ask = language.text("page.follow_up.ask")
    next(button for button in app.button if button.label == ask).click().run()
    for _ in range(40):
        if first in html(app):
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    assert first in html(app)
    assert language.text("follow_up.verdict.below") in html(app)
    assert "data:image/svg" in html(app)


@pytest.mark.parametrize("code", LOCALES)
def test_what_cannot_be_is_told_in_words(code: str) -> None:
    form = FollowUpForm(way=TYPED, typed=typed(came=["1.234", "50", "", ""]))
    shown, language = html(opened(code, form)), Language(code)
    assert 'class="ms-error" role="alert"' in shown
    assert f"{language.text('page.error.title')}:" in shown
    assert "1.234" in shown
