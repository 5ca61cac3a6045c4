"""The page without a browser: every page in both languages, levers, and five readers."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.page.app.shell import PAGES
from mentorsim.page.examples import EXAMPLES
from mentorsim.page.setting import Options
from tests.support.sensitivity_cases import few_lives

NAMES = tuple(PAGES)
#: A text of the catalogue that is long enough to be told from other words.
TELLING = 18
PATIENCE = 60.0
#: Of the page of drivers.
PARTS = ("tornado", "threshold")


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 3, 1))
    few_lives(monkeypatch)


def script(first: str) -> None:
    from mentorsim.page.app.shell import serve

    serve(first)


def opened(page: str, state: Any = None, **query: str) -> AppTest:
    app = AppTest.from_function(script, kwargs={"first": page}, default_timeout=60)
    if state is not None:
        # The same reader on another page.
        app.session_state["mine"] = state
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def address(app: AppTest) -> dict[str, str]:
    return {k: v[0] if isinstance(v, list) else v for k, v in dict(app.query_params).items()}


def words_of(app: AppTest) -> str:
    """Everything that a reader sees, without our script and style and without quotations."""
    found: list[str] = []

    def walk(block: Any) -> None:
        for child in block.children.values():
            if hasattr(child, "children"):
                found.append(str(getattr(child, "label", "") or ""))
                walk(child)
                continue
            for part in ("value", "label", "body", "options", "placeholder"):
                found.append(str(getattr(child, part, "") or ""))
            found.append(str(getattr(getattr(child, "proto", None), "body", "") or ""))

    walk(app.main)
    walk(app.sidebar)
    text = "\n".join(found)
    text = re.sub(r"<(script|style)>.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r'<td lang="en"[^>]*>.*?</td>', " ", text, flags=re.S)
    return re.sub(r'src="data:[^"]*"', " ", text)


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_speaks_one_language(name: str, code: str) -> None:
    """No telling text of the other language's catalogue is left anywhere."""
    text = words_of(opened(name, lang=code))
    assert Language(code).text("page.foot") in text
    other = next(c for c in LOCALES if c != code)
    own = set(catalogue(code).values())
    foreign = [
        words
        for words in catalogue(other).values()
        if len(words) >= TELLING and "{" not in words and words not in own and words in text
    ]
    assert not foreign


@pytest.mark.parametrize("name", NAMES)
def test_a_switch_of_language_changes_the_whole_page(name: str) -> None:
    app = opened(name, lang="da")
    button = next(b for b in app.button if b.key == "language-en")
    assert button.label == "English"
    button.click().run()
    assert not app.exception
    assert address(app)["lang"] == "en"
    # How far a run is on its way is no matter of language.
    assert words_of(lived(app)) == words_of(lived(opened(name, lang="en")))


def test_the_command_chooses_the_language_of_an_address_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Language("da").text("page.start.title") == opened("start").title[0].value
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("en", 3, 1))
    assert Language("en").text("page.start.title") == opened("start").title[0].value


def slider(app: AppTest, name: str, code: str = "en") -> Any:
    return next(s for s in app.select_slider if s.key == f"lever-{name}.{code}")


def test_a_lever_moves_the_answer_and_the_address() -> None:
    app = opened("compare", lang="en")
    before = words_of(app)
    slider(app, "weeks").set_value(26).run()
    assert not app.exception
    assert address(app) == {"lang": "en", "weeks": "26"}
    after = words_of(app)
    assert "26 weeks (from: 104 weeks)" in after
    assert "26 weeks (from: 104 weeks)" not in before
    slider(app, "weeks").set_value(104).run()
    assert address(app) == {"lang": "en"}
    assert "26 weeks (from: 104 weeks)" not in words_of(app)


def test_a_shared_address_shows_the_same_page() -> None:
    app = opened("compare", lang="da")
    slider(app, "weeks", "da").set_value(78).run()
    slider(app, "caseload", "da").set_value(15).run()
    shared = opened("compare", **address(app))
    assert slider(shared, "caseload", "da").value == 15
    answers = [set(re.findall(r'<p class="ms-large">.*?</p>', words_of(a))) for a in (app, shared)]
    assert answers[0] == answers[1]
    assert len(answers[0]) == 1


def test_another_policy_takes_its_own_levers_along() -> None:
    app = opened("compare", lang="en", weeks="26")
    policy = next(s for s in app.selectbox if s.key == "policy.en")
    policy.set_value("tapered-52-13").run()
    assert not app.exception
    assert address(app) == {"lang": "en", "policy": "tapered-52-13"}
    assert slider(app, "taper").value == 13


@pytest.mark.parametrize("code", LOCALES)
def test_the_figures_have_words_and_tables(code: str) -> None:
    text = words_of(opened("compare", lang=code, also="as-in-trial"))
    pictures = re.findall(r"<img [^>]*>", text)
    assert len(pictures) >= 4
    for picture in pictures:
        alt = re.search(r'alt="([^"]*)"', picture)
        assert alt is not None
        assert len(alt.group(1)) > 60
    assert text.count("<table") >= 5
    assert "†" in text


@pytest.mark.parametrize("query", [{"weeks": "9999"}, {"policy": "<script>alert(1)</script>"}])
def test_what_an_address_cannot_ask_is_told(query: dict[str, str]) -> None:
    app = opened("compare", lang="en", **query)
    text = words_of(app)
    assert Language("en").text("page.error.title") in text
    assert "<script>alert" not in text
    assert '<p class="ms-large">' in text


def lived(app: AppTest) -> AppTest:
    """The page once nothing is on its way any more; whoever waits sees that it goes on."""
    far, until = -1.0, 0.0
    while any(run for run in app.session_state["mine"].runs.values() if not run.finished):
        reached = sum(run.finished + run.share for run in app.session_state["mine"].runs.values())
        if reached > far:
            far, until = reached, time.monotonic() + PATIENCE
        assert time.monotonic() < until, f"Nothing went on for {PATIENCE:g} seconds."
        time.sleep(0.1)
        app.run()
    return app.run()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_every_example_has_a_result(example: Any) -> None:
    """At once; a forecast lives its first few draws before."""
    app = opened(example.page, **example.state("da").to_query())
    if example.page == "forecast":
        app = lived(app)
    assert '<p class="ms-large">' in words_of(app)


def test_the_drivers_show_bars_and_a_threshold_that_follow_the_address() -> None:
    words = Language("en")
    query = {"against": "as-in-trial", "bars": "employment", "factor": "lever:caseload"}
    app = lived(opened("drivers", lang="en", **query))
    text = words_of(app)
    pictures = set(re.findall(r"<img [^>]*>", text))
    starts = [words.text(f"page.alt.{part}", finding="@").split("@")[0] for part in PARTS]
    # Bars under each mechanism, one threshold.
    assert [sum(start in picture for picture in pictures) for start in starts] == [2, 1]
    assert words.name("factor", "caseload") in text
    crosses = next(r for r in app.radio if r.key == "crosses.en")
    crosses.set_value("education").run()
    assert not app.exception
    assert address(app) == {"lang": "en", "crosses": "education"} | query
    after = words_of(lived(app))
    assert text != after
    assert words.text("amount.pp", number=words.number(0.0, 1)) in after


def test_a_factor_that_does_nothing_here_is_told() -> None:
    app = opened("drivers", lang="en", crosses="education", factor="price:mentor_salary")
    assert "prices do nothing to this outcome" in words_of(app)
    assert not app.exception


def test_five_readers_never_mix() -> None:
    weeks = (13, 26, 39, 52, 78)
    apps = [opened("compare", lang="en") for _ in weeks]
    for app, w in zip(apps, weeks, strict=True):
        slider(app, "weeks").set_value(w)
    for app in apps:
        app.run()
    for app, w in zip(apps, weeks, strict=True):
        assert address(app)["weeks"] == str(w)
        text = words_of(app)
        assert f"{w} weeks (from: 104 weeks)" in text
        others = [v for v in weeks if v != w]
        assert not any(f"{v} weeks (from: 104 weeks)" in text for v in others)


def test_own_numbers_are_one_readers_only() -> None:
    from mentorsim.page.uploads import example

    mine, other = opened("own", lang="en"), opened("own", lang="en")
    field = next(
        f for f in mine.file_uploader if f.label == Language("en").text("page.own.people.file")
    )
    field.upload("ours.csv", example("individuals.csv"), "text/csv").run()
    assert not mine.exception
    assert "ours" in words_of(mine)
    assert "ours" not in words_of(other.run())
    forget = next(b for b in mine.button if b.key == "forget-people-en")
    forget.click().run()
    assert "ours" not in words_of(mine)
