"""How far a municipality is from the trial's population, and where a forecast for it extrapolates.

Everything here may be shown: it is made from a protected municipality
(`scenarios.municipality.suppression`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.municipality.how_read import Told
from scenarios.municipality.local_population import LocalPeople, Pool, Stream
from scenarios.municipality.margins import MEAN, Margin, schema, values_of
from scenarios.municipality.raking import effective_size
from scenarios.municipality.suppression import hidden_groups
from sim.groups import FAMILIES, group_mask
from sim.population import Population

Floats = npt.NDArray[np.float64]

#: Families of groups that cells are crossed from: what the model's hazards and responses differ by
#: and tables print.
CELLS = ("marks", "origin", "age", "su", "transfers")
#: Unit of a category's share.
SHARE = "share"
#: Columns of `PopulationComparison.margins`.
COLUMNS = (
    "variable",
    "category",
    "unit",
    "people",
    "municipality",
    "municipality_low",
    "municipality_high",
    "trial",
    "standardised_difference",
    "jobcentre_low",
    "jobcentre_high",
    "missing",
    "suppressed",
)


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
class PopulationComparison:
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
        trial_people, intake_weeks: people of the trial, and weeks over which they entered.
        margins: a row per margin, columns `COLUMNS`; numbers of small groups are blank, and a mean
            that is known to a step only has its ends.
        missing: people of whom a variable is not known, where there are any; None for too few to
            show.
        withheld: variable and category of what the file says and is neither shown nor used.
        hidden: groups of results that are not shown.
        warnings: where it extrapolates.
        stream: who comes over time; None if all enter within the trial's weeks of intake.
        told: how the file was read; None if there is none.
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
    trial_people: int
    intake_weeks: float
    margins: pd.DataFrame
    missing: Mapping[str, int | None]
    withheld: tuple[tuple[str, str], ...]
    hidden: frozenset[str]
    warnings: tuple[Warned, ...]
    stream: Stream | None = None
    told: Told | None = None


def population_comparison(
    people: LocalPeople, values: Mapping[str, float], seed: int
) -> PopulationComparison:
    """Set a municipality against the trial.

    Args:
        people: the municipality.
        values: the shares that no table prints, `share_women` and `share_never_su`.
        seed: of the large population.

    Raises:
        InputError: no weights have the municipality's margins.
    """
    pool = people.pool(values, seed, "report")
    population, weights = pool.population, pool.weights
    municipality = people.municipality
    held = _held(people, pool)
    rare = _rare(population, int(people.trial.seats.sum()))
    effective, largest = effective_size(weights), float(weights.max())
    share = float(weights[rare].sum() / weights.sum())
    own = float(rare.mean())
    rules = schema()
    warnings = _margin_warnings(held)
    if share - own > rules.limit("share_rare"):
        warnings.append(Warned("rare", value=share, low=own, high=own))
    if effective / population.n < rules.limit("effective_share"):
        least = rules.limit("effective_share") * population.n
        warnings.append(Warned("effective", value=effective, low=least, high=least))
    if largest > rules.limit("largest_weight"):
        most = rules.limit("largest_weight")
        warnings.append(Warned("largest", value=largest, low=most, high=most))
    # Of few it is told that they are, so whether that is many hangs on all people alone.
    most, most_few = rules.limit("share_missing"), rules.limit("smallest_group") - 1
    for variable, count in municipality.missing.items():
        if (most_few if count is None else count) / municipality.people > most:
            unknown = nan if count is None else count / municipality.people
            warnings.append(Warned("missing", variable, value=unknown, low=most, high=most))
    return PopulationComparison(
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
        trial_people=int(people.trial.seats.sum()),
        intake_weeks=people.trial.design.intake_weeks.value,
        margins=_shown(held),
        missing=municipality.missing,
        withheld=municipality.withheld,
        hidden=hidden_groups(municipality.margins, group_counts(people, pool), families(people)),
        warnings=tuple(warnings),
        stream=people.stream,
        told=municipality.told,
    )


def families(people: LocalPeople) -> tuple[tuple[str, ...], ...]:
    """Groups of results that together are everybody, each once, as the study reports them."""
    return tuple(people.trial.groups.of_family.values())


def group_counts(people: LocalPeople, pool: Pool) -> dict[str, int]:
    """People of the municipality by group of results, as the weighted population has it."""
    total = people.municipality.people
    counts = {}
    for name in (name for family in families(people) for name in family):
        share = float(pool.weights[group_mask(pool.population, name)].sum() / pool.population.n)
        counts[name] = round(share * total)
    return counts | {"all": total}


@dataclass(frozen=True)
class _Held:
    """A margin held against the trial; nothing blank yet."""

    margin: Margin
    unit: str
    trial: float
    difference: float
    low: float
    high: float
    missing: int | None


def _held(people: LocalPeople, pool: Pool) -> list[_Held]:
    population, rules = pool.population, schema()
    rows = []
    for margin in people.municipality.margins:
        values = values_of(population, margin.variable, margin.category)
        mean, spread = float(values.mean()), float(values.std())
        variable = rules.variables[margin.variable]
        by = np.bincount(population.jobcentre, values) / np.bincount(population.jobcentre)
        known = variable.known_by_jobcentre
        rows.append(
            _Held(
                margin=margin,
                unit=variable.mean.unit if margin.category == MEAN and variable.mean else SHARE,
                trial=mean,
                difference=(margin.target - mean) / spread,
                low=float(by.min()) if known else nan,
                high=float(by.max()) if known else nan,
                missing=people.municipality.missing.get(margin.variable, 0),
            )
        )
    return rows


def _shown(held: list[_Held]) -> pd.DataFrame:
    """The margins as they may be shown."""
    rows = []
    for row in held:
        margin = row.margin
        people = nan if margin.people is None else float(margin.people)
        here, difference = margin.target, row.difference
        missing = nan if row.missing is None else float(row.missing)
        low, high = nan, nan
        if margin.category == MEAN and margin.between is not None:
            low, high = margin.between
        if margin.hidden:
            people, here, difference, missing = nan, nan, nan, nan
        rows.append(
            (
                margin.variable,
                margin.category,
                row.unit,
                people,
                here,
                low,
                high,
                row.trial,
                difference,
                row.low,
                row.high,
                missing,
                margin.hidden,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _margin_warnings(held: list[_Held]) -> list[Warned]:
    """At most one per variable: outside the range of the jobcentres, or far from the trial."""
    most = schema().limit("standardised_difference")
    found: dict[str, Warned] = {}
    for row in sorted(held, key=lambda r: -abs(r.difference)):
        margin = row.margin
        variable, category = margin.variable, margin.category
        value = nan if margin.hidden else margin.target
        if variable in found:
            continue
        if not isnan(row.low) and not row.low <= margin.target <= row.high:
            found[variable] = Warned("outside", variable, category, value, row.low, row.high)
        elif abs(row.difference) > most:
            found[variable] = Warned("far", variable, category, value, row.trial, row.trial)
    order = dict.fromkeys(row.margin.variable for row in held)
    return [found[variable] for variable in order if variable in found]


def _rare(population: Population, people: int) -> npt.NDArray[np.bool_]:
    """Who is in a cell of the crossing of `CELLS` that so many people hardly hold, shape (n,)."""
    cell = np.zeros(population.n, np.int64)
    for name in (name for family in CELLS for name in FAMILIES[family][:-1]):
        cell = 2 * cell + group_mask(population, name)
    sizes = np.bincount(cell) / population.n * people
    return np.asarray(sizes[cell] < schema().limit("rare_people"))
