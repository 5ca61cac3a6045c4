"""Factors, their values and outcomes in words: what sensitivity analyses speak of."""

from __future__ import annotations

import math

from mentorsim.language import Language
from mentorsim.present.clean import clean, in_language, shortened
from mentorsim.present.kroner import amount as table_amount
from mentorsim.present.kroner import kroner, signed_amount
from mentorsim.present.names import price_title
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.targets import KRONER, POINTS, Target

#: Parameters with two values: a cut between them is one of them.
TWO_VALUED = ("mechanism",)

#: Characters of a policy's title.
LONGEST_TITLE = 44
#: Significant digits of a value whose unit says nothing about them.
SIGNIFICANT = 3
#: Parameters that stand for one thing or another.
MECHANISM = "mechanism"


def label(key: str, language: Language) -> str:
    """The name of a factor (`parameter:direct_share`) or of a group (`group:trust`).

    Parameters have short names here, in everyday words: `mentorsim.present.names` says how they are
    measured, which is more than stands beside a bar.
    """
    kind, _, name = key.partition(":")
    if kind == "price":
        return price_title(name, language)
    if kind == "relief":
        number = "" if name == "1" else language.text("factor.relief.number", number=name)
        return language.text("factor.relief") + number
    if kind == "group":
        group = language.name("factor_group", name)
        return group if group != name.replace("_", " ") else language.name("factor", name)
    return language.name("factor", name)


def quoted_label(key: str, language: Language) -> str:
    """The same in quotation marks."""
    return language.quoted(label(key, language))


def value(factor: Factor, x: float, language: Language) -> str:
    """A value of a factor, as it is written with its unit.

    Args:
        factor: what varies, with its unit.
        x: in the unit of the factor.
        language: of the words.
    """
    if factor.name == MECHANISM and x in (0.0, 1.0):
        return language.text("factor_value.trust" if x else "factor_value.rival")
    unit = factor.unit
    if "DKK" in unit:
        return kroner(x, language)
    if unit.startswith("share"):
        return language.percent(x, _digits(100 * x, 2))
    if "per week" in unit:
        number = language.percent(x, _digits(100 * x, 2))
        return language.text("factor_value.weekly", number=number)
    if factor.whole or unit.startswith("weeks"):
        return language.text("factor_value.weeks", number=language.integer(x))
    if unit == "minutes":
        return language.text("factor_value.minutes", number=language.integer(x))
    return language.number(x, _digits(x, SIGNIFICANT))


def value_span(factor: Factor, low: float, high: float, language: Language) -> str:
    """From a value to a value; a unit that both have is said once.

    Args:
        factor: what varies, with its unit.
        low: lower end.
        high: upper end.
        language: of the words.
    """
    first, last = value(factor, low, language), value(factor, high, language)
    number, unit = _number_and_unit(first)
    if number and unit == _number_and_unit(last)[1]:
        first = number
    return language.text("number.interval", low=first, high=last)


def _number_and_unit(text: str) -> tuple[str, str]:
    number = text[: max((k + 1 for k, sign in enumerate(text) if sign.isdigit()), default=0)]
    return number, text[len(number) :]


def _digits(x: float, significant: int) -> int:
    """Decimals that show so many significant digits."""
    if not math.isfinite(x) or float(x).is_integer():
        return 0
    return max(0, min(6, significant - 1 - math.floor(math.log10(abs(x)))))


def digits_of(target: Target) -> int:
    """Decimals of an outcome that is no amount of money."""
    return 1 if target.unit == POINTS else 2


def amount(target: Target, x: float, language: Language) -> str:
    """A value of an outcome with its unit.

    Args:
        target: the outcome, with its unit.
        x: in that unit.
        language: of the words.
    """
    if not math.isfinite(x):
        return language.text("amount.none")
    if target.unit == KRONER:
        return kroner(x, language)
    return language.text(f"amount.{target.unit}", number=language.number(x, digits_of(target)))


def plain(target: Target, x: float, language: Language, *, signed: bool = False) -> str:
    """A value of an outcome without its unit.

    Args:
        target: the outcome, with its unit.
        x: in that unit.
        language: of the words.
        signed: whether a plus stands before what is above zero.
    """
    if target.unit == KRONER:
        return signed_amount(x, language) if signed else table_amount(x, language)
    digits = digits_of(target)
    return language.signed(x, digits) if signed else language.number(x, digits)


def plain_interval(target: Target, low: float, high: float, language: Language) -> str:
    """From a value to a value, without units.

    Args:
        target: the outcome, with its unit.
        low: lower end.
        high: upper end.
        language: of the words.
    """
    return language.text(
        "number.interval", low=plain(target, low, language), high=plain(target, high, language)
    )


def ends(target: Target, low: float, high: float, language: Language) -> dict[str, str]:
    """`low` and `high` of a sentence: kroner have their unit at both ends, others at the last.

    Args:
        target: the outcome, with its unit.
        low: lower end.
        high: upper end.
        language: of the words.
    """
    first = amount(target, low, language) if target.unit == KRONER else plain(target, low, language)
    return {"low": first, "high": amount(target, high, language)}


def unit_of(target: Target, language: Language) -> str:
    """The unit of an outcome, short."""
    return language.text(f"unit_of.{target.unit}")


def axis(target: Target, language: Language) -> str:
    """The unit of an outcome, on an axis."""
    return language.text("axis.DKK_per_person" if target.ratio else f"axis.{target.unit}")


def outcome(question: Question, language: Language) -> str:
    """An outcome in words."""
    return language.text(f"target.{question.outcome.name}", week=language.integer(question.week))


def policy_titles(question: Question, language: Language) -> tuple[str, str]:
    """Titles of the policy and of what it is set against, in quotation marks."""
    found = [
        language.quoted(shortened(clean(in_language(p.policy.title, language)), LONGEST_TITLE))
        for p in question.ready.policies[:2]
    ]
    return found[0], found[1]


def question_words(question: Question, language: Language) -> str:
    """What is asked, in one line."""
    policy, against = policy_titles(question, language)
    way = "ratio" if question.outcome.ratio else "difference"
    said = outcome(question, language)
    return language.text(
        f"sensitivity.question.{way}", policy=policy, against=against, outcome=said
    )
