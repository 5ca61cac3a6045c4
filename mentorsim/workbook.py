"""Accounts as a workbook for analysts: a sheet per purse, a sheet per year, sums as formulas.

On a purse's sheet entries are rows and years are columns; on a year's sheet entries are rows and
purses are columns. Sums are formulas over the cells above them, and every sheet ends with a row of
checks that must be 0: against public in all, against the other sheets, and against the sums that
the program worked out by itself. Nothing that somebody typed becomes a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from mentorsim.language import Language
from mentorsim.own_prices import own_price_lines
from mentorsim.workbook_lists import add_lists, add_readme, safe
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.spans import Span
from scenarios.economics.purses import PUBLIC, PUBLIC_TOTAL, PURSES
from sim.errors import InputError

BOLD = Font(bold=True)
HEAD = PatternFill("solid", fgColor="E8EEF4")
MONEY, CHECK = "#,##0", "0.00"
#: Columns before the first number: entry and kind.
FIRST = 3
#: Purses that have a sheet: public in all last, since it is checked against the others.
SHEETS = (*PURSES, PUBLIC_TOTAL)
#: When every workbook was made, so that the same input gives the same file.
STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Block:
    """Where one account stands on a sheet: rows of entries, then the row of sums."""

    first: int
    last: int

    @property
    def sums(self) -> int:
        """Row of the sums."""
        return self.last + 1


def account_rows(accounts: Mapping[str, PolicyAccount]) -> pd.DataFrame:
    """Accounts as tidy rows.

    Returns:
        account, year, purse, entry, kind, mean, low, high. Rows whose purse is `public` or whose
        entry is `net` are sums, as are those without a year: never add them to the others.
    """
    frames = []
    for name, account in accounts.items():
        frame = account.by_year[["mean", "low", "high"]].to_dataframe().reset_index()
        whole = account.in_all[["mean", "low", "high"]].to_dataframe().reset_index()
        table = pd.concat([frame.astype({"year": "Int64"}), whole], ignore_index=True)
        kinds = dict(zip(account.entries, account.kroner["kind"].values, strict=True))
        table["kind"] = table["entry"].map(kinds)
        table.insert(0, "account", safe(name))
        frames.append(table)
    columns = ["account", "year", "purse", "entry", "kind", "mean", "low", "high"]
    return pd.concat(frames, ignore_index=True)[columns]


def year_name(account: PolicyAccount, year: int, language: Language) -> str:
    """A year of an account: a calendar year if one was chosen, else that of the programme."""
    if account.calendar:
        return str(year)
    return language.text("kroner.column.year", year=str(year))


def write_workbook(
    path: Path,
    accounts: Mapping[str, PolicyAccount],
    language: Language,
    provenance: Mapping[str, str],
    *,
    heading: str = "",
    notes: Sequence[str] = (),
) -> None:
    """Write accounts, prices, assumptions and provenance; the same bytes for the same input.

    Args:
        path: of the file, `.xlsx`.
        accounts: by title as it is to be read, in order; levels or differences, per person or in
            all, but all of the same years, entries and prices. Cells are means over draws.
        language: of heads and entries.
        provenance: where the numbers come from.
        heading: what they are about.
        notes: sentences that are to be read with them.

    Raises:
        InputError: there is no account, or they do not belong together.
    """
    first = _checked(accounts)
    book = Workbook()
    book.remove(book.worksheets[0])
    readme = book.create_sheet(language.text("workbook.sheet.readme"))
    years = [year_name(first, year, language) for year in first.years]
    titles = {purse: language.text(f"purse.sheet.{purse}") for purse in SHEETS}
    blocks = _blocks(accounts)
    for purse in SHEETS:
        sheet = book.create_sheet(titles[purse])
        _purse_sheet(sheet, purse, titles, accounts, blocks, years, language)
    for k, year in enumerate(years):
        _year_sheet(book.create_sheet(year), k, titles, accounts, blocks, year, language)
    checks = _check_cells(book, blocks, [*titles.values(), *years])
    told = [*notes, *_own_prices(first, language)]
    add_readme(readme, book, list(accounts), checks, language, heading, told)
    add_lists(book, list(accounts.values()), language, provenance)
    path.write_bytes(_same_bytes(book))


def _own_prices(account: PolicyAccount, language: Language) -> list[str]:
    """How far prices of one's own are from those on file; nothing where there are none."""
    own = own_price_lines(account.values.prices, language)
    return ["", f"{language.text('own_price.heading')}:", *own] if own else []


def _checked(accounts: Mapping[str, PolicyAccount]) -> PolicyAccount:
    if not accounts:
        raise InputError("nothing to write", field="accounts", found="none", allowed="1 or more")
    first = next(iter(accounts.values()))
    for name, account in accounts.items():
        for dimension in ("year", "entry", "purse"):
            mine, theirs = (x.kroner[dimension].values.tolist() for x in (first, account))
            if mine != theirs:
                raise InputError(
                    "accounts that do not belong on one sheet", field=f"{name}.{dimension}",
                    found=theirs, allowed=str(mine),
                )  # fmt: skip
        if not account.values.equals(first.values):
            raise InputError("accounts under different prices", field=name, allowed="one price set")
    return first


def _blocks(accounts: Mapping[str, PolicyAccount]) -> dict[str, Block]:
    """Rows of each account, the same on every sheet."""
    found, row = {}, 3
    for name, account in accounts.items():
        entries = account.kroner.sizes["entry"]
        found[name] = Block(row + 2, row + 1 + entries)
        # Title, head, entries, sums, low, high, check, an empty row.
        row = found[name].sums + 5
    return found


def _purse_sheet(
    sheet: Worksheet, purse: str, titles: Mapping[str, str],
    accounts: Mapping[str, PolicyAccount], blocks: Mapping[str, Block], years: Sequence[str],
    language: Language,
) -> None:  # fmt: skip
    _start(sheet, language.text("workbook.title.purse", purse=titles[purse]), len(years) + 1)
    total = FIRST + len(years)
    for name, account in accounts.items():
        block = blocks[name]
        _heads(sheet, block, name, [*years, language.text("workbook.total")], account, language)
        for e, entry in enumerate(account.entries):
            row = block.first + e
            for y, year in enumerate(account.years):
                _money(sheet, row, FIRST + y, account.in_year(year, purse, entry).mean)
            _money(sheet, row, total, f"=SUM({_range(FIRST, row, total - 1, row)})")
        nets = [*(account.in_year(year, purse) for year in account.years), account.total(purse)]
        for column, net in enumerate(nets, start=FIRST):
            _sum(sheet, block, column)
            _ends(sheet, block, column, net)
            cell = f"{get_column_letter(column)}{block.sums}"
            others = "+".join(f"'{titles[other]}'!{cell}" for other in PUBLIC)
            against = others if purse == PUBLIC_TOTAL else repr(net.mean)
            _check(sheet, block, column, f"=ROUND({cell}-({against}),2)")
        _below(sheet, block, language)


def _year_sheet(
    sheet: Worksheet, k: int, titles: Mapping[str, str], accounts: Mapping[str, PolicyAccount],
    blocks: Mapping[str, Block], name_of_year: str, language: Language,
) -> None:  # fmt: skip
    columns = (*PUBLIC, PUBLIC_TOTAL, "person", "all")
    _start(sheet, language.text("workbook.title.year", year=name_of_year), len(columns))
    at = {purse: FIRST + c for c, purse in enumerate(columns)}
    for name, account in accounts.items():
        block, year = blocks[name], account.years[k]
        heads = [titles.get(purse, language.text("workbook.all_purses")) for purse in columns]
        _heads(sheet, block, name, heads, account, language)
        for e, entry in enumerate(account.entries):
            row = block.first + e
            for purse in PURSES:
                _money(sheet, row, at[purse], account.in_year(year, purse, entry).mean)
            public = _range(at[PUBLIC[0]], row, at[PUBLIC[-1]], row)
            _money(sheet, row, at[PUBLIC_TOTAL], f"=SUM({public})")
            both = _range(at[PUBLIC_TOTAL], row, at["person"], row)
            _money(sheet, row, at["all"], f"=SUM({both})")
        for purse, column in at.items():
            _sum(sheet, block, column)
            cell = f"{get_column_letter(column)}{block.sums}"
            if purse == "all":
                parts = (f"{get_column_letter(at[p])}{block.sums}" for p in PURSES)
                against = "+".join(parts)
            else:
                against = f"'{titles[purse]}'!{get_column_letter(FIRST + k)}{block.sums}"
                _ends(sheet, block, column, account.in_year(year, purse))
            _check(sheet, block, column, f"=ROUND({cell}-({against}),2)")
        _below(sheet, block, language)


def _ends(sheet: Worksheet, block: Block, column: int, net: Span) -> None:
    """The interval of a net amount, below it."""
    for k, end in enumerate((net.low, net.high), start=1):
        _money(sheet, block.sums + k, column, end)


def _start(sheet: Worksheet, title: str, numbers: int) -> None:
    sheet.cell(1, 1, safe(title)).font = BOLD
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 14
    for column in range(FIRST, FIRST + numbers):
        sheet.column_dimensions[get_column_letter(column)].width = 15
    sheet.freeze_panes = "C2"


def _heads(
    sheet: Worksheet, block: Block, name: str, heads: Sequence[str], account: PolicyAccount,
    language: Language,
) -> None:  # fmt: skip
    sheet.cell(block.first - 2, 1, safe(name)).font = BOLD
    words = [language.text("workbook.entry"), language.text("workbook.kind"), *heads]
    for c, head in enumerate(words, start=1):
        cell = sheet.cell(block.first - 1, c, safe(head))
        cell.font, cell.fill = BOLD, HEAD
    kinds = account.kroner["kind"].values
    for e, (entry, kind) in enumerate(zip(account.entries, kinds, strict=True)):
        sheet.cell(block.first + e, 1, safe(language.text(f"entry.{entry}")))
        sheet.cell(block.first + e, 2, safe(language.text(f"entry_kind.{kind}")))


def _below(sheet: Worksheet, block: Block, language: Language) -> None:
    for k, name in enumerate(("sum", "low", "high", "check")):
        cell = sheet.cell(block.sums + k, 1, language.text(f"workbook.{name}"))
        cell.font = Font(bold=name == "sum", italic=name != "sum")


def _range(left: int, top: int, right: int, bottom: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _money(sheet: Worksheet, row: int, column: int, value: float | str) -> None:
    sheet.cell(row, column, value).number_format = MONEY


def _sum(sheet: Worksheet, block: Block, column: int) -> None:
    cell = sheet.cell(
        block.sums, column, f"=SUM({_range(column, block.first, column, block.last)})"
    )
    cell.number_format, cell.font = MONEY, BOLD


def _check(sheet: Worksheet, block: Block, column: int, formula: str) -> None:
    sheet.cell(block.sums + 3, column, formula).number_format = CHECK


def _check_cells(book: Workbook, blocks: Mapping[str, Block], sheets: Sequence[str]) -> list[str]:
    """Ranges of the cells that must be 0, with their sheets."""
    return [
        f"'{title}'!{_range(FIRST, block.sums + 3, book[title].max_column, block.sums + 3)}"
        for title in sheets
        for block in blocks.values()
    ]


def _same_bytes(book: Workbook) -> bytes:
    """The file without the time of day: every part under one date."""
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return second.getvalue()
