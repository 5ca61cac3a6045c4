"""What is at fault in how a command was called, in our words: typer's are English."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from mentorsim.terminal.help import named
from sim.errors import InputError
from sim.foreign import allowed_of, as_written, fault_of, hint
from sim.messages import Said


def usage_error(error: Exception) -> InputError | None:
    """The message of what typer found wrong; None if it is no fault but a call for help.

    Args:
        error: as typer raised it, with the context of the command where that is known.
    """
    fault: Any = error
    context = getattr(fault, "ctx", None)
    allowed = Said("mentorsim.those_of_help", command=_command(context))
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return None
        case "NoSuchOption":
            near = hint(fault.option_name, _options(context))
            return InputError(
                Said("mentorsim.no_such_option", hint=near),
                field=fault.option_name,
                allowed=allowed,
            )
        case "MissingParameter":
            problem = Said(f"mentorsim.this_{fault.param.param_type_name}_is_missing")
            return InputError(problem, field=_name(fault.param), allowed=allowed)
        case "BadOptionUsage":
            takes = fault.option_name not in _flags(context)
            return InputError(
                Said("mentorsim.this_option_needs_a_value")
                if takes
                else Said("mentorsim.this_option_takes_no_value"),
                field=fault.option_name,
                allowed=allowed,
            )
    param = getattr(fault, "param", None)
    if param is None and hasattr(getattr(context, "command", None), "list_commands"):
        return InputError(Said("mentorsim.a_command_is_missing"), allowed=allowed)
    if param is None:
        return InputError(Said("mentorsim.more_arguments_than_the_command_takes"), allowed=allowed)
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return InputError(
            Said("mentorsim.this_cannot_be_used_here"), field=_name(param), allowed=allowed
        )
    wrong = fault_of(cause)
    return InputError(
        Said("sim.not_possible_here"),
        field=_name(param),
        found=wrong["input"] if isinstance(wrong["input"], str) else as_written(wrong["input"]),
        allowed=allowed_of(wrong),
    )


def _name(param: Any) -> str:
    """What a parameter is called on the command line."""
    if param.param_type_name == "argument":
        return named(param).removesuffix(" ...")
    return str(param.opts[0])


def _command(context: Any) -> str:
    return "mentorsim" if context is None else str(context.command_path)


def _options(context: Any) -> list[str]:
    if context is None:
        return []
    return [name for param in context.command.params for name in (*param.opts, "--help")]


def _flags(context: Any) -> list[str]:
    if context is None:
        return []
    params = context.command.get_params(context)
    flags = [p for p in params if getattr(p, "is_flag", False)]
    return [name for param in flags for name in param.opts]
