"""Results in order, bounded work ahead, and an end to it on errors and interruptions."""

from __future__ import annotations

import pickle
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from calibration.trial import the_trial
from sim.executor import AHEAD, in_order, run_all, slots


def square(x: int) -> int:
    return x * x


class Backwards(Executor):
    """Finishes the newest task first."""

    slots = 3

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.most = self.open = 0

    def submit(self, fn, /, *args, **kwargs):
        future: Future[int] = Future()
        self.seen.append(args[0])
        self.open += 1
        self.most = max(self.most, self.open)

        def finish() -> None:
            time.sleep(0.02 / (1 + args[0]))
            self.open -= 1
            if future.set_running_or_notify_cancel():
                future.set_result(fn(*args))

        threading.Thread(target=finish).start()
        return future


def test_results_come_in_the_order_of_the_tasks() -> None:
    for executor in (None, Backwards()):
        assert run_all(square, range(50), executor=executor) == [k * k for k in range(50)]


def test_other_processes_give_the_same() -> None:
    with ProcessPoolExecutor(1) as executor:
        assert run_all(square, range(5), executor=executor) == [0, 1, 4, 9, 16]


def test_tasks_are_taken_as_there_is_room() -> None:
    executor = Backwards()
    assert slots(executor) == 3
    found = in_order(square, iter(range(100)), executor=executor)
    assert next(found) == 0
    assert len(executor.seen) == 3 * AHEAD
    assert executor.most <= 3 * AHEAD
    found.close()
    assert len(executor.seen) == 3 * AHEAD


def test_progress_is_the_share_done() -> None:
    shares: list[float] = []
    run_all(square, range(4), progress=shares.append)
    assert shares == [0.25, 0.5, 0.75, 1.0]
    assert run_all(square, []) == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_or_interruption_drops_what_has_not_begun(error: type[BaseException]) -> None:
    begun: list[int] = []

    def fail(k: int) -> None:
        begun.append(k)
        time.sleep(0.01)
        if k == 2:
            raise error

    with pytest.raises(error):
        run_all(fail, range(1000), workers=2)
    assert 3 <= len(begun) <= 2 * AHEAD + 5


def test_an_executor_that_was_given_stays_open() -> None:
    with ThreadPoolExecutor(2) as executor:
        for _ in range(2):
            assert run_all(square, range(3), executor=executor) == [0, 1, 4]


def test_the_trial_travels_as_its_name() -> None:
    content = pickle.dumps(the_trial())
    assert len(content) < 200
    assert pickle.loads(content) is the_trial()
