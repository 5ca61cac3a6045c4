"""The model as a plain function: inputs by name, outcomes by name.

What SALib, scipy.optimize and the EMA workbench ask for is a function. Here it is: it lives the
two policies of a question with the same people and the same luck, and gives the difference between
them in each outcome. What is not named stands where the question has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.policy.levers import lever_ranges
from scenarios.policy.measure_effects import measure_effect_at
from scenarios.sensitivity.checked_inputs import (
    checked_seed,
    checked_value,
    names_of,
    nearest_value,
    table_of,
)
from scenarios.sensitivity.ema_model import ema_model
from scenarios.sensitivity.factors import (
    Factor,
    lever_factor,
    measure_effect_factors,
    parameter_factor,
    price_factor,
    ranged_prices,
)
from scenarios.sensitivity.held import check_free, check_own_priors
from scenarios.sensitivity.outcomes import values_of
from scenarios.sensitivity.paired_model import PairedModel
from scenarios.sensitivity.problem import Ranges, factors_of, salib_problem
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.runs import BATCH
from scenarios.sensitivity.salib_files import salib_files
from scenarios.sensitivity.targets import Target
from sim.errors import InputError
from sim.executor import Executor, run_all
from sim.messages import Said
from sim.new_folder import write_new_folder
from sim.parameters import parameter_space

if TYPE_CHECKING:
    from ema_workbench import Model as EmaModel

Floats = npt.NDArray[np.float64]

#: Sets of names whose model is kept: an optimiser asks with the same names again and again.
MODELS = 8


@dataclass(frozen=True, eq=False)
class Simulator:
    """The model as a function of parameters, prices and levers. Made by `simulator`.

    Calling it with inputs by name gives outcomes by name: the difference between the policy and
    what it is set against. It is the same for the same inputs and seed, whoever calls it and how
    often, and it can be pickled: it works in other processes.

    Attributes:
        question: the two policies, the people, the week, the prices, and what levers move.
        outcomes: what is worked out.
        draw: number of the posterior draw at which parameters stand that are not named; None is
            the point estimate of the posterior.

    What is not named stands still: a parameter at the draw or the point estimate (with `at` of the
    question put in), a price at its stated value, a policy as it is written. It stays there
    whatever is named: a mechanism that is named leaves the other parameters where they were, while
    one that the question holds (`at`) brings the estimate that goes with it.
    """

    question: Question
    outcomes: tuple[Target, ...]
    draw: int | None = None
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Remember models by the names that they are asked with."""
        self._remember()

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: what is remembered is made there again."""
        return {**self.__dict__, "_cache": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was, with nothing remembered."""
        self.__dict__.update(state)
        self._remember()

    def _remember(self) -> None:
        self._cache["inputs"] = lru_cache(MODELS)(self._made)

    def __repr__(self) -> str:
        """What it works out, of which inputs, and where the others stand."""
        first, second = self.question.names
        names = ", ".join(outcome.name for outcome in self.outcomes)
        return (
            f"<the model as a function: {names} of {first} against {second}, "
            f"{self.question.week} weeks since entry; parameters that are not named stand at "
            f"{self.where}>"
        )

    @property
    def where(self) -> str:
        """Where parameters stand that are not named, in words."""
        place = "the posterior's point estimate" if self.draw is None else f"draw {self.draw}"
        held = ", ".join(f"{name} = {x:g}" for name, x in self.question.at.items())
        return f"{place}, with {held}" if held else place

    @property
    def values(self) -> dict[str, float]:
        """Parameters that are not named: a full set of values by name."""
        if self.draw is None:
            return self.question.posterior.point_estimate()
        return self.question.posterior.values_at(self.draw)

    def __call__(self, *, seed: int = 1, **inputs: float) -> dict[str, float]:
        """The outcomes at some inputs.

        Args:
            seed: of the world, 0 or more; policies share it.
            inputs: parameters, prices and levers by name; `lever:direct_share` says which is meant
                where a parameter has the name, too.

        Returns:
            By outcome the policy's less that of what it is set against: percentage points, weeks or
            kroner per young person (see `scenarios.sensitivity.outcomes`).

        Raises:
            InputError: an unknown name, no number, a value that cannot be, or part of a whole week.
        """
        names = tuple(inputs)
        factors = self._inputs(names).factors
        row = [checked_value(f, name, inputs[name]) for f, name in zip(factors, names, strict=True)]
        found = self.at(names, np.array(row, float), checked_seed(seed))
        return dict(zip(self._outcome_names, found.tolist(), strict=True))

    def inputs(self) -> pd.DataFrame:
        """Everything that can be named, with what happens if it is not.

        Returns:
            By name: kind, unit, `low` and `high` (its own range), `default` (where it stands unless
            it is named; missing for a lever, which is as each policy has it), `why` it stands
            there, and `moves`, the policies that a lever moves. Prices are listed where an outcome
            is in kroner, and levers where they can move a policy.
        """
        question, values = self.question, self.values
        rows = [
            self._row(parameter_factor(name), name, values[name], self.where, "")
            for name in parameter_space().free
            if name not in question.at
        ]
        if question.prices is not None:
            for name in ranged_prices(question.prices):
                factor = price_factor(name, question.prices)
                rows.append(self._row(factor, name, factor.likeliest, "its stated value", ""))
        for factor in measure_effect_factors(question.measures):
            measure = question.measures[int(factor.name) - 1]
            share = (
                measure.relief.central
                if self.draw is None
                else measure_effect_at(measure, self.draw)
            )
            why = "its central value" if self.draw is None else f"draw {self.draw}"
            rows.append(self._row(factor, factor.key, share, why, ""))
        for name in lever_ranges():
            factor = lever_factor(name)
            try:
                moves = " and ".join(question.moved([factor])[0].of(question.names))
                self.question.model([factor])
            except InputError:
                # These policies, or these people, cannot take the lever.
                continue
            known = name if name not in parameter_space().names else factor.key
            rows.append(self._row(factor, known, None, "as each policy is written", moves))
        return pd.DataFrame(rows).set_index("name")

    @staticmethod
    def _row(
        factor: Factor, name: str, default: float | None, why: str, moves: str
    ) -> dict[str, object]:
        return {
            "name": name,
            "kind": factor.kind,
            "unit": factor.unit,
            "low": factor.low,
            "high": factor.high,
            "default": np.nan if default is None else default,
            "why": why,
            "moves": moves,
        }

    def problem(self, ranges: Ranges) -> dict[str, Any]:
        """What SALib's samplers and analyses want to know of some inputs.

        Args:
            ranges: names; or by name a range `(low, high)`, or None for its own.

        Returns:
            `num_vars`, `names`, `bounds`, and `dists` where not all vary evenly. An input with a
            range of one's own varies evenly over it, a lever over that of
            `scenarios/policy/levers.yaml`. A price varies over its triangle, and a parameter
            as its prior says where SALib can: evenly, or normally between its bounds. SALib has no
            log-normal and no logit-normal distribution that ends at bounds: these vary evenly over
            the middle 95 % of the prior. `mentorsim.python.sensitivity.sensitivity` has every prior
            as it is.

        Raises:
            InputError: as `__call__`, a range that cannot be, or no range of a parameter whose
                posterior was fitted under other priors.
        """
        factors = factors_of(ranges, self.question.prices, self.question.measures)
        check_free(self.question, factors.values())
        if any(f.kind == "parameter" and not f.own for f in factors.values()):
            check_own_priors(self.question.posterior)
        return salib_problem(factors)

    def frame(
        self,
        design: pd.DataFrame | npt.ArrayLike,
        names: Sequence[str] | Mapping[str, Any] | None = None,
        *,
        seed: int = 1,
        workers: int = 2,
        executor: Executor | None = None,
    ) -> pd.DataFrame:
        """The outcomes of every row of a design, row by row as `__call__` gives them.

        Args:
            design: inputs, shape (n, inputs): a frame whose columns are names, or an array.
            names: of the columns of an array, or the problem that it was made for.
            seed: of the worlds; the same in all rows.
            workers: threads; the results do not depend on them.
            executor: what computes rows instead of threads; it stays open.

        Returns:
            A column for each input, with the values that were lived, and one for each outcome; the
            index is that of the frame. Whole weeks are rounded to the nearest, and a parameter
            with two values (the mechanism) takes the nearer one: samplers know no such inputs.

        Raises:
            InputError: as `__call__`, naming the row; or columns that are missing, twice or
                unnamed.
        """
        table = table_of(design, names)
        columns = tuple(str(name) for name in table.columns)
        factors = self._inputs(columns).factors
        rows = np.empty(table.shape)
        for k, (factor, name) in enumerate(zip(factors, columns, strict=True)):
            column = zip(table.index, table.iloc[:, k], strict=True)
            rows[:, k] = [nearest_value(factor, name, x, label) for label, x in column]
        work = partial(_simulated_rows, self, columns, checked_seed(seed))
        tasks = [
            (list(table.index[k : k + BATCH]), rows[k : k + BATCH])
            for k in range(0, len(rows), BATCH)
        ]
        found = run_all(work, tasks, workers=workers, executor=executor)
        outcomes = np.concatenate([*found, np.empty((0, len(self.outcomes)))])
        return pd.concat(
            [
                pd.DataFrame(rows, index=table.index, columns=list(columns)),
                pd.DataFrame(outcomes, index=table.index, columns=list(self._outcome_names)),
            ],
            axis=1,
        )

    def scalar(
        self, names: Sequence[str] | Mapping[str, Any], outcome: str, *, seed: int = 1
    ) -> Scalar:
        """One outcome as a function of a vector, as scipy.optimize takes it.

        Args:
            names: of the vector's parts, or a problem.
            outcome: one of the outcomes of this function.
            seed: of the world; the same in every call, so that the function is deterministic and
                two vectors differ by what they say, not by luck.

        Raises:
            InputError: an unknown name, or another outcome.
        """
        if outcome not in self._outcome_names:
            raise InputError(
                Said("scenarios.not_an_outcome_of_this_function"),
                field="outcome",
                found=outcome,
                allowed=", ".join(self._outcome_names),
            )
        wanted = names_of(names)
        self._inputs(wanted)
        return Scalar(self, wanted, outcome, checked_seed(seed))

    def to_salib(
        self,
        folder: str | Path,
        ranges: Ranges,
        design: npt.ArrayLike,
        *,
        seed: int = 1,
        workers: int = 2,
    ) -> Path:
        """Live a design of SALib's; write problem, samples and outcomes as its analyses take them.

        Args:
            folder: a new one; it appears whole or not at all.
            ranges: as in `problem`, of which the design was sampled.
            design: shape (n, inputs), in the order in which the sampler gave it.
            seed, workers: as in `frame`.

        Returns:
            The folder: `problem.json`, `samples.txt`, `outcomes.txt` and a README.txt.

        Raises:
            InputError: as `problem` and `frame`; or the folder is there, or cannot be written.
        """
        problem = self.problem(ranges)
        found = self.frame(design, problem, seed=seed, workers=workers)
        asked = f"{' against '.join(self.question.names)}, {self.question.week} weeks since entry"
        files = salib_files(problem, found, self._outcome_names, asked, seed)
        return write_new_folder(Path(folder), files)

    def to_ema(
        self, uncertainties: Ranges = (), levers: Ranges = (), name: str = "mentorsim"
    ) -> EmaModel:
        """This function as a model object of the EMA workbench.

        Args:
            uncertainties, levers: names; or by name a range `(low, high)`, or None for its own. The
                workbench samples all of them evenly.
            name: of the model in the workbench.

        Returns:
            An `ema_workbench.Model` with uncertainties, levers, and every outcome of the function.

        Raises:
            InputError: the workbench is not installed, or names and ranges that cannot be.
        """
        return ema_model(self, uncertainties, levers, name)

    @property
    def _outcome_names(self) -> tuple[str, ...]:
        return tuple(outcome.name for outcome in self.outcomes)

    def at(self, names: tuple[str, ...], row: Floats, seed: int) -> Floats:
        """The outcomes of one row of checked values, shape (outcomes,); see `__call__`.

        Args:
            names: of parameters, prices and levers.
            row: their values, shape (names,).
            seed: of the world.
        """
        inputs = self._inputs(names)
        model, full = inputs.model, np.concatenate([row, inputs.fixed])
        first, second = model.lived(model.run(full, seed)[None, :])
        prices = model.prices_of(full[None, :])
        return np.array(
            [
                values_of(outcome, model.week, first, second, model.calendar, prices)[0]
                for outcome in self.outcomes
            ]
        )

    def _inputs(self, names: tuple[str, ...]) -> _Inputs:
        found: _Inputs = self._cache["inputs"](names)
        return found

    def _made(self, names: tuple[str, ...]) -> _Inputs:
        """What some names stand for, and the model of them."""
        question = self.question
        factors = factors_of(names, question.prices, question.measures) if names else {}
        check_free(question, factors.values())
        measures, keys = question.measures, {f.key for f in factors.values()}
        # Effects of other measures are drawn with the parameters.
        left = () if self.draw is None else measure_effect_factors(measures)
        fixed = {
            factor: measure_effect_at(measures[int(factor.name) - 1], self.draw or 0)
            for factor in left
            if factor.key not in keys
        }
        model = question.model([*factors.values(), *fixed], self.values)
        return _Inputs(tuple(factors.values()), model, np.array(list(fixed.values()), float))


@dataclass(frozen=True)
class _Inputs:
    """Inputs by name, ready to be lived.

    Attributes:
        factors: what each name stands for.
        model: whose inputs they are, followed by those that are fixed.
        fixed: values of these.
    """

    factors: tuple[Factor, ...]
    model: PairedModel
    fixed: Floats


@dataclass(frozen=True, eq=False)
class Scalar:
    """One outcome of the model as a function of a vector. Made by `Simulator.scalar`.

    Attributes:
        function: the model.
        names: of the vector's parts.
        outcome: that is given.
        seed: of the world, in every call.
    """

    function: Simulator
    names: tuple[str, ...]
    outcome: str
    seed: int

    def __call__(self, vector: npt.ArrayLike) -> float:
        """The outcome at a vector, shape (names,), or a number where there is one name.

        Raises:
            InputError: as `Simulator.frame`, or a vector of another length.
        """
        row = np.atleast_1d(np.asarray(vector))
        found = self.function.frame(row[None, :], self.names, seed=self.seed, workers=1)
        return float(found[self.outcome].iloc[0])


def simulator(question: Question, outcomes: Sequence[Target], draw: int | None = None) -> Simulator:
    """The model as a function, checked.

    Args:
        question: the two policies, people, week, posterior, prices; its own outcome does not count.
        outcomes: what is worked out, one or more.
        draw: of the posterior, for parameters that are not named; None is its point estimate.

    Raises:
        InputError: no outcome, one twice, kroner without prices, or a draw that there is not.
    """
    names = [outcome.name for outcome in outcomes]
    if not names or len(set(names)) < len(names):
        raise InputError(
            Said("scenarios.which_outcomes"),
            field="outcomes",
            found=", ".join(names) or Said("sim.nothing"),
            allowed=Said("scenarios.one_or_more_each_once"),
        )
    # Whoever asks for kroner needs their prices: the question holds them only if it asks itself.
    priced = next((outcome for outcome in outcomes if outcome.priced), outcomes[0])
    found = Simulator(replace(question, outcome=priced), tuple(outcomes), draw)
    found.question.model([], found.values)
    return found


def _simulated_rows(
    function: Simulator, names: tuple[str, ...], seed: int, task: tuple[list[Any], Floats]
) -> Floats:
    """The outcomes of some rows, each by itself: no number depends on which rows are together."""
    labels, rows = task
    found = []
    for label, row in zip(labels, rows, strict=True):
        try:
            found.append(function.at(names, row, seed))
        except InputError as error:
            raise InputError(
                error.problem,
                file=error.file,
                field=Said("scenarios.row_row_field", row=label, field=error.field or "inputs"),
                found=error.found,
                allowed=error.allowed,
            ) from error
    return np.stack(found)
