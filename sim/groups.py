"""Named groups of young people: who a subgroup, a target group or a priority speaks of.

They stand in `sim/groups.yaml`; a study adds groups of its own in the same form
(`Population.own_groups`), and each jobcentre of a population is a group by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.group_rules import GroupFile, GroupRule
from sim.messages import Said
from sim.population_strata import Stratum
from sim.reference import reference
from sim.strict_yaml import packaged_yaml

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from sim.population import Population

    Mask = npt.NDArray[np.bool_]
    Values = npt.NDArray[np.generic]

#: The attributes of `sim.group_rules.ATTRIBUTE_KINDS`, shape (n,) each.
_VALUES: Mapping[str, Callable[[Population], Values]] = {
    "stratum": lambda p: p.stratum,
    "woman": lambda p: p.woman,
    "immigrant": lambda p: p.immigrant,
    "never_su": lambda p: p.never_su,
    "mother_no_education": lambda p: p.mother_no_education,
    "father_no_education": lambda p: p.father_no_education,
    "mother_income": lambda p: p.mother_income,
    "father_income": lambda p: p.father_income,
    "transfer_share_last_year": lambda p: p.transfer[:, 0],
    "transfer_share": lambda p: p.transfer.mean(axis=1),
    "su_share_last_year": lambda p: p.su[:, 0],
    "su_share": lambda p: p.su.mean(axis=1),
    "age": lambda p: p.age,
    "mark": lambda p: p.mark,
    "severity": lambda p: p.severity,
}
_COMPARED: Mapping[str, Callable[[Any, float], Any]] = {
    "below": lt,
    "at_most": le,
    "above": gt,
    "at_least": ge,
}
_FILE = GroupFile.model_validate(packaged_yaml("sim", "groups.yaml"))
#: Who is in each group that needs no study or jobcentre to be known.
GROUPS: Mapping[str, GroupRule] = _FILE.groups
#: Their names.
GROUP_NAMES = tuple(GROUPS)
#: Groups that together are everybody, each once, by name of the family. A group alone stands for
#: itself and for all others.
FAMILIES: Mapping[str, tuple[str, ...]] = _FILE.families


def group_mask(
    population: Population, name: str, *, file: object = None, field: str = "group"
) -> Mask:
    """Who belongs to a group: booleans of shape (n,).

    Besides the names in `GROUP_NAMES`, a study's own groups and the names of its jobcentres are
    groups.

    Args:
        population: the people.
        name: of the group.
        file, field: where the name stands, in messages.

    Args:
        population: the people.
        name: of the group.
        file: that names it, for the message.
        field: that names it, for the message.

    Raises:
        InputError: no group has that name.
    """
    own = population.own_groups
    rule = GROUPS.get(name) or own.get(name)
    if rule is not None:
        return _mask(population, rule)
    if name in population.jobcentre_names:
        there: Mask = population.jobcentre == population.jobcentre_names.index(name)
        return there
    raise InputError(
        Said("sim.unknown_group"),
        file=file,
        field=field,
        found=name,
        allowed=", ".join([*GROUP_NAMES, *own, *population.jobcentre_names]),
    )


def _mask(population: Population, rule: GroupRule) -> Mask:
    import numpy as np  # late: names of groups are asked for where nothing is computed

    if rule.attribute is None:
        return np.ones(population.n, bool)
    values = _VALUES[rule.attribute](population)
    if isinstance(rule.is_, str):
        return np.asarray(values == Stratum[rule.is_.upper()])
    if rule.is_ is not None:
        truth = np.asarray(values, bool)
        return truth if rule.is_ else ~truth
    inside = np.ones(population.n, bool)
    for name, limit in rule.limits.items():
        edge = reference().centre(rule.attribute) if limit == "centre" else float(limit)
        numbers = np.asarray(values, float)
        inside &= _COMPARED[name](numbers, edge)
    return inside


def membership(population: Population, names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Group membership, shape (n, groups), 0 or 1."""
    import numpy as np  # as in `_mask`

    columns = [group_mask(population, name) for name in names]
    return np.ascontiguousarray(np.stack(columns, axis=1).astype(np.uint8))
