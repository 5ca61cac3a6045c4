"""One question, one set of numbers: page, report, command, JSON, CSV, workbook and Python agree."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from rich.console import Console
from rich.table import Table

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.page.costs import cost_grids, cost_sentences
from mentorsim.page.files import workbook_file
from mentorsim.page.forecast_blocks import forecast_blocks
from mentorsim.page.runs import Question as Asked
from mentorsim.present.comparison.budget_words import kroner_span, kroner_text
from mentorsim.present.comparison.money import kroner_section, kroner_sentence
from mentorsim.present.decision.files import write_decision
from mentorsim.present.decision.terminal import sums_table
from mentorsim.present.forecast.files import write_forecast
from mentorsim.present.forecast.json import forecast_json
from mentorsim.present.forecast.terminal import by_purse_view, money_unit
from mentorsim.present.kroner import (
    amount_interval,
    kroner,
    kroner_interval,
    signed_amount,
    unit_for,
)
from mentorsim.report.forecast import forecast_section
from mentorsim.saved.forecast import read_forecast
from mentorsim.saved.run import run_of
from scenarios.budget.budget import SHOWN_PURSES, budget
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.decision.decided import Decided, decide_policies
from scenarios.decision.policy_account import NET, PolicyAccount
from scenarios.decision.policy_decision import Question
from scenarios.economics.price_file import load_prices
from scenarios.policy.policies import load_policy
from tests.support.sheets import Sheets
from tests.worlds.small_forecast import small_forecast, with_draws

#: The seed differs from the usual one: prices are drawn alike whatever it is.
DRAWS, WEEKS, SEED, POLICY = 4, 60, 7, "as-in-trial"
SETTING = EnsembleSetting(horizon=WEEKS + 1, seed=SEED)


@cache
def decided() -> Decided:
    return decide_policies(
        the_trial(),
        [load_policy(POLICY)],
        load_policy("no-mentor"),
        shipped_posterior().first(DRAWS),
        SETTING,
        load_prices(2023),
        Question("no-mentor", "education_or_employment_years", WEEKS, "public"),
    )


@cache
def compared() -> Comparison:
    return compare(
        the_trial(),
        [load_policy(POLICY)],
        load_policy("no-mentor"),
        shipped_posterior().first(DRAWS),
        SETTING,
    )


def account() -> PolicyAccount:
    """The numbers as Python has them; every other form is held against these."""
    return decided().decision.outcomes.accounts[POLICY]


def sheet_is(book: openpyxl.Workbook, found: PolicyAccount, language: Language) -> None:
    """Every entry, sum and end of an interval of every purse and year."""
    sheets = Sheets(book)
    years = [language.text("kroner.column.year", year=str(year)) for year in found.years]
    assert [name for name in book.sheetnames if name in years] == years
    assert not [name for name in book.sheetnames if name.isdigit()]
    entries = [language.text(f"entry.{entry}") for entry in found.entries]
    for purse in SHOWN_PURSES:
        sheet = language.text(f"purse.sheet.{purse}")
        column = [cell.value for cell in book[sheet]["A"]]
        net = column.index(language.text("workbook.sum")) + 1
        for k, year in enumerate([*found.years, None]):
            letter = openpyxl.utils.get_column_letter(3 + k)
            cell = found.total(purse) if year is None else found.in_year(year, purse)
            there = [sheets.value(sheet, f"{letter}{net + below}") for below in range(3)]
            assert there == pytest.approx([cell.mean, cell.low, cell.high], rel=1e-4, abs=0.5)
            if year is None:
                continue
            for entry, words in zip(found.entries, entries, strict=True):
                here = sheets.value(sheet, f"{letter}{column.index(words) + 1}")
                mean = found.in_year(year, purse, entry).mean
                assert here == pytest.approx(mean, rel=1e-4, abs=0.5), (purse, year, entry)


@pytest.mark.parametrize("code", LOCALES)
def test_files_json_and_screen_of_a_decision_are_pythons_numbers(code: str, tmp_path: Path) -> None:
    language, found = Language(code), account()
    write_decision(tmp_path / "out", decided(), {}, language)
    sheet_is(openpyxl.load_workbook(tmp_path / "out" / "accounts.xlsx"), found, language)
    rows = pd.read_csv(tmp_path / "out" / "accounts.csv").set_index(["year", "purse", "entry"])
    content = json.loads((tmp_path / "out" / "decision.json").read_text(encoding="utf-8"))
    said = {(r["year"], r["purse"]): r for r in content["decision"]["accounts"]}
    totals = {r["sum"]: r for r in content["decision"]["net"]}
    for purse in SHOWN_PURSES:
        whole = found.total(purse)
        own = decided().decision.net(POLICY, purse)
        assert (own.mean, own.low, own.high) == pytest.approx((whole.mean, whole.low, whole.high))
        for end in ("mean", "low", "high"):
            assert said[None, purse][end] == pytest.approx(getattr(whole, end))
            assert totals[purse][end] == pytest.approx(getattr(whole, end))
            for year in found.years:
                cell = getattr(found.in_year(year, purse), end)
                assert said[year, purse][end] == pytest.approx(cell)
                assert rows.loc[(year, purse, NET), end] == pytest.approx(cell, rel=1e-4)
    printed = printed_of(sums_table(decided(), language))
    for purse in ("municipality", "state", "public", "person"):
        whole = found.total(purse)
        assert signed_amount(whole.mean, language) in printed
        assert amount_interval(whole.low, whole.high, language) in printed


@pytest.mark.parametrize("code", LOCALES)
def test_page_and_report_of_a_comparison_are_the_decisions_numbers(
    code: str, tmp_path: Path
) -> None:
    language, found = Language(code), account()
    page = budget(compared(), load_prices(2023))
    (grid,) = cost_grids(page, language)
    kept = budget(run_of(compared(), {}).comparison, load_prices(2023))
    (block,) = kroner_section(kept, language).blocks
    purses = page.purses()
    yearly = [[found.in_year(year, purse) for year in found.years] for purse in purses]
    unit = unit_for(x for row in yearly for c in row for x in (c.low, c.high, c.mean))
    for purse, cells, (_, mine), row in zip(purses, yearly, grid.rows, block.rows, strict=True):
        for cell, here, there in zip([*cells, found.total(purse)], mine, row.cells, strict=False):
            assert here.value == unit.number(cell.mean, language, signed=True)
            assert here.interval == unit.interval(cell.low, cell.high, language)
            assert there.value == kroner_text(cell.mean, language)
            assert there.interval == kroner_span(cell.low, cell.high, language)
    asked = Asked((load_policy(POLICY),), load_policy("no-mentor"), WEEKS, the_trial())
    book = openpyxl.load_workbook(io.BytesIO(workbook_file(page, asked, language)))
    sheet_is(book, found, language)
    public = found.total("public")
    for words in (cost_sentences(page, language)[0], kroner_sentence(kept, [POLICY], language)):
        assert kroner(public.mean, language, signed=True) in words
        assert kroner_interval(public.low, public.high, language) in words


@pytest.mark.parametrize("code", LOCALES)
def test_every_form_of_a_forecast_has_the_same_year(code: str, tmp_path: Path) -> None:
    """The municipality's last year: JSON, CSV, workbook, screen, page and report."""
    language, result = Language(code), with_draws(small_forecast(), 10)
    year, purse = result.stream.calendar_years[-1], "municipality"
    cell = result.priced.account(POLICY).in_year(year, purse)
    numbers = pytest.approx([cell.mean, cell.low, cell.high], rel=1e-5)
    write_forecast(tmp_path / "out", result, {"draws": str(result.draws)}, language)
    rows = pd.read_csv(tmp_path / "out" / "years.csv").set_index(["policy", "year", "purse"])
    assert list(rows.loc[(POLICY, year, purse), ["net", "low", "high"]]) == numbers
    (said,) = (
        r
        for r in forecast_json(result, {}, language)["years"]
        if (r["policy"], r["year"], r["purse"]) == (POLICY, year, purse)
    )
    assert [said["net"], said["low"], said["high"]] == numbers
    book = openpyxl.load_workbook(tmp_path / "out" / "accounts.xlsx")
    sheet = language.text(f"purse.sheet.{purse}")
    names = [c.value for c in book[sheet]["A"]]
    net = names.index(language.text("workbook.sum")) + 1
    letter = openpyxl.utils.get_column_letter(2 + result.stream.years)
    there = [Sheets(book).value(sheet, f"{letter}{net + below}") for below in range(3)]
    assert there == numbers
    own = result.years[result.years["policy"] == POLICY]
    unit = money_unit(own, ["net", "low", "high"])
    mean = unit.number(cell.mean, language, signed=True)
    ends = unit.interval(cell.low, cell.high, language)
    assert f"{mean} ({ends})" in printed_of(by_purse_view(result, POLICY, language))
    grids = {b.name: b.grids for b in forecast_blocks(result, language)}
    _, cells = grids[f"years-{POLICY}"][1].rows[-1]
    assert (cells[0].value, cells[0].interval) == (mean, ends)
    section = forecast_section(read_forecast(tmp_path / "out"), language, "a")
    first = section.net[0].rows[-1].cells[0]
    assert first.value == language.signed(cell.mean / 1000, 0)
    assert first.interval == language.interval(cell.low / 1000, cell.high / 1000, 0)


def printed_of(table: Table) -> str:
    stream = io.StringIO()
    Console(file=stream, width=160).print(table)
    return stream.getvalue()
