"""Each calendar year's own rules: which set holds when, years split where rules change, marks."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim import forecast as python_forecast
from mentorsim.language import LOCALES, Language
from mentorsim.page.forecast_blocks import forecast_blocks
from mentorsim.present.forecast.figures import net_figure, years_figure
from mentorsim.present.forecast.files import write_forecast
from mentorsim.present.forecast.json import forecast_json
from mentorsim.present.forecast.text import CARRIED, notes, rules_cell
from mentorsim.present.results import DAGGER
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purses import budget_account
from scenarios.economics.rule_calendar import (
    Rules,
    chosen_rules,
    held,
    rules_by_calendar,
    set_name,
)
from scenarios.economics.rule_sets import RuleSet, rule_sets
from scenarios.economics.setting import price_seed
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.periods import first_and_last_day, periods_of
from scenarios.forecast.priced import price_lives
from scenarios.forecast.setting import AS_BEFORE, NO_COURSES, Stream, forecast_setting
from scenarios.forecast.stream import YEARLY, ready_to_stream, simulate_stream
from scenarios.forecast.tables import years_table
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from tests.support.price_cases import A_THOUSAND_A_WEEK
from tests.support.sheets import Sheets
from tests.worlds.small_forecast import paper_lives, paper_prices, paper_values

EXACT = {"rules", "years_since_rules", "rules_carried_on"}
JULY = date(2027, 7, 1)


def calendar(*sets: tuple[date, dict[str, float]]) -> Rules:
    """Paper prices with the changes that hold from each day on."""
    found = [
        replace(paper_prices(**changes), rules=RuleSet(first, Path(f"{first}.yaml")))
        for first, changes in sets
    ]
    return Rules(tuple(found), calendar=True)


def simulate(rules: Rules | int, stream: Stream) -> Forecast:
    prices = chosen_prices(rules) if isinstance(rules, int) else rules
    return forecast(
        the_trial(),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        shipped_posterior().first(2),
        prices,
        stream,
    )


# --- which rules hold when ------------------------------------------------------------------------
def test_a_week_has_the_rules_of_its_thursday() -> None:
    """1 July 2027 is a Thursday: its week is the first of the new rules. Years are whole weeks."""
    stream = Stream(10, years=2, start_year=2027)
    rules = calendar((date(2026, 1, 1), {}), (JULY, {}), (date(2028, 1, 1), {}))
    found = periods_of(stream, rules)
    assert found.years == (2027, 2027, 2028)
    assert found.sets == (0, 1, 2)
    # The first Thursday is 7 January 2027: 25 weeks later it is 1 July.
    assert found.ends.tolist() == [25, 52, 104]
    a_day_later = calendar((date(2026, 1, 1), {}), (date(2027, 7, 2), {}))
    assert periods_of(stream, a_day_later).ends.tolist() == [26, 52, 104]
    one = periods_of(stream, held(paper_prices()))
    assert (one.years, one.sets) == ((2027, 2028), (0, 0))
    assert one.ends.tolist() == stream.ends.tolist()


def test_years_to_come_have_the_last_known_rules_and_say_since_when() -> None:
    rules = calendar((date(2026, 1, 1), {}), (JULY, {}))
    split, later = rules.of_year(2027), rules.of_year(2030)
    assert (split.names, split.since, split.carried_on) == ("2026, 2027-07", 0, False)
    assert (later.names, later.since, later.carried_on) == ("2027-07", 3, True)
    one = held(paper_prices()).of_year(2030)
    assert (one.names, one.since, one.carried_on) == ("2023", None, False)


def test_the_calendar_is_that_of_the_files() -> None:
    """Every set on file holds from its first day until the next, in kroner of one level."""
    sets = rule_sets()
    rules = rules_by_calendar(sets[0].first, date(2090, 1, 1))
    assert tuple(dict.fromkeys(prices.rules for prices in rules.sets)) == sets
    assert {prices.price_level for prices in rules.sets} == {sets[0].year}
    for number, each in enumerate(sets):
        assert rules.on(each.first) == number
        if number:
            assert rules.on(date.fromordinal(each.first.toordinal() - 1)) == number - 1
    newest = sets[-1]
    later = rules_by_calendar(date(newest.year + 2, 6, 1), date(newest.year + 5, 1, 1))
    assert [prices.rules for prices in later.sets] == [newest]
    assert later.price_level == newest.year
    assert later.of_year(newest.year + 3).names == set_name(newest)
    with pytest.raises(InputError, match="--start-year"):
        rules_by_calendar(date(sets[0].year - 1, 6, 1), date(2030, 1, 1))


def test_what_is_asked_for_is_a_calendar_or_a_rule_year_that_is_held(tmp_path: Path) -> None:
    days = first_and_last_day(Stream(10, years=3))
    assert chosen_rules(*days).calendar
    for asked in ({"prices": "2013"}, {"prices": 2013}, {"rule_year": 2013}):
        found = chosen_rules(*days, **asked)
        assert found == held(load_prices(2013))
        assert found.digest() == load_prices(2013).digest()
    assert chosen_rules(*days, "2025-01") == held(chosen_prices("2025-01"))
    assert chosen_rules(*days, "2025-01").first.rules.name == "2025-01"
    own = tmp_path / "own.yaml"
    own.write_text("overhead_share: {value: 0.5, source: ours, certainty: A}\n", encoding="utf-8")
    over_all = chosen_rules(*days, own)
    assert over_all.calendar
    assert {prices["overhead_share"].value for prices in over_all.sets} == {0.5}
    assert over_all.digest() != chosen_rules(*days).digest()
    over_one = chosen_rules(*days, own, 2019)
    assert not over_one.calendar
    assert (over_one.first.rule_year, over_one.first.overlaid) == (2019, ("overhead_share",))
    assert chosen_rules(*days, {"overhead_share": 0.5}).calendar
    assert chosen_rules(*days, price_level=2023).price_level == 2023
    for wrong in ("2020", "nowhere.yaml"):
        with pytest.raises(InputError):
            chosen_rules(*days, wrong)


def test_the_first_year_is_a_number_on_file_and_can_be_chosen_in_python() -> None:
    assert Stream(1).start_year == forecast_setting().start_year.value == 2026
    found = python_forecast("as-in-trial", intake=40, years=1, draws=2, start_year=2014)
    assert found.stream.calendar_years == (2014,)
    assert found.years["rules"].unique().tolist() == ["2014"]
    assert found.years["years_since_rules"].unique().tolist() == [0]
    assert found.prices.price_level == 2014
    assert "each year's own rules" in str(found)


# --- kroner ---------------------------------------------------------------------------------------
def test_two_years_under_two_sets_of_rules_on_paper() -> None:
    """Benefit doubles and mentors are paid double from the second year on; of each year every krone
    is that of a forecast that holds its rules.
    """
    dear = {"benefit_under_25_out": 2 * A_THOUSAND_A_WEEK, "overhead_share": 1.0}
    first, second = paper_values(), paper_values(**dear)
    by_year = price_lives([paper_lives()], ["mentor", "none"], (2027, 2028), [first, second]).kroner
    for year, values in ((2027, first), (2028, second)):
        alone = price_lives([paper_lives()], ["mentor", "none"], (2027, 2028), values).kroner
        np.testing.assert_array_equal(by_year.sel(year=year), alone.sel(year=year))
    assert not np.array_equal(by_year.sel(year=2028), by_year.sel(year=2027))


def test_a_year_that_is_split_on_paper() -> None:
    """The two years of paper as two periods of 2027: sums add up, the highest week is the higher,
    and rules of the second period price that period alone.
    """
    names, both = ["mentor", "none"], (2027, 2027)
    whole = price_lives([paper_lives()], names, (2027, 2028), paper_values())
    split = price_lives([paper_lives()], names, both, paper_values())
    assert split.kroner["year"].values.tolist() == [2027]
    np.testing.assert_allclose(split.kroner.sum("year"), whole.kroner.sum("year"))
    np.testing.assert_allclose(split.person_years.sum("year"), whole.person_years.sum("year"))
    of = {name: split.yearly.sel(policy="mentor", quantity=name) for name in YEARLY}
    assert float(of["hours_used"][0, 0, 0]) == 15
    assert float(of["hours_peak"][0, 0, 0]) == 5
    table = years_table(split, {"mentor": 73, "none": 73}, "none").set_index("purse")
    start_up = whole.kroner.sel(entry="start_up", priced_as="as_it_is", purse="municipality").sum(
        "year"
    )
    assert table.loc["public", "cost"] == pytest.approx(1500 - float(start_up[0, 0, 0]))
    dear = paper_values(overhead_share=1.0)
    changed = price_lives([paper_lives()], names, both, [paper_values(), dear])
    cost = years_table(changed, {"mentor": 73, "none": 73}, "none").set_index("purse")["cost"]
    # The mentor's 10 hours at 100, and 5 at 200.
    assert cost["public"] == pytest.approx(2000 - float(start_up[0, 0, 0]))
    assert {prices["overhead_share"].item() for prices in changed.sets} == {0.0, 1.0}


def test_rules_that_change_nothing_change_no_number() -> None:
    """A year split by a second set with the same prices is the year that was whole."""
    stream = Stream(60, years=2, start_year=2027, courses=NO_COURSES)
    one = simulate(held(paper_prices()), stream)
    split = simulate(calendar((date(2026, 1, 1), {}), (JULY, {})), stream)
    assert split.priced.kroner.shape == one.priced.kroner.shape
    for name in ("kroner", "person_years", "yearly", "programme", "lived", "seen"):
        np.testing.assert_allclose(
            getattr(split.priced, name), getattr(one.priced, name), rtol=1e-9, atol=1e-6
        )
    numbers = one.years.select_dtypes("number").columns.difference(list(EXACT))
    np.testing.assert_allclose(split.years[numbers], one.years[numbers], rtol=1e-6, atol=1e-3)


def test_a_change_in_july_is_paid_from_its_week_on() -> None:
    """Mentors cost twice as much from July: of their hours those after it alone are dearer."""
    stream = Stream(60, years=1, start_year=2027, courses=NO_COURSES)
    plain = simulate(calendar((date(2026, 1, 1), {}), (JULY, {})), stream).priced.programme
    dear = simulate(
        calendar((date(2026, 1, 1), {}), (JULY, {"overhead_share": 1.0})), stream
    ).priced.programme
    ratio = float((dear / plain).sel(policy="as-in-trial").mean())
    # Young people come all year: more mentors are needed after July than before.
    assert 1.5 < ratio < 2.0


def test_one_set_held_is_the_same_to_the_bit_whatever_stands_beside_it() -> None:
    """`--prices 2013`: numbers of a set that is held are those of that set alone, and no year is
    split; a calendar of which only one set is left has the same numbers too.
    """
    stream = Stream(60, years=2, start_year=2027)
    alone, asked = simulate(2013, stream), simulate(held(load_prices(2013)), stream)
    named = simulate(chosen_rules(*first_and_last_day(stream), "2013"), stream)
    for other in (asked, named):
        for table in ("years", "totals", "entries", "fans", "lives"):
            assert getattr(other, table).equals(getattr(alone, table))
        np.testing.assert_array_equal(other.priced.kroner, alone.priced.kroner)
    assert alone.years["years_since_rules"].isna().all()
    assert not alone.years["rules_carried_on"].any()
    only = replace(held(load_prices(2013)), calendar=True)
    np.testing.assert_array_equal(
        simulate(only, replace(stream, courses=NO_COURSES)).priced.kroner, alone.priced.kroner
    )


def test_one_set_held_is_priced_as_one_account_over_all_years_to_the_bit() -> None:
    """Worked out beside the forecast: lives of whole years, one draw of prices, one account."""
    stream, names = Stream(60, years=2, start_year=2027), ["as-in-trial", "no-mentor"]
    posterior = shipped_posterior().first(2)
    found = simulate(2013, stream).priced.kroner.sel(priced_as="as_it_is", policy="as-in-trial")
    streaming = ready_to_stream(
        the_trial(), [load_policy(names[0])], load_policy(names[1]), posterior, stream
    )
    (lives,) = simulate_stream(streaming, posterior)
    values = draw_prices(load_prices(2013), 2, price_seed())
    for seed in range(2):
        mine, none = (
            budget_account(lives.quantities(p, seed, (2027, 2028)), values) for p in range(2)
        )
        expected = (mine - none).kroner.transpose("draw", "year", "purse", "entry")
        np.testing.assert_array_equal(found.isel(seed=seed), expected)
    assert float(abs(found).max()) > 1000


def test_by_the_calendar_no_resource_course_begins_from_the_day_of_the_law_on() -> None:
    before = Stream(10, years=2, start_year=2025)
    assert before.courses_chosen == AS_BEFORE
    assert before.under_calendar().courses_chosen == NO_COURSES
    assert before.under_calendar().courses_until == date(2026, 2, 1)
    assert replace(before, courses=AS_BEFORE).under_calendar().courses_chosen == AS_BEFORE
    assert Stream(10, years=2, start_year=2023).under_calendar().courses_chosen == AS_BEFORE


# --- what says so ---------------------------------------------------------------------------------
@cache
def carried() -> Forecast:
    """Three years, of which the first has rules of its own, changed in July."""
    stream = Stream(60, years=3, start_year=2027, courses=NO_COURSES)
    return simulate(calendar((date(2026, 1, 1), {}), (JULY, {})), stream)


def test_the_mark_and_the_years_stand_in_table_csv_and_json(tmp_path: Path) -> None:
    found = carried()
    cells = {row["year"]: rules_cell(row) for row in found.years.to_dict("records")}
    assert cells == {
        2027: "2026, 2027-07",
        2028: f"2027-07 {CARRIED}1",
        2029: f"2027-07 {CARRIED}2",
    }
    assert CARRIED != DAGGER
    write_forecast(tmp_path / "out", found, {"command": "forecast"}, Language("en"))
    with (tmp_path / "out" / "years.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    told = {(row["year"], row["years_since_rules"], row["rules_carried_on"]) for row in rows}
    assert {(year, since) for year, since, _ in told} == {
        ("2027", "0"),
        ("2028", "1"),
        ("2029", "2"),
    }
    content = json.loads((tmp_path / "out" / "forecast.json").read_text(encoding="utf-8"))
    assert content["rules"]["years"] == [
        {"year": 2027, "rules": "2026, 2027-07", "years_since_rules": 0, "rules_carried_on": False},
        {"year": 2028, "rules": "2027-07", "years_since_rules": 1, "rules_carried_on": True},
        {"year": 2029, "rules": "2027-07", "years_since_rules": 2, "rules_carried_on": True},
    ]
    one = forecast_json(simulate(2013, Stream(40, years=1)), {}, Language("en"))["rules"]
    assert one["calendar"] is False
    assert one["years"][0]["years_since_rules"] is None


def test_the_workbook_has_the_prices_of_every_set(tmp_path: Path) -> None:
    """A price that changes in July stands on the sheet of prices twice, the others once."""
    stream = Stream(60, years=1, start_year=2027, courses=NO_COURSES)
    found = simulate(calendar((date(2026, 1, 1), {}), (JULY, {"overhead_share": 0.5})), stream)
    language = Language("en")
    write_forecast(tmp_path / "out", found, {"command": "forecast"}, language)
    book = openpyxl.load_workbook(tmp_path / "out" / "accounts.xlsx")
    rows = list(book[language.text("workbook.sheet.prices")].iter_rows(values_only=True))
    assert [row[2] for row in rows if row[1] == "overhead_share"] == [0, 0.5]
    assert [row[0].endswith("(rules from 2027-07)") for row in rows].count(True) == 1
    assert len([row for row in rows if row[1] == "mentor_salary"]) == 1


@pytest.mark.parametrize("code", LOCALES)
def test_the_workbook_says_when_a_price_has_ended(tmp_path: Path, code: str) -> None:
    """The transitional supplement: 0 with a range until June 2027, and not in force after it."""
    stream, language = Stream(60, years=1, start_year=2027), Language(code)
    found = simulate(rules_by_calendar(*first_and_last_day(stream)), stream)
    write_forecast(tmp_path / "out", found, {"command": "forecast"}, language)
    book = openpyxl.load_workbook(tmp_path / "out" / "accounts.xlsx")
    rows = list(book[language.text("workbook.sheet.prices")].iter_rows(values_only=True))
    paid, ended = (row for row in rows if row[1] == "supplement_transitional")
    assert (paid[2], paid[3], ended[2], ended[3]) == (0, 0, None, None)
    said = {"en": "(ended after 30 June 2027)", "da": "(slut efter 30. juni 2027)"}[code]
    assert ended[0].endswith(said)
    # One cell to change it in, for as long as it holds; the two parts of the year have names.
    until = {"en": "(until 30 June 2027)", "da": "(til og med 30. juni 2027)"}[code]
    drivers = [str(c.value) for c in book[language.text("workbook.sheet.drivers")]["A"]]
    named = language.text("price.supplement_transitional")
    assert [d for d in drivers if d.startswith(named)] == [f"{named} {until}"]
    sheets, working = Sheets(book), language.text("workbook.sheet.quantities")
    heads = [sheets.shown(working, f"{letter}{row}") for row in (2, 3) for letter in "BC"]
    assert heads == ["2027", "2027-07", "2026", "2027-07"]


def test_figures_mark_years_whose_rules_are_not_known() -> None:
    language = Language("da")
    for draw in (net_figure, years_figure):
        for found, marked in ((carried(), True), (simulate(2013, Stream(40, years=1)), False)):
            figure = draw(found, "as-in-trial", language)
            year = figure.axes[0].xaxis.get_major_formatter()
            first, last = found.stream.calendar_years[0], found.stream.calendar_years[-1]
            assert year(first) == str(first)
            assert year(last) == (f"{last}{CARRIED}" if marked else str(last))
            said = [text.get_text() for each in figure.legends for text in each.get_texts()]
            assert any(CARRIED in words for words in said) == marked


@pytest.mark.parametrize("code", LOCALES)
def test_page_and_notes_say_which_years_have_no_rules_of_their_own(code: str) -> None:
    found, language = carried(), Language(code)
    (years,) = [part for part in forecast_blocks(found, language) if part.name.startswith("years-")]
    assert [cells[0].value for _, cells in years.grids[0].rows] == [
        "2026, 2027-07",
        f"2027-07 {CARRIED}1",
        f"2027-07 {CARRIED}2",
    ]
    said = notes(found, language)
    assert CARRIED in said["rules"]
    assert said["rules"] in {words for _, words in years.notes}
    assert "rules" not in notes(simulate(2013, Stream(40, years=1)), language)


def test_what_ends_by_itself_ends_within_the_year() -> None:
    """The transitional supplement is paid to the end of June 2027; nothing else changes then."""
    rules = rules_by_calendar(date(2026, 1, 1), date(2028, 12, 28))
    before, after = rules.sets
    assert rules.begins == (date(2026, 1, 1), date(2027, 7, 1))
    assert rules.names == ("2026", "2027-07")
    assert rules.on(date(2027, 6, 30)) == 0
    assert rules.on(date(2027, 7, 1)) == 1
    changed = {n for n, entry in before.entries.items() if entry != after.entries[n]}
    assert changed == {"supplement_transitional"}
    assert not after.entries["supplement_transitional"].in_force
    assert [rules.of_year(year).names for year in (2026, 2027, 2028)] == ["2026"] * 3
    assert [rules.of_year(year).since for year in (2026, 2027, 2028)] == [0, 1, 2]
    # Weeks of the year on both sides, the first of July being a Thursday.
    stream = Stream(10, years=3, start_year=2026)
    periods = periods_of(stream, replace(rules, carried=None))
    assert periods.years == (2026, 2027, 2027, 2028)
    assert periods.sets == (0, 0, 1, 1)
    assert periods.begins == tuple(
        date(2027 + y, m, 1) for y, m in ((-1, 1), (0, 1), (0, 7), (1, 1))
    )
    # Where rules of other years go along, a year is split in which they would change.
    split = periods_of(stream, rules)
    assert split.years == (2026, 2026, 2027, 2027, 2028, 2028)
    assert split.sets == (0, 0, 0, 1, 1, 1)
    assert stream.start + timedelta(weeks=int(periods.ends[1])) == date(2027, 6, 28)
