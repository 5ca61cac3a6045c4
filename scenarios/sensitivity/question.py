"""A policy against another in one outcome: what every sensitivity analysis asks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calibration.changed_draws import checked_values
from calibration.posterior import Posterior
from calibration.trial import Trial
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.comparison.setting import horizon_to
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.measure_effects import drawn_of
from scenarios.policy.policies import NamedPolicy, evidence_ends
from scenarios.policy.python_policy import fields_alone
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.moves import Moved, check_moves, moved_by
from scenarios.sensitivity.paired_model import PairedModel
from scenarios.sensitivity.targets import Target, target
from sim.errors import InputError
from sim.messages import Said
from sim.programme import Measure
from sim.shown import ResultShown, Shown


@dataclass(frozen=True, repr=False)
class Question(ResultShown):
    """A policy against another, in one outcome: what tables, tornadoes, maps and boxes ask of.

    Attributes:
        ready: who lives, and the two policies.
        outcome: what is looked at.
        week: since entry; the last that is followed.
        posterior: of the parameters.
        prices: for outcomes in kroner.
        moves: which policies the levers move: `all`, `first`, or None: as the levers' file says.
        at: parameters that are asked to stand still, with their values; the posterior holds them.
    """

    ready: Prepared
    outcome: Target
    week: int
    posterior: Posterior
    prices: Prices | None = None
    moves: str | None = None
    at: Mapping[str, float] = field(default_factory=dict)

    def shown(self) -> Shown:
        """What is asked, in a few lines."""
        policy, against = self.names
        held = ", ".join(f"{name} = {value:g}" for name, value in self.at.items())
        return Shown(
            f"Question: {self.outcome.name} of {policy} against {against}, week {self.week}",
            facts=(
                f"Unit {self.outcome.unit}; {len(self.posterior)} posterior draws"
                + ("" if self.prices is None else f"; prices of {self.prices.rule_year}"),
                f"Held still: {held or 'nothing'}",
            ),
            further=(
                "sensitivity(question)",
                "tornado(question)",
                "threshold(question, factor)",
                "two_way(question)",
                "discover(question)",
                "regret(question, policy)",
            ),
        )

    def model(
        self, inputs: Sequence[Factor], values: Mapping[str, float] | None = None
    ) -> PairedModel:
        """The model with some inputs; other parameters stay at `values`, or at the estimate.

        Raises:
            InputError: as `PairedModel`.
        """
        held = self.posterior.point_estimate() if values is None else values
        return PairedModel(
            self.ready, tuple(inputs), held, self.outcome, self.week, self.prices, self.moves
        )

    @property
    def names(self) -> tuple[str, str]:
        """The policy and what it is set against."""
        first, second = self.ready.policies[:2]
        return first.name, second.name

    def moved(self, factors: Iterable[Factor]) -> tuple[Moved, ...]:
        """Which of the two policies each lever among some factors moves.

        Raises:
            InputError: as `moved_by`.
        """
        first, second = self.ready.policies[:2]
        return tuple(
            moved_by(f.name, first, second, self.moves) for f in factors if f.kind == "lever"
        )

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The other measures of the two policies whose effect is drawn."""
        return drawn_of(named.policy for named in self.ready.policies[:2])

    def beyond(self, inputs: Sequence[Factor] = ()) -> bool:
        """Whether it lies beyond what the trial speaks to, anywhere in the levers' ranges.

        By the week, or because the trial did not measure the outcome.
        """
        levers = [f for f in inputs if f.kind == "lever"]
        model = self.model(levers)
        ends = [
            evidence_ends(policy, self.ready.people.trial)
            for ends in ({f.name: f.low for f in levers}, {f.name: f.high for f in levers})
            for policy in model.policies(ends)
        ]
        of = () if self.outcome.kind == "purse" else (self.outcome.of,)
        return self.week > self.ready.evidence.last_week(min(ends), of)


def ask(
    people: Trial | LocalPeople,
    policy: NamedPolicy,
    against: NamedPolicy,
    outcome: str,
    week: int,
    posterior: Posterior,
    *,
    prices: Prices | None = None,
    moves: str | None = None,
    at: Mapping[str, float] | None = None,
) -> Question:
    """A question, checked.

    Args:
        people: whose lives they are.
        policy: the one.
        against: the other.
        outcome: name of a status, its weeks, a purse or a ratio.
        week: since entry; sums run up to it.
        posterior: draws of the parameters.
        prices: for outcomes in kroner.
        moves: which policies levers move, `all` or `first`; None is what the file of levers says.
        at: parameters that stand still, by name.

    Raises:
        InputError: unknown outcome, impossible week, the same policy twice, a policy in Python,
            policies that cannot be compared, unknown moves, or parameters that cannot be held so.
    """
    asked = target(outcome)
    check_moves(moves)
    fields_alone([policy, against])
    if policy == against:
        raise InputError(
            Said("scenarios.a_policy_against_itself"),
            field="against",
            found=against.name,
            allowed=Said("scenarios.another_policy"),
        )
    horizon_to(week, "week")
    values = checked_values(at or {})
    held = posterior.holding(values) if values else posterior
    return Question(
        prepared(people, [policy, against], posterior),
        asked,
        week,
        held,
        prices if asked.priced else None,
        moves,
        values,
    )
