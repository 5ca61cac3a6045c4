"""Figures of the page: whole titles, each policy's own end of support, one for a phone; a card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorsim.cli.page import SETTINGS
from mentorsim.language import LOCALES, Language
from mentorsim.page.blocks import BLOCKS, week_grid
from mentorsim.page.drawn import Shown
from mentorsim.page.examples import EXAMPLES
from mentorsim.page.html import Cell, Grid, picture_html, table_html
from mentorsim.present.comparison.figures import effect_curves
from mentorsim.present.results import compared, effect, last_week, longest, named, title
from scenarios.economics.price_file import load_prices
from tests.worlds.small_comparison import small_comparison, with_title

#: Longer than a line above a panel, and than what a sentence quotes.
LONG = "En indsats med et navn på mange ord, som skal kunne læses helt til ende over sit felt"


def shown(code: str = "da", *, quick: bool = False) -> Shown:
    return Shown(small_comparison(), "education", Language(code), quick, load_prices(2023))


def test_the_line_stands_where_that_policys_support_ends() -> None:
    comparison = small_comparison()
    figure = effect_curves(comparison, "education", Language("en"))
    for panel, name in zip(figure.axes, compared(comparison), strict=False):
        weeks = longest(named(comparison, name).policy)
        lines = [line for line in panel.lines if line.get_gid() == "support ends"]
        expected = [weeks] if 0 < weeks <= last_week(comparison) else []
        assert [float(line.get_xdata()[0]) for line in lines] == expected


def test_a_title_above_a_panel_is_whole() -> None:
    comparison = small_comparison()
    long = with_title(comparison, LONG)
    figure = effect_curves(long, "education", Language("da"))
    titles = [" ".join(panel.get_title(loc="left").split()) for panel in figure.axes]
    assert titles == [title(long, name, Language("da")) for name in compared(long)]
    assert all(LONG in words for words in titles)


def test_a_full_picture_has_one_for_a_phone_with_its_finding_beside_it() -> None:
    full, quick = BLOCKS["effects"](shown()).picture, BLOCKS["effects"](shown(quick=True)).picture
    assert full is not None
    assert quick is not None
    assert full.narrow
    assert full.finding
    assert not quick.narrow
    page = picture_html(full)
    assert page.count("<img ") == 2
    assert "ms-narrow" in page
    assert "ms-narrow" not in picture_html(quick)


@pytest.mark.parametrize("code", LOCALES)
def test_the_values_of_any_week_are_those_of_the_curves(code: str) -> None:
    comparison, week = small_comparison(), 7
    grid = week_grid(shown(code), week)
    assert [head for head, _ in grid.rows] == [
        title(comparison, name, Language(code)) for name in compared(comparison)
    ]
    for name, (_, cells) in zip(compared(comparison), grid.rows, strict=True):
        mean = effect(comparison, name, "education", week).mean
        assert cells[0].value == Language(code).signed(mean, 1)


def test_a_card_opens_what_it_promises() -> None:
    """Year by year is the forecast's page; the server greets nobody in another language."""
    pages = {example.name: example.page for example in EXAMPLES}
    assert pages == {"who": "compare", "drivers": "drivers", "longer": "forecast"}
    for code, words in {"da": "år for år", "en": "year by year"}.items():
        assert words in Language(code).text("page.start.longer.open")
    assert SETTINGS["logger.hideWelcomeMessage"] is True


def test_cells_of_a_table_of_many_columns_have_their_heads_with_them() -> None:
    """A phone shows each policy as a card: heads of columns are not there."""
    (grid,) = BLOCKS["overview"](shown()).grids
    page = table_html(grid)
    assert page.count("data-head=") == len(grid.rows) * (len(grid.heads) - 1)
    assert all(f'data-head="{head}"' in page for head in grid.heads[1:])
    cells = [Cell("1"), Cell("2"), Cell("3")]
    wide = Grid("A table", ("row", "a", "b", "c"), [("first", cells)])
    assert [f'data-head="{head}"' in table_html(wide) for head in "abc"] == [True] * 3
    few = Grid("A table", ("row", "a", "b"), [("first", cells[:2])])
    assert "data-head" not in table_html(few)
    said = table_html(replace(wide, words=2))
    assert said.count("ms-sentence") == 2
    assert '<td class="ms-sentence" data-head="b">2</td>' in said
