"""The sheets of a workbook that hold words: how to read it, prices, assumptions, provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorsim.language import Language
from mentorsim.present.clean import clean
from mentorsim.present.workbook.sheet import CHECK, Book, Range, Sheet, Style
from scenarios.decision.policy_account import PolicyAccount
from scenarios.economics.price_entry import Entry
from scenarios.economics.price_file import Prices, price_limits
from scenarios.economics.rule_calendar import set_name

TITLE, HEAD, TEXT = Style(bold=True), Style(head=True), Style(wrap=True)
MOST_FAR = Style(number=CHECK)
#: Width of the page of words, of its column of checks; and of a column of a list, in characters.
READ, BESIDE = 92, 14
WIDTHS = {
    "price": 44,
    "entry": 26,
    "unit": 16,
    "source": 60,
    "what": 30,
    "is": 90,
}
USUAL_WIDTH = 12
#: What a spreadsheet takes for the start of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(words: str) -> str:
    """A text on one line that no spreadsheet reads as a formula: an apostrophe stands before it."""
    text = clean(words)
    return f"'{text}" if text.startswith(FORMULA) else text


def add_readme(
    sheet: Sheet,
    titles: Sequence[str],
    accounts: Sequence[str],
    checks: Mapping[str, Sequence[Range]],
    language: Language,
    heading: str,
    notes: Sequence[str],
) -> None:
    """What the workbook is about, a link to every sheet, and whether its sums agree.

    Args:
        sheet: to write on.
        titles: of all sheets.
        accounts: titles.
        checks: by sheet, cells that must be 0.
        language: of the words.
        heading, notes: of the results.
    """
    sheet.widths(READ, BESIDE)
    lines = [heading or language.text("workbook.heading"), "", *notes, ""]
    lines += [language.text(f"workbook.read.{k}") for k in ("cells", "sheets", "signs", "checks")]
    lines += [language.text("workbook.accounts", accounts=language.list_of(accounts))]
    for row, line in enumerate(lines, start=1):
        sheet.words(row, 1, safe(line), Style(bold=row == 1, wrap=True))
    row = len(lines) + 2
    sheet.words(row, 1, language.text("workbook.all_checks"), TITLE)
    first = row + 2
    for k, title in enumerate((t for t in titles if t != sheet.title), start=first):
        sheet.link(k, 1, title)
        if title in checks:
            sheet.farthest(k, 2, checks[title], MOST_FAR)
    sheet.largest(row, 2, sheet.range(first, 2, sheet.rows, 2), Style(bold=True, number=CHECK))


def add_lists(
    book: Book,
    accounts: Sequence[PolicyAccount],
    language: Language,
    provenance: Mapping[str, str],
) -> None:
    """Sheets of prices, of what nobody could source, and of where the numbers come from.

    Args:
        book: the workbook.
        accounts: kroner of each policy, with the prices behind them.
        language: of the words.
        provenance: where the numbers come from, by what is told of it.
    """
    first, *later = accounts[0].price_sets
    heads = (
        "price",
        "entry",
        "value",
        "low",
        "high",
        "unit",
        "level",
        "certainty",
        "own",
        "source",
    )
    rows = [_price_row(name, first, _price(name, language), language) for name in first.entries]
    before = first
    for prices in later:
        # What comes into force within the years, as far as it differs from what was before.
        for name, entry in prices.entries.items():
            if entry != before[name]:
                words = _changed(_price(name, language), entry, prices, language)
                rows.append(_price_row(name, prices, words, language))
        before = prices
    for year, entry in first.index.items():
        rows.append(
            [
                language.text("price.index", year=str(year)),
                f"index {year}",
                entry.value,
                *(entry.span if entry.low is not None else (None, None)),
                safe(entry.unit),
                year,
                safe(entry.certainty),
                None,
                safe(entry.source),
            ]
        )
    _list(book, language.text("workbook.sheet.prices"), heads, rows, language)
    found = dict.fromkeys(a for account in accounts for a in account.assumptions())
    lines: list[list[object]] = [
        [
            safe(_price(a.name, language)),
            a.name,
            a.value,
            a.low,
            a.high,
            safe(language.text(f"price_unit.{a.unit}")),
            a.price_level,
            safe("?"),
            None,
            safe(a.source),
        ]
        for a in found
    ]
    lines += [[safe(language.text(f"limit.{name}")), name] for name in price_limits()]
    _list(book, language.text("workbook.sheet.assumptions"), heads, lines, language)
    origin: list[list[object]] = [[safe(k), safe(str(v))] for k, v in provenance.items()]
    _list(book, language.text("workbook.sheet.provenance"), ("what", "is"), origin, language)


def _changed(price: str, entry: Entry, prices: Prices, language: Language) -> str:
    """A price that is another from a day on: under which rules, or after which day it has ended."""
    if entry.last_day is not None and not entry.in_force:
        ended = language.date(entry.last_day)
        return language.text("workbook.price_ended", price=price, date=ended)
    return language.text("workbook.price_from", price=price, rules=set_name(prices.rules))


def _price_row(name: str, prices: Prices, words: str, language: Language) -> list[object]:
    """A row of the sheet of prices; blank where a rule is not in force or a price is exact."""
    entry = prices[name]
    low, high = entry.span
    return [
        safe(words),
        name,
        entry.value if entry.in_force else None,
        low if low != high else None,
        high if low != high else None,
        safe(language.text(f"price_unit.{entry.unit}")),
        entry.price_level,
        safe(entry.certainty),
        language.text("screen.yes") if name in prices.overlaid else None,
        safe(entry.source),
    ]


def _price(name: str, language: Language) -> str:
    index, _, year = name.partition(" ")
    return language.text(f"price.{index}", year=year) if year else language.text(f"price.{name}")


def _list(
    book: Book,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    language: Language,
) -> None:
    sheet = book.sheet(title).widths(*(WIDTHS.get(head, USUAL_WIDTH) for head in heads))
    for c, head in enumerate(heads, start=1):
        sheet.words(1, c, language.text(f"workbook.column.{head}"), HEAD)
    for r, row in enumerate(rows, start=2):
        for c, value in enumerate(row, start=1):
            if isinstance(value, int | float):
                sheet.number(r, c, value)
            elif value is not None:
                sheet.words(r, c, str(value), TEXT)
    sheet.freeze(2, 1)
