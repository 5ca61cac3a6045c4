"""A real Chromium before a real server or a file, for the tests of the page and of the report."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from mentorsim.language import LOCALES, catalogue
from mentorsim.page.app.parts import LOOK
from mentorsim.page.browser import OWN_WORDS
from tests.support.programs import program

HOST = "127.0.0.1"
#: Draws of the full picture: enough that it is still on its way when a lever is moved.
DRAWS = 20
PATIENCE = 300.0
#: How often a file is handed over or a key pressed at most, and seconds until it has been taken.
ATTEMPTS, TAKEN = 3, 15.0
#: Seconds in which nothing happens once a page is still: a few looks at what is on its way.
QUIET = 4 * LOOK
#: The server has nothing to do for this page.
IDLE = (
    "document.querySelector('[data-testid=stApp]')"
    "?.getAttribute('data-test-script-state') === 'notRunning'"
)
#: Characters of a text that hardly stands in another language by chance.
TELLING = 18
#: No name is looked up, so that whatever asks for another host fails and is seen.
CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, draws: int = DRAWS) -> Iterator[str]:
    """`mentorsim page` in a process of its own; its address."""
    port = free_port()
    command = [sys.executable, "-m", "mentorsim", "page", "--no-browser", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--draws", str(draws)],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
        )
        try:
            until = time.monotonic() + PATIENCE
            while True:
                assert server.poll() is None, (folder / "server.log").read_text()
                try:
                    socket.create_connection((HOST, port), timeout=1).close()
                    break
                except OSError:
                    assert time.monotonic() < until, "the server does not answer"
                    time.sleep(0.1)
            yield f"http://{HOST}:{port}"
        finally:
            server.terminate()
            server.wait(PATIENCE)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=program("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


class Visitor:
    """A reader with a browser window, who notices every request to another host.

    Args:
        browser: whose window.
        address: of the server.
        width: of the window.
    """

    def __init__(self, browser: Browser, address: str, width: int = 1280) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
        self.address = address
        self.elsewhere: list[str] = []
        self.page.on("request", self._noticed)
        self.page.on("websocket", lambda socket: self._noticed(socket))

    def _noticed(self, request: Any) -> None:
        allowed = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(allowed):
            self.elsewhere.append(request.url)

    def open(self, path: str) -> Visitor:
        """Open a page, and wait until it stands."""
        self.page.goto(f"{self.address}/{path}")
        return self.settled()

    def settled(self) -> Visitor:
        """Wait until the page is whole and nothing runs."""
        return self._wait_until(IDLE)

    def still(self) -> Visitor:
        """Wait until no run is on its way either, and stays so: bars come and go between runs."""
        quiet = f"{IDLE} && !document.querySelector('[data-testid=stProgress]')"
        self._wait_until(quiet)
        since, until = time.monotonic(), time.monotonic() + PATIENCE
        while time.monotonic() - since < QUIET:
            time.sleep(LOOK / 3)
            if not self.page.evaluate(f"() => {quiet}"):
                assert time.monotonic() < until, "the page does not come to rest"
                since = time.monotonic()
        return self

    def _wait_until(self, true: str) -> Visitor:
        self.page.wait_for_selector(".ms-foot")
        self.page.wait_for_function(f"() => {true}")
        return self

    def upload(self, number: int, path: Path) -> None:
        """Hand a file over; again if the field was being made anew just then and dropped it."""
        for _ in range(ATTEMPTS - 1):
            try:
                with self.page.expect_response(
                    lambda answer: answer.request.method == "PUT", timeout=1000 * TAKEN
                ):
                    self._choose(number, path)
                return
            except PlaywrightTimeout:
                self.settled()
        self._choose(number, path)

    def _choose(self, number: int, path: Path) -> None:
        self.page.set_input_files(f"input[type=file] >> nth={number}", path)

    def press(self, slider: Locator, key: str) -> None:
        """Move a slider by a key; again if it was being made anew just then and did not hear it."""
        value = slider.get_attribute("aria-valuenow") or ""
        for _ in range(ATTEMPTS - 1):
            slider.press(key)
            try:
                expect(slider).not_to_have_attribute("aria-valuenow", value, timeout=1000 * TAKEN)
                return
            except AssertionError:
                self.settled()
        slider.press(key)

    def choose(self, box: Locator, name: str) -> None:
        """Choose from a list; again if that was being made anew just then and closed."""
        option = self.page.get_by_role("option", name=name)
        for _ in range(ATTEMPTS - 1):
            box.press("ArrowDown")
            try:
                option.click(timeout=1000 * TAKEN)
                return
            except PlaywrightTimeout:
                self.settled()
        box.press("ArrowDown")
        option.click()

    def redrawn(self, before: str) -> None:
        """Wait until the first figure is another one."""
        self.page.wait_for_function(
            "(old) => document.querySelector('.ms-figure img')?.src !== old", arg=before
        )

    def first_figure(self) -> str:
        """What the first figure of the page is."""
        return str(self.page.locator(".ms-figure img").first.get_attribute("src"))

    def answer(self) -> str:
        """The answer in large type."""
        return self.page.locator(".ms-answer .ms-large").first.inner_text()

    def seen(self) -> str:
        """All words on the page, and those that a screen reader says."""
        return str(
            self.page.evaluate(
                """() => {
                const said = ['aria-label', 'title', 'placeholder', 'alt'].flatMap((name) =>
                  [...document.querySelectorAll(`[${name}]`)].map((e) => e.getAttribute(name)));
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const words = [];
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                  if (!node.parentElement.closest('body [lang], noscript, script, style'))
                    words.push(node.nodeValue);
                }
                return [...words, ...said, document.title].join('\\n');
            }"""
            )
        )


def violations(visitor: Visitor) -> list[str]:
    """What axe finds."""
    found: list[Any] = Axe().run(visitor.page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def foreign(seen: str, code: str) -> list[str]:
    """Words of the other language, the catalogue's and Streamlit's own."""
    other = next(c for c in LOCALES if c != code)
    own = set(catalogue(code).values())
    left = [
        words
        for words in catalogue(other).values()
        if len(words) >= TELLING and "{" not in words and words not in own and words in seen
    ]
    lines = {line.strip() for line in seen.splitlines()}
    return left + [w for w in OWN_WORDS.values() if w in lines and w not in own]
