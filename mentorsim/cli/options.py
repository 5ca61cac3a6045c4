"""What several commands ask for: their options, each said once, and what the answers stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calibration.reading_names import READINGS, check_reading
from mentorsim.request.numbers import whole_option
from scenarios.comparison.longest import LONGEST
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from calibration.study import Study

#: Policy that others are set against, if no other is named.
REFERENCE = "no-mentor"
#: Threads, if no other number is given.
CORES = os.cpu_count() or 1

Json = Annotated[
    bool, typer.Option("--json", help=Said("mentorsim.help_results_for_machines_on_standard"))
]
Out = Annotated[
    Path | None, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_results"))
]
Lang = Annotated[
    str, typer.Option("--language", help=Said("mentorsim.help_language_of_tables_and_reports"))
]


def seed_option(help: str) -> Any:
    """The option of the seed.

    Args:
        help: what it is of.
    """
    return whole_option("--seed", help, low=0, high=2**31 - 1)


def resume_option(help: str) -> Any:
    """The option that goes on with an interrupted run.

    Args:
        help: what it goes on with.
    """
    return typer.Option("--resume", help=help)


Seed = Annotated[int, seed_option(Said("mentorsim.help_seed_of_the_worlds"))]
Resume = Annotated[bool, resume_option(Said("mentorsim.help_go_on_with_an_interrupted_run_in"))]
Draws = Annotated[
    int, whole_option("--draws", Said("mentorsim.help_posterior_draws_to_use"), low=2)
]
Weeks = Annotated[
    int | None,
    whole_option(
        "--weeks", Said("mentorsim.help_weeks_since_entry_to_follow"), low=1, high=LONGEST
    ),
]
Workers = Annotated[
    int, whole_option("--workers", Said("mentorsim.help_threads_results_do_not_depend"), low=1)
]


def reading_option(help: str) -> Any:
    """An option that names one of the readings.

    Args:
        help: what is read.
    """

    def read(value: str) -> str:
        check_reading(value, "--reading")
        return value

    return typer.Option("--reading", help=help, parser=read)


Reading = Annotated[
    str,
    reading_option(Said("mentorsim.help_how_subgroups_are_read_readings", readings=READINGS)),
]
Fitted = Annotated[
    Path | None, typer.Option("--posterior", help=Said("mentorsim.help_folder_of_a_calibration_of"))
]
Policies = Annotated[
    list[str],
    typer.Argument(
        metavar=Said("mentorsim.metavar_policies"),
        help=Said("mentorsim.help_names_in_the_library_or"),
    ),
]
PopulationFile = Annotated[
    Path | None,
    typer.Option(
        "--population",
        help=Said("mentorsim.help_your_own_young_people_a"),
    ),
]
Take = Annotated[
    list[str] | None,
    typer.Option(
        "--take",
        help=Said("mentorsim.help_name_answer_how_to_read"),
    ),
]
People = Annotated[
    int | None, whole_option("--people", Said("mentorsim.help_how_many_they_are_with"))
]
StaffingAs = Annotated[
    str | None,
    typer.Option("--staffing-as", help=Said("mentorsim.help_jobcentre_of_the_trial_whose")),
]


def posterior_asked(
    reading: str, folder: Path | None = None, study: Study | None = None
) -> Posterior:
    """A posterior: of those that come with a study, or of a folder.

    Args:
        reading, folder, study: as in `draws_of`.

    Raises:
        InputError: no such reading, or no posterior of this model and study.
    """
    from calibration.stored_posterior import read_posterior, shipped_posterior

    own = study is not None and study.folder is not None
    if folder is not None:
        return read_posterior(folder, study.trial if study is not None and own else None)
    return study.posterior(reading) if study is not None and own else shipped_posterior(reading)


def draws_of(
    count: int,
    reading: str = READINGS[0],
    folder: Path | None = None,
    study: Study | None = None,
) -> Posterior:
    """The first draws of a posterior: of those that come with a study, or of a folder.

    Args:
        count: how many.
        reading: of the subgroups; which of the study's posteriors.
        folder: of a calibration of one's own, in place of them.
        study: that it was fitted to; None is the study that ships with the project.

    Raises:
        InputError: no such reading, a folder that is no posterior of this model, or fewer draws
            than were asked for.
    """
    from mentorsim.saved.question import posterior_used

    posterior = posterior_asked(reading, folder, study)
    if count > len(posterior):
        raise InputError(
            Said("mentorsim.more_draws_than_the_posterior_has"),
            field="--draws",
            found=count,
            allowed=Said("scenarios.2_to_most", most=len(posterior)),
        )
    found = posterior.first(count)
    posterior_used(found)
    return found
