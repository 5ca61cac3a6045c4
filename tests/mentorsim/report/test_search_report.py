"""The report of a search: one file, in both languages, what was found and what it is not."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.search.files import search_json
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import million_words, search_sentences
from mentorsim.present.situation.words import Told
from mentorsim.report.search import METHOD, search_html, write_search
from mentorsim.request.request import situated
from tests.support.pinned import plain
from tests.worlds.hand_made_search import searched

ORIGIN = {"mentorsim": "0", "situation": "a line", "counts": "alike", "seed": "1"}
MINE = {
    "name": "Ærø & Samsø",
    "young_people": {"per_year": 300},
    "mentors": 10,
    "first_year": 2026,
    "years": 4,
}


def told() -> Told:
    here = situated(MINE, None, None).situation
    assert here is not None
    return Told(here, 10.0)


def rows(page: str, kind: str) -> list[list[str]]:
    """Cells of a table's rows as they are read, the head of the row first."""
    table = page.split(f'<table class="{kind} cards">')[1].split("</table>")[0]
    body = table.split("<tbody>")[1]
    return [
        [
            plain(unescape(re.sub(r"<[^>]+>", "", cell))).strip()
            for cell in re.split(r"</t[hd]>", row)[:-1]
        ]
        for row in body.split("</tr>")[:-1]
    ]


@pytest.mark.parametrize("code", LOCALES)
def test_the_report_says_whose_what_and_what_it_is_not(code: str) -> None:
    found, language = searched(), Language(code)
    page = search_html(found, told(), language, ORIGIN)
    read = unescape(page)
    assert f'<html lang="{code}">' in page
    for words in (*search_sentences(found, language), *million_words(found, language)):
        assert words in read
    assert "Ærø &amp; Samsø: 300" in page
    assert "Ærø & Samsø" not in page
    assert "2026–2029" in page
    for section in METHOD:
        assert language.text(f"method.{section}.title") in read
    assert "a line" not in page
    assert language.text("provenance.alike") in read


def test_the_front_has_gain_shrinkage_and_chance_and_each_view_its_regret() -> None:
    page = search_html(searched(), told(), Language("da"), ORIGIN)
    assert rows(page, "search") == [
        ["dagens indsats", "I dag: »Som i forsøget«", "0", "0", "5 %"],
        ["valg 1", "78 uger.", "+0,11† (0,02 til 0,19)", "+0,15", "25 %"],
        [
            "valg 2",
            "For unge under 25 år; 78 uger.",
            "+0,14† (0,03 til 0,24)",
            "+0,21",
            "70 % bedst",
        ],
    ]
    assert [row[1:] for row in rows(page, "search-regret")] == [
        ["0,30†", "0,30†"],
        ["0,10†", "0,000†"],
        ["0,000†", "0,050†"],
    ]
    assert rows(page, "search-curve")[2] == [
        "20 mentorer",
        "12.000.000 kr.",
        "valg 2",
        "+120† (90 til 150)",
        "+3,0† (1,5 til 6,0)",
        "+5,0† (2,5 til 10)",
    ]


def test_few_draws_tell_no_interval() -> None:
    language = Language("en")
    page = search_html(searched(draws=3), told(), language, ORIGIN)
    assert "0.02 to 0.19" not in page
    assert not million_words(searched(draws=3), language)
    assert language.text("search.curve.a_million") in page


@pytest.mark.parametrize("code", LOCALES)
def test_the_report_asks_nobody_for_anything(code: str) -> None:
    page = search_html(searched(), told(), Language(code), ORIGIN)
    asked = re.findall(r"""(?:src|srcset|href)=["']([^"']{1,20})""", page)
    assert len(asked) > 6
    assert all(address.startswith(("data:image/svg", "#")) for address in asked)
    assert "<script" not in page


@pytest.mark.parametrize(("code", "name"), [("en", "report.html"), ("da", "report.da.html")])
def test_the_folder_has_the_report_and_its_figures(tmp_path: Path, code: str, name: str) -> None:
    found: Searched = searched()
    content = search_json(found, ORIGIN)
    write_search(tmp_path / "out", found, content, Language(code), told())
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == search_html(
        found, told(), Language(code), ORIGIN
    )
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"mentors.png", "more.png", "million.png", "result.json"} <= names
