"""Small groups are not shown, nor what would give them away: one place for all that is published.

Everything that leaves (tables, reports, pictures, kept runs, and the simulation itself, which
anybody can repeat) is made from `protected(municipality)` and from nothing else that the file says.
It is therefore enough that `protected` gives the same for every number that must not be told:

* A category with fewer than `limits.smallest_group` people
  (`scenarios/municipality/municipality.yaml`), and an
  unknown part of fewer, is *small*. With the small ones of a variable one more cell is hidden
  (secondary suppression, Hundepool et al. 2012, *Statistical Disclosure Control*, chapter 4), whose
  place in the order does not hang on how many it has. If the total of those hidden would narrow the
  small ones, that cell counts as small too and the next is hidden.
* Every small cell is used with the same stand-in, the middle of what it could be.
* A mean is withheld where it could tell a small cell, and otherwise known only to one of equal
  steps of its range, each as wide as `smallest_group` people can move it. Steps of the same number
  of people have the same ends, so that sums and differences of such means have no narrower ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from scenarios.municipality.margins import MEAN, Margin, schema
from scenarios.municipality.municipality import Municipality
from sim.errors import InputError
from sim.messages import Said

#: The cell of those of whom a variable is not known.
UNKNOWN = "unknown"
#: Decimals of people that follow from a share: equal totals must be equal to the last bit.
DECIMALS = 6


@dataclass(frozen=True)
class Hidden:
    """Cells of one variable that may not be shown.

    Attributes:
        small: those that are few, or are hidden as if they were.
        other: the one that is hidden with them; None if there is none left, so that nothing may be
            said of the variable at all.
    """

    small: frozenset[str]
    other: str | None

    @property
    def cells(self) -> frozenset[str]:
        """All that are hidden."""
        return self.small if self.other is None else self.small | {self.other}


def _smallest() -> int:
    return int(schema().limit("smallest_group"))


def hidden_cells(counts: Mapping[str, float]) -> Hidden:
    """Which cells of a variable may not be shown.

    Each of those called small can hold any number of people below the smallest group, whatever the
    others of them hold, and the same cells would be hidden and the same total be left.

    Args:
        counts: people by cell, in a fixed order; together everybody, whose number is known.
    """
    smallest = _smallest()
    small = [name for name, people in counts.items() if round(people) < smallest]
    while small:
        others = [name for name in counts if name not in small]
        if not others:
            break
        total = sum(counts[name] for name in (*small, others[0]))
        if round(total, DECIMALS) >= len(small) * (smallest - 1) + smallest:
            return Hidden(frozenset(small), others[0])
        small.append(others[0])
    return Hidden(frozenset(small), None)


def few(people: int) -> bool:
    """Whether a number of people is one that is not shown (nobody is no number of people)."""
    return 0 < people < _smallest()


def protected(municipality: Municipality) -> Municipality:
    """What may be used and shown of a municipality: nothing in it tells how many a small group is.

    Returns:
        The municipality with stand-ins for what is hidden, means to steps, and without what is
        withheld (which `withheld` names); numbers that may not be shown are None.

    Raises:
        InputError: nothing is left.
    """
    told = dict.fromkeys(m.variable for m in municipality.margins if m.category != MEAN)
    found: dict[tuple[str, str], Margin] = {}
    closed: set[str] = set()
    for variable in told:
        shares = [m for m in municipality.margins if m.variable == variable and m.category != MEAN]
        used, complete = _shares(shares, municipality)
        found |= {(m.variable, m.category): m for m in used}
        if not complete:
            closed.add(variable)
    for mean in (m for m in municipality.margins if m.category == MEAN):
        about = schema().variables[mean.variable].tells or mean.variable
        if about in closed:
            continue
        stepped = _stepped(mean, _known(municipality, mean.variable, about, told), municipality)
        if stepped is not None:
            found[mean.variable, MEAN] = stepped
    names = [(m.variable, m.category) for m in municipality.margins]
    margins = tuple(found[name] for name in names if name in found)
    if not margins:
        least = 2 * _smallest() - 1
        raise InputError(
            Said("scenarios.too_little_is_known_of_too"),
            file=municipality.file,
            allowed=Said(
                "scenarios.a_variable_with_two_categories_known",
                least=least,
                fewest_for_mean=schema().limit("fewest_for_mean"),
            ),
        )
    missing = {
        variable: None if people is None or few(people) else people
        for variable, people in municipality.missing.items()
        if (schema().variables[variable].tells or variable) == variable
        or schema().variables[variable].tells not in told
    }
    return replace(
        municipality,
        margins=margins,
        missing=missing,
        withheld=tuple(name for name in names if name not in found),
    )


def _unknown(municipality: Municipality, variable: str) -> int:
    people = municipality.missing.get(variable, 0)
    assert people is not None, "what is protected is not protected again"
    return people


def _shares(shares: Sequence[Margin], municipality: Municipality) -> tuple[list[Margin], bool]:
    """The categories of one variable as they may be used, and whether all of them is told.

    None where nothing may be told.
    """
    unknown = _unknown(municipality, shares[0].variable)
    known = municipality.people - unknown
    counts = {m.category: round(m.target * known, DECIMALS) for m in shares}
    if few(unknown):
        counts[UNKNOWN] = unknown
    hidden = hidden_cells(counts)
    if not hidden.small:
        return list(shares), True
    if hidden.other is None:
        return [], False
    most = _smallest() - 1
    total = round(sum(counts[name] for name in hidden.cells), DECIMALS)
    people = counts | dict.fromkeys(hidden.small, most / 2)
    people[hidden.other] = total - len(hidden.small) * most / 2
    everybody = sum(people[m.category] for m in shares)
    # One that is hidden as if it were small may hold what the others leave of their total.
    spans = dict.fromkeys(hidden.small, (0.0, len(hidden.small) * most / everybody))
    least = (total - len(hidden.small) * most) / everybody
    spans[hidden.other] = (least, min(1.0, total / everybody))
    # Where only the unknown are few, the categories are no small groups: their shares are shown.
    blank = hidden.small != {UNKNOWN}
    return [
        replace(
            m,
            target=people[m.category] / everybody,
            people=None if UNKNOWN in counts or m.category in hidden.cells else m.people,
            hidden=blank and m.category in hidden.cells,
            between=spans.get(m.category),
        )
        for m in shares
    ], False


def _known(
    municipality: Municipality, variable: str, about: str, told: Collection[str]
) -> tuple[int, bool]:
    """Of how many a mean is known, at least, and whether that is told exactly."""
    most = _smallest() - 1
    own = _unknown(municipality, variable)
    if about in told and about != variable:
        together = _unknown(municipality, about)
        # What is unknown of the one may follow from the other, so only that of `about` is told.
        if own <= together:
            return municipality.people - together, own == together
    return municipality.people - (most if few(own) else own), not few(own)


def _stepped(mean: Margin, known: tuple[int, bool], municipality: Municipality) -> Margin | None:
    """A mean to the step it lies in; None where the steps would be too wide to be of use."""
    people, exact = known
    if people < schema().limit("fewest_for_mean"):
        return None
    span = schema().variables[mean.variable].mean
    assert span is not None, "only variables with a range have a mean"
    one_person = span.one_person or span.high - span.low
    width = one_person / (people // _smallest())
    step = min(int((mean.target - span.low) / width), round((span.high - span.low) / width) - 1)
    low = span.low + step * width
    return replace(
        mean,
        target=low + width / 2,
        people=people if exact else None,
        between=(low, low + width),
    )


def hidden_groups(
    margins: Sequence[Margin], counts: Mapping[str, int], families: Collection[tuple[str, ...]]
) -> frozenset[str]:
    """Which groups of results may not be shown.

    Args:
        margins: of a protected municipality, which say it of the groups that they speak of.
        counts: people by group in the weighted population, of every group of the families.
        families: groups of results that together are everybody, each once. A group alone stands
            for itself and for all others.
    """
    rules = schema()
    told = {rules.group(m.variable, m.category): m.hidden for m in margins if m.category != MEAN}
    hidden: set[str] = set()
    for family in families:
        if set(family) <= set(told):
            hidden |= {name for name in family if told[name]}
        elif len(family) > 1:
            hidden |= hidden_cells({name: counts[name] for name in family}).cells
        elif family[0] != "all":
            alone = {family[0]: counts[family[0]], "": counts["all"] - counts[family[0]]}
            hidden |= hidden_cells(alone).cells & set(family)
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
