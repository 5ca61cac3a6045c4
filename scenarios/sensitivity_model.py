"""The model as a function of a design: one row of inputs, one pair of twin lives.

All rows live with the same seeds: the same people with the same luck under both policies and in
every row, so that what differs between two rows is what their inputs do. The people of a world
depend on three inputs only; they are kept, and most rows find theirs made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from calibration.trial import Trial
from scenarios.ensemble import Prepared, prepared
from scenarios.intake import scene_for
from scenarios.local_population import LocalPeople
from scenarios.person_weeks import year_of
from scenarios.policies import NamedPolicy, evidence_ends
from scenarios.price_draws import PriceValues, chosen_prices
from scenarios.price_file import Prices
from scenarios.sensitivity_factors import Factor
from scenarios.sensitivity_levers import POOL, SHARE_WITHOUT_MARKS, with_levers, without_marks
from scenarios.sensitivity_outcomes import (
    STATUS_NAMES,
    Calendar,
    Lived,
    Target,
    level_of,
    target,
    values_of,
)
from scenarios.sensitivity_twins import live_twins
from sim.accounts import Accounts
from sim.errors import InputError
from sim.parameters import parameter_space
from sim.programme import Policy
from sim.simulation import Scene
from sim.state import CALENDAR

Floats = npt.NDArray[np.float64]

#: Worlds of people that are kept: those of a block of a design, for each thread.
SCENES = 32
#: Weeks since entry that can be followed.
LONGEST = 520


class Model(Protocol):
    """What a design is run through."""

    @property
    def inputs(self) -> tuple[Factor, ...]:
        """What the columns of a design are."""

    @property
    def infinite(self) -> bool:
        """Whether an infinite outcome is one (no gain at any price), and no failure."""

    def run(self, row: Floats, seed: int) -> Floats:
        """What is kept of one run: row of shape (inputs,), result of shape (k,)."""

    def finish(self, rows: Floats, kept: Floats) -> Floats:
        """Outcomes of n runs, shape (n,), from rows (n, inputs) and what was kept (n, k)."""


@dataclass(frozen=True)
class FunctionModel:
    """A plain function as a model: the pipeline can be tried on functions with known indices.

    Attributes:
        inputs: its arguments.
        function: of a design, shape (n, inputs), and a seed, to outcomes of shape (n,).
        infinite: whether it may be infinite.
    """

    inputs: tuple[Factor, ...]
    function: Callable[[Floats, int], Floats]
    infinite: bool = False

    def run(self, row: Floats, seed: int) -> Floats:
        """The function of one row."""
        return np.asarray(self.function(row[None, :], seed), float).reshape(1)

    def finish(self, rows: Floats, kept: Floats) -> Floats:
        """What was kept is the outcome."""
        return kept[:, 0]


@dataclass(frozen=True)
class TwinModel:
    """Two policies lived by the same people, and the difference between them.

    Attributes:
        ready: who lives, and the policies; the first is set against the second.
        inputs: what the columns of a design are.
        values: parameters that are not among the inputs, a full set.
        asked: the outcome.
        week: since entry; the last that is followed.
        prices: for outcomes in kroner.
        both: whether levers change both policies, not only the first.
    """

    ready: Prepared
    inputs: tuple[Factor, ...]
    values: Mapping[str, float]
    asked: Target
    week: int
    prices: Prices | None = None
    both: bool = False
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that the inputs can be put in.

        Raises:
            InputError: kroner without prices, an unchangeable policy, or people whose make-up is
                given.
        """
        if self.asked.priced and self.prices is None:
            raise InputError(
                "an outcome in kroner needs prices", field="prices", found="none",
                allowed="a rule year",
            )  # fmt: skip
        if SHARE_WITHOUT_MARKS in self._names("lever") and not isinstance(self.ready.people, Trial):
            raise InputError(
                "the make-up of these people is given", field="levers", found=SHARE_WITHOUT_MARKS,
                allowed="levers of the policy, or the trial's young people",
            )  # fmt: skip
        for end in (0.0, 1.0):
            row = np.array([float(f.at(np.array([end]))[0]) for f in self.inputs])
            self.policies(self._split(row)["lever"])
        self._cache["years"] = self._years()
        self._cache["scene"] = lru_cache(SCENES)(self._scene)
        self._cache["policies"] = lru_cache(SCENES)(self._policies)

    @property
    def infinite(self) -> bool:
        """A ratio has no end where there is no gain."""
        return self.asked.ratio

    @property
    def horizon(self) -> int:
        """Weeks since entry that are counted."""
        return self.week + 1

    @property
    def calendar(self) -> Calendar:
        """The calendar years of the weeks since entry."""
        intake = self.ready.calendar_weeks(self.horizon) - self.week
        return Calendar.of(self.ready.people.design.intake_start.value, intake, self.horizon)

    def run(self, row: Floats, seed: int) -> Floats:
        """What is kept of the pair of a row; see `Model.run`."""
        given = self._split(row)
        values = parameter_space().values({**self.values, **given["parameter"]})
        levers = given["lever"]
        people = (values["share_women"], values["share_never_su"], levers.get(SHARE_WITHOUT_MARKS))
        scene = self._cache["scene"](seed, *people)
        policies = self._cache["policies"](tuple(sorted(levers.items())))
        pair = live_twins(scene, policies, values, seed, self.horizon)
        return np.concatenate([self._kept(accounts) for accounts in pair])

    def finish(self, rows: Floats, kept: Floats) -> Floats:
        """The outcome of each pair; see `Model.finish`."""
        first, second = self.lived(kept)
        return values_of(self.asked, self.week, first, second, self.calendar, self.prices_of(rows))

    def levels(self, rows: Floats, kept: Floats) -> Floats:
        """The outcome under each of the two policies, shape (2, n)."""
        prices = self.prices_of(rows)
        return np.stack(
            [level_of(self.asked, self.week, x, self.calendar, prices) for x in self.lived(kept)]
        )

    def lived(self, kept: Floats) -> tuple[Lived, Lived]:
        """What was kept, unpacked."""
        first, second = np.split(kept, 2, axis=1)
        return self._unpacked(first), self._unpacked(second)

    def prices_of(self, rows: Floats) -> PriceValues | None:
        """Prices of each row; None where no kroner are asked for."""
        if not self.asked.priced or self.prices is None:
            return None
        chosen = {f.name: rows[:, k] for k, f in enumerate(self.inputs) if f.kind == "price"}
        return chosen_prices(self.prices, chosen, len(rows))

    def policies(self, levers: Mapping[str, float]) -> tuple[Policy, Policy]:
        """The two policies with levers put in."""
        names = [named.name for named in self.ready.policies]
        first, second = self.ready.offered[:2]
        changed = with_levers(first, levers, file=names[0])
        return changed, with_levers(second, levers, file=names[1]) if self.both else second

    def _policies(self, levers: tuple[tuple[str, float], ...]) -> tuple[Policy, Policy]:
        return self.policies(dict(levers))

    def _names(self, kind: str) -> list[str]:
        return [f.name for f in self.inputs if f.kind == kind]

    def _split(self, row: Floats) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {"parameter": {}, "price": {}, "lever": {}}
        for factor, value in zip(self.inputs, row, strict=True):
            found[factor.kind][factor.name] = float(value)
        return found

    def _scene(self, seed: int, women: float, never_su: float, none: float | None) -> Scene:
        """People of one world; only their number is counted, no subgroups."""
        shares = {"share_women": women, "share_never_su": never_su}
        values = parameter_space().values({**self.values, **shares})
        people, intake = self.ready.people, self.ready.intake
        if none is None:
            scene = scene_for(people, intake, values, seed)
        else:
            assert isinstance(people, Trial)  # checked at the start
            if intake.kind != "cohort":
                raise InputError(
                    "the make-up of a stream cannot be varied", field="levers",
                    found=SHARE_WITHOUT_MARKS, allowed="a policy whose young people come at once",
                )  # fmt: skip
            scene = without_marks(people.scene(values, seed, copies=POOL), none)
        scene = replace(scene, groups=("all",), _cache={})
        scene.membership()
        return scene

    def _kept(self, accounts: Accounts) -> Floats:
        size = max(1, int(accounts.sizes[0]))
        share = accounts.people[:, :, 0] / size
        weekly = accounts.weekly[CALENDAR.index("hours_used")] / size
        begun = accounts.measures_begun.sum(axis=0) / size
        by_year = self._cache["years"]
        posts = accounts.full_time_equivalents / size
        return np.concatenate([share.ravel(), weekly @ by_year, begun @ by_year, [posts]])

    def _years(self) -> Floats:
        """Which calendar year each calendar week falls in, shape (weeks, years)."""
        start = self.ready.people.design.intake_start.value
        weeks = range(self.ready.calendar_weeks(self.horizon))
        years = np.array([year_of(start + timedelta(weeks=k)) for k in weeks])
        return np.asarray(years[:, None] == np.unique(years), np.float64)

    def _unpacked(self, kept: Floats) -> Lived:
        weeks, statuses, years = self.horizon, len(STATUS_NAMES), len(self.calendar.years)
        parts = np.split(kept, np.cumsum([weeks * statuses, years, years]), axis=1)
        return Lived(
            share=parts[0].reshape(-1, weeks, statuses),
            hours=parts[1],
            measures=parts[2],
            posts=parts[3][:, 0],
        )


@dataclass(frozen=True)
class Question:
    """A policy against another, in one outcome: what tables, tornadoes, maps and boxes ask of.

    Attributes:
        ready: who lives, and the two policies.
        asked: the outcome.
        week: since entry; the last that is followed.
        posterior: of the parameters.
        prices: for outcomes in kroner.
        both: whether levers change both policies.
    """

    ready: Prepared
    asked: Target
    week: int
    posterior: Posterior
    prices: Prices | None = None
    both: bool = False

    def model(
        self, inputs: Sequence[Factor], values: Mapping[str, float] | None = None
    ) -> TwinModel:
        """The model with some inputs; other parameters stay at `values`, or at the estimate.

        Raises:
            InputError: as `TwinModel`.
        """
        held = self.posterior.best() if values is None else values
        return TwinModel(
            self.ready, tuple(inputs), held, self.asked, self.week, self.prices, self.both
        )

    @property
    def names(self) -> tuple[str, str]:
        """The policy and what it is set against."""
        first, second = self.ready.policies[:2]
        return first.name, second.name

    def beyond(self, inputs: Sequence[Factor] = ()) -> bool:
        """Whether the week lies beyond what the trial speaks to, anywhere in the levers' ranges."""
        levers = [f for f in inputs if f.kind == "lever"]
        model = self.model(levers)
        ends = [
            evidence_ends(policy)
            for end in (0.0, 1.0)
            for policy in model.policies({f.name: float(f.at(end)) for f in levers})
        ]
        return self.week > min(ends)


def ask(
    people: Trial | LocalPeople,
    policy: NamedPolicy,
    against: NamedPolicy,
    outcome: str,
    week: int,
    posterior: Posterior,
    *,
    prices: Prices | None = None,
    both: bool = False,
) -> Question:
    """A question, checked.

    Raises:
        InputError: unknown outcome, impossible week, the same policy twice, or policies that
            cannot be compared.
    """
    asked = target(outcome)
    if policy.name == against.name:
        raise InputError(
            "a policy against itself", field="against", found=against.name,
            allowed="another policy",
        )  # fmt: skip
    if not 1 <= week <= LONGEST:
        raise InputError("impossible week", field="week", found=week, allowed=f"1 to {LONGEST}")
    return Question(
        prepared(people, [policy, against], posterior), asked, week, posterior,
        prices if asked.priced else None, both,
    )  # fmt: skip
