"""The policies that can be chosen: today's, with levers moved.

What a lever can be stands where every lever stands, in `scenarios/policy/levers.yaml`. Where
today's policy stands on a lever is always among the places, so that to stay is one of the policies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scenarios.policy.levers import lever_ranges, plain_choices, put, stands
from sim.errors import InputError
from sim.messages import Said
from sim.programme import EXPECTED_GAIN, Policy

if TYPE_CHECKING:
    from scenarios.policy.policies import NamedPolicy
    from scenarios.search.grid import Grid, Ints

#: Who may have a mentor, and who goes first where places are short.
WHO, FIRST = "who", "first"
#: Who goes first by expected gain per mentor hour.
GAIN = "gain"
#: A place whose value no list names: it is today's.
OWN = "own"
#: Levers that take no names, in the order of the grid.
NUMBERS = tuple(name for name, lever in lever_ranges().items() if lever.search)
#: All levers of a search, if no others are asked for.
LEVERS = (WHO, FIRST, *NUMBERS)


@dataclass(frozen=True)
class Lever:
    """One lever of a search.

    Attributes:
        name: of the lever.
        values: in order: numbers, or names; `as_in_trial` and names that are today's come first.
        today: position of where today's policy stands.
    """

    name: str
    values: tuple[float | str, ...]
    today: int


@dataclass(frozen=True)
class Space:
    """Today's policy and the levers that may be moved.

    Attributes:
        named: today's policy.
        levers: in the order of the grid.
    """

    named: NamedPolicy
    levers: tuple[Lever, ...]
    _made: dict[bytes, Policy] = field(default_factory=dict, repr=False, compare=False)

    @property
    def grid(self) -> Grid:
        """The places alone."""
        from scenarios.search.grid import Grid

        return Grid(
            tuple(lever.name for lever in self.levers),
            tuple(len(lever.values) for lever in self.levers),
            tuple(lever.today for lever in self.levers),
        )

    @property
    def drawn(self) -> bool:
        """Whether anything of a policy is drawn with the parameters."""
        return bool(self.named.policy.measures)

    @property
    def choices(self) -> dict[str, list[float | str]]:
        """What judgements depend on: what each lever can be."""
        return {lever.name: list(lever.values) for lever in self.levers}

    def offered(self, row: Ints) -> NamedPolicy:
        """A policy of the grid, which goes by the name of today's."""
        return replace(self.named, policy=self.policy(row))

    def moved(self, row: Ints) -> dict[str, float | str]:
        """Levers that stand otherwise than today, with their values."""
        return {
            lever.name: lever.values[int(place)]
            for lever, place in zip(self.levers, row, strict=True)
            if int(place) != lever.today
        }

    def content(self, row: Ints) -> dict[str, Any]:
        """Fields of a policy as plain values; its mentors are those that today's policy says."""
        content = self.named.policy.model_dump(mode="json", exclude_unset=True)
        targeting = dict(content.get("targeting") or {})
        for name, value in self.moved(row).items():
            if name == WHO:
                targeting["eligible"] = plain_choices(WHO)[str(value)]
            elif name == FIRST:
                gain = value == GAIN
                targeting["score"] = EXPECTED_GAIN if gain else []
                targeting["first"] = [] if gain else plain_choices(FIRST)[str(value)]
            else:
                put(content, name, int(value) if lever_ranges()[name].whole else float(value))
        return content | ({"targeting": targeting} if targeting else {})

    def policy(self, row: Ints) -> Policy:
        """A policy of the grid; today's own where nothing is moved."""
        from scenarios.policy.policies import parse_policy

        key = row.tobytes()
        if key not in self._made:
            own = not self.moved(row)
            self._made[key] = (
                self.named.policy if own else parse_policy(self.content(row), file=self.named.name)
            )
        return self._made[key]


def space_of(named: NamedPolicy, levers: Sequence[str] | None = None) -> Space:
    """The policies that can be made of today's.

    Args:
        named: today's policy.
        levers: that may be moved, each once; None is all (`LEVERS`).

    Raises:
        InputError: a policy in Python or one that gives nobody a mentor, an unknown lever or one
            named twice, or levers that today's policy rules out.
    """
    from scenarios.policy.python_policy import fields_alone

    fields_alone([named])
    if not named.policy.targeting.eligible:
        raise InputError(
            Said("scenarios.a_policy_without_mentors_has_no_choices"),
            field="policy",
            found=named.name,
            allowed=Said("scenarios.a_policy_that_gives_mentors"),
        )
    chosen = LEVERS if levers is None else tuple(levers)
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(LEVERS):
        raise InputError(
            Said("scenarios.which_levers_may_be_moved"),
            field="levers",
            found=", ".join(chosen) or Said("sim.nothing"),
            allowed=Said("scenarios.one_or_more_of_names_each_once", names=LEVERS),
        )
    found = tuple(_lever(named.policy, name) for name in LEVERS if name in chosen)
    space = Space(named, found)
    _check_every_place(space)
    return space


def _lever(policy: Policy, name: str) -> Lever:
    if name in NUMBERS:
        today = stands(policy, name)
        numbers = sorted({*map(float, lever_ranges()[name].search)} - {today})
        if isinstance(today, str):
            return Lever(name, (today, *numbers), 0)
        values = sorted([*numbers, float(today)])
        return Lever(name, tuple(values), values.index(float(today)))
    content = policy.model_dump(mode="json", exclude_unset=True).get("targeting") or {}
    known: dict[str, Any] = plain_choices(name)
    if name == WHO:
        today_content = content.get("eligible", ["all"])
    else:
        known |= {GAIN: EXPECTED_GAIN}
        today_content = content.get("score") or content.get("first", [])
    today_name = next((each for each, value in known.items() if value == today_content), OWN)
    names = tuple(known) if today_name in known else (OWN, *known)
    return Lever(name, names, names.index(today_name))


def _check_every_place(space: Space) -> None:
    """Find out whether every place can be put into today's policy.

    Raises:
        InputError: one cannot, told by its lever.
    """
    grid = space.grid
    for row in grid.neighbours(grid.today_row):
        try:
            space.policy(row)
        except InputError as error:
            raise InputError(
                Said("scenarios.todays_policy_rules_this_lever_out", problem=error.problem),
                file=space.named.name,
                field=f"levers: {next(iter(space.moved(row)))}",
                found=error.found,
                allowed=Said("scenarios.levers_without_it"),
            ) from error
