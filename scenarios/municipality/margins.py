"""What may be said of a population: variables, their categories and means, and words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from scenarios.municipality.raking import Wanted
from sim.groups import group_mask
from sim.messages import Named, Said
from sim.population import Population
from sim.strict_yaml import packaged_yaml

Floats = npt.NDArray[np.float64]

#: The category of a row that gives a mean and not a share.
MEAN = "mean"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(_Entry):
    """A number per person: unit and ends.

    Attributes:
        high_excluded: whether the upper end itself is out: of ages in whole years, 29 is the last.
        one_person: how far one person may move a sum without standing out; by default the range.
    """

    unit: str
    low: float
    high: float
    high_excluded: bool = False
    one_person: float | None = None

    def holds(self, x: float) -> bool:
        """Whether a number lies in the range."""
        return self.low <= x < self.high or (x == self.high and not self.high_excluded)

    def in_words(self) -> Said:
        """The range for a message; it says where the upper end is out."""
        low, high = self.low, self.high
        unit = Named(self.unit, f"unit.{self.unit}")
        if self.high_excluded:
            return Said("scenarios.from_low_to_under_high_unit", low=low, high=high, unit=unit)
        return Said("scenarios.from_low_to_high_unit", low=low, high=high, unit=unit)


class Variable(_Entry):
    """Something that is known of young people.

    Attributes:
        categories: group of `sim.groups` by name; together they are everybody, once.
        mean: unit and range, if it is a number.
        known_by_jobcentre: whether the trial says how its jobcentres differ in it.
        also: Danish names.
        tells: variable whose categories follow from this number, alone or with others, so that the
            mean may tell how many they have.
    """

    categories: dict[str, str] = {}
    mean: Range | None = None
    known_by_jobcentre: bool
    also: tuple[str, ...]
    tells: str = ""


class Mark(_Entry):
    """The 9th-grade mark of a person, from which the stratum follows."""

    low: float
    high: float
    split: float
    none: tuple[str, ...]
    also: tuple[str, ...]
    source: str


class Limit(_Entry):
    """A number with unit and source."""

    value: float
    unit: str
    source: str


class Part(_Entry):
    """A part of a category.

    Attributes:
        words: for it.
        covers: what it is made of; parts that cover the same are not added up.
        whole_alone: whether it may stand for the whole category where no other part is there.
    """

    words: tuple[str, ...]
    covers: frozenset[str]
    whole_alone: bool = False


class Bank(_Entry):
    """Headings by which the statistics bank's long form is known."""

    period: tuple[str, ...]
    count: tuple[str, ...]


class Ages(_Entry):
    """Ages in whole years: of bands, of the target group, and where it is split."""

    youngest: int
    first: int
    split: int
    last: int
    oldest: int
    source: str


class Office(_Entry):
    """Words of the offices whose tables are read."""

    area: tuple[str, ...]
    period: tuple[str, ...]
    count: tuple[str, ...]
    count_begins: tuple[str, ...]
    other_numbers: tuple[str, ...]
    other_units: tuple[str, ...]
    totals: tuple[str, ...]
    unknown: tuple[str, ...]
    zero: tuple[str, ...]
    withheld: tuple[str, ...]
    bank: Bank
    codes: dict[str, dict[str, str]]
    ages: Ages


class Schema(_Entry):
    """All of `scenarios/municipality/municipality.yaml`."""

    variables: dict[str, Variable]
    mark: Mark
    words: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[Part, ...]]
    missing: tuple[str, ...]
    office: Office
    headings: dict[str, tuple[str, ...]]
    personal: tuple[str, ...]
    limits: dict[str, Limit]
    warn: dict[str, Limit]
    pool: dict[str, Limit]

    def limit(self, name: str) -> float:
        """A limit or a threshold of a warning, by name."""
        return (self.limits | self.warn)[name].value

    def categories(self, variable: str) -> tuple[str, ...]:
        """What a table may say of a variable: its categories, and `mean` if it is a number."""
        known = self.variables[variable]
        return (*known.categories, *((MEAN,) if known.mean else ()))

    def group(self, variable: str, category: str) -> str | None:
        """The group of `sim.groups` that a category is; None for a mean."""
        return self.variables[variable].categories.get(category)

    def words_for(self, category: str) -> tuple[str, ...]:
        """The name of a category, other words for it, and words for parts of it."""
        parts = (word for part in self.parts.get(category, ()) for word in part.words)
        return (category, *self.words.get(category, ()), *parts)

    def part(self, category: str, word: str) -> Part | None:
        """Which part of a category a word means; None if it means the whole."""
        for part in self.parts.get(category, ()):
            if word in part.words:
                return part
        return None


@cache
def schema() -> Schema:
    """The schema that comes with the project."""
    return Schema.model_validate(packaged_yaml("scenarios.municipality", "municipality.yaml"))


@dataclass(frozen=True)
class Margin:
    """One thing known of a municipality's young people.

    Attributes:
        variable, category: of the schema; the category is `mean` for a mean.
        target: the share, or the mean in the variable's unit.
        people: how many the margin is about: those in the category, or those a mean is taken over;
            None if that may not be shown.
        hidden: whether its numbers may not be shown; then the target is a stand-in.
        between: ends of what the target could be as well, if no more may be known of it.
    """

    variable: str
    category: str
    target: float
    people: int | None
    hidden: bool = False
    between: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """Variable and category, as a user finds them."""
        return f"{self.variable} / {self.category}"


def values_of(population: Population, variable: str, category: str) -> Floats:
    """(n,) values whose mean is the margin: 0 or 1 for a category, the number for a mean.

    Args:
        population: the people.
        variable: name of what is counted.
        category: one of the variable's, or that of a mean.
    """
    group = schema().group(variable, category)
    if group is not None:
        return group_mask(population, group).astype(np.float64)
    return np.asarray(_numbers(population)[variable], dtype=np.float64)


def wanted(population: Population, margin: Margin) -> Wanted:
    """A margin as the raking sees it."""
    values = values_of(population, margin.variable, margin.category)
    return Wanted(margin.name, values, margin.target, margin.between)


def _numbers(population: Population) -> Mapping[str, Floats]:
    shares = {"su": population.su, "transfer": population.transfer}
    found = {
        "age": population.age,
        "mother_income": population.mother_income,
        "father_income": population.father_income,
    }
    for name, share in shares.items():
        found[f"{name}_share_3_years"] = share.mean(axis=1)
        for year in range(3):
            found[f"{name}_share_year_{year + 1}"] = share[:, year]
    return found
