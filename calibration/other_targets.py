"""Delivery, mentors' characteristics, jobcentres and outside evidence as targets."""

from __future__ import annotations

import math

import numpy as np

from calibration.readings import readings
from calibration.tables import TrialTables
from calibration.target import Target
from calibration.trial import Trial, trial_design


def delivery(tables: TrialTables) -> list[Target]:
    """What was delivered: uptake, contact, duration; errors are binomial or of the corps."""
    n = sum(r.n_treated for r in tables.jobcentres)
    result = []
    for row in tables.delivery:
        role, why = readings().role(row.quantity, {})
        se, derivation = None, "no error derived: a range or a count of the whole"
        low, high, unit = row.low, row.high, row.unit
        if unit.startswith("persons of"):
            drawn = int(unit.split()[2])
            low, high, unit = low / drawn, high / drawn, f"share of the {drawn} drawn"
            se = math.sqrt(low * (1 - low) / drawn)
            derivation = f"binomial, {drawn} persons"
        elif unit.startswith("share of") and low == high:
            clustered = row.quantity in readings().clustered_by_mentor
            cases = sum(r.n_mentors for r in tables.jobcentres) if clustered else n
            se = math.sqrt(low * (1 - low) / cases)
            derivation = f"binomial, {cases} {'mentors' if clustered else 'treated'}"
        elif row.quantity == "mean_support_duration":
            # The spread is not printed; a uniform spread from 0 to the cap is the widest likely.
            longest = trial_design().support_weeks.value
            se = longest / math.sqrt(12) / math.sqrt(n)
            derivation = f"spread of at most a uniform up to {longest:g} weeks, {n} treated"
        result.append(
            Target(
                id=row.quantity,
                table="delivery",
                outcome=row.quantity,
                subgroup="treated",
                group=None,
                week_from=0,
                week_to=52,
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


def mentor_effects(tables: TrialTables) -> list[Target]:
    """Effects on education by mentors' characteristics, with their printed errors."""
    result = []
    for row in tables.mentor_effects:
        role, why = readings().role(row.mentor_characteristic, {})
        for week in (26, 52, 73):
            estimate = 100 * getattr(row, f"week_{week}")
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
                    se=100 * getattr(row, f"se_{week}"),
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
    left over the 13 jobcentres (recording of travel, other clients, how direct the work is) is the
    error of one.
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
            week_to=52,
            low=row.hours_per_mentee_month,
            high=row.hours_per_mentee_month,
            se=scatter * row.hours_per_mentee_month,
            unit="hours per mentee and month",
            derivation=f"scatter around hours proportional to 1 / caseload: {scatter:.0%}",
            role="target",
            why="",
            source=row.source,
        )
        for row in trial.tables.jobcentres
    ]


def evidence() -> list[Target]:
    """Figures from elsewhere that tie down what the trial's own rows cannot."""
    return [
        Target(
            id=name,
            table="evidence",
            outcome=row.outcome,
            subgroup="controls",
            group=None,
            week_from=0,
            week_to=52,
            low=row.low,
            high=row.high,
            se=row.se,
            unit=row.unit,
            derivation=row.derivation,
            role="target",
            why="",
            source=row.source,
        )
        for name, row in readings().evidence.items()
    ]
