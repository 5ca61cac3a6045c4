"""Results that are kept while there is room: the longest unused go first.

Everything is kept under an address that is made of all it depends on, so that two readers never
see each other's results unless they asked the same.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

#: Bytes that anything takes at least.
LEAST = 64


def bytes_of(thing: Any) -> int:
    """About how much memory something takes, in bytes."""
    if isinstance(thing, np.ndarray | xr.Dataset | xr.DataArray):
        return LEAST + int(thing.nbytes)
    if isinstance(thing, pd.DataFrame):
        return LEAST + int(thing.memory_usage(deep=True).sum())
    if isinstance(thing, bytes | str):
        return sys.getsizeof(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return LEAST + sum(bytes_of(getattr(thing, part.name)) for part in fields(thing))
    if isinstance(thing, Mapping):
        return LEAST + sum(bytes_of(k) + bytes_of(v) for k, v in thing.items())
    if isinstance(thing, Sequence):
        return LEAST + sum(bytes_of(part) for part in thing)
    return LEAST


class Store:
    """Keeps results up to a number of bytes; safe for several threads.

    Args:
        limit: bytes. What is larger than that by itself is not kept at all.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._used = 0
        self._lock = Lock()
        self._making: dict[str, Lock] = {}

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        return self._used

    def __len__(self) -> int:
        """How many results are kept."""
        return len(self._kept)

    def get(self, key: str) -> Any | None:
        """What is kept under a key, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: str, thing: Any) -> bool:
        """Keep something, for which others make room; False if it is larger than the store."""
        size = bytes_of(thing)
        with self._lock:
            if key in self._kept:
                self._used -= self._kept.pop(key)[1]
            if size > self.limit:
                return False
            self._kept[key] = (thing, size)
            self._used += size
            while self._used > self.limit:
                _, (_, gone) = self._kept.popitem(last=False)
                self._used -= gone
        return True

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self._used = 0

    def get_or_make(self, key: str, make: Callable[[], Any]) -> Any:
        """What is kept under a key, made if it is not there; never made twice side by side."""
        found = self.get(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, Lock())
        try:
            with making:
                found = self.get(key)
                if found is None:
                    found = make()
                    self.put(key, found)
                return found
        finally:
            with self._lock:
                self._making.pop(key, None)
