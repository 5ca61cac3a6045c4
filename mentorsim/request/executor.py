"""Where worlds are lived: on threads here, or on a cluster that is there already."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.comparison.cluster_address import SHAPE
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from distributed import Client

    from sim.executor import Executor

#: What `--executor` calls the threads of this machine.
THREADS = "threads"

ExecutorName = Annotated[
    str,
    typer.Option(
        "--executor",
        help=Said("mentorsim.help_where_worlds_are_lived_threads", threads=THREADS, shape=SHAPE),
    ),
]


@contextmanager
def executor_of(name: str) -> Iterator[Executor | None]:
    """What `--executor` stands for; None is threads of this process.

    Raises:
        InputError: neither threads nor a cluster, or a cluster that cannot be used.
    """
    from scenarios.comparison.cluster import connect
    from scenarios.comparison.cluster_address import SCHEME

    if name == THREADS:
        yield None
        return
    if not name.startswith(SCHEME):
        raise InputError(
            Said("mentorsim.unknown_executor"),
            field="--executor",
            found=name,
            allowed=Said("sim.replace_or_text", replace=THREADS, text=SHAPE),
        )
    with connect(name) as executor:
        _silence("distributed")
        yield executor


@contextmanager
def executor_in(given: Executor | Client | str | None) -> Iterator[Executor | None]:
    """What Python's `executor=` stands for; None is threads of this process.

    Args:
        given: an executor of `concurrent.futures` or a Dask client, which stay open; or a name as
            `--executor` takes it.

    Raises:
        InputError: none of these, or one that computes nothing.
    """
    from scenarios.comparison.cluster import is_client, on_client
    from scenarios.comparison.cluster_task import is_there
    from sim.executor import Executor

    if isinstance(given, str):
        with executor_of(given) as executor:
            yield executor
    elif given is None:
        yield None
    elif isinstance(given, Executor):
        try:
            given.submit(is_there).result()
        except Exception as error:  # whatever keeps it from computing
            raise InputError(
                Said("mentorsim.this_executor_computes_nothing"),
                field="executor",
                found=type(given).__name__,
                allowed=Said("mentorsim.an_executor_that_is_open"),
            ) from error
        yield given
    elif is_client(given):
        with on_client(given) as executor:
            yield executor
    else:
        raise InputError(
            Said("mentorsim.unknown_executor"),
            field="executor",
            found=type(given).__name__,
            allowed=Said(
                "mentorsim.an_executor_of_concurrent_futures_a", threads=THREADS, shape=SHAPE
            ),
        )


def _silence(library: str) -> None:
    """What a library logs of lost connections is told in one message of ours."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == library:
            logging.getLogger(name).setLevel(logging.CRITICAL)
