"""The report as a Word document: the same words and numbers, whose it is, the same each time."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import cache
from typing import Any

import docx
import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.report.business_case import sum_years
from mentorsim.report.forecast import forecast_section
from mentorsim.report.letterhead import Letterhead
from mentorsim.report.word import COLUMN
from mentorsim.saved.forecast import read_forecast
from tests.support.report_cases import forecast_folder, make

HEAD = Letterhead(date(2026, 12, 1), "Eksempel Kommune", "Jobcentret")


@cache
def written(code: str) -> bytes:
    from mentorsim.report.paper import paper_of

    return paper_of([read_forecast(forecast_folder())], HEAD, Language(code))


@cache
def opened(code: str) -> Any:
    return docx.Document(io.BytesIO(written(code)))


def words_of(document: Any) -> str:
    lines = [p.text for p in document.paragraphs]
    lines += [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join(lines)


@pytest.mark.parametrize("code", LOCALES)
def test_it_says_whose_it_is_on_a4_in_the_language_with_page_numbers(code: str) -> None:
    document, language = opened(code), Language(code)
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    header = page.header.paragraphs[0].text
    assert "Eksempel Kommune" in header
    assert "Jobcentret" in header
    assert language.date(HEAD.day) in header
    foot = page.footer._element.xml
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot
    assert document.core_properties.language == LOCALES[code].replace("_", "-")
    assert document.core_properties.created.date() == HEAD.day
    assert f'w:val="{LOCALES[code].replace("_", "-")}"' in document.styles["Normal"].element.xml


@pytest.mark.parametrize("code", LOCALES)
def test_the_first_page_is_the_case_with_the_numbers_of_the_report(code: str) -> None:
    found = forecast_section(read_forecast(forecast_folder()), Language(code), "")
    document = opened(code)
    said = words_of(document)
    for sentence in (*found.answer, *found.case.payback):
        assert sentence in said
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == found.case.heads
    shown = [row for block in found.case.blocks for row in block.rows]
    assert len(table.rows) == len(shown) + 1
    for row, expected in zip(table.rows[1:], shown, strict=True):
        for cell, number in zip(row.cells[1:], expected.cells, strict=True):
            assert cell.text.startswith(number.value)
    assert len(document.inline_shapes) >= 1
    alt = document.inline_shapes[0]._inline.docPr.get("descr")
    assert alt == found.picture.alt


def test_tables_are_whole_and_only_what_is_clear_is_bold() -> None:
    """As it is seen: no row is broken, the first column has room, an interval is never bold."""
    found = forecast_section(read_forecast(forecast_folder()), Language("da"), "")
    expected = [cell for block in found.case.blocks for row in block.rows for cell in row.cells]
    for table in opened("da").tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
        widths = [round(column.width.mm) for column in table.columns]
        assert widths[0] >= max(widths[1:])
        assert sum(widths) <= COLUMN + len(widths)
    cells = [cell for row in opened("da").tables[0].rows[1:] for cell in row.cells[1:]]
    for cell, shown in zip(cells, expected, strict=True):
        first, *others = [run for run in cell.paragraphs[0].runs if run.text.strip()]
        assert bool(first.bold) == shown.clear
        assert not any(run.bold for run in others)


def test_a_page_begins_with_a_heading_and_no_empty_line() -> None:
    document = opened("da")
    turned = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert turned
    assert all(p.style.name.startswith("Heading") for p in turned)
    assert 'w:type="page"' not in document.element.xml


def test_the_same_words_give_the_same_bytes() -> None:
    from mentorsim.report.paper import paper_of

    again = paper_of([read_forecast(forecast_folder())], HEAD, Language("da"))
    assert again == written("da")
    with zipfile.ZipFile(io.BytesIO(again)) as parts:
        assert parts.testzip() is None


def test_the_budget_is_four_years_and_ten_in_all() -> None:
    assert sum_years(range(2026, 2041)) == [2029, 2035]
    assert sum_years(range(2026, 2032)) == [2029, 2031]
    assert sum_years([2026, 2027]) == [2027]


def test_the_command_writes_it_and_refuses_what_is_no_date(tmp_path: Any) -> None:
    path = tmp_path / "paper.docx"
    asked = ("--municipality", "Eksempel Kommune", "--date", "2026-12-01", "--language", "da")
    status, _, errors = make(forecast_folder(), "--out", path, *asked)
    assert status == 0, errors
    assert "1. december 2026" in docx.Document(path).sections[0].header.paragraphs[0].text
    status, _, errors = make(forecast_folder(), "--out", path, "--date", "1. december")
    assert status == 2
    assert "--date" in errors
