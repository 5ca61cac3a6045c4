"""Give a posterior the fingerprint of the present model, where the trial is lived as before.

A posterior is refused under another model. Some changes of the model cannot move a fit, though: a
rule that nobody in the trial met. Then calibrating again would give the same draws, and this gives
the old ones the new fingerprint instead, with the reason beside it. It is refused unless draws,
priors and targets are those of the fit and the trial's own lives under the draws are the same, as
counted by `calibration.fitted_lives`; the draws are not written.

``python -m calibration.restamp --reason "..." [FOLDER ...]`` (by default what ships with the
project); ``make restamp REASON="..."``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from calibration.fitted_lives import lives_fingerprint
from calibration.provenance import Restamp
from calibration.reading_names import READINGS
from calibration.stored_posterior import MEND, refuse_another, shipped_folder, stored_posterior
from calibration.trial import Trial, the_trial
from sim.errors import InputError
from sim.messages import Said


def restamp(folder: Path, reason: str, trial: Trial | None = None) -> bool:
    """Give the posterior in a folder the fingerprint of the present model.

    Args:
        folder: with `draws.csv` and `fit.json`; only the latter is written.
        reason: what was changed in the model, and why the fit does not see it.
        trial: the tables it was fitted to; the trial's own if None.

    Returns:
        Whether there was anything to do.

    Raises:
        InputError: no reason, a folder that cannot be read or written, or a posterior that has to
            be fitted again: draws, priors, targets or the trial's own lives are others, or it was
            fitted under rules of one's own.
    """
    if not reason.strip():
        raise InputError(
            Said("calibration.no_reason"),
            field="--reason",
            found=repr(reason),
            allowed=Said("calibration.what_was_changed_in_the_model"),
        )
    posterior, now = stored_posterior(folder, trial)
    fitted = posterior.provenance
    refuse_another(posterior, now, [part for part in now if part != "model"], folder)
    if fitted.rules:
        raise InputError(
            Said("calibration.fitted_under_own_rules"),
            file=folder / "fit.json",
            field="provenance.rules",
            found=", ".join(fitted.rules),
            allowed=MEND,
        )
    lives = lives_fingerprint(trial or the_trial(), posterior.draws, fitted.chosen)
    if lives != fitted.lives:
        raise InputError(
            Said("calibration.the_trial_itself_is_lived_otherwise"),
            file=folder / "fit.json",
            field="provenance.lives",
            found=fitted.lives,
            allowed=Said("calibration.now_or_mend", now=lives, mend=MEND),
        )
    if fitted.model == now["model"]:
        return False
    done = Restamp(fitted.model, date.today().isoformat(), reason.strip())
    provenance = replace(fitted, model=now["model"], restamps=(*fitted.restamps, done))
    replace(posterior, provenance=provenance).save_fit(folder)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Stamp folders; 0 if all is well, 2 with a message on standard error if not."""
    parser = argparse.ArgumentParser(
        prog="python -m calibration.restamp",
        description="Give posteriors the fingerprint of the present model, where the trial is "
        "lived as before. Draws stay as they are.",
    )
    parser.add_argument("folders", nargs="*", type=Path, help="by default those that ship")
    parser.add_argument(
        "--reason", required=True, help="what was changed, and why the fit does not see it"
    )
    asked = parser.parse_args(arguments)
    try:
        for folder in asked.folders or [shipped_folder(reading) for reading in READINGS]:
            new = restamp(folder, asked.reason)
            print(f"{folder}: {'stamped' if new else 'already of this model, left as it is'}")
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
