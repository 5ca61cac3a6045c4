"""Compilation of the weekly rules with numba, cached by the content of the engine's sources.

numba's own disk cache looks only at the file a function stands in: an edit of a rule in another
module would be answered with stale machine code. So the cache lives in a folder named by a hash
of every source of this package, in the user's cache directory (which also serves read-only
installs). With no writable place functions are compiled without a cache.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.registry import CPUDispatcher

import sim.world_type  # so that compiled code can take a world

F = TypeVar("F", bound=Callable[..., object])


#: Modules that compile nothing and yet decide about machine code.
_SHARED = ("compiled", "rates", "state", "world_type")


def source_hash(package: Path | None = None) -> str:
    """Hash of the sources that compiled code comes from, as 16 hexadecimal digits.

    Those are the modules of `sim`, in whatever folder of it, that compile something, and the names
    of rows they share.

    Args:
        package: the folder of the package; None is this one.
    """
    package = Path(__file__).parent if package is None else package
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        content = path.read_bytes()
        if b"from sim.compiled import" in content or path.stem in _SHARED:
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _cache_folder() -> Path | None:
    base = os.environ.get("MENTORSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    version = f"py{sys.version_info.major}{sys.version_info.minor}-numba{numba.__version__}"
    folder = root / "mentorsim" / f"{source_hash()}-{version}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except (OSError, RuntimeError):
        return None
    return folder


_FOLDER = _cache_folder()


def compiled(function: F) -> F:
    """Compile a function with numba (no fast-math: sums and products keep their order).

    The GIL is released, so ensembles run on threads. Compiled functions allocate nothing, so that
    numba's counting of references is left out: counting them took half of the time.
    """
    return _compile(function, forceinline=False)


def inlined(function: F) -> F:
    """Compile a small function into its callers: loops over it can be vectorised."""
    return _compile(function, forceinline=True)


class _Compiled(CPUDispatcher):  # type: ignore[misc]
    """A function that compiled code calls; compiled apart where Python calls it.

    Only there it needs an entrance that takes Python's objects apart, which the compiler would
    otherwise make for each of a hundred functions although Python calls hardly any.
    """

    entrance: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """What the function gives, asked for by Python."""
        if self.entrance is None:
            options = {k: v for k, v in self.targetoptions.items() if k not in _NO_ENTRANCE}
            self.entrance = _kept(CPUDispatcher(self.py_func, targetoptions=options), "python")
        return self.entrance(*arguments)


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


def _kept(made: Any, folder: str) -> Any:
    """The function, which keeps its machine code in a folder of the cache if there is one."""
    if _FOLDER is not None:
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(_FOLDER / folder)
        try:
            made.enable_caching()
        finally:
            numba.config.CACHE_DIR = before
    return made
