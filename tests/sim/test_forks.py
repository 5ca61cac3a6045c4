"""Policies that are alike until a week are lived once until then: to the bit as if lived alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.comparison.prepared import prepared
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy, load_policies, load_policy
from scenarios.policy.python_policy import with_act
from sim.conditions import Text
from sim.forks import but_for_caps
from sim.programme import Policy
from sim.simulation import Simulation
from tests.worlds.small_comparison import few_draws

HORIZON = 140
CAPS = (26, 52, 78, 104, 156)


def changed(name: str, weeks: int, **more: Any) -> NamedPolicy:
    """A policy of the library with another cap, and other fields of its duration and ending."""
    fields = load_policy("as-in-trial").policy.model_dump()
    fields["duration"] |= {"weeks": weeks, **more.get("duration", {})}
    fields["ending"] |= more.get("ending", {})
    fields["intake"] = more.get("intake", fields["intake"])
    return NamedPolicy(name, Policy.model_validate(fields))


def of_caps(**more: Any) -> list[NamedPolicy]:
    return [changed(f"cap-{weeks}", weeks, **more) for weeks in CAPS]


FAMILIES: dict[str, list[NamedPolicy]] = {
    "caps": of_caps(),
    "some longer": [
        *of_caps(),
        changed("longer", 52, duration={"exceptions": [{"group": "grade_none", "weeks": 104}]}),
        changed("shorter", 104, duration={"exceptions": [{"group": "woman", "weeks": 30}]}),
    ],
    "tapered": of_caps(ending={"taper_weeks": 13}),
    "foothold": of_caps(duration={"until": {"foothold_weeks": 40}}, ending={"aftercare_weeks": 0}),
    "adaptive": of_caps(duration={"until": {"readiness": 0.5}}),
    "own aftercare": of_caps(ending={"aftercare_weeks": 30}),
    "returns": of_caps(ending={"return_weeks": 26}),
}


def tables(world: Simulation) -> dict[str, bytes]:
    """Every bit of a world."""
    return {name: np.asarray(x).tobytes() for name, x in world.world._asdict().items()}


def lived_alone(world: Simulation) -> dict[str, bytes]:
    world.advance(world.weeks)
    return tables(world)


@pytest.mark.parametrize("family", FAMILIES)
def test_lived_together_is_lived_alone_to_the_bit(family: str) -> None:
    policies = FAMILIES[family]
    values, seed = next(iter(few_draws().values())), 5
    ready = prepared(the_trial(), policies, few_draws())
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    alone = [lived_alone(w) for w in ready.worlds(0, cohort, values, seed, HORIZON)]
    parted: list[int] = []

    def end(world: Simulation) -> dict[str, bytes]:
        parted.append(world.week)
        return lived_alone(world)

    together = ready.simulate(0, cohort, values, seed, HORIZON, end)
    assert together == alone
    assert len({world["changes"] for world in alone}) > 1
    # They did part, and not at once.
    assert len(ready.together) == 1
    assert min(parted) >= (10 if family == "some longer" else 20)


def test_a_first_week_that_must_be_seen_is_not_passed() -> None:
    values, seed = next(iter(few_draws().values())), 5
    ready = prepared(the_trial(), FAMILIES["caps"], few_draws())
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    weeks = ready.simulate(0, cohort, values, seed, HORIZON, lambda world: world.week, until=12)
    assert max(weeks) == 12


def test_only_the_cap_may_differ() -> None:
    trunk = but_for_caps(load_policy("104-weeks").policy)
    assert but_for_caps(load_policy("as-in-trial").policy) == trunk
    for other in ("no-mentor", "caseload-20", "low-grades-first", "aftercare-26", "tapered-52-13"):
        assert but_for_caps(load_policy(other).policy) != trunk


def test_a_stream_that_needs_other_mentors_is_lived_by_itself() -> None:
    stream = {"kind": "stream", "per_week": 4, "weeks": 100}
    policies = of_caps(intake=stream)
    values, seed = next(iter(few_draws().values())), 5
    ready = prepared(the_trial(), policies, few_draws())
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    begun: list[int] = []

    def end(world: Simulation) -> dict[str, bytes]:
        begun.append(world.week)
        return lived_alone(world)

    assert ready.simulate(0, cohort, values, seed, HORIZON, end) == [
        lived_alone(w) for w in ready.worlds(0, cohort, values, seed, HORIZON)
    ]
    assert begun.count(0) >= 2


def test_policies_in_python_are_lived_by_themselves() -> None:
    base = load_policy("as-in-trial")
    words = Text(en="x", da="x")
    acting = with_act("acting", base, lambda model: None, words, words)
    ready = prepared(the_trial(), [base, load_policy("104-weeks"), acting], few_draws())
    assert ready.together == ((1, 0), (2,))


@pytest.mark.parametrize("names", [["no-mentor"], ["as-in-trial", "no-mentor", "104-weeks"]])
def test_results_come_in_the_order_of_the_policies(names: Sequence[str]) -> None:
    values, seed = next(iter(few_draws().values())), 5
    ready = prepared(the_trial(), load_policies(list(names)), few_draws())
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    found = ready.simulate(
        0, cohort, values, seed, 60, lambda world: int(world.run(persons=False).weekly[6].max())
    )
    assert found[list(names).index("no-mentor")] == 0
    assert sum(most > 0 for most in found) == len(names) - 1
