"""What large worlds cost: time per person-week beside the trial's size, and memory.

    python -m benchmarks.large                   # this checkout
    python -m benchmarks.large OTHER_CHECKOUT    # and another one, in turns (git worktree add)

Each world is lived in a process of its own (`benchmarks/large_world.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SCRIPT = Path(__file__).with_name("large_world.py")
#: People and jobcentres: the trial's size, the sizes of the pages, a million, and all in one.
TRIAL = (2_588, 13)
SIZES = (TRIAL, (100_932, 13), (776_400, 13), (1_035_200, 13), (100_000, 1), (1_000_000, 1))
MEGA = 1e6


@dataclass(frozen=True)
class Large:
    """A world of one size.

    Attributes:
        people, jobcentres: of it; half are offered a mentor, for 74 weeks since entry.
        nanoseconds: of processor time per person-week.
        table_bytes: of the world's tables, per person.
        build_peak: the most memory that building takes, as a share of the tables.
        peak: the most memory of the process, in bytes, with the people and all libraries.
    """

    people: int
    jobcentres: int
    nanoseconds: float
    table_bytes: float
    build_peak: float
    peak: float


def measured(people: int, jobcentres: int, checkout: Path = HERE) -> Large | None:
    """A world of this size, of a checkout; None if it refuses so many."""
    lived = subprocess.run(
        [sys.executable, str(SCRIPT), str(people), str(jobcentres)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(lived.stdout.splitlines()[-1])
    if "refused" in found:
        return None
    return Large(
        found["people"],
        jobcentres,
        found["nanoseconds"],
        found["table_bytes"],
        found["build_peak"],
        found["peak"],
    )


def sizes() -> list[Large]:
    """Every size, the trial's first."""
    found = (measured(*size) for size in SIZES)
    return [large for large in found if large is not None]


def line(found: Large, small: float) -> str:
    """A size in words.

    Args:
        found: as it was measured.
        small: nanoseconds per person-week of a world of the trial's size.
    """
    return (
        f"{found.people:9,} people in {found.jobcentres:2} jobcentres  "
        f"{found.nanoseconds:5.1f} ns per person-week, "
        f"{found.nanoseconds / small:.2f} times the trial's size; "
        f"tables {found.table_bytes:.0f} bytes per person, "
        f"built with {found.build_peak:.2f} times their size; "
        f"peak of the process {found.peak / MEGA:,.0f} MB"
    )


def main() -> None:
    """Print a line for each size and checkout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("other", type=Path, nargs="?", help="another checkout, measured in turns")
    asked = parser.parse_args()
    checkouts = [HERE] if asked.other is None else [HERE, asked.other.resolve()]
    small: list[float] = []
    for size in SIZES:
        for k, checkout in enumerate(checkouts):
            name = ("this", "other")[k]
            found = measured(*size, checkout)
            if found is None:
                print(f"{name:5}  {size[0]:9,} people in {size[1]:2} jobcentres  refused")
                continue
            if size == TRIAL:
                small.append(found.nanoseconds)
            print(f"{name:5}  {line(found, small[k])}", flush=True)


if __name__ == "__main__":
    main()
