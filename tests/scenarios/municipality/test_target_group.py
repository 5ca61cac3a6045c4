"""The pages on who corresponds to the trial's group: the same in both languages, and usable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mentorsim.language import LOCALES, catalogue
from scenarios.municipality.margins import schema

ROOT = Path(__file__).parents[3]
PAGES = {
    code: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for code, name in (("en", "target-group.md"), ("da", "target-group.da.md"))
}
#: Texts of the catalogue that name a page, as they write it.
PAGE = re.compile(r"docs/[a-z.-]+\.md")


def rows(page: str) -> list[list[str]]:
    """Cells of every row of every table, heads among them."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def marks(cell: str) -> list[str]:
    """Marks of certainty in a cell, in order."""
    return re.findall(r"\b[ABD]\b|\?", cell)


def test_both_pages_have_the_same_parts() -> None:
    da, en = PAGES["da"], PAGES["en"]
    for part in (r"^#+ ", r"^\* ", r"^\d\. "):
        found = [len(re.findall(part, page, re.M)) for page in (da, en)]
        assert found[0] == found[1] > 0
    assert [len(row) for row in rows(da)] == [len(row) for row in rows(en)]
    # How sure each row is, and in which year it begins.
    dated = [row for row in zip(rows(da), rows(en), strict=True) if len(row[0]) == 4]
    assert len(dated) == 7
    for danish, english in dated[2:]:
        assert marks(danish[3]) == marks(english[3]) != []
        assert re.findall(r"\d{4}", danish[0]) == re.findall(r"\d{4}", english[0]) != []


@pytest.mark.parametrize("code", LOCALES)
def test_every_variable_is_one_that_a_file_may_have(code: str) -> None:
    known = schema()
    names = {"en": set(known.variables) | {"mark"}, "da": {*known.mark.also}}
    for variable in known.variables.values():
        names["da"] |= set(variable.also)
    named = [
        name
        for row in rows(PAGES[code])
        if len(row) == 2
        for name in re.findall(r"`([^`]+)`", row[0])
        if not name.startswith("_")
    ]
    assert len(named) == 11
    assert set(named) <= names[code]


@pytest.mark.parametrize("code", LOCALES)
def test_pages_that_are_named_or_linked_are_there(code: str) -> None:
    named = {page for text in catalogue(code).values() for page in PAGE.findall(text)}
    assert f"docs/target-group{'.da' if code == 'da' else ''}.md" in named
    assert all((ROOT / page).is_file() for page in named)
    for link in re.findall(r"\]\(([^)#]+)\)", PAGES[code]):
        assert (ROOT / "docs" / link).is_file()
