"""The simulator as what judges policies: every policy of a world lives with the same people.

A world is a posterior draw, a seed and, for kroner, a draw of the prices. Its people are made once
for many policies, and only what is wanted is kept of each.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from calibration.posterior import Posterior
from calibration.trial import Trial, no_mentors
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.identity import identity
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.views import BARRIER_VIEWS, MECHANISM_VIEWS, by_mechanism
from scenarios.decision.policy_outcomes import net_kroner
from scenarios.economics.price_draws import PriceValues, draw_prices
from scenarios.economics.price_file import Prices
from scenarios.economics.purses import budget_account
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.gain import with_expected_gain
from scenarios.policy.intake import arriving, cohort_for, intake_weeks
from scenarios.policy.measure_effects import at_draw
from scenarios.policy.own_rules import check_fitted
from scenarios.policy.policies import NamedPolicy
from scenarios.search.among import Among
from scenarios.search.counting import quantities_of, shares_of
from scenarios.search.grid import Ints
from scenarios.search.judging import Floats, View
from scenarios.search.space import Space
from scenarios.search.wants import Want, of_people
from scenarios.search.worlds import SeededWorld
from scenarios.situation.policies import in_situation
from scenarios.situation.situation import Situation
from sim.cohort import Cohort
from sim.executor import run_all
from sim.person_traits import PersonTraits, draw_person_traits
from sim.programme import EXPECTED_GAIN, Intake, Policy
from sim.simulation import build

#: Policies of a world that are lived in one task, and worlds of people that are remembered.
BATCH, REMEMBERED = 32, 24


@dataclass(frozen=True)
class Simulator:
    """What judges policies in a situation.

    Attributes:
        space: today's policy and what may be moved, or the policies that are given.
        people: who lives, on the situation's calendar.
        situation: whose young people come, and how.
        posts: full-time mentors; 0 is nobody, for anybody.
        posterior: of the parameters.
        wants: what is kept.
        weights: by group, what the gain of somebody in it counts, in wants about people.
        prices: for wants in kroner.
        horizon: weeks since entry, week 0 included.
        seed: of the prices.
        workers: threads; no number depends on them.
        held: parameters that have another value than in the draw.
        exact: whether an order by expected gain is worked out for each policy; else it is that of
            today's policy, which is near and much faster.
    """

    space: Space | Among
    people: Trial | LocalPeople
    situation: Situation
    posts: float
    posterior: Posterior
    wants: tuple[Want, ...]
    weights: Mapping[str, float]
    prices: Prices | None
    horizon: int
    seed: int = 1
    workers: int = 2
    held: Mapping[str, float] = field(default_factory=dict)
    exact: bool = False
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _orders: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Remember what several judgements need; today's policy is put into the situation.

        Raises:
            InputError: today's policy contradicts the situation, or the draws were fitted under
                rules of one's own.
        """
        check_fitted([self.space.named], self.posterior)
        values = list(self.posterior.values())
        self._cache.update(
            lock=threading.RLock(),
            values=[{**row, **self.held} for row in values],
            cohort=lru_cache(REMEMBERED)(self._cohort),
            policy=lru_cache(None)(self._policy),
            priced=lru_cache(REMEMBERED)(self._priced),
        )
        if self.prices is not None:
            self._cache["prices"] = draw_prices(self.prices, len(values), self.seed)
        self.named(self.space.grid.today_row)

    @property
    def objectives(self) -> tuple[str, ...]:
        """What is wanted, by name."""
        return tuple(want.name for want in self.wants)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters of the model."""
        return tuple(str(name) for name in self.posterior.draws.columns)

    def drawn(self, draw: int) -> Floats:
        """Their values in a draw."""
        return np.asarray(self.posterior.draws.iloc[draw].to_numpy(float))

    @property
    def intake(self) -> Intake:
        """How the young people come."""
        intake = self.named(self.space.grid.today_row).policy.intake
        return Intake() if intake is None else intake

    @property
    def copies(self) -> int:
        """How many times a world holds the situation's young people."""
        here = arriving(self.people, self.intake)
        return here.copies if isinstance(here, LocalPeople) else 1

    @property
    def person_weeks(self) -> int:
        """Weeks that the people of a world live in all, one policy."""
        cohort, _ = self._cache["cohort"](SeededWorld(0, 0))
        return int(cohort.population.n) * self.horizon

    def named(self, row: Ints) -> NamedPolicy:
        """A policy as it is offered in the situation, with its mentors and its intake.

        Raises:
            InputError: it contradicts the situation.
        """
        named = self.space.offered(row)
        if self.posts == 0.0:
            named = replace(named, policy=no_mentors())
        return in_situation([named], self.situation, self.posts or None)[0]

    def identity(self) -> dict[str, Any]:
        """What judgements depend on besides the code, as plain values."""
        ready = Prepared(self.people, (self.named(self.space.grid.today_row),), self.intake)
        prices = None if self.prices is None else self.prices.digest()
        return identity(ready, self.posterior, EnsembleSetting(self.horizon, self.seed)) | {
            "levers": self.space.choices,
            "wants": list(self.objectives),
            "counts": dict(self.weights),
            "prices": prices,
            "mentors": self.posts,
        }

    def judged(self, rows: Ints, worlds: Sequence[SeededWorld]) -> Floats:
        """What policies achieve, shape (n, worlds, wants)."""
        parts = [rows[k : k + BATCH] for k in range(0, len(rows), BATCH)]
        tasks = [(world, part) for world in worlds for part in parts]
        found = run_all(self._simulated, tasks, workers=self.workers)
        each = [
            np.concatenate(found[k * len(parts) : (k + 1) * len(parts)]) for k in range(len(worlds))
        ]
        return np.stack(each, axis=1)

    def staffed(self, posts: float) -> Simulator:
        """The same with another number of mentors."""
        return replace(self, posts=posts, _cache={})

    def exactly(self) -> Simulator:
        """The same with every order by expected gain worked out for its own policy."""
        return replace(self, exact=True, _cache={})

    def views(self, worlds: Sequence[SeededWorld], count: int) -> list[View]:
        """Each mechanism with each hypothesis about barriers, in worlds of some of these draws.

        Args:
            worlds: to choose from.
            count: draws at most in each view.
        """
        found = []
        for mechanism, which in zip(
            MECHANISM_VIEWS, by_mechanism(self.posterior).values(), strict=True
        ):
            under = set(which.tolist())
            draws = [draw for draw in dict.fromkeys(w.draw for w in worlds) if draw in under]
            kept = set(draws[:count])
            chosen = tuple(world for world in worlds if world.draw in kept)
            for view, barriers in BARRIER_VIEWS.items():
                if barriers is not None and chosen:
                    held = {**self.held, "barrier_limited": barriers}
                    found.append(
                        View(f"{mechanism}/{view}", replace(self, held=held, _cache={}), chosen)
                    )
        return found

    def _cohort(self, world: SeededWorld) -> tuple[Cohort, PersonTraits]:
        values = self._cache["values"][world.draw]
        cohort = cohort_for(self.people, self.intake, values, world.seed)
        cohort = replace(cohort, groups=("all", *self.weights), _cache={})
        cohort.membership()
        return cohort, draw_person_traits(cohort, values, world.seed)

    def _policy(self, key: bytes, draw: int) -> Policy:
        """A policy as it is lived, under a draw."""
        named = self.named(np.frombuffer(key, np.int64))
        policy = named.policy
        if policy.targeting.score == EXPECTED_GAIN:
            terms = self._order(named)
            targeting = policy.targeting.model_copy(update={"score": terms})
            policy = policy.model_copy(update={"targeting": targeting})
        here = arriving(self.people, self.intake)
        if isinstance(here, LocalPeople):
            policy = here.scaled(policy)
        return at_draw(policy, draw)

    def _order(self, named: NamedPolicy) -> Any:
        """Points by expected gain: of this policy if they are to be exact, else of today's."""
        today = self.space.named.policy
        if not self.exact:
            targeting = today.targeting.model_copy(update={"score": EXPECTED_GAIN, "first": []})
            named = replace(named, policy=today.model_copy(update={"targeting": targeting}))
        key = named.policy.model_dump_json()
        with self._cache["lock"]:
            if key not in self._orders:
                found = with_expected_gain(self.people, [named], self.posterior)[0]
                self._orders[key] = found.policy.targeting.score
            return self._orders[key]

    def _priced(self, draw: int, count: int) -> PriceValues:
        """Prices of a draw, for so many policies."""
        drawn: PriceValues = self._cache["prices"]
        values = {name: np.full(count, x[draw]) for name, x in drawn.values.items()}
        return PriceValues(drawn.prices, values, np.arange(count))

    def _simulated(self, task: tuple[SeededWorld, Ints]) -> Floats:
        """What some policies achieve in one world, shape (n, wants)."""
        world, rows = task
        cohort, person_traits = self._cache["cohort"](world)
        values = self._cache["values"][world.draw]
        lived = []
        for row in rows:
            policy = self._cache["policy"](row.tobytes(), world.draw if self.space.drawn else 0)
            built = build(
                cohort,
                policy,
                values,
                world.seed,
                horizon=self.horizon,
                person_traits=person_traits,
            )
            lived.append(built.run(persons=False))
        share = shares_of(lived, self.weights)
        account = None
        if self.prices is not None:
            weeks = intake_weeks(self.people, self.intake)
            account = budget_account(
                quantities_of(lived, weeks), self._cache["priced"](world.draw, len(lived))
            )
        found = []
        for want in self.wants:
            if want.purse:
                assert account is not None  # whoever wants kroner gives prices
                found.append(net_kroner(account, want.purse))
            else:
                found.append(of_people(want, share))
        return np.stack(found, axis=1)
