"""The engine with a researcher's own rule in place of one of the project's.

The loops of the engine (`sim.engine.live`) call the rules of `sim.rules` by name, and the compiler
melts both into one machine code. To put another function in place of a rule, the modules that the
loops stand in are taken again, function by function, with every name looked up among the new ones,
and compiled once more: the engine is nearly as fast as before.

Weekly events are thinned (`sim.processes.transitions`): a random word is first compared with a
bound on the hazard. Nobody knows a bound on somebody else's hazard, so that where a replaced rule
is part of one (`RULES`), everybody is looked at in every week. Lives are the same then, to the bit,
only slower.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numba
from numba.core.dispatcher import Dispatcher

from sim import engine, rules
from sim.compiled import again
from sim.errors import InputError
from sim.messages import Said
from sim.processes import (
    arrival,
    contact,
    ending,
    hazards,
    measures,
    queue,
    readiness,
    spells,
    transitions,
    trust,
    turnover,
)
from sim.state import World

#: Modules whose compiled functions the weekly loop is made of.
MODULES = (
    hazards,
    contact,
    trust,
    readiness,
    queue,
    measures,
    turnover,
    ending,
    spells,
    transitions,
    arrival,
    engine,
)
Rule = Callable[..., float]


@dataclass(frozen=True)
class RuleRange:
    """What a rule of one's own may give, and whether bounds of hazards are built on it.

    Attributes:
        low, high: the smallest and the largest value that is allowed.
        bounds: whether the rule is part of a hazard that is thinned.
    """

    low: float
    high: float
    bounds: bool = False


#: Rules that can be replaced: all that give a number which is not bound to the draw of an event.
RULES: Mapping[str, RuleRange] = {
    "planned_minutes": RuleRange(0.0, math.inf),
    "claim_by_need": RuleRange(0.0, math.inf),
    "claim_by_stage": RuleRange(0.0, math.inf),
    "contact_probability": RuleRange(0.0, 1.0),
    "meeting_length": RuleRange(0.0, math.inf),
    "next_trust": RuleRange(0.0, 1.0),
    "dose": RuleRange(0.0, 1.0),
    "drive": RuleRange(0.0, 1.0),
    "next_readiness": RuleRange(0.0, 1.0),
    "fading": RuleRange(0.0, 1.0),
    "raised": RuleRange(0.0, math.inf, bounds=True),
    "probability": RuleRange(0.0, 1.0, bounds=True),
    "spell_hazard": RuleRange(0.0, math.inf, bounds=True),
    "education_ratio": RuleRange(0.0, math.inf, bounds=True),
    "job_ratio": RuleRange(0.0, math.inf, bounds=True),
    "aged": RuleRange(0.0, math.inf, bounds=True),
}


@dataclass(frozen=True)
class OwnEngine:
    """An engine with rules of one's own.

    Attributes:
        live: as `sim.engine.live`.
        draw_holders: as `sim.processes.turnover.draw_holders`.
        replaced: names of the rules that are one's own, sorted.
    """

    live: Callable[[World, int, int], None]
    draw_holders: Callable[[World], None]
    replaced: tuple[str, ...]


def check_rules(own: Mapping[str, Rule], file: object = None) -> None:
    """Find out whether each function can stand in the place of a rule.

    Args:
        own: functions by name of the rule that they replace.
        file: where they stand, in messages.

    Raises:
        InputError: no function at all, a name that no rule which can be replaced has, or a
            function that takes other arguments than the rule.
    """
    if not own:
        raise InputError(
            Said("sim.no_rule_is_replaced"),
            file=file,
            field="rules",
            found=Said("sim.no_function"),
            allowed=", ".join(RULES),
        )
    for name, function in own.items():
        if name not in RULES:
            raise InputError(
                Said("sim.no_rule_of_this_name"),
                file=file,
                field="rules",
                found=name,
                allowed=", ".join(RULES),
            )
        wanted = _arguments(getattr(rules, name).py_func)
        if not isinstance(function, FunctionType) or _arguments(function) != wanted:
            found = (
                f"({', '.join(_arguments(function))})"
                if isinstance(function, FunctionType)
                else type(function).__name__
            )
            raise InputError(
                Said("sim.a_rule_takes_other_arguments"),
                file=file,
                field=name,
                found=found,
                allowed=f"def {name}({', '.join(wanted)})",
            )


def said_of(error: ArithmeticError) -> Said:
    """What a rule of one's own did that stopped a run.

    Args:
        error: as the engine raised it: the name of the rule, or what could not be worked out.
    """
    name = str(error)
    if name not in RULES:
        return Said("sim.arithmetic_that_cannot_be")
    low, high = RULES[name].low, RULES[name].high
    return Said("sim.rule_gave_no_number", name=name, low=low, high=high)


def _arguments(function: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def engine_with(own: Mapping[str, Rule]) -> OwnEngine:
    """The engine with some rules replaced; compiled at its first week, which takes a while.

    Args:
        own: functions by name of the rule that they replace. They take the arguments of the rule
            and give a number; numba compiles them (numbers, `math` and branches, no objects).

    Returns:
        An engine for `sim.simulation.build(..., engine=...)`. The same functions give the same
        engine, which is compiled once in a process.

    Raises:
        InputError: as `check_rules`.

    Example:
        >>> def contact_probability(trust, base, by_trust):
        ...     return 0.5
        >>> engine_with({"contact_probability": contact_probability}).replaced
        ('contact_probability',)
    """
    check_rules(own)
    return _engine_with(tuple(sorted(own.items())))


@cache
def _engine_with(own: tuple[tuple[str, Rule], ...]) -> OwnEngine:
    fresh = {module.__name__: ModuleType(module.__name__) for module in MODULES}
    for module in MODULES:
        copied = fresh[module.__name__].__dict__
        copied.update(module.__dict__)
        for name, value in module.__dict__.items():
            if isinstance(value, ModuleType) and value.__name__ in fresh:
                copied[name] = fresh[value.__name__]
            elif isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__:
                copied[name] = _again(value, copied)
    for name, function in own:
        home = getattr(rules, name).py_func.__module__
        fresh[home].__dict__[name] = _checked(name, function)
    if any(RULES[name].bounds for name, _ in own):
        fresh[transitions.__name__].__dict__["mark_candidates"] = transitions.mark_everybody
        fresh[ending.__name__].__dict__["mark_leaving"] = ending.mark_every_mentee
    for module in MODULES:
        # What a module has imported by name from another stands in the new one there.
        copied = fresh[module.__name__].__dict__
        for name, value in module.__dict__.items():
            if isinstance(value, Dispatcher) and value.py_func.__module__ != module.__name__:
                home = fresh.get(value.py_func.__module__)
                copied[name] = value if home is None else home.__dict__[value.py_func.__name__]
    made = (
        fresh[engine.__name__].__dict__["live"],
        fresh[turnover.__name__].__dict__["draw_holders"],
    )
    return OwnEngine(*made, tuple(name for name, _ in own))


def _again(function: Any, names: dict[str, Any]) -> Any:
    """A compiled function once more, which looks its names up among others; not kept on disk.

    What is kept there is found by the code of a function alone, and this is the same code.
    """
    code: CodeType = function.py_func.__code__
    copy = FunctionType(code, names, function.py_func.__name__, function.py_func.__defaults__)
    return again(function, copy)


def _checked(name: str, function: Rule) -> Any:
    """A rule of one's own that stops the run where it gives no number, or one out of its range.

    That costs a loop which the compiler vectorises a tenth of its speed (benchmarks/own_rules.py).
    """
    low, high = RULES[name].low, RULES[name].high
    # numba cannot melt a function of any number of arguments into a loop: the rule's own names.
    arguments = ", ".join(_arguments(function))
    source = (
        f"def {name}({arguments}):\n"
        f"    value = float(own({arguments}))\n"
        f"    if not low <= value <= high:\n"
        f"        raise ArithmeticError(message)\n"
        f"    return value\n"
    )
    names: dict[str, Any] = {"own": _inlined(function), "low": low, "high": high, "message": name}
    exec(compile(source, f"<{name}>", "exec"), names)
    checked: Rule = names[name]
    return _inlined(checked)


def _inlined(function: Rule) -> Any:
    """As `sim.compiled.inlined`, but never kept on disk: a notebook's function has no file."""
    return numba.njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)(function)
