"""Posteriors on disk: those that ship with the project, and those of calibrations of one's own.

The draws that ship are read by everything that shows an interval. They carry fingerprints of the
model, the parameters and the targets, and are refused when these no longer match: a posterior of
another model is not silently used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from calibration.draws import check_columns, draws_in
from calibration.fingerprints import fingerprints, short_hash
from calibration.posterior import Posterior
from calibration.provenance import Provenance
from calibration.reading_names import READINGS, check_reading
from calibration.trial import Trial, the_trial
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said
from sim.parameters import parameter_space

#: Where the shipped posteriors live, one folder per reading.
FOLDER = Path(__file__).parent / "studies" / "danish_mentor_rct" / "posteriors"
SHIPPED = FOLDER / READINGS[0]
MEND = Said("calibration.mend")


def read_posterior(folder: Path = SHIPPED, trial: Trial | None = None) -> Posterior:
    """The posterior in a folder.

    Args:
        folder: with `draws.csv` and `fit.json`.
        trial: the tables it was fitted to; the trial's own if None.

    Raises:
        InputError: missing or unreadable files, or fitted on another model, other priors or other
            targets.
    """
    posterior, now = stored_posterior(folder, trial)
    refuse_another(posterior, now, tuple(now), folder)
    return posterior


def stored_posterior(folder: Path, trial: Trial | None = None) -> tuple[Posterior, dict[str, str]]:
    """The posterior in a folder as it stands, and the fingerprints that it should have now.

    Args:
        folder, trial: as in `read_posterior`.

    Returns:
        The posterior, and by part (`model`, `parameters`, `targets`, `draws`) the fingerprint.

    Raises:
        InputError: missing or unreadable files.
    """
    try:
        content = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
        text = (folder / "draws.csv").read_text(encoding="utf-8")
        draws = draws_in(text)
        provenance = TypeAdapter(Provenance).validate_python(content["provenance"])
        estimate = TypeAdapter(dict[str, float]).validate_python(content["estimate"])
        report = TypeAdapter(dict[str, Any]).validate_python(content["report"])
    except FileNotFoundError as error:
        raise InputError(
            Said("calibration.no_posterior_here"), file=error.filename, allowed=MEND
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Said("calibration.unreadable_posterior"),
            file=folder,
            found=of_system(error),
            allowed=MEND,
        ) from error
    check_columns(draws, file=folder / "draws.csv")
    space = parameter_space().with_priors(provenance.priors, file=folder / "fit.json")
    now = fingerprints(trial or the_trial(), provenance.chosen, space)
    found = Posterior(draws, estimate, provenance, report, trial)
    return found, now | {"draws": short_hash(text)}


def refuse_another(
    posterior: Posterior, now: Mapping[str, str], parts: Sequence[str], folder: Path
) -> None:
    """Find out whether a posterior was fitted with what there is now.

    Args:
        posterior, now: of `stored_posterior`.
        parts: what is compared, of `now`.
        folder: where the posterior stands.

    Raises:
        InputError: another version of one of the parts.
    """
    for part in parts:
        found = getattr(posterior.provenance, part)
        if found != now[part]:
            raise InputError(
                Said("calibration.this_posterior_was_fitted_on_another", part=part),
                file=folder / "fit.json",
                field=f"provenance.{part}",
                found=found,
                allowed=Said("calibration.now_or_mend", now=now[part], mend=MEND),
            )


@cache
def shipped_posterior(reading: str = READINGS[0]) -> Posterior:
    """The posterior that comes with the project, for one reading.

    Raises:
        InputError: unknown reading, or the posterior no longer matches the model.
    """
    check_reading(reading)
    return read_posterior(shipped_folder(reading))


def shipped_folder(reading: str) -> Path:
    """Where the posterior of a reading ships."""
    return posterior_folder(FOLDER, reading)


def posterior_folder(posteriors: Path, reading: str) -> Path:
    """Where the posterior of a reading stands among those of a study.

    Args:
        posteriors: folder of the study's posteriors.
        reading: of `READINGS`.
    """
    # A folder inside the package: its name has to be one that Python can import.
    return posteriors / reading.replace("-", "_")
