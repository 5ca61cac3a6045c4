"""What is kept stays bounded; runs are finished, wait their turn, and never mix."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration.trial import the_trial
from mentorsim.page.job_queue import SHUTDOWN, JobQueue
from mentorsim.page.runs import Question, first_picture, question_of
from mentorsim.page.setting import Options, options, page_setting
from mentorsim.page.state import State
from mentorsim.page.store import Store, bytes_of
from mentorsim.page.uploads import example, people_of
from scenarios.comparison.compare import Comparison
from sim.errors import InputError
from sim.executor import Progress
from tests.worlds.small_comparison import small_comparison

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", 4, 1))
    assert options().draws == 4


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


# --- the store ------------------------------------------------------------------------------------
def test_the_longest_unused_goes_first() -> None:
    store = Store(3 * bytes_of(np.zeros(1000)))
    for name in "abc":
        assert store.put(name, np.zeros(1000))
    assert store.get("a") is not None
    store.put("d", np.zeros(1000))
    assert store.get("b") is None
    assert all(store.get(name) is not None for name in "acd")
    assert store.used <= store.limit


def test_what_is_larger_than_the_store_is_not_kept() -> None:
    store = Store(1000)
    store.put("small", b"x" * 100)
    assert not store.put("large", np.zeros(10_000))
    assert store.get("large") is None
    assert store.get("small") is not None
    assert store.put("small", b"x" * 50)
    assert store.used == bytes_of(b"x" * 50)


def test_sizes_are_those_of_the_numbers() -> None:
    assert bytes_of(np.zeros(1000)) >= 8000
    assert bytes_of(pd.DataFrame({"a": np.zeros(1000)})) >= 8000
    comparison = small_comparison()
    assert bytes_of(comparison) > comparison.ensemble.nbytes
    assert bytes_of({"a": [np.zeros(1000), np.zeros(1000)]}) >= 16000


def test_nothing_is_made_twice_side_by_side() -> None:
    store, made = Store(10**6), []
    gate = threading.Barrier(4)

    def make() -> str:
        made.append(1)
        time.sleep(0.05)
        return "result"

    def ask() -> None:
        gate.wait()
        assert store.get_or_make("key", make) == "result"

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_a_failure_is_not_kept() -> None:
    store = Store(10**6)

    def fail() -> None:
        raise InputError("no")

    with pytest.raises(InputError):
        store.get_or_make("key", fail)
    assert store.get_or_make("key", lambda: "now it works") == "now it works"


# --- the queue ------------------------------------------------------------------------------------
class Slow:
    """Lives a question only when it is let."""

    def __init__(self) -> None:
        self.begun: list[Question] = []
        self.let = threading.Semaphore(0)

    def __call__(self, question: Question, progress: Progress) -> Comparison:
        self.begun.append(question)
        progress(0.5)
        assert self.let.acquire(timeout=PATIENCE)
        return replace(small_comparison(), reference=question.policies[0].name)


def ask(weeks: int) -> Question:
    return question_of(State("da").with_lever("weeks", weeks))


def test_a_run_that_has_begun_is_finished_whatever_is_asked_next() -> None:
    slow, own = Slow(), Store(10**8)
    queue = JobQueue(10**8, slow)
    first = queue.ask(ask(78), own, "reader")
    wait_for(lambda: len(slow.begun) == 1)
    others = [queue.ask(ask(weeks), own, "reader") for weeks in (91, 117, 130)]
    assert queue.ahead(others[-1]) == 1
    slow.let.release(2)
    wait_for(lambda: first.finished and others[-1].finished)
    # The lever's stations on the way waited, and gave way; where it came to rest was lived.
    assert [q.policies[0].policy.duration.weeks for q in slow.begun] == [78, 130]
    assert queue.full(ask(78), own) is not None
    assert queue.full(ask(130), own) is not None
    assert queue.full(ask(91), own) is None
    assert first.share == 0.5
    assert first.seconds_left() is not None


def test_readers_wait_for_each_other_but_do_not_push_each_other_out() -> None:
    slow, own = Slow(), Store(10**8)
    queue = JobQueue(10**8, slow)
    queue.ask(ask(78), own, "a")
    wait_for(lambda: len(slow.begun) == 1)
    b, c = queue.ask(ask(91), own, "b"), queue.ask(ask(130), own, "c")
    assert (queue.ahead(b), queue.ahead(c)) == (1, 2)
    slow.let.release(3)
    wait_for(lambda: c.finished)
    assert b.finished
    assert len(slow.begun) == 3


def test_the_same_question_is_lived_once() -> None:
    slow, own = Slow(), Store(10**8)
    queue = JobQueue(10**8, slow)
    run = queue.ask(ask(78), own, "a")
    wait_for(lambda: len(slow.begun) == 1)
    assert queue.ask(ask(78), own, "b") is run
    slow.let.release()
    wait_for(lambda: run.finished)
    assert len(slow.begun) == 1


@pytest.mark.parametrize("error", [InputError("cannot be lived"), ZeroDivisionError()])
def test_a_run_that_fails_says_so_and_the_next_one_runs(error: Exception) -> None:
    def simulate(question: Question, progress: Progress) -> Comparison:
        if question.policies[0].policy.duration.weeks == 78:
            raise error
        return small_comparison()

    queue, own = JobQueue(10**8, simulate), Store(10**8)
    bad = queue.ask(ask(78), own, "a")
    wait_for(lambda: bad.finished)
    assert bad.error is not None
    good = queue.ask(ask(91), own, "a")
    wait_for(lambda: good.finished)
    assert good.error is None
    assert queue.full(ask(91), own) is not None


def test_a_result_without_room_is_told_and_not_asked_for_again_and_again() -> None:
    queue, own = JobQueue(1000, lambda q, p: small_comparison()), Store(1000)
    run = queue.ask(ask(78), own, "a")
    wait_for(lambda: run.finished)
    assert run.error is not None
    assert "too large" in run.error.problem


def own_question(share: str) -> Question:
    table = f"variable;category;share\ngender;woman;{share}\ngender;man;{1 - float(share):g}\n"
    people = people_of("ours.csv", table.encode(), 300)
    return question_of(State("da"), people)


def test_own_numbers_stay_with_their_session() -> None:
    queue = JobQueue(10**8, lambda q, p: small_comparison())
    mine, theirs = Store(10**8), Store(10**8)
    question = own_question("0.5")
    run = queue.ask(question, mine, "a")
    wait_for(lambda: run.finished)
    assert queue.full(question, mine) is not None
    assert queue.full(question, theirs) is None
    assert len(queue.shared) == 0


def test_addresses_tell_questions_apart() -> None:
    questions: list[Any] = [
        ask(78),
        ask(91),
        question_of(State("da", weeks=104)),
        question_of(State("da", against="26-weeks")),
        own_question("0.5"),
        own_question("0.6"),
        question_of(State("da"), people_of("i.csv", example("individuals.csv"))),
        question_of(State("da")),
    ]
    addresses = {question.address("full") for question in questions}
    assert len(addresses) == len(questions)
    assert ask(78).address("full") == ask(78).address("full")
    assert ask(78).address("quick") not in addresses


def test_five_readers_side_by_side_get_their_own_answers() -> None:
    queue, weeks = JobQueue(10**8, lambda q, p: small_comparison()), (13, 26, 52, 78, 91)
    found: dict[int, Comparison] = {}

    def read(w: int) -> None:
        question = question_of(State("da", weeks=104).with_lever("weeks", w))
        found[w] = first_picture(question, Store(10**8), queue)

    threads = [threading.Thread(target=read, args=(w,)) for w in weeks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = JobQueue(10**8, lambda q, p: small_comparison())
    for w in weeks:
        question = question_of(State("da", weeks=104).with_lever("weeks", w))
        expected = first_picture(question, Store(10**8), alone)
        pd.testing.assert_frame_equal(found[w].differences, expected.differences)
        assert found[w].policies[0].policy.duration.weeks == w
    means = {float(c.totals["mean"].sum()) for c in found.values()}
    assert len(means) == len(weeks)
    assert the_trial() is question_of(State("da")).people


def test_a_lever_that_is_moved_for_long_takes_no_more_room() -> None:
    """First pictures have room of their own: the last are kept, and no full one goes for them."""
    limit = 2 * 10**6
    queue, own = JobQueue(10**8, quick=limit), Store(10**8)
    asked = [question_of(State("da", weeks=60).with_lever("weeks", w)) for w in range(20, 26)]
    for question in asked:
        first_picture(question, own, queue)
        assert queue.quick.used <= limit
    assert queue.quick.get(asked[0].address("quick")) is None
    assert queue.quick.get(asked[-1].address("quick")) is not None
    assert len(queue.shared) == len(own) == 0
    setting = page_setting()
    assert setting.count("quick_memory") + setting.count("shared_memory") <= 160


def test_a_waiting_question_that_nobody_looks_at_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mentorsim.page.job_queue.ABANDONED", 0.2)
    slow, own = Slow(), Store(10**8)
    queue = JobQueue(10**8, slow)
    queue.ask(ask(78), own, "a")
    wait_for(lambda: len(slow.begun) == 1)
    closed, open_still = queue.ask(ask(91), own, "b"), queue.ask(ask(130), own, "c")
    time.sleep(0.4)

    def looked_at_until_it_is_there() -> bool:
        open_still.look()
        return open_still.finished

    open_still.look()
    slow.let.release(2)
    wait_for(looked_at_until_it_is_there)
    assert not closed.finished
    assert len(slow.begun) == 2
    # Who was only slow sees it, and is served when they ask again.
    assert closed.dropped
    assert not open_still.dropped
    again = queue.ask(ask(91), own, "b")
    slow.let.release()
    wait_for(lambda: again.finished)
    assert queue.full(ask(91), own) is not None


@pytest.mark.parametrize(("words", "told"), [("other", 1), (SHUTDOWN, 0)])
def test_a_server_that_stops_in_the_middle_of_a_picture_says_nothing(
    words: str, told: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever else goes wrong is told to whoever runs the server."""

    def stopped(question: Question, progress: Progress) -> Comparison:
        raise RuntimeError(f"cannot schedule new futures {words}")

    run = JobQueue(10**8, stopped).ask(ask(78), Store(10**8), "a")
    wait_for(lambda: run.finished)
    assert len(caplog.records) == told
    assert (run.error is not None) == bool(told)


def test_full_pictures_pause_while_somebody_waits_for_a_first_one() -> None:
    queue = JobQueue(10**8, lambda q, p: small_comparison())
    went_on = threading.Event()

    def world() -> None:
        queue.yield_turn()
        went_on.set()

    with queue.preempt():
        thread = threading.Thread(target=world)
        thread.start()
        assert not went_on.wait(0.2)
    assert went_on.wait(PATIENCE)
    thread.join()
