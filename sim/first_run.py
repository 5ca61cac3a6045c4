"""What the first run ever compiles, in two halves: run by `sim.ahead`, each in a process.

The first half are the changes of status, a third of the work, and what stands outside of the
weekly loop. The last half are the other steps, then the loop, which finds the first half in the
cache. What is compiled is what worlds ask for: `blank` has the tables of any world.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any, Literal, get_args, get_type_hints

import numba
import numpy as np

from sim import ahead
from sim.engine import book, simulate
from sim.machine_code import held, mark
from sim.outcomes.sums import add_up, add_up_squares
from sim.processes.arrival import arrive
from sim.processes.contact import meet, plan
from sim.processes.ending import finish
from sim.processes.measures import begin_measures
from sim.processes.queue import match
from sim.processes.readiness import grow
from sim.processes.transitions import transit
from sim.processes.turnover import change_mentors, draw_holders
from sim.quantiles import beta_by_mean
from sim.rates import Rates
from sim.state import Setting, World, record
from sim.streams import Purpose, uniforms

#: Tables that are kept person by person (`sim.person_traits.Layout`).
BY_PERSON = ("traits", "life", "flag")
#: Tables that are a single row, and those of more than two dimensions.
ROWS = ("queue", "filled", "marks", "blocks", "totals", "asked")
DEEP = ("changes", "leads")


def blank() -> World:
    """Tables of the types of any world's; no world, since they are far too small to be lived."""
    tables: dict[str, Any] = {"rates": _zeros(Rates), "setting": _zeros(Setting)}
    for name, kind in get_type_hints(World).items():
        if name not in tables:
            dtype = get_args(get_args(kind)[1])[0]
            dimensions = 1 if name in ROWS else 3 if name in DEEP else 2
            order: Literal["F", "C"] = "F" if name in BY_PERSON else "C"
            tables[name] = np.zeros((2,) * dimensions, dtype, order=order)
    return World(**tables)


def _zeros(kind: Any) -> Any:
    return record(kind(**{name: hint(0) for name, hint in get_type_hints(kind).items()}))


def compile_steps(*steps: Callable[..., Any]) -> None:
    """Compile steps of a week, as the weekly loop calls them.

    Args:
        steps: of `sim.engine.simulate`, of a world and perhaps a week.
    """
    for step in steps:
        made: Any = step
        made.compile(_kinds(made))


def compile_for_python(*functions: Callable[..., Any]) -> None:
    """Compile what Python calls with a world, and perhaps weeks; nothing is lived.

    Args:
        functions: as `compile_steps`.
    """
    for function in functions:
        made: Any = function
        made.for_python().compile(_kinds(made))


def _kinds(function: Any) -> tuple[Any, ...]:
    weeks = function.py_func.__code__.co_argcount - 1
    return numba.typeof(blank()), *(numba.int64,) * weeks


def first() -> None:
    """The changes of status, and what stands outside of the weekly loop."""
    compile_steps(transit, match, plan)
    compile_for_python(draw_holders)
    uniforms(0, np.zeros(1, np.int64), 0, Purpose.ENROLMENT)
    beta_by_mean(np.full(1, 0.5), np.full(1, 0.5), np.zeros(1, np.int64), 2.0)
    wide, narrow = np.zeros((1, 1, 1), np.int64), np.zeros((1, 1, 1), np.int32)
    add_up(narrow, wide)
    add_up(wide, wide)
    add_up_squares(wide, wide, wide)


def last() -> None:
    """The other steps; then the loop, with what another process has compiled meanwhile."""
    with held("first-run"):
        whole = mark()
        if whole is None or whole.exists():
            return
        other = ahead.process("first")
        compile_steps(
            meet,
            grow,
            arrive,
            change_mentors,
            finish,
            begin_measures,
            book,
        )
        other.wait()
        compile_for_python(simulate)
        whole.touch()


def main() -> None:
    """Compile the half that the last argument names."""
    gc.disable()  # what the compiler makes is kept to the end of the process
    {"first": first, "last": last}[sys.argv[-1]]()


if __name__ == "__main__":
    main()
