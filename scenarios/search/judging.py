"""Judging policies: what each achieves in given worlds, remembered and kept in pieces.

What judges is a `Judge`: the simulator (`scenarios.search.simulator`), or an invented world whose
truth is known (`scenarios.search.invented`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from calibration.workspace import Workspace
from scenarios.search.grid import Ints
from scenarios.search.worlds import SeededWorld

Floats = npt.NDArray[np.float64]


class Judge(Protocol):
    """What tells how good policies are."""

    @property
    def objectives(self) -> tuple[str, ...]:
        """What is wanted, by name; more is better in each. The first counts most."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """What is uncertain, by name: what a condition may be about."""

    def drawn(self, draw: int) -> Floats:
        """Those of a posterior draw, shape (parameters,)."""

    def judged(self, rows: Ints, worlds: Sequence[SeededWorld]) -> Floats:
        """What each policy achieves in each world, shape (n, worlds, objectives).

        Args:
            rows: policies, shape (n, levers).
            worlds: the same for all. Which rows are together moves no more than a last digit.
        """

    def staffed(self, posts: float) -> Judge:
        """The same with another number of full-time mentors; 0 is nobody, for anybody."""


@dataclass(frozen=True)
class View:
    """One of the things that nobody knows, taken for true.

    Attributes:
        name: of the view.
        judge: as the usual one, with it taken for true.
        worlds: in which policies are judged.
    """

    name: str
    judge: Judge
    worlds: tuple[SeededWorld, ...]


@dataclass
class Keeping:
    """Where judgements are kept, in the order in which they are asked for.

    Attributes:
        workspace: a folder; None keeps nothing.
        progress: called with the worlds lived so far.
        made: how many pieces there are so far.
        lived: worlds of a policy that were lived, or read again.
    """

    workspace: Workspace | None = None
    progress: Callable[[int], None] = lambda lived: None
    made: int = 0
    lived: int = 0

    def keep(self, make: Callable[[], Floats], worlds: int) -> Floats:
        """A judgement: read if it is there, else made and kept.

        Args:
            make: the judgement.
            worlds: that it takes.
        """
        name = f"judged-{self.made:05d}"
        self.made += 1
        if self.workspace is None:
            found = make()
        else:
            found = self.workspace.piece(name, lambda: {"values": make()})["values"]
        self.lived += worlds
        self.progress(self.lived)
        return found


@dataclass
class Ledger:
    """What is known of policies in a set of worlds: each is judged once in each world.

    Attributes:
        judge: what tells.
        worlds: of the set, in the order in which they are used.
        keeping: where judgements are kept.
    """

    judge: Judge
    worlds: tuple[SeededWorld, ...]
    keeping: Keeping
    _known: dict[bytes, Floats] = field(default_factory=dict, repr=False)

    def values(self, rows: Ints, count: int | None = None) -> Floats:
        """What policies achieve in the first worlds, shape (n, count, objectives).

        Args:
            rows: policies, shape (n, levers), each as often as one likes.
            count: of worlds; None is all.
        """
        wanted = len(self.worlds) if count is None else count
        kinds = len(self.judge.objectives)
        lacking: dict[int, dict[bytes, Ints]] = {}
        for row in np.ascontiguousarray(rows, np.int64):
            key = row.tobytes()
            has = len(self._known.get(key, ()))
            if has < wanted:
                lacking.setdefault(has, {})[key] = row
        for has, found in lacking.items():
            some, worlds = np.array(list(found.values())), self.worlds[has:wanted]

            def make(some: Ints = some, worlds: Sequence[SeededWorld] = worlds) -> Floats:
                return self.judge.judged(some, worlds)

            judged = self.keeping.keep(make, len(some) * len(worlds))
            for key, values in zip(found, judged, strict=True):
                before = self._known.get(key, np.zeros((0, kinds)))
                self._known[key] = np.concatenate([before, values])
        known = [self._known[row.tobytes()][:wanted] for row in np.ascontiguousarray(rows)]
        return np.array(known, float).reshape(len(rows), wanted, kinds)

    @property
    def judged(self) -> int:
        """How many policies were judged in at least one world."""
        return len(self._known)

    def rows(self, at_least: int = 1) -> Ints:
        """Policies that were judged in so many worlds, in the order in which they came."""
        known = [k for k, values in self._known.items() if len(values) >= at_least]
        found = np.array([np.frombuffer(key, np.int64) for key in known], np.int64)
        return found
