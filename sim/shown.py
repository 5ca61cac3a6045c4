"""How results show themselves at a prompt and in a notebook: ten lines, a small table.

A result says in `shown` what it is; here it becomes text and HTML that never grow beyond `MOST`
characters, whatever is in it. Words that a user gave are put on one line, and escaped in HTML.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

#: Characters that a result shows at most, as text and as HTML.
MOST = 2000
#: Rows of its table.
ROWS = 5
#: Characters of a line, and of a cell; fewer where that is still too much.
WIDTHS = ((100, 40), (100, 20), (60, 12), (30, 6))


@dataclass(frozen=True)
class Shown:
    """What a result says of itself, in plain English.

    Attributes:
        heading: what it is, and of what.
        facts: sentences or lists of numbers below it.
        columns: heads of the table; none is no table.
        rows: of the table, cells as text.
        after: what to know of the numbers, below the table.
        further: what to call next.
    """

    heading: str
    facts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    further: tuple[str, ...] = ()


class ResultShown(ABC):
    """A result that shows itself in a few lines; a dataclass needs `repr=False` beside it."""

    @abstractmethod
    def shown(self) -> Shown:
        """What it says of itself."""

    def __repr__(self) -> str:
        """About ten lines of text."""
        return next(t for t in map(_text, _shorter(self.shown())) if len(t) <= MOST)

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        return next(t for t in map(_html, _shorter(self.shown())) if len(t) <= MOST)


def number(value: float, digits: int = 1) -> str:
    """A number for such a table; nothing is a dash."""
    return "–" if value != value else f"{value:,.{digits}f}"


def with_interval(
    mean: float, low: float, high: float, digits: int = 1, *, enough: bool, beyond: bool = False
) -> str:
    """A number with its interval, which is left out where the draws cannot carry one.

    Args:
        mean, low, high: in one unit.
        digits: decimals.
        enough: whether there are draws enough for an interval.
        beyond: whether it lies beyond what the trial speaks to; marked with a dagger.
    """
    ends = f" ({number(low, digits)} to {number(high, digits)})" if enough else ""
    return f"{number(mean, digits)}{'†' if beyond else ''}{ends}"


def _shorter(shown: Shown) -> Iterator[Shown]:
    """What is shown, then with less and less of it."""
    for line, cell in WIDTHS:
        cut = replace(
            shown,
            heading=_cut(shown.heading, 2 * line),
            facts=tuple(_cut(words, 2 * line) for words in shown.facts[:3]),
            columns=tuple(_cut(words, cell) for words in shown.columns),
            rows=tuple(tuple(_cut(c, cell) for c in row) for row in shown.rows),
            after=tuple(_cut(words, 2 * line) for words in shown.after[:3]),
        )
        for count in range(min(ROWS, len(shown.rows)), 0, -1):
            more = len(shown.rows) - count
            told = (f"... and {more} more",) if more else ()
            yield replace(cut, rows=cut.rows[:count], after=(*told, *cut.after))
        yield replace(cut, columns=(), rows=())
    yield Shown(_cut(shown.heading, 100))


def _cut(words: str, most: int) -> str:
    """Words on one line, cut to a length."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _text(shown: Shown) -> str:
    lines = [shown.heading, *(f"  {words}" for words in shown.facts)]
    if shown.columns and shown.rows:
        table = [shown.columns, *shown.rows]
        widths = [max(len(row[k]) for row in table) for k in range(len(shown.columns))]
        lines += [f"    {_line(row, widths)}".rstrip() for row in table]
    lines += [f"  {words}" for words in shown.after]
    if shown.further:
        lines.append(f"  Next: {', '.join(shown.further)}")
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if k == 0 else cell.rjust(width)
        for k, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *rest])


def _html(shown: Shown) -> str:
    parts = [f"<b>{html.escape(shown.heading)}</b>"]
    parts += [f"<br>{html.escape(words)}" for words in shown.facts]
    if shown.columns and shown.rows:
        head = "".join(f"<th>{html.escape(c)}</th>" for c in shown.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in shown.rows
        )
        parts.append(f"<table><tr>{head}</tr>{body}</table>")
        after = list(shown.after)
    else:
        after = ["", *shown.after]
    parts.append("<br>".join(html.escape(words) for words in after))
    if shown.further:
        parts.append(f"<br>Next: <code>{html.escape(', '.join(shown.further))}</code>")
    return f"<div>{''.join(parts)}</div>"
