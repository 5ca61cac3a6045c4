"""What can be wanted of a policy: more is better in each, per young person over the same weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.economics.purse_names import PUBLIC_TOTAL, PURSES
from scenarios.economics.setting import weeks_per_person_year
from sim.errors import InputError
from sim.groups import GROUP_NAMES
from sim.messages import Said

Floats = npt.NDArray[np.float64]

YEARS, WEEKS, POINTS, KRONER = "years", "weeks", "pp", "DKK"
#: Statuses whose years are added up in `ACTIVE_YEARS`.
ACTIVE = ("education", "employment")
#: Most wants at once: a front of more cannot be read.
MOST_WANTS = 3
#: Most that somebody's gain may count, over that of others.
MOST_WEIGHT = 10.0


@dataclass(frozen=True)
class Want:
    """One thing that is wanted.

    Attributes:
        name: as it is asked for.
        unit: years or weeks, percentage points, or kroner; per young person.
        purse: whose kroner; empty if it is not about kroner.
    """

    name: str
    unit: str
    purse: str = ""


def _wants() -> dict[str, Want]:
    found = {ACTIVE_YEARS: Want(ACTIVE_YEARS, YEARS)}
    for name, outcome in ALL_OUTCOMES.items():
        if outcome.more_is_better:
            found[name] = Want(name, WEEKS if outcome.summed else POINTS)
    for purse in (PUBLIC_TOTAL, *PURSES):
        found[f"net_{purse}"] = Want(f"net_{purse}", KRONER, purse)
    return found


#: All of them by name; the first is the one that is wanted unless another is asked for.
WANTS = _wants()


def wants_of(names: Sequence[str]) -> tuple[Want, ...]:
    """Wants by name, the one that counts most first.

    Raises:
        InputError: none, too many, one twice or one that there is not.
    """
    for name in names:
        if name not in WANTS:
            raise InputError(
                Said("scenarios.unknown_want"), field="want", found=name, allowed=", ".join(WANTS)
            )
    if not 1 <= len(names) <= MOST_WANTS or len(set(names)) < len(names):
        raise InputError(
            Said("scenarios.what_is_wanted"),
            field="want",
            found=", ".join(names) or Said("sim.nothing"),
            allowed=Said("scenarios.one_to_most_each_once", most=MOST_WANTS),
        )
    return tuple(WANTS[name] for name in names)


def checked_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """How much the gain of somebody in a group counts, over that of somebody in none of them.

    Raises:
        InputError: no such group, or a weight that cannot be.
    """
    for group, weight in weights.items():
        if group not in GROUP_NAMES or group == "all":
            raise InputError(
                Said("scenarios.no_such_group"),
                field="counts",
                found=group,
                allowed=", ".join(name for name in GROUP_NAMES if name != "all"),
            )
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not number or not 0 <= weight <= MOST_WEIGHT:
            raise InputError(
                Said("scenarios.not_a_weight"),
                field=f"counts: {group}",
                found=weight,
                allowed=Said("scenarios.from_0_to_most_weight", most=MOST_WEIGHT),
            )
    return {group: float(weight) for group, weight in weights.items()}


def of_people(want: Want, share: Floats) -> Floats:
    """A want that is about people, shape (n,).

    Args:
        want: without a purse.
        share: of everybody in a status, or past a milestone, by week since entry, shape (n, weeks,
            `sim.outcomes.accounts.COUNTED`).
    """
    from sim.outcomes.accounts import COUNTED

    if want.name == ACTIVE_YEARS:
        columns = [COUNTED.index(status) for status in ACTIVE]
        weeks = share[:, 1:, columns].sum(axis=(1, 2))
        return np.asarray(weeks / weeks_per_person_year())
    outcome = ALL_OUTCOMES[want.name]
    column = share[:, :, COUNTED.index(outcome.status)]
    if outcome.summed:
        return np.asarray(column[:, 1:].sum(axis=1))
    return np.asarray(100.0 * column[:, -1])
