"""A real cluster over TCP: the same bits as here, whatever dies; clear errors without one."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration.trial import the_trial
from calibration.workspace import Arrays
from mentorsim.cli import app
from scenarios.comparison import cluster
from scenarios.comparison.cluster import connect, parse_address
from scenarios.comparison.cluster_task import OtherCodeError, code_here, packed, run_packed
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.policy.policies import load_policies
from sim.errors import InputError
from sim.executor import run_all
from tests.support.local_cluster import (
    ROOT,
    WEEKS,
    RealCluster,
    free_port,
    marked_world,
    real_cluster,
    small_world,
    started,
)
from tests.worlds.small_comparison import few_draws

pytest.importorskip("distributed")

IGNORED = shutil.ignore_patterns("__pycache__", "posterior")


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCluster]:
    with real_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as started_here:
        yield started_here


def same_bits(ours: list[Arrays], theirs: list[Arrays]) -> bool:
    return len(ours) == len(theirs) and all(
        one.keys() == other.keys()
        and all(one[key].tobytes() == other[key].tobytes() for key in one)
        for one, other in zip(ours, theirs, strict=True)
    )


def test_a_cluster_gives_the_same_bits_and_files(two_workers: RealCluster) -> None:
    policies, setting = load_policies(["104-weeks", "no-mentor"]), EnsembleSetting(WEEKS)
    here = run_ensemble(the_trial(), policies, few_draws(), setting)
    shares: list[float] = []
    with connect(two_workers.address) as executor:
        there = EnsembleSetting(WEEKS, executor=executor)
        found = run_ensemble(the_trial(), policies, few_draws(), there, shares.append)
    assert found.identical(here)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    command = ["compare", "104-weeks", "--draws", "2", "--weeks", "20", "--json", "--executor"]
    local, remote = (
        CliRunner().invoke(app, [*command, place]) for place in ("threads", two_workers.address)
    )
    assert remote.exit_code == 0, remote.stderr
    assert remote.stdout == local.stdout


def test_a_sensitivity_analysis_goes_to_the_cluster_too(two_workers: RealCluster) -> None:
    command = ["sensitivity", "104-weeks", "--week", "20", "--samples", "4", "--json"]
    command += ["--factors", "group:trust", "--levers", "caseload", "--outcome", "net_public"]
    local, remote = (
        CliRunner().invoke(app, [*command, "--executor", place])
        for place in ("threads", two_workers.address)
    )
    assert remote.exit_code == 0, remote.stderr
    assert remote.stdout == local.stdout


def test_a_worker_killed_in_mid_run_loses_nothing_and_doubles_nothing(
    two_workers: RealCluster, tmp_path: Path
) -> None:
    two_workers.add_worker()
    victim, seeds = two_workers.workers[-1], [100 * k for k in range(12)]
    killed: list[list[tuple[int, int]]] = []

    def kill_at_work() -> None:
        while not any(process == victim.pid for _, process in started(tmp_path)):
            time.sleep(0.02)
        os.kill(victim.pid, signal.SIGKILL)
        killed.append([start for start in started(tmp_path) if start[1] == victim.pid])

    with connect(two_workers.address) as executor:
        while executor.slots < 3:
            time.sleep(0.1)
        watcher = threading.Thread(target=kill_at_work)
        watcher.start()
        found = run_all(partial(marked_world, tmp_path, 0.3), seeds, executor=executor)
        watcher.join()
    starts = started(tmp_path)
    # What it died with was begun again elsewhere, and each task gave one result, in its place.
    lost = {seed for seed, _ in killed[0]}
    assert lost & {seed for seed, process in starts if process != victim.pid}
    assert {seed for seed, _ in starts} == set(seeds)
    assert same_bits([small_world(seed) for seed in seeds], found)


def test_an_interruption_drops_what_has_not_begun(two_workers: RealCluster, tmp_path: Path) -> None:
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with connect(two_workers.address) as executor:
        many = range(40)
        with pytest.raises(KeyboardInterrupt):
            run_all(partial(marked_world, tmp_path, 0.2), many, executor=executor, progress=stop)
        time.sleep(0.5)
        begun = len(started(tmp_path))
        time.sleep(0.6)
        # A worker may hold one that it had begun; nothing else begins.
        assert len(started(tmp_path)) == begun < len(many) / 2


def test_a_worker_that_joins_late_with_other_code_computes_nothing(
    two_workers: RealCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(two_workers.address) as executor:
        ours = code_here() | {"model": "0123456789abcdef"}
        monkeypatch.setattr(cluster, "code_here", lambda: ours)
        with pytest.raises(InputError, match="other code") as late:
            executor.submit(small_world, 1).result(timeout=60)
        with pytest.raises(TypeError):
            executor.submit(small_world, seed=1)
    assert f"model {code_here()['model']}, not 0123456789abcdef" in str(late.value.found)


def test_a_task_that_fails_says_why(two_workers: RealCluster) -> None:
    said = pytest.raises(InputError, match="not a cluster's address")
    with connect(two_workers.address) as executor, said:
        run_all(parse_address, ["dask://somewhere"], executor=executor)


def test_a_cluster_without_workers_of_this_code_is_refused_or_given_up(tmp_path: Path) -> None:
    for package in ("sim", "calibration", "scenarios"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=IGNORED)
    rule = tmp_path / "scenarios" / "comparison" / "compare.py"
    rule.write_text(rule.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    with real_cluster(tmp_path, workers=0) as lonely:
        with pytest.raises(InputError, match="no workers"), connect(lonely.address, seconds=0.5):
            pass
        lonely.add_worker(root=tmp_path)
        with pytest.raises(InputError, match="other code") as found, connect(lonely.address):
            pass
        assert f"not {code_here()['sources']}" in str(found.value.found)
        lonely.workers[0].kill()
        lonely.workers[0].wait()
        lonely.add_worker()
        with connect(lonely.address, patience=1.0) as executor:
            lonely.workers[1].kill()
            waiting: Future[Arrays] = executor.submit(small_world, 1)
            with pytest.raises(InputError, match="no worker is left"):
                waiting.result(timeout=60)


def test_nobody_there_is_one_message() -> None:
    port = free_port()
    address = f"dask://127.0.0.1:{port}"
    with pytest.raises(InputError, match="nobody answers") as refused, connect(address):
        pass
    assert refused.value.found == f"{address} (the connection is refused)"
    result = CliRunner().invoke(
        app, ["compare", "104-weeks", "--executor", address, "--draws", "2"]
    )
    assert result.exit_code == 2
    assert "nobody answers at this address" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [b"", b"SSH-2.0-OpenSSH_9.2p1\r\n", b"HTTP/1.0 400 No\r\n\r\n"])
def test_something_else_that_listens_is_no_scheduler(words: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    talk, _ = other.accept()
                    talk.sendall(words)
                    talks.append(talk)

        talks: list[socket.socket] = []
        threading.Thread(target=answer, daemon=True).start()
        said = pytest.raises(InputError, match="no Dask scheduler answers")
        with said, connect(f"dask://127.0.0.1:{other.getsockname()[1]}", seconds=1.0):
            pass
        other.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "address",
    [
        "dask://",
        "dask://host",
        "dask://host:",
        "dask://host:0",
        "dask://host:65536",
        "dask://a b:80",
        "tcp://host:80",
        "dask://host:80/path",
        "host:80",
    ],
)
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="not a cluster's address"):
        parse_address(address)
    result = CliRunner().invoke(app, ["compare", "104-weeks", "--executor", address])
    assert result.exit_code == 2
    assert "--executor" in result.stderr


def test_addresses_by_name_and_number() -> None:
    assert parse_address("dask://cluster.kommune.dk:8786") == "cluster.kommune.dk:8786"
    assert parse_address("dask://[::1]:8786/") == "[::1]:8786"


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = pytest.raises(InputError, match="not installed")
    with said as missing, connect("dask://127.0.0.1:8786"):
        pass
    assert missing.value.allowed == "pip install 'mentorsim[cluster]'"


def test_a_worker_runs_only_the_callers_code() -> None:
    call = packed(np.add, (1, 2))
    assert run_packed(call, code_here()) == 3
    with pytest.raises(OtherCodeError, match="numba"):
        run_packed(call, code_here() | {"numba": "0.0"})
