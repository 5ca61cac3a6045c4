"""Options and arguments that are numbers: one reader for all, the same as for files."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import typer

from sim.messages import Said
from sim.written_numbers import read_number


def whole_option(name: str, help: str, *, low: float = -math.inf, high: float = math.inf) -> Any:
    """An option that is a whole number.

    Args:
        name: with its hyphens.
        help: what it is.
        low, high: ends of what is allowed.
    """
    reader = number_reader(name, low=low, high=high, whole=True)
    return typer.Option(
        name, help=help, parser=reader, metavar=_shown(Said("mentorsim.metavar_integer"), low, high)
    )


def number_option(name: str, help: str, *, low: float = -math.inf, high: float = math.inf) -> Any:
    """An option that is a number, with a decimal point or a decimal comma.

    Args:
        name: with its hyphens.
        help: what it is.
        low, high: ends of what is allowed.
    """
    reader = number_reader(name, low=low, high=high, whole=False)
    return typer.Option(
        name, help=help, parser=reader, metavar=_shown(Said("mentorsim.metavar_number"), low, high)
    )


def whole_argument(name: str, help: str) -> Any:
    """An argument that is a whole number.

    Args:
        name: for messages.
        help: what it is.
    """
    return typer.Argument(help=help, parser=number_reader(name, whole=True), metavar=name)


def number_reader(
    name: str, *, low: float = -math.inf, high: float = math.inf, whole: bool
) -> Callable[[Any], float]:
    """What reads the value of an option or argument; defaults are numbers already.

    Args:
        name: of the option, for messages.
        low, high: ends of what is allowed.
        whole: whether it must be a whole number.
    """

    def read(value: Any) -> float:
        if isinstance(value, (int, float)):
            return value
        return read_number(str(value), low=low, high=high, whole=whole, field=name)

    return read


def _shown(kind: Said, low: float, high: float) -> Said:
    first, last = ("" if math.isinf(end) else f"{end:.10g}" for end in (low, high))
    if not first and not last:
        return kind
    return Said("mentorsim.metavar_range", kind=kind, low=first, high=last)
