"""The page as the head of a jobcentre uses it, in Chromium: asked, changed, saved, and opened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.language import LOCALES, Language
from tests.support.browser import Visitor, browsing, foreign, serving, violations

# In one worker, as the other tests of the page in a browser.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
#: Draws of a full picture: what is asked, saved and opened here is the same with any number.
DRAWS = 3
SITUATION = "my_per_year=300&my_mentors=12&my_first_year=2026&my_years=4&my_name=Nordby"
POLICIES = "follow=104&policy=26-weeks&also=as-in-trial%2C104-weeks"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server"), DRAWS) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def field(visitor: Visitor, name: str, code: str = "da") -> Locator:
    label = Language(code).text(f"page.here.{name}")
    return visitor.page.get_by_role("textbox", name=label, exact=True)


def fill(visitor: Visitor, name: str, text: str) -> None:
    """Type into a field of the situation, and wait until the address says it."""
    field(visitor, name).fill(text)
    field(visitor, name).press("Enter")
    visitor.page.wait_for_url(re.compile(f"my_{name}={text}"))
    visitor.settled()


def full(visitor: Visitor, code: str = "da") -> None:
    told = Language(code).text("page.status.full", draws=str(DRAWS))
    visitor.page.get_by_text(told).wait_for()
    visitor.still()


def own_table(visitor: Visitor) -> list[list[str]]:
    """The one table of all policies, cell by cell."""
    words = Language("da").text("situation.people.per_year", number="300")
    rows = visitor.page.locator(f"table:has(caption:text-matches('^{words}, '))").first
    found: list[list[str]] = rows.evaluate(
        "(t) => [...t.tBodies[0].rows].map((r) => [...r.cells].map((c) => c.innerText))"
    )
    return found


def test_the_head_of_a_jobcentre_asks_changes_saves_closes_and_opens(
    chromium: Browser, server: str, tmp_path: Path
) -> None:
    words = Language("da")
    visitor = Visitor(chromium, server).open(f"compare?lang=da&{POLICIES}")
    page = visitor.page
    for name, text in (
        ("per_year", "300"),
        ("mentors", "12"),
        ("first_year", "2026"),
        ("years", "4"),
    ):
        fill(visitor, name, text)
    line = "Jeres situation: 300 unge om året, 12 mentorer, 2026–2029, ét jobcenter."
    page.get_by_text(line).wait_for()
    full(visitor)
    table = own_table(visitor)
    assert len(table) == 3  # 26, 52 and 104 weeks, at the same weeks
    heads = page.locator("table.ms-dense").first.locator("thead th").all_inner_texts()
    mentors = heads.index(words.text("page.here.column.mentors"))
    assert [row[mentors].split("\n")[0] for row in table] == ["12", "12", "12"]
    # The forecast has the same mentors over the budget years.
    assert page.get_by_text("jeres 300 unge om året").count() >= 1
    before = table
    fill(visitor, "wage", "530000")
    full(visitor)
    changed = own_table(visitor)
    assert [row[1:4] for row in changed] == [row[1:4] for row in before]  # people are the same
    kroner = heads.index(words.text("overview.column.kroner", purse="Kommunen"))
    assert [row[kroner] for row in changed] != [row[kroner] for row in before]
    with page.expect_download() as waiting:
        page.get_by_role("button", name=words.text("page.saved.save")).click()
    file = tmp_path / "question.json"
    waiting.value.save_as(file)
    page.reload()
    full(visitor)
    assert own_table(visitor) == changed
    page.context.close()

    # Another day: nothing but the file is left.
    again = Visitor(chromium, server).open("saved?lang=da")
    again.upload(0, file)
    again.page.get_by_role("link", name=words.text("page.saved.ask")).click()
    full(again)
    again.page.get_by_text(words.text("saving.same")).wait_for()
    assert own_table(again) == changed
    assert again.elsewhere == []
    again.page.context.close()

    # The command answers the same file with the same numbers.
    opened = CliRunner().invoke(app, ["open", str(file), "--json"])
    assert opened.exit_code == 0, opened.output
    saved = json.loads(file.read_text(encoding="utf-8"))
    assert saved["options"]["policies"] == ["26-weeks", "as-in-trial", "104-weeks"]


def test_twelve_is_twelve_and_what_cannot_be_is_told_and_not_answered(
    chromium: Browser, server: str
) -> None:
    visitor = Visitor(chromium, server).open("compare?lang=da&follow=104&my_per_year=300")
    page, words = visitor.page, Language("da")
    # The fields stand folded where something was said already.
    page.get_by_text(words.text("page.here.title")).click()
    fill(visitor, "mentors", "12")
    page.get_by_text("12 mentorer").first.wait_for()
    field(visitor, "mentors").fill("tolv")
    field(visitor, "mentors").press("Enter")
    fault = page.locator(".ms-fault")
    fault.wait_for()
    assert "et tal over 0 op til 100000" in fault.inner_text()
    visitor.settled()
    assert page.locator(".ms-answer").count() == 0
    assert field(visitor, "mentors").input_value() == "tolv"
    page.context.close()


@pytest.mark.parametrize("code", LOCALES)
def test_a_situation_is_clean_for_axe_in_one_language_and_by_keyboard(
    chromium: Browser, server: str, code: str
) -> None:
    visitor = Visitor(chromium, server).open(f"compare?lang={code}&{SITUATION}&{POLICIES}")
    full(visitor, code)
    page = visitor.page
    page.evaluate(
        "document.querySelectorAll('details:not([open]) > summary').forEach(e => e.click())"
    )
    visitor.settled()
    assert violations(visitor) == []
    assert foreign(visitor.seen(), code) == []
    mentors = field(visitor, "mentors", code)
    reached = False
    page.evaluate("document.activeElement?.blur()")
    for _ in range(60):
        page.keyboard.press("Tab")
        reached = bool(mentors.evaluate("(e) => e === document.activeElement"))
        if reached:
            break
    assert reached
    page.keyboard.press("Control+A")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_url("**my_mentors=7**")
    page.context.close()


@pytest.mark.parametrize("name", ["compare", "forecast", "search", "saved"])
def test_a_situation_on_a_telephone_needs_no_sideways_scrolling(
    chromium: Browser, server: str, name: str
) -> None:
    one = Visitor(chromium, server, width=400).open(f"{name}?lang=da&{SITUATION}&follow=104")
    assert one.page.evaluate("document.scrollingElement.scrollWidth") <= 400
    inner = one.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert inner <= 400
    one.page.context.close()
