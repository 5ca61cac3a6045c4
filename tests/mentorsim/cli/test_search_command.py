"""`mentorsim search` as a user meets it: what it says, what it writes, and wrong input."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from mentorsim.language import Language
from mentorsim.present.search.files import policy_text
from mentorsim.present.search.terminal import front_table
from mentorsim.python.rank import rank
from mentorsim.python.search import Asked, searched_as_asked
from mentorsim.python.views import plot, tell
from mentorsim.request.request import situated
from mentorsim.terminal.errors import WRONG_INPUT
from scenarios.policy.policies import load_policy
from scenarios.search.setting import search_setting
from sim.errors import InputError
from tests.mentorsim.cli.test_command import run
from tests.worlds.hand_made_search import searched
from tests.worlds.small_comparison import few_draws

ASKED = ("search", "--intake", "300", "--mentors", "10")


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What the command asked for; the search itself is typed by hand."""
    asked: list[Asked] = []

    def answer(question: Asked, *rest: Any) -> Any:
        asked.append(question)
        return searched(*question.want)

    monkeypatch.setattr("mentorsim.python.search.searched_as_asked", answer)
    monkeypatch.setattr("mentorsim.python.rank.searched_as_asked", answer)
    return asked


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_search_is_told_and_written_whole(
    by_hand: list[Asked], tmp_path: Path, language: str
) -> None:
    out = tmp_path / "out"
    wants = "education_or_employment_years,net_municipality"
    code, told, errors = run(*ASKED, "--want", wants, "--out", str(out), "--language", language)
    assert code == 0, errors
    words = {"da": ("valg 2", "Næstbedst", "fuldtidsmentor"), "en": ("choice 2", "Next", "mentors")}
    for word in words[language]:
        assert word in told
    content = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert content["best"] == "choice-2"
    assert content["best_by"]["net_municipality"] == "choice-1"
    assert content["provenance"]["wants"] == wants.replace(",", ", ")
    assert sorted(p.stem for p in (out / "policies").iterdir()) == [
        "as-in-trial",
        "choice-1",
        "choice-2",
    ]
    assert load_policy(str(out / "policies" / "choice-2.yaml")).policy.duration.weeks == 78
    names = {path.name for path in out.iterdir()}
    assert {"gains.csv", "curve.csv", "regret.csv", "tables.xlsx", "mentors.png"} <= names
    gains = (out / "gains.csv").read_text(encoding="utf-8").splitlines()
    # One result, one set of numbers: the file has what the tables and the JSON have.
    assert gains[0].startswith("policy,")
    assert len(gains) == 1 + len(content["gains"]) == 7
    assert by_hand[0].here.situation is not None
    assert by_hand[0].here.situation.mentors == 10


def test_json_holds_no_face_of_a_person_and_every_number(by_hand: list[Asked]) -> None:
    code, told, errors = run(*ASKED, "--json", "--budget", "5000000")
    assert code == WRONG_INPUT
    assert "mentors are given twice" in errors
    code, told, errors = run(
        *ASKED[:3], "--budget", "5000000", "--counts", "grade_none=2", "--json"
    )
    assert code == 0, errors
    content = json.loads(told)
    assert content["text"]["da"][0].startswith("Valg 2")
    assert by_hand[-1].counts == {"grade_none": 2.0}
    assert by_hand[-1].here.situation is not None
    assert by_hand[-1].here.situation.budget == 5_000_000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("search", "--mentors", "3"), "how many young people"),
        (("search", "--intake", "300"), "how many mentors"),
        ((*ASKED, "--want", "joy"), "unknown want"),
        ((*ASKED, "--counts", "grade_none"), "GROUP=WEIGHT"),
        ((*ASKED, "--counts", "joy=2"), "no such group"),
        ((*ASKED, "--levers", "joy"), "which levers"),
        ((*ASKED, "--candidates", "5"), "too few for a search"),
        ((*ASKED, "--draws", "5"), "too few for a search"),
        ((*ASKED, "--draws", "900"), "share no posterior draw"),
        (("search", "no-mentor", *ASKED[1:]), "without mentors"),
        ((*ASKED, "--resume"), "--out"),
        ((*ASKED, "--among", "no-such-policy"), "no-such-policy"),
        ((*ASKED, "--among", "as-in-trial"), "nothing to choose among"),
        ((*ASKED, "--among", "26-weeks,26-weeks"), "the same name"),
        ((*ASKED, "--among", "low-grades-first"), "something else than the situation"),
        ((*ASKED, "--among", "26-weeks", "--levers", "who"), "given by name"),
        ((*ASKED, "--among", "26-weeks", "--candidates", "50"), "given by name"),
        (
            (*ASKED, "--among", "26-weeks", "--levers", "who", "--language", "da"),
            "indsatserne er angivet ved navn",
        ),
        ((*ASKED, "--among", "as-in-trial", "--language", "da"), "intet at vælge imellem"),
        (("rank", "26-weeks"), "within what are the policies ranked?"),
        (("rank", "26-weeks", "--language", "da"), "inden for hvad skal indsatserne rangordnes?"),
    ],
)
def test_wrong_input_is_one_message(arguments: tuple[str, ...], told: str) -> None:
    code, output, errors = run(*arguments)
    assert code == WRONG_INPUT
    assert told in errors
    assert output == ""
    assert "Traceback" not in errors


def test_a_search_needs_mentors_or_a_budget() -> None:
    here = situated({"young_people": {"per_year": 300}}, None, None)
    asked = Asked(
        load_policy("as-in-trial"),
        here,
        ["completed"],
        {},
        None,
        None,
        None,
        None,
        1,
        1,
        few_draws(),
    )
    with pytest.raises(InputError, match="mentors, or the budget"):
        searched_as_asked(asked)


def test_fewer_draws_make_all_of_a_search_coarser() -> None:
    here = situated({"young_people": {"per_year": 300}, "mentors": 3}, None, None)
    asked = Asked(
        load_policy("as-in-trial"), here, ["completed"], {}, None, None, 50, 64, 1, 1, few_draws()
    )
    usual = search_setting()
    assert asked.setting.count("choose_worlds") == usual.count("choose_worlds") // 2
    assert asked.setting.count("last_worlds") == usual.count("last_worlds") // 2
    assert asked.setting.count("candidates") == 50


def test_a_search_can_be_told_drawn_and_shown() -> None:
    found = searched()
    assert tell(found)[0].startswith("Choice 2")
    assert tell(found, language="da")[0].startswith("Valg 2")
    figure = plot(found, language="da")
    assert "10 fuldtidsmentorer" in figure.get_suptitle().replace("\n", " ")
    with pytest.raises(InputError, match="no such figure"):
        plot(found, "effects")
    shown = repr(found)
    assert "choice-2 *" in shown
    assert "300 young people" in shown
    assert np.isfinite(found.gains["mean"]).all()


def test_a_situation_says_what_there_is(by_hand: list[Asked], tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "young_people: {per_year: 300}\nmentors: 12\nfirst_year: 2026\nyears: 4\n", encoding="utf-8"
    )
    code, told, errors = run("search", "--situation", str(mine), "--json")
    assert code == 0, errors
    there = by_hand[-1].here.situation
    assert there is not None
    assert (there.young_people.number, there.mentors, there.first_year) == (300, 12, 2026)
    origin = json.loads(told)["provenance"]
    assert "300" in origin["situation"]
    assert "2026" in origin["situation"]
    assert origin["rule_year"] == "2026"


@pytest.mark.parametrize(
    ("option", "language", "said"),
    [
        (("--mentors", "10"), "en", "--mentors: what you have is given in two places"),
        (("--intake", "300"), "da", "--intake: det, I har, er angivet to steder"),
        (("--years", "0"), "en", "--years"),
    ],
)
def test_a_situation_and_an_option_are_one_too_many(
    tmp_path: Path, option: tuple[str, str], language: str, said: str
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("young_people: {per_year: 300}\nmentors: 12\n", encoding="utf-8")
    code, _, errors = run("search", "--situation", str(mine), *option, "--language", language)
    assert code == WRONG_INPUT
    assert said in errors


def test_policies_are_chosen_among_by_name_and_file(by_hand: list[Asked], tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(policy_text(load_policy("104-weeks")), encoding="utf-8")
    code, told, errors = run(*ASKED, "--among", f"26-weeks,{mine}", "--json")
    assert code == 0, errors
    given = by_hand[-1].given
    assert given is not None
    assert [named.name for named in given] == ["26-weeks", "mine"]
    origin = json.loads(told)["provenance"]
    assert origin["among"] == "26-weeks, mine"
    assert "levers" not in origin


def within(tmp_path: Path) -> str:
    mine = tmp_path / "situation.yaml"
    mine.write_text("young_people: {per_year: 300}\nmentors: 12\n", encoding="utf-8")
    return str(mine)


def test_a_ranking_within_mentors_is_a_search_among_the_policies(
    by_hand: list[Asked], tmp_path: Path
) -> None:
    options = ("--situation", within(tmp_path), "--outcome", "completed", "--week", "104")
    code, told, errors = run("rank", "26-weeks", "104-weeks", *options, "--language", "da")
    assert code == 0, errors
    asked = by_hand[-1]
    assert asked.today.name == "no-mentor"
    assert asked.given is not None
    assert [named.name for named in asked.given] == ["26-weeks", "104-weeks"]
    assert (asked.want, asked.weeks, asked.draws) == (("completed",), 104, 128)
    assert len(asked.posterior) > 128
    assert "det rigtige tal ligger sandsynligvis mellem" in " ".join(told.split())
    rank("26-weeks", "104-weeks", outcome="completed", week=104, situation=within(tmp_path))
    again = by_hand[-1]
    assert (again.want, again.weeks, again.today) == (asked.want, asked.weeks, asked.today)
    assert again.given == asked.given


@pytest.mark.parametrize(
    ("options", "language", "told"),
    [
        (("--hours", "20000"), "en", "something else than the situation"),
        (("--outcome", "pension"), "en", "not something that is ranked within mentors"),
        (("--outcome", "pension"), "da", "ikke noget, der rangordnes efter"),
        (("--week", "60", "--weeks", "52"), "da", "ingen rangorden i denne uge"),
        (("--model-rules", "mine.py"), "en", "mine.py"),
    ],
)
def test_wrong_input_of_a_ranking_within_mentors(
    tmp_path: Path, options: tuple[str, ...], language: str, told: str
) -> None:
    words = ("rank", "26-weeks", "--situation", within(tmp_path), *options)
    code, output, errors = run(*words, "--language", language)
    assert code == WRONG_INPUT
    assert told in " ".join(errors.split())
    assert output == ""


def test_a_search_is_saved_and_opened_with_what_it_was_asked_with(
    by_hand: list[Asked], tmp_path: Path
) -> None:
    mine, path = tmp_path / "mine.yaml", tmp_path / "question.json"
    mine.write_text(
        "{young_people: {per_year: 300}, mentors: 12, first_year: 2026, years: 4, "
        "prices: {mentor_salary: 520000}}",
        encoding="utf-8",
    )
    options = ("--situation", str(mine), "--counts", "grade_none=2", "--save", str(path))
    code, _, errors = run("search", "26-weeks", *options)
    assert code == 0, errors
    mine.unlink()
    code, told, errors = run("open", str(path), "--language", "da")
    assert code == 0, errors
    assert "Svaret er det samme som det gemte, til sidste ciffer." in errors
    assert "valg 2" in told
    first, again = by_hand
    assert again.here.situation is not None
    assert again.here.situation.mentors == 12
    assert again.today == replace(first.today, source=again.today.source)
    assert again.counts == first.counts == {"grade_none": 2.0}
    assert again.price_set.entries == first.price_set.entries
    assert again.here.told(again.price_set) == first.here.told(first.price_set)


@pytest.mark.parametrize("code", ["da", "en"])
@pytest.mark.parametrize("wants", [1, 2, 3])
def test_sentences_of_a_front_have_room_on_the_terminal(code: str, wants: int) -> None:
    names = ("education_or_employment_years", "net_municipality", "employment_weeks")
    found = searched(*names[:wants])
    lines = io.StringIO()
    console = Console(file=lines, width=100, color_system=None)
    console.print(front_table(found, Language(code)))
    told = lines.getvalue()
    assert max(map(len, told.splitlines())) <= 100
    for word in {"da": ("forsøget", "unge"), "en": ("trial", "those")}[code]:
        assert word in told


@pytest.mark.parametrize("option", ["--among", "--want", "--counts", "--levers"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_an_option_that_names_nothing_is_refused_and_not_passed_over(
    by_hand: list[Asked], option: str, language: str
) -> None:
    code, *told = run(*ASKED, option, " , ", "--language", language)
    assert code == WRONG_INPUT
    assert not by_hand
    said = {"da": "der er ikke nævnt noget", "en": "this option names nothing"}[language]
    assert f"{option}: {said}" in "".join(told)
