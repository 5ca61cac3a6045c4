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
from sim.messages import Said

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
#: First bytes of a Stata file before version 13: the version, and the order of bytes.
OLD_STATA = re.compile(rb"[\x69\x6c\x6e\x6f\x71-\x73][\x01\x02]\x01\x00")
#: How a file begins that holds no table that can be read for certain, and what it is.
UNUSABLE = (
    (rb"%PDF", Said("scenarios.a_pdf")),
    (
        rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|table|meta)",
        Said("scenarios.a_web_page"),
    ),
    (rb"(?:\xef\xbb\xbf)?\s*<", Said("scenarios.a_file_of_xml")),
    (rb"\x89PNG|GIF8|\xff\xd8\xff", Said("scenarios.a_picture")),
    (
        rb"\x1f\x8b|BZh|\xfd7zXZ|RDX[23]|RDA[23]|X\n\x00\x00",
        Said("scenarios.a_file_of_r_or_a_packed_one"),
    ),
    (rb"7z\xbc\xaf|Rar!", Said("scenarios.a_packed_file")),
    (rb"\{\\rtf", Said("scenarios.a_text_document")),
)
#: Who gives such a file, as it is seen in it, and in which forms the same office gives a table.
OFFICES = (
    (rb"jobindsats|star\.dk", Said("scenarios.jobindsats")),
    (
        rb"statistikbanken|statbank|dst\.dk|danmarks statistik|statistics denmark",
        Said("scenarios.the_statistics_bank"),
    ),
)
ANY_OFFICE = Said("scenarios.any_office")
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
            Said("scenarios.only_a_workbook_has_sheets"),
            file=file,
            field="sheet",
            found=sheet,
            allowed=Said("scenarios.no_sheet_named_for_this_file"),
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
            raise _unusable(file, content, Said("scenarios.a_workbook_with_a_password"))
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
            Said("scenarios.a_workbook_that_cannot_be_opened"),
            file=file,
            found=Said("scenarios.a_damaged_zip_file"),
            allowed=ANY_OFFICE,
        ) from error
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "workbook"
    raise _unusable(file, content, Said("scenarios.a_packed_file"))


def _unusable(file: Path, content: bytes, what: str) -> InputError:
    """The refusal of a kind, with the kinds in which the same office gives the table."""
    head = content[:HEAD].lower()
    offered = [words for pattern, words in OFFICES if re.search(pattern, head)]
    allowed = offered[0] if offered else ANY_OFFICE
    return InputError(
        Said("scenarios.no_table_that_can_be_read"), file=file, found=what, allowed=allowed
    )
