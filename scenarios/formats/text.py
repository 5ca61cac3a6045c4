"""Text files: which letters the bytes are, and what stands between the cells.

A text in UTF-8 or UTF-16 says so itself. A text of an older Danish program is in Windows-1252 and
does not; it is taken for that only if every byte that UTF-8 does not allow is then a letter or a
mark that Danish is written with. The same letters in the alphabets of DOS or the Macintosh give
other marks, and are refused.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from scenarios.formats.grid import Grid, Row
from sim.errors import InputError
from sim.foreign import LONGEST, of_system
from sim.messages import Said

SEPARATORS = {
    ";": Said("scenarios.semicolon"),
    ",": Said("scenarios.comma"),
    "\t": Said("scenarios.tab"),
}
#: What Danish texts hold beside the letters of ASCII.
DANISH = frozenset("æøåÆØÅéÉèêëüÜöÖäÄôáóíúñçßðþÐÞ§½¼²³°´–—’‘”“»«…€\xa0\xad")
#: The alphabet of older Danish programs.
OLDER = "windows-1252"
#: The first line by which a spreadsheet is told the separator.
SAID = re.compile(r"sep=(.)\s*", re.IGNORECASE)
SAVE = Said("scenarios.the_sheet_saved_as_csv")


def decoded(file: Path, content: bytes) -> tuple[str, str]:
    """The text of a file, and its alphabet if that is not UTF-8.

    Raises:
        InputError: no alphabet that is certain.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise InputError(
                Said("scenarios.not_in_utf_16_though_it"),
                file=file,
                allowed=SAVE,
            ) from error
    try:
        text, encoding = content.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text, encoding = content.decode(OLDER, errors="replace"), "Windows-1252"
        if any(letter > "\x7f" and letter not in DANISH for letter in text):
            raise InputError(
                Said("scenarios.not_in_utf_8"),
                file=file,
                found=of_system(error),
                allowed=SAVE,
            ) from error
    if "\0" in text:
        raise InputError(
            Said("scenarios.not_a_text"),
            file=file,
            found=Said("scenarios.zero_bytes"),
            allowed=SAVE,
        )
    return text, encoding


def read_text(file: Path, content: bytes) -> Grid:
    """A text with separators between its cells.

    Args:
        file: for messages.
        content: its bytes.

    Raises:
        InputError: an alphabet that is not certain, two separators, or no CSV.
    """
    text, encoding = decoded(file, content)
    lines = text.splitlines(keepends=True)
    said = SAID.fullmatch(lines[0].strip('"\r\n \ufeff')) if lines else None
    skipped = 0
    if said is not None:
        text, skipped = "".join(lines[1:]), 1
    separator = _separator(file, text, None if said is None else said[1], skipped)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    read = 0  # lines of the rows before
    try:
        for row in reader:
            read = reader.line_num
            place = Said("sim.line_number", number=read + skipped)
            rows.append((place, tuple(cell.strip() for cell in row)))
    except csv.Error as error:
        raise InputError(
            Said("scenarios.not_a_csv_file"),
            file=file,
            field=Said("sim.line_number", number=read + 1 + skipped),
            found=text.splitlines()[read].strip()[:LONGEST],
            allowed=SAVE,
        ) from error
    return Grid(file, "csv", tuple(rows), encoding=encoding, separator=separator)


def _separator(file: Path, text: str, said: str | None, skipped: int) -> str:
    """What stands between the cells; headings hold no other separator.

    A title above the table is no heading: it is quoted as a whole, or the lines below it hold
    semicolons or tabs and it holds none. Of a single column no separator is seen; a comma in it is
    one of decimals.
    """
    if said is not None:
        if said not in SEPARATORS:
            raise InputError(
                Said("scenarios.another_separator_than_those_that_are"),
                file=file,
                field=Said("sim.line_number", number=1),
                found=said,
                allowed=Said("scenarios.one_of_semicolon_comma_tab"),
            )
        return said
    lines = [(k, line) for k, line in enumerate(text.splitlines(), 1) if line.strip()]
    for k, (number, line) in enumerate(lines):
        bare = re.sub(r'"(?:[^"]|"")*"', '""', line)
        there = [separator for separator in SEPARATORS if separator in bare]
        below = [below for _, below in lines[k + 1 :]]
        if bare.strip() == '""' and len(lines) > 1 and any(s in b for b in below for s in ";\t,"):
            continue
        # Excel gives a title, too, as many separators as the table has columns.
        inside = bare.rstrip(";\t ")
        if not {";", "\t"} & set(inside) and _mostly_separated(below):
            continue
        if len(there) > 1:
            raise InputError(
                Said("scenarios.the_headings_are_separated_in_two"),
                file=file,
                field=Said("sim.line_number", number=number + skipped),
                found=Said(
                    "scenarios.one_and_another",
                    one=[SEPARATORS[s] for s in there[:-1]],
                    other=SEPARATORS[there[-1]],
                ),
                allowed=Said("scenarios.one_of_semicolon_comma_tab"),
            )
        return there[0] if there else ";"
    return ";"


def _mostly_separated(lines: list[str]) -> bool:
    """Whether lines hold semicolons or tabs, most of them."""
    return 2 * sum(";" in line or "\t" in line for line in lines) > len(lines)
