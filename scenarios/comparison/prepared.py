"""Policies and people, ready to live: who they are, what they are offered, and their worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from calibration.evidence import Evidence, evidence_of
from calibration.posterior import Posterior
from calibration.trial import Trial
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.gain import with_expected_gain
from scenarios.policy.intake import arriving, intake_weeks, on_one_intake
from scenarios.policy.measure_effects import at_draw
from scenarios.policy.own_rules import check_fitted
from scenarios.policy.policies import NamedPolicy, check_names
from scenarios.policy.python_policy import in_python
from sim.forks import but_for_caps, longest_support, simulate_together
from sim.programme import Intake, Policy
from sim.simulation import Cohort, Simulation, draw_person_traits

Found = TypeVar("Found")


@dataclass(frozen=True)
class Prepared:
    """Policies and people, ready to live: one intake, one order by expected gain.

    Attributes:
        people: who lives.
        policies: what is compared; scores are sums of weighted parts.
        intake: of all of them.
    """

    people: Trial | LocalPeople
    policies: tuple[NamedPolicy, ...]
    intake: Intake

    @property
    def offered(self) -> list[Policy]:
        """The policies as they are lived: a world may hold a municipality several times."""
        here = arriving(self.people, self.intake)
        if isinstance(here, LocalPeople):
            return [here.scaled(named.policy) for named in self.policies]
        return [named.policy for named in self.policies]

    def offered_at(self, draw: int) -> list[Policy]:
        """As `offered` under a posterior draw, by number: what is drawn with it has its value."""
        return [at_draw(policy, draw) for policy in self.offered]

    @cached_property
    def together(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the policies that differ only in the most weeks of support, longest first.

        They are lived as one until somebody's support may end (`sim.forks`).
        """
        alike: dict[object, list[int]] = {}
        for number, named in enumerate(self.policies):
            by_itself = number if in_python([named]) else None
            alike.setdefault((by_itself, but_for_caps(named.policy)), []).append(number)

        def support(number: int) -> int:
            return longest_support(self.policies[number].policy)

        return tuple(tuple(sorted(some, key=support, reverse=True)) for some in alike.values())

    def simulate(
        self,
        draw: int,
        cohort: Cohort,
        values: Mapping[str, float],
        seed: int,
        horizon: int,
        end: Callable[[Simulation], Found],
        until: int | None = None,
    ) -> list[Found]:
        """What came of the world of every policy, of one people and luck.

        Args:
            draw, cohort, values, seed, horizon: as `worlds`.
            end, until: as `sim.forks.simulate_together`.
        """
        person_traits, offered = draw_person_traits(cohort, values, seed), self.offered_at(draw)

        found: dict[int, Found] = {}
        for numbers in self.together:

            def world(place: int, numbers: Sequence[int] = numbers) -> Simulation:
                number = numbers[place]
                return self.policies[number].world(
                    offered[number],
                    cohort,
                    values,
                    seed,
                    horizon=horizon,
                    person_traits=person_traits,
                )

            of_some = simulate_together([offered[number] for number in numbers], world, end, until)
            found |= zip(numbers, of_some, strict=True)
        return [found[number] for number in range(len(found))]

    def worlds(
        self, draw: int, cohort: Cohort, values: Mapping[str, float], seed: int, horizon: int
    ) -> Iterator[Simulation]:
        """The world of every policy in week 0, one after the other, of one people and luck.

        Args:
            draw: posterior draw, by number.
            cohort: people, jobcentres and calendar.
            values: the draw's parameters.
            seed: of the cohort and of every draw.
            horizon: weeks since entry, week 0 included.
        """
        person_traits = draw_person_traits(cohort, values, seed)
        for named, lived in zip(self.policies, self.offered_at(draw), strict=True):
            yield named.world(
                lived, cohort, values, seed, horizon=horizon, person_traits=person_traits
            )

    @property
    def copies(self) -> int:
        """How many times a world holds the people."""
        here = arriving(self.people, self.intake)
        return here.copies if isinstance(here, LocalPeople) else 1

    @cached_property
    def evidence(self) -> Evidence:
        """What the study behind the people saw."""
        return evidence_of(self.people.trial)

    def calendar_weeks(self, horizon: int) -> int:
        """Calendar weeks that a world lives."""
        return intake_weeks(self.people, self.intake) - 1 + horizon


def prepared(
    people: Trial | LocalPeople, policies: Sequence[NamedPolicy], posterior: Posterior
) -> Prepared:
    """All live through the same intake, and rank by expected gain in one order for all draws.

    Args:
        people: whose lives they are.
        policies: that will be lived.
        posterior: draws, over which the expected gain is a mean.

    Raises:
        InputError: two policies have the same name, they name different intakes, or the draws were
            fitted under rules of one's own and a policy does not say so.
    """
    check_names(policies)
    check_fitted(policies, posterior)
    named, intake = on_one_intake(with_expected_gain(people, policies, posterior))
    return Prepared(people, tuple(named), intake)
