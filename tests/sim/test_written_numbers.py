"""Numbers are read as people write them where they are certain, and asked about where not."""

from __future__ import annotations

import importlib
import inspect
import math
from collections.abc import Callable
from typing import Any

import pytest

from mentorsim.cli import COMMANDS
from mentorsim.terminal.option_sets import with_options
from sim.errors import InputError
from sim.written_numbers import read_number, written

CERTAIN = {
    "0": 0,
    "52": 52,
    "-3": -3,
    "+7": 7,
    "12,5": 12.5,
    "12.5": 12.5,
    "0,125": 0.125,
    "0.125": 0.125,
    "1.234,5": 1234.5,
    "1,234.5": 1234.5,
    "1.234.567": 1234567,
    "1,234,567": 1234567,
    "1.234.567,25": 1234567.25,
    "478 737": 478737,
    "478\u00a0737,5": 478737.5,
    "1 234.567": 1234.567,
    "1234.567": 1234.567,
    "1234,567": 1234.567,
    "12,50": 12.5,
    "1.2345": 1.2345,
    "5.12e5": 512000.0,
    "1e3": 1000.0,
    "-0,5": -0.5,
    "\u22125": -5,
    ".5": 0.5,
    "5.": 5.0,
}
NO_NUMBER = (
    "",
    "x",
    "052",
    "00",
    "01.5",
    "1.2.3",
    "1.23.456",
    "12,34,567",
    "1,234.567,8",
    "1:30",
    "1_000",
    ",",
    ".",
    "-",
    "5,",
    ",5",
    "1 23",
    "1  234",
    "12kr",
    "nan",
    "inf",
    "1e999",
    "1" * 60,
    "٣",
    "1.234,567.8",
    "1.234 567",
)
TWO_WAYS = {
    "478.737": (478737, 478.737),
    "478,737": (478737, 478.737),
    "1.000": (1000, 1.0),
    "-12.345": (-12345, -12.345),
    "150.000": (150000, 150.0),
}


@pytest.mark.parametrize("text", CERTAIN)
def test_certain_forms_are_read(text: str) -> None:
    found = read_number(text)
    assert found == CERTAIN[text]
    assert isinstance(found, int) == isinstance(CERTAIN[text], int)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_anything_else_is_no_number(text: str) -> None:
    assert written(text) is None
    with pytest.raises(InputError, match="not possible here"):
        read_number(text, field="--x")


@pytest.mark.parametrize("text", TWO_WAYS)
def test_three_digits_after_one_mark_are_asked_about(text: str) -> None:
    grouped, decimal = TWO_WAYS[text]
    found = written(text)
    assert found is not None
    assert (found.grouped, found.value) == (grouped, decimal)
    with pytest.raises(InputError, match="is this") as caught:
        read_number(text, field="--x")
    assert str(grouped) in str(caught.value)
    # What the question offers is read as what it says.
    assert read_number(str(grouped)) == grouped
    assert read_number(f"{text}0") == decimal


def test_below_a_thousand_the_mark_can_only_be_a_decimal_mark() -> None:
    assert read_number("23.456", low=18, high=30) == 23.456
    for high, whole in ((1000, False), (520, True), (math.inf, False)):
        with pytest.raises(InputError, match=r"is this 1000 or 1\.000"):
            read_number("1.000", low=0, high=high, whole=whole)


def test_what_is_allowed_is_said() -> None:
    with pytest.raises(InputError, match="a whole number from 1 to 520"):
        read_number("521", low=1, high=520, whole=True)
    with pytest.raises(InputError, match="a whole number from 1 to 520"):
        read_number("5,5", low=1, high=520, whole=True)
    with pytest.raises(InputError, match="a number of at least 2"):
        read_number("1", low=2)


# --- options -----------------------------------------------------------------------------------


def options() -> list[tuple[str, str, Any]]:
    """Command, parameter and what it is declared as, of every parameter that is a number."""
    found = []
    for command, place in COMMANDS.items():
        if not isinstance(place, str):
            continue
        module, _, function = place.partition(":")
        call: Callable[..., Any] = getattr(importlib.import_module(module), function)
        for name, parameter in inspect.signature(with_options(call)).parameters.items():
            hint = parameter.annotation
            meta = getattr(hint, "__metadata__", ())
            kind = str(getattr(hint, "__origin__", hint))
            if "int" in kind or "float" in kind:
                found.append((command, name, meta[-1] if meta else None))
    return found


def test_every_option_that_is_a_number_has_the_one_reader() -> None:
    found = options()
    assert len(found) > 60
    for command, name, declared in found:
        assert declared is not None, (command, name)
        reader = declared.parser
        assert reader is not None, (command, name)
        with pytest.raises(InputError, match=r"is this 150000 or 150\.000"):
            reader("150.000")
