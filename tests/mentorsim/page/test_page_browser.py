"""The page in a real Chromium: what a reader sees and does, and what never leaves the machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.page.app.shell import PAGES
from tests.support.browser import DRAWS, Visitor, browsing, foreign, serving, violations

# In one worker: they share a server and a browser.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def visitor(chromium: Browser, server: str) -> Iterator[Visitor]:
    one = Visitor(chromium, server)
    yield one
    one.page.context.close()
    assert one.elsewhere == []


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_in_one_language_and_clean_for_axe(
    visitor: Visitor, name: str, code: str
) -> None:
    path = "" if name == "start" else name
    visitor.open(f"{path}?lang={code}")
    page, words = visitor.page, Language(code)
    assert page.evaluate("document.documentElement.lang") == code
    assert page.title() == words.text("page.title")
    assert page.locator("h1").count() == 1
    assert page.locator("[data-testid=stException]").count() == 0
    if name in ("compare", "drivers"):
        page.get_by_text(words.text("page.status.full", draws=str(DRAWS))).wait_for()
        visitor.settled()
        assert page.locator(".ms-answer .ms-large").count() == 1
    if name in ("drivers", "forecast"):
        visitor.still()
        # Drivers: the bars and the threshold at least. Forecast: all years, and each year.
        assert page.locator(".ms-figure img").count() >= 2
    page.evaluate(
        "document.querySelectorAll('details:not([open]) > summary').forEach(e => e.click())"
    )
    visitor.settled()
    assert violations(visitor) == []
    levels = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stMain] :is(h1,h2,h3,h4)')]"
        ".map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert foreign(visitor.seen(), code) == []


def test_a_switch_of_language_leaves_no_text_behind(visitor: Visitor) -> None:
    visitor.open("compare?lang=da")
    page = visitor.page
    page.get_by_role("button", name="English").click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    page.get_by_role("heading", name=Language("en").text("page.compare.title")).wait_for()
    visitor.settled()
    assert foreign(visitor.seen(), "en") == []
    assert "lang=en" in page.url


def test_a_lever_moves_the_chart_within_a_second(visitor: Visitor) -> None:
    visitor.open("compare?lang=en")
    page = visitor.page
    before, answer = visitor.first_figure(), visitor.answer()
    knob = page.get_by_role("slider", name=Language("en").text("lever.weeks"))
    taken = []
    for _ in range(3):
        begun = time.monotonic()
        visitor.press(knob, "ArrowLeft")
        visitor.redrawn(before)
        taken.append(time.monotonic() - begun)
        before = visitor.first_figure()
        visitor.settled()
    assert "weeks=65" in page.url
    assert visitor.answer() != answer or before
    # Half a second on idle cores (benchmarks/page.py); more where other tests compute besides.
    assert min(taken) < 3.0


def test_another_factor_draws_another_threshold(visitor: Visitor) -> None:
    words = Language("en")
    visitor.open("drivers?lang=en&against=as-in-trial&crosses=education").still()
    page = visitor.page
    heading = words.text("page.heading.threshold")
    last = page.locator(".ms-figure img").last
    before = last.get_attribute("src")
    chosen = words.text(
        "page.drivers.factor.option",
        name=words.name("factor", "caseload"),
        kind=words.text("page.kind.lever"),
    )
    visitor.choose(page.get_by_role("combobox", name=words.text("page.drivers.factor")), chosen)
    page.wait_for_url("**factor=lever%3Acaseload**")
    visitor.still()
    assert page.locator(".ms-figure img").last.get_attribute("src") != before
    assert page.get_by_role("heading", name=heading).count() == 1
    told = page.locator(".ms-words", has_text=words.name("factor", "caseload"))
    assert told.count() >= 1


def test_a_run_is_not_lost_when_a_lever_moves(visitor: Visitor) -> None:
    """The full picture of the first question is there when the reader comes back to it."""
    words = Language("en")
    full = words.text("page.status.full", draws=str(DRAWS))
    visitor.open("compare?lang=en&policy=as-in-trial&follow=104")
    page = visitor.page
    # Its run has begun when none comes before it.
    before = catalogue("en")["page.status.waits"].split("{number}")[0].strip()
    page.get_by_text(before).wait_for(state="detached")
    knob = page.get_by_role("slider", name=words.text("lever.caseload"))
    visitor.press(knob, "ArrowRight")
    page.wait_for_url("**caseload=5**")
    page.get_by_text(full).wait_for()
    page.go_back()
    moved = page.locator(".ms-answer").get_by_text("(from: As in the trial)")
    moved.wait_for(state="detached")
    visitor.settled()
    # Nothing is on its way: the picture was kept.
    assert page.locator("[data-testid=stProgress]").count() == 0
    assert page.get_by_text(full).count() == 1


def test_downloads_open(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open("compare?lang=en&weeks=26")
    page, words = visitor.page, Language("en")
    page.get_by_text(words.text("page.status.full", draws=str(DRAWS))).wait_for()
    visitor.settled()
    starts = {
        "html": b"<!DOCTYPE html>",
        "csv": b"policy,against,outcome",
        "png": b"\x89PNG\r\n",
        "xlsx": b"PK\x03\x04",
        "yaml": b"title:",
    }
    for kind, start in starts.items():
        with page.expect_download() as waiting:
            # Every chart has a picture of its own.
            page.get_by_role("button", name=words.text(f"page.download.{kind}")).first.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.read_bytes()[:40].lower().startswith(start.lower()), kind
    workbook = openpyxl.load_workbook(tmp_path / "104-weeks, 26 weeks.xlsx")
    assert workbook.sheetnames[0] == words.text("workbook.sheet.readme")
    report = Visitor(page.context.browser, visitor.address)
    report.page.goto((tmp_path / "report.html").as_uri())
    assert report.page.locator("h1").count() == 1


def test_an_upload_is_used_and_forgotten(visitor: Visitor) -> None:
    visitor.open("own?lang=da")
    page, words = visitor.page, Language("da")
    visitor.upload(0, EXAMPLES / "individuals.csv")
    page.get_by_text(words.text("page.own.caption", name="individuals")).wait_for()
    visitor.settled()
    assert violations(visitor) == []
    assert foreign(visitor.seen(), "da") == []
    page.get_by_role("button", name=words.text("page.own.forget.people")).click()
    page.get_by_text(words.text("page.own.caption", name="individuals")).wait_for(state="detached")


def test_an_own_policy_is_words_only_and_is_forgotten(visitor: Visitor, tmp_path: Path) -> None:
    """Nothing that a title says is fetched (the visitor sees to that) or run."""
    words, evil = Language("da"), "![x](http://evil.example/x.png) <img src=http://evil.example>"
    own = tmp_path / "ours.yaml"
    texts = f"{{da: '{evil}', en: '{evil}'}}"
    own.write_text(f"title: {texts}\ndescription: {texts}\nreference: ours\n", encoding="utf-8")
    page = visitor.open("own?lang=da").page
    visitor.upload(2, own)
    page.get_by_role("link", name=words.text("page.own.policy.go")).click()
    page.locator(".ms-answer").wait_for()
    visitor.settled()
    assert "policy=uploaded" in page.url
    assert evil in page.locator(".ms-answer").inner_text()
    assert page.locator("img[src^=http]").count() == 0
    assert violations(visitor) == []
    page.go_back()
    page.get_by_role("button", name=words.text("page.own.forget.policy")).click()
    page.wait_for_function("() => !location.search.includes('policy')")
    assert evil not in visitor.settled().seen()


def test_a_hostile_upload_gets_a_message(visitor: Visitor, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b'variable;category;share\ngender;=HYPERLINK("http://x");0,5\n')
    visitor.open("own?lang=en")
    visitor.upload(0, bad)
    visitor.page.locator(".ms-error").wait_for()
    assert "bad.csv" in visitor.page.locator(".ms-error").inner_text()
    assert visitor.page.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize("name", ["compare", "search", "follow_up", "own", "saved", "model"])
def test_the_keyboard_reaches_everything(visitor: Visitor, name: str) -> None:
    """Tab goes through every link, button, field and lever of the page."""
    visitor.open(f"{name}?lang=en&my_per_year=300&my_mentors=12")
    page = visitor.page
    if name == "compare":
        page.get_by_text(Language("en").text("page.status.full", draws=str(DRAWS))).wait_for()
    visitor.still()
    wanted = page.evaluate(
        """() => {
        const all = [...document.querySelectorAll(
          'a[href], button, input, select, textarea, summary, [role=slider], .ms-scroll')];
        const there = all.filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
        there.forEach((e, k) => e.setAttribute('data-wanted', k));
        return there.length;
    }"""
    )
    assert wanted > 12
    reached: set[str] = set()
    for _ in range(3 * wanted):
        page.keyboard.press("Tab")
        mark = page.evaluate("document.activeElement?.getAttribute('data-wanted')")
        if mark is not None:
            reached.add(mark)
    # Of a group of radio buttons Tab reaches one, arrows the others.
    radios = page.locator("input[type=radio][data-wanted]").count()
    assert len(reached) >= wanted - radios


@pytest.mark.parametrize("name", PAGES)
def test_a_telephone_needs_no_sideways_scrolling(chromium: Browser, server: str, name: str) -> None:
    path = "" if name == "start" else name
    one = Visitor(chromium, server, width=400).open(f"{path}?lang=da")
    width = one.page.evaluate("document.scrollingElement.scrollWidth")
    inner = one.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 400
    assert inner <= 400
    one.page.evaluate(
        "document.querySelectorAll('details:not([open]) > summary').forEach(e => e.click())"
    )
    one.settled()
    # Tables of many columns are cards: they need none either.
    cut = (
        "[...document.querySelectorAll('.ms-scroll:has(.ms-cards)')]"
        ".filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.ariaLabel)"
    )
    assert one.page.evaluate(cut) == []
    one.page.context.close()
    assert one.elsewhere == []
