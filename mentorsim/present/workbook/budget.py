"""Accounts as a workbook for analysts: a sheet per purse, a sheet per year, sums as formulas.

On a purse's sheet entries are rows and years are columns; on a year's sheet entries are rows and
purses are columns. Sums are formulas over the cells above them, and every sheet ends with a row of
checks that must be 0: against public in all, against the other sheets, and against the sums that
the program worked out by itself. Nothing that somebody typed becomes a formula. Where a result has
drivers (`Living`), its amounts are formulas of them instead of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pandas as pd

from mentorsim.language import Language
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.workbook.formula import NOTHING, Term, Words, rounded, term, total
from mentorsim.present.workbook.lists import add_lists, add_readme, safe
from mentorsim.present.workbook.sheet import CHECK, MONEY, Book, Range, Sheet, Style
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.spans import Span
from scenarios.economics.purse_names import PUBLIC, PUBLIC_TOTAL, PURSES
from scenarios.economics.purses import counted_entries
from sim.errors import InputError
from sim.messages import Said

TITLE, HEAD, NUMBERS = Style(bold=True), Style(head=True), Style(head=True, right=True)
AMOUNT, SUM = Style(number=MONEY), Style(bold=True, number=MONEY)
NOUGHT = Style(italic=True, number=CHECK)
#: Widths of the columns: entry, kind, a number.
WIDTHS = (46, 14, 15)
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


@dataclass(frozen=True)
class Formulas:
    """The amounts of accounts as formulas.

    Attributes:
        amounts: by account, purse, entry and position of the year, where there is anything.
        rest: by account, purse and position of the year, what the amounts leave to the means over
            draws: the mean of products is not the product of means.
        changed: the cell that says how many drivers are no longer ours; 0 as the file is written.
        years: by account, its years as heads name them.
        titles: of the sheets of years, in order.
    """

    amounts: Mapping[tuple[str, str, str, int], Term]
    rest: Mapping[tuple[str, str, int], Term]
    changed: Term
    years: Mapping[str, Sequence[str | Words]]
    titles: Sequence[str | Words]


class Shown(Protocol):
    """Where amounts stand."""

    def __call__(self, account: str, purse: str, entries: Sequence[str], column: int) -> Term:
        """Some entries of an account together, or the net amount if none are named; the column is
        the position of the year, and their number for all years.
        """


class Living(Protocol):
    """What makes a workbook a calculation: sheets before and after the accounts, and formulas."""

    def front(self, book: Book) -> None:
        """Make the sheets that stand before the accounts."""

    def work(self, book: Book) -> Formulas:
        """Write the drivers, and make and write the sheets that stand after the accounts."""

    def finish(self, shown: Shown) -> None:
        """Write what is told of the accounts."""


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
    """A year of an account: a calendar year if one was chosen, else that of the programme.

    Args:
        account: kroner of a policy by purse and year.
        year: of the programme, counted from 1.
        language: of the words.
    """
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
    living: Living | None = None,
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
        living: makes the amounts formulas of drivers; None leaves them numbers.

    Raises:
        InputError: there is no account, or they do not belong together.
    """
    first = _checked(accounts)
    book = Book()
    readme = book.sheet(language.text("workbook.sheet.readme"), landscape=False)
    if living is not None:
        living.front(book)
    years = [year_name(first, year, language) for year in first.years]
    titles = {purse: language.text(f"purse.sheet.{purse}") for purse in SHEETS}
    blocks = _blocks(accounts, more=living is not None)
    by_purse = {purse: book.sheet(titles[purse]) for purse in SHEETS}
    by_year = [book.sheet(year) for year in years]
    formulas = None if living is None else living.work(book)
    for purse, sheet in by_purse.items():
        _purse_sheet(sheet, purse, titles, accounts, blocks, years, formulas, language)
    for k, sheet in enumerate(by_year):
        _year_sheet(sheet, k, titles, accounts, blocks, years[k], formulas, language)
    if living is not None:
        living.finish(_shown(by_purse, accounts, blocks))
    checks = {
        sheet.title: [_check_row(sheet, block) for block in blocks.values()]
        for sheet in (*by_purse.values(), *by_year)
    }
    add_lists(book, list(accounts.values()), language, provenance)
    told = [*notes, *_own_prices(first, language)]
    add_readme(readme, list(book.sheets), list(accounts), checks, language, heading, told)
    path.write_bytes(book.content())


def _shown(
    sheets: Mapping[str, Sheet],
    accounts: Mapping[str, PolicyAccount],
    blocks: Mapping[str, Block],
) -> Shown:
    def shown(account: str, purse: str, entries: Sequence[str], column: int) -> Term:
        block, known = blocks[account], accounts[account].entries
        asked = counted_entries(entries, known)
        rows = [block.first + known.index(entry) for entry in asked] if entries else [block.sums]
        return total([sheets[purse].cell(row, FIRST + column) for row in rows])

    return shown


def _own_prices(account: PolicyAccount, language: Language) -> list[str]:
    """How far prices of one's own are from those on file; nothing where there are none."""
    own = own_price_lines(account.values.prices, language)
    return ["", f"{language.text('own_price.heading')}:", *own] if own else []


def _checked(accounts: Mapping[str, PolicyAccount]) -> PolicyAccount:
    if not accounts:
        raise InputError(
            Said("mentorsim.nothing_to_write"),
            field="accounts",
            found=Said("scenarios.none"),
            allowed=Said("sim.1_or_more"),
        )
    first = next(iter(accounts.values()))
    for name, account in accounts.items():
        for dimension in ("year", "entry", "purse"):
            mine, theirs = (x.kroner[dimension].values.tolist() for x in (first, account))
            if mine != theirs:
                raise InputError(
                    Said("mentorsim.accounts_that_do_not_belong_on"),
                    field=f"{name}.{dimension}",
                    found=theirs,
                    allowed=str(mine),
                )
        if not account.values.equals(first.values):
            raise InputError(
                Said("scenarios.accounts_under_different_prices"),
                field=name,
                allowed=Said("mentorsim.one_price_set"),
            )
    return first


def _blocks(accounts: Mapping[str, PolicyAccount], *, more: bool) -> dict[str, Block]:
    """Rows of each account, the same on every sheet; one more for what formulas leave."""
    found, row = {}, 3
    for name, account in accounts.items():
        entries = account.kroner.sizes["entry"] + more
        found[name] = Block(row + 2, row + 1 + entries)
        # Title, head, entries, sums, low, high, check, an empty row.
        row = found[name].sums + 5
    return found


def _purse_sheet(
    sheet: Sheet,
    purse: str,
    titles: Mapping[str, str],
    accounts: Mapping[str, PolicyAccount],
    blocks: Mapping[str, Block],
    years: Sequence[str],
    formulas: Formulas | None,
    language: Language,
) -> None:
    _start(sheet, language.text("workbook.title.purse", purse=titles[purse]), len(years) + 1)
    for name, account in accounts.items():
        block = blocks[name]
        of_account: Sequence[str | Words] = years if formulas is None else formulas.years[name]
        heads = [*of_account, language.text("workbook.total")]
        _heads(sheet, block, name, heads, account, language)
        for e, entry in enumerate(account.entries):
            row = block.first + e
            for y, year in enumerate(account.years):
                if formulas is None:
                    mean = account.in_year(year, purse, entry).mean
                    sheet.number(row, FIRST + y, mean, AMOUNT)
                elif purse != PUBLIC_TOTAL:
                    amount = formulas.amounts.get((name, purse, entry, y), NOTHING)
                    sheet.term(row, FIRST + y, amount, AMOUNT)
            _row_sums(sheet, row, purse, titles, len(account.years), formulas)
        if formulas is not None:
            row = block.last
            for y in range(len(account.years)):
                if purse != PUBLIC_TOTAL:
                    sheet.term(row, FIRST + y, formulas.rest[name, purse, y], AMOUNT)
            _row_sums(sheet, row, purse, titles, len(account.years), formulas)
        nets = [*(account.in_year(year, purse) for year in account.years), account.total(purse)]
        for column, net in enumerate(nets, start=FIRST):
            _sum(sheet, block, column)
            _ends(sheet, block, column, net, formulas)
            cell = sheet.at(block.sums, column)
            if purse == PUBLIC_TOTAL:
                others = [replace(cell, sheet=titles[other]) for other in PUBLIC]
                sheet.difference(block.check, column, cell, others, NOUGHT)
            elif formulas is None:
                sheet.difference(block.check, column, cell, net.mean, NOUGHT)
            else:
                left = rounded(sheet.cell(block.sums, column) - net.mean)
                sheet.blank_unless(block.check, column, formulas.changed, left, NOUGHT)
        _below(sheet, block, language, formulas)


def _row_sums(
    sheet: Sheet,
    row: int,
    purse: str,
    titles: Mapping[str, str],
    years: int,
    formulas: Formulas | None,
) -> None:
    """All years of a row; and of public in all, where amounts are formulas, each of them."""
    if purse == PUBLIC_TOTAL and formulas is not None:
        for column in range(FIRST, FIRST + years):
            there = [replace(sheet.at(row, column), sheet=titles[other]) for other in PUBLIC]
            sheet.sum_of(row, column, there, AMOUNT)
    sheet.total(row, FIRST + years, sheet.range(row, FIRST, row, FIRST + years - 1), AMOUNT)


def _year_sheet(
    sheet: Sheet,
    k: int,
    titles: Mapping[str, str],
    accounts: Mapping[str, PolicyAccount],
    blocks: Mapping[str, Block],
    name_of_year: str,
    formulas: Formulas | None,
    language: Language,
) -> None:
    columns = (*PUBLIC, PUBLIC_TOTAL, "person", "all")
    title: str | Words = language.text("workbook.title.year", year=name_of_year)
    _start(sheet, title if formulas is None else formulas.titles[k], len(columns))
    at = {purse: FIRST + c for c, purse in enumerate(columns)}
    for name, account in accounts.items():
        block, year = blocks[name], account.years[k]
        heads = [titles.get(purse, language.text("workbook.all_purses")) for purse in columns]
        _heads(sheet, block, name, heads, account, language)
        # The last row, below the entries, is what formulas leave.
        for e, entry in enumerate([*account.entries, *([""] if formulas else [])]):
            row = block.first + e
            for purse in PURSES:
                if formulas is None:
                    sheet.number(row, at[purse], account.in_year(year, purse, entry).mean, AMOUNT)
                else:
                    there = replace(sheet.at(row, FIRST + k), sheet=titles[purse])
                    sheet.sum_of(row, at[purse], [there], AMOUNT)
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
                _ends(sheet, block, column, account.in_year(year, purse), formulas)
            sheet.difference(block.check, column, sheet.at(block.sums, column), against, NOUGHT)
        _below(sheet, block, language, formulas)


def _ends(sheet: Sheet, block: Block, column: int, net: Span, formulas: Formulas | None) -> None:
    """The interval of a net amount, below it; blank once a driver is changed."""
    for k, end in enumerate((net.low, net.high), start=1):
        if formulas is None:
            sheet.number(block.sums + k, column, end, AMOUNT)
        else:
            sheet.blank_unless(block.sums + k, column, formulas.changed, term(end), AMOUNT)


def _start(sheet: Sheet, title: str | Words, numbers: int) -> None:
    sheet.told(1, 1, safe(title) if isinstance(title, str) else title, TITLE)
    entry, kind, number = WIDTHS
    sheet.widths(entry, kind, *[number] * numbers).freeze(2, FIRST)


def _heads(
    sheet: Sheet,
    block: Block,
    name: str,
    heads: Sequence[str | Words],
    account: PolicyAccount,
    language: Language,
) -> None:
    title = block.first - 2
    if sheet.rows > 1:
        sheet.new_page(title)
    sheet.words(title, 1, safe(name), TITLE)
    words = [language.text("workbook.entry"), language.text("workbook.kind"), *heads]
    for c, head in enumerate(words, start=1):
        told = safe(head) if isinstance(head, str) else head
        sheet.told(block.first - 1, c, told, HEAD if c < FIRST else NUMBERS)
    kinds = account.kroner["kind"].values
    for e, (entry, kind) in enumerate(zip(account.entries, kinds, strict=True)):
        sheet.words(block.first + e, 1, safe(language.text(f"entry.{entry}")))
        sheet.words(block.first + e, 2, safe(language.text(f"entry_kind.{kind}")))


def _below(sheet: Sheet, block: Block, language: Language, formulas: Formulas | None) -> None:
    if formulas is not None:
        sheet.words(block.last, 1, language.text("workbook.rest"), Style(italic=True, wrap=True))
    for k, name in enumerate(("sum", "low", "high", "check")):
        style = Style(bold=name == "sum", italic=name != "sum")
        sheet.words(block.sums + k, 1, language.text(f"workbook.{name}"), style)


def _sum(sheet: Sheet, block: Block, column: int) -> None:
    sheet.total(block.sums, column, sheet.range(block.first, column, block.last, column), SUM)


def _check_row(sheet: Sheet, block: Block) -> Range:
    """Cells of an account that must be 0."""
    return sheet.range(block.check, FIRST, block.check, sheet.columns)
