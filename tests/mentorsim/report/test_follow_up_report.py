"""The report of a follow-up: one file, in both languages, what was found and what it is not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.files import check_json
from mentorsim.present.follow_up.words import METHOD, check_sentences, method_notes
from mentorsim.present.situation.words import Told
from mentorsim.report.follow_up import follow_up_html, write_check
from scenarios.follow_up.reasons import AS_EXPECTED
from tests.worlds import small_follow_up as small
from tests.worlds.hand_made_follow_up import checked

REASONS = (("contact", 0.7, 0.7), (AS_EXPECTED, 0.3, 1.0))
ORIGIN = {"mentorsim": "0", "policy": "78-weeks", "periods": "2026Q1 to 2026Q2", "seed": "1"}
NAME = "Ærø & Samsø"


def off_track() -> Checked:
    found = checked({"meetings": (-1.0, -4.5), "begun": (0.1, 0.2)}, reasons=REASONS)
    return replace(found, told=Told(small.situation(name=NAME), 8.0))


@pytest.mark.parametrize("code", LOCALES)
def test_the_report_says_what_was_found_and_what_it_is_not(code: str) -> None:
    found, language = off_track(), Language(code)
    page = follow_up_html(found, language, ORIGIN)
    for words in check_sentences(found, language):
        assert words in unescape(page)
    for _, words in method_notes(found, language):
        assert words in unescape(page)
    assert f'<html lang="{code}">' in page
    assert "Ærø &amp; Samsø" in page
    assert NAME not in page
    assert ("2026K2" if code == "da" else "2026Q2") in page
    assert page.count("<picture>") == 1


@pytest.mark.parametrize("code", LOCALES)
def test_the_report_asks_nobody_for_anything(code: str) -> None:
    page = follow_up_html(off_track(), Language(code), ORIGIN)
    asked = re.findall(r"""(?:src|srcset|href)=["']([^"']{1,20})""", page)
    assert asked
    assert all(address.startswith(("data:image/svg", "#")) for address in asked)
    assert "<script" not in page


def test_every_note_of_the_method_has_its_words() -> None:
    found = off_track()
    for code in LOCALES:
        titles = [title for title, _ in method_notes(found, Language(code))]
        assert len(set(titles)) == len(METHOD)


@pytest.mark.parametrize(("code", "name"), [("en", "report.html"), ("da", "report.da.html")])
def test_the_folder_has_the_report_in_the_readers_language(
    tmp_path: Path, code: str, name: str
) -> None:
    found, out = off_track(), tmp_path / "out"
    content = check_json(found, ORIGIN)
    write_check(out, found, content, Language(code))
    assert (out / name).read_text(encoding="utf-8") == follow_up_html(found, Language(code), ORIGIN)
    assert (out / "control-chart.png").stat().st_size > 0
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == content
    assert content["on_track"] is False


def test_what_is_hidden_is_in_no_report() -> None:
    found = off_track()
    counts = replace(found.counted, hidden={("all", "meetings"): np.array([False, True])})
    page = follow_up_html(replace(found, counted=counts), Language("en"), ORIGIN)
    row = re.search(r'<th scope="row">Weeks with contact</th>\s*<td[^>]*>(.*?)</td>', page, re.S)
    assert row is not None
    assert "–" in row[1]
