"""Accounts as a workbook for analysts: a sheet per purse, a sheet per year, sums as formulas.

On a purse's sheet entries are rows and years are columns; on a year's sheet entries are rows and
purses are columns. Sums are formulas over the cells above them, and every sheet ends with a row of
checks that must be 0: against public in all, against the other sheets, and against the sums that
the program worked out by itself. Nothing that somebody typed becomes a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from mentorsim.language import Language
from mentorsim.own_prices import own_price_lines
from mentorsim.sheet import CHECK, MONEY, Book, Range, Sheet, Style
from mentorsim.workbook_lists import add_lists, add_readme, safe
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.spans import Span
from scenarios.economics.purses import PUBLIC, PUBLIC_TOTAL, PURSES
from sim.errors import InputError

TITLE, HEAD, NUMBERS = Style(bold=True), Style(head=True), Style(head=True, right=True)
AMOUNT, SUM = Style(number=MONEY), Style(bold=True, number=MONEY)
NOTHING = Style(italic=True, number=CHECK)
#: Widths of the columns: entry, kind, a number.
WIDTHS = (34, 14, 15)
#: Columns before the first number: entry and kind.
FIRST = 3
#: Purses that have a sheet: public in all last, since it is checked against the others.
SHEETS = (*PURSES, PUBLIC_TOTAL)


@dataclass(frozen=True)
class Block:
    """Where one account stands on a sheet: rows of entries, then the row of sums."""

    first: int
    last: int

    @property
    def sums(self) -> int:
        """Row of the sums."""
        return self.last + 1

    @property
    def check(self) -> int:
        """Row of what must be 0: below the sums and the ends of their intervals."""
        return self.sums + 3


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
    book = Book()
    readme = book.sheet(language.text("workbook.sheet.readme"), landscape=False)
    years = [year_name(first, year, language) for year in first.years]
    titles = {purse: language.text(f"purse.sheet.{purse}") for purse in SHEETS}
    blocks = _blocks(accounts)
    for purse in SHEETS:
        sheet = book.sheet(titles[purse])
        _purse_sheet(sheet, purse, titles, accounts, blocks, years, language)
    for k, year in enumerate(years):
        _year_sheet(book.sheet(year), k, titles, accounts, blocks, year, language)
    checks = {
        name: [_check_row(sheet, block) for block in blocks.values()]
        for name, sheet in book.sheets.items()
        if sheet is not readme
    }
    add_lists(book, list(accounts.values()), language, provenance)
    told = [*notes, *_own_prices(first, language)]
    add_readme(readme, list(book.sheets), list(accounts), checks, language, heading, told)
    path.write_bytes(book.content())


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
    sheet: Sheet, purse: str, titles: Mapping[str, str],
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
                mean = account.in_year(year, purse, entry).mean
                sheet.number(row, FIRST + y, mean, AMOUNT)
            sheet.total(row, total, sheet.range(row, FIRST, row, total - 1), AMOUNT)
        nets = [*(account.in_year(year, purse) for year in account.years), account.total(purse)]
        for column, net in enumerate(nets, start=FIRST):
            _sum(sheet, block, column)
            _ends(sheet, block, column, net)
            cell = sheet.at(block.sums, column)
            others = [replace(cell, sheet=titles[other]) for other in PUBLIC]
            against = others if purse == PUBLIC_TOTAL else net.mean
            sheet.difference(block.check, column, cell, against, NOTHING)
        _below(sheet, block, language)


def _year_sheet(
    sheet: Sheet, k: int, titles: Mapping[str, str], accounts: Mapping[str, PolicyAccount],
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
                sheet.number(row, at[purse], account.in_year(year, purse, entry).mean, AMOUNT)
            public = sheet.range(row, at[PUBLIC[0]], row, at[PUBLIC[-1]])
            sheet.total(row, at[PUBLIC_TOTAL], public, AMOUNT)
            both = sheet.range(row, at[PUBLIC_TOTAL], row, at["person"])
            sheet.total(row, at["all"], both, AMOUNT)
        for purse, column in at.items():
            _sum(sheet, block, column)
            if purse == "all":
                against = [sheet.at(block.sums, at[p]) for p in PURSES]
            else:
                there = sheet.at(block.sums, FIRST + k)
                against = [replace(there, sheet=titles[purse])]
                _ends(sheet, block, column, account.in_year(year, purse))
            sheet.difference(block.check, column, sheet.at(block.sums, column), against, NOTHING)
        _below(sheet, block, language)


def _ends(sheet: Sheet, block: Block, column: int, net: Span) -> None:
    """The interval of a net amount, below it."""
    for k, end in enumerate((net.low, net.high), start=1):
        sheet.number(block.sums + k, column, end, AMOUNT)


def _start(sheet: Sheet, title: str, numbers: int) -> None:
    sheet.words(1, 1, safe(title), TITLE)
    entry, kind, number = WIDTHS
    sheet.widths(entry, kind, *[number] * numbers).freeze(2, FIRST)


def _heads(
    sheet: Sheet,
    block: Block,
    name: str,
    heads: Sequence[str],
    account: PolicyAccount,
    language: Language,
) -> None:
    title = block.first - 2
    if sheet.rows > 1:
        sheet.new_page(title)
    sheet.words(title, 1, safe(name), TITLE)
    words = [language.text("workbook.entry"), language.text("workbook.kind"), *heads]
    for c, head in enumerate(words, start=1):
        sheet.words(block.first - 1, c, safe(head), HEAD if c < FIRST else NUMBERS)
    kinds = account.kroner["kind"].values
    for e, (entry, kind) in enumerate(zip(account.entries, kinds, strict=True)):
        sheet.words(block.first + e, 1, safe(language.text(f"entry.{entry}")))
        sheet.words(block.first + e, 2, safe(language.text(f"entry_kind.{kind}")))


def _below(sheet: Sheet, block: Block, language: Language) -> None:
    for k, name in enumerate(("sum", "low", "high", "check")):
        style = Style(bold=name == "sum", italic=name != "sum")
        sheet.words(block.sums + k, 1, language.text(f"workbook.{name}"), style)


def _sum(sheet: Sheet, block: Block, column: int) -> None:
    sheet.total(block.sums, column, sheet.range(block.first, column, block.last, column), SUM)


def _check_row(sheet: Sheet, block: Block) -> Range:
    """Cells of an account that must be 0."""
    return sheet.range(block.check, FIRST, block.check, sheet.columns)
