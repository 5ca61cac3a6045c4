"""Processor time of whole commands beside another build of the program, and whether they agree.

    python -m benchmarks.commands OTHER [--repeats 3] [light] [COMMAND ...]

OTHER is the folder of another checkout (`git worktree add`). Each command is run by both in turns,
so that a slow spell of the machine meets both; start-up, children and all threads count. Ratios are
of the medians. Every file that both wrote is compared: values have to be the same to the bit.
`setting.json` holds the fingerprint of the code and is left out, HTML names the day.

Commands that compute nothing (help, the library, a look at a policy file, refused input) should
cost hardly more than Python and the libraries that read a command line: their time and memory are
set against those of `import typer, yaml, pydantic` in the same run.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

#: What people wait for. `{out}` is where results go, `{run}` a comparison that was kept.
COMMANDS = {
    "decide": "decide as-in-trial 104-weeks --draws 64 --out {out}",
    "forecast": "forecast as-in-trial 104-weeks --years 10 --draws 16 --out {out}",
    "compare": "compare as-in-trial 104-weeks --draws 64 --out {out}",
    "report": "report {run} --out {out}.html",
}
#: What computes nothing, by name.
LIGHT = {
    "help": "compare --help",
    "refused policy": "compare no-such-policy",
    "refused option": "compare as-in-trial --no-such-option",
    "policies": "policies",
    "check": "check tapered-52-13",
}
#: What such a command is set against.
YARDSTICK = ("-c", "import typer, yaml, pydantic")
#: Files that need not be the same: they tell which code wrote them, or when.
OF_CODE = ("setting.json", "provenance.json", "run.json", ".html")
HERE = Path(__file__).parent.parent


def run(build: Path, command: str) -> float:
    """Seconds of processor that a command takes, its children included."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "mentorsim", *shlex.split(command)],
        cwd=build,
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(build)},
    )
    after = os.times()
    used = after.children_user - before.children_user
    return used + after.children_system - before.children_system


def weight(build: Path, words: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor and megabytes that Python takes for some words, whatever it answers."""
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=build,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(build)},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def light(builds: Mapping[str, Path], repeats: int) -> None:
    """Print a line for each command that computes nothing."""
    asked = {name: ("-m", "mentorsim", *words.split()) for name, words in LIGHT.items()}
    cases: list[tuple[str, str, Sequence[str]]] = [("", "this", YARDSTICK)]
    cases += [(name, build, words) for name, words in asked.items() for build in builds]
    for _, build, words in cases:  # what Python and numba keep on disk is there afterwards
        weight(builds[build], words)
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(repeats):
        for name, build, words in cases:
            found.setdefault((name, build), []).append(weight(builds[build], words))
    middle = {
        case: [statistics.median(column) for column in zip(*runs, strict=True)]
        for case, runs in found.items()
    }
    yard, least = middle["", "this"]
    print(f"{YARDSTICK[1]}: {yard:.2f} s, {least:.0f} MB")
    for name in asked:
        (before, room), (now, space) = middle[name, "other"], middle[name, "this"]
        print(
            f"{name:14} {before:5.2f} s, {room:3.0f} MB and {now:5.2f} s, {space:3.0f} MB: "
            f"{before / now:.1f} times less, {now / yard:.1f} times the imports",
            flush=True,
        )


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
    parser.add_argument("commands", nargs="*", help=f"of light, {', '.join(COMMANDS)}; else all")
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    builds = {"other": asked.other.resolve(), "this": HERE}
    chosen = asked.commands or ["light", *COMMANDS]
    if "light" in chosen:
        chosen.remove("light")
        light(builds, asked.repeats)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
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
