"""Where worlds are lived: on threads here, or on a cluster that is there already."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from scenarios.comparison.cluster import SCHEME, SHAPE, connect
from sim.errors import InputError
from sim.executor import Executor

#: What `--executor` calls the threads of this machine.
THREADS = "threads"

ExecutorName = Annotated[
    str,
    typer.Option(
        "--executor",
        help=f"where worlds are lived: {THREADS}, or {SHAPE}; results do not depend on it",
    ),
]


@contextmanager
def executor_of(name: str) -> Iterator[Executor | None]:
    """What `--executor` stands for; None is threads of this process.

    Raises:
        InputError: neither threads nor a cluster, or a cluster that cannot be used.
    """
    if name == THREADS:
        yield None
        return
    if not name.startswith(SCHEME):
        raise InputError(
            "unknown executor", field="--executor", found=name, allowed=f"{THREADS}, or {SHAPE}"
        )
    with connect(name) as executor:
        _silence("distributed")
        yield executor


def _silence(library: str) -> None:
    """What a library logs of lost connections is told in one message of ours."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == library:
            logging.getLogger(name).setLevel(logging.CRITICAL)
