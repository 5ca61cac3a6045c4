"""What is asked in Python, in a situation or without one: people, policies, prices, years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.trial import Trial
    from scenarios.economics.price_file import Prices
    from scenarios.economics.rule_calendar import Rules
    from scenarios.forecast.setting import Stream
    from scenarios.municipality.local_population import LocalPeople
    from scenarios.policy.policies import NamedPolicy
    from scenarios.situation.reading import SituationLike
    from scenarios.situation.situation import Situation

#: Young people of one's own: the path of a file, or a frame with the columns of one.
PopulationLike = str | Path | pd.DataFrame
#: Prices: a rule year, the path of a YAML file, or the entries of one as plain values.
PricesLike = int | str | Path | Mapping[str, Any]


@dataclass(frozen=True)
class Situated:
    """Who lives, and the situation that they live in.

    Attributes:
        people: the trial's young people, or a jobcentre's, on the trial's calendar.
        situation: what is there; None if nobody said: then everything is as it is asked for.
    """

    people: Trial | LocalPeople
    situation: Situation | None

    @property
    def dated(self) -> Trial | LocalPeople:
        """The people on the situation's calendar (`scenarios.situation.people.on_calendar`)."""
        from scenarios.situation.people import on_calendar

        return self.people if self.situation is None else on_calendar(self.people, self.situation)

    def policies(
        self, named: Sequence[NamedPolicy], prices: Prices | None = None
    ) -> list[NamedPolicy]:
        """Policies with the situation's intake and mentors.

        Args:
            named: as they are asked for.
            prices: that a budget is turned into mentors by; None is the situation's own.

        Raises:
            InputError: as `scenarios.situation.policies.in_situation`.
        """
        from scenarios.situation.policies import in_situation

        if self.situation is None:
            return list(named)
        return in_situation(named, self.situation, self.employed(prices))

    def streamed(self, named: Sequence[NamedPolicy], prices: Prices) -> list[NamedPolicy]:
        """As `policies`, without an intake: for a forecast, whose stream says it."""
        from scenarios.situation.policies import without_intake

        found = self.policies(named, prices)
        return found if self.situation is None else without_intake(found)

    def without_mentors(self, argument: str, given: float) -> Situated:
        """The same where something else says how many mentors there are.

        Args:
            argument: what says it.
            given: its value.

        Raises:
            InputError: the situation says it, too.
        """
        from scenarios.situation.beside import contradiction

        here = self.situation
        for place in ("mentors", "budget"):
            told = None if here is None else getattr(here, place)
            if told is not None:
                raise contradiction(
                    argument,
                    f"{given:,.15g}",
                    place,
                    f"{told:,.15g}",
                    allowed=Said("mentorsim.a_situation_without_mentors_and_budget"),
                )
        return self

    def weeks(self, weeks: int | None, usual: int) -> int:
        """The last week since entry; see `scenarios.situation.beside.weeks_beside`."""
        from scenarios.situation.beside import weeks_beside

        if self.situation is None:
            return usual if weeks is None else weeks
        return weeks_beside(self.situation, weeks, usual)

    def prices(
        self, prices: PricesLike | None, rule_year: int | None, price_level: int | None
    ) -> Prices:
        """Rules and prices; see `scenarios.situation.beside.prices_beside`.

        Args:
            prices: prices, or a file with some; None are those of the rule year.
            rule_year: calendar year whose rules and rates are used; None is the situation's, or the
                usual one.
            price_level: year of the kroner; None is the situation's, or the usual one.
        """
        from scenarios.economics.price_choice import chosen_prices
        from scenarios.situation.beside import prices_beside

        if self.situation is None:
            return chosen_prices(prices, rule_year, price_level)
        return prices_beside(self.situation, prices, rule_year, price_level)

    def rules(
        self,
        stream: Stream,
        prices: PricesLike | None,
        rule_year: int | None,
        price_level: int | None,
    ) -> Rules:
        """Rules and prices of a forecast's years; see `scenarios.situation.beside.rules_beside`.

        Args:
            stream: years that are looked at, and who comes in them.
            prices: prices, or a file with some; None are those of the rule year.
            rule_year: calendar year whose rules and rates are used; None is the situation's, or the
                usual one.
            price_level: year of the kroner; None is the situation's, or the usual one.
        """
        from scenarios.economics.rule_calendar import chosen_rules
        from scenarios.forecast.periods import first_and_last_day
        from scenarios.situation.beside import rules_beside

        days = first_and_last_day(stream)
        if self.situation is None:
            return chosen_rules(*days, prices, rule_year, price_level)
        return rules_beside(self.situation, days, prices, rule_year, price_level)

    def over(self, intake: int | None, years: int | None, start_year: int | None) -> Situated:
        """The same over years that are given; see `scenarios.situation.beside.years_beside`.

        Args:
            intake: young people who come in a year; None is the situation's.
            years: calendar years that are looked at; None is the situation's.
            start_year: first calendar year; None is the situation's.
        """
        from scenarios.situation.beside import years_beside

        if self.situation is None:
            return self
        return replace(self, situation=years_beside(self.situation, intake, years, start_year))

    def stream(
        self,
        intake: int | None,
        years: int | None,
        start_year: int | None,
        intake_years: int | None,
        courses: str | None = None,
        *,
        usual: int,
    ) -> Stream:
        """Who comes in a forecast: as the situation says (see `over`), or as it is asked for.

        Args:
            intake, years, start_year, intake_years, courses: as
                `scenarios.forecast.setting.Stream`; None is not given.
            usual: young people a year if nobody says how many.

        Raises:
            InputError: numbers that cannot be.
        """
        from scenarios.forecast.setting import Stream

        if self.situation is not None:
            return replace(self.situation.stream, intake_years=intake_years, courses=courses)
        return Stream(
            usual if intake is None else intake,
            Stream.years if years is None else years,
            Stream.start_year if start_year is None else start_year,
            intake_years,
            courses,
        )

    def told(self, prices: Prices | None = None) -> str:
        """The situation on one line; empty if there is none."""
        return "" if self.situation is None else self.situation.told(self.employed(prices))

    def employed(self, prices: Prices | None = None) -> float | None:
        """Full-time mentors that the situation employs; None is as many as it takes.

        Args:
            prices: that a budget is turned into mentors by; None is the situation's own.
        """
        from scenarios.situation.posts import posts

        here = self.situation
        if here is None or here.budget is None:
            return None if here is None else here.mentors
        return posts(here, here.own_prices() if prices is None else prices)


def situated(
    situation: SituationLike | None,
    population: PopulationLike | None,
    people: int | None,
    staffing_as: str | None = None,
    take: Sequence[str] | None = None,
    trial: Trial | None = None,
) -> Situated:
    """Who lives in which situation.

    Args:
        situation: what a jobcentre has; None if nobody says.
        population: one's own young people; None is not given.
        people: how many they are; None is not given.
        staffing_as: jobcentre of the trial whose staffing they have; None is the median's.
        take: answers to what the population leaves open; None is not given.
        trial: the study whose people they are made up as; None is the one that ships with the
            project.

    Raises:
        InputError: a situation or a population that cannot be, or that contradict each other.
    """
    from calibration.trial import the_trial
    from scenarios.situation.beside import agreed, contradiction
    from scenarios.situation.people import people_of
    from scenarios.situation.reading import read_situation

    _check_population(population)
    study = the_trial() if trial is None else trial
    if situation is None:
        return Situated(_without(population, people, staffing_as, take, study), None)
    here = read_situation(situation)
    source = agreed("population", population, "population", here.population)
    if source is not None and here.jobcentres == "as_in_trial":
        raise contradiction(
            "population", Said("mentorsim.one_jobcentre"), "jobcentres", here.jobcentres
        )
    source = Path(source) if isinstance(source, str) else source
    taken = agreed("take", list(take) if take else None, "take", here.take)
    if taken and source is None:
        raise _no_population("--take", ", ".join(taken))
    here = here.model_copy(update={"population": source, "take": taken})
    coming = here.young_people
    agreed("people", people, f"young_people.{coming.kind}", coming.number)
    return Situated(people_of(here, study, staffing_as), here)


def _check_population(population: object) -> None:
    if not isinstance(population, str | Path | pd.DataFrame | None):
        raise InputError(
            Said("scenarios.no_population"),
            field="population",
            found=type(population).__name__,
            allowed=Said("mentorsim.the_path_of_a_file_or"),
        )


def _without(
    population: PopulationLike | None,
    people: int | None,
    staffing_as: str | None,
    take: Sequence[str] | None,
    trial: Trial,
) -> Trial | LocalPeople:
    """The trial's young people, or a population as it is given."""
    from scenarios.municipality.local_population import local_people
    from scenarios.municipality.municipality import read_municipality

    if population is None:
        given = (
            ("--people", people),
            ("--staffing-as", staffing_as),
            ("--take", ", ".join(take or ()) or None),
        )
        for option, value in given:
            if value is not None:
                raise _no_population(option, value)
        return trial
    source = Path(population) if isinstance(population, str) else population
    read = read_municipality(source, people, take=take or ())
    return local_people(read, trial, staffing_as)


def _no_population(field: str, found: object) -> InputError:
    return InputError(
        Said("mentorsim.this_is_about_a_population_of"),
        field=field,
        found=found,
        allowed=Said("mentorsim.population_file_or_in_the_situation"),
    )
