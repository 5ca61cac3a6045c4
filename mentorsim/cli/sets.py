"""Sets of options that several commands have, each one idea, and what they stand for.

What a set is: `mentorsim.terminal.option_sets`. Each option is said in `mentorsim.cli.options`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calibration.reading_names import READINGS
from mentorsim.cli.options import (
    CORES,
    Fitted,
    Json,
    Lang,
    Out,
    People,
    PopulationFile,
    Reading,
    Resume,
    Seed,
    StaffingAs,
    Take,
    Workers,
    draws_of,
    posterior_asked,
)
from mentorsim.cli.situation_options import SituationFile, here_asked, prices_asked
from mentorsim.folders.output import check_folder
from mentorsim.folders.resume import Opening, saved_pieces
from mentorsim.language import Language
from mentorsim.request.executor import THREADS, ExecutorName
from mentorsim.request.prices import PriceLevel, PricesAsked, RuleYear
from mentorsim.request.study import StudyFolder, study_asked
from mentorsim.saved.question import Save, check_save, posterior_used

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from calibration.study import Study
    from mentorsim.request.request import Situated
    from scenarios.economics.price_file import Prices


@dataclass(frozen=True)
class PriceOptions:
    """The prices of kroner."""

    prices: PricesAsked = None
    rule_year: RuleYear = None
    price_level: PriceLevel = None

    def of(self, here: Situated) -> Prices:
        """As `mentorsim.cli.situation_options.prices_asked`."""
        return prices_asked(here, self.prices, self.rule_year, self.price_level)


@dataclass(frozen=True)
class PeopleOptions:
    """Who lives in which situation."""

    population: PopulationFile = None
    people: People = None
    staffing_as: StaffingAs = None
    take: Take = None
    situation: SituationFile = None

    def here(self, study: Study) -> Situated:
        """As `mentorsim.cli.situation_options.here_asked`."""
        return here_asked(
            self.situation, self.population, self.people, self.staffing_as, self.take, study
        )


@dataclass(frozen=True)
class StudyOptions:
    """The study that the model is fitted to, and how its subgroups are read."""

    reading: Reading = READINGS[0]
    study: StudyFolder = None

    def asked(self, answer: AnswerOptions | None = None) -> Study:
        """As `mentorsim.request.study.study_asked`.

        Args:
            answer: whether the question is to be saved; None where none can be.
        """
        return study_asked(self.study, None if answer is None else answer.save)


@dataclass(frozen=True)
class FitOptions(StudyOptions):
    """The study, and a posterior of it that is used whole."""

    posterior: Fitted = None

    def draws(self, study: Study) -> Posterior:
        """The posterior, which the file of a saved question names.

        Raises:
            InputError: as `mentorsim.cli.options.posterior_asked`.
        """
        found = posterior_asked(self.reading, self.posterior, study)
        posterior_used(found)
        return found


@dataclass(frozen=True)
class FirstDrawsOptions(StudyOptions):
    """The study, and a posterior of it whose first draws are used."""

    posterior_folder: Fitted = None

    def draws(self, count: int, study: Study) -> Posterior:
        """As `mentorsim.cli.options.draws_of`."""
        return draws_of(count, self.reading, self.posterior_folder, study)

    def every_draw(self, study: Study) -> Posterior:
        """All draws of the posterior.

        Raises:
            InputError: as `mentorsim.cli.options.posterior_asked`.
        """
        found = posterior_asked(self.reading, self.posterior_folder, study)
        posterior_used(found)
        return found


@dataclass(frozen=True)
class RunOptions:
    """How results are computed, and where they are written."""

    seed: Seed = 1
    workers: Workers = CORES
    out: Out = None
    resume: Resume = False

    def check(self) -> None:
        """As `mentorsim.folders.output.check_folder`, if there is a folder."""
        if self.out is not None:
            check_folder(self.out)

    def saved_pieces(self) -> AbstractContextManager[Opening | None]:
        """As `mentorsim.folders.resume.saved_pieces`."""
        return saved_pieces(self.out, resume=self.resume)


@dataclass(frozen=True)
class ClusterRunOptions(RunOptions):
    """The same where worlds may be lived on a cluster."""

    executor: ExecutorName = THREADS


@dataclass(frozen=True)
class AnswerOptions:
    """How the answer is told, and whether its question is kept."""

    save: Save = None
    json: Json = False
    language: Lang = "en"

    @property
    def words(self) -> Language:
        """The language.

        Raises:
            InputError: there is no such language.
        """
        return Language(self.language)

    def check(self) -> None:
        """As `mentorsim.saved.question.check_save`."""
        check_save(self.save)
