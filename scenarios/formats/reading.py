"""One way to read a file of any kind that is known: what it is, is seen from its bytes.

The ending of a name says little: a web page is called `.xls` by some programs that write it, and a
text in several alphabets `.csv` by all. A kind that holds no table that can be read for certain is
refused with the kinds in which the same office gives it.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from scenarios.formats.grid import Grid
from scenarios.formats.json_stat import read_json_stat
from scenarios.formats.px import BEGINS, read_px
from scenarios.formats.statistical import read_parquet, read_statistical
from scenarios.formats.text import read_text
from scenarios.formats.workbooks import read_workbook
from sim.errors import InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
#: First bytes of a Stata file before version 13: the version, and the order of bytes.
OLD_STATA = re.compile(rb"[\x69\x6c\x6e\x6f\x71-\x73][\x01\x02]\x01\x00")
#: How a file begins that holds no table that can be read for certain, and what it is.
UNUSABLE = (
    (rb"%PDF", "a PDF, made for reading"),
    (rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|table|meta)", "a web page"),
    (rb"(?:\xef\xbb\xbf)?\s*<", "a file of XML"),
    (rb"\x89PNG|GIF8|\xff\xd8\xff", "a picture"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|RDX[23]|RDA[23]|X\n\x00\x00", "a file of R, or a packed one"),
    (rb"7z\xbc\xaf|Rar!", "a packed file"),
    (rb"\{\\rtf", "a text document"),
)
#: Who gives such a file, as it is seen in it, and in which forms the same office gives a table.
OFFICES = (
    (rb"jobindsats|star\.dk", "jobindsats.dk: choose CSV or Excel where the table is downloaded"),
    (
        rb"statistikbanken|statbank|dst\.dk|danmarks statistik|statistics denmark",
        "the statistics bank: choose CSV (semicolon), PX, Excel or JSON-stat",
    ),
)
ANY_OFFICE = (
    "from the statistics bank CSV (semicolon), PX, Excel or JSON-stat; from jobindsats.dk CSV or "
    "Excel; from SAS sas7bdat or xpt; from SPSS sav; from Stata dta; from R or Python Parquet; "
    "from other programs CSV (UTF-8)"
)
#: Bytes in which an office names itself.
HEAD = 50_000


def read_grid(file: Path, content: bytes, sheet: str | None = None) -> Grid:
    """The rows of a file, whatever it is.

    Args:
        file: for messages.
        content: its bytes; they stay in memory.
        sheet: of a workbook with several.

    Raises:
        InputError: a kind that cannot be used, a file that is damaged, or one that leaves a
            question open.
    """
    form = form_of(file, content)
    if sheet is not None and form != "workbook":
        raise InputError(
            "only a workbook has sheets",
            file=file,
            field="sheet",
            found=sheet,
            allowed="no sheet named for this file",
        )
    match form:
        case "workbook":
            return read_workbook(file, content, sheet)
        case "px":
            return read_px(file, content)
        case "json_stat":
            return read_json_stat(file, content)
        case "parquet":
            return read_parquet(file, content)
        case "csv":
            return read_text(file, content)
    return read_statistical(file, content, form)


def form_of(file: Path, content: bytes) -> str:
    """Which format a file has, by name.

    Raises:
        InputError: one that cannot be used.
    """
    if content.startswith(b"PK\x03\x04"):
        return _zipped(file, content)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _unusable(file, content, "a workbook with a password")
        return "workbook"
    for begins, form in (
        (b"PAR1", "parquet"),
        (SAS, "sas"),
        (b"HEADER RECORD*******LIB", "sas_transport"),
        (b"$FL2", "spss"),
        (b"$FL3", "spss"),
        (b"<stata_dta>", "stata"),
    ):
        if content.startswith(begins):
            return form
    if OLD_STATA.match(content):
        return "stata"
    if b"SPSSPORT" in content[:600]:
        return "spss_portable"
    if BEGINS.match(content):
        return "px"
    for pattern, what in UNUSABLE:
        if re.match(pattern, content, re.IGNORECASE):
            raise _unusable(file, content, what)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*\{", content):
        return "json_stat"
    return "csv"


def _zipped(file: Path, content: bytes) -> str:
    """A workbook is a packed folder, and so are other things."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile as error:
        raise InputError(
            "a workbook that cannot be opened", file=file, found=str(error), allowed=ANY_OFFICE
        ) from error
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "workbook"
    raise _unusable(file, content, "a packed file")


def _unusable(file: Path, content: bytes, what: str) -> InputError:
    """The refusal of a kind, with the kinds in which the same office gives the table."""
    head = content[:HEAD].lower()
    offered = [words for pattern, words in OFFICES if re.search(pattern, head)]
    allowed = offered[0] if offered else ANY_OFFICE
    return InputError("no table that can be read", file=file, found=what, allowed=allowed)
