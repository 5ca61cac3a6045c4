"""Rows of effects.csv as targets, and the errors the source does not print."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from calibration.readings import Readings
from calibration.tables import TrialTables
from calibration.target import OWN_UNIT, SLOPE, Target
from calibration.trial import Trial
from calibration.trial_rows import EffectRow, JobcentreRow
from sim.groups import group_mask
from sim.parameters import parameter_space
from sim.reference import weeks_per_month

#: How many times larger the drawn population is in which sizes of subgroups are counted.
COPIES_FOR_SIZES = 20


def second_readings(trial: Trial, effects: list[Target], chosen: Mapping[str, str]) -> list[Target]:
    """Where the source prints two ranges for one row, the second beside the first.

    Args:
        trial: whose tables contradict each other.
        effects: the rows as they are printed first.
        chosen: by contradiction, the row that is fitted.
    """
    by_id = {target.id: target for target in effects}
    result = []
    for contradiction in trial.tables.contradictions:
        for number, reading in enumerate(contradiction.readings[1:], start=2):
            target = by_id[reading.id]
            if (reading.low_pp, reading.high_pp) == (target.low, target.high):
                continue  # a row of its own
            name = f"{target.id}_reading_{number}"
            role, why = trial.readings.role(name, chosen)
            result.append(
                replace(
                    target,
                    id=name,
                    low=reading.low_pp,
                    high=reading.high_pp,
                    role=role,
                    why=why,
                    source=reading.source,
                )
            )
    return result


def group_shares(trial: Trial) -> Mapping[str, float]:
    """Share of each group in a large drawn population (printed shares are met there)."""
    cohort = trial.cohort(parameter_space().centres(), seed=0, copies=COPIES_FOR_SIZES)
    groups = trial.groups.subgroups.values()
    return {name: float(group_mask(cohort.population, name).mean()) for name in groups}


def _level(row: EffectRow, tables: TrialTables) -> tuple[float, str] | None:
    """Share of all controls with the outcome and where it is printed; None where it is not."""
    for other in tables.effects:
        if other.outcome == row.outcome and other.control_level is not None:
            return (
                other.control_level,
                f"level of all controls {other.control_level:g} ({other.id})",
            )
    return None


def arms(
    row: EffectRow, trial: Trial, shares: Mapping[str, float], group: str
) -> tuple[float, float]:
    """People behind an effect, treated and controls.

    Args:
        row: as printed.
        trial: the tables.
        shares: of each group among the people, 0 to 1.
        group: whose people are counted where the row does not print how many they are.
    """
    n = row.n_both_arms or shares[group] * float(trial.seats.sum())
    treated = n * float(trial.treated_seats.sum() / trial.seats.sum())
    return treated, n - treated


def effect(
    row: EffectRow, trial: Trial, shares: Mapping[str, float], chosen: Mapping[str, str]
) -> Target:
    """An effect of the programme: percentage points on a group in a span of weeks.

    Args:
        row: as printed.
        trial: the tables, for arms and levels.
        shares: of each group among the people.
        chosen: by contradiction, the row that is fitted.
    """
    read: Readings = trial.readings
    role, why = read.role(row.id, chosen)
    group = trial.groups.subgroups.get((row.subgroup_variable, row.subgroup_value))
    low, high, se, derivation = row.effect_low_pp, row.effect_high_pp, None, ""
    in_words, p0 = False, None
    plain, unit, behind = low is not None and low == high, "pp", None
    if role != "outside" and row.id == SLOPE:
        se, derivation = _slope_error(trial)
    elif role != "outside" and group is not None:
        treated, controls = arms(row, trial, shares, group)
        level, people = (
            _level(row, trial.tables),
            f"from {round(treated + controls)} people in both arms",
        )
        in_words = low is None or high is None
        if level is None:
            # Numbers in points come with a level (`calibration.known_rows`).
            se, unit, behind = 1.0, OWN_UNIT, (treated, controls)
            derivation = f"{people} and the level that the model shows"
        else:
            p0, words = level
            middle = (low + high) / 200 if low is not None and high is not None else 0.0
            p1 = p0 + middle
            se = 100 * math.sqrt(p1 * (1 - p1) / treated + p0 * (1 - p0) / controls)
            derivation = f"{people} and the {words}"
        if low is None or high is None:
            reading = read.of(row)
            low, high = (bound * se for bound in reading.interval)
            derivation += f"; words read as an interval: {reading.why}"
    return Target(
        id=row.id,
        table="effects",
        outcome=row.outcome,
        subgroup=f"{row.subgroup_variable}: {row.subgroup_value}",
        group=group,
        week_from=row.week_from,
        week_to=row.week_to,
        low=low,
        high=high,
        se=se,
        unit="pp per 10 min" if row.id == SLOPE else unit,
        derivation=derivation,
        role=role,
        why=why,
        source=row.source,
        in_words=in_words,
        arms=behind,
        level=p0,
        rounding=read.effect_rounding.value if plain else 0.0,
        left_out_with=trial.groups.blocks.get(row.subgroup_variable, ""),
    )


def control_levels(trial: Trial) -> list[Target]:
    """Levels of all controls that are printed beside an effect."""
    tables = trial.tables
    controls = sum(row.n_control for row in tables.jobcentres)
    half = trial.readings.level_rounding.value
    result = []
    for row in tables.effects:
        if row.control_level is None:
            continue
        p = row.control_level
        result.append(
            Target(
                id=f"level_{row.id}",
                table="effects",
                outcome=f"{row.outcome} (level)",
                subgroup="controls",
                group="all",
                week_from=row.week_from,
                week_to=row.week_to,
                low=100 * (p - half),
                high=100 * (p + half),
                se=100 * math.sqrt(p * (1 - p) / controls),
                unit="%",
                derivation=f"binomial, {controls} controls; rounding read as an interval",
                role="target",
                why="",
                source=row.source,
                level=p,
            )
        )
    return result


def _slope_error(trial: Trial) -> tuple[float, str]:
    """Standard error of the slope over jobcentres, pp per 10 minutes per week.

    That of a least-squares line through 13 effects, each with the error of its own arms, against
    the printed hours (turned into minutes a week).
    """
    p = next(r.control_level for r in trial.tables.effects if r.control_level is not None)
    assert p is not None
    rows = trial.tables.jobcentres
    variance = np.array([p * (1 - p) * (1 / r.n_treated + 1 / r.n_control) for r in rows])
    minutes = np.array([weekly_minutes(r) for r in rows])
    slack = minutes - minutes.mean()
    se = math.sqrt(float((slack**2 @ variance) / (slack**2).sum() ** 2))
    return 1000 * se, "least-squares line through 13 effects, each with the error of its own arms"


def weekly_minutes(row: JobcentreRow) -> float:
    """Printed hours per mentee and month, as minutes a week."""
    return row.hours_per_mentee_month * 60 / weeks_per_month()
