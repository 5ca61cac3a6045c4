"""What every reader of a format gives: rows of text, and what the format itself says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Integral, Real
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.messages import Said

#: Where a row stands, for messages (`line 2` of a file, from 1), and its cells.
Row = tuple[str, tuple[str, ...]]
#: Cells that are read at most: more than any table of a municipality has.
MOST_CELLS = 5_000_000
#: Decimals that a number with a mark of thousands could have.
THREE = 3


@dataclass(frozen=True)
class Grid:
    """A file as rows of text.

    Attributes:
        file: where it was read.
        form: which format it is, by name (`csv`, `px`, `workbook` ...).
        rows: where each stands, and its cells; rows may differ in length unless `tidy`.
        tidy: whether the format says itself that the first row has the headings.
        title: of the table, where the format has one.
        count: heading of the column that counts, where the format says it.
        time: heading of the column of periods, where the format says it.
        unit: of the numbers, where the format says it.
        sheet: name of the sheet that was read, of a workbook.
        encoding: of a text that is not in UTF-8.
        separator: between the cells of a text.
    """

    file: Path
    form: str
    rows: tuple[Row, ...]
    tidy: bool = False
    title: str = ""
    count: str | None = None
    time: str | None = None
    unit: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""


def cell_text(x: object) -> str:
    """A value as a file has it: a number with a point for decimals and no mark of thousands."""
    if x is None or x is pd.NA or x is pd.NaT:
        return ""
    if isinstance(x, bool | np.bool_):
        return str(bool(x))
    if isinstance(x, Real) and not isinstance(x, Integral):
        if np.isnan(float(x)):
            return ""
        text = np.format_float_positional(float(x), trim="-")
        whole, _, decimals = text.partition(".")
        # With one zero more nobody takes the point for a mark between thousands.
        return f"{text}0" if len(decimals) == THREE and whole.strip("-0") else text
    if isinstance(x, datetime) and (x.hour, x.minute, x.second) == (0, 0, 0):
        return x.date().isoformat()
    if isinstance(x, date):
        return x.isoformat()
    return str(x).strip()


def frame_rows(frame: pd.DataFrame, first: int = 0) -> tuple[Row, ...]:
    """A data frame's headings and rows as text.

    Args:
        frame: its index says nothing.
        first: number of the first row, for messages.
    """
    headings = (Said("scenarios.headings"), tuple(str(name).strip() for name in frame.columns))
    rows = (
        (Said("scenarios.row_number", number=k), tuple(cell_text(x) for x in row))
        for k, row in enumerate(frame.itertuples(index=False, name=None), start=first)
    )
    return (headings, *rows)


def check_cells(file: Path, sizes: Iterable[int]) -> None:
    """Refuse what has more cells than any table of young people.

    Raises:
        InputError: it has.
    """
    cells = 1
    for size in sizes:
        cells *= size
    if cells > MOST_CELLS:
        raise InputError(
            Said("scenarios.this_table_is_too_large"),
            file=file,
            found=Said("calibration.count_cells", count=cells),
            allowed=Said("scenarios.at_most_most_cells_cells_take", most_cells=MOST_CELLS),
        )
