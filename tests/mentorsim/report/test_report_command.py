"""`mentorsim report` as a user meets it: chapters, languages, several runs, nothing outside."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.present.results import waiting_words
from mentorsim.report.report import FORECAST_SECTIONS, SECTIONS
from mentorsim.saved.forecast import FILE
from mentorsim.saved.run import HEAD
from tests.support.report_cases import (
    DRAWS,
    EXAMPLES,
    Page,
    forecast_folder,
    local_folder,
    made,
    make,
    plain,
    run_folder,
)
from tests.worlds.small_comparison import HOSTILE

# One worker makes the runs and reports that these tests and those of another file share.
pytestmark = pytest.mark.xdist_group("report")

#: Words that a sentence of the other language hardly does without.
TELLTALE = {
    "da": {"the", "of", "and", "with", "young", "people", "than", "week", "weeks", "is", "are"},
    "en": {"og", "ikke", "der", "unge", "uge", "uger", "er", "til", "pr", "mellem", "fra", "på"},
}


def every(code: str) -> str:
    """Everything that a report can hold: two runs and a forecast."""
    return made(code, run_folder(), local_folder(), forecast_folder())


# --- chapters -------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_every_section_is_there_in_order(code: str) -> None:
    language = Language(code)
    page = Page(made(code, run_folder()))
    found = [words for level, words in page.headings if level == 2]
    assert found == [language.text(key) for key in SECTIONS.values()]
    later = Page(made(code, forecast_folder()))
    assert [w for level, w in later.headings if level == 2] == [
        language.text(key) for key in FORECAST_SECTIONS.values()
    ]


@pytest.mark.parametrize("code", LOCALES)
def test_contents_lead_to_what_is_there(code: str) -> None:
    for html in (made(code, run_folder()), every(code)):
        page = Page(html)
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids))
        links = [a["href"].removeprefix("#") for tag, a in page.tags if tag == "a"]
        assert links
        assert set(links) <= set(ids)
        named = " ".join(a.get("aria-labelledby", "") for _, a in page.tags).split()
        assert set(named) <= set(ids)


@pytest.mark.parametrize("code", LOCALES)
def test_the_answer_is_at_most_five_sentences_with_its_limits_beside(code: str) -> None:
    language = Language(code)
    html = made(code, run_folder())
    box = html[html.index('<div class="answer">') :]
    assert box[: box.index("</div>")].count("<p>") == 5
    assert language.text("report.trust") in [w for _, w in Page(html).headings]
    assert waiting_words(DRAWS, language) == ""
    few = waiting_words(4, language)
    assert plain(few) not in plain(Page(html).text)
    assert plain(few) in plain(Page(made(code, local_folder())).text)


@pytest.mark.parametrize("code", LOCALES)
def test_what_is_assumed_is_listed(code: str) -> None:
    language, text = Language(code), Page(made(code, run_folder())).text
    assert language.text("price.measure_cost") in text
    measure = {"da": "Behandling, bolig og helbred", "en": "Treatment, housing and health"}[code]
    assert language.text("assumption.title", measure=measure) in text
    source = {"da": "ingen undersøgelse af denne gruppe", "en": "no study of this group"}
    assert source[code] in text
    assert source["en" if code == "da" else "da"] not in text


@pytest.mark.parametrize("code", LOCALES)
def test_every_figure_states_its_finding_in_words_of_the_page(code: str) -> None:
    html = every(code)
    figures = re.findall(r"<figure>.*?</figure>", html, re.DOTALL)
    assert len(figures) >= 14
    for figure in figures:
        found = re.search(r"<figcaption>(.*?)</figcaption>", figure, re.DOTALL)
        assert found is not None
        # A finding has a number, or says that groups or kroner cannot be told apart.
        assert len(found[1]) > 25


# --- nothing from outside -------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_nothing_is_asked_of_another_host(code: str) -> None:
    html = every(code)
    for tag, attributes in Page(html).tags:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href", "srcset", "poster", "action"):
                assert value.startswith(("data:image/svg+xml;base64,", "#"))
    assert not re.search(r"https?:|url\(|@import|//[a-z]+\.", re.sub(r'"data:[^"]*"', "", html))


# --- languages ------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_no_word_of_the_other_language(code: str) -> None:
    page = Page(every(code))
    words = set(re.findall(r"[a-zæøå]+", " ".join(page.own).lower()))
    assert not words & TELLTALE[code]
    # What is another language is marked as such, and is the calibration's own description alone.
    assert bool(page.other) == (code != "en")
    assert all("calibration" in words for words in page.other)


@pytest.mark.parametrize("code", LOCALES)
def test_no_text_of_the_other_catalogue(code: str) -> None:
    own, other = catalogue(code), catalogue("en" if code == "da" else "da")
    text = Page(every(code)).text
    # On lines of their own, so that no text is found across two of them.
    mine = "\n".join(map(plain, own.values()))
    whole = {
        words
        for key, words in other.items()
        if not any(field for _, field, _, _ in string.Formatter().parse(words))
        and len(words) > 12
        and plain(words) not in mine
        and not key.startswith("page.")
    }
    assert len(whole) > 300
    assert not {words for words in whole if plain(words) in text}


def test_numbers_are_written_as_each_language_writes_them() -> None:
    danish, english = (Page(every(code)).text for code in ("da", "en"))
    assert re.search(r"−\d\d\.\d00 † \(", danish)
    assert re.search(r"−\d\d,\d00 † \(", english)
    decimal = r"[+−]\d{1,2}\%s\d( †)? \([+−]?\d{1,2}\%s\d (til|to) "
    assert re.search(decimal % (",", ","), danish)
    assert not re.search(decimal % (".", "."), danish)
    assert re.search(decimal % (".", "."), english)
    assert not re.search(decimal % (",", ","), english)
    assert "95 %" in danish.replace("\N{NO-BREAK SPACE}", " ")
    assert "95%" in english


# --- the same run, other questions ----------------------------------------------------------------
def test_a_report_made_later_is_the_one_that_the_run_wrote() -> None:
    folder = run_folder()
    at_once = (folder / "report.da.html").read_text(encoding="utf-8")
    assert made("da", folder) == at_once


def test_without_a_place_the_report_goes_into_the_run(tmp_path: Path) -> None:
    folder = copytree(run_folder(), tmp_path / "ours")
    code, out, _ = make(folder)
    assert code == 0
    assert "report.html" in out
    assert '<html lang="en">' in (folder / "report.html").read_text(encoding="utf-8")


def test_other_prices_change_the_kroner_and_nothing_else(tmp_path: Path) -> None:
    pages = {"default": made("en", run_folder())}
    for name, arguments in {
        "2016": ("--prices", "2016"),
        "own": ("--prices", EXAMPLES / "prices.yaml", "--rule-year", "2019"),
    }.items():
        path = tmp_path / f"{name}.html"
        assert make(run_folder(), *arguments, "--out", path)[0] == 0
        pages[name] = path.read_text(encoding="utf-8")
    effects = {
        html[html.index('id="table"') : html.index('id="kroner"')] for html in pages.values()
    }
    assert len(effects) == 1
    kroner = {
        html[html.index('id="kroner"') : html.index('id="drivers"')] for html in pages.values()
    }
    assert len(kroner) == 3
    assert "rules of 2016" in pages["2016"]
    assert "rules of 2019" in pages["own"]
    own = Language("en").text("report.kroner.own", prices="")[:-1]
    assert [own in html for html in pages.values()] == [False, False, True]


def test_several_runs_stand_side_by_side_with_what_differs() -> None:
    page = Page(every("en"))
    names = [words for level, words in page.headings if level == 2]
    assert names == [
        "Run: years",
        "The runs side by side",
        "Run: ours",
        "Run: theirs",
        "Common to all runs",
    ]
    assert Language("en").text("runs.differ") in page.text
    assert "The young people (name of file) – shares" in page.text
    assert page.text.count("Run: ours") == 2


def test_two_runs_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    one, other = (copytree(local_folder(), tmp_path / part / "ours") for part in ("a", "b"))
    code, _, errors = make(one, other, "--out", tmp_path / "both.html")
    assert code == 0, errors
    text = Page((tmp_path / "both.html").read_text(encoding="utf-8")).text
    assert f"Run: {one}" in text
    assert f"Run: {other}" in text
    assert Language("en").text("runs.same") in text


# --- hostile words and broken runs ----------------------------------------------------------------
def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_words_of_users_are_no_markup(tmp_path: Path) -> None:
    folder = copytree(run_folder(), tmp_path / "<script>alert(1)<")
    later = copytree(forecast_folder(), tmp_path / "<b>{x}")

    def hostile(content: dict[str, Any]) -> None:
        for policy in content["policies"]:
            for field in ("title", "description", "reason"):
                policy["fields"][field] = {"da": HOSTILE, "en": HOSTILE}
            policy["fields"]["reference"] = HOSTILE
        content["provenance"][HOSTILE] = HOSTILE

    def named(content: dict[str, Any]) -> None:
        for row in content["years"] + content["payback"]:
            row["policy"] = HOSTILE if row["policy"] == "104-weeks" else row["policy"]
        content["provenance"]["policies"] = HOSTILE

    changed(folder / HEAD, hostile)
    changed(later / FILE, named)
    out = tmp_path / "r.html"
    status, _, errors = make(folder, later, "--language", "da", "--out", out)
    assert status == 0, errors
    html = out.read_text(encoding="utf-8")
    tags = {tag for tag, _ in Page(html).tags}
    assert not tags & {"script", "b"}
    assert "&lt;script&gt;" in html
    assert html.count("</style>") == 1
    assert "\x07" not in html


BROKEN: dict[str, tuple[str, Callable[[Path], None], tuple[str, ...]]] = {
    "another version": (
        "run",
        lambda f: changed(f / HEAD, lambda c: c.update(format=1)),
        (HEAD, "format", "1"),
    ),
    "a field of another kind": (
        "run",
        lambda f: changed(f / HEAD, lambda c: c.update(draws="x")),
        (HEAD, "draws"),
    ),
    "a table that was edited": (
        "run",
        lambda f: (f / "totals.csv").write_text("a\n"),
        ("totals.csv",),
    ),
    "a table that is gone": ("run", lambda f: (f / "levels.csv").unlink(), ("levels.csv",)),
    "no run": ("run", lambda f: (f / HEAD).unlink(), (HEAD, "no run")),
    "no JSON": ("forecast", lambda f: (f / FILE).write_text("{"), (FILE, "unreadable")),
    "no years": (
        "forecast",
        lambda f: changed(f / FILE, lambda c: c.update(years=[])),
        (FILE, "years"),
    ),
    "a year without a number": (
        "forecast",
        lambda f: changed(f / FILE, lambda c: c["years"][3].update(net=None)),
        (FILE, "years.3.net"),
    ),
    "draws in words": (
        "forecast",
        lambda f: changed(f / FILE, lambda c: c["provenance"].update(draws="many")),
        (FILE, "draws"),
    ),
    "a purse nobody knows": (
        "forecast",
        lambda f: changed(f / FILE, lambda c: c["years"][0].update(purse="moon")),
        (FILE, "years", "moon"),
    ),
    "a price nobody knows": (
        "forecast",
        lambda f: changed(f / FILE, lambda c: c["assumptions"][0].update(name="moon")),
        (FILE, "assumptions", "moon"),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_run_ends_with_its_file_and_field(tmp_path: Path, case: str) -> None:
    kind, spoil, words = BROKEN[case]
    source = run_folder() if kind == "run" else forecast_folder()
    folder = copytree(source, tmp_path / "spoilt")
    spoil(folder)
    before = sorted(path.name for path in folder.iterdir())
    code, out, errors = make(folder)
    assert code == 2
    assert out == ""
    assert "Traceback" not in errors
    assert all(word in errors for word in words), errors
    assert sorted(path.name for path in folder.iterdir()) == before


def test_what_is_asked_wrongly(tmp_path: Path) -> None:
    folder = run_folder()
    cases: dict[str, tuple[object, ...]] = {
        "no such folder": (tmp_path / "none",),
        "this is a file": (folder / HEAD,),
        "no run is kept here": (tmp_path,),
        "a run is there twice": (folder, folder, "--out", tmp_path / "x.html"),
        "--out": (folder, local_folder()),
        "this is a folder": (folder, "--out", tmp_path),
        "cannot write the file": (folder, "--out", folder / HEAD / "x.html"),
        "--language": (folder, "--language", "sv"),
        "no such prices": (folder, "--prices", tmp_path / "none.yaml"),
        "no prices for this rule year": (folder, "--prices", "1999"),
    }
    for words, arguments in cases.items():
        code, _, errors = make(*arguments)
        assert code == 2, words
        assert words in errors, (words, errors)
    assert not (tmp_path / "x.html").exists()


@pytest.mark.parametrize("code", LOCALES)
def test_it_says_whose_paper_it_is_where_somebody_does(tmp_path: Path, code: str) -> None:
    language, path = Language(code), tmp_path / "case.html"
    hostile = 'Our "Town" }</style><b>\\'
    asked = ("--municipality", hostile, "--sender", "The office", "--date", "2026-12-01")
    status, _, errors = make(forecast_folder(), "--out", path, "--language", code, *asked)
    assert status == 0, errors
    html = path.read_text(encoding="utf-8")
    page = Page(html)
    day = {"da": "Dato: 1. december 2026", "en": "Date: 1 December 2026"}[code]
    assert day in page.text
    assert f"{language.text('paper.municipality')}: {plain(hostile)}" in page.text
    assert f"{language.text('paper.sender')}: The office" in page.text
    # Above the text of each sheet as well; nothing of it ends the style.
    assert html.count("</style>") == 1
    (top,) = re.findall(r'@top-right \{ content: "([^"]*)"', html)
    assert "The office · " in top
    assert re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), top).startswith(hostile)


@pytest.mark.parametrize("code", LOCALES)
def test_sheets_have_numbers_whoever_wrote_it(code: str) -> None:
    html = made(code, forecast_folder())
    before, between = {"da": ("Side ", " af "), "en": ("Page ", " of ")}[code]
    assert f'content: "{before}" counter(page) "{between}" counter(pages)' in html
    assert "@top-right" not in html
    assert Language(code).text("paper.day") + ":" not in Page(html).text


def test_a_date_that_is_none_is_refused_for_a_page_too(tmp_path: Path) -> None:
    path = tmp_path / "case.html"
    status, _, errors = make(forecast_folder(), "--out", path, "--date", "1/12/2026")
    assert status == 2
    assert "--date" in errors
    assert not path.exists()


def test_the_case_comes_first(tmp_path: Path) -> None:
    """A forecast among the runs is the first sheet, whatever the order it is asked for in."""
    page = Page(made("da", run_folder(), forecast_folder()))
    runs = [words for level, words in page.headings if level == 2]
    assert next(w for w in runs if "years" in w or "ours" in w).endswith("years")
