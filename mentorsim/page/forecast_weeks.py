"""Blocks of weeks, and the ceiling on mentor support, as the page of forecasts shows them."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.page.blocks import Block
from mentorsim.page.html import Cell, Grid, both_pictures, said
from mentorsim.present.forecast.ceiling import ceiling_caption, ceiling_note, ceiling_rows
from mentorsim.present.forecast.figures import blocks_figure
from mentorsim.present.forecast.terminal import PER, block_unit, blocks_caption, per_unit
from mentorsim.present.kroner import Unit
from mentorsim.present.results import interval_level
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.forecast.blocks import Block as Weeks
from scenarios.forecast.forecast import Forecast


def weeks_block(found: Forecast, language: Language) -> Block:
    """What each block costs and buys, per 1,000 young people who enter."""
    counted = language.text("forecast.note.blocks", level=interval_level(language))
    return Block(
        name="blocks",
        heading=language.text("page.forecast.heading.blocks"),
        sentences=[language.text("page.forecast.blocks")],
        picture=both_pictures(
            lambda: blocks_figure(found, language),
            lambda figure: language.text("page.alt.forecast.blocks", finding=said(figure)),
        ),
        grids=[_weeks_grid(found, language)],
        notes=[(language.text("page.sure.counted"), counted)],
    )


def _weeks_grid(found: Forecast, language: Language) -> Grid:
    share = PER / found.stream.people
    unit, enough = block_unit(found), found.enough
    heads = [language.text("forecast.column.weeks")]
    heads += [
        language.text(f"forecast.column.{head}", unit=unit.label(language))
        for head in ("block_cost", "block_net")
    ]
    heads += [
        language.text(f"forecast.column.{head}")
        for head in ("education_years", "employment_years", "per_year")
    ]
    rows = []
    for block in found.blocks:
        span = f"{language.integer(block.first)}–{language.integer(block.last)}"
        cells = [
            _amount(block, q, share, unit, language, signed=q != "cost", enough=enough)
            for q in ("cost", "net_public")
        ]
        cells += [
            _count(block, q, share, language, enough=enough)
            for q in ("education_years", "employment_years")
        ]
        ratio = next(r for r in block.ratios if r.effect == ACTIVE_YEARS)
        price, _, ends = per_unit(ratio, language).partition("\n")
        cells.append(Cell(price, ends.strip("()"), block.extrapolated))
        rows.append((span, cells))
    caption = blocks_caption(found, language)
    return Grid(caption, heads, rows)


def _amount(
    block: Weeks,
    quantity: str,
    share: float,
    unit: Unit,
    language: Language,
    *,
    signed: bool,
    enough: bool,
) -> Cell:
    row = block.row(quantity)
    return Cell(
        unit.number(row["mean"] * share, language, signed=signed),
        unit.interval(row["low"] * share, row["high"] * share, language)
        if enough
        else language.text("number.waiting"),
        block.extrapolated,
        clear=enough and (row["low"] > 0 or row["high"] < 0),
    )


def _count(block: Weeks, quantity: str, share: float, language: Language, *, enough: bool) -> Cell:
    row = block.row(quantity)
    return Cell(
        language.signed(row["mean"] * share, 1),
        language.interval(row["low"] * share, row["high"] * share, 1)
        if enough
        else language.text("number.waiting"),
        block.extrapolated,
        clear=enough and (row["low"] > 0 or row["high"] < 0),
    )


def ceiling_block(found: Forecast, language: Language) -> Block:
    """What mentors cost per full-time person beside the draft's figure, over all years."""
    heads, rows = ceiling_rows(found, language)
    grid = Grid(
        ceiling_caption(language), heads, [(row[0], [Cell(x) for x in row[1:]]) for row in rows]
    )
    return Block(
        name="ceiling",
        heading=language.text("page.forecast.heading.ceiling"),
        sentences=[ceiling_note(language), language.text("page.forecast.ceiling")],
        picture=None,
        grids=[grid],
        notes=[],
    )
