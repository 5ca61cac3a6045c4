"""What goes to the terminal: tables, progress with time left, and one message per error."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from mentorsim.reader import reader_language
from sim.messages import Said, in_language

#: Tables keep this width when the output is piped; a terminal uses its own.
PIPED_WIDTH = 100


def output() -> Console:
    """Where results go."""
    console = Console()
    return console if console.is_terminal else Console(width=PIPED_WIDTH)


def print_what_can_be() -> None:
    """Letters that the alphabet of an output lacks become question marks, and stop nothing.

    Where output goes to another program, Windows writes it in an old alphabet of its own.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(content: Any) -> None:
    """Results for machines: one JSON document on standard output.

    Letters are escaped where standard output has no UTF-8: a program reads them whole all the same.
    """
    escaped = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    print(json.dumps(content, ensure_ascii=escaped, indent=1, allow_nan=False))


@contextmanager
def progress(title: str) -> Iterator[Callable[[float], None]]:
    """A bar with the time left, on standard error, where somebody is watching.

    Args:
        title: a text of the catalogue, told in the reader's language.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(in_language(title, reader_language()), total=1.0)
        yield lambda share: bar.update(task, completed=share)


#: A log that nobody watches gets a line for every tenth of the way.
LINES = 10
#: Seconds between two reports below which nothing was computed.
A_MOMENT = 0.05
#: Share that must be done before a time is guessed from it.
LEAST = 0.01


@contextmanager
def step_progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """Steps of a long computation and the time left, on standard error.

    A bar on a terminal; elsewhere (a log) a line for each step and each tenth of the way.

    Args:
        title: of the whole, as the steps a text of the catalogue: told in the reader's language.
    """
    console, language = Console(stderr=True), reader_language()
    if not console.is_terminal:
        yield _lines(title, language)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, speed_estimate_period=120) as bar:
        task = bar.add_task(in_language(title, language), total=1.0)

        def show(step: str, share: float) -> None:
            told = in_language(Said("mentorsim.title_and_step", title=title, step=step), language)
            bar.update(task, completed=share, description=told)

        yield show


def _lines(title: str, language: str) -> Callable[[str, float], None]:
    said: set[tuple[str, int]] = set()
    begun = last = (time.monotonic(), 0.0)

    def say(step: str, share: float) -> None:
        nonlocal begun, last
        now = time.monotonic()
        # What an earlier run has finished is read in a moment, and says nothing about the rest; nor
        # does the step before about one whose share begins at nothing again.
        if now - last[0] < A_MOMENT or share < last[1]:
            begun = (now, share)
        last = (now, share)
        mark = (step, int(share * LINES))
        if mark in said:
            return
        said.add(mark)
        spent, done = now - begun[0], share - begun[1]
        told = Said("mentorsim.title_and_step", title=title, step=step)
        line = Said("mentorsim.so_far_done", step=told, percent=f"{100 * share:.0f}")
        if done > LEAST:
            minutes = round(spent / done * (1 - share) / 60, 1)
            line = Said("mentorsim.so_far_done_minutes_left", line=line, minutes=minutes)
        print(in_language(line, language), file=sys.stderr, flush=True)

    return say
