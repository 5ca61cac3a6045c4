"""Time the sensitivity commands beside another build: `python -m benchmarks.sensitivity OTHER`.

    python -m benchmarks.sensitivity OTHER [--repeats 3] [--samples 1024] [COMMAND ...]

OTHER is the folder of another checkout (`git worktree add`). Both builds run each command in turns,
so that a slow spell of the machine meets both; start-up and all threads count. Ratios are of the
medians. Seconds on the wall depend on what else the machine does, which is said before; seconds of
its processors do so much less. Files that both wrote are compared (`benchmarks.commands`).
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.commands import HERE, differing, run
from scenarios.sensitivity.methods import SOBOL, USUAL

#: The commands, as people give them; `{out}` is where results go.
COMMANDS = {
    "sobol": "sensitivity 104-weeks --against as-in-trial --method sobol --screen"
    " --samples {samples} --out {out}",
    "tornado": "tornado 104-weeks --against as-in-trial --outcome net_public"
    " --levers caseload,duration=52:156 --out {out}",
    "threshold": "threshold 104-weeks --against as-in-trial --factor caseload --out {out}",
    "rank": "rank as-in-trial 104-weeks 26-weeks --hours 150000 --out {out}",
    "discover": "discover 104-weeks --against as-in-trial --fails 'net loss'"
    " --levers caseload,duration=60:156 --out {out}",
}


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, help="folder of another checkout")
    parser.add_argument("commands", nargs="*", help=f"of {', '.join(COMMANDS)}; else all")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--samples", type=int, default=USUAL[SOBOL], help="base points of sobol")
    asked = parser.parse_args()
    builds = {"other": asked.other.resolve(), "this": HERE}
    print(f"load before it began: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in asked.commands or COMMANDS:
            spent: dict[str, list[tuple[float, float]]] = {build: [] for build in builds}
            for repeat in range(asked.repeats):
                for build, place in builds.items():
                    out = folder / f"{command}-{build}-{repeat}"
                    words = COMMANDS[command].format(out=out, samples=asked.samples)
                    began = time.perf_counter()
                    worked = run(place, words)
                    spent[build].append((worked, time.perf_counter() - began))
            (before, waited), (now, waits) = (
                [statistics.median(column) for column in zip(*spent[build], strict=True)]
                for build in builds
            )
            last = [folder / f"{command}-{build}-{asked.repeats - 1}" for build in builds]
            print(
                f"{command:9} {before:6.1f} s and {now:6.1f} s of processor: {before / now:.2f} "
                f"times less; {waited:6.1f} s and {waits:6.1f} s on the wall: "
                f"{waited / waits:.2f} times less; files that differ: "
                f"{', '.join(differing(*last)) or 'none'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
