"""How well effects have to be known: the option `--until` and its argument in Python."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sim.errors import InputError
from sim.messages import Said


def _read(value: Any) -> Any:
    from scenarios.comparison.until import read_until

    return read_until(value) if isinstance(value, str) else value


#: A precision with its unit; None asks for none.
UntilAsked = Annotated[
    Any,
    typer.Option(
        "--until",
        help=Said("mentorsim.help_until"),
        parser=_read,
        metavar=Said("mentorsim.metavar_precision"),
    ),
]


def check_draws_or_until(draws: int | None, until: object, field: str = "--until") -> None:
    """Refuse a number of draws beside a precision: either says how many are lived.

    Args:
        draws: as they were asked for; None if not.
        until: the precision; None if none was asked for.
        field: of messages.

    Raises:
        InputError: both were asked for.
    """
    if draws is not None and until is not None:
        raise InputError(
            Said("scenarios.draws_or_until"), field=field, allowed=Said("scenarios.one_of_the_two")
        )
