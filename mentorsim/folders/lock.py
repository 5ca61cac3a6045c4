"""Holding a folder that is being written to, so that nobody takes it for one left half written.

What holds it is let go when the process ends, however it does. Everywhere but on Windows that is a
lock on the folder itself. Windows locks no folders, and moves none in which a file is open: there
it is a lock on a file beside the folder.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

#: What the file beside a folder is called, after the folder's own name (Windows).
BESIDE = ".held"

if sys.platform == "win32":
    import msvcrt

    def hold(folder: Path) -> int | None:
        """Hold a folder, if nobody does: what `let_go` takes, or None."""
        held = os.open(folder.with_name(folder.name + BESIDE), os.O_RDWR | os.O_CREAT)
        try:
            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(held)
            return None
        return held

else:
    import fcntl

    def hold(folder: Path) -> int | None:
        """Hold a folder, if nobody does: what `let_go` takes, or None."""
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            return None
        return held


def let_go(folder: Path, held: int) -> None:
    """Stop holding a folder, and clear away what held it."""
    os.close(held)
    with suppress(OSError):
        folder.with_name(folder.name + BESIDE).unlink(missing_ok=True)
