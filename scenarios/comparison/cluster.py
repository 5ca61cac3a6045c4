"""A Dask cluster as an executor: the same worlds, lived on other machines.

`connect` looks at everything that can be wrong before anything is computed: the address, whether
there are workers, and whether scheduler and workers have this very code. After that a worker may
die or join at any time. Each task is a function of what it carries, so a lost one is computed again
by another worker and gives the same bits; results are taken by task, so none counts twice.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from scenarios.comparison.cluster_address import ADDRESS, SHAPE
from scenarios.comparison.cluster_task import (
    OtherCodeError,
    code_here,
    differences,
    is_there,
    packed,
    run_packed,
    sources_here,
)
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

if TYPE_CHECKING:
    from distributed import Client

Result = TypeVar("Result")

#: Seconds for each step of connecting; seconds without any worker after which a run is given up.
CONNECT_SECONDS, PATIENCE_SECONDS = 10.0, 60.0
#: Seconds between two looks at the cluster.
LOOK_SECONDS = 2.0
#: Times that a task which failed is tried again: a full disk or memory of one worker passes.
RETRIES = 2
MEND = Said("scenarios.a_running_cluster")


class ClusterExecutor(Executor):
    """Tasks on the workers of a Dask cluster. Made by `connect`.

    Attributes:
        slots: threads of all workers when last looked at.
    """

    def __init__(self, client: Client, address: str, patience: float) -> None:
        """Watch a cluster that `connect` has found in order."""
        self._client, self._address, self._patience = client, address, patience
        self._inner = client.get_executor(pure=False, retries=RETRIES)
        self._open: set[Future[Any]] = set()
        self._lock, self._done = threading.Lock(), threading.Event()
        self.slots = 1
        self._look()
        self._watch = threading.Thread(target=self._keep_watch, args=(client,), daemon=True)
        self._watch.start()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Have a function of a module computed by some worker.

        Args:
            fn: a function of a module, which the worker can import.
            args, kwargs: what it is called with; they are sent to the worker.

        Raises:
            InputError: from the future: the workers died with the task again and again, a worker
                that joined has other code, or the cluster is gone.
        """
        if kwargs:
            raise TypeError("tasks for a cluster have positional arguments only")
        outer: Future[Result] = Future()
        with self._lock:
            self._open.add(outer)
        inner = self._inner.submit(run_packed, packed(fn, args), code_here())
        outer.add_done_callback(lambda done: self._closed(done, inner))
        inner.add_done_callback(lambda done: self._settle(outer, done))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop watching; what has not begun is dropped if asked for, or if nobody waits."""
        self._done.set()
        with self._lock:
            left = list(self._open)
        if cancel_futures or not wait:
            for future in left:
                future.cancel()
        self._inner.shutdown(wait=wait and not cancel_futures)

    def _closed(self, outer: Future[Any], inner: Future[Any]) -> None:
        with self._lock:
            self._open.discard(outer)
        if outer.cancelled():
            inner.cancel()

    def _settle(self, outer: Future[Any], inner: Future[Any]) -> None:
        """Pass on a result, or what went wrong in the user's words."""
        if outer.done() or not outer.set_running_or_notify_cancel():
            return
        error = CancelledError() if inner.cancelled() else inner.exception()
        if error is None:
            outer.set_result(inner.result())
        elif isinstance(error, CancelledError):
            outer.set_exception(self._gone(Said("scenarios.the_cluster_has_gone_or_dropped")))
        elif isinstance(error, OtherCodeError):
            outer.set_exception(_other_code(f"{self._address}: {error}"))
        elif type(error).__name__ == "KilledWorker":
            outer.set_exception(self._gone(Said("scenarios.workers_died_again_and_again")))
        else:
            outer.set_exception(error)

    def _gone(self, what: str) -> InputError:
        return InputError(what, field="--executor", found=self._address, allowed=MEND)

    def _look(self) -> bool:
        """Count the slots; whether there are any."""
        threads: Mapping[str, int] = self._client.nthreads()
        count = sum(threads.values())
        self.slots = max(1, count)
        return count > 0

    def _keep_watch(self, client: Client) -> None:
        """Give up on open tasks when nobody is left to compute them."""
        alone = 0.0
        while not self._done.wait(LOOK_SECONDS):
            try:
                there = client.status == "running" and self._look()
            except (OSError, TimeoutError, RuntimeError):
                there = False
            alone = 0.0 if there else alone + LOOK_SECONDS
            if alone >= self._patience:
                with self._lock:
                    left = list(self._open)
                for future in left:
                    with suppress(Exception):
                        future.set_exception(self._gone(Said("scenarios.no_worker_is_left")))


def parse_address(text: str) -> str:
    """`HOST:PORT` of an address of the form dask://HOST:PORT.

    Raises:
        InputError: it has another form.
    """
    found = ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise InputError(
            Said("scenarios.not_a_clusters_address"), field="--executor", found=text, allowed=SHAPE
        )
    return f"{found['host']}:{found['port']}"


@contextmanager
def connect(
    address: str, *, seconds: float = CONNECT_SECONDS, patience: float = PATIENCE_SECONDS
) -> Iterator[ClusterExecutor]:
    """An executor on an existing Dask cluster.

    Encryption and certificates are those of Dask's own configuration.

    Args:
        address: dask://HOST:PORT of the scheduler.
        seconds: for each step of connecting.
        patience: seconds without any worker after which open tasks are given up.

    Raises:
        InputError: the library is not installed, nobody answers, no scheduler answers, it has no
            workers, or scheduler or workers have other code than this process.
    """
    place = parse_address(address)
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise InputError(
            Said("scenarios.a_cluster_needs_a_library_that"),
            field="--executor",
            found=Said("scenarios.no_name", name=error.name),
            allowed=Said("scenarios.pip_install_mentorsim_cluster"),
        ) from error
    _check_reachable(address, place, seconds)
    client = _client(address, place, seconds)
    try:
        with _watched(client, address, seconds, patience) as executor:
            yield executor
    finally:
        with suppress(Exception):
            client.close(timeout=seconds)


def is_client(given: object) -> bool:
    """Whether something is a Dask client; without Dask nothing is."""
    library = sys.modules.get("distributed")
    return library is not None and isinstance(given, library.Client)


@contextmanager
def on_client(
    client: Client, *, seconds: float = CONNECT_SECONDS, patience: float = PATIENCE_SECONDS
) -> Iterator[ClusterExecutor]:
    """An executor on the cluster of a Dask client, which stays open.

    Args:
        client: of one's own, connected.
        seconds, patience: as in `connect`.

    Raises:
        InputError: as `connect`, or a client that is closed or has to be awaited.
    """
    if client.asynchronous or client.status != "running":
        raise InputError(
            Said("scenarios.this_dask_client_cannot_be_used"),
            field="executor",
            found=Said("scenarios.an_asynchronous_client")
            if client.asynchronous
            else Said("scenarios.one_that_is_status", status=client.status),
            allowed=Said("scenarios.a_client_that_is_connected_made"),
        )
    address = str(client.scheduler_info().get("address"))
    with _watched(client, address, seconds, patience) as executor:
        yield executor


@contextmanager
def _watched(
    client: Client, address: str, seconds: float, patience: float
) -> Iterator[ClusterExecutor]:
    """An executor on a client's cluster, once it is found in order."""
    _check_workers(client, address, seconds)
    _check_code(client, address)
    executor = ClusterExecutor(client, address, patience)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _client(address: str, place: str, seconds: float) -> Client:
    from distributed import Client

    try:
        # In a thread of its own: the caller's may have a loop already (a notebook).
        with ThreadPoolExecutor(1) as aside:
            aside.submit(asyncio.run, _greeted(place, seconds)).result()
        return Client(place, timeout=seconds, set_as_default=False, name="mentorsim")
    except Exception as error:  # whatever is said by something that is no scheduler
        raise InputError(
            Said("scenarios.no_dask_scheduler_answers_here"),
            field="--executor",
            found=address,
            allowed=SHAPE,
        ) from error


async def _greeted(place: str, seconds: float) -> None:
    """Whether somebody greets as Dask does; the library itself would wait for it for ever."""
    from distributed.comm.addressing import normalize_address
    from distributed.comm.core import connect as reach
    from distributed.security import Security

    how = Security().get_connection_args("client")
    comm = await asyncio.wait_for(
        reach(normalize_address(place), timeout=seconds, **how), timeout=seconds
    )
    await comm.close()


def _check_reachable(address: str, place: str, seconds: float) -> None:
    """A refused connection is known at once; the library would try again and again."""
    host, _, port = place.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=seconds):
            pass
    except OSError as error:
        raise InputError(
            Said("scenarios.nobody_answers_at_this_address"),
            field="--executor",
            found=Said("scenarios.kind_and_unit", kind=address, unit=of_system(error)),
            allowed=SHAPE,
        ) from error


def _check_workers(client: Client, address: str, seconds: float) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise InputError(
            Said("scenarios.this_cluster_has_no_workers"),
            field="--executor",
            found=address,
            allowed=Said("scenarios.a_scheduler_with_at_least_one"),
        ) from error


def _check_code(client: Client, address: str) -> None:
    """Workers must have this very code, or results would differ; the scheduler names it only."""
    try:
        client.run_on_scheduler(is_there)
    except Exception as error:  # whatever another installation does
        said = Said("scenarios.the_scheduler_has_no_mentorsim", address=address)
        raise _other_code(said) from error
    # Files are compared before the model is lived: that may have to be compiled first.
    for code in (sources_here, code_here):
        for who, found in client.run(code, on_error="return").items():
            if not isinstance(found, Mapping):
                raise _other_code(
                    Said("scenarios.a_worker_cannot_run_mentorsim", address=address, who=who)
                )
            differing = differences(code(), found)
            if differing:
                raise _other_code(f"{address}: {who}: {differing}")


def _other_code(found: str) -> InputError:
    return InputError(
        Said("scenarios.this_cluster_has_other_code_than"),
        field="--executor",
        found=found,
        allowed=Said("scenarios.the_same_versions_of_mentorsim_python"),
    )
