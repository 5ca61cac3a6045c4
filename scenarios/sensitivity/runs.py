"""Running a design through a model: in pieces that resume, with no row left out.

A row that fails is run again; one that fails twice stops the analysis with a report of the row.
Rows are never dropped: the estimators read designs by position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from calibration.workspace import Arrays, Workspace
from scenarios.sensitivity.model import Model
from sim.errors import InputError
from sim.executor import Executor, Progress, in_order, silent
from sim.messages import Said

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Result = TypeVar("Result")

#: Rows of a task. The same everywhere: sums over more rows at once may round otherwise.
BATCH = 16
#: Rows that are kept together, a whole number of batches: about a second of work.
PIECE = 12 * BATCH
#: Values of a failed row that a message shows.
SHOWN = 12


class FailedRunError(InputError):
    """A row of a design that failed twice.

    Args:
        row: its number.
        values: of its inputs, by key.
        why: it failed.
    """

    def __init__(self, row: int, values: Sequence[tuple[str, float]], why: str) -> None:
        self.row, self.values, self.why = row, values, why
        pairs = [f"{key} = {x:.6g}" for key, x in values]
        found: str = ", ".join(pairs[:SHOWN])
        if len(pairs) > SHOWN:
            found = Said("scenarios.some_and_more", some=found, count=len(pairs) - SHOWN)
        super().__init__(
            Said("scenarios.row_failed_twice", row=row, why=why),
            field="design",
            found=found,
            allowed=Said("scenarios.a_narrower_range_or_resume"),
        )

    def __reduce__(self) -> tuple[type[FailedRunError], tuple[object, ...]]:
        """From another process it comes as it was."""
        return FailedRunError, (self.row, self.values, self.why)


@dataclass(frozen=True)
class Running:
    """How runs are made.

    Attributes:
        workers: threads, where there is no executor; results depend on neither.
        progress: called with the share that is done.
        workspace: where pieces are kept; None keeps them in memory only.
        executor: what computes the runs; None is threads of this process.
        prefix: of the names of pieces: what tells two runs of one analysis apart.
    """

    workers: int = 2
    progress: Progress = silent
    workspace: Workspace | None = None
    executor: Executor | None = None
    prefix: str = ""

    def part(self, first: float, last: float) -> Running:
        """The same, for a part of the whole work."""
        return replace(self, progress=lambda share: self.progress(first + (last - first) * share))

    def under(self, prefix: str, k: int, count: int) -> Running:
        """The same for one of several analyses of equal length, whose pieces have a prefix.

        Args:
            prefix: of the names of its pieces.
            k: number of the analysis, from 0.
            count: how many there are.
        """
        return replace(self.part(k / count, (k + 1) / count), prefix=prefix)


@dataclass(frozen=True)
class Batch:
    """A task: some rows, and all that another machine needs for them.

    Attributes:
        model: what they are run through.
        first: number of the first row.
        rows: inputs, shape (n, inputs).
        seeds: of their worlds, shape (n,).
    """

    model: Model
    first: int
    rows: Floats
    seeds: Ints


def run_batch(task: Batch) -> Floats:
    """The outcome of each row, shape (n,).

    Raises:
        FailedRunError: a row failed twice.
    """
    kept = np.stack([_tried(task, k, task.model.run) for k in range(len(task.rows))])
    outcome = np.asarray(task.model.finish(task.rows, kept), float)
    for k in np.flatnonzero(_bad(outcome, task.model)):
        outcome[k] = _tried(task, int(k), lambda row, seed: _one(task.model, row, seed))
    return outcome


def run_design(
    model: Model, rows: Floats, seed: int | Ints, running: Running, *, name: str = "runs"
) -> Floats:
    """The outcome of every row.

    Args:
        model: what the rows are run through.
        rows: inputs, shape (n, inputs).
        seed: of the worlds: the same in all rows, or one for each row, shape (n,).
        running: how.
        name: of the pieces.

    Returns:
        Outcomes, shape (n,); infinite only where the model says so itself.

    Raises:
        FailedRunError: a row failed twice.
    """
    seeds = np.broadcast_to(np.asarray(seed, np.int64), (len(rows),))
    firsts = range(0, len(rows), PIECE)
    names = [f"{running.prefix}{name}-{seeds[0]}-{number:05d}" for number in range(len(firsts))]
    kept = running.workspace

    def batches() -> Iterator[Batch]:
        for first, piece in zip(firsts, names, strict=True):
            if kept is None or not kept.has(piece):
                last = min(first + PIECE, len(rows))
                for start in range(first, last, BATCH):
                    part = slice(start, min(start + BATCH, last))
                    yield Batch(model, start, rows[part], seeds[part])

    found = []
    lived = in_order(run_batch, batches(), workers=running.workers, executor=running.executor)
    with closing(lived):
        for first, piece in zip(firsts, names, strict=True):
            count = -(-(min(first + PIECE, len(rows)) - first) // BATCH)

            def make(count: int = count) -> Arrays:
                return {"outcome": np.concatenate([next(lived) for _ in range(count)])}

            outcome = (make() if kept is None else kept.piece(piece, make))["outcome"]
            found.append(outcome)
            running.progress(min(1.0, (first + len(outcome)) / len(rows)))
    return np.concatenate(found)


def _tried(task: Batch, k: int, run: Callable[[Floats, int], Result]) -> Result:
    """What a row gives; run again if it fails."""
    row, seed = task.rows[k], int(task.seeds[k])
    try:
        return run(row, seed)
    except Exception:
        # Whatever it was (memory, a worker, a bad value): once more, then it is reported.
        try:
            return run(row, seed)
        except Exception as error:
            why = error.problem if isinstance(error, InputError) else repr(error)
            values = [(f.key, float(x)) for f, x in zip(task.model.inputs, row, strict=True)]
            raise FailedRunError(task.first + k, values, why) from error


def _one(model: Model, row: Floats, seed: int) -> float:
    outcome = np.asarray(model.finish(row[None, :], model.run(row, seed)[None, :]), float)
    if _bad(outcome, model).any():
        raise ValueError(Said("scenarios.the_outcome_is_outcome", outcome=outcome[0]))
    return float(outcome[0])


def _bad(outcome: Floats, model: Model) -> npt.NDArray[np.bool_]:
    """Which outcomes are no numbers; an infinite one may be one."""
    return np.isnan(outcome) if model.infinite else ~np.isfinite(outcome)
