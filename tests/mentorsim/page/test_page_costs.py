"""Kroner on the page: by hand, in both languages, and as a workbook that an office opens."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.page.blocks import BLOCKS
from mentorsim.page.costs import cost_grids, cost_notes, cost_sentences
from mentorsim.page.drawn import Shown
from mentorsim.page.files import paper_file, report_file, workbook_file
from mentorsim.page.html import said
from mentorsim.page.runs import Question
from mentorsim.page.setting import Options
from mentorsim.page.words import headline
from mentorsim.present.comparison.answer import said_once
from mentorsim.present.comparison.budget_figures import kroner_figure
from mentorsim.present.comparison.money import kroner_section, kroner_sentence
from mentorsim.present.names import price_title
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.results import spoken_week, title
from mentorsim.present.situation.answers import of_comparison, told_with
from mentorsim.present.situation.words import Told
from mentorsim.request.request import situated
from mentorsim.saved.run import run_of
from scenarios.budget.budget import Budget, budget
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import load_prices
from tests.support.decision_cases import ensemble, round_prices, weeks_in
from tests.support.sheets import Sheets, opened_in_office
from tests.worlds.small_comparison import DRAWS, HORIZON, previewed, small_comparison

WEEKS = HORIZON - 1
#: Draws that are enough for verdicts, an even number.
ENOUGH = 40


def by_hand(shares: list[float], hours: float) -> Comparison:
    """A share of ten young people, by draw, in education every week instead of on benefit."""
    none = [0.0] * len(shares)
    of = {"no-mentor": none, "as-in-trial": shares, "104-weeks": none}
    levels = {name: weeks_in("education", s, HORIZON) for name, s in of.items()}
    data = ensemble(levels, {"as-in-trial": hours})
    return replace(small_comparison(), ensemble=data, draw_count=len(shares))


@cache
def real() -> Budget:
    return budget(small_comparison(), load_prices(2023))


def question() -> Question:
    comparison = small_comparison()
    own = tuple(p for p in comparison.policies if p.name != comparison.reference)
    (none,) = (p for p in comparison.policies if p.name == comparison.reference)
    return Question(own, none, HORIZON - 1, the_trial())


def money(found: Budget, name: str, purse: str) -> float:
    """Net of a purse over all weeks; the bill of the programme."""
    return found.part(name, purse).mean if purse == "programme" else found.total(name, purse).mean


def test_the_bill_and_each_purse_by_hand() -> None:
    """Everything is 1,000 a week (tests/support/decision_cases.py): per person-week in education
    the
    municipality has 725 more and the state 1,825 less; ten people share 50 hours of 100 kroner."""
    found = budget(by_hand([0.1] * ENOUGH, 50.0), round_prices())
    weeks, bill = 0.1 * WEEKS, 500.0
    expected = {
        "programme": -bill,
        "municipality": 725 * weeks - bill,
        "state": -1825 * weeks,
        "public": -1100 * weeks - bill,
        "person": 100 * weeks,
    }
    for purse, kroner in expected.items():
        assert money(found, "as-in-trial", purse) == pytest.approx(kroner), purse
        assert money(found, "104-weeks", purse) == pytest.approx(0.0), purse


def test_the_price_of_one_more_year_by_hand() -> None:
    """Kroner and years over the same 110 weeks: 1,100 a week, and 500 for 0.1 x 110 weeks."""
    found = budget(by_hand([0.1] * ENOUGH, 50.0), round_prices())
    years = 0.1 * WEEKS / 52.18
    assert found.price("as-in-trial").value == pytest.approx((1100 * 0.1 * WEEKS + 500) / years)
    words = cost_sentences(found, Language("en"))
    assert "DKK 60,000" in words[1]
    assert f"same {WEEKS} weeks" in words[1]
    # 12,600 kroner net as such numbers are shown, the bill in it; the other changes nothing.
    assert "costs the public DKK 13,000" in words[0]
    assert "DKK 500" in words[0]
    assert "no difference" in words[3]


@pytest.mark.parametrize("code", LOCALES)
def test_no_verdict_before_there_are_draws_enough(code: str) -> None:
    """The same sure cost from 38 draws and from 39: amounts are shown, verdicts wait."""
    language = Language(code)
    few, enough = (budget(by_hand([0.1] * n, 50.0), round_prices()) for n in (38, 39))
    assert enough.total("as-in-trial", "public").verdict == "cost"
    assert few.total("as-in-trial", "public").verdict == "not assessed"
    assert not any(
        cell.clear for g in cost_grids(few, language) for _, row in g.rows for cell in row
    )
    net, price = cost_sentences(few, language)[:2]
    assert "39" in price
    assert language.text("kroner.amount.kroner", number=language.integer(-13000)) in net
    assert "39" in " ".join(dict(cost_notes(few, language)).values())
    assert "39" not in " ".join(dict(cost_notes(enough, language)).values())
    words = kroner_sentence(few, ["as-in-trial"], language)
    assert not re.search(r"costs DKK|koster \d", words)
    assert language.text("report.kroner.verdict.not_assessed") in {
        row.cells[-1].value for block in kroner_section(few, language).blocks for row in block.rows
    }


def test_no_price_where_the_effect_may_be_none() -> None:
    found = budget(by_hand([0.3, 0.0] * (ENOUGH // 2), 50.0), round_prices())
    assert found.price("as-in-trial").effect.holds_zero
    words = cost_sentences(found, Language("en"))
    language = Language("en")
    assert words[1] == language.text(
        "kroner.price.unclear",
        weeks=str(WEEKS),
        policy=language.quoted(title(found.comparison, "as-in-trial", language)),
        reference=language.quoted(title(found.comparison, "no-mentor", language)),
    )


@pytest.mark.parametrize("code", LOCALES)
def test_years_sum_to_the_whole_and_purses_to_the_public(code: str) -> None:
    """What the table shows, as the accounts have it."""
    language, found = Language(code), real()
    for name, grid in zip(("as-in-trial", "104-weeks"), cost_grids(found, language), strict=True):
        account = found.accounts[name]
        for purse in ("municipality", "state", "region", "public", "person"):
            total = float(account.net(purse).sum("year").mean())
            assert found.total(name, purse).mean == pytest.approx(total, rel=1e-9)
        heads = [head for head, _ in grid.rows]
        # Nothing of the region's is priced.
        assert len(set(heads)) == 4
        assert language.text("purse_title.region") not in heads
        assert all(len(cells) == len(grid.heads) - 1 for _, cells in grid.rows)
        # The first year is the trial's, the second and the sum are not; what is longer than the
        # trial's support is the same in the first.
        for _, cells in grid.rows:
            assert [cell.beyond for cell in cells] == [False, True, True, True]


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
    prices = load_prices(2023)
    shipped = {name: prices[name] for name in ("mentor_salary", "overhead_share")}
    half = shipped["mentor_salary"].model_copy(update={"value": shipped["mentor_salary"].value / 2})
    own = replace(prices, shipped=shipped | {"mentor_salary": half})
    values = replace(real().values, prices=own)
    told = {
        "da": ("En mentors løn: ", " (100 % mere), ", "; Overhead (lokaler, udstyr, ledelse): "),
        "en": ("A mentor's pay: ", " (100% more), ", "; Overhead: "),
    }
    for code, words in told.items():
        language = Language(code)
        notes = dict(cost_notes(replace(real(), values=values), language))
        said_of_own = notes[language.text("page.costs.own")]
        # The same lines as in every other result, in one sentence.
        assert said_of_own == f"{'; '.join(own_price_lines(own, language))}."
        assert said_of_own.startswith(words[0])
        assert all(part in said_of_own.replace("\u00a0", " ") for part in words)
    assert language.text("page.costs.own") not in dict(cost_notes(real(), language))


@pytest.mark.parametrize("code", LOCALES)
def test_page_and_report_say_the_same(code: str) -> None:
    """Of the same question: the page from the ensemble itself, the report from what a run kept."""
    language, page = Language(code), real()
    report = budget(run_of(small_comparison(), {}).comparison, load_prices(2023))
    section = kroner_section(report, language)
    assert list(page.purses()) == list(report.purses())
    for name in ("as-in-trial", "104-weeks"):
        for purse in page.purses():
            pairs = zip(
                (*page.by_year(name, purse), page.total(name, purse)),
                (*report.by_year(name, purse), report.total(name, purse)),
                strict=True,
            )
            for one, other in pairs:
                numbers = [(m.mean, m.low, m.high) for m in (one, other)]
                assert numbers[0] == pytest.approx(numbers[1], rel=1e-4, abs=0.5)
                assert one.verdict == other.verdict
                assert one.extrapolated == other.extrapolated
    assert cost_sentences(page, language)[1::2] == section.price
    heads = [[*grid.heads, section.heads[-1]] for grid in cost_grids(page, language)]
    assert heads == [section.heads, section.heads]
    assert dict(cost_notes(page, language))[language.text("page.sure.counted")] == " ".join(
        section.intro
    )
    # Amounts are rounded in one way: those of the report's sentence are those of the page's.
    amounts = re.findall(r"[\d.,]+\d", kroner_sentence(page, ["as-in-trial"], language))
    assert set(amounts) <= set(re.findall(r"[\d.,]+\d", cost_sentences(page, language)[0])) | {"95"}
    assert said(kroner_figure(page, language)) == said(kroner_figure(report, language))


def test_the_downloaded_report_has_the_prices_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", DRAWS, 1))
    html = report_file(question(), small_comparison(), load_prices(2016), Language("en")).decode()
    assert "rules of 2016" in html


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
        assert whole == pytest.approx(real().total(name, "public").mean, rel=1e-9)


def test_two_offers_are_told_apart_where_the_longer_ends() -> None:
    """Until week 52 the trial's support and twice its length are the same."""
    comparison = previewed(("104-weeks",), against="as-in-trial")
    assert spoken_week(comparison, "education") == 104
    assert spoken_week(small_comparison(), "education") == 52
    found = budget(comparison, load_prices(2023))
    for code in LOCALES:
        language = Language(code)
        assert language.text("when.years", years="2") in headline(comparison, language)[1]
        for name in ("effects", "levels", "groups", "chances"):
            block = BLOCKS[name](Shown(comparison, "education", language, False, found.prices))
            assert re.search(r"\b(104|2 år|2 years)\b", " ".join(block.sentences)), name
            assert block.picture is None or "104" in block.picture.alt


@pytest.mark.parametrize("code", LOCALES)
def test_report_and_document_tell_of_the_readers_situation(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", DRAWS, 1))
    mine = {"name": "Nordby", "young_people": {"per_year": 300}, "mentors": 12}
    here, words = situated(mine, None, None).situation, Language(code)
    assert here is not None
    told = Told(here, 12.0)
    asked, found, prices = replace(question(), told=told), small_comparison(), load_prices(2016)
    own = of_comparison(found, told)
    assert own is not None
    line, *sentences = told_with(own, {})[code]
    html = unescape(report_file(asked, found, prices, words).decode())
    document = Document(BytesIO(paper_file(asked, found, prices, words)))
    text = "\n".join(part.text for part in document.element.body.iter() if part.text)
    assert "Nordby" in line
    assert sentences
    # From few draws each says so; that is told once.
    for sentence in said_once([line, *sentences], words):
        assert sentence in html
        assert sentence in text
    assert "Nordby" not in report_file(question(), found, prices, words).decode()
