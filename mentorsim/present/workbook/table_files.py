"""Tables of a result as files: for programs, for a Danish spreadsheet, and as a workbook.

The machine form is the same in every language: commas between cells, points before decimals,
UTF-8. The Danish form is what Danish spreadsheets open with a double click: semicolons, decimal
commas, and the mark at its beginning by which they know UTF-8. All hold the same six digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.language import Language
from mentorsim.present.workbook.lists import safe
from mentorsim.present.workbook.long_table import Plain
from mentorsim.present.workbook.sheet import Book, Sheet, Style

#: Digits that tables carry: enough to compute with, few enough to compare files by eye.
CSV_FORMAT = "%.6g"
#: The workbook that holds every table of a result.
BOOK = "tables.xlsx"
#: Signs that a sheet's name may not hold, and its most characters.
FORBIDDEN, LONGEST = re.compile(r"[\[\]:*?/\\']"), 31
HEAD, TITLE, TEXT = Style(head=True), Style(bold=True), Style(wrap=True)
#: Width of a column of numbers, of words, and of a page of words, in characters.
NUMBERS, WORDS, READ = 12, 28, 90


def machine_csv(frame: pd.DataFrame) -> bytes:
    """A table as programs read it, whatever the language."""
    return frame.to_csv(index=False, float_format=CSV_FORMAT, lineterminator="\n").encode()


def danish_csv(frame: pd.DataFrame) -> bytes:
    """A table as a Danish spreadsheet opens it: semicolons, decimal commas, a mark of UTF-8."""
    text = frame.to_csv(
        index=False, sep=";", decimal=",", float_format=CSV_FORMAT, lineterminator="\r\n"
    )
    return text.encode("utf-8-sig")


def csv_in(language: Language, frame: pd.DataFrame) -> bytes:
    """A table in the form that spreadsheets of a language open."""
    return danish_csv(frame) if language.code == "da" else machine_csv(frame)


def write_tables(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    languages: Iterable[Language],
    provenance: Mapping[str, str] | None = None,
) -> None:
    """Each table as `NAME.csv` for programs, and what `write_spreadsheets` writes.

    Args:
        folder: that is there.
        tables: by name.
        languages: of the result.
        provenance: as of `write_spreadsheets`.
    """
    for name, frame in tables.items():
        (folder / f"{name}.csv").write_bytes(machine_csv(frame))
    write_spreadsheets(folder, tables, languages, provenance)


def write_spreadsheets(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    languages: Iterable[Language],
    provenance: Mapping[str, str] | None = None,
) -> None:
    """Tables for a spreadsheet: `NAME.da.csv` where Danish is asked for, and a workbook.

    Args:
        folder: that is there.
        tables: by name.
        languages: of the result; words of the workbook are in the first.
        provenance: where the numbers come from; it stands on the workbook's first sheet. Without
            it no workbook of tables is written (a result of kroner has one of its own).
    """
    spoken = list(languages)
    if any(language.code == "da" for language in spoken):
        for name, frame in tables.items():
            (folder / f"{name}.da.csv").write_bytes(danish_csv(frame))
    if provenance is None:
        return
    book, language = Book(), spoken[0]
    readme = book.sheet(language.text("workbook.sheet.readme"), landscape=False)
    names = sheet_names(tables)
    for name, frame in tables.items():
        _table(book.sheet(names[name]), frame)
    _readme(readme, list(names.values()), language, provenance)
    (folder / BOOK).write_bytes(book.content())


def sheet_names(tables: Iterable[str]) -> dict[str, str]:
    """Names of sheets: short enough, without forbidden signs, and no two alike in any case."""
    found: dict[str, str] = {}
    taken = {"read me", "læs mig"}
    for name in tables:
        plain = FORBIDDEN.sub("_", name)[:LONGEST]
        number = 1
        while plain.lower() in taken:
            number += 1
            plain = f"{FORBIDDEN.sub('_', name)[: LONGEST - 4]} ({number})"
        taken.add(plain.lower())
        found[name] = plain
    return found


def _readme(
    sheet: Sheet, names: list[str], language: Language, provenance: Mapping[str, str]
) -> None:
    sheet.widths(WORDS, READ)
    sheet.words(1, 1, language.text("workbook.tables"), TITLE)
    for row, name in enumerate(names, start=3):
        sheet.link(row, 1, name)
    row = sheet.rows + 2
    sheet.words(row, 1, language.text("workbook.sheet.provenance"), TITLE)
    for k, (what, value) in enumerate(provenance.items(), start=row + 1):
        sheet.words(k, 1, safe(what))
        sheet.words(k, 2, safe(str(value)), TEXT)


def _table(sheet: Sheet, frame: pd.DataFrame) -> None:
    counted = [pd.api.types.is_numeric_dtype(frame[c]) for c in frame]
    flags = [pd.api.types.is_bool_dtype(frame[c]) for c in frame]
    numeric = [number and not flag for number, flag in zip(counted, flags, strict=True)]
    sheet.widths(*(NUMBERS if number else WORDS for number in numeric))
    for c, head in enumerate(frame.columns, start=1):
        style = Style(head=True, right=numeric[c - 1])
        sheet.words(1, c, safe(str(head)), style)
    columns = [_plain(frame[c], number) for c, number in zip(frame, numeric, strict=True)]
    sheet.table(2, columns)
    sheet.freeze(2, 1)
    sheet.filter(1, 1, max(sheet.rows, 1), len(frame.columns))


def _plain(column: pd.Series, number: bool) -> list[Plain]:
    """A column as numbers, yes or no, and words; None where there is nothing."""

    missing = column.isna().to_numpy()
    values = column.tolist()
    if number:
        return [None if no else _number(x) for x, no in zip(values, missing, strict=True)]
    if pd.api.types.is_bool_dtype(column):
        return [bool(x) for x in values]
    clean: dict[Any, Plain] = {}
    for value, no in zip(values, missing, strict=True):
        if not no and value not in clean:
            yes = isinstance(value, bool | np.bool_)
            clean[value] = bool(value) if yes else safe(str(value))
    return [None if no else clean[x] for x, no in zip(values, missing, strict=True)]


def _number(value: float) -> Plain:
    # A workbook knows no infinite number: it stands as the word that the CSV file has.
    return float(CSV_FORMAT % value) if math.isfinite(value) else safe(str(value))
