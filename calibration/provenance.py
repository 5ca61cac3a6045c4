"""What a posterior was fitted with, and what was done to its draws since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from calibration.draws import draws_in, draws_text
from calibration.fingerprints import fingerprints, short_hash
from calibration.fitted_lives import lives_fingerprint
from calibration.trial import Trial
from sim.own_rules import OwnRules
from sim.parameters import Prior, parameter_space


@dataclass(frozen=True)
class Restamp:
    """A change of the model that left the trial's own lives, and so the fit, as they were.

    Attributes:
        model: fingerprint that the posterior had before.
        day: of the new stamp.
        reason: what was changed, and why the fit does not see it.
    """

    model: str
    day: str
    reason: str


@dataclass(frozen=True)
class Provenance:
    """What a posterior was fitted with.

    Attributes:
        method: in words.
        reading: `pooled` or `as-printed`.
        chosen: by contradiction of the source, the row that was fitted; empty is the defaults.
        model, parameters, targets, draws: fingerprints.
        seed: of the fit.
        fitted: day.
        lives: fingerprint of the trial's own lives under the draws
            (`calibration.fitted_lives.lives_fingerprint`).
        restamps: later models under which the trial is lived as before, the oldest first.
        changes: what was done to the draws since the fit, in words, the first first.
        priors: priors of one's own that it was fitted under, by parameter, as plain fields; none
            are those of `sim/parameters.yaml`.
        rules: rules of one's own that it was fitted under: by name, a fingerprint of their code;
            none are the model's.
    """

    method: str
    reading: str
    chosen: dict[str, str]
    model: str
    parameters: str
    targets: str
    draws: str
    seed: int
    fitted: str
    lives: str
    restamps: tuple[Restamp, ...] = ()
    changes: tuple[str, ...] = ()
    priors: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)

    def own_priors(self) -> dict[str, Prior]:
        """Priors of one's own that it was fitted under, by parameter."""
        return {name: Prior(**fields) for name, fields in self.priors.items()}


def make_provenance(
    method: str,
    draws: pd.DataFrame,
    *,
    reading: str,
    chosen: Mapping[str, str],
    trial: Trial,
    seed: int,
    priors: Mapping[str, Prior] | None = None,
    rules: OwnRules | None = None,
) -> Provenance:
    """Provenance of a fit made now.

    Args:
        method: how it was fitted, in words.
        draws: one column per parameter, one row per draw.
        reading: of the trial's subgroups.
        chosen: by contradiction, the row that was fitted.
        trial: the tables.
        seed: of the fit.
        priors: those that were not the model's own.
        rules: those that were not the model's own; None is none.
    """
    text = draws_text(draws)
    own = priors or {}
    now = fingerprints(trial, chosen, parameter_space().with_priors(own))
    return Provenance(
        method=method,
        reading=reading,
        chosen=dict(chosen),
        model=now["model"],
        parameters=now["parameters"],
        targets=now["targets"],
        draws=short_hash(text),
        seed=seed,
        fitted=date.today().isoformat(),
        lives=lives_fingerprint(
            trial, draws_in(text), chosen, None if rules is None else rules.engine
        ),
        priors={name: prior.model_dump() for name, prior in own.items()},
        rules={} if rules is None else dict(rules.codes),
    )


def after_change(fitted: Provenance, draws: pd.DataFrame, trial: Trial, said: str) -> Provenance:
    """Provenance of other draws made from those of a posterior.

    Args:
        fitted: provenance of that posterior.
        draws: made from its draws, counted from 0.
        trial: the tables that it was fitted to.
        said: how they were made, in words.
    """
    text = draws_text(draws)
    # Under rules of one's own nobody can live here: only their fingerprints are known.
    lives = "" if fitted.rules else lives_fingerprint(trial, draws_in(text), fitted.chosen)
    return replace(
        fitted,
        draws=short_hash(text),
        lives=lives,
        changes=(*fitted.changes, f"{said}, from {fitted.draws}"),
    )
