"""How many young people fit in this machine's memory: more are refused before anything is drawn."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: Bytes that a young person of a world takes at least: who they are, and their rows of one world
#: (measured by `python -m benchmarks.scale`; docs/scale.md).
BYTES_PER_PERSON = 500
if sys.platform == "linux":
    #: What a container may use, where there is one (control groups of version 2).
    CONTAINER = Path("/sys/fs/cgroup/memory.max")
GIGA = 1e9


def memory() -> int | None:
    """Bytes of memory that this machine, or its container, has; None if it does not say."""
    try:
        known = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    if sys.platform != "linux":
        return known
    try:
        limit = CONTAINER.read_text(encoding="ascii").strip()
    except OSError:
        limit = ""
    return min(known, int(limit)) if limit.isdigit() else known


def most_people() -> int | None:
    """How many young people fit in a world; None if it is not known how much memory there is."""
    known = memory()
    return None if known is None else known // BYTES_PER_PERSON
