"""Rules of one's own from a Python file: `--model-rules my_rules.py`."""

from __future__ import annotations

import hashlib
import importlib.util
import linecache
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.language import Language
from mentorsim.terminal.console import output
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from scenarios.policy.policies import NamedPolicy
    from sim.own_rules import Rule

ModelRules = Annotated[
    Path | None, typer.Option("--model-rules", help=Said("mentorsim.help_model_rules"))
]


def model_rules(path: Path | None, save: Path | None = None) -> Mapping[str, Rule]:
    """The rules of a Python file: its functions by name of the rule that they replace.

    Functions whose names begin with an underscore are the file's own helpers.

    Args:
        path: of the file; None is no rule.
        save: file that the question is to be saved in, if any.

    Raises:
        InputError: a file that cannot be read or run, one without a function, a name that no rule
            which can be replaced has, or other arguments than the rule's; or the question is to be
            saved, which could not take the rules along.
    """
    from sim.own_rules import check_rules

    if path is None:
        return {}
    if save is not None:
        raise InputError(
            Said("mentorsim.rules_are_not_saved_with_a_question"),
            field="--save",
            found=str(save),
            allowed=Said("mentorsim.without_save_or_without_rules"),
        )
    own = {
        name: found
        for name, found in _names_of(path).items()
        if isinstance(found, FunctionType)
        and found.__code__.co_filename == str(path)
        and not name.startswith("_")
    }
    check_rules(own, path)
    return own


def _names_of(path: Path) -> dict[str, object]:
    """What a file defines, run once as a module of its own."""
    from sim.own_rules import BOUNDS, RULES

    allowed = Said("mentorsim.a_python_file_with_functions", names=", ".join((*RULES, *BOUNDS)))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Said("mentorsim.cannot_read_the_rules"),
            file=path,
            found=of_system(error),
            allowed=allowed,
        ) from error
    # Named by its content, so that an edited file is another module.
    name = f"model_rules_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_loader(name, loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    linecache.checkcache(str(path))
    try:
        sys.modules[name] = module
        exec(compile(text, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise InputError(
            Said("mentorsim.this_is_no_python"),
            file=path,
            field=Said("mentorsim.line_number_of_rules", line=error.lineno or 1),
            found=str(error.text or "").strip(),
            allowed=allowed,
        ) from error
    except Exception as error:
        raise InputError(
            Said("mentorsim.these_rules_stop_when_run"),
            file=path,
            found=type(error).__name__,
            allowed=allowed,
        ) from error
    return module.__dict__


def under_rules(
    policies: Sequence[NamedPolicy], own: Mapping[str, Rule], posterior: Posterior
) -> list[NamedPolicy]:
    """Policies as they are lived under rules of one's own; as they are without any.

    Args:
        policies: as they were asked for.
        own: of `model_rules`.
        posterior: draws of the parameters; policies say so where they do not belong to the rules.

    Raises:
        InputError: as `mentorsim.python.policies.with_rules`.
    """
    from mentorsim.python.policies import fitted_to, with_rules

    lived = [with_rules(policy, own) for policy in policies] if own else policies
    return fitted_to(lived, posterior)


def show_rules(policies: Sequence[NamedPolicy], words: Language) -> None:
    """Say on the screen whose the rules are, where they are not the model's.

    Args:
        policies: as they were lived.
        words: the language.
    """
    from mentorsim.present.provenance import python_notes

    for note in python_notes(policies, words).values():
        output().print(note, markup=False, highlight=False)


@contextmanager
def rules_compile(path: Path | None) -> Iterator[None]:
    """Whoever lives worlds in here is told of a rule that cannot be compiled.

    Args:
        path: of the file with the rules; None is no rule.
    """
    from numba.core.errors import NumbaError

    try:
        yield
    except NumbaError as error:
        if path is None:
            raise
        raise InputError(
            Said("mentorsim.a_rule_that_cannot_be_compiled"),
            file=path,
            field="--model-rules",
            allowed=Said("mentorsim.what_numba_compiles"),
        ) from error
