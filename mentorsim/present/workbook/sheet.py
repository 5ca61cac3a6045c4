"""Cells of a workbook: numbers, words, and formulas that keep the value they have.

A previewer, a phone, Power BI or pandas shows the value that is stored beside a formula and works
nothing out. So a formula is made here from cells that were written before, and its value from
theirs: it cannot be forgotten, nor be another one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import Any, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from mentorsim.present.workbook.formula import Term, Words
from mentorsim.present.workbook.long_table import LongTable, Plain

#: When every workbook was made, so that the same input gives the same file.
MADE = datetime(1980, 1, 1)
#: Paper that a sheet is printed on, by its number in the format of the file: A4.
A4 = 9
#: Height of a line, in points.
LINE = 15.0
#: A number that a cell for a number of one's own takes at most.
WITHOUT_END = 1e12
#: What a spreadsheet shows of numbers: thousands and decimals are marked as its own language does.
MONEY, CHECK = "#,##0", "0.00"
HEAD_COLOUR, LINK_COLOUR, INPUT_COLOUR = "#E8EEF4", "#0563C1", "#FFF2CC"


@dataclass(frozen=True)
class Style:
    """How a cell looks.

    Attributes:
        bold, italic: of its words.
        number: format of its number.
        head: whether it is the head of a column.
        link: whether it leads somewhere.
        wrap: whether long words go on in the next line.
        right: whether it stands above numbers, which stand to the right.
        given: whether the reader may put a number of his own there.
    """

    bold: bool = False
    italic: bool = False
    number: str = ""
    head: bool = False
    link: bool = False
    wrap: bool = False
    right: bool = False
    given: bool = False

    def fields(self) -> dict[str, Any]:
        """As the writer of the file names them."""
        found: dict[str, Any] = {"valign": "top"}
        if self.bold or self.head:
            found["bold"] = True
        if self.italic:
            found["italic"] = True
        if self.number:
            found["num_format"] = self.number
        if self.head:
            found |= {"bg_color": HEAD_COLOUR, "text_wrap": True}
        if self.link:
            found |= {"font_color": LINK_COLOUR, "underline": 1}
        if self.wrap:
            found["text_wrap"] = True
        if self.right:
            found["align"] = "right"
        if self.given:
            found |= {"bg_color": INPUT_COLOUR, "border": 1}
        return found


PLAIN = Style()


@dataclass(frozen=True)
class Range:
    """Cells of a sheet, rows and columns counted from 1, both ends counted in."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """On its own sheet: `C4:E4`, or `C4` of a single cell."""
        first = str(xl_rowcol_to_cell(self.top - 1, self.left - 1))
        if (self.top, self.left) == (self.bottom, self.right):
            return first
        return f"{first}:{xl_rowcol_to_cell(self.bottom - 1, self.right - 1)}"

    @property
    def full_address(self) -> str:
        """From any sheet: `'Year 1'!C4:E4`."""
        return f"{of_sheet(self.sheet)}{self.address}"


def of_sheet(title: str) -> str:
    """What stands before an address on a sheet: `'Year 1'!`."""
    return f"'{title.replace(chr(39), chr(39) * 2)}'!"


class Book:
    """A workbook in memory.

    Attributes:
        sheets: in order, by title.
    """

    def __init__(self) -> None:
        self._stream = io.BytesIO()
        # Nothing that somebody typed becomes a formula, a link or a number.
        plain = {"strings_to_formulas": False, "strings_to_urls": False}
        self._book = Workbook(self._stream, {"in_memory": True, **plain})
        self._book.set_properties({"created": MADE})
        self._formats: dict[Style, Format] = {}
        self.sheets: dict[str, Sheet] = {}

    def sheet(self, title: str, *, landscape: bool = True) -> Sheet:
        """A new sheet, printed on pages of A4 that are as wide as the sheet.

        Args:
            title: of its tab.
            landscape: which way the paper lies.
        """
        page = self._book.add_worksheet(title)
        page.set_paper(A4)
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.set_footer("&L&A&R&P/&N")
        self.sheets[title] = Sheet(self, page, title)
        return self.sheets[title]

    def look(self, style: Style) -> Format:
        """A style as the file has it, each once."""
        if style not in self._formats:
            self._formats[style] = self._book.add_format(style.fields())
        return self._formats[style]

    def values(self, cells: Range) -> list[float]:
        """Numbers of cells; an empty one, or one with words, is none of them."""
        written = self.sheets[cells.sheet].numbers
        spots = (
            (row, column)
            for row in range(cells.top, cells.bottom + 1)
            for column in range(cells.left, cells.right + 1)
        )
        return [written[spot] for spot in spots if spot in written]

    def content(self) -> bytes:
        """The file; nothing can be written any more."""
        self._book.close()
        return self._stream.getvalue()


class Sheet:
    """A sheet of a book. Rows and columns are counted from 1.

    Attributes:
        title: of its tab.
        numbers: by row and column, of numbers and formulas.
        rows, columns: of the cells that were written.
    """

    def __init__(self, book: Book, page: Any, title: str) -> None:
        self._book, self._page = book, page
        self.title = title
        self.numbers: dict[tuple[int, int], float] = {}
        self.rows = self.columns = 0
        self._widths: tuple[float, ...] = ()
        self._lines: dict[int, int] = {}
        self._breaks: list[int] = []

    def at(self, row: int, column: int) -> Range:
        """A single cell."""
        return self.range(row, column, row, column)

    def range(self, top: int, left: int, bottom: int, right: int) -> Range:
        """Cells of this sheet, both ends counted in.

        Args:
            top: first row, counted from 0.
            left: first column, counted from 0.
            bottom: last row.
            right: last column.
        """
        return Range(self.title, top, left, bottom, right)

    def words(self, row: int, column: int, text: str, style: Style = PLAIN) -> None:
        """A text, which is never read as anything else.

        Args:
            row, column: counted from 0.
            text: what is written.
            style: how the cell looks.
        """
        self._page.write_string(row - 1, column - 1, text, self._book.look(style))
        self._seen(row, column)
        if (style.wrap or style.head) and column <= len(self._widths):
            self._give_room(row, len(wrap(text, max(1, int(self._widths[column - 1])))))

    def told(self, row: int, column: int, words: str | Words, style: Style = PLAIN) -> None:
        """A text, or a formula that gives one.

        Args:
            row, column: counted from 0.
            words: a text, or a formula that gives one.
            style: how the cell looks.
        """
        if isinstance(words, str):
            self.words(row, column, words, style)
            return
        text = words.text.replace(of_sheet(self.title), "")
        look = self._book.look(style)
        self._page.write_formula(row - 1, column - 1, f"={text}", look, words.value)
        self._seen(row, column)

    def paragraph(self, row: int, last: int, text: str, style: Style) -> None:
        """A text over the first columns of a row, which has room for all of it.

        Args:
            row: where it stands.
            last: of the columns, whose widths must be known.
            text: which is never read as anything else.
            style: of it.
        """
        whole = sum(self._widths[:last])
        self._page.merge_range(row - 1, 0, row - 1, last - 1, text, self._book.look(style))
        self._seen(row, 1)
        self._give_room(row, len(wrap(text, max(1, int(whole)))))

    def number(self, row: int, column: int, value: float, style: Style = PLAIN) -> None:
        """A number.

        Args:
            row, column: counted from 0.
            value: what is written.
            style: how the cell looks.
        """
        self._page.write_number(row - 1, column - 1, value, self._book.look(style))
        self._keep(row, column, float(value))

    def table(self, top: int, columns: Sequence[Sequence[Plain]]) -> None:
        """Columns of numbers, words, and yes or no, from the first on; None leaves a cell empty.

        Args:
            top: where the first row stands, below the heads and below all else.
            columns: of one length; a formula needs none of them.
        """
        if columns and len(columns[0]):
            LongTable(self._page, top - 1, columns, self._book.look(PLAIN))
            self._seen(top + len(columns[0]) - 1, len(columns))

    def term(self, row: int, column: int, worked_out: Term, style: Style = PLAIN) -> Term:
        """A formula, or a number where nothing is left to work out; gives back the cell.

        Args:
            row, column: counted from 0.
            worked_out: formula and value.
            style: how the cell looks.
        """
        if worked_out.number:
            self.number(row, column, worked_out.value, style)
        else:
            text = worked_out.text.replace(of_sheet(self.title), "")
            self._formula(row, column, f"={text}", worked_out.value, style)
        return self.cell(row, column)

    def blank_unless(
        self, row: int, column: int, none: Term, shown: Term, style: Style = PLAIN
    ) -> None:
        """A formula that is blank unless a cell is 0, as it is now.

        Args:
            row, column: where it stands.
            none: the cell.
            shown: what stands there while it is 0.
            style: of the formula.
        """
        assert none.value == 0
        text = f'=IF({none.text}=0,{shown.text},"")'.replace(of_sheet(self.title), "")
        self._formula(row, column, text, shown.value, style)

    def cell(self, row: int, column: int) -> Term:
        """A number or formula that was written before, for formulas of any sheet."""
        return Term(self.at(row, column).full_address, self.numbers[row, column])

    def given(
        self,
        row: int,
        column: int,
        value: float,
        number: str,
        least: float | None,
        most: float | None,
        *,
        whole: bool = False,
    ) -> Term:
        """A cell for a number of one's own, which has ours at first; others are not taken.

        Args:
            row, column: where it stands.
            value: ours.
            number: format.
            least, most: between which it must be; None is without end.
            whole: whether it must be a whole number.
        """
        self.number(row, column, value, Style(number=number, given=True))
        ends = {
            "minimum": -WITHOUT_END if least is None else least,
            "maximum": WITHOUT_END if most is None else most,
        }
        kind = "integer" if whole else "decimal"
        rule: dict[str, Any] = {"validate": kind, "criteria": "between", **ends}
        self._page.data_validation(row - 1, column - 1, row - 1, column - 1, rule)
        return self.cell(row, column)

    def flag(self, row: int, column: int, value: bool) -> None:
        """Yes or no, in the words of the program that opens the file.

        Args:
            row, column: counted from 0.
            value: yes or no.
        """
        self._page.write_boolean(row - 1, column - 1, value, self._book.look(PLAIN))
        self._seen(row, column)

    def total(self, row: int, column: int, cells: Range, style: Style = PLAIN) -> None:
        """The sum of cells of this sheet.

        Args:
            row, column: counted from 0.
            cells: that are added up.
            style: how the cell looks.
        """
        value = sum(self._book.values(cells))
        self._formula(row, column, f"=SUM({cells.address})", value, style)

    def sum_of(self, row: int, column: int, cells: Sequence[Range], style: Style = PLAIN) -> None:
        """The sum of single cells of any sheets.

        Args:
            row, column: counted from 0.
            cells: that are added up, on any sheets.
            style: how the cell looks.
        """
        value = sum(x for each in cells for x in self._book.values(each))
        text = "+".join(each.full_address for each in cells)
        self._formula(row, column, f"={text}", value, style)

    def difference(
        self,
        row: int,
        column: int,
        cell: Range,
        others: Sequence[Range] | float,
        style: Style = PLAIN,
    ) -> None:
        """A cell of this sheet less other cells, or less a number, to two decimals.

        Args:
            row, column: where the difference stands.
            cell: what is taken from.
            others: what is taken away: single cells of any sheet, or a number.
            style: of the difference.
        """
        if isinstance(others, float):
            words, less = repr(others), others
        else:
            words = "+".join(
                other.address if other.sheet == self.title else other.full_address
                for other in others
            )
            less = sum(x for other in others for x in self._book.values(other))
        value = round(sum(self._book.values(cell)) - less, 2) + 0.0
        self._formula(row, column, f"=ROUND({cell.address}-({words}),2)", value, style)

    def farthest(self, row: int, column: int, cells: Sequence[Range], style: Style = PLAIN) -> None:
        """How far from 0 the cell is that is farthest of all.

        Args:
            row, column: counted from 0.
            cells: that are looked at, on any sheets.
            style: how the cell looks.
        """
        places = [each.full_address for each in cells]
        # Largest and smallest tell a wrong cell even where two errors cancel.
        parts = ",".join([*(f"MAX({p})" for p in places), *(f"-MIN({p})" for p in places)])
        value = max(abs(x) for each in cells for x in self._book.values(each))
        self._formula(row, column, f"=MAX({parts})", value, style)

    def largest(self, row: int, column: int, cells: Range, style: Style = PLAIN) -> None:
        """The largest of cells of this sheet.

        Args:
            row, column: counted from 0.
            cells: that are looked at.
            style: how the cell looks.
        """
        value = max(self._book.values(cells))
        self._formula(row, column, f"=MAX({cells.address})", value, style)

    def link(self, row: int, column: int, title: str) -> None:
        """A link to another sheet of the book, under its title.

        Args:
            row, column: counted from 0.
            title: of the sheet that it leads to.
        """
        look = self._book.look(Style(link=True))
        place = f"internal:{quote_sheetname(title)}!A1"
        self._page.write_url(row - 1, column - 1, place, look, string=title)
        self._seen(row, column)

    def widths(self, *widths: float) -> Self:
        """Widths of the columns from the first on, in characters."""
        for column, width in enumerate(widths):
            self._page.set_column(column, column, width)
        self._widths = widths
        return self

    def filter(self, top: int, left: int, bottom: int, right: int) -> None:
        """Rows below a line of heads can be chosen by what they hold.

        Args:
            top: row of the heads, counted from 0.
            left: first column, counted from 0.
            bottom: last row.
            right: last column.
        """
        self._page.autofilter(top - 1, left - 1, bottom - 1, right - 1)

    def new_page(self, row: int) -> None:
        """A row begins a new page on paper."""
        self._breaks.append(row - 1)
        self._page.set_h_pagebreaks(self._breaks)

    def on_every_page(self, row: int) -> None:
        """A line of heads stands on every page on paper from its own on, and no other line does."""
        self._page.repeat_rows(row - 1)

    def freeze(self, row: int, column: int) -> Self:
        """What is above and left of a cell stays in sight; rows above are on every page, too."""
        self._page.freeze_panes(row - 1, column - 1)
        if row > 1:
            self._page.repeat_rows(0, row - 2)
        return self

    def _formula(self, row: int, column: int, text: str, value: float, style: Style) -> None:
        self._page.write_formula(row - 1, column - 1, text, self._book.look(style), value)
        self._keep(row, column, value)

    def _give_room(self, row: int, lines: int) -> None:
        """A row as high as its longest words, which not every program works out by itself."""
        most = self._lines[row] = max(lines, self._lines.get(row, 1))
        if most > 1:
            self._page.set_row(row - 1, most * LINE)

    def _keep(self, row: int, column: int, value: float) -> None:
        self.numbers[row, column] = value
        self._seen(row, column)

    def _seen(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
