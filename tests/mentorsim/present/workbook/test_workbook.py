"""The workbook: every sum is a formula that agrees, nothing typed becomes one, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from mentorsim.language import LOCALES, Language
from mentorsim.present.workbook.budget import account_rows, write_workbook
from mentorsim.present.workbook.lists import safe
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.policy_outcomes import policy_outcomes
from scenarios.economics.price_draws import central_prices, draw_prices
from scenarios.economics.price_file import load_prices, price_limits
from scenarios.economics.price_list import price_schema
from scenarios.economics.purse_names import PUBLIC
from scenarios.economics.purses import BudgetAccount, budget_account
from sim.errors import InputError
from tests.support.price_cases import lives
from tests.support.sheets import Sheets
from tests.worlds.small_comparison import DRAWS, small_comparison

ORIGIN = {"mentorsim": "0", "seed": "1"}
HOSTILE = '=HYPERLINK("http://x","y")'


@cache
def accounts() -> dict[str, PolicyAccount]:
    values, lived = draw_prices(load_prices(2023), DRAWS, 1), small_comparison().ensemble
    return policy_outcomes(lived, "no-mentor", values).accounts


def written(path: Path, code: str = "en", **titled: PolicyAccount) -> Workbook:
    given: Mapping[str, PolicyAccount] = titled or accounts()
    write_workbook(path, given, Language(code), ORIGIN, heading="What", notes=["A note."])
    return openpyxl.load_workbook(path)


def checks(book: Workbook) -> list[str]:
    """Formulas of the page of words: the check of all sheets, then of each."""
    return [str(c.value)[1:] for c in book["Read me"]["B"] if c.value is not None]


def rows_named(book: Workbook, sheet: str, words: str) -> list[int]:
    return [cell.row for cell in book[sheet]["A"] if cell.value == words]


# --- sheets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LOCALES)
def test_there_is_a_sheet_per_purse_a_sheet_per_year_and_the_lists(
    code: str, tmp_path: Path
) -> None:
    book, words = written(tmp_path / "b.xlsx", code), Language(code)
    purses = ("municipality", "state", "region", "person", "public")
    count = len(next(iter(accounts().values())).years)
    years = [words.text("kroner.column.year", year=str(k)) for k in range(1, count + 1)]
    lists = ("prices", "assumptions", "provenance")
    assert book.sheetnames == [
        words.text("workbook.sheet.readme"),
        *(words.text(f"purse.sheet.{p}") for p in purses),
        *years,
        *(words.text(f"workbook.sheet.{name}") for name in lists),
    ]


def test_cells_are_the_accounts_and_every_check_is_nothing(tmp_path: Path) -> None:
    book = written(tmp_path / "b.xlsx")
    sheets = Sheets(book)
    first = accounts()["as-in-trial"]
    years = [int(y) for y in first.kroner["year"].values]
    entries = [str(e) for e in first.kroner["entry"].values]
    english = Language("en")
    for e, entry in enumerate(entries):
        row = rows_named(book, "State", english.text(f"entry.{entry}"))[0]
        for y, year in enumerate(years):
            mean = float(first.kroner.sel(purse="state", entry=entry, year=year).mean())
            cell = sheets.value("State", f"{get_column_letter(3 + y)}{row}")
            assert cell == pytest.approx(mean, abs=1e-9), (e, y)
    for k, name in enumerate(accounts()):
        total = float(accounts()[name].net("public").sum("year").mean())
        row = rows_named(book, "Public in all", "Net")[k]
        column = get_column_letter(3 + len(years))
        assert sheets.value("Public in all", f"{column}{row}") == pytest.approx(total, abs=1e-6)
    check, *each = checks(book)
    assert sheets.formula("Read me", check) == 0.0
    # Largest and smallest of every account, on every sheet of kroner.
    assert [formula.count("!") for formula in each] == [2 * 2] * (5 + len(years))


def test_a_wrong_cell_is_seen_by_the_checks(tmp_path: Path) -> None:
    book = written(tmp_path / "b.xlsx")
    row = rows_named(book, "Municipality", "Mentors")[0]
    book["Municipality"].cell(row, 3).value += 1000.0
    assert Sheets(book).formula("Read me", checks(book)[0]) == pytest.approx(1000.0)
    row = rows_named(book, "Year 1", "Check, must be 0")[0]
    year = [Sheets(book).value("Year 1", f"{c}{row}") for c in "CDEFGH"]
    assert year == pytest.approx([-1000.0, 0, 0, 0, 0, 0], abs=0.01)


def test_transfers_sum_to_nothing_over_all_purses(tmp_path: Path) -> None:
    book = written(tmp_path / "b.xlsx")
    sheets, sheet = Sheets(book), book["Year 2"]
    seen = 0
    for cell in sheet["B"]:
        if cell.value == "transfer":
            assert sheets.value("Year 2", f"H{cell.row}") == pytest.approx(0.0, abs=1e-6)
            seen += 1
    assert seen > 10


def test_the_lists_name_every_price_assumption_and_limit(tmp_path: Path) -> None:
    book = written(tmp_path / "b.xlsx")
    names = {cell.value for cell in book["Prices"]["B"]}
    assert set(price_schema()) <= names
    leant = {cell.value for cell in book["Assumptions"]["B"]}
    assert {a.name for a in accounts()["as-in-trial"].assumptions()} <= leant
    assert set(price_limits()) <= leant
    origin = {r[0].value: r[1].value for r in book["Provenance"].iter_rows(min_row=2)}
    assert origin == ORIGIN


def test_it_is_the_same_file_twice(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx")
    written(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_every_formula_has_the_value_that_it_gives(tmp_path: Path) -> None:
    """Previewers, phones and pandas show what is stored beside a formula."""
    written(tmp_path / "b.xlsx")
    formulas = openpyxl.load_workbook(tmp_path / "b.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)
    worked_out, seen = Sheets(formulas), 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                value = stored[sheet.title][cell.coordinate].value
                given = worked_out.formula(sheet.title, str(cell.value)[1:])
                assert value == pytest.approx(given, abs=1e-6), (sheet.title, cell.coordinate)
                seen += value != 0
    assert seen > 200
    public = pd.read_excel(tmp_path / "b.xlsx", "Public in all", header=None)
    sums = public[public[0] == "Net"].iloc[:, 2:].to_numpy(float)
    assert sums.shape[0] == len(accounts())
    assert np.isfinite(sums).all()


def test_every_sheet_is_printed_on_pages_as_wide_as_it_is(tmp_path: Path) -> None:
    book = written(tmp_path / "b.xlsx")
    for sheet in book.worksheets:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        # One page wide, which the file need not say, and as many as it takes high.
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.paperSize == 9
        assert sheet is book.worksheets[0] or sheet.freeze_panes


# --- words of users ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_reads_as_a_formula_is_a_text(words: str) -> None:
    assert safe(words).startswith("'")
    assert not safe(words)[1:].startswith("'")


def test_other_words_stay() -> None:
    assert safe("As in the trial") == "As in the trial"
    assert safe("−5 kr.") == "−5 kr."


def test_a_title_is_never_a_formula(tmp_path: Path) -> None:
    own = replace_overlay(accounts()["as-in-trial"])
    book = written(tmp_path / "b.xlsx", "en", **{HOSTILE: own})
    ours = re.compile(r"=(SUM|ROUND|MAX)\(")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert ours.match(str(cell.value)), (sheet.title, cell.coordinate)
                elif isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@"))
    assert "'" + HOSTILE in {c.value for c in book["State"]["A"]}
    assert set(account_rows({HOSTILE: own})["account"]) == {"'" + HOSTILE}


def replace_overlay(account: PolicyAccount) -> PolicyAccount:
    """The same under prices whose source somebody typed."""
    prices = account.values.prices
    entry = prices["overhead_share"].model_copy(update={"source": "=cmd|' /C calc'!A0"})
    entries = {**prices.entries, "overhead_share": entry}
    typed = replace(prices, entries=entries, shipped={"overhead_share": prices["overhead_share"]})
    return replace(account, values=replace(account.values, prices=typed))


# --- accounts that do not belong together -------------------------------------------------------


def of_one_seed(account: BudgetAccount) -> PolicyAccount:
    kroner = account.kroner.expand_dims(seed=1, axis=1)
    return PolicyAccount(kroner, account.people, account.values, account.reads, calendar=True)


def test_accounts_of_other_years_or_prices_are_refused(tmp_path: Path) -> None:
    values = central_prices(load_prices(2023))
    one = of_one_seed(budget_account(lives({"education": [1.0]}), values))
    later = of_one_seed(budget_account(lives({"education": [1.0]}, years=(2017,)), values))
    dearer = central_prices(load_prices(2016))
    other = of_one_seed(budget_account(lives({"education": [1.0]}), dearer))
    for second, field in ((later, "b.year"), (other, "b")):
        with pytest.raises(InputError) as caught:
            written(tmp_path / "x.xlsx", "en", a=one, b=second)
        assert caught.value.field == field
    with pytest.raises(InputError):
        write_workbook(tmp_path / "x.xlsx", {}, Language("en"), ORIGIN)
    assert not (tmp_path / "x.xlsx").exists()


def test_rows_hold_every_number_once_and_sum_to_public_in_all() -> None:
    rows = account_rows(accounts())
    account = accounts()["104-weeks"]
    mine = rows[rows["account"] == "104-weeks"]
    single = mine[mine["year"].notna() & (mine["entry"] != "net") & (mine["purse"] != "public")]
    assert len(single) == account.kroner.isel(draw=0, seed=0).size
    public = single[single["purse"].isin(PUBLIC)]["mean"].sum()
    assert public == pytest.approx(account.total("public").mean)
    (whole,) = mine[mine["year"].isna() & (mine["entry"] == "net") & (mine["purse"] == "public")][
        ["mean", "low", "high"]
    ].to_numpy()
    found = account.total("public")
    assert whole == pytest.approx([found.mean, found.low, found.high])
    assert (mine["low"] <= mine["mean"] + 1e-9).all()


def test_a_calendar_year_stands_only_where_one_was_chosen(tmp_path: Path) -> None:
    chosen = replace(accounts()["as-in-trial"], calendar=True)
    assert "1" in written(tmp_path / "b.xlsx", "en", a=chosen).sheetnames
    assert "Year 1" in written(tmp_path / "c.xlsx").sheetnames


def test_a_danish_workbook_has_danish_units(tmp_path: Path) -> None:
    book, danish = written(tmp_path / "b.xlsx", "da"), Language("da")
    sheet = book[danish.text("workbook.sheet.assumptions")]
    units = {row[5].value for row in sheet.iter_rows(min_row=2) if row[5].value is not None}
    told = {a.unit for account in accounts().values() for a in account.assumptions()}
    assert units == {danish.text(f"price_unit.{unit}") for unit in told}
    assert "share of those without children" not in units
