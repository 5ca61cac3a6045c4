"""Processor time of whole commands beside another build of the program, and whether they agree.

    python -m benchmarks.commands OTHER [--repeats 3] [COMMAND ...]

OTHER is the folder of another checkout (`git worktree add`). Each command is run by both in turns,
so that a slow spell of the machine meets both; start-up, children and all threads count. Ratios are
of the medians. Every file that both wrote is compared: values have to be the same to the bit.
`setting.json` holds the fingerprint of the code and is left out, HTML names the day.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

#: What people wait for. `{out}` is where results go, `{run}` a comparison that was kept.
COMMANDS = {
    "decide": "decide as-in-trial 104-weeks --draws 64 --out {out}",
    "forecast": "forecast as-in-trial 104-weeks --years 10 --draws 16 --out {out}",
    "compare": "compare as-in-trial 104-weeks --draws 64 --out {out}",
    "report": "report {run} --out {out}.html",
}
#: Files that need not be the same: they tell which code wrote them, or when.
OF_CODE = ("setting.json", "provenance.json", "run.json", ".html")
HERE = Path(__file__).parent.parent


def run(build: Path, command: str) -> float:
    """Seconds of processor that a command takes, its children included."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "mentorsim", *command.split()],
        cwd=build,
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(build)},
    )
    after = os.times()
    used = after.children_user - before.children_user
    return used + after.children_system - before.children_system


def differing(one: Path, other: Path) -> list[str]:
    """Names of files that are not the same in two folders of results."""
    names = {path.name for folder in (one, other) for path in folder.glob("*")}
    return sorted(
        name
        for name in names
        if not name.endswith(OF_CODE)
        and not (
            (one / name).exists()
            and (other / name).exists()
            and (one / name).read_bytes() == (other / name).read_bytes()
        )
    )


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, help="folder of another checkout")
    parser.add_argument("commands", nargs="*", help=f"of {', '.join(COMMANDS)}; else all")
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    builds = {"other": asked.other.resolve(), "this": HERE}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = asked.commands or list(COMMANDS)
        if "report" in chosen:
            run(HERE, COMMANDS["compare"].format(out=folder / "run"))
        for command in chosen:
            seconds: dict[str, list[float]] = {build: [] for build in builds}
            for repeat in range(asked.repeats):
                for build, place in builds.items():
                    out = folder / f"{command}-{build}-{repeat}"
                    words = COMMANDS[command].format(out=out, run=folder / "run")
                    seconds[build].append(run(place, words))
            last = [folder / f"{command}-{build}-{asked.repeats - 1}" for build in builds]
            other, this = (statistics.median(seconds[build]) for build in builds)
            print(
                f"{command:9} {other:6.2f} s and {this:6.2f} s: {other / this:.2f} times less; "
                f"files that differ: {', '.join(differing(*last)) or 'none'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
