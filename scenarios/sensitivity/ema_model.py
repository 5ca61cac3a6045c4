"""The model as a model object of the EMA workbench: uncertainties, levers and outcomes by name."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.held import check_free
from scenarios.sensitivity.problem import Ranges, factors_of
from sim.errors import InputError
from sim.messages import Said
from sim.parameters import parameter_space

if TYPE_CHECKING:
    from ema_workbench import Model

    from scenarios.sensitivity.simulator import Simulator


def ema_model(
    function: Simulator, uncertainties: Ranges, levers: Ranges, name: str = "mentorsim"
) -> Model:
    """A function of the model as `ema_workbench.Model`, ready for its evaluators.

    The workbench samples evenly: an input that has no range of one's own varies evenly between its
    bounds, a parameter over all that it can be. Whole weeks are `IntegerParameter`, the mechanism
    is a `CategoricalParameter` of 0 and 1, everything else a `RealParameter`.

    Args:
        function: of `mentorsim.model`.
        uncertainties, levers: names; or by name a range `(low, high)`, or None for its own.
        name: of the model in the workbench: letters, digits and _.

    Raises:
        InputError: the workbench is not installed, no name for it, or names and ranges as
            `Simulator.problem`.
    """
    try:
        with warnings.catch_warnings():
            # Of evaluators and connectors whose libraries are not there.
            warnings.simplefilter("ignore")
            import ema_workbench
    except ImportError as error:
        raise InputError(
            Said("scenarios.this_needs_the_ema_workbench"),
            field="to_ema",
            found=error.name,
            allowed=Said("scenarios.pip_install_ema_workbench"),
        ) from error
    if not name.isidentifier():
        raise InputError(
            Said("scenarios.no_name_of_a_model"),
            field="name",
            found=name,
            allowed=Said("scenarios.letters_digits_and_underscores"),
        )
    found = ema_workbench.Model(name, function=function)
    question = function.question
    asked = {
        part: factors_of(ranges, question.prices, question.measures) if ranges else {}
        for part, ranges in (("uncertainties", uncertainties), ("levers", levers))
    }
    for part, factors in asked.items():
        check_free(question, factors.values())
        setattr(found, part, [_input(ema_workbench, key, x) for key, x in factors.items()])
    found.outcomes = [ema_workbench.ScalarOutcome(outcome.name) for outcome in function.outcomes]
    return found


def _input(library: Any, name: str, factor: Factor) -> Any:
    if factor.kind == "parameter" and parameter_space()[factor.name].two_valued:
        return library.CategoricalParameter(name, [factor.low, factor.high])
    if factor.whole:
        return library.IntegerParameter(name, int(factor.low), int(factor.high))
    return library.RealParameter(name, factor.low, factor.high)
