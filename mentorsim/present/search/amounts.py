"""Wants and their amounts in words: per young person, and for all who come."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mentorsim.language import Language
from mentorsim.present.clean import clean, in_language
from mentorsim.present.kroner import kroner, rounded, whole_kroner
from mentorsim.present.policy.changed import changed_fields
from mentorsim.present.policy.changes import TEXTS, said_changes
from mentorsim.present.search.searched import Searched
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.policy.policies import NamedPolicy
from scenarios.search.wants import KRONER, POINTS, WEEKS, Want

#: Significant digits of a number for all who come.
SIGNIFICANT = 2
#: Years below which they are told to a third decimal.
SMALL = 0.1
#: Most decimals of a number that would read as zero, and is not.
FINEST = 4
#: What a total of people is counted in.
PEOPLE = "people"


def title(named: NamedPolicy, language: Language) -> str:
    """A policy's title in quotation marks."""
    return language.quoted(clean(in_language(named.policy.title, language)))


def said_of(result: Searched, key: str) -> str:
    """The key of a text about what was found, which others have where the policies are given."""
    return f"{key}.given" if result.given else key


def choice(result: Searched, place: int, language: Language) -> str:
    """What a policy is called in sentences: its number, or today; its title if it was given.

    Args:
        result: what a search found.
        place: of the policy on the front, counted from 0.
        language: of the words.
    """
    if result.given:
        return title(result.policies[place], language)
    if place == result.found.today:
        return language.text("search.today.short")
    return language.text("search.choice", number=language.integer(place))


def choice_sentence(named: NamedPolicy, today: NamedPolicy, language: Language) -> str:
    """A policy in one sentence: what is changed of today's; today's by its title.

    Args:
        named: the policy.
        today: the one that it is a change of.
        language: of the words.
    """
    fields = changed_fields(today.policy, named.policy)
    fields = {path: value for path, value in fields.items() if path not in TEXTS}
    if not fields:
        return language.text("search.today", policy=title(today, language))
    changes = "; ".join(said_changes(named.policy, fields, language).values())
    return language.text("search.sentence", changes=changes[:1].upper() + changes[1:])


def want_words(want: Want, week: int, language: Language) -> str:
    """What is wanted, in words.

    Args:
        want: what is to be more of, with its unit.
        week: week since entry.
        language: of the words.
    """
    family = "decide.effect" if want.name == ACTIVE_YEARS else "target"
    return language.text(f"{family}.{want.name}", week=language.integer(week))


def plain(
    want: Want, x: float, language: Language, *, signed: bool = False, beside: float = 0.0
) -> str:
    """An amount per young person without its unit; what is not zero does not read as zero.

    Args:
        want, x: the amount.
        language: of the number.
        signed: whether a plus stands before what is above zero.
        beside: the largest of the amounts that it stands beside, which has as many decimals.
    """
    if want.unit == KRONER:
        return (language.signed if signed else language.number)(rounded(x), 0)
    digits = 1 if want.unit in (POINTS, WEEKS) else 2 if max(abs(x), beside) >= SMALL else 3
    if round(x, digits) == 0:
        finer = (k for k in range(digits, FINEST + 1) if round(x, k) != 0)
        digits = next(finer, digits)
    return (language.signed if signed else language.number)(x, digits)


def amount(
    want: Want, x: float, language: Language, *, signed: bool = False, beside: float = 0.0
) -> str:
    """An amount per young person with its unit; arguments as of `plain`.

    Args:
        want: what is to be more of, with its unit.
        x: the amount, per young person.
        language: of the words.
        signed: whether a plus stands before what is above zero.
        beside: the largest of the amounts that it stands beside, which has as many decimals.
    """
    if want.unit == KRONER:
        return kroner(x, language, signed=signed)
    return language.text(
        f"amount.{want.unit}", number=plain(want, x, language, signed=signed, beside=beside)
    )


def per_head(want: Want, x: float, language: Language, *, beside: float = 0.0) -> str:
    """A signed amount, per young person where the want does not say so itself.

    Args:
        want: what is to be more of, with its unit.
        x: the amount, per young person.
        language: of the words.
        beside: the largest of the amounts that it stands beside, which has as many decimals.
    """
    told = amount(want, x, language, signed=True, beside=beside)
    if want.unit in (POINTS, KRONER):
        return told
    return language.text("search.per_head", amount=told)


def ends(want: Want, row: Mapping[str, float], language: Language) -> dict[str, str]:
    """`low` and `high` of a sentence about one young person; the unit stands where it must.

    Args:
        want: what is to be more of, with its unit.
        row: has the amounts `low` and `high`, per young person.
        language: of the words.
    """
    low, high = float(row["low"]), float(row["high"])
    most = max(abs(low), abs(high))
    write = amount if want.unit == KRONER else plain
    first = write(want, low, language, beside=most)
    return {"low": first, "high": amount(want, high, language, beside=most)}


def total_unit(want: Want) -> str:
    """What amounts for all who come are counted in: shares become people."""
    return PEOPLE if want.unit == POINTS else want.unit


def total(want: Want, x: float, people: int) -> float:
    """An amount per young person, for all who come.

    Args:
        want: what is to be more of, with its unit.
        x: the amount, per young person.
        people: how many come.
    """
    return x * people / (100.0 if want.unit == POINTS else 1.0)


def plain_total(want: Want, x: float, language: Language, *, signed: bool = False) -> str:
    """A total without its unit, two digits of it at least.

    Args:
        want: what is to be more of, with its unit.
        x: the amount, for all who come.
        language: of the words.
        signed: whether a plus stands before what is above zero.
    """
    if want.unit == KRONER:
        return (language.signed if signed else language.number)(rounded(x), 0)
    write = language.signed if signed else language.number
    return write(x, total_digits(x))


def total_digits(x: float) -> int:
    """Decimals that show two digits of a number below ten."""
    if not math.isfinite(x) or x == 0:
        return 0
    return max(0, min(2, SIGNIFICANT - 1 - math.floor(math.log10(abs(x)))))


def total_words(want: Want, x: float, language: Language, *, signed: bool = False) -> str:
    """A total with its unit.

    Args:
        want: what is to be more of, with its unit.
        x: the amount, for all who come.
        language: of the words.
        signed: whether a plus stands before what is above zero.
    """
    if want.unit == KRONER:
        return kroner(x, language, signed=signed)
    number = plain_total(want, x, language, signed=signed)
    if total_unit(want) == PEOPLE:
        return language.text("search.people", number=number)
    return language.text(f"amount.{want.unit}", number=number)


def young_words(result: Searched, language: Language) -> str:
    """The young people who come in a year, or in the cohort."""
    return language.text(f"search.young.{result.kind}", young=language.integer(result.young))


def count_words(posts: float, language: Language) -> str:
    """A number of mentors, with one decimal where it has any."""
    return language.number(posts, 0 if float(posts).is_integer() else 1)


def posts_words(posts: float, language: Language) -> str:
    """So many full-time mentors."""
    number = count_words(posts, language)
    return language.text("search.mentors.one" if posts == 1 else "search.mentors", number=number)


def yearly(result: Searched, posts: float, language: Language) -> str:
    """What so many mentors cost a year.

    Args:
        result: what a search found.
        posts: full-time mentors.
        language: of the words.
    """
    return whole_kroner(rounded(posts * result.mentor_year), language)


def total_ends(want: Want, low: float, high: float, language: Language) -> dict[str, str]:
    """`low` and `high` of a sentence about all who come; the unit stands where it must.

    Args:
        want: what is to be more of, with its unit.
        low: lower end, for all who come.
        high: upper end, for all who come.
        language: of the words.
    """
    write = total_words if want.unit == KRONER else plain_total
    return {"low": write(want, low, language), "high": total_words(want, high, language)}
