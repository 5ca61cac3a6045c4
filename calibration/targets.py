"""What the trial saw, as targets: every row of its tables, also those the model cannot speak to.

A target (`calibration.target`) is an interval of the estimate and its standard error. Errors that
the source does not print are derived, and each target says how; words and contradictions are read
as `calibration.readings` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from calibration.effect_targets import control_levels, effect, group_shares, second_readings
from calibration.other_targets import delivery, jobcentres, life_after, mentor_effects, progression
from calibration.readings import Readings
from calibration.target import Target
from calibration.trial import Trial, the_trial
from sim.errors import InputError
from sim.messages import Said


def targets(trial: Trial, chosen: Mapping[str, str] | None = None) -> tuple[Target, ...]:
    """Every row of the trial's result tables as a target, in the order of the tables.

    Args:
        trial: the tables.
        chosen: by contradiction (of the study's readings), the row that is fitted; the
            defaults where it says nothing.

    Raises:
        InputError: no such contradiction, or no such row in it.
    """
    chosen = chosen or {}
    _check_choice(trial.readings, chosen)
    sizes = group_shares(trial)
    effects = [effect(row, trial, sizes, chosen) for row in trial.tables.effects]
    return (
        *effects,
        *second_readings(trial, effects, chosen),
        *control_levels(trial),
        *delivery(trial),
        *mentor_effects(trial),
        *jobcentres(trial),
        *progression(trial.tables),
        *life_after(trial),
    )


@cache
def shipped_targets() -> tuple[Target, ...]:
    """Every row of the trial that ships with the project."""
    return targets(the_trial())


def _check_choice(read: Readings, chosen: Mapping[str, str]) -> None:
    known = read.contradictions
    for name, row in chosen.items():
        if name not in known:
            raise InputError(
                Said("calibration.unknown_contradiction"),
                field=name,
                found=name,
                allowed=", ".join(known),
            )
        if row not in known[name].rows:
            raise InputError(
                Said("calibration.no_such_reading"),
                field=name,
                found=row,
                allowed=", ".join(known[name].rows),
            )
