"""Every text that says a direction is pinned by a sentence written by hand.

A word of direction in the catalogue is turned round (`færre` becomes `flere`, `costs` becomes
`saves`), or two of a sentence's numbers or policies change places: then one of the sentences of
`tests/test_pinned_*.py` must fail. A new text with such a word needs a sentence there.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from mentorsim.language import LOCALES, Language, catalogue
from scenarios.outcomes.registry import outcomes
from tests.mentorsim.present import (
    test_pinned_decide,
    test_pinned_follow_up,
    test_pinned_forecast,
    test_pinned_kroner,
    test_pinned_labels,
    test_pinned_money_notes,
    test_pinned_notes,
    test_pinned_people,
    test_pinned_reform,
    test_pinned_search,
    test_pinned_sensitivity,
    test_pinned_situation,
    test_pinned_trial,
    test_pinned_trial_notes,
)
from tests.support.pinned import Said, directional, heard, swapped, turned, with_text

SENTENCES: dict[str, Said] = {
    f"{module.__name__}: {name}": said
    for module in (
        test_pinned_decide,
        test_pinned_follow_up,
        test_pinned_forecast,
        test_pinned_kroner,
        test_pinned_people,
        test_pinned_reform,
        test_pinned_search,
        test_pinned_sensitivity,
        test_pinned_situation,
        test_pinned_trial,
    )
    for name, said in module.CASES.items()
}
PHRASES = {
    **test_pinned_labels.PHRASES,
    **test_pinned_notes.PHRASES,
    **test_pinned_money_notes.PHRASES,
    **test_pinned_trial_notes.PHRASES,
    **test_pinned_situation.PHRASES,
    **test_pinned_follow_up.PHRASES,
}
#: Texts that tell no result, by what they are; a word of direction in them is not judged.
NO_RESULT = {
    "what is put in: data, prices, parameters, fields of policies": r"(variable|price|price_unit"
    r"|prices|own_price\.heading|parameter|parameters|margin|trial|entry|limit|policies|assumption"
    r"|fair\.note$|situation\.(template|check|new|fault|mentors)"
    r"|report\.kroner\.part|decide\.assumptions)(\..*)?",
    "what the program is, does, or asks for": r"(problem"
    r"|page\.(start|own|serving|error|status|here|saved|search)"
    r"|saving|browser|role|runs|workbook|posterior|report\.alt|page\.alt\.(?!drivers)\w+|rule|method"
    r"|unknown|glossary\.\w+\.term|audit|sbc)(\..*)?",
    "questions, and how their answers are read": r"questions\..*|page\.nav\.search|decide"
    r"\.(question|caption"
    r"\.success)|report\.forecast\.caption\..*",
    "that something is left out": r"kroner\.(few|no_region)",
}


@cache
def readers(code: str) -> dict[str, list[str]]:
    """By key, the sentences that are made from it."""
    found: dict[str, list[str]] = {}
    for name, said in SENTENCES.items():
        for key in heard(said, code):
            found.setdefault(key, []).append(name)
    return found


def judged() -> list[str]:
    """Keys of the texts that must be pinned."""
    outside = re.compile("|".join(f"(?:{pattern})" for pattern in NO_RESULT.values()))
    return [key for key in directional() if not outside.fullmatch(key) and not as_another(key)]


def as_another(key: str) -> bool:
    """Whether a text is the pattern of a text on education, with another outcome's phrases: that
    one is pinned, and a pattern is turned round for all outcomes at once."""
    first, *others = outcomes()
    return any(
        (there := re.sub(rf"(?<![a-z]){name}(?![a-z])", first, key)) != key
        and there in catalogue(next(iter(LOCALES)))
        for name in others
    )


def caught(key: str, wrong: str, code: str) -> bool:
    """Whether a wrong text fails a phrase or a sentence."""
    if key in PHRASES and not PHRASES[key].holds(wrong, code):
        return True
    language = with_text(code, key, wrong)
    return any(not SENTENCES[name].holds(language) for name in readers(code).get(key, []))


@pytest.mark.parametrize("code", LOCALES)
def test_a_word_of_direction_that_is_turned_round_is_caught(code: str) -> None:
    texts = catalogue(code)
    free = [
        (key, wrong)
        for key in judged()
        for wrong in turned(texts[key], code)
        if not caught(key, wrong, code)
    ]
    assert not free


@pytest.mark.parametrize("code", LOCALES)
def test_numbers_and_policies_that_change_places_are_caught(code: str) -> None:
    texts = catalogue(code)
    free = [
        (key, wrong)
        for key in readers(code)
        for wrong in swapped(texts[key])
        if not caught(key, wrong, code)
    ]
    assert not free


def test_fewer_in_jobs_cannot_become_more() -> None:
    """The fault that was seen: nothing failed when `færre i job` became `flere i job`."""
    key, said = (
        "page.plain.employment.fewer",
        SENTENCES["tests.mentorsim.present.test_pinned_people: page, employment, fewer"],
    )
    wrong = catalogue("da")[key].replace("færre", "flere")
    assert said.holds(Language("da"))
    assert not said.holds(with_text("da", key, wrong))


def test_what_tells_no_result_is_still_there() -> None:
    keys = catalogue("da")
    assert all(any(re.fullmatch(p, key) for key in keys) for p in NO_RESULT.values())


def test_every_pinned_phrase_belongs_to_a_text() -> None:
    assert set(PHRASES) <= set(catalogue("da"))
