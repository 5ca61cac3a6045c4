"""Who is in the world: youths drawn jointly, so that the means by 9th-grade stratum are met.

Within a stratum the variables are tied together by a Gaussian copula: standard normals with
stated correlations, each mapped to its own distribution by a quantile function. Every mean by
stratum is met in expectation exactly; nothing is clipped to get there.

Every random number is `uniforms(seed, person, week=block, Purpose.POPULATION)` (see
`sim.streams`): a block holds four variables and each variable owns one word of it. A new variable
takes a free word or a new block, and a new youth a new person number; nobody else's life changes.

Nothing here knows the trial: `PopulationTables` come in as values.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from sim.errors import InputError
from sim.group_rules import GroupRule
from sim.messages import Said
from sim.population_strata import Stratum
from sim.population_tables import (
    ITEMS,
    Latent,
    PopulationTables,
    never_su_by_stratum,
)
from sim.quantiles import beta_by_mean
from sim.streams import PAGE, Purpose, most_numbers, numbers, uniforms

__all__ = [
    "ITEMS",
    "PERSONS_PER_JOBCENTRE",
    "Latent",
    "Population",
    "PopulationTables",
    "Stratum",
    "draw_population",
    "never_su_by_stratum",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Person numbers of a jobcentre that lie side by side.
PERSONS_PER_JOBCENTRE = PAGE
#: Parameters: the shares of the trial's population that no table prints (`draw_population`).
UNPRINTED_SHARES = ("share_women", "share_never_su")


# Where each variable's uniform lives: (block, word). Never move one: lives would change.
_STRATUM, _WOMAN, _NEVER_SU, _SEVERITY = (0, 0), (0, 1), (0, 2), (0, 3)
_LATENT = {
    Latent.SU_1: (1, 0),
    Latent.SU_2: (1, 1),
    Latent.SU_3: (1, 2),
    Latent.AGE: (1, 3),
    Latent.TRANSFER_1: (2, 0),
    Latent.TRANSFER_2: (2, 1),
    Latent.TRANSFER_3: (2, 2),
    Latent.IMMIGRANT: (2, 3),
    Latent.MARK: (3, 0),
    Latent.MOTHER_NO_EDUCATION: (3, 1),
    Latent.FATHER_NO_EDUCATION: (3, 2),
    Latent.MOTHER_INCOME: (4, 0),
    Latent.FATHER_INCOME: (4, 1),
}
_ITEM = ((5, 0), (5, 1), (5, 2), (5, 3), (6, 0))


@dataclass(frozen=True, eq=False)
class Population:
    """Youths as a struct of arrays, all of length n, in the order of their person numbers.

    Attributes:
        jobcentre_names: what `jobcentre` indexes.
        person: uint32, the first part of the address of all the person's draws.
        jobcentre: int16. stratum: uint8 (`Stratum`).
        mark: mean of Danish and mathematics, nan without marks.
        woman, immigrant: bool (immigrant or descendant). age: years at entry.
        transfer, su: (n, 3) share of year 1, 2, 3 back on transfers other than SU, and on SU.
        mother_no_education, father_no_education: bool, none after school.
        mother_income, father_income: gross, 1000 DKK per year.
        severity: barriers, in [0, 1].
        health, social, coping, way_to_education, wants_a_job: int8, survey answer, 0 = best.
        answers: the words of the answers by question, if known.
        own_groups: groups of a study's own, by name (`sim.groups`).
    """

    jobcentre_names: tuple[str, ...]
    person: npt.NDArray[np.uint32]
    jobcentre: npt.NDArray[np.int16]
    stratum: npt.NDArray[np.uint8]
    mark: Floats
    woman: Bools
    age: Floats
    immigrant: Bools
    transfer: Floats
    su: Floats
    mother_no_education: Bools
    father_no_education: Bools
    mother_income: Floats
    father_income: Floats
    severity: Floats
    health: npt.NDArray[np.int8]
    social: npt.NDArray[np.int8]
    coping: npt.NDArray[np.int8]
    way_to_education: npt.NDArray[np.int8]
    wants_a_job: npt.NDArray[np.int8]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_groups: Mapping[str, GroupRule] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of youths."""
        return len(self.person)

    @property
    def never_su(self) -> Bools:
        """(n,) no SU at all in the three years."""
        return np.asarray(self.su.sum(axis=1) == 0)

    def take(self, index: npt.ArrayLike | slice) -> Population:
        """The youths at `index` (positions, a mask or a slice), in that order."""
        chosen = index if isinstance(index, slice) else np.asarray(index)
        if not isinstance(chosen, slice) and chosen.size == 0:
            chosen = chosen.astype(np.intp)
        columns: dict[str, Any] = {
            item.name: value[chosen] if isinstance(value, np.ndarray) else value
            for item in fields(self)
            for value in [getattr(self, item.name)]
        }
        return Population(**columns)

    def to_frame(self) -> pd.DataFrame:
        """One row per youth, categories in words (answers too where the words are known)."""
        columns: dict[str, Any] = {
            "person": self.person,
            "jobcentre": _in_words(self.jobcentre, self.jobcentre_names),
            "stratum": _in_words(self.stratum, [s.name.lower() for s in Stratum], ordered=True),
            "mark": self.mark,
            "woman": self.woman,
            "age": self.age,
            "immigrant_or_descendant": self.immigrant,
        }
        for year in range(3):
            columns[f"transfer_share_year_{year + 1}_back"] = self.transfer[:, year]
            columns[f"su_share_year_{year + 1}_back"] = self.su[:, year]
        for name in ("mother_no_education", "father_no_education"):
            columns[f"{name}_after_school"] = getattr(self, name)
        for name in ("mother_income", "father_income"):
            columns[f"{name}_1000_dkk"] = getattr(self, name)
        columns["severity"] = self.severity
        for name in ITEMS:
            answer, words = getattr(self, name), self.answers.get(name)
            columns[name] = answer if words is None else _in_words(answer, words, ordered=True)
        return pd.DataFrame(columns)


def _in_words(
    codes: npt.NDArray[np.integer], words: Sequence[str], *, ordered: bool = False
) -> pd.Series[Any]:
    categories = pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(words), ordered=ordered)
    return pd.Series(categories)


#: Populations that are kept, the latest first: worlds of one seed mostly have the same people.
_KEPT: OrderedDict[tuple[object, ...], Population] = OrderedDict()
KEPT, KEPT_PEOPLE = 32, 10_000
#: What is kept of people whatever the two shares that no table prints (`_before`).
_KEPT_BEFORE: OrderedDict[tuple[object, ...], _Before] = OrderedDict()
KEPT_BEFORE = 4
#: People who are drawn at a time: what they are drawn from takes six times their own memory.
DRAWN_AT_ONCE = 32_768
_LOCK = threading.Lock()


def draw_population(
    tables: PopulationTables,
    seats: npt.NDArray[np.integer],
    seed: int,
    *,
    share_women: float,
    share_never_su: float,
    first_person: int = 0,
) -> Population:
    """Draw `seats[j]` youths in each jobcentre j, jobcentre by jobcentre.

    The youth of rank r (0, 1, ...) in jobcentre j is person first_person + j * 2^16 + r, beyond
    2^16 on further pages (`sim.streams.numbers`), and is the same youth however many seats there
    are, here or elsewhere.

    Args:
        tables: the distributions.
        seats: (J,) youths per jobcentre.
        seed: in [0, 2^64).
        share_women: in [0, 1]; gender is independent of all else (no table ties them).
        share_never_su: share of all with no SU in three years; its place within the strata
            follows from their SU means, see `never_su_by_stratum`.
        first_person: number of the first youth.

    Returns:
        The population, n = seats.sum(); its arrays cannot be written to, as the same population
        is given again to whoever asks for it.

    Raises:
        InputError: a share or the seats are impossible.

    Example:
        >>> from calibration.trial import the_trial
        >>> tables, shares = the_trial().population, {"share_women": 0.4, "share_never_su": 0.5}
        >>> few = draw_population(tables, np.full(13, 1), 1, **shares)
        >>> more = draw_population(tables, np.full(13, 2), 1, **shares)
        >>> few.n, bool((few.age == more.age[::2]).all())
        (13, True)
    """
    # The tables themselves are part of the key, compared by identity: they stay alive with it.
    places = np.asarray(seats)
    given = (places.dtype.str, places.tobytes())
    asked = (tables, given, seed, share_women, share_never_su, first_person)
    with _LOCK:
        if asked in _KEPT:
            _KEPT.move_to_end(asked)
            return _KEPT[asked]
    drawn = _draw(tables, seats, seed, share_women, share_never_su, first_person)
    for item in fields(drawn):
        value = getattr(drawn, item.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    if drawn.n <= KEPT_PEOPLE:
        with _LOCK:
            _KEPT[asked] = drawn
            while len(_KEPT) > KEPT:
                _KEPT.popitem(last=False)
    return drawn


def _draw(
    tables: PopulationTables,
    seats: npt.NDArray[np.integer],
    seed: int,
    share_women: float,
    share_never_su: float,
    first_person: int,
) -> Population:
    if not 0.0 <= share_women <= 1.0:
        raise InputError(
            Said("sim.not_a_share"),
            field="share_women",
            found=share_women,
            allowed=Said("sim.from_0_to_1"),
        )
    person, jobcentre = _persons(tables, seats, first_person)
    chance = never_su_by_stratum(tables, share_never_su)

    def some(first: int) -> Population:
        part = slice(first, first + DRAWN_AT_ONCE)
        before = _before(tables, person[part], jobcentre[part], seed)
        return _some(tables, before, share_women, chance)

    drawn = some(0)
    if len(person) <= DRAWN_AT_ONCE:
        return drawn
    columns: dict[str, Any] = {
        item.name: np.empty((len(person), *value.shape[1:]), value.dtype)
        for item in fields(drawn)
        for value in [getattr(drawn, item.name)]
        if isinstance(value, np.ndarray)
    }
    for first in range(0, len(person), DRAWN_AT_ONCE):
        if first > 0:
            drawn = some(first)
        for name, column in columns.items():
            column[first : first + DRAWN_AT_ONCE] = getattr(drawn, name)
    return replace(drawn, **columns)


def _some(
    tables: PopulationTables, before: _Before, share_women: float, chance: Floats
) -> Population:
    """Some people; each is the same whoever else is drawn. `chance` is that of no SU at all, by
    stratum."""
    never_su = before.never_su < chance[before.columns["stratum"]]
    su, transfer = _history(tables, before, never_su, chance)
    return Population(
        jobcentre_names=tables.jobcentre_names,
        woman=before.woman < share_women,
        su=su,
        transfer=transfer,
        answers=dict(zip(ITEMS, tables.item_answers, strict=True)),
        own_groups=tables.own_groups,
        **before.columns,
    )


@dataclass(frozen=True, eq=False)
class _Before:
    """Young people but for what the two shares decide that no table prints.

    Attributes:
        columns: of a population, by name.
        cell: row of each in the tables by jobcentre and stratum.
        woman, never_su: uniforms that the shares are set against.
        had: uniforms of the shares of three years on SU, shape (3, n).
        rest: shares of the rest of each year on other transfers, shape (3, n).
    """

    columns: Mapping[str, Any]
    cell: npt.NDArray[np.int64]
    woman: Floats
    never_su: Floats
    had: Floats
    rest: Floats


def _before(
    tables: PopulationTables,
    person: npt.NDArray[np.uint32],
    jobcentre: npt.NDArray[np.int64],
    seed: int,
) -> _Before:
    """Some people before the two shares, drawn or remembered: other shares leave them as they are.

    Args:
        tables: the distributions.
        person: numbers, shape (n,).
        jobcentre: of each, shape (n,).
        seed: of every draw.
    """
    if person.size > KEPT_PEOPLE:
        return _drawn_before(tables, person, jobcentre, seed)
    asked = (tables, seed, person.tobytes(), jobcentre.tobytes())
    with _LOCK:
        known = _KEPT_BEFORE.get(asked)
    if known is not None:
        return known
    drawn = _drawn_before(tables, person, jobcentre, seed)
    with _LOCK:
        _KEPT_BEFORE[asked] = drawn
        while len(_KEPT_BEFORE) > KEPT_BEFORE:
            _KEPT_BEFORE.popitem(last=False)
    return drawn


def _drawn_before(
    tables: PopulationTables,
    person: npt.NDArray[np.uint32],
    jobcentre: npt.NDArray[np.int64],
    seed: int,
) -> _Before:
    words = {
        block: uniforms(seed, person, block, Purpose.POPULATION)
        for block in sorted({block for block, _ in (*_LATENT.values(), *_ITEM)} | {0})
    }

    def uniform(address: tuple[int, int]) -> Floats:
        block, word = address
        return np.asarray(words[block][word])

    stratum = np.searchsorted(
        np.cumsum(tables.stratum_shares)[:-1], uniform(_STRATUM), side="right"
    )
    latent = _correlated(tables, {name: ndtri(uniform(at)) for name, at in _LATENT.items()})
    cell = jobcentre * len(Stratum) + stratum  # row of the (J * 3, ...) tables
    normal = _severity_normal(tables, latent, stratum, ndtri(uniform(_SEVERITY)))
    age = beta_by_mean(
        ndtr(latent[Latent.AGE]),
        ((tables.age_mean - tables.age_low) / (tables.age_high - tables.age_low)).ravel(),
        cell,
        tables.age_concentration,
    )
    spread = tables.severity_mean * (1 - tables.severity_mean) / tables.severity_sd**2 - 1
    nowhere = np.zeros(len(person), dtype=np.intp)
    mother, father = _parents(tables, latent, stratum)
    answer = _answers(tables, normal, [ndtri(uniform(at)) for at in _ITEM])
    columns = {
        "person": person,
        "jobcentre": jobcentre.astype(np.int16),
        "stratum": stratum.astype(np.uint8),
        "mark": _marks(tables, ndtr(latent[Latent.MARK]), stratum),
        "age": _below(tables.age_low + (tables.age_high - tables.age_low) * age, tables.age_high),
        "immigrant": ndtr(-latent[Latent.IMMIGRANT]) < tables.immigrant_share.ravel()[cell],
        "mother_no_education": mother[0],
        "father_no_education": father[0],
        "mother_income": mother[1],
        "father_income": father[1],
        "severity": beta_by_mean(ndtr(normal), np.array([tables.severity_mean]), nowhere, spread),
        "health": answer[0],
        "social": answer[1],
        "coping": answer[2],
        "way_to_education": answer[3],
        "wants_a_job": answer[4],
    }
    had, rest = _years(tables, latent, cell)
    return _Before(columns, cell, uniform(_WOMAN), uniform(_NEVER_SU), had, rest)


def _persons(
    tables: PopulationTables, seats: npt.NDArray[np.integer], first_person: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Person numbers and jobcentres, each of length n."""
    seats = np.asarray(seats)
    centres = len(tables.jobcentre_names)
    if seats.shape != (centres,) or not np.issubdtype(seats.dtype, np.integer):
        raise InputError(
            Said("sim.not_one_whole_number_for_each"),
            field="seats",
            found=seats.tolist(),
            allowed=Said("sim.centres_whole_numbers", centres=centres),
        )
    most = most_numbers(centres)
    if np.any((seats < 0) | (seats > most)):
        raise InputError(
            Said("sim.impossible_number_of_youths_in_a"),
            field="seats",
            found=seats.tolist(),
            allowed=Said("sim.each_from_0_to_most", most=most),
        )
    pages = max(1, -(-int(seats.max(initial=0)) // PAGE))
    last = 2**32 - pages * centres * PAGE
    if not 0 <= first_person <= last:
        raise InputError(
            Said("sim.leaves_no_room_for_the_person"),
            field="first_person",
            found=first_person,
            allowed=Said("sim.a_whole_number_from_0_to", last=last),
        )
    counts = seats.astype(np.int64)
    jobcentre = np.repeat(np.arange(centres), counts)
    rank = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    person = first_person + numbers(jobcentre, rank, centres)
    return person.astype(np.uint32), jobcentre


def _correlated(
    tables: PopulationTables, independent: Mapping[Latent, Floats]
) -> dict[Latent, Floats]:
    """Standard normals with the stated correlations.

    Summed term by term and not by a matrix product, whose rounding may depend on n.
    """
    tied: dict[Latent, Floats] = {}
    for row in Latent:
        total = tables.factor[row, row] * independent[row]
        for column in list(Latent)[:row]:
            if tables.factor[row, column] != 0.0:
                total = total + tables.factor[row, column] * independent[column]
        tied[row] = total
    return tied


def _history(
    tables: PopulationTables, before: _Before, never_su: Bools, chance_never_su: Floats
) -> tuple[Floats, Floats]:
    """Shares of the last three years on SU and on other transfers, each (n, 3).

    SU is 0 for those who never had it, and a beta share of mean su_mean / (1 - P(never)) for the
    others. Transfers fill a beta share of the rest of the year; that share is independent of SU
    within stratum, so that the mean of the product is the product of the means.
    """
    cell = before.cell
    su, transfer = np.empty((len(cell), 3)), np.empty((len(cell), 3))
    for year in range(3):
        su_mean = tables.su_mean[:, :, year]
        had = beta_by_mean(
            before.had[year],
            (su_mean / (1.0 - chance_never_su)).ravel(),
            cell,
            tables.su_concentration,
        )
        su[:, year] = np.where(never_su, 0.0, had)
        transfer[:, year] = (1.0 - su[:, year]) * before.rest[year]
    return su, transfer


def _years(
    tables: PopulationTables, latent: Mapping[Latent, Floats], cell: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """For three years: uniforms of the share on SU, and the share of the rest on other transfers,
    each (3, n)."""
    had = np.stack([ndtr(latent[Latent(Latent.SU_1 + year)]) for year in range(3)])
    rest = np.empty_like(had)
    for year in range(3):
        su_mean, transfer_mean = tables.su_mean[:, :, year], tables.transfer_mean[:, :, year]
        rest[year] = beta_by_mean(
            ndtr(latent[Latent(Latent.TRANSFER_1 + year)]),
            (transfer_mean / (1.0 - su_mean)).ravel(),
            cell,
            tables.transfer_concentration,
        )
    return had, rest


def _marks(tables: PopulationTables, u: Floats, stratum: npt.NDArray[np.integer]) -> Floats:
    """Marks by stratum; nan without."""
    mark = np.full(len(u), np.nan)
    for s in Stratum:
        low, high, mean = tables.mark_low[s], tables.mark_high[s], tables.mark_mean[s]
        here = np.flatnonzero(stratum == s)
        if np.isnan(mean) or here.size == 0:
            continue
        part = beta_by_mean(
            u[here],
            np.array([(mean - low) / (high - low)]),
            np.zeros(here.size, dtype=np.intp),
            float(tables.mark_concentration[s]),
        )
        mark[here] = _below(low + (high - low) * part, high)
    return mark


def _parents(
    tables: PopulationTables, latent: Mapping[Latent, Floats], stratum: npt.NDArray[np.integer]
) -> list[tuple[Bools, Floats]]:
    """No education after school, and income in 1000 DKK per year: of mothers, then of fathers."""
    names = (
        (Latent.MOTHER_NO_EDUCATION, Latent.MOTHER_INCOME),
        (Latent.FATHER_NO_EDUCATION, Latent.FATHER_INCOME),
    )
    sd = tables.income_log_sd
    found = []
    for parent, (no_education, income) in enumerate(names):
        share = tables.parent_no_education[parent][stratum]
        log_mean = np.log(tables.parent_income[parent])[stratum] - sd**2 / 2
        without = ndtr(-latent[no_education]) < share
        found.append((without, np.exp(log_mean + sd * latent[income])))
    return found


def _severity_normal(
    tables: PopulationTables,
    latent: Mapping[Latent, Floats],
    stratum: npt.NDArray[np.integer],
    own: Floats,
) -> Floats:
    """Severity as a standard normal over the whole population.

    Higher without marks and after long transfers. A shift between strata makes a mixture of two
    normals; its own distribution function makes it standard normal again.
    """
    years = (Latent.TRANSFER_1, Latent.TRANSFER_2, Latent.TRANSFER_3)
    sd = np.sqrt(tables.correlation[np.ix_(years, years)].sum())
    transfers = (latent[years[0]] + latent[years[1]] + latent[years[2]]) / sd
    r, shift = tables.severity_transfer, tables.severity_shift_no_marks
    raw = r * transfers + np.sqrt(1 - r**2) * own
    raw = raw + np.where(stratum == Stratum.NO_GRADES, shift, 0.0)
    without = tables.stratum_shares[Stratum.NO_GRADES]
    return np.asarray(ndtri(without * ndtr(raw - shift) + (1 - without) * ndtr(raw)))


def _answers(
    tables: PopulationTables, severity: Floats, noise: list[Floats]
) -> list[npt.NDArray[np.int8]]:
    """Survey answers by ordered probit on severity, best answer first."""
    return [
        np.searchsorted(cuts, load * severity + np.sqrt(1 - load**2) * own).astype(np.int8)
        for cuts, load, own in zip(tables.item_cuts, tables.item_loading, noise, strict=True)
    ]


def _below(values: Floats, high: float) -> Floats:
    """Keep rounding from reaching the open end of a range."""
    return np.minimum(values, np.nextafter(high, -np.inf))
