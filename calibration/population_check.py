"""Does a drawn population have what the trial prints? Every printed cell, side by side.

A cell agrees when drawn and printed differ by no more than half a unit of the printed rounding
plus `bound` standard errors. The bound comes from the number of cells: on a correct population
the chance that any cell at all disagrees is at most `FALSE_ALARM`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from calibration.tables import TrialTables
from calibration.trial_population import (
    NO_ANSWER,
    QUESTIONS,
    Fact,
    PopulationAssumptions,
    by_stratum,
    pooled_answers,
    pooled_share,
    read_assumptions,
)
from calibration.trial_rows import BaselineRow
from sim.population import ITEMS, Population, Stratum

Values = npt.NDArray[np.float64]

#: Chance that a correct population fails anywhere. A hundredth of the one in a million wanted:
#: means of skewed variables have heavier tails than the normal that the bound is taken from.
FALSE_ALARM = 1e-8
#: Fewer expected events than this in a cell, and its own spread is no guide to its error.
_FEW_EVENTS = 25
_MARK = "grade_mean_danish_maths_9th"
_ALL = "all"


@dataclass(frozen=True)
class PopulationRow:
    """One cell: drawn against printed, in the variable's unit.

    Attributes:
        id: unique name of the cell.
        variable, group: what, and among whom.
        printed: what the trial prints (arms pooled by size); None where it prints nothing.
        drawn: the same in the drawn population.
        standard_error: of `drawn`, from sampling the n youths of the group; nan if unknown.
        rounding: half a unit of the printed rounding, or the gap between two tables that print
            the same mean differently (then also among the rows without `printed`).
        z: (drawn - printed) / standard_error.
        bound: standard errors allowed beyond the rounding, `|z|`.
        agrees: `|drawn - printed| <= rounding + bound * standard_error`; True without a print.
        source: where it is printed.
        why: for a cell that is not printed, why its value is what it is.
    """

    id: str
    variable: str
    group: str
    printed: float | None
    drawn: float
    standard_error: float
    rounding: float
    z: float
    bound: float
    agrees: bool
    source: str
    why: str = ""


def check_population(
    population: Population, trial: TrialTables, assumptions: PopulationAssumptions | None = None
) -> list[PopulationRow]:
    """Compare every printed cell with the drawn population.

    Args:
        population: drawn with the trial's jobcentres in the trial's proportions, of any size.
        trial: the tables.
        assumptions: what was assumed of Copenhagen; by default the package's own.

    Returns:
        A row per cell: table 40 by stratum, table 1 and 6 pooled, the survey's answers, sizes
        and the facts on jobcentres that differ; then, without `printed`, what is not known.
    """
    stated = assumptions or read_assumptions()
    rows = [
        *_grade_rows(population, trial),
        *_baseline_rows(population, trial),
        *_survey_rows(population, trial),
        *_size_rows(population, trial),
        *_jobcentre_rows(population, stated),
    ]
    bound = -float(ndtri(FALSE_ALARM / (2 * len(rows))))
    return [_judged(row, bound) for row in rows] + _unknown_rows(population, trial)


def rows_as_json(rows: Sequence[PopulationRow]) -> dict[str, list[dict[str, Any]]]:
    """Plain values for a JSON file: the compared cells, and what no table prints."""
    unknown = [
        {"name": row.variable, "value": _finite(row.drawn), "why": row.why}
        for row in rows
        if row.printed is None
    ]
    compared = [asdict(row) for row in rows if row.printed is not None]
    for cell in compared:
        for name in ("drawn", "standard_error", "z"):
            cell[name] = _finite(cell[name])
    return {"rows": compared, "unknown": unknown}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _cell(
    variable: str, group: str, printed: float, values: Values, rounding: float, source: str
) -> PopulationRow:
    """A mean against a printed mean, not judged yet."""
    n = len(values)
    drawn = float(values.mean()) if n else math.nan
    # The spread of a yes or no follows from the printed share. No variable on [0, 1] of that
    # mean is wider: the safe choice where few events make the drawn spread unreliable.
    widest = printed * (1 - printed)
    binary = n > 0 and bool(np.all((values == 0) | (values == 1)))
    in_unit = n > 0 and bool(values.min() >= 0 and values.max() <= 1)
    if n and (binary or (in_unit and n * widest < _FEW_EVENTS)):
        error = math.sqrt(max(widest, 0.0) / n)
    else:
        error = float(values.std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan
    return PopulationRow(
        id=f"{variable}:{group}",
        variable=variable,
        group=group,
        printed=printed,
        drawn=drawn,
        standard_error=error,
        rounding=rounding,
        z=math.nan,
        bound=math.nan,
        agrees=False,
        source=source,
    )


def _judged(row: PopulationRow, bound: float) -> PopulationRow:
    gap = row.drawn - (row.printed or 0.0)
    error = row.standard_error
    z = gap / error if error > 0 else (0.0 if gap == 0 else math.copysign(math.inf, gap))
    agrees = abs(gap) <= row.rounding + bound * error + 1e-12
    return replace(row, z=z, bound=bound, agrees=agrees)


def _half_unit(printed: Sequence[float]) -> float:
    """Half a unit of the last decimal to which any of these numbers is printed."""
    exponents = [Decimal(f"{value:g}").as_tuple().exponent for value in printed]
    decimals = max(-e for e in exponents if isinstance(e, int))
    return float(0.5 * 10.0 ** -max(decimals, 0))


def _columns(population: Population) -> dict[str, Values]:
    """(n,) values by the names of tables 1, 6 and 40."""
    columns = {
        _MARK: population.mark,
        "no_grades_9th": population.stratum == Stratum.NO_GRADES,
        "immigrant_or_descendant": population.immigrant,
        "age": population.age,
        "father_no_education_after_school": population.father_no_education,
        "mother_no_education_after_school": population.mother_no_education,
        "father_gross_income": population.father_income,
        "mother_gross_income": population.mother_income,
    }
    for year in range(3):
        columns[f"transfer_share_year_{year + 1}_back"] = population.transfer[:, year]
        columns[f"su_share_year_{year + 1}_back"] = population.su[:, year]
    return {name: values.astype(np.float64) for name, values in columns.items()}


def _grade_rows(population: Population, trial: TrialTables) -> list[PopulationRow]:
    """Table 40: every variable in every stratum, and the share in the stratum."""
    columns, sizes = _columns(population), by_stratum(trial, "n")
    rows = []
    for row in trial.baseline_by_grade:
        half = _half_unit([value for value in row.by_stratum if value is not None])
        for stratum, printed in zip(Stratum, row.by_stratum, strict=True):
            group, here = stratum.name.lower(), population.stratum == stratum
            if row.variable == "n":
                share = float(sizes[stratum] / sizes.sum())
                inside = here.astype(np.float64)
                rows.append(_cell("share_in_stratum", group, share, inside, 0.0, row.source))
            elif printed is not None:
                values = columns[row.variable][here]
                rows.append(_cell(row.variable, group, printed, values, half, row.source))
    return rows


def _pooled(row: BaselineRow, trial: TrialTables) -> float:
    """The mean of both arms, weighted by their sizes (for marks: by those who have them)."""
    by_name = {other.variable: other for other in trial.baseline}
    control, treated = by_name["n"].control_mean, by_name["n"].treated_mean
    if row.variable == _MARK:
        without = by_name["no_grades_9th"]
        control *= 1 - without.control_mean
        treated *= 1 - without.treated_mean
    return (control * row.control_mean + treated * row.treated_mean) / (control + treated)


def _printed_twice(trial: TrialTables) -> dict[str, tuple[float, float, float]]:
    """Per variable of tables 1 and 6: pooled mean, mean of table 40 and the rounding of both."""
    sizes = by_stratum(trial, "n")
    half = _half_unit([x for r in trial.baseline for x in (r.control_mean, r.treated_mean)])
    by_grade = {row.variable: row for row in trial.baseline_by_grade}
    found = {}
    for row in trial.baseline:
        if row.variable == "n":
            continue
        if row.variable == "no_grades_9th":
            other, slack = float(sizes[Stratum.NO_GRADES] / sizes.sum()), 0.0
        else:
            means = by_stratum(trial, row.variable)
            known = ~np.isnan(means)
            other = float(sizes[known] @ means[known] / sizes[known].sum())
            slack = _half_unit(list(means[known]))
            if row.variable not in by_grade:
                continue
        found[row.variable] = (_pooled(row, trial), other, half + slack)
    return found


def _baseline_rows(population: Population, trial: TrialTables) -> list[PopulationRow]:
    """Tables 1 and 6, both arms. Draws follow table 40, so both tables' rounding counts."""
    columns, sources = _columns(population), {row.variable: row.source for row in trial.baseline}
    rows = []
    for variable, (printed, by_grade, half) in _printed_twice(trial).items():
        values = columns[variable]
        values = values[~np.isnan(values)]
        # Where the two tables differ by more than rounding no draw can meet both.
        slack = max(half, abs(printed - by_grade))
        rows.append(_cell(variable, _ALL, printed, values, slack, sources[variable]))
    return rows


def _survey_rows(population: Population, trial: TrialTables) -> list[PopulationRow]:
    """The shares of each answer among those who answered."""
    rows = []
    for item, question in zip(ITEMS, QUESTIONS, strict=True):
        survey = [row for row in trial.youth_survey if row.question == question]
        half = _half_unit([x for r in survey for x in (r.control_share, r.treated_share)])
        answered = sum(pooled_share(trial, row) for row in survey if row.answer != NO_ANSWER)
        given = getattr(population, item)
        for k, (answer, share) in enumerate(zip(*pooled_answers(trial, question), strict=True)):
            values = (given == k).astype(np.float64)
            variable = f"{question}: {answer}"
            # Rescaling without the unanswered stretches the rounding too.
            cell = _cell(variable, _ALL, float(share), values, half / answered, survey[0].source)
            rows.append(cell)
    return rows


def _size_rows(population: Population, trial: TrialTables) -> list[PopulationRow]:
    """Shares of the jobcentres: seats are given, not drawn, so only whole persons may differ."""
    total = sum(row.n for row in trial.jobcentres)
    rows = []
    for row in trial.jobcentres:
        known = row.jobcentre in population.jobcentre_names
        code = population.jobcentre_names.index(row.jobcentre) if known else -1
        inside = (population.jobcentre == code).astype(np.float64)
        cell = _cell(
            "share_in_jobcentre", row.jobcentre, row.n / total, inside, 1 / population.n, row.source
        )
        rows.append(replace(cell, standard_error=0.0))
    return rows


def _jobcentre_rows(population: Population, stated: PopulationAssumptions) -> list[PopulationRow]:
    """What is stated of the jobcentres that differ, and of all the others together."""
    columns = _columns(population)
    names = np.array(population.jobcentre_names)[population.jobcentre]
    groups = [(name, names == name, facts) for name, facts in stated.jobcentres.items()]
    rest = ~np.isin(names, list(stated.jobcentres))
    groups.append(("other jobcentres", rest, stated.elsewhere))
    rows = []
    for group, here, facts in groups:
        for variable, values in columns.items():
            fact = facts.fact(variable)
            if isinstance(fact, Fact):
                half = fact.rounding / 2
                rows.append(_cell(variable, group, fact.value, values[here], half, fact.source))
    return rows


def _unknown_rows(population: Population, trial: TrialTables) -> list[PopulationRow]:
    """What no table prints, as drawn; and where two tables differ by more than rounding."""
    not_printed = {
        "share_women": (
            float(population.woman.mean()),
            "no table prints the gender of the participants: a prior, independent of all else",
        ),
        "share_never_su": (
            float(population.never_su.mean()),
            "only mean shares of SU are printed, not how many never had it: a prior",
        ),
        "mean_severity": (
            float(population.severity.mean()),
            "latent; its mean and spread follow from three survey questions and an assumed "
            "correlation between answers",
        ),
    }
    for variable, (pooled, by_grade, half) in _printed_twice(trial).items():
        if abs(pooled - by_grade) > half:
            not_printed[f"{variable}_gap_between_tables"] = (
                by_grade - pooled,
                f"tables 1 and 6 give {pooled:.3f}, table 40 gives {by_grade:.3f}: more than "
                f"rounding ({half:.3f}) explains. The draws follow table 40",
            )
    nothing = PopulationRow(
        "", "", _ALL, None, math.nan, math.nan, 0.0, math.nan, math.nan, True, "not printed"
    )
    return [
        replace(nothing, id=f"unknown:{name}", variable=name, drawn=value, why=why)
        for name, (value, why) in not_printed.items()
    ]
