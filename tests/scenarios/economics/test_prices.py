"""Price files are complete, refuse what cannot be, and a file of one's own changes what it says."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from scenarios.economics import rule_sets as rule_sets_module
from scenarios.economics.price_draws import central_prices, draw_prices, triangular
from scenarios.economics.price_entry import Entry
from scenarios.economics.price_file import load_prices, price_limits
from scenarios.economics.price_list import price_schema, shared_entries
from scenarios.economics.rule_sets import FIRST_MONTH, FOLDER, RuleSet, rule_sets, rule_years
from sim.errors import InputError

OWN = """
overhead_share:
  value: 0.3
  source: our accounts 2023
  certainty: A
mentor_salary:
  value: 500000
  low: 490000
  high: 510000
  unit: DKK per full-time year, pension included
  price_level: 2023
  source: our payroll
  certainty: A
"""


def own(folder: Path, text: str) -> Path:
    file = folder / "own.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the rule year 2013 that can be spoilt."""
    shutil.copy(FOLDER / "2013.yaml", tmp_path)
    monkeypatch.setattr(rule_sets_module, "FOLDER", tmp_path)
    return tmp_path


def spoilt(folder: Path, pattern: str, by: str) -> Path:
    file = folder / "2013.yaml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(pattern, by, text, count=1, flags=re.DOTALL)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    return file


# --- the files ---------------------------------------------------------------------------------


def test_the_rule_years_are_those_asked_for() -> None:
    assert rule_years() == (2013, 2014, 2016, 2019, 2023, 2024, 2025, 2026)


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.name)
def test_every_set_is_complete_under_one_schema(rules: RuleSet) -> None:
    prices = load_prices(rules)
    assert list(prices.entries) == list(price_schema())
    for name, entry in prices.entries.items():
        assert entry.unit == price_schema()[name].unit
        assert len(entry.source) > 3, name
        assert (entry.price_level is None) == (price_schema()[name].kind != "kroner"), name
        low, high = entry.span
        assert low <= entry.value <= high, name
        if entry.certainty == "?" and entry.in_force:
            assert low < high, name
            assert entry.source.startswith("assumption"), name


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.name)
def test_files_of_rule_sets_have_the_same_entries(rules: RuleSet) -> None:
    def names(file: Path) -> set[str]:
        return set(yaml.safe_load(file.read_text(encoding="utf-8"))) - {FIRST_MONTH}

    assert names(rules.file) == names(FOLDER / "2013.yaml")
    assert names(rules.file) | set(shared_entries()) == set(price_schema())


def test_what_is_assumed_in_words_is_marked_so() -> None:
    for rules in rule_sets():
        for name, entry in load_prices(rules).entries.items():
            assert not (entry.source.startswith("assumption") and entry.certainty != "?"), name


# economics.md, sections 2, 3, 5 and 6: what was read in print, typed a second time.
PRINTED = [
    (2013, "benefit_under_25_out", 6767, "A"),
    (2013, "benefit_under_25_home", 3265, "A"),
    (2013, "benefit_from_25_out", 10500, "A"),
    (2013, "benefit_from_25_parent_single", 13952, "A"),
    (2013, "grant_out", 5753, "A"),
    (2014, "grant_out", 5839, "A"),
    (2014, "benefit_under_25_out", 5857, "D"),
    (2014, "benefit_from_25_home", 2524, "D"),
    (2016, "benefit_from_25_out", 6010, "A"),
    (2016, "benefit_under_25_home", 2590, "A"),
    (2016, "supplement_from_25_out", 4958, "A"),
    (2016, "supplement_from_25_home", 8378, "A"),
    (2016, "supplement_under_25_out", 1059, "A"),
    (2016, "supplement_under_25_home", 821, "A"),
    (2023, "benefit_from_25_out", 6545, "A"),
    (2023, "benefit_from_25_home", 2820, "A"),
    (2023, "supplement_from_25_out", 5399, "A"),
    (2023, "supplement_from_25_home", 9124, "A"),
    (2023, "supplement_under_25_out", 1154, "A"),
    (2023, "supplement_under_25_home", 894, "A"),
    (2025, "grant_out", 7086, "B"),
    (2026, "mentor_cap", 10602, "?"),
    (2013, "refund_step_1", 0.3, "B"),
    (2013, "refund_step_4", 0.3, "B"),
    (2013, "refund_in_placement", 0.5, "B"),
    (2013, "mentor_refund", 0.5, "A"),
    (2016, "refund_step_1", 0.8, "B"),
    (2016, "refund_step_2", 0.4, "B"),
    (2019, "refund_step_3", 0.3, "B"),
    (2023, "refund_step_4", 0.2, "B"),
    (2019, "mentor_refund", 0.0, "A"),
    (2013, "school_taxameter", 64140, "?"),
    (2013, "discount_rate_1", 0.04, "A"),
    (2019, "discount_rate_1", 0.04, "A"),
    (2023, "discount_rate_1", 0.035, "A"),
    (2023, "discount_rate_2", 0.025, "A"),
    (2023, "discount_rate_3", 0.015, "A"),
    (2013, "tax_distortion", 0.2, "A"),
    (2019, "tax_distortion", 0.1, "A"),
    (2023, "tax_distortion", 0.0, "A"),
    (2023, "net_tax_factor", 1.28, "A"),
    (2023, "wage_full_time", 267000, "D"),
    (2013, "published_course_cost", 49000, "A"),
    (2013, "external_hour_professional", 425, "B"),
    # economics-today.md, sections 1 to 3.
    (2025, "benefit_under_25_out", 7205, "D"),
    (2026, "benefit_from_25_out", 7529, "D"),
    (2025, "supplement_under_25_out", 1036, "A"),
    (2026, "supplement_under_25_home", 1083, "D"),
    (2025, "supplement_from_25_out", 2590, "A"),
    (2026, "supplement_parent_single", 2707, "D"),
    (2025, "supplement_single", 1092, "B"),
    (2026, "supplement_single", 1141, "D"),
    (2026, "supplement_transitional", 0, "?"),
    (2026, "benefit_under_25_home", 3344, "?"),
    (2025, "earnings_free", 5000, "B"),
    (2026, "earnings_deducted_share", 0.65, "B"),
    (2026, "earnings_limit", 18735, "D"),
    (2023, "benefit_under_25_parent_single", 13090, "A"),
    (2023, "supplement_parent_single", 2784, "A"),
    (2023, "supplement_parent_couple", 6713, "A"),
    (2023, "benefit_from_25_parent_couple", 9161, "A"),
    (2016, "benefit_from_25_parent_single", 12019, "A"),
    (2016, "supplement_parent_single", 2556, "A"),
    (2016, "supplement_parent_couple", 6164, "A"),
    (2016, "benefit_under_25_parent_couple", 8411, "A"),
    (2013, "benefit_mentally_ill", 10500, "B"),
    (2014, "benefit_mentally_ill", 10689, "B"),
    (2016, "benefit_mentally_ill", 10968, "B"),
    (2023, "benefit_mentally_ill", 11944, "B"),
    (2026, "grant_out", 7426, "B"),
    (2024, "grant_out", 6820, "D"),
    (2014, "grant_home", 2516, "?"),
    (2026, "grant_home", 3200, "?"),
    (2023, "grant_parent_supplement_single", 0.97, "D"),
    (2023, "grant_parent_supplement_couple", 0.39, "D"),
    (2023, "pension_single", 19738, "B"),
    (2023, "pension_couple", 16778, "B"),
    (2024, "pension_single", 20370, "B"),
    (2024, "pension_couple", 17315, "B"),
    (2025, "pension_single", 21103, "D"),
    (2025, "pension_couple", 17938, "D"),
    (2026, "pension_single", 22053, "D"),
    (2026, "pension_couple", 18746, "D"),
    (2016, "pension_refund", 0.2, "B"),
    (2013, "pension_refund", 0.3, "?"),
    (2016, "mentor_refund", 0.5, "A"),
    (2023, "fgu_municipal_share", 0.65, "A"),
    (2023, "school_municipal_share", 0.0, "A"),
    (2023, "school_taxameter", 65760, "?"),
    (2026, "mentor_salary", 537500, "D"),
    (2023, "published_benefit_week", 1682, "B"),
    (2023, "published_pension_week_state", 724, "B"),
]


@pytest.mark.parametrize(("year", "name", "value", "certainty"), PRINTED)
def test_printed_figures_are_on_file(year: int, name: str, value: float, certainty: str) -> None:
    entry = load_prices(year)[name]
    assert (entry.value, entry.certainty) == (value, certainty)


def test_supplement_lifts_the_benefit_to_the_same_sum_at_home_and_out() -> None:
    for year in (2016, 2023):
        prices = load_prices(year)
        parents = {
            prices[f"benefit_from_25_parent_{who}"].value + prices[f"supplement_parent_{who}"].value
            for who in ("single", "couple")
        }
        assert parents == {{2016: 14575, 2023: 15874}[year]}
        sums = {
            prices[f"benefit_from_25_{h}"].value + prices[f"supplement_from_25_{h}"].value
            for h in ("out", "home")
        }
        assert len(sums) == 1
        # ... and from 25 living out; under 25 to kontanthjælp under 25 (section 2).
        under = prices["benefit_under_25_out"].value + prices["supplement_under_25_out"].value
        assert under == {2016: 7069, 2023: 7699}[year]


def test_the_index_starts_at_the_base_year_and_rises() -> None:
    index = load_prices(2013).index
    values = [index[year].value for year in sorted(index)]
    assert values[0] == 100.0
    assert all(a < b for a, b in itertools.pairwise(values))
    assert index[2023].value == pytest.approx(100 * 7699 / 6767, abs=0.01)


def test_the_index_follows_the_statutory_adjustments_that_are_known() -> None:
    """3.2, 3.6 and 4.5 per cent; what comes after is an assumption with a wider range."""
    index = load_prices(2013).index
    for year, rise in ((2024, 1.032), (2025, 1.036), (2026, 1.045)):
        grown = index[year].value / index[year - 1].value
        assert grown == pytest.approx(rise, abs=1e-4), year
        assert index[year].certainty == "?"
    for year in (2027, 2028, 2029, 2030):
        assert "not found" in index[year].source
        width = [x.span[1] / x.span[0] for x in (index[year - 1], index[year])]
        assert width[1] > width[0] * 1.02


def test_limits_are_said() -> None:
    assert "rules_stay" in price_limits()
    assert all(text.endswith(".") for text in price_limits().values())


# --- bad input ---------------------------------------------------------------------------------


def test_a_missing_entry_is_named(folder: Path) -> None:
    file = spoilt(folder, r"grant_out:.*?(?=grant_home:)", "")
    with pytest.raises(InputError) as caught:
        load_prices(2013)
    assert caught.value.file == str(file)
    assert caught.value.field == "grant_out"
    assert "missing" in caught.value.problem


def test_an_entry_in_both_files_is_refused(folder: Path) -> None:
    with (folder / "2013.yaml").open("a", encoding="utf-8") as file:
        shared = shared_entries()["overhead_share"]
        file.write(yaml.safe_dump({"overhead_share": shared}))
    with pytest.raises(InputError, match="overhead_share: given in two ways"):
        load_prices(2013)


@pytest.mark.parametrize(
    ("pattern", "by", "field", "problem"),
    [
        (r"value: 6767", "value: -6767", "benefit_under_25_out.value", "impossible price"),
        (r"value: 6767", "value: '6767'", "benefit_under_25_out.value", "a number"),
        (r"value: 6767", "value: true", "benefit_under_25_out.value", "a number"),
        (r"value: 6767", "value: .nan", "benefit_under_25_out.value", "finite"),
        (r"  value: 6767\n", "", "benefit_under_25_out.value", "missing"),
        (
            r"unit: DKK per person and month",
            "unit: DKK per person and year",
            "benefit_under_25_out.unit",
            "another unit",
        ),
        (r"  price_level: 2013\n", "", "benefit_under_25_out.price_level", "price level"),
        (r"price_level: 2013", "price_level: 1990", "benefit_under_25_out.price_level", "index"),
        (r"certainty: A", "certainty: sure", "benefit_under_25_out.certainty", "A, B"),
        (r"certainty: A", "certainty: '?'", "benefit_under_25_out", "needs a range"),
        (
            r"value: 6767",
            "value: 6767\n  low: 6800\n  high: 6900",
            "benefit_under_25_out",
            "outside its range",
        ),
        (r"value: 6767", "value: 6767\n  low: 6700", "benefit_under_25_out", "go together"),
        (r"value: 6767", "value: 6767\n  lov: 6700", "benefit_under_25_out.lov", "unknown field"),
        (
            r"benefit_under_25_out:",
            "benefit_under_25_uot:",
            "benefit_under_25_uot",
            "did you mean benefit_under_25_out",
        ),
        (
            r"refund_step_1:\n  value: 0.3",
            "refund_step_1:\n  value: 30",
            "refund_step_1.value",
            "impossible price",
        ),
        (r"benefit_under_25_home:\n", "benefit_under_25_out:\n", "line 11", "given twice"),
    ],
)
def test_a_mistake_is_told_with_file_and_entry(
    folder: Path, pattern: str, by: str, field: str | None, problem: str
) -> None:
    file = spoilt(folder, pattern, by)
    with pytest.raises(InputError) as caught:
        load_prices(2013)
    assert caught.value.file == str(file)
    assert caught.value.field == field
    assert problem in str(caught.value)


def test_a_year_without_prices_is_refused() -> None:
    with pytest.raises(InputError, match="2013, 2014, 2016"):
        load_prices(2020)


def test_a_price_level_without_an_index_is_refused() -> None:
    with pytest.raises(InputError, match="no price index for this year") as caught:
        load_prices(2013, price_level=2040)
    assert (caught.value.file, caught.value.field) == (None, "--price-level")
    assert caught.value.allowed == "2013 to 2030"


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: [1\n", "overhead_share: 0.3\n", "12\n"])
def test_a_file_that_is_not_prices_is_refused(tmp_path: Path, text: str) -> None:
    file = own(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_prices(2023, file)
    assert caught.value.file == str(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the prices"):
        load_prices(2023, tmp_path / "none.yaml")


# --- one's own prices --------------------------------------------------------------------------


def test_own_prices_change_exactly_what_they_say(tmp_path: Path) -> None:
    before, after = load_prices(2023), load_prices(2023, own(tmp_path, OWN))
    changed = {name for name in before.entries if before[name] != after[name]}
    assert changed == {"overhead_share", "mentor_salary"} == set(after.overlaid)
    assert after["overhead_share"].value == 0.3
    assert after["overhead_share"].span == (0.3, 0.3)
    assert after["mentor_salary"].span == (490000, 510000)
    assert after.digest() != before.digest()
    marked = after.to_frame().set_index("entry")["users_own"]
    assert set(marked.index[marked]) == changed


def test_own_prices_leave_the_draws_of_all_others(tmp_path: Path) -> None:
    before = draw_prices(load_prices(2023), 50, seed=1)
    after = draw_prices(load_prices(2023, own(tmp_path, OWN)), 50, seed=1)
    for name in price_schema():
        same = np.array_equal(before[name], after[name])
        assert same == (name not in ("overhead_share", "mentor_salary")), name


def test_own_prices_in_another_unit_are_refused(tmp_path: Path) -> None:
    file = own(tmp_path, OWN.replace("per full-time year, pension", "per month, pension"))
    with pytest.raises(InputError) as caught:
        load_prices(2023, file)
    assert (caught.value.file, caught.value.field) == (str(file), "mentor_salary.unit")


def test_own_price_of_a_year_without_index_names_the_own_file(tmp_path: Path) -> None:
    file = own(tmp_path, OWN.replace("price_level: 2023", "price_level: 1999"))
    with pytest.raises(InputError) as caught:
        load_prices(2023, file)
    assert (caught.value.file, caught.value.field) == (str(file), "mentor_salary.price_level")


# --- price levels ------------------------------------------------------------------------------


def test_kroner_are_moved_by_the_index_and_nothing_else_is() -> None:
    then, now = (central_prices(load_prices(2013, price_level=y)) for y in (2013, 2023))
    index = load_prices(2013).index
    ratio = index[2023].value / index[2013].value
    for name, rule in price_schema().items():
        factor = ratio if rule.kind == "kroner" else 1.0
        assert now[name] == pytest.approx(then[name] * factor), name


def test_a_drawn_index_moves_all_amounts_of_a_year_alike() -> None:
    drawn = draw_prices(load_prices(2013, price_level=2023), 40, seed=3)
    factor = drawn["benefit_under_25_out"] / 6767
    assert np.ptp(factor) > 0.01
    assert drawn["benefit_from_25_out"] == pytest.approx(10500 * factor)


# --- draws -------------------------------------------------------------------------------------


def test_draws_are_addressed_by_seed_entry_and_number() -> None:
    prices = load_prices(2023)
    few, many, other = (draw_prices(prices, n, seed) for n, seed in ((10, 1), (400, 1), (10, 2)))
    for name in ("overhead_share", "mentor_salary"):
        assert np.array_equal(few[name], many[name][:10])
        assert not np.array_equal(few[name], other[name])
    assert abs(np.corrcoef(many["overhead_share"], many["travel_share"])[0, 1]) < 0.15


def test_draws_fill_their_range_and_keep_exact_prices() -> None:
    prices = load_prices(2023)
    drawn = draw_prices(prices, 4000, seed=5)
    for name, entry in prices.entries.items():
        low, high = entry.span
        if prices.converts(name):
            continue
        assert (drawn[name] >= low).all(), name
        assert (drawn[name] <= high).all(), name
        if low == high:
            assert (drawn[name] == entry.value).all(), name
        else:
            # Mean and standard deviation of a triangle, give or take 4.5 standard errors.
            mean = (low + entry.value + high) / 3
            a, b, c = low, high, entry.value
            sd = np.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)
            assert abs(drawn[name].mean() - mean) < 4.5 * sd / np.sqrt(4000), name


def test_quantiles_of_a_triangle() -> None:
    entry = Entry(value=2, low=0, high=6, unit="", source="", certainty="?")
    # Area left of 2 is 1/3; a quarter of it lies left of 1; right of 4 lies a quarter of 2/3.
    u = np.array([0.0, 1 / 12, 1 / 3, 1 - 1 / 6, 1.0])
    assert triangular(u, entry) == pytest.approx([0, 1, 2, 4, 6])


@pytest.mark.parametrize(("n", "seed", "field"), [(0, 1, "n"), (5, -1, "seed")])
def test_impossible_draws_are_refused(n: int, seed: int, field: str) -> None:
    with pytest.raises(InputError) as caught:
        draw_prices(load_prices(2023), n, seed)
    assert caught.value.field == field


# --- assumptions -------------------------------------------------------------------------------


def test_assumptions_are_those_marked_and_the_index_where_it_is_used() -> None:
    prices = load_prices(2023)
    names = {a.name for a in prices.assumptions(["mentor_refund", "overhead_share", "grant_out"])}
    assert names == {"overhead_share"}
    names = {a.name for a in prices.assumptions(["mentor_salary"])}
    assert names == {"index 2026", "index 2023"}
    # A rule that the year does not have is no assumption, whatever it is marked.
    assert prices["regional_services"].certainty == "?"
    assert prices.assumptions(["regional_services"]) == ()
    assert prices.assumptions([]) == ()


SALARY = "mentor_salary: {{value: {}, price_level: {}, source: pay, certainty: A{}}}\n"


@pytest.mark.parametrize("text", ["478.737", "478.000", "1.000"])
def test_a_danish_mark_of_thousands_is_asked_about(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=f"is this {text.replace('.', '')} or {text}[?]") as caught:
        load_prices(2023, own(tmp_path, SALARY.format(text, 2023, "")))
    assert caught.value.field == "mentor_salary.value"
    assert f"write {text.replace('.', '')}" in (caught.value.allowed or "")


def test_three_decimals_of_a_share_are_certain(tmp_path: Path) -> None:
    file = own(
        tmp_path,
        "overhead_share: {value: 0.125, source: x, certainty: A}\n"
        "net_tax_factor: {value: 1.325, source: x, certainty: A}\n",
    )
    prices = load_prices(2023, file)
    assert (prices["overhead_share"].value, prices["net_tax_factor"].value) == (0.125, 1.325)


def test_numbers_in_danish_form_are_read(tmp_path: Path) -> None:
    file = own(
        tmp_path,
        "mentor_salary:\n  value: 512.000,50\n  low: 495 000\n  high: 1.000.000\n"
        "  price_level: 2023\n  source: x\n  certainty: A\n",
    )
    entry = load_prices(2023, file)["mentor_salary"]
    assert (entry.value, entry.low, entry.high) == (512000.5, 495000, 1000000)


def test_kroner_far_from_those_on_file_are_asked_about(tmp_path: Path) -> None:
    salary, index = load_prices(2023)["mentor_salary"], load_prices(2023).index
    to_2023 = index[2023].value / index[salary.price_level or 0].value
    low, high = (end * to_2023 for end in salary.span)
    scale = index[2016].value / index[2023].value
    for value, level in (
        (479, 2023),
        (low / 3 - 1, 2023),
        (3 * high + 1, 2023),
        (3 * high * scale + 1, 2016),
    ):
        text = SALARY.format(f"{value:.4f}", level, "")
        with pytest.raises(InputError, match="is it meant") as caught:
            load_prices(2023, own(tmp_path, text))
        assert caught.value.field == "mentor_salary.value"
        assert "plausible: true" in (caught.value.allowed or "")
        said = SALARY.format(f"{value:.4f}", level, ", plausible: true")
        assert load_prices(2023, own(tmp_path, said)).overlaid == ("mentor_salary",)
    for value, level in ((low / 3 + 1, 2023), (3 * high - 1, 2023), (3 * high * scale - 1, 2016)):
        assert load_prices(2023, own(tmp_path, SALARY.format(f"{value:.4f}", level, ""))).overlaid


def test_the_range_is_looked_at_too(tmp_path: Path) -> None:
    file = own(tmp_path, SALARY.format(500000, 2023, ", low: 500, high: 510000"))
    with pytest.raises(InputError, match=r"mentor_salary\.low: far from the price on file"):
        load_prices(2023, file)


def test_what_is_not_on_file_cannot_be_far_from_it(tmp_path: Path) -> None:
    assert not load_prices(2023)["mentor_cap"].in_force
    file = own(tmp_path, SALARY.format(10602, 2023, "").replace("mentor_salary", "mentor_cap"))
    (own_price,) = load_prices(2023, file).beside_shipped()
    assert (own_price.shipped, own_price.ratio) == (None, None)


def test_own_prices_stand_beside_those_on_file_in_one_years_kroner(tmp_path: Path) -> None:
    before = load_prices(2023)
    prices = load_prices(2023, own(tmp_path, SALARY.format(400000, 2016, "")), price_level=2026)
    (found,) = prices.beside_shipped()
    salary = before["mentor_salary"]
    at_level = before.index[salary.price_level or 0].value
    expected = salary.value * before.index[2016].value / at_level
    assert found.shipped == pytest.approx(expected, rel=1e-12)
    assert found.ratio == pytest.approx(400000 / expected, rel=1e-12)
