"""What cannot be used is told in the reader's language on the page, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mentorsim.language import Language
from mentorsim.page.html import error_html
from mentorsim.page.uploads import needs_people, policy_of, prices_of
from scenarios.formats.reading import ANY_OFFICE, OFFICES, UNUSABLE
from scenarios.formats.workbooks import OTHER
from scenarios.policy.policies import LIBRARY
from sim.errors import InputError
from sim.messages import Said, in_language
from sim.yaml_files import fields_in
from tests.mentorsim.page.test_page_uploads import HOSTILE, POLICIES, PRICES

DANISH, ENGLISH = Language("da"), Language("en")


def is_told(words: str) -> bool:
    """Whether words are known in Danish, and said otherwise there."""
    return isinstance(words, Said) and in_language(words, "da") != words


@pytest.mark.parametrize("what", ["policy", "situation"])
def test_a_file_of_fields_that_cannot_be_read_is_told_in_danish(what: str, tmp_path: Path) -> None:
    kinds = {"none": None, "large": b"#" * 11, "latin": b"\xe6", "list": b"- 1"}
    for name, content in kinds.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(InputError) as found:
            fields_in(path, what, ("title",), 10)
        assert is_told(found.value.problem), found.value.problem


def test_what_an_office_gives_instead_is_told_in_danish() -> None:
    found = [what for _, what in UNUSABLE]
    for words in (*found, ANY_OFFICE, OTHER, *(offered for _, offered in OFFICES)):
        assert is_told(words)


READ: dict[str, Callable[[bytes], object]] = {
    "people": lambda content: needs_people("a.csv", content),
    "prices": lambda content: prices_of("a.yaml", content, 2023),
    "policy": lambda content: policy_of("a.yaml", content),
}


def raised(content: bytes, what: str) -> InputError:
    with pytest.raises(InputError) as found:
        READ[what](content)
    return found.value


FILES = {"people": HOSTILE, "prices": PRICES, "policy": POLICIES}
CASES = [
    pytest.param(what, content, id=f"{what}: {kind}")
    for what, files in FILES.items()
    for kind, content in files.items()
]


@pytest.mark.parametrize(("what", "content"), CASES)
def test_a_refused_file_is_told_in_danish(what: str, content: bytes) -> None:
    error = raised(content, what)
    shown = error_html(error, DANISH)
    assert DANISH.text("page.error.title") in shown
    assert DANISH.text("page.error.other") not in shown
    assert is_told(error.problem)
    said = in_language(error.problem, "da")
    assert said.split("<")[0].split("'")[0] in shown
    assert "<script>" not in shown
    if error.allowed is None:
        assert DANISH.text("page.error.allowed") not in shown


def test_a_message_by_hand() -> None:
    error = InputError(
        Said("sim.unknown_field", hint=Said("sim.did_you_mean", close="weeks")),
        file="a.yaml",
        field="duration.wekes",
        found="wekes",
        allowed="weeks, exceptions",
    )
    shown = error_html(error, DANISH)
    assert "ukendt felt (mente du weeks?)" in shown
    assert "a.yaml: duration.wekes" in shown
    assert '<span lang="en">weeks, exceptions</span>' in shown
    assert "unknown field (did you mean weeks?)" in error_html(error, ENGLISH)
    assert 'lang="en"' not in error_html(error, ENGLISH)


def test_other_words_stay_english_and_are_marked() -> None:
    error = InputError("the moon is made of <b>cheese</b>")
    shown = error_html(error, DANISH)
    assert DANISH.text("page.error.other") in shown
    assert '<span lang="en">the moon is made of &lt;b&gt;cheese&lt;/b&gt;</span>' in shown


def test_a_policy_that_contradicts_itself_is_told_in_danish() -> None:
    text = (LIBRARY / "104-weeks.yaml").read_text(encoding="utf-8")
    error = raised((text + "\nfoo: 1\n").encode(), "policy")
    assert in_language(error.problem, "da") == "ukendt felt"
