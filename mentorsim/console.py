"""What goes to the terminal: tables, progress with time left, and one message per error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

#: Tables keep this width when the output is piped; a terminal uses its own.
PIPED_WIDTH = 100


def output() -> Console:
    """Where results go."""
    console = Console()
    return console if console.is_terminal else Console(width=PIPED_WIDTH)


def print_json(content: Any) -> None:
    """Results for machines: one JSON document on standard output."""
    print(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))


@contextmanager
def progress(title: str) -> Iterator[Callable[[float], None]]:
    """A bar with the time left, on standard error, where somebody is watching."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda share: bar.update(task, completed=share)
