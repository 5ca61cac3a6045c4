"""Many independent worlds, computed side by side and returned in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Progress = Callable[[float], None]


def silent(share: float) -> None:
    """Progress that nobody watches."""


def run_all(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> list[Result]:
    """Results of `function` for each task, in the order of the tasks.

    The engine releases the interpreter's lock, so threads are enough. Results do not depend on the
    number of workers. On an error or an interruption what has not begun is dropped at once.

    Args:
        function: of one task; must not depend on other tasks.
        tasks: what to do.
        workers: threads.
        progress: called with the share of tasks done.
    """
    todo = list(tasks)
    results = []
    pool = ThreadPoolExecutor(workers)
    try:
        futures = [pool.submit(function, task) for task in todo]
        for done, future in enumerate(futures):
            results.append(future.result())
            progress((done + 1) / len(todo))
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
    return results
