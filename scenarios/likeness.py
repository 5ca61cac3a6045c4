"""How far a municipality is from the trial's population, and where a forecast for it extrapolates.

Everything here may be shown: small groups are blanked already (`scenarios.suppression`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.local_population import LocalPeople, Pool
from scenarios.margins import MEAN, Margin, schema, values_of
from scenarios.raking import effective_size
from scenarios.suppression import FAMILIES, hidden_groups, hidden_in_family
from sim.groups import group_mask
from sim.population import Population

Floats = npt.NDArray[np.float64]

#: What cells are crossed from: what the model's hazards and responses differ by and tables print.
CELLS = ("grade_high", "grade_low", "immigrant", "under_25", "su_none", "transfer_high")
#: Columns of `Likeness.margins`.
COLUMNS = (
    "variable", "category", "unit", "people", "municipality", "trial",
    "standardised_difference", "jobcentre_low", "jobcentre_high", "missing", "suppressed",
)  # fmt: skip


@dataclass(frozen=True)
class Warned:
    """One way in which a forecast for the municipality leans on the model.

    Attributes:
        kind: `outside`, `far`, `rare`, `effective`, `largest` or `missing`.
        variable, category: what it is about; empty if about all.
        value: found; nan if it may not be shown.
        low, high: what it is held against; equal if a single number.
    """

    kind: str
    variable: str = ""
    category: str = ""
    value: float = nan
    low: float = nan
    high: float = nan


@dataclass(frozen=True)
class Likeness:
    """The distance report.

    Attributes:
        name: of the population.
        kind: of the file: `shares`, `counts` or `individuals`.
        people: in the target group.
        staffed_as, caseload: jobcentre that the staffing is taken from (None: the median), and
            mentees per full-time mentor.
        pool: synthetic people that were weighted.
        effective: how many equally weighted ones they are worth.
        largest_weight: relative to the mean.
        rare, rare_in_trial: share of the people in cells that the trial hardly had, here and there.
        margins: a row per margin, columns `COLUMNS`; numbers of small groups are blank.
        hidden: groups of results that are not shown.
        warnings: where it extrapolates.
    """

    name: str
    kind: str
    people: int
    staffed_as: str | None
    caseload: float
    pool: int
    effective: float
    largest_weight: float
    rare: float
    rare_in_trial: float
    margins: pd.DataFrame
    hidden: frozenset[str]
    warnings: tuple[Warned, ...]


def likeness(people: LocalPeople, values: Mapping[str, float], seed: int) -> Likeness:
    """Set a municipality against the trial.

    Args:
        people: the municipality.
        values: the shares that no table prints, `share_women` and `share_never_su`.
        seed: of the large population.

    Raises:
        InputError: no weights have the municipality's margins.
    """
    pool = people.pool(values, seed)
    population, weights = pool.population, pool.weights
    municipality = people.municipality
    margins = _margins(people, pool)
    rare = _rare(population, int(people.trial.seats.sum()))
    effective, largest = effective_size(weights), float(weights.max())
    share = float(weights[rare].sum() / weights.sum())
    own = float(rare.mean())
    rules = schema()
    warnings = _margin_warnings(people, margins)
    if share - own > rules.limit("share_rare"):
        warnings.append(Warned("rare", value=share, low=own, high=own))
    if effective / population.n < rules.limit("effective_share"):
        least = rules.limit("effective_share") * population.n
        warnings.append(Warned("effective", value=effective, low=least, high=least))
    if largest > rules.limit("largest_weight"):
        most = rules.limit("largest_weight")
        warnings.append(Warned("largest", value=largest, low=most, high=most))
    for variable, count in municipality.missing.items():
        most = rules.limit("share_missing")
        if count / municipality.people > most:
            unknown = count / municipality.people
            warnings.append(Warned("missing", variable, value=unknown, low=most, high=most))
    return Likeness(
        name=municipality.name,
        kind=municipality.kind,
        people=municipality.people,
        staffed_as=people.staffed_as,
        caseload=people.staffing.caseload,
        pool=population.n,
        effective=effective,
        largest_weight=largest,
        rare=share,
        rare_in_trial=own,
        margins=_shown(people, margins),
        hidden=hidden_groups(group_counts(people, pool)),
        warnings=tuple(warnings),
    )


def group_counts(people: LocalPeople, pool: Pool) -> dict[str, int]:
    """People of the municipality by group of results.

    As in its file where that says it; otherwise as the weighted population has it.
    """
    rules, municipality = schema(), people.municipality
    told = {rules.group(m.variable, m.category): m.people for m in municipality.margins}
    counts = {}
    for name in (name for family in FAMILIES for name in family):
        share = float(pool.weights[group_mask(pool.population, name)].sum() / pool.population.n)
        counts[name] = told.get(name, round(share * municipality.people))
    return counts | {"all": municipality.people}


def _margins(people: LocalPeople, pool: Pool) -> list[dict[str, object]]:
    """Every margin against the trial, nothing hidden yet."""
    population, rules = pool.population, schema()
    rows = []
    for margin in people.municipality.margins:
        values = values_of(population, margin.variable, margin.category)
        mean, spread = float(values.mean()), float(values.std())
        known = rules.variables[margin.variable].known_by_jobcentre
        by = np.bincount(population.jobcentre, values) / np.bincount(population.jobcentre)
        span = rules.variables[margin.variable].mean
        unit = span.unit if margin.category == MEAN and span else "share"
        difference = (margin.target - mean) / spread if spread > 0 else nan
        row = (
            margin.variable, margin.category, unit, margin.people, margin.target, mean,
            difference, by.min() if known else nan, by.max() if known else nan,
            people.municipality.missing.get(margin.variable, 0), False,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, row, strict=True)))
    return rows


def _shown(people: LocalPeople, rows: list[dict[str, object]]) -> pd.DataFrame:
    """The margins as they may be shown."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.astype({"people": float, "missing": float, "municipality": float})
    hidden = _hidden_margins(people.municipality.margins)
    smallest = schema().limit("smallest_group")
    for k, margin in enumerate(people.municipality.margins):
        missing = people.municipality.missing.get(margin.variable, 0)
        if 0 < missing < smallest:
            # Exact shares and counts of the known would give the few unknown away.
            frame.loc[k, ["people", "missing"]] = nan
            frame.loc[k, "municipality"] = round(margin.target, 2)
        if (margin.variable, margin.category) in hidden:
            numbers = ["people", "municipality", "standardised_difference", "missing"]
            frame.loc[k, numbers] = nan
            frame.loc[k, "suppressed"] = True
    return frame


def _hidden_margins(margins: tuple[Margin, ...]) -> set[tuple[str, str]]:
    hidden = set()
    for variable in {m.variable for m in margins}:
        own = [m for m in margins if m.variable == variable]
        counts = {m.category: m.people for m in own if m.category != MEAN}
        hidden |= {(variable, category) for category in hidden_in_family(counts)}
        smallest = schema().limit("smallest_group")
        hidden |= {(variable, MEAN) for m in own if m.category == MEAN and m.people < smallest}
    return hidden


def _margin_warnings(people: LocalPeople, rows: list[dict[str, object]]) -> list[Warned]:
    """At most one per variable: outside the range of the jobcentres, or far from the trial."""
    hidden, most = (
        _hidden_margins(people.municipality.margins),
        schema().limit("standardised_difference"),
    )
    found: dict[str, Warned] = {}
    ordered = sorted(rows, key=lambda r: -abs(_number(r["standardised_difference"])))
    for row in ordered:
        variable, category = str(row["variable"]), str(row["category"])
        value, mean = _number(row["municipality"]), _number(row["trial"])
        low, high = _number(row["jobcentre_low"]), _number(row["jobcentre_high"])
        if (variable, category) in hidden:
            value = nan
        outside = not isnan(low) and not low <= _number(row["municipality"]) <= high
        if variable in found:
            continue
        if outside:
            found[variable] = Warned("outside", variable, category, value, low, high)
        elif abs(_number(row["standardised_difference"])) > most:
            found[variable] = Warned("far", variable, category, value, mean, mean)
    return [found[v] for v in dict.fromkeys(str(r["variable"]) for r in rows) if v in found]


def _number(x: object) -> float:
    return float(x) if isinstance(x, (int, float, np.floating)) else nan


def _rare(population: Population, people: int) -> npt.NDArray[np.bool_]:
    """Who is in a cell of the crossing of `CELLS` that so many people hardly hold, shape (n,)."""
    cell = np.zeros(population.n, np.int64)
    for name in CELLS:
        cell = 2 * cell + group_mask(population, name)
    sizes = np.bincount(cell, minlength=2 ** len(CELLS)) / population.n * people
    return np.asarray(sizes[cell] < schema().limit("rare_people"))
