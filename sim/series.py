"""Worlds of the same people and luck under many sets of parameters: what stays is made once.

From row to row of a design few parameters move. What people are before any policy is worked out
in pieces, and each piece remembers which parameters it has read: as long as these stay where they
are, it is given again. Nothing has to be declared: a rule that begins to read another parameter is
worked out anew when that one moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Found = TypeVar("Found")

#: Answers of a piece that are kept: those of two rows of a design for each of two threads.
KEPT = 4


class Read(Mapping[str, float]):
    """Parameters by name, and which of them have been read so far.

    Args:
        values: a full set of parameters.
    """

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values
        self.read: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        """The value of a parameter, which counts as read."""
        value = self.read[name] = self._values[name]
        return value

    def __iter__(self) -> Iterator[str]:
        """Names; who looks at all of them has read them all."""
        self.read.update(self._values)
        return iter(self._values)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._values)


@dataclass(frozen=True, eq=False)
class Series:
    """What has been worked out for one people and seed, by piece: what was read, and the answer.

    Threads may share it: the worst that can happen is that something is worked out twice.

    Example:
        >>> series, asked = Series(), []
        >>> def hazard(values):
        ...     asked.append(values["job_start"])
        ...     return 2 * values["job_start"]
        >>> [series.piece("job", hazard, {"job_start": 0.01, "uptake": u}) for u in (0.6, 0.7)]
        [0.02, 0.02]
        >>> asked
        [0.01]
    """

    _pieces: dict[object, tuple[tuple[Mapping[str, float], Any], ...]] = field(
        default_factory=dict, repr=False
    )
    _last: dict[object, tuple[tuple[object, Any], ...]] = field(default_factory=dict, repr=False)

    def piece(
        self,
        name: object,
        work: Callable[[Mapping[str, float]], Found],
        values: Mapping[str, float],
    ) -> Found:
        """What `work` gives for some values: anew only if a value that it read is another.

        Args:
            name: of the piece.
            work: reads what it needs from the values that it is given, and from nothing else that
                changes; its answer is not written to.
            values: a full set of parameters.
        """
        kept = self._pieces.get(name, ())
        for read, found in kept:
            if all(values[parameter] == value for parameter, value in read.items()):
                answer: Found = found
                return answer
        reading = Read(values)
        answer = work(reading)
        self._pieces[name] = ((reading.read, answer), *kept[: KEPT - 1])
        return answer

    def last(self, name: object, key: object) -> Any:
        """What was kept last under a name and a key; None if nothing is."""
        return next((found for known, found in self._last.get(name, ()) if known == key), None)

    def keep(self, name: object, key: object, found: Any) -> None:
        """Keep something under a name and a key; of the name some of the last keys are kept.

        Args:
            name: of what is kept.
            key: what it was made from.
            found: what was made.
        """
        others = [pair for pair in self._last.get(name, ()) if pair[0] != key]
        self._last[name] = ((key, found), *others[: KEPT - 1])
