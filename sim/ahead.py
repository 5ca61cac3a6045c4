"""The first run ever: the engine is compiled beside a command, while that still loads libraries.

Compiling takes most of a first run. It is given to processes of their own (`sim.first_run`), on as
many cores as the machine has, which fill the cache (`sim.machine_code`); whoever calls the engine
waits for them. Should they fail, the command compiles for itself: slower, and the same code.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sim.machine_code import mark

#: What those processes run, which import the same `sim` as this one.
_ROOT = Path(__file__).parent.parent
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from sim.first_run import main; main()"
#: Set in those processes, which begin none of their own.
_INSIDE = "MENTORSIM_FIRST_RUN"

_started: list[subprocess.Popen[bytes] | None] = []


def process(half: str) -> subprocess.Popen[bytes]:
    """A process that compiles a half of the engine.

    Args:
        half: name of it (`sim.first_run`).
    """
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, str(_ROOT), half],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {_INSIDE: "1"},
    )


def start() -> None:
    """Have the engine compiled, unless it was: for whoever is going to live a world."""
    if _started or _INSIDE in os.environ:
        return
    whole = mark()
    wanted = whole is not None and not whole.exists() and bool(sys.executable)
    try:
        _started.append(process("last") if wanted else None)
    except OSError:  # no process can be begun here
        _started.append(None)


def wait() -> None:
    """Wait until what was begun is done."""
    for running in _started:
        if running is not None:
            running.wait()
