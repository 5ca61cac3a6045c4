"""Two policies lived by the same people with the same luck, at the cost of little more than one.

Policies that differ in nothing but the cap of support are the same world until the first support
of the shorter one ends, and are lived once until then (`sim.forks`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.forks import but_for_caps, live_together, longest_support
from sim.outcomes.accounts import Accounts
from sim.programme import Policy
from sim.simulation import Scene, Simulation, build, natures


def live_twins(
    scene: Scene,
    policies: tuple[Policy, Policy],
    values: Mapping[str, float],
    seed: int,
    horizon: int,
) -> tuple[Accounts, Accounts]:
    """Accounts of both policies in one world of people and luck.

    Args:
        scene, values, seed, horizon: as in `sim.simulation.build`.
        policies: what is offered in the one and in the other.
    """
    nature, (one, other) = natures(scene, values, seed), policies

    def world(policy: Policy) -> Simulation:
        return build(scene, policy, values, seed, horizon=horizon, nature=nature)

    def end(lived: Simulation) -> Accounts:
        return lived.run(persons=False)

    if but_for_caps(one) != but_for_caps(other):
        return end(world(one)), end(world(other))
    longer_first = sorted(policies, key=longest_support, reverse=True)
    found = live_together(longer_first, lambda place: world(longer_first[place]), end)
    return (found[0], found[1]) if longer_first[0] is one else (found[1], found[0])
