"""Workbooks worked out: by a reader of our own formulas, and by a real office program."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import openpyxl
from openpyxl import Workbook

from tests.programs import program

#: Seconds that the office program may take.
PATIENCE = 120


class Sheets:
    """Works out what the workbook's own formulas are: sums, sums of cells, rounding, extremes."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def value(self, sheet: str, cell: str) -> float:
        found = self.book[sheet][cell].value
        if isinstance(found, str):
            assert found.startswith("="), found
            return self.formula(sheet, found[1:])
        return float(found or 0.0)

    def formula(self, sheet: str, text: str) -> float:
        """SUM or MAX over a range; ROUND(a-(b+c),2); MAX over MAX and -MIN of ranges elsewhere."""
        if plain := re.fullmatch(r"MAX\(([A-Z]+\d+:[A-Z]+\d+)\)", text):
            return max(self.range(sheet, plain[1]))
        if text.startswith("MAX("):
            parts = re.findall(r"(-?)(MAX|MIN)\('([^']+)'!([A-Z]+\d+:[A-Z]+\d+)\)", text)
            assert parts
            ends = {"MAX": max, "MIN": min}
            return max(
                (-1.0 if sign else 1.0) * ends[which](self.range(title, span))
                for sign, which, title, span in parts
            )
        if text.startswith("SUM("):
            return sum(self.range(sheet, text[4:-1]))
        rounded = re.fullmatch(r"ROUND\(([A-Z]+\d+)-\((.+)\),2\)", text)
        assert rounded, text
        return round(self.value(sheet, rounded[1]) - self.terms(sheet, rounded[2]), 2)

    def terms(self, sheet: str, text: str) -> float:
        if re.fullmatch(r"-?[\d.]+(e-?\d+)?", text):
            return float(text)
        total = 0.0
        for term in text.split("+"):
            there = re.fullmatch(r"(?:'([^']+)'!)?([A-Z]+\d+)", term)
            assert there, text
            total += self.value(there[1] or sheet, there[2])
        return total

    def range(self, sheet: str, span: str) -> list[float]:
        rows = self.book[sheet][span]
        return [self.value(sheet, cell.coordinate) for row in rows for cell in row]


def opened_in_office(path: Path, folder: Path) -> Workbook:
    """A workbook as LibreOffice works it out: the values of its cells, not the formulas."""
    own = f"-env:UserInstallation={folder.as_uri()}/me"
    command = [
        program("soffice"), "--headless", "--norestore", own,
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(path),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    out = folder / "out" / path.name
    assert out.exists(), done.stdout + done.stderr
    return openpyxl.load_workbook(out, data_only=True)
