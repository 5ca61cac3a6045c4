"""What of a municipality's counts may be used and shown: no number of people under five.

Everything that leaves (tables, charts, sentences, chances, a learned posterior) is made from
`protected(counted)` and from nothing else that the file says. It is therefore enough that
`protected` gives the same whatever a number is that must not be told:

* A sum is kept where it has grown by nothing or by at least five since the last one that was kept,
  a stock where it is nothing or at least five; of a group also where the same holds of those who
  are not in it, and of a group of several (marks) of those in none of the groups that are kept.
* The same holds of those who came and were not offered a mentor, were offered one and never met
  them, or met them and have left: they are what is left between two numbers.
* What is not kept has one stand-in, the middle of what it could be, and is never shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from scenarios.follow_up.figures import figures
from scenarios.follow_up.reading import ALL, STAND_IN, FollowUp
from scenarios.municipality.suppression import few
from sim.groups import FAMILIES

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
#: A group's figure.
Item = tuple[str, str]

#: Each counts some of those of the one before.
NESTED = ("came", "offered", "begun")
#: A stock, and the flow from which those in it have come.
LEFT = ("begun", "supported")
#: Weeks with contact: one to four of them are those of one to four young people.
PEOPLE_TOO = ("meetings",)
#: Decimals of people: sums of stand-ins must be equal to the last bit.
DECIMALS = 6


@dataclass(frozen=True)
class _Part:
    """People who are told by items together: a sum of them with signs.

    Attributes:
        signs: by item, those that are decided on first come first.
        stock: whether it is seen as it stands, rather than as it grows.
    """

    signs: Mapping[Item, float]
    stock: bool

    @property
    def last(self) -> Item:
        """The item that tells it once the others are kept."""
        return list(self.signs)[-1]


def protected(counted: FollowUp) -> FollowUp:
    """What may be used of a follow-up, with `hidden`: which sums may not be shown.

    Args:
        counted: as it was read.
    """
    items = _items(counted)
    parts = [part for part in _parts(items) if all(item in items for item in part.signs)]
    totals = {item: _totals(counted.counts[item], item) for item in items}
    there = {item: ~np.isnan(counted.counts[item]) for item in items}
    used = {item: total.copy() for item, total in totals.items()}
    hidden = {item: np.zeros(len(counted.periods), bool) for item in items}
    before = [0.0] * len(parts)
    for t in range(len(counted.periods)):
        for item in items:
            if not there[item][t]:
                # As it was; nothing new is told.
                hidden[item][t] = t > 0 and hidden[item][t - 1]
                used[item][t] = used[item][t - 1] if t > 0 else 0.0
                continue
            for k, part in enumerate(parts):
                others = [other for other in part.signs if other != item]
                if part.last != item or any(
                    hidden[other][t] or not there[other][t] for other in others
                ):
                    continue
                value = sum(sign * totals[other][t] for other, sign in part.signs.items())
                last = 0.0 if part.stock else before[k]
                grown = round(value - last, DECIMALS)
                if few(int(np.ceil(abs(grown)))):
                    rest = sum(part.signs[other] * totals[other][t] for other in others)
                    stand_in = last + np.copysign(STAND_IN, grown)
                    hidden[item][t] = True
                    used[item][t] = max(0.0, part.signs[item] * (stand_in - rest))
                    break
        for k, part in enumerate(parts):
            if all(there[item][t] and not hidden[item][t] for item in part.signs):
                before[k] = sum(sign * totals[item][t] for item, sign in part.signs.items())
    counts = dict(counted.counts)
    for item in items:
        counts[item] = np.where(there[item], _back(used[item], hidden[item], item), np.nan)
    return replace(counted, counts=counts, hidden=hidden)


def _items(counted: FollowUp) -> list[Item]:
    """What counts people, in the order in which is decided: everybody first."""
    groups = (ALL, *counted.groups)
    names = [name for name, f in figures().items() if f.persons or name in PEOPLE_TOO]
    return [(g, name) for name in names for g in groups if (g, name) in counted.counts]


def _parts(items: list[Item]) -> list[_Part]:
    """Everybody of whom the items, alone or together, tell how many they are."""
    found = []
    for group, name in items:
        found.append(_part({(group, name): 1.0}))
        if group != ALL:
            found.append(_part({(ALL, name): 1.0, (group, name): -1.0}))
    groups = list(dict.fromkeys(group for group, _ in items if group != ALL))
    names = list(dict.fromkeys(name for _, name in items))
    for family in FAMILIES.values():
        for two in combinations([g for g in groups if g in family and len(family) > 2], 2):
            found += [
                _part({(ALL, name): 1.0} | {(group, name): -1.0 for group in two}) for name in names
            ]
    for outer, inner in (*combinations(NESTED, 2), LEFT):
        for group in (ALL, *groups):
            own = {(group, outer): 1.0, (group, inner): -1.0}
            found.append(_part(own))
            if group != ALL:
                others = {(ALL, outer): 1.0, (group, outer): -1.0}
                found.append(_part(others | {(ALL, inner): -1.0, (group, inner): 1.0}))
    return found


def _part(signs: Mapping[Item, float]) -> _Part:
    return _Part(signs, any(figures()[name].kind == "stock" for _, name in signs))


def _totals(counts: Floats, item: Item) -> Floats:
    """Sums of a flow over what is counted; a stock as it stands."""
    plain = np.nan_to_num(counts)
    return np.cumsum(plain) if figures()[item[1]].kind == "flow" else plain


def _back(used: Floats, hidden: Mask, item: Item) -> Floats:
    """Counts by period that make these sums; a stand-in is no more than the next sum."""
    if figures()[item[1]].kind == "stock":
        return used
    sums = used.copy()
    for t in range(1, sums.size):
        if hidden[t]:
            sums[t] = max(sums[t], sums[t - 1])
    for now, after in reversed(list(pairwise(range(sums.size)))):
        sums[now] = min(sums[now], sums[after])
    return np.diff(sums, prepend=0.0)
