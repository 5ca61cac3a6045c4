"""Runs of a design: retried, reported, resumed, and the same wherever they are made."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.trial import the_trial
from calibration.workspace import Workspace
from scenarios.comparison.cluster import connect
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.design import over_priors
from scenarios.sensitivity.model import FunctionModel
from scenarios.sensitivity.named import find_factors
from scenarios.sensitivity.question import ask
from scenarios.sensitivity.runs import BATCH, PIECE, FailedRunError, Running, run_design
from scenarios.sensitivity.sensitivity import analyse
from sim.errors import InputError
from tests.support.sensitivity_cases import Floats, ishigami_values, plain, small_question
from tests.worlds.small_comparison import few_draws

ROWS = np.random.default_rng(1).random((2 * PIECE + 5, 4))


def counted(function: Callable[[Floats, int], Floats]) -> tuple[FunctionModel, list[Floats]]:
    """A model that remembers the rows it was run with."""
    seen: list[Floats] = []

    def run(x: Floats, seed: int) -> Floats:
        seen.append(x[0].copy())
        return function(x, seed)

    return FunctionModel(plain(4, 0.0, 1.0), run), seen


def test_a_row_that_fails_once_is_run_again() -> None:
    failed: set[float] = set()

    def moody(x: Floats, seed: int) -> Floats:
        if 0.3 < x[0, 0] < 0.4 and float(x[0, 1]) not in failed:
            failed.add(float(x[0, 1]))
            raise MemoryError("for a moment")
        return ishigami_values(x)

    model, _ = counted(moody)
    found = run_design(model, ROWS, 1, Running())
    assert failed
    assert np.array_equal(found, ishigami_values(ROWS))


@pytest.mark.parametrize("wrong", ["raises", "nan", "inf"])
def test_a_row_that_fails_twice_is_reported_and_stops_everything(wrong: str) -> None:
    bad = 37

    def broken(x: Floats, seed: int) -> Floats:
        if x[0, 0] == ROWS[bad, 0]:
            if wrong == "raises":
                raise ValueError("no such world")
            return np.array([np.nan if wrong == "nan" else np.inf])
        return ishigami_values(x)

    model, seen = counted(broken)
    with pytest.raises(FailedRunError, match=f"row {bad} of the design failed twice") as caught:
        run_design(model, ROWS, 1, Running(workers=1))
    assert sum(bool((row == ROWS[bad]).all()) for row in seen) >= 2
    assert caught.value.row == bad
    assert dict(caught.value.values) == pytest.approx(
        {f"plain:x{k + 1}": ROWS[bad, k] for k in range(4)}
    )
    assert ("no such world" in caught.value.why) == (wrong == "raises")
    # From another process it arrives as it is.
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert isinstance(again, FailedRunError)


def test_an_infinite_outcome_is_one_where_the_model_says_so() -> None:
    model = FunctionModel(
        plain(4, 0.0, 1.0), lambda x, seed: np.full(len(x), np.inf), infinite=True
    )
    assert np.isinf(run_design(model, ROWS[:5], 1, Running())).all()


def test_results_do_not_depend_on_the_number_of_threads() -> None:
    model, _ = counted(lambda x, seed: ishigami_values(x) + seed)
    one = run_design(model, ROWS, 7, Running(workers=1))
    assert np.array_equal(one, run_design(model, ROWS, 7, Running(workers=5)))
    assert np.array_equal(one, ishigami_values(ROWS) + 7)


class Elsewhere(Executor):
    """Another machine, as far as a task can tell: it gets bytes and gives bytes."""

    slots = 3

    def __init__(self) -> None:
        self.tasks = 0
        self.largest = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        packed = pickle.dumps((fn, args))
        self.tasks, self.largest = self.tasks + 1, max(self.largest, len(packed))
        future: Future[Any] = Future()
        function, arguments = pickle.loads(packed)
        try:
            future.set_result(pickle.loads(pickle.dumps(function(*arguments))))
        except Exception as error:
            future.set_exception(error)
        return future


def test_another_machine_gives_the_same_bits() -> None:
    question = small_question("net_public")
    factors = find_factors(["trust_growth", "mentor_salary", "lever:caseload"], question.prices)
    design = over_priors("morris", factors, 6, 1)
    model, elsewhere = question.model(factors), Elsewhere()
    here = run_design(model, design.x, 3, Running())
    there = run_design(model, design.x, 3, Running(executor=elsewhere))
    assert np.array_equal(here, there)
    assert elsewhere.tasks == -(-len(design.x) // BATCH)
    assert elsewhere.largest < 2e6


def test_an_unreachable_cluster_is_told_before_anything_runs() -> None:
    with (
        pytest.raises(InputError, match="nobody answers"),
        connect("dask://127.0.0.1:9", seconds=2.0),
    ):
        raise AssertionError("connected")


class Interrupted(KeyboardInterrupt):
    """Somebody pressed Ctrl-C."""


def test_interrupted_and_resumed_equals_uninterrupted(tmp_path: Path) -> None:
    design = over_priors("sobol", plain(4, -np.pi, np.pi), 128, 5)
    whole = analyse(FunctionModel(design.inputs, lambda x, seed: ishigami_values(x)), design, 5)
    runs = 0

    def tiring(x: Floats, seed: int) -> Floats:
        nonlocal runs
        runs += 1
        if runs == 2 * PIECE + 3:
            raise Interrupted
        return ishigami_values(x)

    known = {"design": "sobol 128"}
    first = Running(
        workers=1, workspace=Workspace(tmp_path / "w", known, layer="scenarios", resume=False)
    )
    with pytest.raises(Interrupted):
        analyse(FunctionModel(design.inputs, tiring), design, 5, first)
    kept = len(list((tmp_path / "w").glob("*.npz")))
    assert kept == 2
    model, seen = counted(lambda x, seed: ishigami_values(x))
    again = Running(
        workers=2, workspace=Workspace(tmp_path / "w", known, layer="scenarios", resume=True)
    )
    found = analyse(FunctionModel(design.inputs, model.function), design, 5, again)
    assert found.indices.table.equals(whole.indices.table)
    assert found.noise == whole.noise
    # What was finished is not run again.
    repeated = 2 * 32 * design.block
    assert len(seen) == len(design.x) - kept * PIECE + repeated


def test_pieces_of_another_setting_are_refused(tmp_path: Path) -> None:
    Workspace(tmp_path / "w", {"samples": 128, "seed": 1}, layer="scenarios", resume=False)
    with pytest.raises(InputError, match="another setting") as caught:
        Workspace(tmp_path / "w", {"samples": 256, "seed": 1}, layer="scenarios", resume=True)
    assert caught.value.field == "samples"


def test_progress_goes_from_nothing_to_everything() -> None:
    seen: list[float] = []
    design = over_priors("sobol", plain(4, -np.pi, np.pi), 64, 5)
    model = FunctionModel(design.inputs, lambda x, seed: ishigami_values(x))
    analyse(model, design, 5, Running(progress=seen.append))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_question_cannot_be_about_nothing() -> None:
    one, other = load_policy("104-weeks"), load_policy("no-mentor")
    with pytest.raises(InputError, match="against itself"):
        ask(the_trial(), one, one, "education", 52, few_draws())
    with pytest.raises(InputError, match="impossible week"):
        ask(the_trial(), one, other, "education", 0, few_draws())
    with pytest.raises(InputError, match="unknown outcome"):
        ask(the_trial(), one, other, "luck", 52, few_draws())
    with pytest.raises(InputError, match="needs prices"):
        ask(the_trial(), one, other, "net_public", 52, few_draws()).model([])
