"""What a municipality hands over, taken apart with care: a file of any kind, or a table in memory.

Whatever cannot be read for certain is refused: unknown alphabets, mixed separators, formulas,
personal numbers. Messages never repeat what could be a personal number. A data frame goes the same
way: its cells are written as a file has them, in memory only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from scenarios.formats.grid import Grid, Row, frame_rows
from scenarios.formats.reading import read_grid
from scenarios.municipality.layout import Laid, laid_out
from scenarios.municipality.margins import schema
from scenarios.municipality.meaning import plain, shown
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said
from sim.written_numbers import Written, written

#: A Danish personal number: six digits of a date, four more (decimals of a share are none). It is
#: never repeated in a message.
PERSONAL_NUMBER = re.compile(r"(?<![\d.,])\d{6}[- ]?\d{4}(?!\d)")
#: What a population is called that is in no file.
GIVEN = Path("population")


@dataclass(frozen=True)
class Sheet:
    """A file, or a data frame, as text.

    Attributes:
        file: where it was read; `GIVEN` if it is a data frame.
        headings: in the words of the schema: small letters, `_` for blanks and hyphens.
        rows: where it stands, for messages (`line 2` of a file, from 1; `row 0` of a data frame,
            from 0), and its cells, as many as headings.
        titles: the headings as they are written.
        grid: what the format says beside the rows.
        laid: how the rows lay in the file.
    """

    file: Path
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    titles: tuple[str, ...]
    grid: Grid
    laid: Laid

    def only(self, rows: Sequence[Row], columns: Sequence[int]) -> Sheet:
        """Some of its rows, and some of its columns."""
        return replace(
            self,
            headings=tuple(self.headings[k] for k in columns),
            titles=tuple(self.titles[k] for k in columns),
            rows=tuple((place, tuple(row[k] for k in columns)) for place, row in rows),
        )


def read_sheet(path: Path, content: bytes | None = None, sheet: str | None = None) -> Sheet:
    """A file of any kind that is read (`scenarios.formats.reading`), with a line of headings.

    Args:
        path: of the file; only its name, if the content is given.
        content: of a file that is in memory (an upload).
        sheet: of a workbook with several.

    Raises:
        InputError: no such file, too large, a kind that cannot be read, no rows, a heading twice,
            a row of another length, a formula, a personal number.
    """
    if content is None:
        content = _bytes(path)
    _check_size(path, len(content))
    return _sheet(read_grid(path, content, sheet))


def sheet_of(frame: pd.DataFrame) -> Sheet:
    """A data frame with the columns of a file, its cells as a file has them.

    Args:
        frame: a row for each person or share; missing values are empty cells. The index says
            nothing.

    Raises:
        InputError: no rows, a column twice, a formula, a personal number.
    """
    return _sheet(Grid(GIVEN, "frame", frame_rows(frame), tidy=True))


def _sheet(grid: Grid) -> Sheet:
    """Headings and rows, checked."""
    for place, row in grid.rows:
        if any(PERSONAL_NUMBER.search(cell) for cell in row):
            raise InputError(
                Said("scenarios.a_personal_number"),
                file=grid.file,
                field=place,
                allowed=Said("scenarios.no_personal_numbers_anywhere_in_the"),
            )
    laid = laid_out(grid)
    headings = tuple(plain(cell) for cell in laid.headings)
    for heading, times in Counter(headings).items():
        if times > 1:
            raise InputError(
                Said("scenarios.a_column_is_there_twice"),
                file=grid.file,
                field=heading or Said("scenarios.without_a_name"),
            )
    for heading in headings:
        if heading in schema().personal:
            raise InputError(
                Said("scenarios.a_column_that_says_who_somebody"),
                file=grid.file,
                field=heading,
                allowed=Said("scenarios.no_personal_columns_delete_it_and"),
            )
    for place, row in laid.rows:
        _check_row(grid, place, row, headings)
    return Sheet(grid.file, headings, laid.rows, laid.headings, grid, laid)


@dataclass(frozen=True)
class Cell:
    """A number in a cell.

    Attributes:
        value: the number; `53 %` is 0.53.
        written: how it stands there, without the sign of per cent.
    """

    value: float
    written: Written

    def check_certain(self, *, most: float, whole: bool, file: Path, field: str) -> None:
        """Ask about a number that can be read in two ways where both are possible.

        Args:
            most: the greatest value that is possible here.
            whole: whether only whole numbers are.
            file: that holds it, for the message.
            field: that holds it, for the message.

        Raises:
            InputError: it can.
        """
        if not self.written.is_certain(most=most, whole=whole):
            raise self.written.question(file=file, field=field)


def number(cell: str, *, per_cent: bool = False) -> Cell | None:
    """The number in a cell, as `sim.written_numbers` reads it; None if it is not one.

    Args:
        cell: its text.
        per_cent: whether `53 %` may be written for 0.53.
    """
    scale = 1.0
    if per_cent and cell.endswith("%"):
        cell, scale = cell[:-1].rstrip(), 0.01
    found = written(cell)
    # A power of ten is how a program writes a number, not how a table for people does.
    if found is None or "e" in cell.lower():
        return None
    return Cell(found.value if scale == 1.0 else found.value * scale, found)


def decimals(cell: str) -> int:
    """How many decimals of a share a cell gives (`53 %` gives two)."""
    digits = cell.rstrip("% ").replace(",", ".").partition(".")[2]
    return len(digits) + (2 if cell.endswith("%") else 0)


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise InputError(
                Said("scenarios.not_a_file"),
                file=path,
                allowed=Said("scenarios.a_file_with_a_table"),
            )
        _check_size(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            Said("scenarios.cannot_read_the_population"),
            file=path,
            found=of_system(error),
            allowed=Said("scenarios.a_file_that_can_be_read"),
        ) from error


def _check_size(path: Path, size: int) -> None:
    largest = int(schema().limit("largest_file"))
    if size > largest:
        raise InputError(
            Said("scenarios.this_file_is_too_large_for_a_population"),
            file=path,
            found=Said("sim.size_bytes", size=size),
            allowed=Said("sim.at_most_most_bytes", most=largest),
        )


def _check_row(grid: Grid, place: str, row: tuple[str, ...], headings: tuple[str, ...]) -> None:
    if len(row) != len(headings):
        comma = grid.separator == "," and len(row) > len(headings)
        hint = Said("scenarios.a_decimal_comma_needs_semicolons") if comma else ""
        raise InputError(
            Said("scenarios.a_line_of_another_length_hint", hint=hint),
            file=grid.file,
            field=place,
            found=Said("calibration.count_cells", count=len(row)),
            allowed=Said("scenarios.width_cells_as_in_the_headings", width=len(headings)),
        )
    for heading, cell in zip(headings, row, strict=True):
        starts = cell[:1] in ("=", "@", "+", "-") and len(cell) > 1
        if starts and number(cell, per_cent=True) is None:
            raise InputError(
                Said("scenarios.a_formula_not_a_value"),
                file=grid.file,
                field=Said("scenarios.place_name", place=place, name=heading),
                found=shown(cell),
                allowed=Said("scenarios.the_value_itself"),
            )
