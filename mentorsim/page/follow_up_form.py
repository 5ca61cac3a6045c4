"""What a reader gives the page of follow-ups: counts, policy, and a few numbers of their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pandas as pd

from mentorsim.language import Language
from mentorsim.page.follow_up_job import FollowUpJob
from mentorsim.page.setting import page_setting
from mentorsim.page.situation import Typed
from mentorsim.page.uploads import check_size, example, shown_name
from mentorsim.present.clean import in_language
from mentorsim.present.follow_up.words import period_told
from mentorsim.request.request import Situated
from scenarios.follow_up.figures import figures
from scenarios.follow_up.periods import Period
from scenarios.follow_up.reading import FollowUp, read_follow_up
from scenarios.policy.policies import NamedPolicy

#: How counts are given.
FILE, TYPED, EXAMPLE = WAYS = ("file", "typed", "example")
#: The made-up file.
EXAMPLE_FILE = "follow-up.csv"
#: Rows of an empty table: a year of quarters.
ROWS = 4
#: The column of periods.
PERIOD = "period"


@dataclass
class FollowUpForm:
    """What the reader has given so far.

    Attributes:
        way: of `WAYS`.
        file: name and content of what was handed over.
        typed: the table, all cells as text, columns as the file has them in English.
        policy: its name in an address.
        per_year, mentors: young people a year, and full-time mentors, unless the session's
            situation says them.
        first_year: of the looks, likewise; None is that of the first period.
        years: of looks, likewise.
        asked: the address that was asked for last.
    """

    way: str = FILE
    file: tuple[str, bytes] | None = None
    typed: pd.DataFrame = field(
        default_factory=lambda: empty_table(date.today().year, Language("en"))
    )
    policy: str = "78-weeks"
    per_year: int = field(default_factory=lambda: page_setting().count("follow_up_people"))
    mentors: float = field(default_factory=lambda: page_setting().count("follow_up_mentors"))
    first_year: int | None = None
    years: int = field(default_factory=lambda: page_setting().count("follow_up_years"))
    asked: str = ""

    def counted(self) -> FollowUp | None:
        """What was counted; None as long as nothing is given.

        Raises:
            InputError: a file or a table that cannot be used.
        """
        if self.way == EXAMPLE:
            return read_follow_up(EXAMPLE_FILE, example(EXAMPLE_FILE))
        if self.way == TYPED:
            rows = self.typed[(self.typed.drop(columns=PERIOD) != "").any(axis=1)]
            told = rows.loc[:, (rows != "").any(axis=0)]
            return read_follow_up(told) if len(rows) else None
        if self.file is None:
            return None
        name, content = self.file
        check_size(name, content)
        return read_follow_up(shown_name(name), content)

    def starts(self, counted: FollowUp | None) -> int:
        """The first year of the looks."""
        if self.first_year is not None:
            return self.first_year
        return date.today().year if counted is None else counted.periods[0].year

    def usual(self, counted: FollowUp | None) -> dict[str, str]:
        """What is taken of the place where the situation's own fields say nothing, by field.

        Args:
            counted: what was counted; None as long as nothing is given.
        """
        return {
            "young_people.per_year": str(self.per_year),
            "mentors": f"{self.mentors:g}",
            "first_year": str(self.starts(counted)),
            "years": str(self.years),
        }

    def job(
        self, counted: FollowUp, policy: NamedPolicy, here: Callable[[Typed], Situated]
    ) -> FollowUpJob:
        """The question, in the session's situation.

        Args:
            counted: what was counted.
            policy: what is offered.
            here: who lives in which situation, given what is taken where the reader's fields say
                nothing (`mentorsim.page.app.here.Here.here_with`).

        Raises:
            InputError: numbers that cannot be, or contradict the counts.
        """
        job = FollowUpJob(counted, here(self.usual(counted)), policy)
        job.check()
        return job


def empty_table(year: int, language: Language) -> pd.DataFrame:
    """A table to type into, with the quarters of a year.

    Args:
        year: of the first period.
        language: in which periods are written.
    """
    period, periods = Period(year, 1, "quarter"), []
    for _ in range(ROWS):
        periods.append(period_told(period, language))
        period = period.following
    rows = pd.DataFrame("", index=range(ROWS), columns=[PERIOD, *figures()])
    return rows.assign(**{PERIOD: periods})


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """A table that was typed into: every cell as text, what is missing as empty."""
    plain = frame.astype(object).where(frame.notna(), "").astype(str)
    return plain.assign(**{str(name): plain[name].str.strip() for name in plain.columns})


@cache
def headings(code: str) -> dict[str, str]:
    """What each column of the table is called in a language.

    Args:
        code: of the language.
    """
    language = Language(code)
    titles = {name: in_language(figure.title, language) for name, figure in figures().items()}
    return {PERIOD: language.text("follow_up.heading.period"), **titles}
