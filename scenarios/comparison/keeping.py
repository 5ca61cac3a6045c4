"""Room for what many draws leave behind: in memory while it is little, in a file when it is not.

The file has no name and goes away with the arrays, also after a killed process. Pages of it that
have been looked at count as the process's memory until they are given back: whoever goes through
a large array does so in blocks and gives each back, so that memory does not grow with draws.
"""

from __future__ import annotations

import math
import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

Array = npt.NDArray[Any]

#: Bytes up to which all arrays of an ensemble are simply in memory.
IN_MEMORY = 2**25
#: Bytes that are worked on at a time.
BLOCK = 2**23
#: Arrays begin at multiples of so many bytes of the file.
ALIGNED = 2**12


def rooms(
    shapes: Mapping[str, tuple[tuple[int, ...], np.dtype[Any]]], folder: Path | None = None
) -> dict[str, Array]:
    """Arrays to write to, with nothing in them yet.

    Args:
        shapes: shape and type of each, by name.
        folder: where the file is, if there is one; None is the system's temporary folder.

    Raises:
        InputError: there is not as much room on the disk.
    """
    sizes = {name: math.prod(shape) * kind.itemsize for name, (shape, kind) in shapes.items()}
    if sum(sizes.values()) <= IN_MEMORY:
        return {name: np.empty(shape, kind) for name, (shape, kind) in shapes.items()}
    begins = np.cumsum([0] + [-(-size // ALIGNED) * ALIGNED for size in sizes.values()])
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            _reserve(file, int(begins[-1]))
            return {
                name: np.asarray(np.memmap(file, kind, "r+", int(begin), shape))
                for (name, (shape, kind)), begin in zip(shapes.items(), begins, strict=False)
            }
    except OSError as error:
        raise InputError(
            Said("scenarios.no_room_for_what_the_draws"),
            file=folder or tempfile.gettempdir(),
            found=of_system(error),
            allowed=Said("scenarios.a_folder_with_begins_mb_free", begins=begins[-1] / 1e6),
        ) from error


def _reserve(file: BinaryIO, size: int) -> None:
    """Take the room on the disk now: a full disk met later would end the process at once."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
    else:
        for _ in range(-(-size // BLOCK)):
            file.write(bytes(BLOCK))
        file.flush()


def give_back(arrays: Iterable[Array]) -> None:
    """Let go of the memory in which parts of these arrays are held, where they are in a file.

    What they hold stays: it is read from the file when it is looked at again.
    """
    for array in arrays:
        owner: Any = array
        while isinstance(owner, np.ndarray):
            owner = owner.base
        if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            owner.madvise(mmap.MADV_DONTNEED)


def blocks(length: int, each: int, most: int | None = None) -> Iterator[slice]:
    """Consecutive parts of a length whose items take `each` bytes: a block, or one item.

    Args:
        length: how many items there are.
        each: bytes of an item.
        most: bytes of a part; None is `BLOCK`.
    """
    step = max(1, (BLOCK if most is None else most) // max(1, each))
    for first in range(0, length, step):
        yield slice(first, min(first + step, length))


def gathered(array: Array, index: tuple[Any, ...], draws: npt.NDArray[np.intp] | None) -> Array:
    """A part of every draw, in memory; whatever was looked at on the way is given back.

    Args:
        array: draws first.
        index: of a draw's part, of the axes after the first.
        draws: positions of the draws; None is all of them.
    """
    count = len(array) if draws is None else len(draws)
    found = np.empty((count, *array[0][index].shape), array.dtype)
    for some in blocks(count, array[0].nbytes):
        found[some] = array[some if draws is None else draws[some]][(slice(None), *index)]
        give_back([array])
    return found
