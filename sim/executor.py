"""Many independent worlds, computed side by side and returned in order.

Any `concurrent.futures.Executor` can compute them; without one there are threads. The
engine releases the interpreter's lock, so threads are enough on one machine. An executor elsewhere
(`scenarios.comparison.cluster`) gets functions and tasks by pickle: functions that stand in a
module, and tasks that carry only what they need.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

from sim.errors import InputError
from sim.messages import Said

__all__ = ["Executor", "Progress", "in_order", "run_all", "silent", "slots"]

Task = TypeVar("Task")
Result = TypeVar("Result")
Progress = Callable[[float], None]

#: Seconds for which a thread may hold the interpreter while one that comes back from the engine
#: waits for it. Python's own 5 ms are longer than a world lives.
SWITCH = 0.0005
#: Tasks under way or waiting, per slot: enough that nobody is idle while the first is waited for,
#: few enough that results do not pile up.
AHEAD = 4


def silent(share: float) -> None:
    """Progress that nobody watches."""


def slots(executor: Executor) -> int:
    """Tasks that an executor computes at a time: its `slots` if it says so, else one per core."""
    return max(1, int(getattr(executor, "slots", os.cpu_count() or 1)))


def in_order(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int = 2,
    executor: Executor | None = None,
) -> Generator[Result, None, None]:
    """Results of `function` for each task, one by one in the order of the tasks.

    Some tasks ahead of the one waited for are under way; nothing else is held. On an error, an
    interruption, or when the iterator is closed, what has not begun is dropped at once.

    Args:
        function: of one task; must not depend on other tasks.
        tasks: what to do; taken one by one as there is room.
        workers: threads, where no executor is given.
        executor: what computes them; it stays open. None is threads of this process.

    Raises:
        InputError: no workers.
    """
    if executor is None and (not isinstance(workers, int) or workers < 1):
        raise InputError(
            Said("sim.no_workers"), field="workers", found=workers, allowed=Said("sim.1_or_more")
        )
    sys.setswitchinterval(min(SWITCH, sys.getswitchinterval()))
    pool = ThreadPoolExecutor(workers) if executor is None else executor
    room = AHEAD * (workers if executor is None else slots(executor))
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(function, task))
            if len(waiting) >= room:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)


def run_all(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int = 2,
    progress: Progress = silent,
    executor: Executor | None = None,
) -> list[Result]:
    """Results of `function` for each task, in the order of the tasks.

    Results do not depend on the number of workers, nor on where they are. On an error or an
    interruption what has not begun is dropped at once.

    Args:
        function: of one task; must not depend on other tasks. With an executor in other processes
            it is a function of a module, or a `functools.partial` of one.
        tasks: what to do.
        workers: threads, where no executor is given.
        progress: called with the share of tasks done.
        executor: what computes them; it stays open. None is threads of this process.

    Raises:
        InputError: no workers.
    """
    todo = list(tasks)
    results = []
    with closing(in_order(function, todo, workers=workers, executor=executor)) as found:
        for result in found:
            results.append(result)
            progress(len(results) / len(todo))
    return results
