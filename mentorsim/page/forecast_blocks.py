"""What the page shows of a forecast: by policy the net that adds up and the years, and the ceiling.

The sentences and figures are those of `mentorsim forecast`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.page.blocks import Block, cells_of
from mentorsim.page.forecast_weeks import ceiling_block, weeks_block
from mentorsim.page.html import Cell, Grid, Note, Picture, both_pictures, said
from mentorsim.present.forecast import text
from mentorsim.present.forecast.faded import faded_caption, faded_heads, faded_rows
from mentorsim.present.forecast.figures import (
    blocks_figure,
    net_figure,
    years_figure,
    years_finding,
)
from mentorsim.present.forecast.lives import lives_caption, lives_heads, lives_rows
from mentorsim.present.forecast.terminal import REGION, money_unit
from mentorsim.present.kroner import Unit
from mentorsim.present.names import price_title
from mentorsim.present.population.comparison import warnings
from mentorsim.present.results import interval_level
from scenarios.economics.purse_names import PERSON, PUBLIC_TOTAL
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.payback import Payback
from scenarios.forecast.setting import forecast_setting
from scenarios.forecast.tables import SHOWN_PURSES


def forecast_blocks(found: Forecast, language: Language) -> list[Block]:
    """The parts of the page, in order; what is taken for granted goes with the first."""
    parts = []
    if found.blocks:
        parts.append(weeks_block(found, language))
    else:
        for policy in found.compared:
            parts += [_net_block(found, policy, language), _years_block(found, policy, language)]
    if len(found.ceiling):
        parts.append(ceiling_block(found, language))
    return parts


def part_figure(found: Forecast, name: str, language: Language) -> Figure:
    """The figure of a part, by the part's name, for a document of one's own.

    Args:
        found: the forecast of all policies, year by year.
        name: the part's kind and its policy, as in `net-POLICY`, or `blocks`.
        language: of the words.
    """
    kind, _, policy = name.partition("-")
    if kind == "blocks":
        return blocks_figure(found, language)
    return {"net": net_figure, "years": years_figure}[kind](found, policy, language)


def taken_for_granted(found: Forecast, language: Language) -> list[Note]:
    """What every forecast leans on, and the prices that nobody could source."""
    told = [
        (language.text(f"page.forecast.note.{name.partition(':')[0]}"), words)
        for name, words in text.notes(found, language).items()
        if name != "assumptions"
    ]
    if found.assumptions:
        titles = dict.fromkeys(price_title(a.name, language) for a in found.assumptions)
        names = language.list_of(titles)
        told.append((language.text("page.forecast.note.prices"), f"{names}."))
    if found.population_comparison is not None:
        own = language.text("page.sure.own")
        told += [(own, words) for words in warnings(found.population_comparison, language)]
    return told


def _pictured(draw: Callable[[], Figure], kind: str, language: Language) -> Picture:
    return both_pictures(
        draw, lambda figure: language.text(f"page.alt.forecast.{kind}", finding=said(figure))
    )


def _counted(words: str, language: Language) -> Note:
    return language.text("page.sure.counted"), words


def _heading(found: Forecast, kind: str, policy: str, language: Language) -> str:
    return language.text(
        f"page.forecast.heading.{kind}",
        policy=text.quoted(found, policy, language),
        reference=text.quoted(found, found.reference, language),
    )


# --- the whole time -------------------------------------------------------------------------------
def _net_block(found: Forecast, policy: str, language: Language) -> Block:
    return Block(
        name=f"net-{policy}",
        heading=_heading(found, "net", policy, language),
        sentences=[
            *text.sentences(found, policy, language),
            text.ratio_sentence(found, policy, language),
        ],
        picture=_pictured(lambda: net_figure(found, policy, language), "net", language),
        grids=[
            _purses_grid(found, policy, language),
            _lives_grid(found, policy, language),
            *_faded_grids(found, policy, language),
        ],
        notes=[_counted(language.text("page.forecast.counted.net"), language)],
    )


def _purses_grid(found: Forecast, policy: str, language: Language) -> Grid:
    own = found.totals[found.totals["policy"] == policy]
    unit = money_unit(own, ["cost", "saving", "net", "low", "high"])
    setting, years = forecast_setting(), found.stream.calendar_years
    heads = [
        language.text("forecast.column.purse"),
        *(language.text(f"forecast.column.{head}") for head in ("cost", "saving")),
        language.text("forecast.column.net_interval", level=interval_level(language)),
        *(
            language.text("forecast.column.within", years=language.integer(soon))
            for soon in (setting.payback_soon.value, setting.payback_late.value)
        ),
        language.text("forecast.column.not_by", year=str(years[-1])),
    ]
    beyond = _beyond(found, policy)
    rows = []
    for purse in SHOWN_PURSES:
        row, paid = found.total(policy, purse).to_dict(), found.payback(policy, purse)
        rows.append(
            (
                language.text(f"purse_title.{purse}"),
                [
                    *_money(found, row, unit, beyond, language),
                    *_chances(paid, found.draws, language),
                ],
            )
        )
    caption = language.text(
        "forecast.caption.purses",
        unit=unit.label(language),
        first=str(years[0]),
        last=str(years[-1]),
    )
    return Grid(caption, heads, rows)


def _lives_grid(found: Forecast, policy: str, language: Language) -> Grid:
    rows = [(row.head, cells_of(row.cells)) for row in lives_rows(found, policy, language)]
    return Grid(lives_caption(found, language), lives_heads(found, policy, language), rows)


def _faded_grids(found: Forecast, policy: str, language: Language) -> list[Grid]:
    """One table; none where the draws are too few for it."""
    rows = [(row.head, cells_of(row.cells)) for row in faded_rows(found, policy, language)]
    if not rows:
        return []
    heads = faded_heads(found, policy, language)
    return [Grid(faded_caption(found, policy, language), heads, rows)]


def _money(
    found: Forecast, row: Mapping[Any, Any], unit: Unit, beyond: bool, language: Language
) -> list[Cell]:
    return [
        Cell(unit.number(row["cost"], language)),
        Cell(unit.number(row["saving"], language, signed=True), beyond=beyond),
        _net(found, row, unit, beyond, language),
    ]


def _net(
    found: Forecast, row: Mapping[Any, Any], unit: Unit, beyond: bool, language: Language
) -> Cell:
    return Cell(
        unit.number(row["net"], language, signed=True),
        unit.interval(row["low"], row["high"], language)
        if found.enough
        else language.text("number.waiting"),
        beyond,
        clear=found.enough and (row["low"] > 0 or row["high"] < 0),
    )


def _chances(paid: Payback, draws: int, language: Language) -> list[Cell]:
    if paid.unmoved:
        return [Cell(language.text("number.none"))] * 3
    return [
        Cell(language.probability(share, draws)) for share in (paid.soon, paid.late, paid.never)
    ]


# --- year by year ---------------------------------------------------------------------------------
def _years_block(found: Forecast, policy: str, language: Language) -> Block:
    level = interval_level(language)
    return Block(
        name=f"years-{policy}",
        heading=_heading(found, "years", policy, language),
        sentences=[f"{years_finding(found, policy, language)}."],
        picture=_pictured(lambda: years_figure(found, policy, language), "years", language),
        grids=[_years_grid(found, policy, language), _by_purse_grid(found, policy, language)],
        notes=[
            _counted(language.text("forecast.note.columns", level=level), language),
            *(
                (language.text("page.forecast.note.rules"), words)
                for name, words in text.rules_notes(found, language).items()
                if name == "rules"
            ),
        ],
    )


def _own_years(found: Forecast, policy: str, purse: str) -> Sequence[Mapping[Any, Any]]:
    own = found.years[(found.years["policy"] == policy) & (found.years["purse"] == purse)]
    return own.to_dict("records")


def _years_grid(found: Forecast, policy: str, language: Language) -> Grid:
    own = found.years[found.years["policy"] == policy]
    unit = money_unit(own, ["cost", "saving", "net", "low", "high", "cumulated"])
    heads = [language.text(f"forecast.column.{c}") for c in ("year", "rules", "mentors", "in_use")]
    heads += [
        language.text(f"forecast.column.{c}") for c in ("places", "waiting", "cost", "saving")
    ]
    heads.append(language.text("forecast.column.net_interval", level=interval_level(language)))
    heads.append(language.text("forecast.column.cumulated"))
    rows = []
    for row in _own_years(found, policy, PUBLIC_TOTAL):
        cells = [Cell(words) for words in (text.rules_cell(row), *text.year_counts(row, language))]
        cells += _money(found, row, unit, row["extrapolated"], language)
        total = unit.number(row["cumulated"], language, signed=True)
        cells.append(Cell(total, beyond=row["extrapolated"]))
        rows.append((str(row["year"]), cells))
    caption = language.text(
        "forecast.caption.years",
        unit=unit.label(language),
        rules=text.rules_caption(found, language),
    )
    return Grid(caption, heads, rows)


def _by_purse_grid(found: Forecast, policy: str, language: Language) -> Grid:
    own = found.years[found.years["policy"] == policy]
    unit = money_unit(own, ["net", "low", "high"])
    purses = [
        purse
        for purse in (text.MUNICIPALITY, text.STATE, REGION, PERSON)
        if not found.payback(policy, purse).unmoved
    ]
    heads = [language.text("forecast.column.year")]
    heads += [language.text(f"purse_title.{purse}") for purse in purses]
    by_purse = [_own_years(found, policy, purse) for purse in purses]
    rows = [
        (str(row[0]["year"]), [_net(found, r, unit, r["extrapolated"], language) for r in row])
        for row in zip(*by_purse, strict=True)
    ]
    caption = language.text("forecast.caption.by_purse", unit=unit.label(language))
    return Grid(caption, heads, rows)


def _beyond(found: Forecast, policy: str) -> bool:
    own = found.years[found.years["policy"] == policy]
    return bool(own["extrapolated"].any())
