"""Time a lever of the page: from the key that moves it to the redrawn chart.

First the server's work in processor seconds, which other jobs on the machine disturb least, as a
ratio to the seconds in which the engine alone lives the same worlds. Then, where there is a
Chromium, what a reader waits in a real browser, by the clock: that depends on the machine and on
what else it does, so the load is printed beside it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.world import trial_world
from mentorsim.language import Language
from mentorsim.page.blocks import BLOCKS
from mentorsim.page.drawn import Shown
from mentorsim.page.job_queue import own_store
from mentorsim.page.runs import first_picture, question_of
from mentorsim.page.setting import page_setting
from mentorsim.page.state import State
from mentorsim.page.uploads import prices_on_file
from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from sim.executor import silent

#: The first step: worlds and their tables, before anything is drawn.
WORLDS = "worlds and tables"
#: Weeks of support that the lever is moved through; the first warms up.
STOPS = (91, 78, 65, 52, 39, 26, 13)


class Steps:
    """Processor seconds of each step of a lever, one number per move."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}
        self._last = time.process_time()

    def begin(self) -> None:
        """From here on."""
        self._last = time.process_time()

    def done(self, name: str) -> None:
        """A step is done."""
        now = time.process_time()
        self.taken.setdefault(name, []).append(now - self._last)
        self._last = now

    def median(self, name: str) -> float:
        """Of all moves but the first, which compiles and reads files."""
        return statistics.median(self.taken[name][1:])


def server(stops: tuple[int, ...]) -> Steps:
    """What the server does when a lever moves."""
    steps, own, words = Steps(), own_store(), Language("en")
    for weeks in stops:
        state = State("en").with_lever("weeks", weeks)
        prices = prices_on_file(state.rule_year)
        steps.begin()
        comparison = first_picture(question_of(state), own)
        steps.done(WORLDS)
        shown = Shown(comparison, state.outcome, words, True, prices)
        for name, make in BLOCKS.items():
            make(shown)
            steps.done(name)
    return steps


def full_answer() -> float:
    """Processor seconds of a question with every draw of the page, once all is compiled."""
    question = question_of(State("en").with_lever("weeks", STOPS[0]))
    start = time.process_time()
    question.simulate(silent)
    return time.process_time() - start


def engine_seconds() -> float:
    """Processor seconds in which the engine alone lives as many worlds of as many weeks."""
    worlds = SEEDS_PER_DRAW * page_setting().count("quick_draws")
    total = 0.0
    for seed in range(worlds):
        world = trial_world(seed, horizon=page_setting().count("follow_weeks") + 1)
        start = time.process_time()
        world.advance(world.weeks)
        total += time.process_time() - start
    return total


def browser(stops: tuple[int, ...]) -> tuple[list[float], list[float]]:
    """Seconds by the clock until the first chart, and until the whole page, is redrawn."""
    from tests.support.browser import Visitor, browsing, serving

    first, whole = [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        browsing() as chromium,
    ):
        visitor = Visitor(chromium, address).open("compare?lang=en")
        knob = visitor.page.get_by_role("slider", name=Language("en").text("lever.weeks"))
        knob.focus()
        for _ in stops:
            visitor.still()
            before, begun = visitor.first_figure(), time.perf_counter()
            visitor.page.keyboard.press("ArrowLeft")
            visitor.redrawn(before)
            first.append(time.perf_counter() - begun)
            visitor.settled()
            whole.append(time.perf_counter() - begun)
    return first[1:], whole[1:]


def main() -> None:
    """Print every measurement."""
    argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__).parse_args()
    steps, engine = server(STOPS), engine_seconds()
    chart = steps.median(WORLDS) + steps.median("effects")
    every = sum(steps.median(name) for name in steps.taken)
    draws = page_setting().count("quick_draws")
    print(f"a lever of the page, {draws} draws, processor seconds (median of {len(STOPS) - 1})")
    for name in steps.taken:
        print(f"  {name:17} {steps.median(name):5.2f}")
    print(f"  to the first chart {chart:.2f}, {chart / engine:.1f} x the engine's {engine:.2f}")
    print(f"  to the whole page  {every:.2f}, {every / engine:.1f} x the engine's")
    answer, alone = full_answer(), engine * page_setting().count("full_draws") / draws
    print(f"  the full answer    {answer:.2f}, {answer / alone:.1f} x the engine's {alone:.2f}")
    if shutil.which("chromium") is None:
        print("there is no Chromium: what a reader waits was not measured")
        return
    first, whole = browser(STOPS)
    print(f"what a reader waits, seconds (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")
    for name, taken in (("first chart", first), ("whole page", whole)):
        print(f"  {name:12} {statistics.median(taken):.2f} ({min(taken):.2f} to {max(taken):.2f})")


if __name__ == "__main__":
    main()
