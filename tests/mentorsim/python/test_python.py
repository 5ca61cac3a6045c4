"""docs/python.md says what happens, line by line."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import mentorsim
from mentorsim.present import schemas
from mentorsim.present.results import SHOWN_OUTCOMES
from mentorsim.python import (
    calibrate,
    compare,
    data_files,
    decide,
    follow_up,
    forecast,
    policies,
    posterior,
    rank,
    run,
    search,
    sensitivity,
    views,
)
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.decision.outcome_names import EFFECTS, PERSPECTIVES
from scenarios.sensitivity.methods import METHODS
from sim.errors import InputError
from tests.worlds.small_decision import small_decision

#: Functions of `mentorsim.python.sensitivity` that answer a question, and the one that asks it.
FUNCTIONS = [n for n in sensitivity.__all__ if n != "Found"]
PAGE = Path(__file__).parents[3] / "docs" / "python.md"


def test_the_page_is_true() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 15
    assert failed == 0


FACES = (
    calibrate,
    views,
    sensitivity,
    policies,
    posterior,
    run,
    compare,
    rank,
    decide,
    forecast,
    search,
    follow_up,
    data_files,
    schemas,
)


@pytest.mark.parametrize("face", FACES, ids=lambda m: m.__name__)
def test_help_says_what_is_returned_and_shows_an_example(face: ModuleType) -> None:
    everything = [name for name in mentorsim.__all__ if hasattr(face, name)]
    names = FUNCTIONS if face is sensitivity else everything
    assert names
    for name in names:
        said = inspect.getdoc(getattr(face, name)) or ""
        assert "Returns:" in said, name
        assert "Example:" in said, name
        for argument in inspect.signature(getattr(face, name)).parameters:
            assert argument in said, f"{name}: {argument}"


def test_help_lists_what_is_allowed() -> None:
    for function, names in (
        (mentorsim.decide, (*EFFECTS, *PERSPECTIVES)),
        (mentorsim.rank, [n for n, o in ALL_OUTCOMES.items() if o.more_is_better is not None]),
        (
            views.plot,
            (
                *views.FIGURES,
                *views.DECISION_FIGURES,
                *SHOWN_OUTCOMES,
                *views.FORECAST_FIGURES,
                *views.WORLD_FIGURES,
                *views.FOLLOW_UP_FIGURES,
            ),
        ),
        (sensitivity.sensitivity, METHODS),
    ):
        words = set(re.findall(r"\w+", inspect.getdoc(function) or ""))
        assert set(names) <= words, function.__name__


def test_every_function_is_there_and_nothing_else() -> None:
    for name in mentorsim.__all__:
        # What two have (tell, plot) is that of the one that takes any result.
        place = next(m for m in FACES if hasattr(m, name))
        found = getattr(mentorsim, name)
        assert found is getattr(place, name)
        assert callable(found)
    with pytest.raises(AttributeError, match="no attribute 'no_such'"):
        mentorsim.no_such  # noqa: B018


def test_wrong_calls_are_one_message() -> None:
    with pytest.raises(InputError, match="no such draw"):
        mentorsim.run("as-in-trial", draw=10**6)
    with pytest.raises(InputError, match="draws"):
        mentorsim.compare("as-in-trial", draws=1)
    with pytest.raises(InputError, match="no such effect"):
        mentorsim.decide("as-in-trial", effect="happiness", draws=2, weeks=20)


def test_a_decision_is_told_and_drawn_in_both_languages() -> None:
    decided = small_decision()
    assert "nettoudgift" in " ".join(views.tell(decided, language="da"))
    for figure in views.DECISION_FIGURES:
        assert views.plot(decided, figure, language="da").axes
    with pytest.raises(InputError, match="no such figure of a decision"):
        views.plot(decided, "effects")
