"""Small groups are not shown, nor what would give them away.

A group of fewer than `limits.smallest_group` people (`scenarios/municipality.yaml`) is blanked. So
is the next smallest of its family wherever the group could be worked out as what is left: secondary
suppression (Hundepool et al. 2012, *Statistical Disclosure Control*, chapter 4).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from scenarios.margins import schema

#: Groups of results that together are everybody, each once. A group alone stands for itself and
#: for all others.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("all",),
    ("grade_high", "grade_low", "grade_none"),
    ("mother_low_education", "mother_high_education"),
    ("father_low_education", "father_high_education"),
    ("mother_low_income", "mother_high_income"),
    ("su_none", "su_some"),
    ("woman", "man"),
    ("danish", "immigrant"),
    ("transfer_high", "transfer_low"),
    ("transfer_high_3_years",),
)


def hidden_in_family(counts: Mapping[str, int]) -> set[str]:
    """Which members of a family may not be shown.

    Args:
        counts: people by member; together everybody, whose number is known.

    Returns:
        Members with too few people, and the next smallest until those hidden are two or more and
        are together not too few.
    """
    smallest = int(schema().limit("smallest_group"))
    hidden = {name for name, people in counts.items() if people < smallest}
    rest = sorted((name for name in counts if name not in hidden), key=lambda name: counts[name])
    while hidden and rest and (len(hidden) == 1 or sum(counts[h] for h in hidden) < smallest):
        hidden.add(rest.pop(0))
    return hidden


def hidden_groups(counts: Mapping[str, int]) -> frozenset[str]:
    """Which groups of results may not be shown.

    Args:
        counts: people by group, of every group of `FAMILIES`.
    """
    smallest, people = int(schema().limit("smallest_group")), counts["all"]
    hidden: set[str] = set()
    for family in FAMILIES:
        members = {name: counts[name] for name in family}
        if len(family) > 1:
            hidden |= hidden_in_family(members)
        elif family[0] != "all" and (
            members[family[0]] < smallest or people - members[family[0]] < smallest
        ):
            hidden.add(family[0])
    return frozenset(hidden)


def blanked(frame: pd.DataFrame, hidden: Collection[str], numbers: Sequence[str]) -> pd.DataFrame:
    """A table of results by group without the numbers of hidden groups.

    Args:
        frame: with a column `group`.
        hidden: groups whose numbers are left out.
        numbers: columns that hold numbers of the group.

    Returns:
        A copy with all its rows; NaN instead of the numbers.
    """
    result = frame.copy()
    result.loc[result["group"].isin(list(hidden)), list(numbers)] = float("nan")
    return result
