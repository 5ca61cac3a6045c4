"""docs/glossary.md names what there is: places in the code, and words of the Danish faces."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.page.glossary import TERMS, glossary
from sim.messages import templates

PAGE = Path(__file__).parent.parent / "docs" / "glossary.md"
NO_WORD = "–"
LAYERS = ("sim", "calibration", "scenarios", "mentorsim")


def rows() -> list[tuple[str, str, str, str]]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[3].startswith("`"):
            found.append((cells[0], cells[1], cells[2], cells[3].strip("`")))
    return found


def place(name: str) -> bool:
    """Whether a dotted name is a module, or something in one: a class, a field, a function."""
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        for part in parts[k:]:
            if hasattr(found, part):
                found = getattr(found, part)
            else:
                return part in getattr(found, "__annotations__", {}) and part == parts[-1]
        return True
    return False


@cache
def danish() -> str:
    """Everything that the Danish faces say."""
    errors = [said["da"] for layer in LAYERS for said in templates(layer).values()]
    return "\n".join([*catalogue("da").values(), *errors]).lower()


@pytest.mark.parametrize(("term", "word", "meaning", "name"), rows(), ids=lambda cell: cell[:30])
def test_every_term_is_where_it_is_said_to_be(
    term: str, word: str, meaning: str, name: str
) -> None:
    assert place(name), f"{term}: there is no {name}"
    assert meaning
    assert word == NO_WORD or word.lower() in danish(), f"{term}: the pages do not say {word}"


def test_terms_stand_once_and_what_is_not_there_would_be_found() -> None:
    terms = [row[0] for row in rows()]
    assert len(terms) > 40
    assert len(set(terms)) == len(terms)
    assert not place("sim.programme.Policy.no_such_field")
    assert not place("sim.no_such_module")
    assert not place("sim.programme.NoSuch")
    assert "papegøje" not in danish()
    assert Language("da").text("page.compare.policy").lower() in danish()


def test_the_page_explains_its_words_with_those_of_the_glossary() -> None:
    """What docs/glossary.md has a Danish word for is called so on the page."""
    words = {term: word for term, word, _, _ in rows() if word != NO_WORD}
    shared = [key for key in TERMS if key in words]
    assert len(shared) >= 9
    for key in shared:
        assert Language("da").text(f"glossary.{key}.term") == words[key], key
    for code in LOCALES:
        told = glossary(Language(code))
        assert len(told) == len(TERMS) == len(dict(told))
