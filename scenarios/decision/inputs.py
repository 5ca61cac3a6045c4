"""What a decision analysis is given, checked before anything is worked out.

Costs, effects and parameters of the same draw belong together. Tables say which draw a row is:
where two tables disagree the analysis stops, because a regression on shuffled rows looks fine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
#: Numbers in rows and columns, with or without names.
Table = npt.ArrayLike | pd.DataFrame
#: Parameters: columns of a table, or a name for each column or group of columns.
Parameters = npt.ArrayLike | pd.DataFrame | Mapping[str, Any]

#: Differences below this share of the largest number are rounding, not differences.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Outcomes:
    """Cost and effect of every policy in every draw.

    Attributes:
        names: of the policies, shape (policies,).
        cost: money per person, shape (draws, policies).
        effect: units of effect per person, shape (draws, policies).
        index: which draw a row is, if a table said so.
    """

    names: tuple[str, ...]
    cost: Floats
    effect: Floats
    index: pd.Index[Any] | None = None

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.cost.shape[0])

    def number(self, policy: int | str, field: str) -> int:
        """Position of a policy given by name or by position.

        Raises:
            InputError: there is no such policy.
        """
        if isinstance(policy, str) and policy in self.names:
            return self.names.index(policy)
        whole = isinstance(policy, int | np.integer) and not isinstance(policy, bool)
        if whole and 0 <= int(policy) < len(self.names):
            return int(policy)
        raise InputError(
            Said("scenarios.no_such_policy"),
            field=field,
            found=policy,
            allowed=Said(
                "scenarios.names_or_0_to_count",
                names=", ".join(self.names),
                count=len(self.names) - 1,
            ),
        )


def numbers(values: object, field: str, dimensions: int) -> Floats:
    """Finite numbers in an array of so many dimensions.

    Args:
        values: anything that can become an array.
        field: what the error calls it.
        dimensions: how many there must be.

    Raises:
        InputError: not numbers, another shape, nothing at all, or something missing or infinite.
    """
    found = _plain(values)
    if found.dtype.kind not in "iuf":
        raise InputError(
            Said("scenarios.not_numbers"),
            field=field,
            found=found.dtype,
            allowed=Said("scenarios.real_numbers"),
        )
    if found.ndim != dimensions or found.size == 0:
        raise InputError(
            Said("scenarios.wrong_shape"),
            field=field,
            found=Said("scenarios.shape_shape", shape=found.shape),
            allowed=Said("scenarios.dimensions_none_of_them_empty", dimensions=dimensions),
        )
    bad = np.argwhere(~np.isfinite(found))
    if len(bad):
        place = ", ".join(str(int(i)) for i in bad[0])
        raise InputError(
            Said(
                "scenarios.count_of_size_numbers_are_missing",
                count=len(bad),
                size=found.size,
                place=place,
            ),
            field=field,
            found=found[tuple(bad[0])],
            allowed=Said("scenarios.finite_numbers"),
        )
    return found.astype(np.float64)


def _plain(values: object) -> npt.NDArray[Any]:
    """An array in which what is missing is NaN, so that it is found."""
    found = np.asarray(values)
    masked = np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else np.False_
    if found.dtype.kind in "iuf" and masked.any():
        return np.where(masked, np.nan, found)
    if found.dtype != object or any(isinstance(x, str) for x in found.flat):
        return found
    # Tables with missing whole numbers are stored as objects.
    missing = np.asarray(pd.isna(found))
    try:
        return np.where(missing, np.nan, np.where(missing, 0, found).astype(float))
    except (TypeError, ValueError):
        return found


def read_outcomes(cost: Table, effect: Table, names: Sequence[str] | None) -> Outcomes:
    """Costs and effects that fit each other.

    Args:
        cost: money per person, shape (draws, policies).
        effect: units of effect per person, shape (draws, policies).
        names: of the policies; the columns of a table where it is left out.

    Raises:
        InputError: shapes, columns or draws of the two differ, or a name stands twice.
    """
    costs, effects = numbers(cost, "cost", 2), numbers(effect, "effect", 2)
    if costs.shape != effects.shape:
        raise InputError(
            Said("scenarios.cost_and_effect_are_not_of"),
            field="effect",
            found=Said("scenarios.shape_shape", shape=effects.shape),
            allowed=Said("scenarios.shape_shape_as_the_cost", shape=costs.shape),
        )
    if costs.shape[1] < 2:
        raise InputError(
            Said("scenarios.nothing_to_choose_between"),
            field="cost",
            found=Said("scenarios.shape_policy", shape=costs.shape[1]),
            allowed=Said("scenarios.two_policies_or_more"),
        )
    columns = [
        [str(name) for name in table.columns]
        for table in (cost, effect)
        if isinstance(table, pd.DataFrame)
    ]
    if len(columns) == 2 and columns[0] != columns[1]:
        raise InputError(
            Said("scenarios.the_policies_are_not_those_of"),
            field="effect",
            found=", ".join(columns[1]),
            allowed=", ".join(columns[0]),
        )
    if names is None:
        names = columns[0] if columns else [f"policy {k + 1}" for k in range(costs.shape[1])]
    return Outcomes(
        check_names(names, costs.shape[1], "names"), costs, effects, _same_draws(cost, effect)
    )


def check_names(names: Sequence[str], count: int, field: str) -> tuple[str, ...]:
    """So many different names.

    Args:
        names: that somebody gave.
        count: how many there must be.
        field: what the error calls them.

    Raises:
        InputError: another number of them, or one stands twice.
    """
    known = tuple(str(name) for name in names)
    if len(known) != count:
        raise InputError(
            Said("scenarios.another_number_of_names"),
            field=field,
            found=len(known),
            allowed=str(count),
        )
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise InputError(
            Said("scenarios.a_name_stands_twice"),
            field=field,
            found=twice[0],
            allowed=Said("scenarios.once_each"),
        )
    return known


def read_thresholds(thresholds: npt.ArrayLike) -> tuple[Floats, bool]:
    """Money per unit of effect, shape (thresholds,), and whether one number was given."""
    single = np.ndim(thresholds) == 0
    values = numbers([thresholds] if single else thresholds, "thresholds", 1)
    if values.min() < 0:
        raise InputError(
            Said("scenarios.a_unit_of_effect_cannot_be"),
            field="thresholds",
            found=float(values.min()),
            allowed=Said("scenarios.0_or_more"),
        )
    return values, single


def read_parameters(
    parameters: Parameters | None,
    groups: Mapping[str, Sequence[str]] | None,
    outcomes: Outcomes,
) -> dict[str, Floats]:
    """What could be learnt: name to the columns learnt together, shape (draws, k).

    Args:
        parameters: a column per parameter, a row per draw; None if nothing can be learnt.
        groups: names of parameters that are learnt together, by name of the group.
        outcomes: whose draws they belong to.

    Raises:
        InputError: other draws than the outcomes, a group of unknown parameters, a name twice.
    """
    if parameters is None:
        if groups:
            raise InputError(
                Said("scenarios.groups_of_parameters_but_no_parameters"),
                field="groups",
                found=", ".join(groups),
                allowed=Said("scenarios.nothing_or_parameters_too"),
            )
        return {}
    learnt: dict[str, Floats] = {}
    if isinstance(parameters, Mapping):
        for name, values in parameters.items():
            learnt[str(name)] = _columns(values, f"parameters: {name}", outcomes)
    else:
        values = _columns(parameters, "parameters", outcomes)
        labels = (
            check_names([str(c) for c in parameters.columns], values.shape[1], "parameters")
            if isinstance(parameters, pd.DataFrame)
            else [f"parameter {k + 1}" for k in range(values.shape[1])]
        )
        learnt = {name: values[:, [k]] for k, name in enumerate(labels)}
    alone = dict(learnt)
    for group, members in (groups or {}).items():
        if group in learnt:
            raise InputError(
                Said("scenarios.a_group_has_the_name_of"),
                field="groups",
                found=group,
                allowed=Said("scenarios.another_name"),
            )
        unknown = [member for member in members if member not in alone]
        if unknown or not members:
            raise InputError(
                Said("scenarios.no_such_parameter")
                if unknown
                else Said("scenarios.a_group_of_nothing"),
                field=f"groups: {group}",
                found=unknown[0] if unknown else None,
                allowed=", ".join(alone),
            )
        learnt[group] = np.concatenate([alone[member] for member in members], axis=1)
    return learnt


def _columns(values: Any, field: str, outcomes: Outcomes) -> Floats:
    """Columns of numbers with one row per draw of the outcomes."""
    if isinstance(values, pd.Series):
        values = values.to_frame()
    if np.ndim(values) == 1:
        values = np.asarray(values)[:, None]
    found = numbers(values, field, 2)
    if len(found) != outcomes.draws:
        raise InputError(
            Said("scenarios.another_number_of_draws_than_the"),
            field=field,
            found=len(found),
            allowed=str(outcomes.draws),
        )
    if isinstance(values, pd.DataFrame) and outcomes.index is not None:
        _check_index(values.index, outcomes.index, field)
    return found


def _same_draws(cost: Table, effect: Table) -> pd.Index[Any] | None:
    indices = [table.index for table in (cost, effect) if isinstance(table, pd.DataFrame)]
    if len(indices) == 2:
        _check_index(indices[1], indices[0], "effect")
    return indices[0] if indices else None


def _check_index(found: pd.Index[Any], wanted: pd.Index[Any], field: str) -> None:
    """Rows that say they are other draws are never matched by their place."""
    if found.equals(wanted):
        return
    first = next(k for k in range(len(wanted)) if k >= len(found) or found[k] != wanted[k])
    raise InputError(
        Said("scenarios.rows_are_not_the_draws_of", first=first),
        field=field,
        found=found[first] if first < len(found) else Said("scenarios.no_row"),
        allowed=Said("scenarios.wanted_an_index_as_that_of", wanted=wanted[first]),
    )
