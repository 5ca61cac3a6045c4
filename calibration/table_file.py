"""A table of a study, a CSV file, read into typed rows.

Anything malformed raises `sim.errors.InputError` with the file, the row and the column. Rows are
numbered as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from calibration.trial_rows import TrialRow
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

RowT = TypeVar("RowT", bound=TrialRow)


def read_cells(path: Path) -> list[list[str]]:
    """The cells of a CSV file, header first; blank lines at the end do not count.

    Raises:
        InputError: a file that cannot be read, or one without rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.reader(file, strict=True))
    except OSError as error:
        raise InputError(
            Said("calibration.cannot_be_read"),
            file=path,
            found=of_system(error),
            allowed=Said("calibration.a_readable_csv_file"),
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            Said("calibration.is_not_utf_8_text"),
            file=path,
            found=of_system(error),
            allowed=Said("calibration.a_csv_file_in_utf_8"),
        ) from None
    except csv.Error:
        raise InputError(
            Said("calibration.is_not_a_csv_file"),
            file=path,
            allowed=Said("calibration.comma_separated_values"),
        ) from None
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise InputError(
            Said("calibration.is_empty"),
            file=path,
            found=Said("calibration.no_rows"),
            allowed=Said("calibration.a_header_and_rows"),
        )
    if len(cells) == 1:
        raise InputError(
            Said("calibration.holds_no_rows"),
            file=path,
            found=Said("calibration.a_header_only"),
            allowed=Said("calibration.rows"),
        )
    return cells


def read_rows(
    path: Path, row_type: type[RowT], names: Mapping[str, str] | None = None
) -> tuple[RowT, ...]:
    """The rows of a table, in the order of the file.

    Args:
        path: of the file.
        row_type: of its rows: a field for each column.
        names: other names of its columns, by the name of the field.

    Raises:
        InputError: a file that cannot be read, a column that is missing or unknown, a cell that
            cannot be, or the same row twice.
    """
    header, *lines = read_cells(path)
    if names:
        header = _renamed(path, header, names)
    _check_header(path, header, row_type)
    rows: list[RowT] = []
    first_seen: dict[tuple[object, ...], int] = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            raise InputError(
                Said("calibration.has_the_wrong_number_of_cells"),
                file=path,
                field=Said("calibration.row_number", number=number),
                found=Said("calibration.count_cells", count=len(line)),
                allowed=Said("calibration.count_cells", count=len(header)),
            )
        cells = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
        row = _typed(path, number, cells, row_type)
        key = tuple(getattr(row, name) for name in row_type.KEY)
        if key in first_seen:
            raise InputError(
                Said("calibration.the_same_row_as_row_first", first_seen=first_seen[key]),
                file=path,
                field=Said("calibration.row_number_column", number=number, column=row_type.KEY[-1]),
                found=" / ".join(map(str, key)),
                allowed=Said("calibration.each_once"),
            )
        first_seen[key] = number
        rows.append(row)
    return tuple(rows)


def _renamed(path: Path, header: list[str], names: Mapping[str, str]) -> list[str]:
    """The header in the fields' names, where a study calls its columns otherwise."""
    for column in names.values():
        if column not in header:
            raise InputError(
                Said("calibration.a_column_is_missing"),
                file=path,
                field=Said("calibration.row_1_name", name=column),
                found=", ".join(header),
                allowed=", ".join(names.values()),
            )
    fields = {column: name for name, column in names.items()}
    return [fields.get(name, name) for name in header]


def _check_header(path: Path, header: list[str], row_type: type[TrialRow]) -> None:
    fields = row_type.model_fields.items()
    names = {info.alias or name: info.is_required() for name, info in fields}
    wanted = [name for name, required in names.items() if required]
    for name in wanted:
        if name not in header:
            raise InputError(
                Said("calibration.a_column_is_missing"),
                file=path,
                field=Said("calibration.row_1_name", name=name),
                found=", ".join(header),
                allowed=", ".join(wanted),
            )
    for name in header:
        if name not in names or header.count(name) > 1:
            unknown = name not in names
            raise InputError(
                Said("calibration.an_unknown_column")
                if unknown
                else Said("calibration.a_column_twice"),
                file=path,
                field=Said("calibration.row_1"),
                found=name,
                allowed=", ".join(wanted),
            )


def _typed(path: Path, number: int, cells: dict[str, str], row_type: type[RowT]) -> RowT:
    """One row, checked; `number` is its row in a spreadsheet."""
    try:
        row = row_type.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0])
        raise InputError(
            Said("calibration.cannot_be_used_here"),
            file=path,
            field=Said("calibration.row_number_column", number=number, column=column),
            found=repr(cells.get(column, "")),
            allowed=_allowed(row_type, column),
        ) from None
    fault = row.fault()
    if fault is not None:
        raise InputError(
            fault.problem,
            file=path,
            field=Said("calibration.row_number_column", number=number, column=fault.column),
            found=fault.found,
            allowed=fault.allowed,
        )
    return row


def _allowed(row_type: type[TrialRow], column: str) -> str | Said:
    for name, info in row_type.model_fields.items():
        if column in (name, info.alias):
            kind: Any = info.annotation
            if isinstance(kind, type) and issubclass(kind, Enum):
                return ", ".join(member.value for member in kind)
            for said in info.metadata:
                if isinstance(said, Said):
                    return said
    return Said("calibration.text")
