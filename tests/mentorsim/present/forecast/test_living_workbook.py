"""The forecast's workbook as a calculation: ours untouched, and yours as the command has it."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from openpyxl import Workbook

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.present.forecast.json import accounts, heading
from mentorsim.present.forecast.workbook import write_forecast_workbook
from mentorsim.present.forecast.workbook_inputs import CHANGED, MEAN, NAME, OURS, OWN, USED
from mentorsim.present.results import DAGGER
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.purse_names import PURSES
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.setting import Stream
from scenarios.policy.policies import load_policies, load_policy
from tests.support.sheets import Sheets, opened_in_office
from tests.worlds.small_forecast import small_forecast

ENGLISH = Language("en")
#: Share of a policy's gross cost that a recalculated purse may be away from the command.
NEAR = 0.005
#: Prices of one's own, each by itself: one of every kind of entry.
OWN_PRICES = {
    "mentor_salary": 610_000.0,
    "overhead_share": 0.3,
    "refund_step_4": 0.35,
    "benefit_from_25_out": 9_500.0,
    "tax_share_benefit": 0.3,
    "wage_full_time": 330_000.0,
    "grant_out": 8_200.0,
    "share_parents_from_25": 0.6,
    "pension_single": 25_000.0,
}


@cache
def stream() -> Stream:
    return Stream(60, years=3)


def with_own(**prices: float) -> Forecast:
    """The small forecast of one set of rules, with exact prices of one's own."""
    own = {name: {"value": x, "source": "ours", "certainty": "A"} for name, x in prices.items()}
    for name, entry in own.items():
        if chosen_prices()[name].price_level is not None:
            entry["price_level"] = chosen_prices().price_level
    return forecast(
        the_trial(),
        load_policies(["as-in-trial", "104-weeks"]),
        load_policy("no-mentor"),
        shipped_posterior().first(4),
        chosen_prices(own),
        stream(),
    )


@cache
def written(code: str) -> bytes:
    """The workbook of the small forecast."""
    return written_of(small_forecast(), code)


def written_of(result: Forecast, code: str) -> bytes:
    """The workbook of a forecast."""
    language = Language(code)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "b.xlsx"
        write_forecast_workbook(
            path,
            result,
            accounts(result, language),
            language,
            {"command": "forecast"},
            heading(result, language),
        )
        return path.read_bytes()


def book_of(code: str = "en", *, values: bool = False) -> Workbook:
    """The same opened anew: its formulas, or the values that are stored with them."""
    return openpyxl.load_workbook(BytesIO(written(code)), data_only=values)


def row_of(book: Workbook, words: str) -> int:
    """Row of a driver on the sheet of drivers."""
    sheet = book[ENGLISH.text("workbook.sheet.drivers")]
    (row,) = [c.row for c in sheet["A"] if c.value == words and sheet.cell(c.row, OWN).value]
    return int(row)


def change(book: Workbook, words: str, value: float) -> Sheets:
    """The book with one driver changed, worked out."""
    book[ENGLISH.text("workbook.sheet.drivers")].cell(row_of(book, words), OWN).value = value
    return Sheets(book)


def nets(sheets: Sheets, result: Forecast, purse: str) -> list[list[float]]:
    """Net of every policy by year."""
    title = ENGLISH.text(f"purse.sheet.{purse}")
    rows = [c.row for c in sheets.book[title]["A"] if c.value == ENGLISH.text("workbook.sum")]
    assert len(rows) == len(result.compared)
    letters = [openpyxl.utils.get_column_letter(3 + k) for k in range(result.stream.years)]
    return [[sheets.value(title, f"{letter}{row}") for letter in letters] for row in rows]


@pytest.mark.parametrize("code", LOCALES)
def test_untouched_it_is_the_command_and_every_formula_has_its_value(code: str) -> None:
    result = small_forecast()
    book, stored = book_of(code), book_of(code, values=True)
    sheets, seen = Sheets(book), 0
    for sheet in book.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            value = stored[sheet.title][cell.coordinate].value
            given = sheets.shown(sheet.title, cell.coordinate)
            assert value == pytest.approx(given, rel=1e-9, abs=1e-6), (sheet.title, cell)
            seen += 1
    assert seen > 1000
    if code == "en":
        for purse in (*PURSES, "public"):
            for policy, found in zip(result.compared, nets(sheets, result, purse), strict=True):
                own = result.years[
                    (result.years["policy"] == policy) & (result.years["purse"] == purse)
                ]
                assert found == pytest.approx(own["net"].tolist(), rel=1e-6, abs=0.01)


@pytest.mark.parametrize("name", OWN_PRICES)
def test_a_price_of_ones_own_gives_what_the_command_gives(name: str) -> None:
    ours = small_forecast()
    book = book_of()
    sheets = change(book, ENGLISH.text(f"price.{name}"), OWN_PRICES[name])
    yours = with_own(**{name: OWN_PRICES[name]})
    moved = 0.0
    for purse in (*PURSES, "public"):
        for policy, found in zip(ours.compared, nets(sheets, ours, purse), strict=True):
            expected = yours.total(policy, purse)["net"]
            gross = yours.total(policy)["cost"]
            assert abs(sum(found) - expected) <= NEAR * gross, (purse, policy)
            moved = max(moved, abs(expected - ours.total(policy, purse)["net"]) / gross)
    assert moved > NEAR


def test_intervals_and_checks_go_blank_once_a_cell_is_changed() -> None:
    book = book_of()
    sheet = ENGLISH.text("purse.sheet.state")
    rows = [
        next(c.row for c in book[sheet]["A"] if c.value == ENGLISH.text(f"workbook.{name}"))
        for name in ("low", "high", "check")
    ]
    assert all(isinstance(Sheets(book).shown(sheet, f"C{row}"), float) for row in rows)
    changed = change(book, ENGLISH.text("price.overhead_share"), 0.4)
    assert [changed.shown(sheet, f"C{row}") for row in rows] == ["", "", ""]


def test_twice_the_young_people_are_twice_the_kroner() -> None:
    result = small_forecast()
    book = book_of()
    before = nets(Sheets(book), result, "state")
    sheets = change(book, ENGLISH.text("workbook.driver.young_people"), 120.0)
    twice = [[2 * x for x in row] for row in before]
    for found, expected in zip(nets(sheets, result, "state"), twice, strict=True):
        assert found == pytest.approx(expected)


def test_no_effect_leaves_the_mentors_and_a_larger_caseload_takes_fewer() -> None:
    """Effect moves all but the programme; caseload the programme alone."""
    result = small_forecast()
    drivers = ENGLISH.text("workbook.sheet.drivers")
    book = book_of()
    words = ENGLISH.text("workbook.driver.education_or_employment_years")
    first, _ = (c.row for c in book[drivers]["A"] if c.value == words)
    book[drivers].cell(first, OWN).value = 0.0
    found = nets(Sheets(book), result, "municipality")[0]
    cost = float(result.total("as-in-trial", "municipality")["cost"])
    assert sum(found) == pytest.approx(-cost, rel=1e-9)
    book = book_of()
    words = ENGLISH.text("workbook.driver.caseload")
    first, _ = (c.row for c in book[drivers]["A"] if c.value == words)
    before = nets(Sheets(book), result, "municipality")[0]
    book[drivers].cell(first, OWN).value *= 2
    after = nets(Sheets(book), result, "municipality")[0]
    assert sum(after) - sum(before) == pytest.approx(cost / 2, rel=0.01)


def test_an_effect_can_be_a_loss_and_no_cell_takes_what_cannot_be() -> None:
    """What a cell takes: an effect of any sign, shares from 0 to 1, no caseload of 0."""
    book = book_of()
    sheet = book[ENGLISH.text("workbook.sheet.drivers")]
    taken = {
        str(rule.sqref): (float(rule.formula1), float(rule.formula2))
        for rule in sheet.data_validations.dataValidation
    }

    def of(words: str) -> tuple[float, float]:
        rows = [c.row for c in sheet["A"] if c.value == words and sheet.cell(c.row, OWN).value]
        return taken[sheet.cell(rows[0], OWN).coordinate]

    assert of(ENGLISH.text("workbook.driver.education_or_employment_years"))[0] < -1000
    assert of(ENGLISH.text("workbook.driver.caseload"))[0] > 0
    assert of(ENGLISH.text("price.overhead_share")) == (0, 1)
    assert of(ENGLISH.text("price.mentor_salary"))[0] == 0


def test_years_have_the_marks_of_the_screen() -> None:
    """Years beyond the trial are marked on the sheets of purses and of the state's tool."""
    result = small_forecast()
    book = book_of()
    first = result.years[result.years["policy"] == result.compared[0]]
    beyond = first.groupby("year")["extrapolated"].first()
    assert beyond.any()
    heads = [f"{year}{DAGGER if is_beyond else ''}" for year, is_beyond in beyond.items()]
    sheets = Sheets(book)
    state, tool = (ENGLISH.text(key) for key in ("purse.sheet.state", "workbook.sheet.investment"))
    assert [sheets.shown(state, f"{letter}4") for letter in "CDE"] == heads
    assert [sheets.shown(tool, f"{letter}7") for letter in "BCD"] == heads


def test_every_driver_stands_beside_ours_and_is_not_changed() -> None:
    book = book_of()
    sheet, sheets = book[ENGLISH.text("workbook.sheet.drivers")], Sheets(book)
    rows = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, CHANGED).data_type == "f"]
    assert len(rows) > 50
    for row in rows:
        assert sheet.cell(row, NAME).value
        assert sheet.cell(row, OWN).value == sheet.cell(row, OURS).value
        mean = sheet.cell(row, MEAN).value
        used = sheets.value(sheet.title, sheet.cell(row, USED).coordinate)
        assert used == (sheet.cell(row, OURS).value if mean is None else mean)


@pytest.mark.office
@pytest.mark.xdist_group("office")
def test_an_office_gives_the_command_with_another_wage(tmp_path: Path) -> None:
    """Opened in LibreOffice with a wage of one's own, every purse is that of the command."""
    ours, wage = small_forecast(), OWN_PRICES["mentor_salary"]
    book = book_of()
    row = row_of(book, ENGLISH.text("price.mentor_salary"))
    book[ENGLISH.text("workbook.sheet.drivers")].cell(row, OWN).value = wage
    book.save(tmp_path / "changed.xlsx")
    opened = Sheets(opened_in_office(tmp_path / "changed.xlsx", tmp_path))
    yours = with_own(mentor_salary=wage)
    for purse in (*PURSES, "public"):
        for policy, found in zip(ours.compared, nets(opened, ours, purse), strict=True):
            expected, gross = yours.total(policy, purse)["net"], yours.total(policy)["cost"]
            assert abs(sum(found) - expected) <= NEAR * gross, (purse, policy)
