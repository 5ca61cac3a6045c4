"""What the trial saw, as targets: an interval of the estimate and its standard error.

Every row of the trial's tables becomes a :class:`Target`, also those the model cannot speak to.
Standard errors that the source does not print are derived here, and each target says how.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from calibration.tables import EffectRow, JobcentreRow, TrialTables
from calibration.trial import Trial, trial_design
from calibration.trial_rows import Significance
from sim.errors import InputError
from sim.groups import group_mask
from sim.parameters import parameter_space
from sim.reference import weeks_per_month

Table = Literal["effects", "delivery", "mentor_effects", "jobcentres", "evidence"]
Role = Literal["target", "validation", "other reading", "complement", "outside"]

#: Groups of `sim.groups` by the subgroup columns of effects.csv.
SUBGROUPS = {
    ("all", "all"): "all",
    ("grade", "below_4"): "grade_low",
    ("grade", "4_or_above"): "grade_high",
    ("grade", "none"): "grade_none",
    ("mother_education", "none_after_school"): "mother_low_education",
    ("mother_education", "some"): "mother_high_education",
    ("father_education", "none_after_school"): "father_low_education",
    ("mother_income", "below_mean"): "mother_low_income",
    ("mother_income", "above_mean"): "mother_high_income",
    ("su_last_3_years", "none"): "su_none",
    ("su_last_3_years", "some"): "su_some",
    ("gender", "woman"): "woman",
    ("gender", "man"): "man",
    ("origin", "danish"): "danish",
    ("origin", "immigrant_or_descendant"): "immigrant",
    ("transfer_share_last_year", "above_half"): "transfer_high",
    ("transfer_share_last_year", "below_half"): "transfer_low",
    ("transfer_share_last_3_years", "above_half"): "transfer_high_3_years",
}

#: Blocks of rows that are left out together, by the subgroup column of effects.csv.
BLOCKS = {
    "all": "overall",
    "grade": "grades",
    "gender": "gender",
    "su_last_3_years": "su_history",
    "mother_education": "parents",
    "father_education": "parents",
    "mother_income": "parents",
    "origin": "origin",
    "transfer_share_last_year": "transfers",
    "transfer_share_last_3_years": "transfers",
    "jobcentre": "jobcentre_slope",
}

#: The row whose effect is a slope over jobcentres.
SLOPE = "dose_response"
#: Two-sided 95 % point of the standard normal.
Z95 = 1.959963984540054
#: How many times larger the drawn population is in which sizes of subgroups are counted.
COPIES_FOR_SIZES = 20


@dataclass(frozen=True)
class Target:
    """One row of the trial's tables.

    Attributes:
        id: of the row; ids of mentor effects end in the week, of jobcentres are their names.
        table: where the row stands.
        outcome, subgroup: in the words of the table.
        group: the group of `sim.groups` it speaks of, if any.
        week_from, week_to: weeks since entry over which a curve is averaged.
        low, high: what is known of the printed estimate, in `unit`; equal for a plain number.
        se: standard error of the estimate, in `unit`; None where none can be derived.
        unit: of low, high and se; effects are in percentage points.
        derivation: how `se` came about, and how words were read as an interval.
        role: `target` is fitted, `validation` is kept aside, `other reading` contradicts a
            target, `outside` is beyond the model.
        why: of the role, where it needs a reason.
        source: table or figure of the report.
        in_words: whether words were read as the interval, which is then in units of `se`.
        level: share of controls behind `se`, where it was derived from one.
        rounding: half a unit of the last printed digit, where the source says "about".
    """

    id: str
    table: Table
    outcome: str
    subgroup: str
    group: str | None
    week_from: int
    week_to: int
    low: float | None
    high: float | None
    se: float | None
    unit: str
    derivation: str
    role: Role
    why: str
    source: str
    in_words: bool = False
    level: float | None = None
    rounding: float = 0.0

    @property
    def block(self) -> str:
        """What the row speaks of, for leaving out: the subgroup's variable, or the table."""
        if self.table != "effects" or self.subgroup == "controls":
            return self.table if self.table != "effects" else "levels"
        return BLOCKS[self.subgroup.split(":")[0]]

    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the effect behind the estimate: the reading widened by 1.96 se."""
        if self.low is None or self.high is None:
            return None
        margin = Z95 * (self.se or 0.0)
        return self.low - margin, self.high + margin

    def agrees(self, simulated: float | None) -> bool | None:
        """Whether a simulated value lies in the interval; None where nothing can be said."""
        interval = self.interval()
        if (
            self.role == "outside"
            or interval is None
            or simulated is None
            or not math.isfinite(simulated)
        ):
            return None
        return interval[0] <= simulated <= interval[1]


class _Reading(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    interval: tuple[float, float]
    why: str


class _Contradiction(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rows: tuple[str, ...]
    default: str
    why: str


class _Outside(BaseModel):
    """A figure from elsewhere that is fitted as a row of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    outcome: str
    low: float
    high: float
    se: float
    unit: str
    derivation: str
    source: str
    certainty: Literal["A", "B", "D", "?"]


class Readings(BaseModel):
    """The contents of `calibration/readings.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    not_significant: _Reading
    positive_tendency: _Reading
    at_times: _Reading
    significant_without_number: _Reading
    falls_a_little: _Reading
    small_fall: _Reading
    rows: dict[str, str]
    contradictions: dict[str, _Contradiction]
    level_rounding: Sourced[float]
    levels: dict[str, Sourced[float]]
    validation: tuple[str, ...]
    clustered_by_mentor: tuple[str, ...]
    outside_the_model: dict[str, str]
    complements: dict[str, str]
    effect_rounding: Sourced[float]
    evidence: dict[str, _Outside]
    unpooled_spread: Sourced[float]

    def of(self, row: EffectRow) -> _Reading:
        """How a row without a number is read."""
        default = {
            Significance.NO: "not_significant",
            Significance.AT_TIMES: "at_times",
            Significance.YES: "significant_without_number",
            Significance.AT_90: "at_times",
        }[row.significant_95]
        reading = getattr(self, self.rows.get(row.id, default))
        assert isinstance(reading, _Reading)
        return reading

    def role(self, row: str, chosen: Mapping[str, str]) -> tuple[Role, str]:
        """Role of a row and the reason.

        Args:
            row: its id.
            chosen: by contradiction, the row that counts where it is not the default.
        """
        if row in self.outside_the_model:
            return "outside", self.outside_the_model[row]
        if row in self.complements:
            return "complement", self.complements[row]
        if row in self.validation:
            return "validation", "kept aside from every fit"
        for name, contradiction in self.contradictions.items():
            if row in contradiction.rows and row != chosen.get(name, contradiction.default):
                return "other reading", f"contradiction '{name}': {contradiction.why}"
        return "target", ""


@cache
def readings() -> Readings:
    """How the trial's words are read."""
    text = (files("calibration") / "readings.yaml").read_text(encoding="utf-8")
    return Readings.model_validate(yaml.safe_load(text))


def targets(trial: Trial, chosen: Mapping[str, str] | None = None) -> tuple[Target, ...]:
    """Every row of the trial's result tables as a target, in the order of the tables.

    Args:
        trial: the tables.
        chosen: by contradiction (of `readings().contradictions`), the row that is fitted; the
            defaults where it says nothing.

    Raises:
        InputError: no such contradiction, or no such row in it.
    """
    chosen = chosen or {}
    _check_choice(chosen)
    sizes = _group_shares(trial)
    effects = [_effect(row, trial, sizes, chosen) for row in trial.tables.effects]
    return (
        *effects,
        *_second_readings(trial.tables, effects, chosen),
        *_levels(trial.tables),
        *_delivery(trial.tables),
        *_mentor_effects(trial.tables),
        *_jobcentres(trial),
        *_evidence(),
    )


def _check_choice(chosen: Mapping[str, str]) -> None:
    known = readings().contradictions
    for name, row in chosen.items():
        if name not in known:
            raise InputError(
                "unknown contradiction", field=name, found=name, allowed=", ".join(known)
            )
        if row not in known[name].rows:
            raise InputError(
                "no such reading", field=name, found=row, allowed=", ".join(known[name].rows)
            )


def _second_readings(
    tables: TrialTables, effects: list[Target], chosen: Mapping[str, str]
) -> list[Target]:
    """Where the source prints two ranges for one row, the second beside the first."""
    by_id = {target.id: target for target in effects}
    result = []
    for contradiction in tables.contradictions:
        for number, reading in enumerate(contradiction.readings[1:], start=2):
            target = by_id[reading.id]
            if (reading.low_pp, reading.high_pp) == (target.low, target.high):
                continue  # a row of its own
            name = f"{target.id}_reading_{number}"
            role, why = readings().role(name, chosen)
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


def _group_shares(trial: Trial) -> Mapping[str, float]:
    """Share of each group in a large drawn population (printed shares are met there)."""
    scene = trial.scene(parameter_space().centres(), seed=0, copies=COPIES_FOR_SIZES)
    return {name: float(group_mask(scene.population, name).mean()) for name in SUBGROUPS.values()}


def _level(row: EffectRow, tables: TrialTables) -> tuple[float, str]:
    """Share of all controls with the outcome, and where it is printed."""
    for other in tables.effects:
        if other.outcome == row.outcome and other.control_level is not None:
            return (
                other.control_level,
                f"level of all controls {other.control_level:g} ({other.id})",
            )
    level = readings().levels[row.outcome]
    return level.value, f"level of controls {level.value:g} ({level.source})"


def _effect(
    row: EffectRow, trial: Trial, shares: Mapping[str, float], chosen: Mapping[str, str]
) -> Target:
    role, why = readings().role(row.id, chosen)
    group = SUBGROUPS.get((row.subgroup_variable, row.subgroup_value))
    low, high, se, derivation = row.effect_low_pp, row.effect_high_pp, None, ""
    in_words, p0 = False, None
    plain = low is not None and low == high
    if role != "outside" and row.id == SLOPE:
        se, derivation = _slope_error(trial)
    elif role != "outside" and group is not None:
        n = row.n_both_arms or shares[group] * float(trial.seats.sum())
        treated = n * float(trial.treated_seats.sum() / trial.seats.sum())
        p0, words = _level(row, trial.tables)
        middle = (low + high) / 200 if low is not None and high is not None else 0.0
        in_words = low is None or high is None
        p1 = p0 + middle
        se = 100 * math.sqrt(p1 * (1 - p1) / treated + p0 * (1 - p0) / (n - treated))
        derivation = f"from {round(n)} people in both arms and the {words}"
        if low is None or high is None:
            reading = readings().of(row)
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
        unit="pp per 10 min" if row.id == SLOPE else "pp",
        derivation=derivation,
        role=role,
        why=why,
        source=row.source,
        in_words=in_words,
        level=p0,
        rounding=readings().effect_rounding.value if plain else 0.0,
    )


def _levels(tables: TrialTables) -> list[Target]:
    """Levels of all controls that are printed beside an effect."""
    controls = sum(row.n_control for row in tables.jobcentres)
    half = readings().level_rounding.value
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


def _delivery(tables: TrialTables) -> list[Target]:
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


def _mentor_effects(tables: TrialTables) -> list[Target]:
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


def _jobcentres(trial: Trial) -> list[Target]:
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


def _evidence() -> list[Target]:
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
