"""Named groups of young people: who a subgroup, a target group or a priority speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.messages import Said
from sim.population_tables import Stratum
from sim.reference import reference

if TYPE_CHECKING:
    from sim.population import Population

Mask = npt.NDArray[np.bool_]

_BY_ATTRIBUTE: dict[str, Callable[[Population], Mask]] = {
    "all": lambda p: np.ones(p.n, bool),
    "grade_high": lambda p: p.stratum == Stratum.GRADE_4_OR_ABOVE,
    "grade_low": lambda p: p.stratum == Stratum.GRADE_BELOW_4,
    "grade_none": lambda p: p.stratum == Stratum.NO_GRADES,
    "woman": lambda p: p.woman,
    "man": lambda p: ~p.woman,
    "danish": lambda p: ~p.immigrant,
    "immigrant": lambda p: p.immigrant,
    "su_none": lambda p: p.never_su,
    "su_some": lambda p: ~p.never_su,
    "transfer_high": lambda p: p.transfer[:, 0] > 0.5,
    "transfer_low": lambda p: p.transfer[:, 0] <= 0.5,
    "transfer_high_3_years": lambda p: p.transfer.mean(axis=1) > 0.5,
    "mother_low_education": lambda p: p.mother_no_education,
    "mother_high_education": lambda p: ~p.mother_no_education,
    "father_low_education": lambda p: p.father_no_education,
    "father_high_education": lambda p: ~p.father_no_education,
    # The trial cuts at the mean within its sample; a fixed cut keeps a person's group the same
    # whoever else is in the world.
    "mother_low_income": lambda p: p.mother_income < reference().centre("mother_income"),
    "mother_high_income": lambda p: p.mother_income >= reference().centre("mother_income"),
    "under_25": lambda p: p.age < 25.0,
    "from_25": lambda p: p.age >= 25.0,
    # Cut at the middle of the scale of severity, which is a score from 0 to 1.
    "heavy_barriers": lambda p: p.severity > 0.5,
    "light_barriers": lambda p: p.severity <= 0.5,
}

#: Names that need no population to be known (jobcentres come with one).
GROUP_NAMES = tuple(_BY_ATTRIBUTE)


def group_mask(
    population: Population, name: str, *, file: object = None, field: str = "group"
) -> Mask:
    """Who belongs to a group: booleans of shape (n,).

    Besides the names in `GROUP_NAMES`, the name of a jobcentre is a group.

    Raises:
        InputError: no group has that name.
    """
    if name in _BY_ATTRIBUTE:
        return np.asarray(_BY_ATTRIBUTE[name](population), bool)
    if name in population.jobcentre_names:
        return np.asarray(population.jobcentre == population.jobcentre_names.index(name))
    raise InputError(
        Said("sim.unknown_group"),
        file=file,
        field=field,
        found=name,
        allowed=", ".join([*GROUP_NAMES, *population.jobcentre_names]),
    )


def membership(population: Population, names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Group membership, shape (n, groups), 0 or 1."""
    columns = [group_mask(population, name) for name in names]
    return np.ascontiguousarray(np.stack(columns, axis=1).astype(np.uint8))
