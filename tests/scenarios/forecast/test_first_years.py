"""Another first calendar year in the forecast's workbook: its rules, its names, its kroner."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl import Workbook

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.present.forecast.text import CARRIED
from mentorsim.present.results import DAGGER
from scenarios.economics.purse_names import PURSES
from scenarios.economics.rule_calendar import Rules, chosen_rules
from scenarios.economics.rule_sets import rule_sets
from scenarios.economics.setting import rules_carried_from
from scenarios.forecast.first_years import FirstYears, as_year, first_years
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.periods import first_and_last_day, periods_of
from scenarios.forecast.priced import AS_IT_IS, price_lives
from scenarios.forecast.reform import SIX_MONTHS, Reform
from scenarios.forecast.setting import NO_COURSES, Stream
from scenarios.forecast.stream import ready_to_stream, simulate_stream
from scenarios.policy.policies import load_policy
from tests.mentorsim.present.forecast.test_living_workbook import (
    ENGLISH,
    NEAR,
    change,
    nets,
    row_of,
    written_of,
)
from tests.support.sheets import Sheets, opened_in_office

POLICY, NONE = "104-weeks", "no-mentor"
FIRST_YEAR = ENGLISH.text("workbook.driver.first_year")
#: What moves the person-weeks that a sum is of.
CLASS_PRICES = (
    "age_at_entry_lowest",
    "age_at_entry_highest",
    "adult_rate_from_age",
    "earlier_benefit_weeks",
    *(f"refund_step_{step}_from_week" for step in (2, 3, 4)),
)


def rules_from(stream: Stream) -> Rules:
    """By the calendar, in kroner of 2026."""
    return chosen_rules(*first_and_last_day(stream), price_level=2026)


@cache
def began_in(year: int, grants: bool = False) -> Forecast:
    """Three years of 60 a year: the command, with that first year."""
    reform = Reform(grants=SIX_MONTHS) if grants else Reform()
    stream = Stream(60, years=3, start_year=year, courses=NO_COURSES, reform=reform)
    return forecast(
        the_trial(),
        [load_policy(POLICY)],
        load_policy(NONE),
        shipped_posterior().first(2),
        rules_from(stream),
        stream,
    )


@cache
def written(year: int, grants: bool, code: str) -> bytes:
    """The workbook, as it is written."""
    return written_of(began_in(year, grants), code)


def opened(year: int, *, grants: bool = False, code: str = "en") -> Workbook:
    """A workbook of one's own to change."""
    return openpyxl.load_workbook(io.BytesIO(written(year, grants, code)))


def years_of(result: Forecast) -> FirstYears:
    return first_years(result.stream, result.rules, result.priced)


# --- which rules each period has ------------------------------------------------------------------
def test_a_day_is_a_year_and_a_part_of_it() -> None:
    assert as_year(date(2025, 1, 1)) == 2025
    assert as_year(date(2025, 7, 1)) == 2025.5
    assert as_year(date(2025, 12, 31)) < 2026


def test_every_period_has_the_rules_of_its_own_calendar_year() -> None:
    """By hand: July 2025 changes the first year of 2025 and the second of 2024, June 2027 ends the
    transitional supplement; from 2028 on nothing is left to change.
    """
    first = years_of(began_in(2026))
    assert first.years_of == (0, 0, 1, 1, 2, 2)
    assert first.offsets == (0, 0.5, 1, 1.5, 2, 2.5)
    assert first.choices == (2024, 2025, 2026, 2027, 2028)
    names = {
        year: [first.rules.names[k] for k in first.sets_of(year)] for year in (*first.choices, 2050)
    }
    assert names == {
        2024: ["2024", "2024", "2025", "2025-07", "2026", "2026"],
        2025: ["2025", "2025-07", "2026", "2026", "2026", "2027-07"],
        2026: ["2026", "2026", "2026", "2027-07", "2027-07", "2027-07"],
        2027: ["2026", "2027-07", "2027-07", "2027-07", "2027-07", "2027-07"],
        2028: ["2027-07"] * 6,
        2050: ["2027-07"] * 6,
    }


def test_rules_go_along_from_the_year_on_file_and_change_nothing_of_the_forecasts_own() -> None:
    stream = Stream(10, years=2)
    rules = rules_from(stream)
    assert rules.carried is not None
    assert rules.carried.first_year == rules_carried_from() == 2024
    assert {prices.price_level for prices in rules.carried.sets} == {2026}
    assert rules == replace(rules, carried=None)
    assert rules.digest() == replace(rules, carried=None).digest()
    plain = periods_of(stream, replace(rules, carried=None))
    split = periods_of(stream, rules)
    assert set(plain.ends) < set(split.ends)
    assert chosen_rules(*first_and_last_day(stream), 2023).carried is None


def test_years_whose_rules_make_ones_own_price_doubtful_do_not_go_along() -> None:
    """1,000 is less than a third of the activity supplement of 2024, not of that of 2026."""
    own = {"value": 1000, "source": "ours", "certainty": "A", "price_level": 2026}
    days = first_and_last_day(Stream(10, years=2))
    rules = chosen_rules(*days, {"supplement_from_25_out": own})
    assert rules.carried is not None
    assert rules.carried.first_year == 2026


def test_what_person_weeks_are_summed_by_is_the_same_in_every_rule_set() -> None:
    sets = rule_sets()
    stream = Stream(10, years=sets[-1].year - sets[0].year + 1, start_year=sets[0].year)
    every = chosen_rules(*first_and_last_day(stream), price_level=2026).sets
    for name in CLASS_PRICES:
        assert len({(prices[name].value, *prices[name].span) for prices in every}) == 1, name


# --- kroner ---------------------------------------------------------------------------------------
def test_the_same_lives_are_priced_by_the_calendar_from_that_year_on() -> None:
    """To the krone: every purse and year against the lives priced anew, week by week."""
    ours = began_in(2026)
    first, stream = years_of(ours), ours.stream
    periods = periods_of(stream, ours.rules)
    posterior = shipped_posterior().first(2)
    streaming = ready_to_stream(
        the_trial(), [load_policy(POLICY)], load_policy(NONE), posterior, stream, periods.ends
    )
    (lives,) = simulate_stream(streaming, posterior)
    (old,) = nets(Sheets(opened(2026)), ours, "municipality")
    for year in (2024, 2025, 2027, 2031):
        values = [first.sets[k] for k in first.sets_of(year)]
        priced = price_lives([lives], [POLICY, NONE], periods.years, values).kroner
        mean = priced.sel(priced_as=AS_IT_IS, policy=POLICY).mean(("draw", "seed")).sum("entry")
        sheets = change(opened(2026), FIRST_YEAR, year)
        for purse in PURSES:
            (found,) = nets(sheets, ours, purse)
            expected = mean.sel(purse=purse).to_numpy()
            assert found == pytest.approx(expected, rel=1e-6, abs=0.05), (year, purse)
        (moved,) = nets(sheets, ours, "municipality")
        assert not np.allclose(moved, old, rtol=1e-4)


@pytest.mark.parametrize("grants", [False, True])
def test_another_first_year_gives_what_the_command_gives(grants: bool) -> None:
    """Lived anew from 2027 on: what is left is the season and the 53rd week."""
    ours, theirs = began_in(2026, grants), began_in(2027, grants)
    sheets = change(opened(2026, grants=grants), FIRST_YEAR, 2027)
    gross = theirs.total(POLICY)["cost"]
    for purse in (*PURSES, "public"):
        (found,) = nets(sheets, ours, purse)
        assert abs(sum(found) - theirs.total(POLICY, purse)["net"]) <= NEAR * gross, purse


@pytest.mark.office
@pytest.mark.xdist_group("office")
def test_an_office_gives_the_command_with_another_first_year(tmp_path: Path) -> None:
    ours, theirs = began_in(2026), began_in(2027)
    book = opened(2026)
    book[ENGLISH.text("workbook.sheet.drivers")].cell(row_of(book, FIRST_YEAR), 3).value = 2027
    book.save(tmp_path / "changed.xlsx")
    office = Sheets(opened_in_office(tmp_path / "changed.xlsx", tmp_path))
    gross = theirs.total(POLICY)["cost"]
    for purse in (*PURSES, "public"):
        (found,) = nets(office, ours, purse)
        assert abs(sum(found) - theirs.total(POLICY, purse)["net"]) <= NEAR * gross, purse
    state = office.book[ENGLISH.text("purse.sheet.state")]
    heads = [state.cell(4, column).value for column in (3, 4, 5)]
    assert heads == [f"2027{CARRIED}", *(f"{y}{DAGGER}{CARRIED}" for y in (2028, 2029))]


# --- what the sheets say --------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_heads_and_marks_follow_the_first_year(code: str) -> None:
    language, book = Language(code), opened(2026, code=code)
    drivers = book[language.text("workbook.sheet.drivers")]
    (row,) = [
        c.row
        for c in drivers["A"]
        if c.value == language.text("workbook.driver.first_year") and drivers.cell(c.row, 3).value
    ]
    taken = {str(rule.sqref): rule for rule in drivers.data_validations.dataValidation}
    rule = taken[drivers.cell(row, 3).coordinate]
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "2024.0", "2100.0")

    def heads(year: int) -> list[object]:
        drivers.cell(row, 3).value = year
        sheets, state = Sheets(book), language.text("purse.sheet.state")
        told = [sheets.shown(state, f"{letter}4") for letter in "CDE"]
        working = language.text("workbook.sheet.quantities")
        told += [sheets.shown(working, f"{letter}{row}") for row in (2, 3) for letter in "BC"]
        return [*told, sheets.shown("2027", "A1")]

    told = language.text("workbook.title.year", year="2027")
    assert heads(2026) == ["2026", "2027†‡", "2028†‡", "2026", "2026-07", "2026", "2026", told]
    told = language.text("workbook.title.year", year="2026")
    assert heads(2025) == ["2025", "2026†", "2027†‡", "2025", "2025-07", "2025", "2025-07", told]


# --- decisions ------------------------------------------------------------------------------------
def test_another_wage_and_other_hours_move_the_decisions() -> None:
    """A caseworker's hours and pay are inputs, and the decisions a line of their own."""
    ours = began_in(2026, grants=True)
    title, entry = ENGLISH.text("purse.sheet.municipality"), ENGLISH.text("entry.decisions")

    def granted(words: str | None = None, factor: float = 1.0) -> float:
        book = opened(2026, grants=True)
        if words is not None:
            drivers = book[ENGLISH.text("workbook.sheet.drivers")]
            drivers.cell(row_of(book, words), 3).value *= factor
        (row,) = [c.row for c in book[title]["A"] if c.value == entry]
        return Sheets(book).value(title, f"F{row}")

    plain = granted()
    assert plain < -1000
    hours = ENGLISH.text("price.decision_hours")
    mean = float(ours.priced.values["decision_hours"].mean())
    assert granted(hours, 2.0) / plain == pytest.approx(8.0 / mean, rel=1e-6)
    salary = float(ours.priced.values["mentor_salary"].mean()) / 537_500
    assert granted(ENGLISH.text("price.mentor_salary"), 1.1) / plain == pytest.approx(
        1.1 / salary, rel=1e-6
    )
    assert granted(ENGLISH.text("workbook.driver.support_weeks"), 2.0) == pytest.approx(2 * plain)
    drivers = opened(2026)[ENGLISH.text("workbook.sheet.drivers")]
    assert hours not in [cell.value for cell in drivers["A"]]
