"""Files of PC-Axis (PX), as the statistics banks of the Nordic countries write them.

A PX file is a list of statements `KEYWORD[language]("name","value")=...;`. `STUB` and `HEADING`
name the columns, `VALUES` what stands in each, `DATA` the numbers, the last column of `HEADING`
running fastest. With `KEYS` the numbers are sparse: a line of `DATA` names its place first, and
what is not there is zero. A number that is not there is a quoted mark: `"-"` is zero, and from one
point to six is unknown or withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

from scenarios.formats.grid import Grid, Row, check_cells
from scenarios.formats.text import OLDER, decoded
from sim.errors import InputError
from sim.messages import Said

#: How a PX file begins.
BEGINS = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:CHARSET|AXIS-VERSION|CODEPAGE|LANGUAGE|MATRIX)\b[^=\n]*="
)
#: Heading of the numbers, as the statistics bank's own CSV calls them.
NUMBERS = "INDHOLD"
_STATEMENT = re.compile(r'((?:"[^"]*"|[^";])*);')
_KEYWORD = re.compile(
    r'\s*([A-Z][A-Z0-9-]*)(?:\[([^\]]*)\])?(?:\(((?:"[^"]*"|[^")])*)\))?\s*=', re.I
)
_QUOTED = re.compile(r'"((?:[^"])*)"')
_CELL = re.compile(r'"([^"]*)"|([^\s",]+)')
_CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([^"]*)"', re.IGNORECASE)
_ANSI = re.compile(rb'CHARSET\s*=\s*"ANSI"', re.IGNORECASE)


@dataclass(frozen=True)
class _Statement:
    keyword: str
    about: str | None
    value: str


def read_px(file: Path, content: bytes) -> Grid:
    """A PX file as a tidy table; its numbers are as many as its columns say.

    Raises:
        InputError: no PX file, or one that contradicts itself.
    """
    text, encoding = _text(file, content)
    statements = list(_statements(file, text))
    single = {s.keyword: s.value for s in statements if s.about is None}
    stub, heading = (_strings(single.get(name, "")) for name in ("STUB", "HEADING"))
    columns = (*stub, *heading)
    if not columns or "DATA" not in single:
        raise InputError(
            Said("scenarios.not_a_whole_px_file"),
            file=file,
            found=", ".join(single),
            allowed=Said("scenarios.stub_or_heading_values_and_data"),
        )
    values = {c: _values_of(file, statements, "VALUES", c) for c in columns}
    check_cells(file, (len(values[c]) for c in columns))
    if "KEYS" in {s.keyword for s in statements}:
        cells = _sparse(file, statements, single["DATA"], stub, heading, values)
    else:
        cells = [found[1] or found[2] for found in _CELL.finditer(single["DATA"])]
    expected = prod(len(values[c]) for c in columns)
    if len(cells) != expected:
        raise InputError(
            Said("scenarios.another_number_of_numbers_than_the"),
            file=file,
            field="DATA",
            found=len(cells),
            allowed=str(expected),
        )
    rows: list[Row] = [(Said("scenarios.headings"), (*columns, NUMBERS))]
    places = product(*(values[c] for c in columns))
    rows += [
        (f"number {k}", (*place, cell))
        for k, (place, cell) in enumerate(zip(places, cells, strict=True), 1)
    ]
    timed = {s.about for s in statements if s.keyword == "TIMEVAL"}
    unit = next((s.value for s in statements if s.keyword == "UNITS"), "")
    title = _joined(single.get("TITLE", "")) or _joined(single.get("DESCRIPTION", ""))
    return Grid(
        file,
        "px",
        tuple(rows),
        tidy=True,
        title=title,
        count=NUMBERS,
        time=next((c for c in columns if c in timed), None),
        unit=_joined(unit),
        encoding=encoding,
    )


def _text(file: Path, content: bytes) -> tuple[str, str]:
    """Its text: in the alphabet that it names, else in Windows-1252 if it says `ANSI`."""
    named = _CODEPAGE.search(content[:5000])
    page = named[1].decode("ascii", "replace").strip().lower() if named else ""
    if content.startswith(b"\xef\xbb\xbf") or page in ("utf-8", "utf8"):
        return decoded(file, content)
    if not page and not _ANSI.search(content[:5000]):
        return decoded(file, content)
    try:
        return content.decode(page or OLDER), page or "Windows-1252"
    except (LookupError, UnicodeDecodeError) as error:
        raise InputError(
            Said("scenarios.not_in_the_alphabet_that_the"),
            file=file,
            field="CODEPAGE",
            found=page or "ANSI",
            allowed=Said("scenarios.utf_8_windows_1252_or_iso"),
        ) from error


def _statements(file: Path, text: str) -> Iterator[_Statement]:
    """The statements of the file's own language; those of others are left out."""
    for found in _STATEMENT.finditer(text):
        head = _KEYWORD.match(found[1])
        if head is None:
            if found[1].strip():
                raise InputError(
                    Said("scenarios.not_a_statement_of_a_px"),
                    file=file,
                    found=repr(found[1].strip()[:40]),
                    allowed=Said("scenarios.keyword_name_value"),
                )
            continue
        if head[2] is not None:
            continue
        about = None if head[3] is None else next(iter(_strings(head[3])), "")
        yield _Statement(head[1].upper(), about, found[1][head.end() :])


def _strings(value: str) -> tuple[str, ...]:
    """The texts of a list; a text may be broken over lines into several without a comma."""
    found: list[str] = []
    last = None
    for part in _QUOTED.finditer(value):
        between = "," if last is None else value[last : part.start()]
        if "," in between:
            found.append(part[1])
        else:
            found[-1] += part[1]
        last = part.end()
    return tuple(text.strip() for text in found)


def _joined(value: str) -> str:
    return " ".join(_strings(value))


def _values_of(
    file: Path, statements: Sequence[_Statement], keyword: str, column: str
) -> tuple[str, ...]:
    found = [s.value for s in statements if s.keyword == keyword and s.about == column]
    values = _strings(found[0]) if found else ()
    if not values:
        raise InputError(
            Said("scenarios.a_column_without_values"),
            file=file,
            field=f'{keyword}("{column}")',
            allowed=Said("scenarios.each_column_of_stub_and_heading"),
        )
    return values


def _sparse(
    file: Path,
    statements: Sequence[_Statement],
    data: str,
    stub: Sequence[str],
    heading: Sequence[str],
    values: Mapping[str, Sequence[str]],
) -> list[str]:
    """The numbers of a sparse file, in full: what it leaves out is zero."""
    kinds = {s.about: s.value.strip().upper() for s in statements if s.keyword == "KEYS"}
    keys = [
        _values_of(file, statements, "CODES", c) if kinds.get(c) == "CODES" else values[c]
        for c in stub
    ]
    width = prod(len(values[c]) for c in heading)
    cells = [found[1] if found[2] is None else found[2] for found in _CELL.finditer(data)]
    step = len(stub) + width
    given: dict[tuple[str, ...], list[str]] = {}
    for start in range(0, len(cells), step):
        place, numbers = tuple(cells[start : start + len(stub)]), cells[start + len(stub) :][:width]
        known = len(numbers) == width and all(k in ks for k, ks in zip(place, keys, strict=True))
        if not known or place in given:
            raise InputError(
                Said("scenarios.a_line_of_numbers_without_its"),
                file=file,
                field="DATA",
                found=", ".join(place),
                allowed=Said("scenarios.each_place_once_in_the_words"),
            )
        given[place] = numbers
    return [cell for place in product(*keys) for cell in given.get(place, ["-"] * width)]
