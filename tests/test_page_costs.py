"""Kroner on the page: by hand, in both languages, and as a workbook that an office opens."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.names import price_title
from mentorsim.page.blocks import BLOCKS, Shown
from mentorsim.page.costs import Costs, cost_grids, cost_notes, cost_sentences, costs
from mentorsim.page.files import workbook_file
from mentorsim.page.runs import Question
from mentorsim.page.words import headline, spoken_week
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.economics.price_file import load_prices
from scenarios.policy.policies import load_policy
from tests.decision_cases import ensemble, round_prices, weeks_in
from tests.sheets import Sheets, opened_in_office
from tests.small_comparison import DRAWS, HORIZON, few_draws, small_comparison

WEEKS = HORIZON - 1


def by_hand(shares: list[float], hours: float) -> Comparison:
    """A share of ten young people, by draw, in education every week instead of on benefit."""
    none = [0.0] * DRAWS
    of = {"no-mentor": none, "as-in-trial": shares, "104-weeks": none}
    levels = {name: weeks_in("education", s, HORIZON) for name, s in of.items()}
    data = ensemble(levels, {"as-in-trial": hours})
    return replace(small_comparison(), ensemble=data)


@cache
def real() -> Costs:
    return costs(small_comparison(), load_prices(2023))


def question() -> Question:
    comparison = small_comparison()
    own = tuple(p for p in comparison.policies if p.name != comparison.reference)
    (none,) = (p for p in comparison.policies if p.name == comparison.reference)
    return Question(own, none, HORIZON - 1, the_trial())


def test_the_bill_and_each_purse_by_hand() -> None:
    """Everything is 1,000 a week (tests/decision_cases.py): per person-week in education the
    municipality has 725 more and the state 1,825 less; ten people share 50 hours of 100 kroner."""
    found = costs(by_hand([0.1] * DRAWS, 50.0), round_prices())
    weeks, bill = 0.1 * WEEKS, 500.0
    expected = {
        "programme": -bill,
        "municipality": 725 * weeks - bill,
        "state": -1825 * weeks,
        "public": -1100 * weeks - bill,
        "person": 100 * weeks,
    }
    for purse, kroner in expected.items():
        assert found.net("as-in-trial", purse).mean == pytest.approx(kroner), purse
        assert found.net("104-weeks", purse).mean == pytest.approx(0.0), purse


def test_the_price_of_one_more_in_education_by_hand() -> None:
    found = costs(by_hand([0.1] * DRAWS, 50.0), round_prices())
    assert found.week == 52
    assert found.price("as-in-trial").value == pytest.approx((1100 * 0.1 * WEEKS + 500) / 0.1)
    words = cost_sentences(found, Language("en"))
    assert "DKK 126,000" in words[1]
    # 12,600 kroner net as such numbers are shown, the bill in it; the other changes nothing.
    assert "costs the public DKK 13,000" in words[0]
    assert "DKK 500" in words[0]
    assert "no difference" in words[3]


def test_no_price_where_the_effect_may_be_none() -> None:
    found = costs(by_hand([0.3, 0.0, 0.0], 50.0), round_prices())
    assert found.price("as-in-trial").effect.holds_zero
    words = cost_sentences(found, Language("en"))
    assert words[1] == Language("en").text("page.costs.price.unclear", week="52")


@pytest.mark.parametrize("code", LOCALES)
def test_years_sum_to_the_whole_and_purses_to_the_public(code: str) -> None:
    """What the table shows, as the accounts have it."""
    language, found = Language(code), real()
    for name, grid in zip(("as-in-trial", "104-weeks"), cost_grids(found, language), strict=True):
        account = found.outcomes.accounts[name]
        for purse in ("municipality", "state", "region", "public", "person"):
            total = float(account.net(purse).sum("year").mean())
            assert found.net(name, purse).mean == pytest.approx(total, rel=1e-9)
        heads = [head for head, _ in grid.rows]
        assert len(set(heads)) == 5
        assert all(len(cells) == len(grid.heads) - 1 for _, cells in grid.rows)
        # 52 weeks and a year after entry are the trial's; the second year and the sum are not.
        for _, cells in grid.rows:
            assert [cell.beyond for cell in cells] == [name != "as-in-trial", True, True, True]


@pytest.mark.parametrize("code", LOCALES)
def test_the_part_says_what_it_leans_on(code: str) -> None:
    language = Language(code)
    shown = Shown(small_comparison(), "education", language, True, load_prices(2023))
    block = BLOCKS["costs"](shown)
    assert block.picture is not None
    assert len(block.picture.alt) > 60
    notes = dict(cost_notes(real(), language))
    assumed = notes[language.text("page.costs.assumed")]
    for found in real().assumptions():
        assert price_title(found.name, language) in assumed
    assert language.integer(len(real().assumptions())) in assumed
    assert "2023" in notes[language.text("page.sure.counted")]


def test_own_prices_are_named() -> None:
    own = replace(load_prices(2023), overlaid=("mentor_salary",))
    for code, words in {"da": "En mentors løn", "en": "A mentor's pay"}.items():
        language = Language(code)
        notes = dict(cost_notes(replace(real(), prices=own), language))
        assert notes[language.text("page.costs.own")] == words
    assert language.text("page.costs.own") not in dict(cost_notes(real(), language))


@pytest.mark.office
@pytest.mark.xdist_group("office")
@pytest.mark.parametrize("code", LOCALES)
def test_an_office_works_out_the_sums_of_the_workbook(code: str, tmp_path: Path) -> None:
    """Every formula has a value, without error, and it is that of the formula."""
    path = tmp_path / "kroner.xlsx"
    path.write_bytes(workbook_file(real(), question(), Language(code)))
    written, opened = openpyxl.load_workbook(path), opened_in_office(path, tmp_path)
    assert opened.sheetnames == written.sheetnames
    ours, formulas = Sheets(written), 0
    for sheet in written.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                there = opened[sheet.title][cell.coordinate].value
                if cell.data_type == "f":
                    expected = ours.formula(sheet.title, str(cell.value)[1:])
                    assert there == pytest.approx(expected, abs=1e-6), (sheet, cell.coordinate)
                    formulas += 1
                elif isinstance(cell.value, float):
                    assert there == pytest.approx(cell.value), (sheet, cell.coordinate)
    assert formulas > 100
    public = Language(code).text("purse.sheet.public")
    net = Language(code).text("workbook.sum")
    totals = [row for row in opened[public].values if row[0] == net]
    assert len(totals) == 2
    for row, name in zip(totals, ("as-in-trial", "104-weeks"), strict=True):
        whole = [x for x in row if isinstance(x, float)][-1]
        assert whole == pytest.approx(real().net(name, "public").mean, rel=1e-9)


def test_two_offers_are_told_apart_where_the_longer_ends() -> None:
    """Until week 52 the trial's support and twice its length are the same."""
    comparison = comparison_with_reference("as-in-trial")
    assert spoken_week(comparison, "education") == 104
    assert spoken_week(small_comparison(), "education") == 52
    found = costs(comparison, load_prices(2023))
    assert found.week == 104
    for code in LOCALES:
        language = Language(code)
        assert language.text("when.years", years="2") in headline(comparison, language)[0]
        for name in ("effects", "levels", "groups", "chances"):
            block = BLOCKS[name](Shown(comparison, "education", language, True, found.prices))
            assert re.search(r"\b(104|2 år|2 years)\b", " ".join(block.sentences)), name
            assert block.picture is None or "104" in block.picture.alt


@cache
def comparison_with_reference(name: str) -> Comparison:
    return compare(
        the_trial(), [load_policy("104-weeks")], load_policy(name), few_draws(),
        EnsembleSetting(horizon=HORIZON),
    )  # fmt: skip
