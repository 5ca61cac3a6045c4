"""A study: everything that is known of one trial, as one value that is passed down.

The study that ships with the project is `shipped_study()`; another one stands in a folder of one's
own (`read_study`, docs/study.md). Nothing below the commands and the Python interface fetches a
study: whoever needs one is given it, or its world (`calibration.trial.Trial`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from calibration.known_rows import check_known
from calibration.own_priors import read_priors
from calibration.posterior import Posterior
from calibration.reading_names import check_reading
from calibration.readings import Readings
from calibration.stored_posterior import FOLDER, posterior_folder, read_posterior
from calibration.study_groups import StudyGroups
from calibration.tables import OPTIONAL, read_tables
from calibration.trial import Trial, made_trial, the_trial
from calibration.trial_design import TrialDesign
from calibration.trial_population import read_assumptions
from sim.errors import InputError
from sim.foreign import allowed_of, fault_of, field_of, found_in, own_words, problem_of
from sim.messages import Said
from sim.parameters import Prior
from sim.yaml_files import fields_in

#: Files of a study's folder, besides its tables.
DESIGN, READINGS_FILE, GROUPS_FILE, PEOPLE = (
    "design.yaml",
    "readings.yaml",
    "groups.yaml",
    "population.yaml",
)
#: A file that it may have, the folder of its tables and that of its posteriors.
PRIORS, TABLES, POSTERIORS = "priors.yaml", "tables", "posteriors"
#: A file of a study is a few pages of text; anything far larger is not one.
LARGEST_FILE = 1_000_000
Part = TypeVar("Part", bound=BaseModel)


@dataclass(frozen=True)
class Study:
    """One trial and what is known of it.

    Attributes:
        trial: its world: tables, design and arms, readings, groups and strata, people, jobcentres.
        posteriors: folder with one folder for each reading that it was calibrated under.
        priors: its own, by parameter, over those of `sim/parameters.yaml`.
        folder: where it stands; None is inside the project.
    """

    trial: Trial
    posteriors: Path
    priors: Mapping[str, Prior] = field(default_factory=dict)
    folder: Path | None = None

    def posterior(self, reading: str) -> Posterior:
        """The posterior of one reading.

        Args:
            reading: of `calibration.stored_posterior.READINGS`.

        Raises:
            InputError: no such reading, a study that was not calibrated under it yet, or a
                posterior of another model, of other priors or of other tables.
        """
        check_reading(reading)
        place = posterior_folder(self.posteriors, reading)
        if not (place / "fit.json").exists():
            raise InputError(
                Said("calibration.this_study_has_no_posterior"),
                file=place,
                field="--study",
                found=Said("sim.nothing"),
                allowed=Said(
                    "calibration.calibrate_the_study_first", folder=str(self.folder), out=str(place)
                ),
            )
        return read_posterior(place, self.trial)


@cache
def shipped_study() -> Study:
    """The study that comes with the project: the mentor trial of 2012-13."""
    return Study(the_trial(), FOLDER)


def read_study(folder: Path) -> Study:
    """A study of one's own; docs/study.md says what its folder holds.

    Args:
        folder: with `design.yaml`, `readings.yaml`, `groups.yaml`, `population.yaml`, the tables in
            `tables`, and perhaps `priors.yaml` and `posteriors`.

    Raises:
        InputError: no such folder, a file that is missing or malformed, or files that contradict
            each other; it names file, field, what was found and what is allowed.
    """
    if not folder.is_dir():
        names = ", ".join((DESIGN, READINGS_FILE, GROUPS_FILE, PEOPLE, f"{TABLES}/"))
        raise InputError(
            Said("calibration.no_study_here"),
            file=folder,
            field="--study",
            found=Said("sim.nothing"),
            allowed=Said("calibration.a_folder_with_the_study", names=names),
        )
    groups = _part(folder / GROUPS_FILE, StudyGroups)
    tables = read_tables(folder / TABLES, groups.strata, OPTIONAL)
    if bool(tables.progression) != bool(tables.steps):
        there, gone = "progression.csv", "steps_week_1.csv"
        if not tables.progression:
            there, gone = gone, there
        raise InputError(
            Said("calibration.both_or_neither", one=there, other=gone),
            file=folder / TABLES,
            allowed=Said("calibration.both_tables_or_none"),
        )
    trial = made_trial(
        tables,
        _part(folder / DESIGN, TrialDesign),
        _part(folder / READINGS_FILE, Readings),
        groups,
        read_assumptions(folder / PEOPLE),
    )
    check_known(trial)
    priors = folder / PRIORS
    return Study(
        trial,
        folder / POSTERIORS,
        read_priors(priors) if priors.exists() else {},
        folder,
    )


def _part(path: Path, kind: type[Part]) -> Part:
    """One file of a study, checked."""
    content = fields_in(path, "study", kind.model_fields, LARGEST_FILE)
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        fault = fault_of(error)
        raise InputError(
            problem_of(fault),
            file=path,
            field=field_of(fault),
            found=found_in(fault),
            allowed=None if own_words(fault) else allowed_of(fault),
        ) from error
