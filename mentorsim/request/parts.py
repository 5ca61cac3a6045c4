"""What the running command's question is made of: made as it is asked for, or as it was saved.

A command asks for its policies, its prices, its people by `part`. While a question is saved each
part is remembered; while one is opened each part is the one that was saved, whatever stands in the
files and the library today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sim.errors import InputError
from sim.foreign import as_written
from sim.messages import Said

T = TypeVar("T")
#: What a part's reader raises where a file was changed by hand.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class Asking:
    """How a command was asked.

    Attributes:
        command: its name.
        params: arguments and options that it has.
        values: of each by name, defaults among them.
    """

    command: str = ""
    params: Sequence[Any] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, str]:
        """Options as they are typed, by name."""
        return {str(p.name): p.opts[0] for p in self.params if p.opts[0].startswith("--")}


@dataclass
class Parts:
    """The parts of one question.

    Attributes:
        saved: parts of a question that was saved, as plain values; None while one is asked.
        file: that it was saved in, for messages.
        made: by name, what writes a part that the running command made.
        asking: the command that asks.
        answer: what the command answered, for machines; None until it has.
        told: its sentences by language.
    """

    saved: Mapping[str, Any] | None = None
    file: str = ""
    made: dict[str, Callable[[], Any]] = field(default_factory=dict)
    asking: Asking = field(default_factory=Asking)
    answer: Mapping[str, Any] | None = None
    told: Mapping[str, list[str]] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """Every part as plain values."""
        return {name: write() for name, write in self.made.items()}


_RUNNING: ContextVar[Parts | None] = ContextVar("parts", default=None)


@contextmanager
def question_of(parts: Parts) -> Iterator[Parts]:
    """The question that is asked until this ends."""
    token = _RUNNING.set(parts)
    try:
        yield parts
    finally:
        _RUNNING.reset(token)


def running() -> Parts:
    """The question of the running command; one that nothing is kept of outside a command."""
    found = _RUNNING.get()
    return Parts() if found is None else found


@contextmanager
def asked_by(asking: Asking) -> Iterator[None]:
    """A command asks: a question of its own, or the one that was saved and is opened."""
    parts = running()
    if parts.saved is None:
        with question_of(Parts(asking=asking)):
            yield
    else:
        parts.asking = asking
        yield


def part(
    name: str, make: Callable[[], T], write: Callable[[T], Any], read: Callable[[Any], T]
) -> T:
    """A part of the running question: as it was saved, or made now and remembered.

    Args:
        name: of the part.
        make: makes it.
        write: gives it as plain values, as JSON has them.
        read: makes it of these again.

    Raises:
        InputError: as `make`, or what was saved lacks the part or cannot be read.
    """
    parts = running()
    if parts.saved is None:
        found = make()
    else:
        try:
            found = read(parts.saved[name])
        except UNREADABLE as error:
            raise InputError(
                Said("mentorsim.this_part_of_the_saved_question"),
                file=parts.file,
                field=name,
                found=as_written(parts.saved.get(name)),
                allowed=Said("mentorsim.what_save_wrote_save_again"),
            ) from error
    parts.made[name] = lambda: write(found)
    return found


def answered(content: Mapping[str, Any], told: Mapping[str, list[str]]) -> None:
    """The running question has its answer.

    Args:
        content: for machines, with its provenance.
        told: sentences by language.
    """
    parts = running()
    parts.answer, parts.told = content, told
