"""A reader's own policy on the page: compared, moved by levers, theirs only, and words only."""

from __future__ import annotations

import re

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from mentorsim.language import Language
from mentorsim.page.setting import Options
from mentorsim.page.state import UPLOADED
from tests.mentorsim.page.test_page_app import address, opened, slider, words_of

HOSTILE = "![x](http://evil.example/x.png) <img src=http://evil.example> [a](http://evil.example)"


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 3, 1))


def own_policy(words: str = "Our own") -> bytes:
    content = {
        "title": {"da": words, "en": words},
        "description": {"da": words, "en": words},
        "reference": "ours",
        "duration": {"weeks": 40},
    }
    return yaml.safe_dump(content).encode()


def uploaded(content: bytes) -> AppTest:
    """The page with own numbers after a policy has been handed over."""
    app = opened("own", lang="en")
    label = Language("en").text("page.own.policy.file")
    field = next(f for f in app.file_uploader if f.label == label)
    field.upload("ours.yaml", content, "application/yaml").run()
    assert not app.exception
    return app


def on_compare(app: AppTest) -> AppTest:
    """The same reader's page with the comparison of the own policy."""
    return opened("compare", app.session_state["mine"], lang="en", policy=UPLOADED)


def test_an_own_policy_is_compared_and_its_levers_move() -> None:
    app = uploaded(own_policy())
    assert address(app)["policy"] == UPLOADED
    assert "“Our own”" in words_of(app)
    there = on_compare(app)
    assert slider(there, "weeks").value == 40
    assert "Our own" in re.findall(r'<div class="ms-answer">.*?</div>', words_of(there))[0]
    slider(there, "weeks").set_value(26).run()
    said = address(there)
    # The file is not in the address: the server keeps it under a key.
    assert said.pop("own") == "policy"
    assert len(said.pop("keep")) >= 20
    assert said == {"lang": "en", "policy": UPLOADED, "weeks": "26"}
    assert "26 weeks (from: Our own)" in words_of(there)


def test_an_own_policy_is_one_readers_only() -> None:
    uploaded(own_policy())
    other = opened("compare", lang="en", policy=UPLOADED, weeks="26")
    text = words_of(other)
    assert "Our own" not in text
    assert "your own policy is not in this session" in text
    # What was moved was moved of that policy: it does not move another.
    assert address(other) == {"lang": "en"}
    danish = words_of(opened("compare", lang="da", policy=UPLOADED))
    assert "jeres egen indsats er ikke i denne session" in danish


def test_an_own_policy_can_be_forgotten() -> None:
    app = uploaded(own_policy())
    mine = app.session_state["mine"]
    next(b for b in app.button if b.key == "forget-policy-en").click().run()
    assert mine.own_policy is None
    assert mine.state.uploaded is None
    assert len(mine.store) == 0
    assert address(app) == {"lang": "en"}
    assert "Our own" not in words_of(app)


def test_the_words_of_an_own_policy_are_words_only() -> None:
    app = uploaded(own_policy(HOSTILE))
    for page in (app, on_compare(app)):
        ours = re.findall(r"<(?:div|figure).*?</(?:div|figure)>", words_of(page), flags=re.DOTALL)
        assert any("&lt;img src=http" in html for html in ours)
        assert not any("<img src=http" in html for html in ours)
        # What Streamlit reads as Markdown holds none of it.
        for element in (*page.caption, *page.markdown, *page.header, *page.title):
            assert "evil" not in str(element.value)


def test_a_hostile_policy_is_told_and_changes_nothing() -> None:
    app = uploaded(b"title: 1")
    assert '<div class="ms-error"' in words_of(app)
    assert address(app) == {"lang": "en"}
    assert app.session_state["mine"].own_policy is None
