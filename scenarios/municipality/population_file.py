"""What a municipality hands over, taken apart with care: a CSV file, or a table in memory.

Danish office programs write `;` between cells and a comma in numbers; both are read. Whatever
cannot be read for certain is refused: other encodings, mixed separators, formulas, personal
numbers. Messages never repeat what could be a personal number. A data frame goes the same way: its
cells are written as a file has them, in memory only.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.municipality.margins import schema
from sim.errors import InputError
from sim.written_numbers import Written, written

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab"}
#: A Danish personal number: six digits of a date, four more (decimals of a share are none). It is
#: never repeated in a message.
PERSONAL_NUMBER = re.compile(r"(?<![\d.,])\d{6}[- ]?\d{4}(?!\d)")
LONGEST_SHOWN = 40
#: What a population is called that is in no file.
GIVEN = Path("population")
#: Decimals that a number with a mark of thousands could have.
THREE = 3


#: Where a row stands, and its cells.
Row = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """A file, or a data frame, as text.

    Attributes:
        file: where it was read; `GIVEN` if it is a data frame.
        headings: in the words of the schema: small letters, `_` for blanks and hyphens.
        rows: where it stands, for messages (`line 2` of a file, from 1; `row 0` of a data frame,
            from 0), and its cells, as many as headings.
    """

    file: Path
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def plain(words: str) -> str:
    """Words as the schema writes them: small letters, `_` for blanks and hyphens."""
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFC", words).strip().lower())


def shown(cell: str) -> str:
    """A cell for a message: short, on one line."""
    return repr(cell if len(cell) <= LONGEST_SHOWN else cell[:LONGEST_SHOWN] + "…")


def suggestion(word: str, known: Iterable[str]) -> str:
    """` (did you mean ...?)`, if one of the known words is near; else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def read_sheet(path: Path, content: bytes | None = None) -> Sheet:
    """A CSV file with a line of headings.

    Args:
        path: of the file; only its name, if the content is given.
        content: of a file that is in memory (an upload).

    Raises:
        InputError: no such file, too large, not UTF-8, not CSV, no rows, a heading twice, a row
            of another length, a formula, a personal number.
    """
    text = _text(path, content)
    separator = _separator(path, text)
    try:
        lines = [
            (f"line {reader.line_num}", tuple(cell.strip() for cell in row))
            for reader in [csv.reader(io.StringIO(text, newline=""), delimiter=separator,
                                      strict=True)]
            for row in reader
        ]  # fmt: skip
    except csv.Error as error:
        raise InputError("not a CSV file", file=path, found=str(error)) from error
    return _sheet(path, lines, separator)


def sheet_of(frame: pd.DataFrame) -> Sheet:
    """A data frame with the columns of a file, its cells as a file has them.

    Args:
        frame: a row for each person or share; missing values are empty cells. The index says
            nothing.

    Raises:
        InputError: no rows, a column twice, a formula, a personal number.
    """
    headings = ("headings", tuple(str(name).strip() for name in frame.columns))
    rows = [
        (f"row {k}", tuple(_cell(x) for x in row))
        for k, row in enumerate(frame.itertuples(index=False, name=None))
    ]
    return _sheet(GIVEN, [headings, *rows], ";")


def _sheet(path: Path, rows: Sequence[Row], separator: str) -> Sheet:
    """Headings and rows, checked; the first row has the headings."""
    filled = [(place, row) for place, row in rows if any(row)]
    if len(filled) < 2:
        raise InputError(
            "nothing to read", file=path, found=f"{len(filled)} lines",
            allowed="a line of headings, then a line for each person or share",
        )  # fmt: skip
    headings = tuple(plain(cell) for cell in filled[0][1])
    for heading, times in Counter(headings).items():
        if times > 1:
            raise InputError("a column is there twice", file=path, field=heading or "(no name)")
    for place, row in filled:
        _check_row(path, place, row, headings, separator)
    return Sheet(path, headings, tuple(filled[1:]))


def _cell(x: object) -> str:
    """A value as a file has it: a number with a point for decimals and no mark of thousands."""
    if x is None or x is pd.NA or x is pd.NaT:
        return ""
    if isinstance(x, Real) and not isinstance(x, Integral):
        if np.isnan(float(x)):
            return ""
        text = np.format_float_positional(float(x), trim="-")
        whole, _, decimals = text.partition(".")
        # With one zero more nobody takes the point for a mark between thousands.
        return f"{text}0" if len(decimals) == THREE and whole.strip("-0") else text
    return str(x).strip()


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
            raise InputError("not a file", file=path, allowed="a CSV file")
        _check_size(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            "cannot read the population", file=path, found=error.strerror or str(error),
            allowed="a CSV file that can be read",
        ) from error  # fmt: skip


def _check_size(path: Path, size: int) -> None:
    largest = int(schema().limit("largest_file"))
    if size > largest:
        raise InputError(
            "this file is too large for a population", file=path, found=f"{size} bytes",
            allowed=f"at most {largest} bytes",
        )  # fmt: skip


def _text(path: Path, content: bytes | None) -> str:
    if content is None:
        content = _bytes(path)
    _check_size(path, len(content))
    if content.startswith(b"PK"):
        raise InputError(
            "a workbook, not a CSV file", file=path, found="a file of Excel or LibreOffice",
            allowed="the sheet saved as CSV (UTF-8)",
        )  # fmt: skip
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "not in UTF-8", file=path, found=f"byte {error.object[error.start]:#04x} at position "
            f"{error.start}", allowed="the sheet saved as CSV (UTF-8)",
        ) from error  # fmt: skip
    if "\0" in text:
        raise InputError(
            "not a text", file=path, found="zero bytes", allowed="the sheet saved as CSV (UTF-8)"
        )
    return text


def _separator(path: Path, text: str) -> str:
    """What stands between the cells of the first line; headings hold no separators.

    Of a single column none is seen; a comma in it is one of decimals.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    there = [separator for separator in SEPARATORS if separator in first]
    if len(there) > 1:
        raise InputError(
            "the headings are separated in two ways", file=path, field="line 1",
            found=" and ".join(SEPARATORS[s] for s in there),
            allowed="one of " + ", ".join(SEPARATORS.values()),
        )  # fmt: skip
    return there[0] if there else ";"


def _check_row(
    path: Path, place: str, row: tuple[str, ...], headings: tuple[str, ...], separator: str
) -> None:
    if any(PERSONAL_NUMBER.search(cell) for cell in row):
        raise InputError(
            "a personal number", file=path, field=place,
            allowed="no personal numbers anywhere in the file: delete the column itself",
        )  # fmt: skip
    if len(row) != len(headings):
        comma = separator == "," and len(row) > len(headings)
        hint = " (a decimal comma needs semicolons between the cells)" if comma else ""
        raise InputError(
            f"a line of another length{hint}", file=path, field=place,
            found=f"{len(row)} cells", allowed=f"{len(headings)} cells, as in the headings",
        )  # fmt: skip
    for heading, cell in zip(headings, row, strict=True):
        starts = cell[:1] in ("=", "@", "+", "-") and len(cell) > 1
        if starts and number(cell, per_cent=True) is None:
            raise InputError(
                "a formula, not a value", file=path, field=f"{place}, {heading}",
                found=shown(cell), allowed="the value itself",
            )  # fmt: skip
