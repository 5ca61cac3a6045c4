"""What somebody could choose otherwise, put into a policy or into the people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.policy.policies import parse_policy
from sim.errors import InputError
from sim.messages import Said
from sim.population import Stratum
from sim.programme import Policy
from sim.simulation import Scene

#: The lever that changes who is there, not what is offered.
SHARE_WITHOUT_MARKS = "share_without_marks"
#: A world is thinned from one with so many times the people: no stratum runs out.
POOL = 4
Content = dict[str, Any]


def _capacity(content: Content) -> Content:
    return dict(content.get("capacity") or {})


def _duration(content: Content, weeks: float) -> None:
    content["duration"] = {**(content.get("duration") or {}), "weeks": int(weeks)}


def _ending(field: str) -> Callable[[Content, float], None]:
    def put(content: Content, weeks: float) -> None:
        content["ending"] = {**(content.get("ending") or {}), field: int(weeks)}

    return put


def _caseload(content: Content, caseload: float) -> None:
    content["capacity"] = {**_capacity(content), "caseload": caseload}


def _mentors(content: Content, mentors: float) -> None:
    capacity = _capacity(content)
    follows = "caseload" if capacity.get("follows") == "caseload" else "places"
    content["capacity"] = {**capacity, "mentors": mentors, "follows": follows}


def _direct_share(content: Content, share: float) -> None:
    content["capacity"] = {**_capacity(content), "direct_share": share}


def _contact_every(content: Content, weeks: float) -> None:
    content["contact"] = {**(content.get("contact") or {}), "every_weeks": int(weeks)}


def _turnover(content: Content, factor: float) -> None:
    content["corps"] = {**(content.get("corps") or {}), "turnover": factor}


#: How a lever is put into the fields of a policy.
PUT: dict[str, Callable[[Content, float], None]] = {
    "duration": _duration,
    "taper": _ending("taper_weeks"),
    "aftercare": _ending("aftercare_weeks"),
    "return_weeks": _ending("return_weeks"),
    "caseload": _caseload,
    "mentors": _mentors,
    "direct_share": _direct_share,
    "contact_every": _contact_every,
    "turnover": _turnover,
}


#: Where a lever stands in a policy, as a plain value.
STANDS: dict[str, Callable[[Policy], Any]] = {
    "duration": lambda policy: policy.duration.weeks,
    "taper": lambda policy: policy.ending.taper_weeks,
    "aftercare": lambda policy: policy.ending.aftercare_weeks,
    "return_weeks": lambda policy: policy.ending.return_weeks,
    "caseload": lambda policy: policy.capacity.caseload,
    "contact_every": lambda policy: policy.contact.every_weeks,
}


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
        PUT[name](content, float(value))
    return parse_policy(content, file=file)


def without_marks(pool: Scene, share: float) -> Scene:
    """A scene of a quarter of the people, so many of them without 9th-grade marks.

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
