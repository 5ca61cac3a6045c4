"""A situation in words: on one line, and what a file of one says when it is tried."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorsim.language import LOCALES, Language
from mentorsim.present.clean import clean
from mentorsim.present.kroner import kroner, whole_kroner
from mentorsim.present.own_prices import as_read, own_price_lines
from mentorsim.present.population.how_read import told_sentence
from mentorsim.request.request import Situated
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.written_fields import numbers_read
from scenarios.situation.posts import budget
from scenarios.situation.situation import Situation


@dataclass(frozen=True)
class Told:
    """A situation and what follows from it.

    Attributes:
        situation: what is there.
        posts: full-time mentors that it employs; None is as many as each policy takes.
    """

    situation: Situation
    posts: float | None

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years that are looked at; none of a cohort that names no year."""
        here = self.situation
        if here.young_people.cohort is not None and here.first_year is None:
            return ()
        return here.stream.calendar_years


def told_of(here: Situated, prices: Prices | None = None) -> Told | None:
    """The situation and its mentors; None if there is none.

    Args:
        here: who lives in which situation.
        prices: that a budget is turned into mentors by.
    """
    if here.situation is None:
        return None
    return Told(here.situation, here.employed(prices))


def situation_line(told: Told, language: Language) -> str:
    """The situation on one line: who comes, mentors, years, and what is one's own of the rest."""
    here = told.situation
    parts = [people_words(told, language), mentors_words(told, language)]
    if told.years:
        parts.append(years_words(told))
    parts.append(language.text(f"situation.jobcentres.{here.jobcentres}"))
    if here.rules is not None:
        parts.append(language.text("situation.rules", year=str(here.rules)))
    if here.prices is not None:
        parts.append(language.text("situation.prices"))
    if here.population is not None:
        parts.append(language.text("situation.population"))
    return language.text("situation.line", whose=whose(told, language), parts=", ".join(parts))


def whose(told: Told, language: Language) -> str:
    """Whose situation it is."""
    name = told.situation.name
    if name is None:
        return language.text("situation.yours")
    return language.text("situation.named", name=clean(name))


def people_words(told: Told, language: Language) -> str:
    """How many young people come, and how."""
    people = told.situation.young_people
    return language.text(f"situation.people.{people.kind}", number=language.integer(people.number))


def mentors_words(told: Told, language: Language) -> str:
    """The mentors that are employed; of a budget, what it is too."""
    if told.posts is None:
        return language.text("situation.mentors.enough")
    number = posts_words(told.posts, language)
    if told.situation.budget is None:
        return language.text(f"situation.mentors.{_some(told.posts)}", number=number)
    paid = whole_kroner(told.situation.budget, language)
    return language.text("situation.mentors.paid", number=number, kroner=paid)


def posts_words(posts: float, language: Language) -> str:
    """A number of mentors: as it was given, or to a tenth where it follows from a budget."""
    return as_read(round(posts, 1) if posts >= 1 else posts, language)


def _some(posts: float) -> str:
    return "one" if posts == 1 else "some"


def years_words(told: Told) -> str:
    """The calendar years, as 2026-2029."""
    first, last = told.years[0], told.years[-1]
    return f"{first}" if first == last else f"{first}\N{EN DASH}{last}"


def check_lines(
    told: Told, people: LocalPeople | None, prices: Prices, language: Language
) -> list[str]:
    """What a situation that can be used says: itself, what follows, and each number as it was read.

    Args:
        told: the situation, as it stands in its file.
        people: who lives, if they are one jobcentre.
        prices: that it is priced by.
        language: of the lines.
    """
    here = told.situation
    lines = [language.text("situation.check.ok", line=situation_line(told, language))]
    if told.posts is not None:
        lines.append(
            language.text(
                f"situation.check.cost.{_some(told.posts)}",
                number=posts_words(told.posts, language),
                kroner=kroner(budget(told.posts, prices), language),
                year=str(prices.rule_year),
            )
        )
    year = str(prices.rule_year)
    kind = "said" if here.rules is not None else "followed" if told.years else "usual"
    lines.append(language.text(f"situation.check.rules.{kind}", year=year))
    if told.years and (here.first_year is None or here.years is None):
        lines.append(language.text("situation.check.years", years=years_words(told)))
    if people is not None and people.municipality.margins:
        lines.append(_population(people, language))
    lines += [
        f"{language.text('own_price.heading')}: {line}"
        for line in own_price_lines(prices if here.prices is not None else None, language)
    ]
    given = here.model_dump(mode="json", exclude_unset=True, exclude={"population", "prices"})
    numbers = [
        language.text("policies.check.number", field=path, number=_number(path, x, language))
        for path, x in numbers_read(given)
    ]
    lines.append(language.text("policies.check.numbers", numbers="; ".join(numbers)))
    return lines


def _number(field: str, x: float, language: Language) -> str:
    """A number as it was read; a year has no separator."""
    return str(int(x)) if field in ("first_year", "rules") else as_read(x, language)


def _population(people: LocalPeople, language: Language) -> str:
    municipality = people.municipality
    words = language.text(
        "situation.check.population",
        name=clean(municipality.file.name),
        number=language.integer(municipality.people),
    )
    if municipality.told is None:
        return words
    return f"{words} {told_sentence(municipality.told, (), language)}"


def situation_json(told: Told) -> dict[str, Any]:
    """A situation for machines: its fields, and what follows from them.

    Files stand by their names; nothing of a population or of prices is in it.
    """
    here = told.situation
    own = {"population": here.population, "prices": here.prices}
    names = {
        name: value.name if isinstance(value, Path) else None if value is None else "given"
        for name, value in own.items()
    }
    return {
        **here.model_dump(mode="json", exclude=set(own)),
        **names,
        "follows": {"mentors": told.posts, "calendar_years": list(told.years)},
        "text": {code: situation_line(told, Language(code)) for code in LOCALES},
    }
