"""Levers in words: beside each stands which of the two policies it moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mentorsim.language import Language
from mentorsim.present.sensitivity.factor_words import label, policy_titles
from scenarios.policy.levers import lever_ranges
from scenarios.sensitivity.factors import Factor, lever_factor
from scenarios.sensitivity.moves import ASKED, PEOPLE, Moved
from scenarios.sensitivity.question import Question
from sim.parameters import parameter_space


def factor_label(question: Question, key: str, language: Language) -> str:
    """The name of a factor or a group; beside a lever's, which policies it moves.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        key: of the factor or the group.
        language: of the words.
    """
    return _said("label", question, key, label(key, language), language)


def quoted_factor(question: Question, key: str, language: Language) -> str:
    """The same, with the name in quotation marks.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        key: of the factor or the group.
        language: of the words.
    """
    return _said("quoted", question, key, language.quoted(label(key, language)), language)


def moved_sentences(question: Question, factors: Iterable[Factor], language: Language) -> list[str]:
    """Which policies the levers among some factors move, and why: a sentence for each reason.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        factors: those that vary.
        language: of the words.
    """
    titles = policy_titles(question, language)
    names: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for moved in question.moved(factors):
        name = language.quoted(label(f"lever:{moved.lever}", language))
        names.setdefault((_reason(moved), moved.of(titles)), []).append(name)
    return [
        language.text(
            f"moved.{reason}",
            moved=which[0],
            factors=language.list_of(levers),
            stays=next((title for title in titles if title not in which), ""),
        )
        for (reason, which), levers in names.items()
    ]


def moved_json(question: Question, factors: Iterable[Factor]) -> list[dict[str, Any]]:
    """Which policies each lever moves, for machines."""
    names = question.names
    return [
        {
            "lever": moved.lever,
            "moves": list(moved.of(names)),
            "stays": [name for name in names if name not in moved.of(names)],
            "why": moved.why,
        }
        for moved in question.moved(factors)
    ]


def _reason(moved: Moved) -> str:
    if moved.why != ASKED:
        return moved.why
    return "asked.all" if moved.first and moved.second else "asked.first"


def _said(form: str, question: Question, key: str, name: str, language: Language) -> str:
    where = _where(question, key, language)
    return language.text(f"moved.{form}", factor=name, where=where) if where else name


def _where(question: Question, key: str, language: Language) -> str:
    """In which policies a lever is moved; nothing for other factors, and for who the people are."""
    kind, _, name = key.partition(":")
    if kind == "group":
        # A lever is a group by itself, unless parameters have a group of that name.
        groups = {parameter_space()[free].group for free in parameter_space().free}
        kind = "lever" if name in lever_ranges() and name not in groups else kind
    if kind != "lever":
        return ""
    (moved,) = question.moved([lever_factor(name)])
    if moved.why == PEOPLE:
        return ""
    which = moved.of(policy_titles(question, language))
    if len(which) > 1:
        return language.text("moved.in.both")
    return language.text("moved.in.one", policy=which[0])
