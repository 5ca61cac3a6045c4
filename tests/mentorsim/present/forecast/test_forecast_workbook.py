"""The forecast's workbook: the years' own sums, in both languages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.forecast.files import write_forecast
from scenarios.forecast.priced import PRICED_AS
from tests.mentorsim.present.workbook.test_workbook import Sheets, rows_named
from tests.worlds.small_forecast import small_forecast

ORIGIN = {"command": "forecast"}


@pytest.mark.parametrize("code", LOCALES)
def test_sums_on_the_sheets_are_those_of_the_table_of_years(code: str, tmp_path: Path) -> None:
    result, words = small_forecast(), Language(code)
    write_forecast(tmp_path / "out", result, ORIGIN, words)
    book = openpyxl.load_workbook(tmp_path / "out" / "accounts.xlsx")
    sheets = Sheets(book)
    years = list(result.stream.calendar_years)
    assert [name for name in book.sheetnames if name.isdigit()] == [str(y) for y in years]
    for purse in ("municipality", "state", "person", "public"):
        sheet = words.text(f"purse.sheet.{purse}")
        rows = rows_named(book, sheet, words.text("workbook.sum"))
        checks = rows_named(book, sheet, words.text("workbook.check"))
        for policy, row, check in zip(result.compared, rows, checks, strict=True):
            own = result.years[(result.years.policy == policy) & (result.years.purse == purse)]
            for k, year in enumerate(years):
                column = openpyxl.utils.get_column_letter(3 + k)
                expected = float(own.set_index("year").loc[year, "net"])
                found = sheets.value(sheet, f"{column}{row}")
                assert found == pytest.approx(expected, rel=1e-6, abs=0.01)
                for below, end in ((1, "low"), (2, "high")):
                    there = sheets.value(sheet, f"{column}{row + below}")
                    assert there == pytest.approx(float(own.set_index("year").loc[year, end]))
                assert sheets.value(sheet, f"{column}{check}") == 0
        assert any(abs(own["net"]) > 1000)


def test_an_account_is_the_mean_over_seeds_of_what_was_priced() -> None:
    priced = small_forecast().priced
    for way in PRICED_AS:
        for policy in priced.policies:
            account = priced.account(policy, way)
            total = priced.kroner.sel(priced_as=way, policy=policy).mean("seed").sum("entry")
            mean = account.mean.net("state")
            assert mean.values == pytest.approx(total.sel(purse="state").values)
            assert float(account.people.min()) == float(account.people.max()) == priced.people


def test_assumptions_of_the_accounts_are_those_of_the_forecast() -> None:
    priced = small_forecast().priced
    found = {a.name for policy in priced.policies for a in priced.account(policy).assumptions()}
    assert found == {a.name for a in priced.assumptions}
    assert found
