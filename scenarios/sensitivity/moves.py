"""Which of the two policies of a question a lever moves, and why.

A lever that belongs to the setting (how many young people a mentor carries, how often they meet)
moves both policies: they are compared in the same jobcentre. A policy's own choice (how long
support lasts) moves the policy that is looked at. Which is which stands in
`scenarios/policy/levers.yaml`. Whoever asks may want it otherwise; and a policy that cannot
take a lever stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.policy.levers import lever_ranges
from sim.errors import InputError
from sim.messages import Said
from sim.programme import TEXTS, Policy

if TYPE_CHECKING:
    from scenarios.policy.policies import NamedPolicy

#: What may be asked for instead of what the levers' file says.
ALL, FIRST = "all", "first"
MOVES = (ALL, FIRST)
#: Why a lever moves the policies that it moves: it changes the people of both, it belongs to the
#: setting, it is the policy's own, it was asked for, a policy gives no mentor or has fields that
#: rule the lever out, or moved in both the two would be one policy.
PEOPLE, SETTING, OWN, ASKED = "people", "setting", "own", "asked"
NOBODY, RULED_OUT, SAME = "nobody", "ruled_out", "same"


@dataclass(frozen=True)
class Moved:
    """What a lever moves.

    Attributes:
        lever: its name.
        first, second: whether it moves the policy that is looked at, and what that is set against.
        why: of `PEOPLE`, `SETTING`, `OWN`, `ASKED`, `NOBODY`, `RULED_OUT` and `SAME`.
    """

    lever: str
    first: bool
    second: bool
    why: str

    def of(self, names: Sequence[str]) -> tuple[str, ...]:
        """Which of two names the lever moves."""
        return tuple(n for n, yes in zip(names, (self.first, self.second), strict=True) if yes)


def check_moves(moves: str | None) -> None:
    """Find out whether this can be asked for; None is what the levers' file says.

    Raises:
        InputError: it cannot.
    """
    if moves is not None and moves not in MOVES:
        raise InputError(
            Said("scenarios.which_policies_are_the_levers_to"),
            field="moves",
            found=moves,
            allowed=Said("scenarios.moves_either", first=MOVES[0], second=MOVES[1]),
        )


def moved_by(
    lever: str, first: NamedPolicy, second: NamedPolicy, moves: str | None = None
) -> Moved:
    """Which of two policies a lever moves.

    Args:
        lever: its name.
        first: the policy that is looked at.
        second: what it is set against.
        moves: `all`, `first`, or None: as the levers' file says.

    Raises:
        InputError: no policy can be moved, or both are to be moved and would be one policy then.
    """
    from scenarios.sensitivity.levers import SHARE_WITHOUT_MARKS

    check_moves(moves)
    if lever == SHARE_WITHOUT_MARKS:
        return Moved(lever, True, True, PEOPLE)
    wanted = moves or lever_ranges()[lever].moves
    why = ASKED if moves is not None else SETTING if wanted == ALL else OWN
    stays = {named.name: _stays(named, lever) for named in (first, second)}
    if stays[first.name] == RULED_OUT:
        _put_in(first, lever)
    if stays[first.name] is not None and (wanted == FIRST or stays[second.name] is not None):
        raise InputError(
            Said("scenarios.a_policy_without_mentors_has_nothing"),
            field=f"levers: {lever}",
            found=first.name,
            allowed=Said("scenarios.a_policy_that_gives_mentors"),
        )
    if wanted == FIRST:
        return Moved(lever, True, False, why)
    for named, moved in ((first, (False, True)), (second, (True, False))):
        reason = stays[named.name]
        if reason is not None:
            return Moved(lever, *moved, reason)
    if _content(_put_in(first, lever)) != _content(_put_in(second, lever)):
        return Moved(lever, True, True, why)
    if moves is not None:
        raise InputError(
            Said("scenarios.moved_in_both_the_two_would"),
            field="moves",
            found=moves,
            allowed=Said("scenarios.first_or_another_lever_than_lever", first=FIRST, lever=lever),
        )
    return Moved(lever, True, False, SAME)


def put_into(
    policies: tuple[NamedPolicy, NamedPolicy],
    levers: Mapping[str, float],
    moved: Mapping[str, Moved],
) -> tuple[Policy, Policy]:
    """Two policies with levers put into those that they move.

    Args:
        policies: the policy that is looked at, and what it is set against.
        levers: values by lever.
        moved: by lever, which of the two it moves.

    Raises:
        InputError: a policy cannot be changed so far.
    """
    from scenarios.sensitivity.levers import with_levers

    first, second = policies
    one = {name: x for name, x in levers.items() if moved[name].first}
    other = {name: x for name, x in levers.items() if moved[name].second}
    return (
        with_levers(first.policy, one, file=first.name),
        with_levers(second.policy, other, file=second.name),
    )


def _stays(named: NamedPolicy, lever: str) -> str | None:
    """Why a policy cannot take a lever; None if it can."""
    from scenarios.sensitivity.levers import with_levers

    if not named.policy.targeting.eligible:
        return NOBODY
    ends = lever_ranges()[lever].low, lever_ranges()[lever].high
    for end in ends:
        try:
            with_levers(named.policy, {lever: end})
        except InputError:
            continue
        return None
    return RULED_OUT


def _put_in(named: NamedPolicy, lever: str) -> Policy:
    from scenarios.sensitivity.levers import with_levers

    return with_levers(named.policy, {lever: lever_ranges()[lever].low}, file=named.name)


def _content(policy: Policy) -> dict[str, object]:
    return policy.model_dump(mode="json", exclude=set(TEXTS))
