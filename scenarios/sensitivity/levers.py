"""What somebody could choose otherwise, put into a policy or into the people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.policy.levers import lever_ranges, put
from scenarios.policy.policies import parse_policy
from sim.errors import InputError
from sim.messages import Said
from sim.population import Stratum
from sim.programme import Policy
from sim.simulation import Cohort

#: The lever that changes who is there, not what is offered.
SHARE_WITHOUT_MARKS = "share_without_marks"
#: A world is thinned from one with so many times the people: no stratum runs out.
POOL = 4
Content = dict[str, Any]


def _mentors(content: Content, mentors: float) -> None:
    """A number of mentors: what follows from it are places, unless the policy says caseloads."""
    capacity = dict(content.get("capacity") or {})
    follows = "caseload" if capacity.get("follows") == "caseload" else "places"
    content["capacity"] = {**capacity, "mentors": mentors, "follows": follows}


def put_lever(content: Content, name: str, value: float) -> None:
    """Put a value of a lever into the fields of a policy, in place.

    Args:
        content: fields of the policy, as plain values.
        name: of the lever.
        value: that it takes, in its unit.
    """
    if name == "mentors":
        _mentors(content, value)
    else:
        put(content, name, int(value) if lever_ranges()[name].whole else value)


def with_levers(policy: Policy, levers: Mapping[str, float], *, file: object = None) -> Policy:
    """A policy with some of its choices changed.

    Args:
        policy: as it is.
        levers: values by lever; `share_without_marks` is not the policy's and is left out.
        file: what the policy is called in messages.

    Raises:
        InputError: the policy cannot be changed so (two fields would say the same, or opposite
            things).
    """
    chosen = {name: value for name, value in levers.items() if name != SHARE_WITHOUT_MARKS}
    if not chosen:
        return policy
    content = policy.model_dump(mode="json", exclude_unset=True)
    for name, value in chosen.items():
        put_lever(content, name, float(value))
    return parse_policy(content, file=file)


def without_marks(pool: Cohort, share: float) -> Cohort:
    """A cohort of a quarter of the people, so many of them without 9th-grade marks.

    In each jobcentre the first of those without and of those with marks stay: another share swaps
    some people for others and leaves the rest, and everybody within a stratum, as they are.

    Args:
        pool: with `POOL` times the people that are wanted.
        share: of those without marks, in every jobcentre.

    Raises:
        InputError: a share that cannot be, or that the pool cannot give.
    """
    if not 0.0 <= share <= 1.0:
        raise InputError(
            Said("sim.not_a_share"),
            field=SHARE_WITHOUT_MARKS,
            found=share,
            allowed=Said("sim.from_0_to_1"),
        )
    people = pool.population
    none = people.stratum == Stratum.NO_GRADES
    kept: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    for j in np.unique(people.jobcentre):
        here = people.jobcentre == j
        seats = int(here.sum()) // POOL
        wanted = round(share * seats)
        for mask, count in ((none, wanted), (~none, seats - wanted)):
            members = np.flatnonzero(here & mask)
            if len(members) < count:
                raise InputError(
                    Said("scenarios.too_few_people_to_thin_from"),
                    field=SHARE_WITHOUT_MARKS,
                    found=share,
                    allowed=Said("scenarios.shares_that_a_pool_of_pool", pool=POOL),
                )
            kept.append(members[:count])
    index = np.sort(np.concatenate(kept))
    return replace(pool, population=people.take(index), entry=pool.entry[index], _cache={})
