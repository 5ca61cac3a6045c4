"""Where compiled code is kept, so that only the first run ever compiles.

numba's own disk cache looks only at the file a function stands in: an edit of a rule in another
module would be answered with stale machine code. So the cache lives in a folder named by a hash
of every source of this package, in the user's cache directory (which also serves read-only
installs). With no writable place functions are compiled without a cache. Nothing here loads numba.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

#: Modules that compile nothing themselves and yet decide about machine code.
SHARED = ("compiled", "rates", "state", "world_type")

if sys.platform == "win32":
    import msvcrt

    def _hold(held: int) -> None:
        while True:
            try:
                msvcrt.locking(held, msvcrt.LK_LOCK, 1)
            except OSError:
                continue  # it asks ten times, a second apart
            return

else:
    import fcntl

    def _hold(held: int) -> None:
        fcntl.flock(held, fcntl.LOCK_EX)


def sources(package: Path | None = None) -> list[Path]:
    """The sources that compiled code comes from, sorted.

    Those are the modules of `sim`, in whatever folder of it, that compile something, and the names
    of rows they share.

    Args:
        package: the folder of the package; None is this one.
    """
    package = Path(__file__).parent if package is None else package
    return sorted(
        path
        for path in package.rglob("*.py")
        if path.stem in SHARED or b"from sim.compiled import" in path.read_bytes()
    )


def source_hash(package: Path | None = None) -> str:
    """Hash of `sources`, as 16 hexadecimal digits.

    Args:
        package: the folder of the package; None is this one.
    """
    package = Path(__file__).parent if package is None else package
    digest = hashlib.sha256()
    for path in sources(package):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def folder() -> Path | None:
    """The folder of the machine code of these sources; None where nothing can be written."""
    base = os.environ.get("MENTORSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    tools = f"py{sys.version_info.major}{sys.version_info.minor}-numba{version('numba')}"
    found = root / "mentorsim" / f"{source_hash()}-{tools}"
    try:
        found.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=found):
            pass
    except (OSError, RuntimeError):
        return None
    return found


def mark() -> Path | None:
    """The file that is there once the whole engine is in the cache; None without a cache.

    numba takes what it has kept for stale when a source has another time or size, though its
    content is the same (it was installed again): the name of the mark tells these.
    """
    place = folder()
    if place is None:
        return None
    found = [path.stat() for path in sources()]
    told = repr([(stat.st_mtime, stat.st_size) for stat in found]).encode()
    return place / f"whole-{hashlib.sha256(told).hexdigest()[:16]}"


@contextmanager
def held(name: str) -> Iterator[None]:
    """Hold something of the cache, as soon as no other process does; with no cache it is nothing.

    It is let go when the process ends, however it does.

    Args:
        name: of what is held.
    """
    place = folder()
    if place is None:
        yield
        return
    file = os.open(place / f"{name}.lock", os.O_RDWR | os.O_CREAT)
    try:
        _hold(file)
        yield
    finally:
        os.close(file)
