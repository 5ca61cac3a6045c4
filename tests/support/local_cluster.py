"""A real Dask cluster over TCP on this machine, as its own processes, and tasks for it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from calibration.trial import the_trial
from calibration.workspace import Arrays
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.policy.policies import load_policies
from tests.worlds.small_comparison import few_draws

WEEKS = 30
ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class RealCluster:
    """A scheduler and its workers; every process can be killed."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.port = free_port()
        self.address = f"dask://127.0.0.1:{self.port}"
        self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-show")
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)

    def _start(self, role: str, *arguments: str, root: Path = ROOT) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *arguments]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--no-dashboard"],
                cwd=root,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
            )
        self.processes.append(process)
        return process

    def _listens(self) -> bool:
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def add_worker(self, root: Path = ROOT) -> None:
        """One more worker with one thread, the code of a folder, and no nanny to bring it back."""
        at = f"tcp://127.0.0.1:{self.port}"
        options = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        self.workers.append(self._start("worker", at, *options, root=root))

    def stop(self) -> None:
        """End every process that is left."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@contextmanager
def real_cluster(folder: Path, workers: int) -> Iterator[RealCluster]:
    cluster = RealCluster(folder / "cluster.log")
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.stop()


def started(folder: Path) -> list[tuple[int, int]]:
    """Seed of the world and process of every start of `marked_world`."""
    names = (re.fullmatch(r"(\d+)-(\d+)", path.name) for path in folder.iterdir())
    return sorted((int(found[1]), int(found[2])) for found in names if found)


def small_world(seed: int) -> Arrays:
    """What is kept of two policies under one draw."""
    policies = load_policies(["as-in-trial", "no-mentor"])
    setting = EnsembleSetting(WEEKS, seed, workers=1)
    found = run_ensemble(the_trial(), policies, few_draws().first(1), setting)
    return {str(name): found[name].to_numpy() for name in found.data_vars}


def marked_world(folder: Path, seconds: float, seed: int) -> Arrays:
    """A small world that leaves a mark when it begins, and takes its time."""
    (folder / f"{seed}-{os.getpid()}").touch()
    time.sleep(seconds)
    return small_world(seed)
