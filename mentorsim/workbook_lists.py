"""The sheets of a workbook that hold words: how to read it, prices, assumptions, provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from mentorsim.language import Language
from mentorsim.results import clean
from scenarios.decision.policy_account import PolicyAccount
from scenarios.economics.price_file import Assumption, price_limits

BOLD, LINK = Font(bold=True), Font(color="0563C1", underline="single")
#: What a spreadsheet takes for the start of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(words: str) -> str:
    """A text on one line that no spreadsheet reads as a formula: an apostrophe stands before it."""
    text = clean(words)
    return f"'{text}" if text.startswith(FORMULA) else text


def add_readme(
    sheet: Worksheet, book: Workbook, accounts: Sequence[str], checks: Sequence[str],
    language: Language, heading: str, notes: Sequence[str],
) -> None:  # fmt: skip
    """What the workbook is about, whether its sums agree, and a link to every sheet.

    Args:
        sheet: to write on.
        book: it belongs to.
        accounts: titles.
        checks: ranges of cells that must be 0.
        language: of the words.
        heading, notes: of the results.
    """
    sheet.column_dimensions["A"].width = 110
    lines = [heading or language.text("workbook.heading"), "", *notes, ""]
    lines += [language.text(f"workbook.read.{k}") for k in ("cells", "sheets", "signs", "checks")]
    lines += [language.text("workbook.accounts", accounts=language.list_of(accounts))]
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1, safe(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row == 1)
    row = len(lines) + 2
    sheet.cell(row, 1, language.text("workbook.all_checks")).font = BOLD
    # Largest and smallest tell a wrong cell even where two errors cancel.
    both = ",".join([*(f"MAX({cells})" for cells in checks), *(f"-MIN({c})" for c in checks)])
    sheet.cell(row + 1, 1, f"=MAX({both})").number_format = "0.00"
    for k, title in enumerate(book.sheetnames[1:], start=row + 3):
        cell = sheet.cell(k, 1, title)
        cell.hyperlink, cell.font = f"#'{title}'!A1", LINK


def add_lists(
    book: Workbook,
    accounts: Sequence[PolicyAccount],
    language: Language,
    provenance: Mapping[str, str],
) -> None:
    """Sheets of prices, of what nobody could source, and of where the numbers come from."""
    prices = accounts[0].values.prices
    heads = ("price", "entry", "value", "low", "high", "unit", "level", "certainty", "own",
             "source")  # fmt: skip
    rows: list[list[object]] = []
    for name, entry in prices.entries.items():
        low, high = entry.span
        rows.append(
            [
                safe(language.text(f"price.{name}")), name,
                entry.value if entry.in_force else None, low if low != high else None,
                high if low != high else None, safe(language.text(f"price_unit.{entry.unit}")),
                entry.price_level, safe(entry.certainty),
                language.text("screen.yes") if name in prices.overlaid else None,
                safe(entry.source),
            ]
        )  # fmt: skip
    for year, entry in prices.index.items():
        rows.append(
            [language.text("price.index", year=str(year)), f"index {year}", entry.value,
             *(entry.span if entry.low is not None else (None, None)), safe(entry.unit), year,
             safe(entry.certainty), None, safe(entry.source)]
        )  # fmt: skip
    _list(book, language.text("workbook.sheet.prices"), heads, rows, language)
    found: dict[str, Assumption] = {}
    for account in accounts:
        found |= {a.name: a for a in account.assumptions()}
    lines: list[list[object]] = [
        [safe(_price(a.name, language)), a.name, a.value, a.low, a.high, safe(a.unit),
         a.price_level, safe("?"), None, safe(a.source)]
        for a in found.values()
    ]  # fmt: skip
    lines += [[safe(language.text(f"limit.{name}")), name] for name in price_limits()]
    _list(book, language.text("workbook.sheet.assumptions"), heads, lines, language)
    origin: list[list[object]] = [[safe(k), safe(str(v))] for k, v in provenance.items()]
    _list(book, language.text("workbook.sheet.provenance"), ("what", "is"), origin, language)


def _price(name: str, language: Language) -> str:
    index, _, year = name.partition(" ")
    return language.text(f"price.{index}", year=year) if year else language.text(f"price.{name}")


def _list(
    book: Workbook, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]],
    language: Language,
) -> None:  # fmt: skip
    sheet = book.create_sheet(title)
    for c, head in enumerate(heads, start=1):
        sheet.cell(1, c, language.text(f"workbook.column.{head}")).font = BOLD
    for r, row in enumerate(rows, start=2):
        for c, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(r, c).value = value
    sheet.column_dimensions["A"].width = 48
    sheet.column_dimensions["B"].width = 30
    sheet.freeze_panes = "A2"
