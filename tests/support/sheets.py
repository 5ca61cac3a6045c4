"""Workbooks worked out: by a reader of our own formulas, and by a real office program."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl
from openpyxl import Workbook

from tests.support.programs import program

#: Seconds that the office program may take.
PATIENCE = 120


#: A string, a range or cell of any sheet, a comparison: what Python writes otherwise.
PART = re.compile(
    r"""(?P<text>"[^"]*")|(?:'(?P<sheet>(?:[^']|'')+)'!)?\$?(?P<cell>[A-Z]{1,3}\$?\d+)"""
    r"""(?::(?P<end>[A-Z]{1,3}\d+))?(?![\w(])|(?P<same>=)"""
)


class Sheets:
    """Works out the workbook's own formulas: sums, products, rounding, extremes, conditions."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._found: dict[tuple[str, str], float | str] = {}

    def value(self, sheet: str, cell: str) -> float:
        found = self.shown(sheet, cell)
        assert not isinstance(found, str), (sheet, cell, found)
        return found

    def shown(self, sheet: str, cell: str) -> float | str:
        """A number, or the words that stand there; nothing is 0."""
        key = sheet, cell
        if key not in self._found:
            found = self.book[sheet][cell].value
            if isinstance(found, str) and found.startswith("="):
                found = self.formula(sheet, found[1:])
            self._found[key] = found if isinstance(found, str) else float(found or 0.0)
        return self._found[key]

    def formula(self, sheet: str, text: str) -> float | str:
        """What a formula of a sheet gives."""

        def python(part: re.Match[str]) -> str:
            if part["text"] is not None:
                return part["text"]
            if part["same"]:
                return "=="
            where = (part["sheet"] or sheet).replace("''", "'")
            if part["end"]:
                return f"cells({where!r}, {part['cell'] + ':' + part['end']!r})"
            return f"cell({where!r}, {part['cell']!r})"

        given = eval(  # our own formulas, and nothing else is known
            PART.sub(python, text),
            {"__builtins__": {}},
            {
                "cell": self.shown,
                "cells": self.range,
                "SUM": lambda *x: sum(_numbers(x)),
                "MAX": lambda *x: max(_numbers(x), default=0.0),
                "MIN": lambda *x: min(_numbers(x), default=0.0),
                "ROUND": lambda x, digits: round(x, int(digits)),
                "IF": lambda when, then, other: then if when else other,
                "OR": lambda *x: any(x),
                "INDEX": lambda cells, position: _several(cells)[int(position) - 1],
                "MATCH": lambda x, cells, _ascending: sum(cell <= x for cell in _several(cells)),
                "COUNTIF": lambda cells, x: sum(cell == x for cell in _several(cells)),
                "CONCATENATE": lambda *x: "".join(map(_written, x)),
                "SUMPRODUCT": lambda x, y: sum(a * b for a, b in zip(x, y, strict=True)),
            },
        )
        return given if isinstance(given, str) else float(given)

    def range(self, sheet: str, span: str) -> list[float | str]:
        rows = self.book[sheet][span]
        return [self.shown(sheet, cell.coordinate) for row in rows for cell in row]


def _several(given: Any) -> list[Any]:
    """Cells of a range, which may be a single one."""
    return given if isinstance(given, list) else [given]


def _written(part: object) -> str:
    """A part of some words; a whole number without decimals."""
    return f"{part:.0f}" if isinstance(part, int | float) else str(part)


def _numbers(given: Iterable[object]) -> list[float]:
    """Numbers of cells and ranges; words are none of them."""
    found: list[float] = []
    for each in given:
        found += _numbers(each) if isinstance(each, list) else []
        found += [float(each)] if isinstance(each, int | float) else []
    return found


@cache
def _office_settings() -> Path:
    """Where LibreOffice keeps its settings: it writes them at its first start, which is slow."""
    return Path(mkdtemp())


def opened_in_office(path: Path, folder: Path) -> Workbook:
    """A workbook as LibreOffice works it out: the values of its cells, not the formulas."""
    own = f"-env:UserInstallation={_office_settings().as_uri()}"
    command = [
        program("soffice"),
        "--headless",
        "--norestore",
        own,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    out = folder / "out" / path.name
    assert out.exists(), done.stdout + done.stderr
    return openpyxl.load_workbook(out, data_only=True)
