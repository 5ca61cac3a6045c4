"""Where the headings and the rows lie in a file, before anything is said of what they mean.

Programs put a title above a table and notes below it, leave columns and cells empty, and spread a
table over the sheet: a *matrix* has what it counts by down its first columns and across its first
rows, as the statistics bank shows a table on its pages. Here it becomes a table with a row for each
number, and columns that nobody named are named by what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.formats.grid import Grid, Row, check_cells
from scenarios.municipality.margins import schema
from scenarios.municipality.meaning import (
    counts_people,
    is_period,
    meaning,
    plain,
    variable_of,
)
from sim.errors import InputError
from sim.messages import Said

#: Headings of what a matrix does not name.
NUMBERS, PERIOD = "antal", "tid"
#: What a title says the table is counted by.
_BY = re.compile(r"\b(?:efter|fordelt på|by)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Laid:
    """A table as rows under headings.

    Attributes:
        headings: as they are written.
        rows: where each stands, and its cells.
        title: what stands above the table.
        notes: how many lines of notes stand below it.
        matrix: whether it was spread over the sheet.
        lines: rows of the table as they lay there.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""
    notes: int = 0
    matrix: bool = False
    lines: int = 0


def laid_out(grid: Grid) -> Laid:
    """The table in a grid.

    Raises:
        InputError: nothing to read, or a matrix whose rows or columns have no name.
    """
    if grid.tidy:
        rows = [(place, row) for place, row in grid.rows[1:] if any(row)]
        _check_filled(grid, 1 + len(rows))
        return Laid(grid.rows[0][1], tuple(rows), grid.title, lines=len(rows))
    rows = _narrowed([(place, row) for place, row in grid.rows if any(row)])
    _check_filled(grid, len(rows))
    title, rows = _titled(rows)
    _check_filled(grid, len(rows))
    if not rows[0][1][0]:
        return _matrix(grid, title, rows)
    heads = rows[0][1]
    spread = _spread(heads)
    if spread is not None:
        return _melted(grid, title, heads[:spread], rows[:1], rows[1:])
    body, notes = rows[1:], 0
    if any(counts_people(plain(head)) for head in heads):
        body, notes = _noted(body)
    return Laid(heads, tuple(body), title, notes, lines=len(body))


def _check_filled(grid: Grid, rows: int) -> None:
    if rows < 2:
        raise InputError(
            Said("scenarios.nothing_to_read"),
            file=grid.file,
            found=Said("scenarios.rows_lines", rows=rows),
            allowed=Said("scenarios.a_line_of_headings_then_a"),
        )


def _narrowed(rows: Sequence[Row]) -> list[Row]:
    """Rows without the columns that are empty in all of them, and what is empty behind the rest."""
    width = max((len(row) for _, row in rows), default=0)
    kept = [k for k in range(width) if any(k < len(row) and row[k] for _, row in rows)]
    last = max(kept, default=-1) + 1
    return [
        (place, tuple(row[k] for k in kept if k < len(row)))
        for place, row in ((place, row[:last]) for place, row in rows)
    ]


def _alone(row: tuple[str, ...]) -> bool:
    """Whether only the first cell of a row holds something."""
    return bool(row[0]) and not any(row[1:])


def _titled(rows: list[Row]) -> tuple[str, list[Row]]:
    """The lines above a table of several columns, and the table."""
    title = []
    while len(rows) > 1 and _alone(rows[0][1]) and max(len(row) for _, row in rows) > 1:
        title.append(rows[0][1][0])
        rows = _narrowed(rows[1:])
    return " ".join(title), rows


def _noted(rows: list[Row]) -> tuple[list[Row], int]:
    """A table without the notes below it, and how many these are."""
    kept = list(rows)
    while len(kept) > 1 and _alone(kept[-1][1]):
        kept.pop()
    return kept, len(rows) - len(kept)


def _spread(heads: tuple[str, ...]) -> int | None:
    """How many of the headings name a column; those after them are periods or categories.

    None if all of them do: then it is no matrix.
    """
    words = [plain(head) for head in heads]
    named = {*schema().headings, *(w for also in schema().headings.values() for w in also)}
    counted = any(counts_people(word) for word in words)
    if counted or named & set(words) or all(variable_of(word) for word in words):
        return None
    for first in range(1, len(heads)):
        rest = heads[first:]
        if all(is_period(head) for head in rest) or (len(rest) > 1 and _variable(rest)):
            return first
    return None


def _variable(values: Sequence[str]) -> str | None:
    """The variable whose categories all of some cells are; None if none or several."""
    found = []
    for name, variable in schema().variables.items():
        if not variable.categories:
            continue
        meant = [meaning(name, value) for value in values]
        if all(m is not None for m in meant) and any(
            m is not None and m.kind in ("category", "outside") for m in meant
        ):
            found.append(name)
    return found[0] if len(found) == 1 else None


def _matrix(grid: Grid, title: str, rows: list[Row]) -> Laid:
    """A matrix that does not name its first columns."""
    heads = [row for row in rows if not row[1][0]][: _leading(rows)]
    body = rows[len(heads) :]
    width = max(len(row) for _, row in heads)
    stub = next((k for k in range(width) if any(k < len(r) and r[k] for _, r in heads)), 0)
    if not body or not stub:
        raise InputError(
            Said("scenarios.a_table_without_headings"),
            file=grid.file,
            field=rows[0][0],
            found=Said("scenarios.an_empty_cell"),
            allowed=Said("scenarios.a_line_of_headings_or_the"),
        )
    return _melted(grid, title, ("",) * stub, heads, body)


def _leading(rows: list[Row]) -> int:
    """How many rows at the top begin with an empty cell."""
    return next((k for k, (_, row) in enumerate(rows) if row[0]), len(rows))


def _melted(
    grid: Grid, title: str, names: Sequence[str], heads: Sequence[Row], body: Sequence[Row]
) -> Laid:
    """A row for each number of a matrix.

    Args:
        grid: for messages.
        title: above it.
        names: of its first columns; empty where nobody named them.
        heads: rows above the numbers.
        body: rows with numbers, and notes below them.
    """
    stub = len(names)
    body, notes = _noted(list(body))
    width = max(len(row) for _, row in (*heads, *body))
    across = []
    for k, (place, row) in enumerate(heads):
        cells = _filled([*row, *[""] * (width - len(row))][stub:], last=k == len(heads) - 1)
        _check_named(grid, place, cells)
        across.append(cells)
    columns = list(zip(*across, strict=True))
    check_cells(grid.file, (len(body), len(columns)))
    down: list[str] = [""] * stub
    rows: list[Row] = []
    for place, row in body:
        if len(row) != width:
            raise InputError(
                Said("scenarios.a_line_of_another_length"),
                file=grid.file,
                field=place,
                found=Said("calibration.count_cells", count=len(row)),
                allowed=Said("scenarios.width_cells_as_in_the_headings", width=width),
            )
        first = next((k for k in range(stub) if row[k]), stub - 1)
        # What stands further out holds until another does.
        down = [*down[:first], *row[first:stub]]
        _check_named(grid, place, down)
        rows += [
            (
                Said("scenarios.place_column", place=place, number=stub + k + 1),
                (*down, *columns[k], cell),
            )
            for k, cell in enumerate(row[stub:])
        ]
    named = _names(names, len(heads), rows, title)
    return Laid((*named, NUMBERS), tuple(rows), title, notes, matrix=True, lines=len(body))


def _filled(cells: Sequence[str], *, last: bool) -> list[str]:
    """Headings across, each until the next; those nearest to the numbers have each their own."""
    if last:
        return list(cells)
    found: list[str] = []
    for cell in cells:
        found.append(cell or (found[-1] if found else ""))
    return found


def _check_named(grid: Grid, place: str, cells: Sequence[str]) -> None:
    if not all(cells):
        raise InputError(
            Said("scenarios.numbers_whose_row_or_column_has"),
            file=grid.file,
            field=place,
            found=Said("scenarios.an_empty_cell"),
            allowed=Said("scenarios.a_name_for_each_row_and"),
        )


def _names(names: Sequence[str], heads: int, rows: Sequence[Row], title: str) -> list[str]:
    """A name for each column: its own, or what its cells are, or what the title has left over."""
    found: list[str] = list(names) + [""] * heads
    for k, name in enumerate(found):
        values = list(dict.fromkeys(row[k] for _, row in rows))
        if not name:
            found[k] = _variable(values) or (PERIOD if all(map(is_period, values)) else "")
    by = _BY.search(title)
    told = re.split(r",\s*|\s+(?:og|and)\s+", by[1].strip(" .")) if by else []
    known = {variable_of(plain(name)) or plain(name) for name in found if name}
    left = [name for name in told if (variable_of(plain(name)) or plain(name)) not in known]
    unnamed = [k for k, name in enumerate(found) if not name]
    for k in unnamed:
        found[k] = left[0] if len(left) == len(unnamed) == 1 else f"column {k + 1}"
    return found
