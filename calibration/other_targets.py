"""Delivery, mentors' characteristics, jobcentres, steps and life after a start as targets."""

from __future__ import annotations

import math

import numpy as np

from calibration.readiness_steps import STEPS, SURVEY_WEEK, printed_ratio
from calibration.tables import TrialTables
from calibration.target import Target
from calibration.trial import Trial


def delivery(trial: Trial) -> list[Target]:
    """What was delivered: uptake, contact, duration; errors are binomial or of the corps."""
    tables, read = trial.tables, trial.readings
    support = trial.design.support_weeks.value
    n = sum(r.n_treated for r in tables.jobcentres)
    result = []
    for row in tables.delivery:
        role, why = read.role(row.quantity, {})
        se, derivation = None, "no error derived: a range or a count of the whole"
        low, high, unit = row.low, row.high, row.unit
        in_a_week = row.quantity == "contact_in_a_given_week"
        if unit.startswith("persons of"):
            drawn = int(unit.split()[2])
            low, high, unit = low / drawn, high / drawn, f"share of the {drawn} drawn"
            se = math.sqrt(low * (1 - low) / drawn)
            derivation = f"binomial, {drawn} persons"
        elif unit.startswith("share of") and low == high:
            clustered = row.quantity in read.clustered_by_mentor
            cases = sum(r.n_mentors for r in tables.jobcentres) if clustered else n
            se = math.sqrt(low * (1 - low) / cases)
            derivation = f"binomial, {cases} {'mentors' if clustered else 'treated'}"
        elif row.quantity == "mean_support_duration":
            # The spread is not printed; a uniform spread from 0 to the cap is the widest likely.
            se = support / math.sqrt(12) / math.sqrt(n)
            derivation = f"spread of at most a uniform up to {support:g} weeks, {n} treated"
        result.append(
            Target(
                id=row.quantity,
                table="delivery",
                outcome=row.quantity,
                subgroup="treated",
                group=None,
                week_from=int(read.contact_from.value) if in_a_week else 0,
                week_to=int(support),
                low=low,
                high=high,
                se=se,
                unit=unit,
                derivation=derivation,
                role=role,
                why=why,
                source=row.source,
            )
        )
    return result


def mentor_effects(trial: Trial) -> list[Target]:
    """Effects on education by mentors' characteristics, with their printed errors."""
    result = []
    for row in trial.tables.mentor_effects:
        role, why = trial.readings.role(row.mentor_characteristic, {})
        for week, effect, error in row.effects:
            estimate = 100 * effect
            result.append(
                Target(
                    id=f"{row.mentor_characteristic}_{week}",
                    table="mentor_effects",
                    outcome="education",
                    subgroup=f"mentor: {row.mentor_characteristic}",
                    group=None,
                    week_from=week,
                    week_to=week,
                    low=estimate,
                    high=estimate,
                    se=100 * error,
                    unit="pp",
                    derivation="printed",
                    role=role,
                    why=why,
                    source=row.source,
                )
            )
    return result


def jobcentres(trial: Trial) -> list[Target]:
    """Hours per mentee; the error is the scatter around what caseload explains.

    The source prints no error. Hours are taken as proportional to one over the caseload; what is
    left over the jobcentres (recording of travel, other clients, how direct the work is) is the
    error of one where rows are set beside the model. In a fit how much jobcentres differ is a
    parameter: the logarithm of one is off by a standard normal times it.
    """
    hours = np.array([row.hours_per_mentee_month for row in trial.tables.jobcentres])
    explained = np.array([1 / staffing.caseload for staffing in trial.staffing])
    scatter = float(np.std(np.log(hours / explained), ddof=1))
    return [
        Target(
            id=f"hours_{row.jobcentre}",
            table="jobcentres",
            outcome="hours_per_mentee_month",
            subgroup=f"jobcentre: {row.jobcentre}",
            group=row.jobcentre,
            week_from=0,
            week_to=int(trial.design.support_weeks.value),
            low=row.hours_per_mentee_month,
            high=row.hours_per_mentee_month,
            se=scatter * row.hours_per_mentee_month,
            unit="hours per mentee and month",
            derivation=f"scatter around hours proportional to 1 / caseload: {scatter:.0%}; in a "
            "fit the spread is learned (direct_share_spread)",
            role="target",
            why="",
            source=row.source,
            spread="direct_share_spread",
            spread_size=1.0,
        )
        for row in trial.tables.jobcentres
    ]


def progression(tables: TrialTables) -> list[Target]:
    """Steps towards education and work in the survey, as ratios of the arms."""
    if not tables.progression:
        return []
    result = []
    for name, step in STEPS.items():
        ratio = printed_ratio(tables, step)
        result.append(
            Target(
                id=name,
                table="progression",
                outcome=name,
                subgroup="all: all",
                group="all",
                week_from=SURVEY_WEEK,
                week_to=SURVEY_WEEK,
                low=ratio.value,
                high=ratio.value,
                se=ratio.value * ratio.se,
                unit="ratio of the arms",
                derivation="the arms' ratio in week 26 over that in week 1; four binomial shares",
                role="target",
                why="",
                source="tables 38 and 39",
            )
        )
    return result


def life_after(trial: Trial) -> list[Target]:
    """Figures from elsewhere on life after a start."""
    return [
        Target(
            id=name,
            table="life_after",
            outcome=name,
            subgroup="controls",
            group=None,
            week_from=row.weeks[0],
            week_to=row.weeks[1],
            low=row.low,
            high=row.high,
            se=row.se,
            unit=row.unit,
            derivation=row.derivation,
            role="target",
            why="",
            source=row.source,
            spread="population_spread",
            spread_size=row.se,
        )
        for name, row in trial.readings.life_after.items()
    ]
