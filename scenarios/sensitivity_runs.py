"""A design run through a model: in pieces that resume, with no row left out.

A row that fails is run again; one that fails twice stops the analysis with a report of the row.
Rows are never dropped: the estimators read designs by position.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from calibration.workspace import Arrays, Workspace
from scenarios.sensitivity_factors import Factor
from scenarios.sensitivity_model import Model
from sim.errors import InputError
from sim.executor import Progress, run_all, silent

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Rows that are kept together: about a second of work.
PIECE = 192
#: Values of a failed row that a message shows.
SHOWN = 12


class FailedRunError(InputError):
    """A row of a design that failed twice."""

    def __init__(self, row: int, factors: Sequence[Factor], values: Floats, why: str) -> None:
        self.row, self.values, self.why = row, values, why
        pairs = [f"{f.name} = {v:.6g}" for f, v in zip(factors, values, strict=True)]
        more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
        super().__init__(
            f"row {row} of the design failed twice ({why}); no row is left out of a design, so "
            "the analysis stops here; finished pieces are kept",
            field="design",
            found=", ".join(pairs[:SHOWN]) + more,
            allowed="a narrower range of what fails, or --resume once its cause is gone",
        )


@dataclass(frozen=True)
class Running:
    """How runs are made.

    Attributes:
        workers: threads; results do not depend on them.
        progress: called with the share that is done.
        workspace: where pieces are kept; None keeps them in memory only.
    """

    workers: int = 2
    progress: Progress = silent
    workspace: Workspace | None = None

    def part(self, first: float, last: float) -> Running:
        """The same, for a part of the whole work."""
        return Running(
            self.workers,
            lambda share: self.progress(first + (last - first) * share),
            self.workspace,
        )


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
    return run_kept(model, rows, seed, running, name=name, finish=model.finish)


def run_kept(
    model: Model,
    rows: Floats,
    seed: int | Ints,
    running: Running,
    *,
    name: str,
    finish: Callable[[Floats, Floats], Floats],
) -> Floats:
    """As `run_design`, with another way to finish runs: n rows and what was kept to (n, ...)."""
    found = []
    seeds = np.broadcast_to(np.asarray(seed, np.int64), (len(rows),))
    for first in range(0, len(rows), PIECE):
        batch = np.arange(first, min(first + PIECE, len(rows)))

        def make(batch: Ints = batch) -> Arrays:
            return {"outcome": _outcomes(model, rows, batch, seeds, running.workers, finish)}

        kept = running.workspace
        piece = (
            make() if kept is None else kept.piece(f"{name}-{seeds[0]}-{first // PIECE:05d}", make)
        )
        found.append(piece["outcome"])
        running.progress(min(1.0, (first + len(batch)) / len(rows)))
    return np.concatenate(found)


def _outcomes(
    model: Model, rows: Floats, batch: Ints, seeds: Ints, workers: int,
    finish: Callable[[Floats, Floats], Floats],
) -> Floats:  # fmt: skip
    kept = run_all(lambda k: _tried(model, rows, int(k), int(seeds[k])), batch, workers=workers)
    outcome = np.asarray(finish(rows[batch], np.stack(kept)), float)
    for place, k in enumerate(batch):
        if _is_bad(outcome[place], model):
            again = model.run(rows[k], int(seeds[k]))
            outcome[place] = finish(rows[k : k + 1], again[None, :])[0]
            if _is_bad(outcome[place], model):
                raise FailedRunError(int(k), model.inputs, rows[k], "the outcome is no number")
    return outcome


def _tried(model: Model, rows: Floats, row: int, seed: int) -> Floats:
    """What is kept of a row; run again if it fails."""
    try:
        return model.run(rows[row], seed)
    except Exception:
        # Whatever it was (memory, a worker, a bad value): once more, then it is reported.
        try:
            return model.run(rows[row], seed)
        except Exception as error:
            why = error.problem if isinstance(error, InputError) else repr(error)
            raise FailedRunError(row, model.inputs, rows[row], why) from error


def _is_bad(outcome: Floats, model: Model) -> bool:
    return bool((np.isnan(outcome) if model.infinite else ~np.isfinite(outcome)).any())
