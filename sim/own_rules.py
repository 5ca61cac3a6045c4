"""The engine with a researcher's own rule in place of one of the project's.

The loops of the engine (`sim.engine.simulate`) call the rules of `sim.rules` by name, and the
compiler melts both into one machine code. To put another function in place of a rule, the modules
that the loops stand in are taken again, function by function, with every name looked up among the
new ones, and compiled once more: the engine is nearly as fast as before.

Weekly events are thinned (`sim.processes.transitions`): a random word is first compared with a
bound on the hazard. Where a replaced rule is part of one, its bound (`BOUNDS`) can be brought
along; without it, and where none can be, everybody is looked at in every week. Lives are the same
then, to the bit, only slower.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    """What a rule of one's own may give, and whether a hazard can be thinned with it.

    Attributes:
        low, high: the smallest and the largest value that is allowed.
        bound: the rule that bounds it (`BOUNDS`), without which everybody is looked at; empty if
            none is needed.
        mentees: whether leaving the programme is thinned with it as well.
    """

    low: float
    high: float
    bound: str = ""
    mentees: bool = False


@dataclass(frozen=True)
class Bound:
    """The most that a rule gives, as far as `sim.processes.transitions.set_bounds` looks ahead.

    Attributes:
        rule: that it bounds; it takes the same arguments.
        checked: where the rule is worked out whenever a bound is, as the rule's arguments: a run
            stops where one is larger than the bound.
    """

    rule: str
    checked: tuple[str, ...]


#: No function can say by how much the season multiplies a probability: everybody is looked at.
NO_BOUND = "-"
#: Bounds and values may be rounded apart by so much: what is missed is far below one in a million.
ROUNDING = 1e-9
#: Begins what the engine raises where a rule is above its bound, whose name follows.
ABOVE = "above "


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
    "raised": RuleRange(0.0, math.inf, "raised_bound", mentees=True),
    "probability": RuleRange(0.0, 1.0, NO_BOUND, mentees=True),
    "spell_hazard": RuleRange(0.0, math.inf, "spell_hazard_bound"),
    # What both are worked out from changes with the status, and bounds are drawn anew then.
    "education_ratio": RuleRange(0.0, math.inf),
    "job_ratio": RuleRange(0.0, math.inf),
    "aged": RuleRange(0.0, math.inf, "aged_bound"),
}

#: Bounds that may be brought along, by name: from no readiness to this one, from this week of the
#: spell on, from entry to this week.
BOUNDS: Mapping[str, Bound] = {
    "raised_bound": Bound(
        "raised",
        (
            "hazard, response, 0.0",
            "hazard, response, 0.5 * readiness",
            "hazard, response, readiness",
        ),
    ),
    "spell_hazard_bound": Bound(
        "spell_hazard",
        ("start, weeks, settle", "start, weeks + 13.0, settle", "start, weeks + 52.0, settle"),
    ),
    "aged_bound": Bound(
        "aged",
        ("hazard, age, 0.0", "hazard, age, 0.5 * weeks", "hazard, age, weeks"),
    ),
}


@dataclass(frozen=True)
class OwnEngine:
    """An engine with rules of one's own.

    Attributes:
        simulate: as `sim.engine.simulate`.
        draw_holders: as `sim.processes.turnover.draw_holders`.
        replaced: names of the rules that are one's own, sorted.
        rules: they and their bounds as the engine calls them, which stop where they give what they
            may not.
    """

    simulate: Callable[[World, int, int], None]
    draw_holders: Callable[[World], None]
    replaced: tuple[str, ...]
    rules: Mapping[str, Rule] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class OwnRules:
    """Rules of one's own, and what they are known by.

    Attributes:
        functions: by name of the rule that they replace, and of `BOUNDS` those that bound them.
        codes: fingerprint of each rule's code, by name; bounds change no life and have none.
    """

    functions: Mapping[str, Rule]
    codes: Mapping[str, str]

    @property
    def engine(self) -> OwnEngine:
        """The engine with them (`engine_with`)."""
        return engine_with(self.functions)


def check_rules(own: Mapping[str, Rule], file: object = None) -> None:
    """Find out whether each function can stand in the place of a rule.

    Args:
        own: functions by name of the rule that they replace.
        file: where they stand, in messages.

    Raises:
        InputError: no function at all, a name that no rule which can be replaced has, a function
            that takes other arguments than the rule, or a bound of a rule that is the project's.
    """
    known = (*RULES, *BOUNDS)
    if not own:
        raise InputError(
            Said("sim.no_rule_is_replaced"),
            file=file,
            field="rules",
            found=Said("sim.no_function"),
            allowed=", ".join(known),
        )
    for name, function in own.items():
        if name not in known:
            raise InputError(
                Said("sim.no_rule_of_this_name"),
                file=file,
                field="rules",
                found=name,
                allowed=", ".join(known),
            )
        if name in BOUNDS and BOUNDS[name].rule not in own:
            raise InputError(
                Said("sim.a_bound_without_its_rule"),
                file=file,
                field=name,
                found=", ".join(own),
                allowed=Said("sim.the_rule_as_well", rule=BOUNDS[name].rule),
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
        error: as the engine raised it: the name of the rule, that of the bound which it is above,
            or what could not be worked out.
    """
    name = str(error)
    if name.startswith(ABOVE):
        bound = name.removeprefix(ABOVE)
        return Said("sim.rule_gave_more_than_its_bound", name=BOUNDS[bound].rule, bound=bound)
    rule = BOUNDS[name].rule if name in BOUNDS else name
    if rule not in RULES:
        return Said("sim.arithmetic_that_cannot_be")
    return Said("sim.rule_gave_no_number", name=name, low=RULES[rule].low, high=RULES[rule].high)


def _arguments(function: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def engine_with(own: Mapping[str, Rule]) -> OwnEngine:
    """The engine with some rules replaced; compiled at its first week, which takes a while.

    Args:
        own: functions by name of the rule that they replace, and of `BOUNDS` those that bound
            them. They take the arguments of the rule and give a number; numba compiles them
            (numbers, `math` and branches, no objects).

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
    mine = {name: _inlined(function) for name, function in own}
    made = {name: (_bound if name in BOUNDS else _rule)(name, mine) for name in mine}
    for name, rule in made.items():
        fresh[getattr(rules, name).py_func.__module__].__dict__[name] = rule
    unbounded = [
        RULES[name] for name in mine if name in RULES and RULES[name].bound not in ("", *mine)
    ]
    if unbounded:
        fresh[transitions.__name__].__dict__["mark_candidates"] = transitions.mark_everybody
    if any(rule.mentees for rule in unbounded):
        fresh[ending.__name__].__dict__["mark_leaving"] = ending.mark_every_mentee
    for module in MODULES:
        # What a module has imported by name from another stands in the new one there.
        copied = fresh[module.__name__].__dict__
        for name, value in module.__dict__.items():
            if isinstance(value, Dispatcher) and value.py_func.__module__ != module.__name__:
                home = fresh.get(value.py_func.__module__)
                copied[name] = value if home is None else home.__dict__[value.py_func.__name__]
    return OwnEngine(
        fresh[engine.__name__].__dict__["simulate"],
        fresh[turnover.__name__].__dict__["draw_holders"],
        tuple(name for name in mine if name in RULES),
        made,
    )


def _again(function: Any, names: dict[str, Any]) -> Any:
    """A compiled function once more, which looks its names up among others; not kept on disk.

    What is kept there is found by the code of a function alone, and this is the same code.
    """
    code: CodeType = function.py_func.__code__
    copy = FunctionType(code, names, function.py_func.__name__, function.py_func.__defaults__)
    return again(function, copy)


def _rule(name: str, mine: Mapping[str, Any]) -> Any:
    """A rule of one's own that stops the run where it gives no number, one out of its range, or one
    above its bound.

    That costs a loop which the compiler vectorises a tenth of its speed (benchmarks/own_rules.py).
    """
    bound = RULES[name].bound
    arguments = ", ".join(_arguments(mine[name].py_func))
    lines = [f"value = float(own({arguments}))", *_in_range("value")]
    if bound in mine:
        lines += _below("value", f"float(bound({arguments}))")
    return _made(
        name,
        name,
        [*lines, "return value"],
        {"own": mine[name], "bound": mine.get(bound), "above": bound},
    )


def _bound(name: str, mine: Mapping[str, Any]) -> Any:
    """A bound of one's own that stops the run where the rule gives more than it."""
    bound = BOUNDS[name]
    arguments = ", ".join(_arguments(mine[name].py_func))
    lines = [f"most = float(own({arguments}))", *_in_range("most")]
    for where in bound.checked:
        lines += _below(f"float(rule({where}))", "most")
    return _made(
        name,
        bound.rule,
        [*lines, "return most"],
        {"own": mine[name], "rule": mine[bound.rule], "above": name},
    )


def _in_range(value: str) -> list[str]:
    return [f"if not low <= {value} <= high:", "    raise ArithmeticError(message)"]


def _below(value: str, bound: str) -> list[str]:
    return [f"if {value} > {bound} * slack:", "    raise ArithmeticError(exceeded)"]


def _made(name: str, ranged: str, lines: list[str], names: dict[str, Any]) -> Any:
    """A compiled function around one of one's own.

    Args:
        name: of the function.
        ranged: rule whose range its value must be in.
        lines: of its body.
        names: what they look up; `own`, the range and what an error says come besides.
    """
    # numba cannot melt a function of any number of arguments into a loop: the rule's own names.
    arguments = ", ".join(_arguments(names["own"].py_func))
    source = "".join(f"    {line}\n" for line in lines)
    allowed = RULES[ranged]
    looked_up: dict[str, Any] = {
        **names,
        "low": allowed.low,
        "high": allowed.high,
        "slack": 1.0 + ROUNDING,
        "message": name,
        "exceeded": f"{ABOVE}{names['above']}",
    }
    exec(compile(f"def {name}({arguments}):\n{source}", f"<{name}>", "exec"), looked_up)
    checked: Rule = looked_up[name]
    return _inlined(checked)


def _inlined(function: Rule) -> Any:
    """As `sim.compiled.inlined`, but never kept on disk: a notebook's function has no file."""
    return numba.njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)(function)
