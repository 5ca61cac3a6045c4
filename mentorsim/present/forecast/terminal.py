"""A forecast for the terminal: years, purses, blocks of weeks, the ceiling, and what was said.

A table fits 100 columns; amounts of one table share one unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.forecast.ceiling import ceiling_caption, ceiling_note, ceiling_rows
from mentorsim.present.forecast.faded import faded_caption, faded_heads, faded_rows
from mentorsim.present.forecast.lives import lives_caption, lives_heads, lives_rows
from mentorsim.present.forecast.reform_views import views_caption, views_heads, views_rows
from mentorsim.present.forecast.text import (
    blocks_finding,
    carried_note,
    fading_is_told,
    marked_year,
    notes,
    quoted,
    rules_caption,
    rules_cell,
    told,
    way_name,
    year_counts,
)
from mentorsim.present.kroner import Unit, finer, kroner, kroner_interval, unit_for
from mentorsim.present.population.comparison import introduction
from mentorsim.present.results import DAGGER, interval_level, interval_or_wait
from mentorsim.present.terminal_tables import beyond_note, blank_table
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.economics.purse_names import PERSON, PUBLIC_TOTAL
from scenarios.forecast.blocks import Block, Ratio
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.payback import Payback
from scenarios.forecast.priced import AS_IT_IS, PENSION_AS_BENEFIT, SPARE_TIME_PAID
from scenarios.forecast.setting import forecast_setting
from scenarios.forecast.tables import SHOWN_PURSES

MUNICIPALITY, STATE, REGION = "municipality", "state", "region"
#: Columns that a purse's name and a chance take.
LABEL, CHANCE = 18, 9
#: People that amounts of blocks are shown for.
PER = 1000


def forecast_view(result: Forecast, language: Language) -> Group:
    """Everything a reader needs on screen."""
    parts: list[RenderableType] = []
    if result.population_comparison is not None:
        parts += [Text(words) for words in introduction(result.population_comparison, language)]
    if result.blocks:
        said = blocks_finding(result.blocks, result.stream.people, language)
        parts += [Text(f"{said}.", "bold"), blocks_view(result, language)]
    for policy in result.compared:
        heading = language.text(
            "forecast.heading",
            policy=quoted(result, policy, language),
            reference=quoted(result, result.reference, language),
        )
        parts += [Text(heading, "bold"), *(Text(f"· {s}") for s in told(result, policy, language))]
        parts += [Text(""), years_view(result, policy, language)]
        parts.append(by_purse_view(result, policy, language))
        parts.append(purses_view(result, policy, language))
        parts.append(lives_view(result, policy, language))
        if fading_is_told(result):
            parts.append(faded_view(result, policy, language))
    for policy in result.compared if len(result.views) else ():
        parts.append(choices_view(result, policy, language))
    if len(result.ceiling):
        parts.append(ceiling_view(result, language))
    parts.append(Text(language.text("forecast.notes"), "bold"))
    parts += [Text(f"· {words}", "dim") for words in notes(result, language).values()]
    return Group(*parts)


def money_unit(frame: pd.DataFrame, columns: Sequence[str]) -> Unit:
    """The unit of a table's amounts, with a decimal where they are whole millions."""
    unit = unit_for(frame[list(columns)].to_numpy(float).ravel())
    return finer(unit) if unit.digits == 0 and unit.name == "million" else unit


def years_view(result: Forecast, policy: str, language: Language) -> Table:
    """One row per year: mentors, places and queue; cost, saving and net of the public in all.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = result.years[result.years["policy"] == policy]
    unit = money_unit(own, ["cost", "saving", "net", "low", "high", "cumulated"])
    table = blank_table(
        language.text(
            "forecast.caption.years",
            unit=unit.label(language),
            rules=rules_caption(result, language),
        ),
        f"{language.text('forecast.note.columns', level=interval_level(language))}\n"
        f"{beyond_note(language)}",
    )
    for head in ("year", "mentors", "in_use", "places", "waiting", "cost", "saving"):
        table.add_column(language.text(f"forecast.column.{head}"), justify="right", no_wrap=True)
    _net_column(table, language)
    table.add_column(language.text("forecast.column.cumulated"), justify="right", no_wrap=True)
    for row in own[own["purse"] == PUBLIC_TOTAL].to_dict("records"):
        table.add_row(
            _marked_year(row),
            *(Text(words) for words in year_counts(row, language)),
            Text(unit.number(row["cost"], language)),
            Text(unit.number(row["saving"], language, signed=True)),
            Text(_net(result, row, unit, language)),
            Text(unit.number(row["cumulated"], language, signed=True)),
        )
    return table


def by_purse_view(result: Forecast, policy: str, language: Language) -> Table:
    """One row per year: the net of every purse that anything moves in.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = result.years[result.years["policy"] == policy]
    unit = money_unit(own, ["net", "low", "high"])
    table = blank_table(
        language.text("forecast.caption.by_purse", unit=unit.label(language)),
        carried_note(language) if own["rules_carried_on"].any() else "",
    )
    purses = [p for p in (MUNICIPALITY, STATE, REGION, PERSON) if _moves(result, policy, p)]
    table.add_column(language.text("forecast.column.year"), justify="right", no_wrap=True)
    for purse in purses:
        table.add_column(language.text(f"purse_title.{purse}"), justify="right", no_wrap=True)
    table.add_column(language.text("forecast.column.rules"), justify="right", no_wrap=True)
    rows = own.set_index(["year", "purse"]).to_dict("index")
    for year in result.stream.calendar_years:
        cells = [_net(result, rows[year, purse], unit, language) for purse in purses]
        marked = _marked_year(rows[year, PUBLIC_TOTAL] | {"year": year})
        told = rules_cell(rows[year, PUBLIC_TOTAL])
        table.add_row(marked, *(Text(cell) for cell in [*cells, told]))
    return table


def _moves(result: Forecast, policy: str, purse: str) -> bool:
    return not result.payback(policy, purse).unmoved


def _marked_year(row: Mapping[Any, Any]) -> Text:
    """The year, marked where it lies beyond the trial, and where its rules are not known."""
    year = marked_year(row)
    return Text(f"{year} " if year == str(row["year"]) else year)


def _net_column(table: Table, language: Language) -> None:
    head = language.text("forecast.column.net_interval", level=interval_level(language))
    table.add_column(head, justify="right", no_wrap=True)


def _net(result: Forecast, row: Mapping[Any, Any], unit: Unit, language: Language) -> str:
    interval = language.text("number.waiting")
    if result.enough:
        interval = unit.interval(row["low"], row["high"], language)
    return f"{unit.number(row['net'], language, signed=True)} ({interval})"


def purses_view(result: Forecast, policy: str, language: Language) -> Table:
    """The whole time by purse, when it is paid back, and priced in other ways.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = result.totals[result.totals["policy"] == policy]
    unit = unit_for(own[["cost", "saving", "net", "low", "high"]].to_numpy(float).ravel())
    setting, last = forecast_setting(), result.stream.calendar_years[-1]
    table = blank_table(
        language.text(
            "forecast.caption.purses",
            unit=unit.label(language),
            first=str(result.stream.start_year),
            last=str(last),
        ),
        language.text("forecast.note.purses"),
    )
    table.add_column(language.text("forecast.column.purse"), width=LABEL)
    for head in ("cost", "saving"):
        table.add_column(language.text(f"forecast.column.{head}"), justify="right", no_wrap=True)
    _net_column(table, language)
    for years in (setting.payback_soon.value, setting.payback_late.value):
        head = language.text("forecast.column.within", years=language.integer(years))
        table.add_column(head, justify="right", width=CHANCE)
    head = language.text("forecast.column.not_by", year=str(last))
    table.add_column(head, justify="right", width=CHANCE)
    ways = {
        AS_IT_IS: SHOWN_PURSES,
        PENSION_AS_BENEFIT: (MUNICIPALITY, STATE, PUBLIC_TOTAL, PERSON),
        SPARE_TIME_PAID: (MUNICIPALITY, PUBLIC_TOTAL),
    }
    for way, purses in ways.items():
        if way != AS_IT_IS:
            table.add_section()
            table.add_row(Text(way_name(way, language), "italic"))
        for purse in purses:
            if way == AS_IT_IS or _moves(result, policy, purse):
                table.add_row(*_purse_cells(result, policy, purse, way, unit, language))
    return table


def lives_view(result: Forecast, policy: str, language: Language) -> Table:
    """What becomes of the young people over the whole time, per 100 who enter.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    table = blank_table(lives_caption(result, language), beyond_note(language))
    what, *heads = lives_heads(result, policy, language)
    table.add_column(what, overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    for row in lives_rows(result, policy, language):
        level, more = row.cells
        mark = DAGGER if more.beyond else ""
        cells = (Text(level.value + mark), Text(f"{more.value}{mark} ({more.interval})"))
        table.add_row(Text(row.head), *cells)
    return table


def faded_view(result: Forecast, policy: str, language: Language) -> Table:
    """The net of the whole time where readiness fades slowest and fastest after support.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    table = blank_table(faded_caption(result, policy, language), beyond_note(language))
    what, *heads = faded_heads(result, policy, language)
    table.add_column(what, width=LABEL)
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    for row in faded_rows(result, policy, language):
        marked = (f"{c.value}{DAGGER if c.beyond else ''} ({c.interval})" for c in row.cells)
        table.add_row(Text(row.head), *(Text(words) for words in marked))
    return table


def choices_view(result: Forecast, policy: str, language: Language) -> Table:
    """The whole time as it was chosen, and with each other choice made alone.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    table = blank_table(views_caption(result, policy, language), beyond_note(language))
    what, *heads = views_heads(language)
    table.add_column(what, overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    for row in views_rows(result, policy, language):
        table.add_row(*(Text(cell) for cell in row))
    return table


def _purse_cells(
    result: Forecast, policy: str, purse: str, way: str, unit: Unit, language: Language
) -> list[Text]:
    row = result.total(policy, purse, way).to_dict()
    found = None if way == SPARE_TIME_PAID else result.payback(policy, purse, way)
    moves = _moves(result, policy, purse)
    return [
        Text(language.text(f"purse_title.{purse}"), "bold" if purse == PUBLIC_TOTAL else ""),
        Text(unit.number(row["cost"], language)),
        Text(unit.number(row["saving"], language, signed=True)),
        Text(_net(result, row, unit, language) if moves else language.text("number.none")),
        *(Text(cell) for cell in _chances(found, result.draws, language)),
    ]


def _chances(found: Payback | None, draws: int, language: Language) -> tuple[str, str, str]:
    if found is None or found.unmoved:
        none = language.text("number.none")
        return none, none, none
    soon, late, never = (
        language.probability(x, draws) for x in (found.soon, found.late, found.never)
    )
    return soon, late, never


def blocks_view(result: Forecast, language: Language) -> Table:
    """What each block of weeks costs and buys, per 1,000 young people who enter."""
    unit = block_unit(result)
    weeks = sorted({int(w) for b in result.blocks for w in _weeks(b)})
    week = next((w for w in weeks if w > max(b.last for b in result.blocks)), max(weeks, default=0))
    table = blank_table(
        blocks_caption(result, language),
        f"{language.text('forecast.note.blocks', level=interval_level(language))}\n"
        f"{beyond_note(language)}",
    )
    table.add_column(language.text("forecast.column.weeks"), no_wrap=True)
    for head in ("block_cost", "block_net"):
        text = language.text(f"forecast.column.{head}", unit=unit.label(language))
        table.add_column(text, justify="right")
    if weeks:
        text = language.text("forecast.column.in_education", week=language.integer(week))
        table.add_column(text, justify="right")
    for head in ("education_years", "employment_years", "per_year"):
        table.add_column(language.text(f"forecast.column.{head}"), justify="right")
    for block in result.blocks:
        mark = DAGGER if block.extrapolated else ""
        span = f"{language.integer(block.first)}–{language.integer(block.last)}{mark}"
        cells = [span, *(_money(result, block, q, unit, language) for q in ("cost", "net_public"))]
        if weeks:
            cells.append(_count(result, block, f"education_week_{week}", language))
        cells += [
            _count(result, block, q, language) for q in ("education_years", "employment_years")
        ]
        ratio = next(r for r in block.ratios if r.effect == ACTIVE_YEARS)
        cells.append(per_unit(ratio, language))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def blocks_caption(result: Forecast, language: Language) -> str:
    """What the table of blocks counts, over which years."""
    years = result.stream.calendar_years
    return language.text(
        "forecast.caption.blocks",
        number=language.integer(PER),
        first=str(years[0]),
        last=str(years[-1]),
    )


def block_unit(result: Forecast) -> Unit:
    """The unit of what blocks of weeks cost, per 1,000 young people who enter."""
    share = PER / result.stream.people
    costs = [b.row("cost")["mean"] * share for b in result.blocks]
    return finer(unit_for(costs)) if max(map(abs, costs)) >= 2e7 else unit_for(costs)


def _weeks(block: Block) -> list[str]:
    names = [str(name) for name in block.table["quantity"]]
    return [name.rsplit("_", 1)[1] for name in names if name.startswith("education_week_")]


def _money(result: Forecast, block: Block, quantity: str, unit: Unit, language: Language) -> str:
    row, share = block.row(quantity), PER / result.stream.people
    signed = quantity != "cost"
    mean = unit.number(row["mean"] * share, language, signed=signed)
    interval = language.text("number.waiting")
    if result.enough:
        interval = unit.interval(row["low"] * share, row["high"] * share, language)
    return f"{mean}\n({interval})"


def _count(result: Forecast, block: Block, quantity: str, language: Language) -> str:
    row, share = block.row(quantity), PER / result.stream.people
    mean = language.signed(row["mean"] * share, 1)
    low, high = row["low"] * share, row["high"] * share
    return f"{mean}\n({interval_or_wait(low, high, 1, result.draws, language)})"


def per_unit(ratio: Ratio, language: Language) -> str:
    """Kroner per unit with the values that leave it open; a dash where nothing can be said."""
    if math.isnan(ratio.per) or not ratio.enough:
        return language.text("number.none")
    if not ratio.undecided:
        return kroner(ratio.per, language)
    low, high = ratio.undecided[0][0], ratio.undecided[-1][1]
    ends = language.text("forecast.from", low=kroner(low, language))
    if math.isfinite(high):
        ends = kroner_interval(low, high, language)
    return f"{kroner(ratio.per, language)}{'' if ratio.sure_effect else '?'}\n({ends})"


def ceiling_view(result: Forecast, language: Language) -> Table:
    """What mentors cost per full-time person beside the draft's figure, over all years."""
    heads, rows = ceiling_rows(result, language)
    table = blank_table(
        ceiling_caption(language),
        f"{ceiling_note(language)} {language.text('forecast.note.ceiling.persons')}",
    )
    table.add_column(heads[0], max_width=30, overflow="fold")
    for head in heads[1:]:
        table.add_column(head, justify="right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
