"""docs/python.md says what happens, line by line."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import mentorsim
from mentorsim import exploring, notebook
from sim.errors import InputError
from tests.small_decision import small_decision

PAGE = Path(__file__).parent.parent / "docs" / "python.md"


def test_the_page_is_true() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 15
    assert failed == 0


def test_every_function_is_there_and_nothing_else() -> None:
    for name in mentorsim.__all__:
        # What both have (tell, plot) is that of the notebook, which takes any result.
        place = notebook if hasattr(notebook, name) else exploring
        found = getattr(mentorsim, name)
        assert found is getattr(place, name)
        assert callable(found)
    with pytest.raises(AttributeError, match="no attribute 'no_such'"):
        mentorsim.no_such  # noqa: B018


def test_wrong_calls_are_one_message() -> None:
    with pytest.raises(InputError, match="no such draw"):
        notebook.run("as-in-trial", draw=10**6)
    with pytest.raises(InputError, match="draws"):
        notebook.compare("as-in-trial", draws=1)
    with pytest.raises(InputError, match="no such effect"):
        notebook.decide("as-in-trial", effect="happiness", draws=2, weeks=20)


def test_a_decision_is_told_and_drawn_in_both_languages() -> None:
    decided = small_decision()
    assert "nettoudgift" in " ".join(notebook.tell(decided, language="da"))
    for figure in notebook.DECISION_FIGURES:
        assert notebook.plot(decided, figure, language="da").axes
    with pytest.raises(InputError, match="no such figure of a decision"):
        notebook.plot(decided, "effects")
