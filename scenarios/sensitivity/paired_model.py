"""The model as a function of a design: one row of inputs, one pair of twin lives.

All rows live with the same seeds: the same people with the same luck under both policies and in
every row, so that what differs between two rows is what their inputs do. The people of a world
depend on three inputs only; they are kept, and most rows find theirs made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration.trial import Trial
from scenarios.comparison.prepared import Prepared
from scenarios.economics.person_weeks import year_of
from scenarios.economics.price_draws import PriceValues, prices_at
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import arriving, cohort_for
from scenarios.policy.measure_effects import at_shares, drawn_of
from scenarios.sensitivity.common_random_numbers import Twins, simulate_pair
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.levers import POOL, SHARE_WITHOUT_MARKS, without_marks
from scenarios.sensitivity.moves import Moved, moved_by, put_into
from scenarios.sensitivity.named import VARIED
from scenarios.sensitivity.outcomes import Calendar, Simulated, values_of
from scenarios.sensitivity.targets import Target
from sim.errors import InputError
from sim.messages import Said
from sim.outcomes.accounts import COUNTED, count_people
from sim.outcomes.paid_hours import billed_hours, employed_hours
from sim.parameters import parameter_space
from sim.programme import Policy
from sim.series import Series
from sim.simulation import Cohort, Simulation

Floats = npt.NDArray[np.float64]

#: Worlds of people that are kept, with what is known of them: those of a block of a design, for
#: each thread.
COHORTS = 8
#: Pairs of lives that are kept: rows that differ in nothing but prices have them in common.
PAIRS = 256
#: Policies that are kept: those of the values that a lever takes.
OFFERS = 32


@dataclass(frozen=True)
class PairedModel:
    """Two policies lived by the same people, and the difference between them.

    Attributes:
        ready: who lives, and the policies; the first is set against the second.
        inputs: what the columns of a design are.
        values: parameters that are not among the inputs, a full set.
        outcome: what is looked at.
        week: since entry; the last that is followed.
        prices: for outcomes in kroner.
        moves: which policies the levers move: `all`, `first`, or None: as the levers' file says.

    Effects of other measures that are drawn, and not among the inputs, are central.
    """

    ready: Prepared
    inputs: tuple[Factor, ...]
    values: Mapping[str, float]
    outcome: Target
    week: int
    prices: Prices | None = None
    moves: str | None = None
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that the inputs can be put in.

        Raises:
            InputError: kroner without prices, an unchangeable policy, or people whose make-up
                cannot be changed.
        """
        if self.outcome.priced and self.prices is None:
            raise InputError(
                Said("scenarios.an_outcome_in_kroner_needs_prices"),
                field="prices",
                found=Said("scenarios.none"),
                allowed=Said("scenarios.a_rule_year"),
            )
        cohort = isinstance(self.ready.people, Trial) and self.ready.intake.kind == "cohort"
        if SHARE_WITHOUT_MARKS in self._names("lever") and not cohort:
            raise InputError(
                Said("scenarios.the_make_up_of_these_people"),
                field="levers",
                found=SHARE_WITHOUT_MARKS,
                allowed=Said("scenarios.levers_of_the_policy_or_the"),
            )
        self._remember()
        levers = [f for f in self.inputs if f.kind == "lever"]
        for ends in ({f.name: f.low for f in levers}, {f.name: f.high for f in levers}):
            self.policies(ends)

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: what is remembered is made there again."""
        return {**self.__dict__, "_cache": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was, with nothing remembered."""
        self.__dict__.update(state)
        self._remember()

    def _remember(self) -> None:
        start = _first_monday(self.ready.people)
        weeks = range(self.ready.calendar_weeks(self.horizon))
        years = np.array([year_of(start + timedelta(weeks=k)) for k in weeks])
        # Which calendar year each calendar week falls in, shape (weeks, years).
        self._cache["years"] = np.asarray(years[:, None] == np.unique(years), np.float64)
        self._cache["calendar"] = Calendar.of(start, len(weeks) - self.week, self.horizon)
        self._cache["values"] = parameter_space().values(self.values)
        self._cache["of_lives"] = np.array([f.kind != "price" for f in self.inputs], bool)
        self._cache["pairs"] = lru_cache(PAIRS)(self._pair)
        self._cache["series"] = lru_cache(COHORTS)(self._series)
        self._cache["twins"] = lru_cache(OFFERS)(self.offered)
        self._cache["moved"] = lru_cache(None)(self._moved)

    @property
    def infinite(self) -> bool:
        """A ratio has no end where there is no gain."""
        return self.outcome.ratio

    @property
    def horizon(self) -> int:
        """Weeks since entry that are counted."""
        return self.week + 1

    @property
    def calendar(self) -> Calendar:
        """The calendar years of the weeks since entry."""
        known: Calendar = self._cache["calendar"]
        return known

    def run(self, row: Floats, seed: int) -> Floats:
        """What is kept of the pair of a row; see `Model.run`. Prices change nobody's life."""
        # Rows of whole numbers are rows of numbers.
        lived = np.asarray(row, np.float64)[self._cache["of_lives"]]
        found: Floats = self._cache["pairs"](seed, lived.tobytes())
        return found

    def _pair(self, seed: int, row: bytes) -> Floats:
        """What is kept of the pair of a row without its prices."""
        given = self._split(np.frombuffer(row))
        space = parameter_space()
        values = self._cache["values"] | space.some(given["parameter"], given["parameter"])
        levers, measure_effects = given["lever"], given["relief"]
        people = (values["share_women"], values["share_never_su"], levers.get(SHARE_WITHOUT_MARKS))
        cohort, series = self._cache["series"](seed, *people)
        twins = self._cache["twins"](tuple(levers.items()), tuple(measure_effects.items()))
        pair = simulate_pair(cohort, twins, values, seed, self.horizon, self._kept, series)
        return np.concatenate(pair)

    def finish(self, rows: Floats, kept: Floats) -> Floats:
        """The outcome of each pair; see `Model.finish`."""
        first, second = self.lived(kept)
        return values_of(
            self.outcome, self.week, first, second, self.calendar, self.prices_of(rows)
        )

    def lived(self, kept: Floats) -> tuple[Simulated, Simulated]:
        """What was kept, unpacked."""
        first, second = np.split(kept, 2, axis=1)
        return self._unpacked(first), self._unpacked(second)

    def prices_of(self, rows: Floats) -> PriceValues | None:
        """Prices of each row; None where no kroner are asked for."""
        if not self.outcome.priced or self.prices is None:
            return None
        chosen = {f.name: rows[:, k] for k, f in enumerate(self.inputs) if f.kind == "price"}
        return prices_at(self.prices, chosen, len(rows))

    def policies(
        self, levers: Mapping[str, float], measure_effects: Mapping[str, float] | None = None
    ) -> tuple[Policy, Policy]:
        """The two policies with levers put in, and with effects of other measures, if given."""
        first, second = self.ready.policies[:2]
        moved = {lever: self._cache["moved"](lever) for lever in levers}
        changed, other = put_into((first, second), levers, moved)
        measures = drawn_of((first.policy, second.policy))
        shares = {measures[int(k) - 1].name.en: x for k, x in (measure_effects or {}).items()}
        return at_shares(changed, shares), at_shares(other, shares)

    def offered(
        self,
        levers: tuple[tuple[str, float], ...] = (),
        measure_effects: tuple[tuple[str, float], ...] = (),
    ) -> Twins:
        """The policies as they are lived: a world may hold a municipality several times.

        Args:
            levers: values by lever, as pairs.
            measure_effects: effects of other measures by number, as pairs.
        """
        first, second = self.policies(dict(levers), dict(measure_effects))
        here = arriving(self.ready.people, self.ready.intake)
        if isinstance(here, LocalPeople):
            first, second = here.scaled(first), here.scaled(second)
        return Twins(first, second)

    def _series(
        self, seed: int, women: float, never_su: float, none: float | None
    ) -> tuple[Cohort, Series]:
        """The people of a world, and what is known of them from other rows."""
        return self._cohort(seed, women, never_su, none), Series()

    def _moved(self, lever: str) -> Moved:
        first, second = self.ready.policies[:2]
        return moved_by(lever, first, second, self.moves)

    def _names(self, kind: str) -> list[str]:
        return [f.name for f in self.inputs if f.kind == kind]

    def _split(self, row: Floats) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {kind: {} for kind in VARIED}
        inputs = (factor for factor in self.inputs if factor.kind != "price")
        for factor, value in zip(inputs, row, strict=True):
            found[factor.kind][factor.name] = float(value)
        return found

    def _cohort(self, seed: int, women: float, never_su: float, none: float | None) -> Cohort:
        """People of one world; only their number is counted, no subgroups."""
        shares = {"share_women": women, "share_never_su": never_su}
        values = parameter_space().values({**self.values, **shares})
        people, intake = self.ready.people, self.ready.intake
        if none is None:
            cohort = cohort_for(people, intake, values, seed)
        else:
            assert isinstance(people, Trial)  # checked at the start
            cohort = without_marks(people.cohort(values, seed, copies=POOL), none)
        cohort = replace(cohort, groups=("all",), _cache={})
        cohort.membership()
        return cohort

    def _kept(self, world: Simulation) -> Floats:
        """What is kept of a world: who was where, and what it took where kroner are asked for."""
        world.advance(world.weeks - world.week)
        counts, corps, weeks, by_year = world.counts, world.corps, world.weeks, self._cache["years"]
        people, sizes = count_people(counts)
        if world.tally is not None:
            people = np.concatenate([people, world.tally.people], axis=1)
        size = max(1, int(sizes[0]))
        share = people[:, :, 0] / size
        if not self.outcome.priced:
            return np.concatenate([share.ravel(), np.zeros(2 * by_year.shape[1] + 1)])
        rows = world.rows()
        billed = billed_hours(counts, employed_hours(counts, corps, weeks, rows), rows) / size
        begun = counts.measures_begun[:, :weeks].sum(axis=0) / size
        posts = corps.full_time_equivalents / size
        return np.concatenate([share.ravel(), billed @ by_year, begun @ by_year, [posts]])

    def _unpacked(self, kept: Floats) -> Simulated:
        weeks, counted, years = self.horizon, len(COUNTED), len(self.calendar.years)
        parts = np.split(kept, np.cumsum([weeks * counted, years, years]), axis=1)
        return Simulated(
            share=parts[0].reshape(-1, weeks, counted),
            hours=parts[1],
            measures=parts[2],
            posts=parts[3][:, 0],
        )


def _first_monday(people: Trial | LocalPeople) -> date:
    """Monday of calendar week 0."""
    return people.begins if isinstance(people, Trial) else people.trial.begins
