"""The factors and levers that are asked for by name, in a command or in Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from scenarios.sensitivity.factors import Factor
    from scenarios.sensitivity.question import Question


def listed(words: Sequence[str] | None, field: str | None = None) -> list[str]:
    """Names given in one option with commas, or in several.

    Args:
        words: as they were given; None if the option was not.
        field: the option, if it may not be given without a name in it.

    Raises:
        InputError: the option was given, and names nothing.

    Example:
        >>> listed(["a, b", "c"])
        ['a', 'b', 'c']
    """
    names = [name.strip() for word in words or () for name in word.split(",") if name.strip()]
    if field and words and not names:
        raise InputError(
            Said("mentorsim.option_names_nothing"),
            field=field,
            found=", ".join(words) or Said("sim.nothing"),
            allowed=Said("mentorsim.names_with_commas"),
        )
    return names


def chosen_factors(
    question: Question, factors: Sequence[str] | None, levers: Sequence[str] | None
) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    """The factors of a command, levers last; and the levers among them.

    Args:
        question: what is asked; prices go with outcomes in kroner.
        factors: as given; None is every parameter, every price, and the effects of other measures,
            as far as there are any.
        levers: as given.

    Raises:
        InputError: nothing is named, a name that is none, or a parameter that is held.
    """
    from scenarios.sensitivity.factors import MEASURES, PRICES, measure_effect_factors
    from scenarios.sensitivity.held import check_free
    from scenarios.sensitivity.named import PARAMETERS, find_factors, lever_factors

    usual = [PARAMETERS]
    if question.prices is not None:
        usual.append(PRICES)
    if measure_effect_factors(question.measures):
        usual.append(MEASURES)
    named, moved = usual if factors is None else listed(factors), lever_factors(listed(levers))
    if not named and moved:
        return tuple(moved), tuple(moved)
    found = find_factors(named, question.prices, question.measures)
    if factors is None:
        found = tuple(f for f in found if f.key not in {f"parameter:{n}" for n in question.at})
    check_free(question, found)
    known = {f.key for f in found}
    moved = [f for f in moved if f.key not in known]
    return (*found, *moved), tuple(f for f in (*found, *moved) if f.kind == "lever")
