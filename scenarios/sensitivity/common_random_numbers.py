"""Two policies lived by the same people with the same luck, at the cost of little more than one.

Policies that differ in nothing but the cap of support are the same world until the first support
of the shorter one ends, and are lived once until then (`sim.forks`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from sim.forks import but_for_caps, longest_support, simulate_together
from sim.programme import Policy
from sim.series import Series
from sim.simulation import Cohort, Simulation, build, draw_person_traits

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Twins:
    """What is offered in the one world and in the other.

    Attributes:
        one: the policy that is looked at.
        other: what it is set against.
    """

    one: Policy
    other: Policy

    @cached_property
    def together(self) -> bool:
        """Whether they differ in nothing but the cap."""
        return but_for_caps(self.one) == but_for_caps(self.other)

    @cached_property
    def longer_first(self) -> tuple[Policy, Policy]:
        """That with the longer support, and the other."""
        if longest_support(self.other) > longest_support(self.one):
            return self.other, self.one
        return self.one, self.other


def simulate_pair(
    cohort: Cohort,
    twins: Twins,
    values: Mapping[str, float],
    seed: int,
    horizon: int,
    end: Callable[[Simulation], Found],
    series: Series | None = None,
) -> tuple[Found, Found]:
    """What came of both policies in one world of people and luck.

    Args:
        cohort, values, seed, horizon: as in `sim.simulation.build`.
        twins: what is offered in the one and in the other.
        end: lives a world to its end, and says what came of it.
        series: of worlds of this cohort and seed (`sim.series`); None is none.
    """
    person_traits = draw_person_traits(cohort, values, seed, series)

    def world(policy: Policy) -> Simulation:
        return build(cohort, policy, values, seed, horizon=horizon, person_traits=person_traits)

    if not twins.together:
        return end(world(twins.one)), end(world(twins.other))
    order = twins.longer_first
    first, second = simulate_together(order, lambda place: world(order[place]), end)
    return (first, second) if order[0] is twins.one else (second, first)
