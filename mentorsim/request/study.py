"""The study that a command is asked about: the one that ships, or a folder of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.study import Study
    from calibration.trial import Trial

#: What the provenance of a run calls a study of one's own.
STUDY = "study"
StudyFolder = Annotated[
    Path | None, typer.Option("--study", help=Said("mentorsim.help_folder_of_a_study"))
]


def study_used(trial: Trial) -> dict[str, object]:
    """What the provenance of results says of a study of one's own; nothing for the one that ships.

    Args:
        trial: the study as a world.
    """
    from scenarios.comparison.identity import study_identity

    found = study_identity(trial)
    return {STUDY: f"{trial.design.title.en} ({found['study']})"} if found else {}


def study_asked(folder: Path | None, save: Path | None = None) -> Study:
    """The study of an option.

    Args:
        folder: of a study of one's own; None is the study that ships with the project.
        save: file that the question is to be saved in, if any.

    Raises:
        InputError: as `calibration.study.read_study`, or a question about a study of one's own is
            to be saved: whoever opens it could not have the study.
    """
    from calibration.study import read_study, shipped_study

    if folder is None:
        return shipped_study()
    if save is not None:
        raise InputError(
            Said("mentorsim.a_study_is_not_saved_with_a_question"),
            field="--save",
            found=str(save),
            allowed=Said("mentorsim.without_save_or_without_study"),
        )
    return read_study(folder)
