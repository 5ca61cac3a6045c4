"""Long tables of a workbook: written column by column, and never held cell by cell.

XlsxWriter keeps an object for each cell and goes through all of them twice. Tables of results have
a million: here a column's cells become text at once, some thousand rows at a time. The file is the
same to the bit as if each cell had been written by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

#: What a cell of a table holds; None is an empty one.
Plain = str | float | bool | None
#: Rows that share what the file says of their length, and rows that are text at a time.
SHARING = 16
AT_A_TIME = 256 * SHARING


class LongTable:
    """The rows of a table that a sheet ends with."""

    def __init__(
        self, page: Any, first: int, columns: Sequence[Sequence[Plain]], look: Format
    ) -> None:
        """Put the table on its sheet, below all other cells, from the first column on.

        Args:
            page: the sheet, an `xlsxwriter.worksheet.Worksheet`; it writes the table when the
                book is closed.
            first: the first of its rows, counted from 0; the one before holds a head for every
                column.
            columns: of one length, and at least one row.
            look: of the cells.
        """
        self._page, self._first, self._columns, self._look = page, first, list(columns), look
        self._cell_by_cell = page._write_rows
        page._write_rows = self._write_rows
        words: dict[str, int] = {}
        # Words are numbered in the order in which they come, row by row.
        spoken = [c for c in columns if any(isinstance(value, str) for value in c)]
        for row in zip(*spoken, strict=True):
            for value in row:
                if isinstance(value, str) and value not in words:
                    words[value] = page.str_table._get_shared_string_index(value)
        page.str_table.count += sum(
            isinstance(value, str) for column in spoken for value in column
        ) - len(words)
        self._words = words
        page.dim_rowmax = first + len(columns[0]) - 1
        page.dim_colmax = len(columns) - 1

    def _write_rows(self) -> None:
        page = self._page
        last, page.dim_rowmax = page.dim_rowmax, self._first - 1
        self._cell_by_cell()
        page.dim_rowmax = last
        style = f' s="{self._look._get_xf_index()}"'
        count = last + 1 - self._first
        # Blocks of rows that share their length begin at multiples of their size.
        starts = [0, *range(AT_A_TIME - self._first, count, AT_A_TIME)]
        for start, stop in zip(starts, [*starts[1:], count], strict=True):
            page.fh.write(self._text(start, stop, style))

    def _text(self, start: int, stop: int, style: str) -> str:
        """Some rows as the file has them."""
        rows = range(self._first + start + 1, self._first + stop + 1)
        names = [xl_col_to_name(c) for c in range(len(self._columns))]
        columns = [
            [
                self._cell(f"{name}{row}", style, value)
                for row, value in zip(rows, column[start:stop], strict=True)
            ]
            for name, column in zip(names, self._columns, strict=True)
        ]
        there = np.array([[value is not None for value in c[start:stop]] for c in self._columns])
        spans = self._spans(there, rows[0] - 1)
        return "".join(
            f'<row r="{row}"{spans[(row - 1) // SHARING]}>{"".join(cells)}</row>'
            for row, cells in zip(rows, zip(*columns, strict=True), strict=True)
            if any(cells)
        )

    def _cell(self, place: str, style: str, value: Plain) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return f'<c r="{place}"{style} t="s"><v>{self._words[value]}</v></c>'
        if isinstance(value, bool):
            return f'<c r="{place}"{style} t="b"><v>{int(value)}</v></c>'
        return f'<c r="{place}"{style}><v>{value:.16G}</v></c>'

    def _spans(self, there: Any, first: int) -> dict[int, str]:
        """From the first to the last column of some rows that are not empty, by block of rows."""
        found = {}
        for block in range(first // SHARING, (first + there.shape[1] - 1) // SHARING + 1):
            start = max(0, block * SHARING - first)
            used = np.flatnonzero(there[:, start : (block + 1) * SHARING - first].any(axis=1))
            ends = (used[0], used[-1]) if len(used) else (0, 0)
            if block == (self._first - 1) // SHARING:
                ends = 0, len(there) - 1  # with the heads
            found[block] = f' spans="{ends[0] + 1}:{ends[1] + 1}"'
        return found
