"""The report in a real Chromium: one file by itself, on a screen, on a phone and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mentorsim.language import LOCALES, Language
from mentorsim.report.business_case import RESTS
from mentorsim.report.letterhead import Letterhead
from mentorsim.report.report import report_of
from mentorsim.saved.forecast import read_forecast
from tests.support.browser import Visitor, browsing, foreign, violations
from tests.support.report_cases import forecast_folder, small_run

# In one worker: they share a run and a browser.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report in a browser")]
#: Pixels: a phone; the text of an A4 page within the margins of the style.
PHONE, PAPER, PAPER_HEIGHT = 390, 680, 994
#: Pages on paper: the report of a comparison of two policies, with a forecast besides, and of the
#: forecast alone.
PAGES = {"one": 14, "several": 18, "case": 7}
HEAD = Letterhead(date(2026, 12, 1), "Eksempel Kommune", "Jobcentret")
#: Cells and headings whose words stick out of them.
CUT = """() => [...document.querySelectorAll('th, td, h1, h2, h3, h4, p, li, figcaption')]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.innerText)"""
#: What ends to the right of the window, but for what is inside of a selector.
BEYOND = """(inside) => [...document.querySelectorAll('main *')]
  .filter((e) => e.checkVisibility() && !e.closest(inside))
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => e.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


class Reader:
    """Opens reports, and sees that they ask for nothing else and raise no errors."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.opened: list[Visitor] = []
        self.errors: list[str] = []

    def open(self, kind: str, code: str, width: int = 1280) -> Visitor:
        path = self.folder / f"{kind}.{code}.html"
        if not path.exists():
            later = [] if kind == "one" else [read_forecast(forecast_folder())]
            runs = later if kind == "case" else [small_run(), *later]
            path.write_text(report_of(runs, Language(code), None, HEAD), encoding="utf-8")
        one = Visitor(self.browser, path.as_uri(), width)
        one.page.on("pageerror", lambda error: self.errors.append(str(error)))
        one.page.on(
            "console",
            lambda said: self.errors.append(said.text) if said.type == "error" else None,
        )
        one.page.goto(path.as_uri())
        self.opened.append(one)
        return one


@pytest.fixture
def reader(chromium: Browser, folder: Path) -> Iterator[Reader]:
    one = Reader(chromium, folder)
    yield one
    for visitor in one.opened:
        visitor.page.context.close()
    assert [visitor.elsewhere for visitor in one.opened] == [[]] * len(one.opened)
    assert one.errors == []


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("kind", PAGES)
def test_on_a_screen(reader: Reader, kind: str, code: str) -> None:
    visitor = reader.open(kind, code)
    page = visitor.page
    assert page.evaluate("document.documentElement.lang") == code
    assert violations(visitor) == []
    assert foreign(visitor.seen(), code) == []
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert page.evaluate(CUT) == []
    # Every figure was drawn.
    assert page.locator("img").count() >= (1 if kind == "case" else 7)
    assert page.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth > 0)")


@pytest.mark.parametrize("width", [PHONE, 400, 1100])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_of_the_answer_is_cut_or_scrolls(reader: Reader, kind: str, width: int) -> None:
    page = reader.open(kind, "da", width).page
    boxes = page.locator(".answer .wide").all()
    assert boxes
    for box in boxes:
        assert box.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    assert page.evaluate(BEYOND, ".wide:not(.answer .wide)") == []


@pytest.mark.parametrize("code", LOCALES)
def test_the_first_sheet_is_the_case_alone(reader: Reader, code: str) -> None:
    page = reader.open("case", code, PAPER).page
    page.emulate_media(media="print")
    ends, broken = page.evaluate(
        """() => { const first = document.querySelector('section.sheet');
          return [first.getBoundingClientRect().bottom, getComputedStyle(first).breakAfter]; }"""
    )
    assert ends < PAPER_HEIGHT
    assert broken == "page"
    first = page.locator("section.sheet").inner_text()
    assert all(Language(code).text(f"unknown.{key}.title") in first for key in RESTS)


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("kind", PAGES)
def test_on_a_phone(reader: Reader, kind: str, code: str) -> None:
    page = reader.open(kind, code, PHONE).page
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE
    assert page.evaluate(CUT) == []
    # What is wider scrolls inside a box that has a name and that Tab reaches.
    assert page.evaluate(BEYOND, ".wide") == []
    boxes = page.locator(".wide").filter(has=page.locator("table")).all()
    scrolling = [box for box in boxes if box.evaluate("(e) => e.scrollWidth > e.clientWidth")]
    assert len(scrolling) < len(boxes)  # tables of many columns are cards
    for box in boxes:
        assert box.get_attribute("tabindex") == "0"
        assert box.get_attribute("aria-label")
    for first in scrolling[:1]:
        first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("(e) => e.scrollLeft > 0", arg=first.element_handle())
    # Figures are those for a narrow screen.
    assert page.evaluate("[...document.images].every((i) => i.currentSrc !== i.src)")


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("kind", PAGES)
def test_on_paper(reader: Reader, kind: str, code: str) -> None:
    page = reader.open(kind, code, PAPER).page
    words = "() => [...document.querySelectorAll('main > *')].map((e) => e.innerText)"
    said = page.evaluate(words)
    page.emulate_media(media="print")
    # Everything but the contents, whose links lead nowhere on paper.
    assert not page.locator("nav").is_visible()
    printed = page.evaluate(words)
    assert printed[1:] == said[1:]
    assert printed[0] == said[0][: len(printed[0])]
    # Nothing is wider than the page, and no figure higher.
    assert page.evaluate(CUT) == []
    assert page.evaluate(BEYOND, "none") == []
    figures = page.evaluate(
        """() => [...document.querySelectorAll('figure')].map((e) =>
          [getComputedStyle(e).breakInside, e.getBoundingClientRect().height])"""
    )
    assert {kept for kept, _ in figures} == {"avoid"}
    assert max(height for _, height in figures) < PAPER_HEIGHT
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= PAGES[kind]
