"""What the page shows of a search: the front in one table, regret, what mentors and money bring."""

from __future__ import annotations

from dataclasses import replace

from mentorsim.language import Language
from mentorsim.page.blocks import Block
from mentorsim.page.html import Cell, Grid, both_pictures
from mentorsim.present.figure_files import alt_text
from mentorsim.present.search.amounts import said_of
from mentorsim.present.search.figures import mentors_figure, million_figure, more_figure
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.tables import SearchTable, curve_rows, front_rows, regret_rows
from mentorsim.present.search.words import regret_words
from scenarios.comparison.intervals import enough_draws

#: Curves of what more brings, by the key of their heading.
MORE = {
    "more": ("search.curve.one_more", more_figure),
    "million": ("search.curve.a_million", million_figure),
}


def search_blocks(result: Searched, language: Language) -> list[Block]:
    """The parts of the page, in order; the sentences stand above them."""
    found = [_front(result, language)]
    if not result.found.curve.empty:
        found += [_curve(result, language), *(_more(result, name, language) for name in MORE)]
    if not result.regret.empty:
        found.append(_regret(result, language))
    return found


def _front(result: Searched, language: Language) -> Block:
    return Block(
        name="front",
        heading=language.text(said_of(result, "search.front.heading")),
        sentences=[],
        picture=None,
        grids=[front_grid(result, language)],
        notes=[
            (
                language.text("page.sure.table"),
                language.text(said_of(result, "search.front.note")),
            )
        ],
        open=True,
    )


def front_grid(result: Searched, language: Language) -> Grid:
    """One row per policy, from today's to the finest: what is changed, what it gains, how sure."""
    grid = _grid(front_rows(result, language))
    return grid if result.given else replace(grid, words=1)


def _curve(result: Searched, language: Language) -> Block:
    """What mentors bring in all, and what one more mentor and a million bring, in numbers."""
    return Block(
        name="mentors",
        heading=language.text("search.curve.brings"),
        sentences=[],
        picture=both_pictures(lambda: mentors_figure(result, language), alt_text),
        grids=[_grid(curve_rows(result, language))],
        notes=[(language.text("page.sure.counted"), language.text("search.curve.note"))],
    )


def _more(result: Searched, name: str, language: Language) -> Block:
    """What one more mentor, or a million kroner more, brings from each number of mentors on."""
    heading, draw = MORE[name]
    return Block(
        name=name,
        heading=language.text(heading),
        sentences=[],
        picture=both_pictures(lambda: draw(result, language), alt_text),
        grids=[],
        notes=[],
    )


def _regret(result: Searched, language: Language) -> Block:
    """What each policy loses against the best of the front, whatever is true."""
    return Block(
        name="regret",
        heading=language.text("search.regret.heading"),
        sentences=regret_words(result, language) if enough_draws(result.print_draws) else [],
        picture=None,
        grids=[_grid(regret_rows(result, language))],
        notes=[],
    )


def _grid(table: SearchTable) -> Grid:
    rows = [
        (row.head, [Cell(c.value, c.interval, c.beyond, c.clear, mark=c.mark) for c in row.cells])
        for row in table.rows
    ]
    return Grid(table.caption, table.heads, rows)
