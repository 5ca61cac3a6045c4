"""What a result holds, in words: the mechanism and the barriers first."""

from __future__ import annotations

from collections.abc import Mapping

from mentorsim.language import Language
from mentorsim.present.sensitivity.factor_words import label, question_words, value
from scenarios.comparison.intervals import enough_draws, least_draws
from scenarios.sensitivity.factors import parameter_factor
from scenarios.sensitivity.held import BARRIERS, MECHANISM
from scenarios.sensitivity.question import Question


def heading(
    question: Question, held: Mapping[str, float], language: Language, *, beyond: bool = False
) -> str:
    """What is asked and what is held, in one line; with a mark if it is extrapolated.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        held: values of what is held, by parameter; the mechanism is 0 or 1.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    said = question_words(question, language) + ("†" if beyond else "")
    if not held:
        return said
    return language.text("held.heading", question=said, held=held_words(held, language))


def held_words(held: Mapping[str, float], language: Language) -> str:
    """What is held, the unknowns as the assumptions that they are, other parameters by name."""
    said = []
    if MECHANISM in held:
        said.append(mechanism_words(held[MECHANISM], language))
    if BARRIERS in held:
        share = language.percent(held[BARRIERS])
        said.append(language.text("held.barriers", share=share))
    for name, x in held.items():
        if name not in (MECHANISM, BARRIERS):
            factor = parameter_factor(name)
            quoted = language.quoted(label(factor.key, language))
            said.append(language.text("held.at", factor=quoted, value=value(factor, x, language)))
    return language.list_of(said)


def mechanism_words(mechanism: float, language: Language) -> str:
    """The mechanism as an assumption: that it is trust, or practical help, that works."""
    return language.text(f"views.if.{'trust' if mechanism else 'rival'}")


def if_held(finding: str, held: Mapping[str, float], language: Language) -> str:
    """A finding with the mechanism under which it holds, if that is held.

    Args:
        finding: a sentence.
        held: values of what is held, by parameter; the mechanism is 0 or 1.
        language: of the words.
    """
    if MECHANISM not in held:
        return finding
    assumption = mechanism_words(held[MECHANISM], language)
    return language.text("held.if", finding=finding, assumption=assumption)


def few_draws(draws: int, language: Language) -> list[str]:
    """That there are too few draws to call anything sure, if so."""
    if enough_draws(draws):
        return []
    count, needed = language.integer(draws), language.integer(least_draws())
    return [language.text("sensitivity.few_draws", draws=count, needed=needed)]
