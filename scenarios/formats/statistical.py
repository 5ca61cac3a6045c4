"""Files of SAS, SPSS and Stata, and Parquet: columns of values, with labels if there are some."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.formats.grid import Grid, cell_text, check_cells, frame_rows
from scenarios.formats.text import OLDER
from sim.errors import InputError
from sim.messages import Said

#: Name of the function of pyreadstat by format.
READERS = {
    "sas": "read_sas7bdat",
    "sas_transport": "read_xport",
    "spss": "read_sav",
    "spss_portable": "read_por",
    "stata": "read_dta",
}


def read_statistical(file: Path, content: bytes, form: str) -> Grid:
    """A data set of SAS, SPSS or Stata; a value with a label is the label.

    Args:
        file: for messages.
        content: its bytes.
        form: a key of `READERS`.

    Raises:
        InputError: it cannot be opened.
    """
    # The reader is loaded only where such a file is read.
    import pyreadstat

    read = getattr(pyreadstat, READERS[form])
    try:
        try:
            frame, meta = read(io.BytesIO(content))
        except UnicodeDecodeError:
            # A transport file of SAS does not say its alphabet: UTF-8, or that of older programs.
            frame, meta = read(io.BytesIO(content), encoding=OLDER.upper())
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as error:
        raise InputError(
            Said("scenarios.a_data_set_that_cannot_be"),
            file=file,
            allowed=Said("scenarios.the_data_set_saved_anew_as"),
        ) from error
    check_cells(file, frame.shape)
    for column, labels in meta.variable_value_labels.items():
        if column in frame:
            frame[column] = _labelled(frame[column], labels)
    return Grid(file, form, frame_rows(frame, first=1), tidy=True, title=meta.file_label or "")


def _labelled(column: pd.Series[Any], labels: Mapping[Any, str]) -> pd.Series[Any]:
    """Values as their labels; a value without one stays."""
    known = {cell_text(value): label.strip() for value, label in labels.items()}
    texts = [cell_text(x) for x in column]
    return pd.Series([known.get(text, text) for text in texts], index=column.index, dtype=object)


def read_parquet(file: Path, content: bytes) -> Grid:
    """A Parquet file.

    Raises:
        InputError: it cannot be opened.
    """
    # The reader is loaded only where such a file is read.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(content))
        check_cells(file, table.shape)
        values = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            Said("scenarios.a_parquet_file_that_cannot_be"),
            file=file,
            allowed=Said("scenarios.parquet_saved_anew_or_csv_utf"),
        ) from error
    headings = (Said("scenarios.headings"), tuple(name.strip() for name in table.column_names))
    rows = (
        (Said("scenarios.row_number", number=k), tuple(cell_text(x) for x in row))
        for k, row in enumerate(zip(*values, strict=True), start=1)
    )
    return Grid(file, "parquet", (headings, *rows), tidy=True)
