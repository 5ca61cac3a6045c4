"""Compilation of the weekly rules with numba, kept on disk (`sim.machine_code`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar

import numba
from numba.core import types
from numba.core.caching import FunctionCache
from numba.core.registry import CPUDispatcher
from numba.core.types.misc import unliteral

import sim.world_type  # noqa: F401  (so that compiled code can take a world)
from sim import ahead
from sim.machine_code import folder, held

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile a function with numba (no fast-math: sums and products keep their order).

    The GIL is released, so ensembles run on threads. Compiled functions allocate nothing, so that
    numba's counting of references is left out: counting them took half of the time.
    """
    return _compile(function, forceinline=False)


def inlined(function: F) -> F:
    """Compile a small function into its callers: loops over it can be vectorised."""
    return _compile(function, forceinline=True)


def again(function: Any, code: Callable[..., object]) -> Any:
    """Compile a function as another one was, and keep nothing on disk.

    Args:
        function: that was compiled.
        code: the function that takes its place.
    """
    return type(function)(code, targetoptions=function.targetoptions)


class _Compiled(CPUDispatcher):
    """A function that compiled code calls; compiled apart where Python calls it.

    Only there it needs an entrance that takes Python's objects apart, which the compiler would
    otherwise make for each of a hundred functions although Python calls hardly any.
    """

    entrance: Any = None

    def get_call_template(self, args: Sequence[Any], kws: Mapping[str, Any]) -> Any:
        """For a call with arguments of some types: once for all literals and widths of integers."""
        wide = {name: _wide(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(map(_wide, args)), wide)

    def __call__(self, *arguments: Any) -> Any:
        """What the function gives, asked for by Python."""
        entrance = self.entrance or self.for_python()
        return entrance(*arguments)

    def for_python(self) -> Any:
        """The function once more, as Python calls it."""
        ahead.wait()
        with _MAKING:
            if self.entrance is None:
                options = {k: v for k, v in self.targetoptions.items() if k not in _NO_ENTRANCE}
                made = CPUDispatcher(self.py_func, targetoptions=options)
                keeps = isinstance(self._cache, _Cache)
                self.entrance = _kept(made, "python") if keeps else made
        return self.entrance


class _Cache(FunctionCache):
    """numba's cache, where one process at a time puts something in.

    Two that compile the same function for other types would each take the same name for it.
    """

    def save_overload(self, sig: Any, data: Any) -> None:
        """Put in what was compiled for some types."""
        with held("writing"):
            super().save_overload(sig, data)


def _wide(kind: Any) -> Any:
    """The type that a number of some type is handed over as: small integers as large ones.

    Words keep their type: rules work on their bits.
    """
    kind = unliteral(kind)
    return types.int64 if kind in _SMALL else kind


_SMALL = (types.int8, types.int16, types.int32, types.uint8, types.uint16)
#: Held while an entrance is made.
_MAKING = Lock()
#: Options of numba without which each function can be called by Python, and by C.
_NO_ENTRANCE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def _compile(function: F, *, forceinline: bool) -> F:
    options = {
        "nopython": True,
        "nogil": True,
        "error_model": "numpy",
        "forceinline": forceinline,
        "_nrt": False,
        "boundscheck": None,
    }
    made: F = _kept(_Compiled(function, targetoptions=options | _NO_ENTRANCE), "inner")
    return made


def _kept(made: Any, part: str) -> Any:
    """The function, which keeps its machine code in a part of the cache if there is one."""
    place = folder()
    if place is not None:
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(place / part)
        try:
            made._cache = _Cache(made.py_func)
        finally:
            numba.config.CACHE_DIR = before
    return made
