"""A fingerprint of a function that acts between weeks: its code, and the values it looks up.

Results under a policy in Python depend on a function that no file of the project holds. Its
fingerprint stands beside them, and pieces of an interrupted computation are only put together
where it is the same.
"""

from __future__ import annotations

import dis
import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.messages import Said

#: Values that are written down as they are.
PLAIN = (bool, int, float, complex, str, bytes, np.generic, Enum, type(None))
#: What a function may look up.
ALLOWED = Said("scenarios.what_a_function_may_look_up")


def act_fingerprint(act: Callable[..., Any], file: object = None) -> str:
    """Hash of a function's code and of all that it looks up, 16 hexadecimal digits.

    The values of variables around it, of defaults and of names of its file or notebook enter as
    they are now, and so do functions that stand there, with what they look up, and classes, by
    their code alone; modules, and what is imported from them, enter by name.

    Args:
        act: a function, written with `def` or `lambda`.
        file: whose it is, in messages.

    Raises:
        InputError: its code cannot be read, or it looks up something that has no fingerprint.
    """
    if not isinstance(act, FunctionType):
        raise InputError(
            Said("scenarios.what_acts_between_weeks_has_no"),
            file=file,
            field="act",
            found=type(act).__name__,
            allowed=Said("scenarios.a_function_written_with_def_or"),
        )
    parts = "\n".join(_function(act, act.__module__, set(), file))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def _function(function: FunctionType, home: str, seen: set[int], file: object) -> Iterator[str]:
    """The code of a function and what it looks up, line by line."""
    seen.add(id(function))
    yield _source(function, file)
    around = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    looked_up: dict[str, Any] = {}
    for name, cell in around:
        try:
            looked_up[name] = cell.cell_contents
        except ValueError:
            yield f"{name} = not yet set"
    names = sorted(_globals(function.__code__))
    looked_up |= {n: function.__globals__[n] for n in names if n in function.__globals__}
    looked_up["the defaults"] = function.__defaults__
    looked_up["the defaults by name"] = function.__kwdefaults__
    for name, value in looked_up.items():
        yield f"{name} ="
        yield from _value(name, value, home, seen, file)


def _globals(code: CodeType) -> set[str]:
    """Names that code looks up outside of all functions; functions inside it look up, too."""
    found = {
        str(step.argval)
        for step in dis.get_instructions(code)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _globals(constant)
    return found


def _value(name: str, value: Any, home: str, seen: set[int], file: object) -> Iterator[str]:
    value = inspect.unwrap(value) if callable(value) else value
    if isinstance(value, PLAIN):
        yield f"{type(value).__name__} {value!r}"
    elif isinstance(value, ModuleType):
        yield f"module {value.__name__}"
    elif isinstance(value, type | FunctionType) and value.__module__ == home:
        if isinstance(value, type):
            yield _source(value, file)
        elif id(value) not in seen:
            yield from _function(value, home, seen, file)
    elif isinstance(value, type | FunctionType) or _of_a_module(value):
        yield f"{value.__module__}.{value.__qualname__}"
    elif isinstance(value, np.ufunc):
        yield f"numpy.{value.__name__}"
    elif isinstance(value, np.ndarray) and value.dtype != object:
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        yield f"array {value.dtype} {value.shape} {digest}"
    elif isinstance(value, pd.DataFrame | pd.Series) and (digest := _table(value)):
        yield f"table {digest}"
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _value(name, key, home, seen, file)
            yield from _value(name, inside, home, seen, file)
    elif isinstance(value, list | tuple):
        yield f"{type(value).__name__} of {len(value)}"
        for inside in value:
            yield from _value(name, inside, home, seen, file)
    elif isinstance(value, set | frozenset):
        inside_words = sorted("".join(_value(name, v, home, seen, file)) for v in value)
        yield f"set {inside_words!r}"
    else:
        raise InputError(
            Said("scenarios.a_function_that_acts_between_weeks"),
            file=file,
            field=f"act: {name}",
            found=type(value).__name__,
            allowed=ALLOWED,
        )


def _of_a_module(value: Any) -> bool:
    """Whether it is a built-in function, which belongs to a module and not to an object."""
    return inspect.isbuiltin(value) and isinstance(value.__self__, ModuleType)


def _table(table: pd.DataFrame | pd.Series[Any]) -> str:
    """Hash of labels and cells; empty where a cell has none."""
    try:
        rows = pd.util.hash_pandas_object(table).to_numpy().tobytes()
    except TypeError:
        return ""
    named = list(table.columns) if isinstance(table, pd.DataFrame) else table.name
    return hashlib.sha256(repr(named).encode() + rows).hexdigest()


def _source(thing: Any, file: object) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (OSError, TypeError) as error:
        raise InputError(
            Said("scenarios.what_acts_between_weeks_has_no"),
            file=file,
            field="act",
            found=thing.__qualname__,
            allowed=Said("scenarios.a_function_written_with_def_or"),
        ) from error
