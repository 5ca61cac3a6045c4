"""Small groups are not shown, nor what would give them away.

A group of fewer than `limits.smallest_group` people (`scenarios/municipality.yaml`) is blanked. So
is the next smallest of its family wherever the group could be worked out as what is left: secondary
suppression (Hundepool et al. 2012, *Statistical Disclosure Control*, chapter 4).

A run can be repeated by anybody, so what is hidden must not move a result either: the simulation
gets a stand-in that is the same whatever the hidden number was (`protected`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from scenarios.municipality.margins import MEAN, Margin, schema
from scenarios.municipality.municipality import Municipality
from sim.errors import InputError

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
        Members with too few people, and the next smallest until those hidden are together not too
        few (so there are two or more of them, unless there is only one member).
    """
    smallest = int(schema().limit("smallest_group"))
    hidden = {name for name, people in counts.items() if people < smallest}
    rest = sorted((name for name in counts if name not in hidden), key=lambda name: counts[name])
    while hidden and rest and sum(counts[h] for h in hidden) < smallest:
        hidden.add(rest.pop(0))
    return hidden


def few(people: int) -> bool:
    """Whether a number of people is one that is not shown (nobody is no number of people)."""
    return 0 < people < schema().limit("smallest_group")


def protected(municipality: Municipality) -> Municipality:
    """What may be used of a municipality: nothing in it tells how many a small group is.

    Hidden categories get stand-ins: a small one the middle of what it could be, and the rest goes
    to the next smallest that is hidden with it. Where few are unknown of a variable its shares are
    rounded so that several numbers of unknown are possible. A mean over few is left out.

    Raises:
        InputError: nothing is left.
    """
    margins: list[Margin] = []
    for variable in dict.fromkeys(m.variable for m in municipality.margins):
        own = [m for m in municipality.margins if m.variable == variable]
        means = [m for m in own if m.category == MEAN]
        shares = [m for m in own if m.category != MEAN]
        if few(municipality.missing.get(variable, 0)):
            shares = _rounded(shares, municipality.people)
        margins += _with_stand_ins(shares)
        margins += [m for m in means if m.people >= schema().limit("smallest_group")]
    if not margins:
        raise InputError(
            "nothing is known of enough people", file=municipality.file,
            allowed=f"a variable known of {schema().limit('smallest_group'):.0f} or more",
        )  # fmt: skip
    return replace(municipality, margins=tuple(margins))


def _rounded(shares: Sequence[Margin], people: int) -> list[Margin]:
    """Shares to steps no finer than one person, summing to one."""
    digits = max(1, int(math.log10(people)))
    rounded = [round(m.target, digits) for m in shares]
    return [replace(m, target=x / sum(rounded)) for m, x in zip(shares, rounded, strict=True)]


def _with_stand_ins(shares: Sequence[Margin]) -> list[Margin]:
    """The margins of one variable, those hidden with the target that stands in for theirs."""
    hidden = hidden_in_family({m.category: m.people for m in shares})
    known = sum(m.people for m in shares)
    smallest = schema().limit("smallest_group")
    left = 1.0 - sum(m.target for m in shares if m.category not in hidden)
    small = [m.category for m in shares if m.people < smallest]
    larger = [m.category for m in shares if m.category in hidden and m.people >= smallest]
    # The middle of 0 to smallest - 1, or what there is for each if no larger one takes the rest.
    middle = (smallest - 1) / 2 / known if known else 0.0
    stand_in = middle if larger and middle * len(small) < left else left / max(1, len(small))
    result = []
    for margin in shares:
        target = margin.target
        if margin.category in small:
            target = stand_in
        elif margin.category in hidden:
            target = (left - stand_in * len(small)) / len(larger)
        result.append(replace(margin, target=target, hidden=margin.category in hidden))
    return result


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
