"""Where a question is asked: the reader's situation, and the people, prices and rules in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from calibration.trial import Trial, the_trial
from mentorsim.page import uploads
from mentorsim.page.app.reader import Reader
from mentorsim.page.forecast_view import HELD
from mentorsim.page.levers import LEVERS
from mentorsim.page.reopened import own_entries
from mentorsim.page.runs import Question, question_in
from mentorsim.page.shelf import OwnPrices
from mentorsim.page.situation import WAGE, Typed, filled_in, situation_typed
from mentorsim.page.state import State
from mentorsim.request.request import Situated
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules, held
from scenarios.forecast.periods import first_and_last_day
from scenarios.forecast.setting import Stream
from scenarios.municipality.local_population import LocalPeople
from scenarios.situation.people import people_of as people_in
from scenarios.situation.situation import Situation
from sim.errors import InputError


@dataclass
class Here(Reader):
    """A reader in a situation.

    Attributes:
        mistyped: what was typed into a lever and is no number of it, by lever.
        priced: the prices of the situation, with it.
        lived: the young people of the situation, with what they were made from.
    """

    mistyped: dict[str, str] = field(default_factory=dict)
    priced: tuple[Situation, Prices] | None = None
    lived: tuple[Any, Trial | LocalPeople] | None = None

    @property
    def situation(self) -> Situation | None:
        """The situation that the reader's fields and files say; None where no field says any.

        Raises:
            InputError: fields that cannot be, or that contradict each other.
        """
        return self._said(self.state.typed)

    def _said(self, typed: Typed) -> Situation | None:
        """The situation of some fields, with the reader's files and opened prices."""
        found, opened = situation_typed(typed, self.files), self._opened()
        if found is None or opened is None or not opened.own or found.prices is not None:
            return found
        first = opened.prices if opened.rules is None else opened.rules.first
        assert first is not None  # one of the two is there
        return found.model_copy(update={"prices": own_entries(first)})

    def _opened(self) -> OwnPrices | None:
        """The prices of a question that was opened, as long as nothing else is said of them."""
        opened = self.opened_prices
        return opened if opened is not None and opened.said == said_of_prices(self.state) else None

    def here(self) -> Situated:
        """Who lives in which situation.

        Raises:
            InputError: as `situation`, or the population counts another number than the cohort.
        """
        situation = self.situation
        if situation is None:
            return Situated(self.people, None)
        return self._situated(self.state.typed, situation)

    def here_with(self, usual: Typed) -> Situated:
        """As `here`, always with a situation, for a question that there is none without.

        Args:
            usual: what is taken where the reader's fields say nothing, by field.

        Raises:
            InputError: as `here`; the reader's fields have to be right by themselves.
        """
        _ = self.situation
        typed = filled_in(self.state.typed, usual)
        situation = self._said(typed)
        assert situation is not None, "what is taken says how many young people come"
        return self._situated(typed, situation)

    def _situated(self, typed: Typed, situation: Situation) -> Situated:
        source = (typed, self.people_from, self.staffed_as)
        if self.lived is None or self.lived[0] != source:
            self.lived = source, self._living(situation)
        return Situated(self.lived[1], situation)

    def _living(self, situation: Situation) -> Trial | LocalPeople:
        """The young people of a situation."""
        staffed, known = self.staffed_as or None, None
        if self.own_people is not None:
            name, content, _, _, take = self.people_from
            if content is None:
                return uploads.opened_people(self.own_people.municipality, situation, staffed)
            known = uploads.municipality_of(name, content, situation.young_people.number, take)
        return people_in(situation, the_trial(), staffed, known)

    def prices(self) -> Prices:
        """The prices that kroner use: those of the rule year, with the reader's own over them.

        Raises:
            InputError: the own prices do not go with this rule year, or as `situation`.
        """
        situation, opened = self.situation, self._opened()
        if opened is not None and opened.prices is not None:
            return opened.prices
        if situation is not None:
            if self.priced is None or self.priced[0] != situation:
                self.priced = situation, uploads.prices_in(situation)
            return self.priced[1]
        if self.prices_file is None:
            return uploads.prices_on_file(self.state.rule_year)
        return uploads.prices_of(*self.prices_file, self.state.rule_year)

    @property
    def own_prices(self) -> bool:
        """Whether kroner rest on prices of the reader's own."""
        situation, opened = self.situation, self._opened()
        if self.prices_file is not None or (opened is not None and opened.own):
            return True
        return situation is not None and situation.prices is not None

    def held_year(self) -> int:
        """The rule year whose rules and prices one holds in all years."""
        try:
            return self.prices().rule_year
        except InputError:
            return self.state.rule_year  # what is wrong is told where it was typed

    def rules(self, stream: Stream) -> Rules:
        """The rules and prices of a forecast's years, with the reader's own over them.

        Args:
            stream: the years.

        Raises:
            InputError: the own prices do not go with the rules of some year, or as `situation`.
        """
        here, view, opened = self.here(), self.state.forecast, self._opened()
        if opened is not None and opened.rules is not None:
            return opened.rules
        if here.situation is not None:
            year = here.situation.rules or (self.held_year() if view.rules == HELD else None)
            return here.rules(stream, None, year, None)
        if view.rules == HELD:
            return held(self.prices())
        days = first_and_last_day(stream)
        if self.prices_file is None:
            return uploads.calendar_on_file(*days)
        return uploads.calendar_of(*self.prices_file, *days)

    def use_rule_year(self, year: int) -> None:
        """Use the rules and prices of another year."""
        self.change(replace(self.state, rule_year=year))

    def clear_situation(self) -> None:
        """Say nothing of the situation any more; files that were handed over stay."""
        self.change(replace(self.state, typed={}))

    def question(self) -> Question:
        """What is asked: the address, in the situation.

        Raises:
            InputError: as `here`, a lever that is no number, or levers that contradict each other
                or the situation.
        """
        for name, text in self.mistyped.items():
            LEVERS[name].number(text)
        here = self.here()
        return question_in(self.state, here, self.prices())


def said_of_prices(state: State) -> tuple[Any, ...]:
    """What a reader says of rules, years and wages: prices follow from it."""
    typed, view = state.typed, state.forecast
    fields = (typed.get(name) for name in ("rules", "first_year", "years", WAGE))
    return (*fields, state.rule_year, view.rules, view.start, view.horizon)
