"""A Word document: A4, in the reader's language, with a heading on each page and page numbers.

What it says is given by whoever fills it; here is how it is set. The same content gives the same
bytes: the day is the one that is given, and no clock is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.cells import Cell
from mentorsim.present.results import DAGGER
from mentorsim.report.letterhead import Letterhead, page_numbers

#: Sheets of A4 with their margins, millimetres, and what is left between these.
WIDTH, HEIGHT, MARGIN = 210, 297, 20
COLUMN = WIDTH - 2 * MARGIN
#: Letters, points: of the text, of tables, and of tables with many columns.
TEXT, TABLE, SMALL, TITLE = 10.0, 8.5, 7.5, 18.0
#: Points below a paragraph, and lines from one line to the next.
BELOW, LEADING = 4.0, 1.08
#: Share of a table's width that its first column takes, which holds words.
FIRST = 0.24
#: Columns from which a table has the small letters.
MANY_COLUMNS = 6
#: The colour of the report behind the answer.
GROUND = "F3F8FC"
#: When a file of the archive was written, as far as it says.
STAMP = (1980, 1, 1, 0, 0, 0)


class Paper:
    """A document that is being written.

    Args:
        title: of the document.
        head: whose it is.
        language: of its words.
    """

    def __init__(self, title: str, head: Letterhead, language: Language) -> None:
        self._file: Any = Document()
        self._language = language
        self._set_up(title, head)
        self._turn = False
        named = self._file.add_heading(title, 0)
        named.paragraph_format.space_after = Pt(BELOW)
        for run in named.runs:
            run.font.size = Pt(TITLE)
        self.words(head.told(language), small=True)

    # --- what is written ------------------------------------------------------------------------
    def heading(self, words: str, level: int = 1) -> None:
        """A heading."""
        written = self._file.add_heading(words, level)
        written.paragraph_format.space_before = Pt(2 * BELOW)
        written.paragraph_format.space_after = Pt(BELOW / 2)
        written.paragraph_format.page_break_before, self._turn = self._turn, False

    def words(self, words: str, *, small: bool = False, boxed: bool = False) -> None:
        """A paragraph; of a box, it has the ground of the answer.

        Args:
            words: the paragraph.
            small: whether it is set as a note.
            boxed: whether it belongs to the box of the answer.
        """
        paragraph = self._file.add_paragraph()
        run = paragraph.add_run(words)
        if small:
            run.font.size = Pt(TABLE)
        if boxed:
            _ground(paragraph)

    def points(self, items: Sequence[tuple[str, str]]) -> None:
        """Paragraphs that begin with a title."""
        for title, text in items:
            paragraph = self._file.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{title} ").bold = True
            paragraph.add_run(text)

    def table(
        self, caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]
    ) -> None:
        """A table with its caption; the heads are repeated on each page.

        Args:
            caption: above the table.
            heads: of the columns.
            rows: what each is called, and its cells.
        """
        self._caption(caption)
        found = self._file.add_table(rows=1, cols=len(heads), style="Light List Accent 1")
        found.autofit = False
        size = Pt(SMALL if len(heads) >= MANY_COLUMNS else TABLE)
        for place, (cell, head) in enumerate(zip(found.rows[0].cells, heads, strict=True)):
            _fill(cell, [(head, True)], size, left=place == 0)
        _marked(found.rows[0], "tblHeader")
        for title, cells in rows:
            row = found.add_row()
            _fill(row.cells[0], [(title, False)], size, left=True)
            for cell, shown in zip(row.cells[1:], cells, strict=True):
                _fill(cell, _said(shown), size)
        for column, width in zip(found.columns, _widths(len(heads)), strict=True):
            column.width = Mm(width)
        for row in found.rows:
            _marked(row, "cantSplit")
        self._file.add_paragraph().paragraph_format.space_after = Pt(0)

    def picture(self, png: bytes, finding: str, alt: str) -> None:
        """A figure below what it shows, with words for who cannot see it.

        Args:
            png: the figure.
            finding: what it shows, above it.
            alt: words for who cannot see it.
        """
        self._caption(finding)
        shape = self._file.add_picture(io.BytesIO(png), width=Mm(COLUMN))
        described = shape._inline.docPr
        described.set("descr", alt)
        described.set("title", finding)

    def new_page(self) -> None:
        """The next heading begins on a page of its own."""
        self._turn = True

    def content(self) -> bytes:
        """The document as a file; the same bytes for the same words."""
        written = io.BytesIO()
        self._file.save(written)
        out = io.BytesIO()
        with (
            zipfile.ZipFile(written) as parts,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file,
        ):
            for name in parts.namelist():
                file.writestr(zipfile.ZipInfo(name, STAMP), parts.read(name), zipfile.ZIP_DEFLATED)
        return out.getvalue()

    # --- how it is set --------------------------------------------------------------------------
    def _caption(self, words: str) -> None:
        paragraph = self._file.add_paragraph()
        run = paragraph.add_run(words)
        run.bold, run.font.size = True, Pt(TABLE + 1)
        paragraph.paragraph_format.keep_with_next = True

    def _set_up(self, title: str, head: Letterhead) -> None:
        page = self._file.sections[0]
        page.page_width, page.page_height = Mm(WIDTH), Mm(HEIGHT)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(page, side, Mm(MARGIN))
        code = LOCALES[self._language.code].replace("_", "-")
        normal = self._file.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(TEXT)
        normal.paragraph_format.space_after = Pt(BELOW)
        normal.paragraph_format.line_spacing = LEADING
        for style in self._file.styles:
            if style.element.rPr is not None or style.name == "Normal":
                _spoken(style.element.get_or_add_rPr(), code)
        about = self._file.core_properties
        about.title, about.author, about.language = title, head.sender, code
        about.comments = about.keywords = about.last_modified_by = ""
        about.created = about.modified = datetime.combine(head.day, time())
        page.header.paragraphs[0].text = head.line(self._language)
        foot = page.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, between = page_numbers(self._language)
        foot.add_run(before)
        _field(foot, "PAGE")
        foot.add_run(between)
        _field(foot, "NUMPAGES")


def _said(cell: Cell) -> list[tuple[str, bool]]:
    """Lines of a cell, and whether each is bold: a number that is clear, and that it is best."""
    lines = [(f"{cell.value}{DAGGER if cell.beyond else ''}", cell.clear)]
    lines += [(f"({cell.interval})", False)] if cell.interval else []
    lines += [(cell.mark, True)] if cell.mark else []
    return lines


def _widths(columns: int) -> list[float]:
    """Millimetres of each column: the first, which holds words, has more than the others."""
    first = COLUMN * max(FIRST, 1 / columns)
    return [first, *[(COLUMN - first) / max(1, columns - 1)] * (columns - 1)]


def _fill(cell: Any, lines: Sequence[tuple[str, bool]], size: Any, *, left: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    for place, (words, bold) in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        run = paragraph.add_run(words)
        # Said of each run: a style of the table has its first column and row in bold.
        run.font.size, run.bold = size, bold


def _marked(row: Any, name: str) -> None:
    """A property of a row: that it is repeated on each page, or not broken across two."""
    mark = OxmlElement(f"w:{name}")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _ground(paragraph: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", GROUND)):
        shade.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().append(shade)


def _spoken(properties: Any, code: str) -> None:
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), code)
    properties.append(spoken)


def _field(paragraph: Any, name: str) -> None:
    """A number that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
