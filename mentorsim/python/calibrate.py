"""Fit the parameters to a trial, in Python, as the command `mentorsim calibrate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from mentorsim.folders.output import check_folder
from mentorsim.request.study import study_asked
from scenarios.policy.own_rules import own_rules
from sim.errors import InputError
from sim.messages import Said
from sim.own_rules import Rule

if TYPE_CHECKING:
    from calibration.calibration_setting import CalibrationSetting
    from calibration.study import Study

#: What only a calibration needs.
LIBRARIES = ("arviz", "jax", "numpyro", "optax")


def calibrate(
    out: str | Path,
    *,
    rules: Mapping[str, Rule] | None = None,
    quick: bool = False,
    resume: bool = False,
    reading: str = READINGS[0],
    study: str | Path | None = None,
    seed: int = 1,
    workers: int = 2,
) -> Posterior:
    """Fit the parameters again, as the command `mentorsim calibrate`.

    Args:
        out: folder for the posterior and for what is finished on the way.
        rules: rules of one's own under which everybody lives, as in `mentorsim.with_rules`.
        quick: a small calibration, to try: its intervals are wider, and it takes a minute where a
            whole one takes most of an hour.
        resume: go on with an interrupted one.
        reading: of the trial's subgroups.
        study: folder of a study of one's own (docs/study.md); else the trial that comes with the
            project.
        seed: of everything.
        workers: threads; the posterior does not depend on them.

    Returns:
        The posterior, to be given to `compare` and the others as `posterior`. It knows under which
        rules it was fitted, and policies that are lived under others say so.

    Raises:
        InputError: libraries of the calibration are not installed, an output folder that cannot be
            used or holds another calibration, a study that cannot be read, or rules as in
            `mentorsim.with_rules`.

    Example:
        `calibrate("ours", quick=True)` takes a minute (notebooks/09-own-rule.ipynb). What cannot be
        is refused before anything is lived or written:

        >>> calibrate("ours", reading="mine")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        sim.errors.InputError: ...
    """
    check_folder(Path(out))
    of = study_asked(None if study is None else Path(study))
    calibration_libraries()
    from calibration.calibration_setting import CalibrationSetting

    setting = CalibrationSetting(
        reading=reading,
        priors=of.priors,
        readings=of.trial.readings,
        rules=None if rules is None else own_rules(rules),
        seed=seed,
        workers=workers,
    )
    return calibrated(Path(out), of, setting.quick() if quick else setting, resume=resume)


def calibrated(
    out: Path,
    study: Study,
    setting: CalibrationSetting,
    *,
    resume: bool = False,
    progress: Callable[[str, float], None] = lambda step, share: None,
) -> Posterior:
    """Fit the parameters to a study and keep what comes of it.

    Args:
        out: folder for it.
        study: that is fitted.
        setting: how much to compute, and what is fitted.
        resume: go on with an interrupted calibration.
        progress: called with the step and the share that is done.

    Raises:
        InputError: as `calibration.calibrate.calibrate`, or `out` cannot be written to.
    """
    from calibration import calibrate as calibrating
    from calibration.chain_data import WORK
    from calibration.identification import posterior_of

    found = calibrating.calibrate(
        study.trial, setting, out / WORK, resume=resume, progress=progress
    )
    posterior = posterior_of(found, study.trial, setting)
    posterior.save(out)
    return posterior


def calibration_libraries() -> None:
    """Find out whether the libraries of the calibration are there.

    jax and NumPyro are large; nothing but a calibration needs them.

    Raises:
        InputError: they are not installed.
    """
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise InputError(
            Said("mentorsim.calibration_needs_libraries_that_are_not"),
            found=Said("scenarios.no_name", name=", ".join(missing)),
            allowed=Said("calibration.pip_install_mentorsim_calibrate"),
        )
