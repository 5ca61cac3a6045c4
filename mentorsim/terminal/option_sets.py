"""Options that belong together, said once: a frozen dataclass that commands take as one parameter.

A set is a frozen dataclass whose fields are annotated as typer has its options, with their
defaults. A command that takes one has an option for each of its fields, of the field's name, and
is handed the set with what was given. A set may hold other sets; where a command needs other words
or another default for an option, a subclass says that field anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_options(run: Callable[..., Any]) -> Callable[..., Any]:
    """The same command with the options of its sets as parameters of its own, by keyword.

    Args:
        run: function of a command; a parameter whose type is a dataclass is a set.

    Raises:
        ValueError: two sets have an option of the same name.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Prices:
    ...     rule_year: int = 2025
    >>> def told(policy: str, *, prices: Prices) -> str:
    ...     return f"{policy} at the prices of {prices.rule_year}"
    >>> command = with_options(told)
    >>> list(signature(command).parameters)
    ['policy', 'rule_year']
    >>> command(policy="no-mentor", rule_year=2024)
    'no-mentor at the prices of 2024'
    """
    own = _parameters(run)
    options = [option for parameter in own for option in _options(parameter)]

    def command(**values: Any) -> Any:
        return run(**{parameter.name: _filled(parameter, values) for parameter in own})

    # What typer and `say_parameters` read of a function.
    told: Any = command
    told.__signature__ = Signature(options)
    told.__annotations__ = {option.name: option.annotation for option in options}
    return command


def _parameters(made: Callable[..., Any]) -> list[Parameter]:
    """What a function, or the making of a dataclass, takes; each with its type and by keyword."""
    hints = get_type_hints(made, include_extras=True)
    return [
        parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[parameter.name])
        for parameter in signature(made).parameters.values()
    ]


def _options(parameter: Parameter) -> Iterator[Parameter]:
    """A parameter as it is; of a set the options of its fields."""
    if not _is_set(parameter):
        yield parameter
        return
    for inner in _parameters(parameter.annotation):
        yield from _options(inner)


def _filled(parameter: Parameter, values: Mapping[str, Any]) -> Any:
    """What was given for a parameter; a set is made of what was given for its fields."""
    if not _is_set(parameter):
        return values[parameter.name]
    made = parameter.annotation
    return made(**{inner.name: _filled(inner, values) for inner in _parameters(made)})


def _is_set(parameter: Parameter) -> bool:
    return is_dataclass(parameter.annotation)
