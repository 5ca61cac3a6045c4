"""Two policies lived by the same people with the same luck, at the cost of little more than one.

Policies that differ in nothing but the cap of support are the same world until the first support
of the shorter one ends: it is lived once, copied, and lived on twice. A test holds it against two
worlds lived apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scenarios.policy.policies import TEXTS
from sim.accounts import Accounts
from sim.offers import caps
from sim.policy_support import AS_IN_TRIAL
from sim.programme import Policy
from sim.simulation import Scene, Simulation, aftercare_weeks, build, natures
from sim.state import Place, World, youth_rows


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
    nature = natures(scene, values, seed)
    first = build(scene, policies[0], values, seed, horizon=horizon, nature=nature)
    together = _weeks_together(*policies, values)
    if together is None:
        second = build(scene, policies[1], values, seed, horizon=horizon, nature=nature)
    else:
        first.advance(min(together, first.weeks))
        second = _with_other_caps(first, policies[1])
    return first.run(persons=False), second.run(persons=False)


def _weeks_together(one: Policy, other: Policy, values: Mapping[str, float]) -> int | None:
    """Calendar weeks in which two policies are the same world; None if they differ from the start.

    Where the mentor stays as in the trial, within the cap, the cap is looked at that much earlier:
    at a start that fewer weeks of it are left for. In a stream the mentors follow from how long
    support lasts; adaptive support and other measures may look at the cap early.
    """
    cohort = one.intake is None or one.intake.kind == "cohort"
    plain = one.duration.until == type(one.duration.until)()
    if not cohort or not plain or _without_caps(one) != _without_caps(other):
        return None
    caps = [
        weeks
        for policy in (one, other)
        for weeks in (policy.duration.weeks, *(e.weeks for e in policy.duration.exceptions))
    ]
    # Somebody who meets a mentor in the first week has had all weeks of the cap that much later.
    stays = aftercare_weeks(one, values) if one.ending.aftercare_weeks == AS_IN_TRIAL else 0
    return max(0, min(caps) - 1 - stays)


def _without_caps(policy: Policy) -> dict[str, object]:
    content = policy.model_dump(exclude=set(TEXTS))
    return content | {"duration": content["duration"]["until"]}


def _with_other_caps(first: Simulation, policy: Policy) -> Simulation:
    """The same world as far as it has come, with the caps of another policy from here on."""
    tables: list[Any] = [x.copy(order="K") if isinstance(x, np.ndarray) else x for x in first.world]
    world = World(*tables)
    second = Simulation(
        world, first.scene, first.corps, first.order, first.horizon, first.weeks, first.week
    )
    weeks = caps(first.scene.population, policy)[first.order]
    youths = youth_rows(world)
    longer = weeks - youths["cap_weeks"]
    youths["cap_weeks"][:] = weeks
    # Whoever is in full support was given the weeks of the cap when it began.
    active = youths["place"] == Place.ACTIVE
    youths["weeks_left"][active] += longer[active]
    return second
