"""Figures of a forecast: cumulated net as fans, years as bars, blocks of weeks.

Every figure says its finding in its title, and marks the years that lie beyond the trial.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from mentorsim.language import Language
from mentorsim.present.figure_axes import BEYOND_FILL, BEYOND_HATCH, BEYOND_LINE, number_axis
from mentorsim.present.figure_layout import finish, panels, wrapped
from mentorsim.present.figure_style import BLUE, GREEN, GREY, INK, ORANGE, STYLE, VERMILLION
from mentorsim.present.forecast.text import CARRIED, MUNICIPALITY, STATE, blocks_finding, finding
from mentorsim.present.kroner import Unit, kroner, unit_for
from mentorsim.present.results import interval_level
from scenarios.economics.purse_names import PERSON, PUBLIC_TOTAL
from scenarios.forecast.forecast import Forecast

P = ParamSpec("P")

#: Purses with a panel each; the region has one only if anything moves in it.
PANELS = (MUNICIPALITY, STATE, PUBLIC_TOTAL, PERSON)
REGION = "region"
#: Bands of the fans by the share of draws they hold, and how dark each is.
BANDS = {95: 0.14, 80: 0.18, 50: 0.26}
ENDS = {95: ("p2.5", "p97.5"), 80: ("p10", "p90"), 50: ("p25", "p75")}
#: Years between ticks once there are more.
FEW_YEARS = 6
#: Characters of a line above a panel, two of which stand beside each other.
PANEL_COLUMNS = 40


def _styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return styled


@_styled
def net_figure(result: Forecast, policy: str, language: Language) -> Figure:
    """Cumulated net of every purse, with bands over posterior and prices, and the payback.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = result.fans[result.fans["policy"] == policy]
    unit = _unit(own, ["p2.5", "p97.5"])
    purses = _shown(result, policy)
    figure, axes = panels(len(purses), height=2.7, share_y=False)
    for panel, purse in zip(axes, purses, strict=True):
        rows = own[own["purse"] == purse].sort_values("year")
        years = rows["year"].to_numpy(float)
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        for band, alpha in BANDS.items():
            low, high = (rows[name].to_numpy(float) / unit.scale for name in ENDS[band])
            panel.fill_between(years, low, high, color=BLUE, alpha=alpha, lw=0, zorder=2)
        panel.plot(years, rows["mean"] / unit.scale, color=BLUE, zorder=4)
        _beyond(panel, result, policy)
        paid = result.payback(policy, purse).expected
        if paid is not None:
            panel.axvline(paid, color=GREEN, lw=1.2, ls="--", zorder=3)
        _year_axis(panel, result)
        words = _payback_words(result, policy, purse, language)
        title = language.text(f"purse_title.{purse}")
        panel.set_title(f"{title}\n{wrapped(words, PANEL_COLUMNS)}")
        panel.set_ylabel(unit.label(language))
        number_axis(panel.yaxis, language, signed=True)
    handles: list[Artist] = [
        Line2D([], [], color=BLUE, label=language.text("forecast.figure.mean"))
    ]
    shades = np.cumsum(list(BANDS.values()))
    for share, alpha in zip(BANDS, shades, strict=True):
        label = _band_label(result, language.percent(share / 100), language)
        handles.append(Patch(facecolor=BLUE, alpha=float(alpha), label=label))
    if any(result.payback(policy, purse).expected is not None for purse in purses):
        label = language.text("forecast.figure.payback")
        handles.append(Line2D([], [], color=GREEN, lw=1.2, ls="--", label=label))
    handles += [*_beyond_handle(result, policy, language), *_carried_handle(result, language)]
    return finish(figure, finding(result, policy, language), handles)


@_styled
def years_figure(result: Forecast, policy: str, language: Language) -> Figure:
    """Cost, saving and net by year and purse; mentors in use beside them.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = result.years[result.years["policy"] == policy]
    unit = _unit(own, ["cost", "saving", "low", "high"])
    purses = _shown(result, policy)
    figure, axes = panels(len(purses) + 2, height=2.4, share_y=False)
    for panel, purse in zip(axes, purses, strict=False):
        rows = own[own["purse"] == purse].sort_values("year")
        years = rows["year"].to_numpy(float)
        saving, cost = (rows[name].to_numpy(float) / unit.scale for name in ("saving", "cost"))
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        panel.bar(years, -cost, 0.7, color=VERMILLION, alpha=0.75, zorder=2)
        # What follows stands on the programme's cost where it is a cost too.
        base = np.where(saving < 0, -cost, 0.0)
        colors = np.where(saving < 0, ORANGE, GREEN)
        panel.bar(years, saving, 0.7, bottom=base, color=colors, alpha=0.75, zorder=2)
        net = rows["net"].to_numpy(float)
        ends = np.abs(np.stack([net - rows["low"], rows["high"] - net])) / unit.scale
        panel.errorbar(
            years, net / unit.scale, ends, fmt="o", color=INK, ms=3, lw=1, capsize=2, zorder=4
        )
        _beyond(panel, result, policy)
        _year_axis(panel, result)
        panel.set_title(language.text(f"purse_title.{purse}"))
        panel.set_ylabel(unit.label(language))
        number_axis(panel.yaxis, language, signed=True)
    public = own[own["purse"] == PUBLIC_TOTAL].sort_values("year")
    for panel, columns in zip(
        axes[len(purses) :],
        (("full_time_equivalents", "full_time_equivalents_peak"), ("waiting", "waiting_peak")),
        strict=True,
    ):
        years = public["year"].to_numpy(float)
        panel.bar(years, public[columns[0]], 0.7, color=BLUE, alpha=0.75, zorder=2)
        panel.plot(years, public[columns[1]], "_", color=INK, ms=9, zorder=3)
        if not public[columns[1]].to_numpy().any():
            panel.set_ylim(0, 1)
            panel.set_yticks([0])
            panel.text(
                0.5,
                0.5,
                language.text("figure.no_queue"),
                transform=panel.transAxes,
                ha="center",
                va="center",
                color=GREY,
            )
        _beyond(panel, result, policy)
        _year_axis(panel, result)
        panel.set_title(language.text(f"forecast.figure.{columns[0]}"))
        if public[columns[1]].to_numpy().any():
            number_axis(panel.yaxis, language)
    level = interval_level(language)
    handles: list[Artist] = [
        Patch(facecolor=VERMILLION, alpha=0.75, label=language.text("forecast.figure.cost")),
        Patch(facecolor=GREEN, alpha=0.75, label=language.text("forecast.figure.saving")),
        Patch(facecolor=ORANGE, alpha=0.75, label=language.text("forecast.figure.loss")),
        Line2D(
            [],
            [],
            color=INK,
            marker="o",
            ms=3,
            lw=1,
            label=language.text("forecast.figure.net", level=level)
            if result.enough
            else _band_label(result, level, language),
        ),
        Patch(facecolor=BLUE, alpha=0.75, label=language.text("forecast.figure.average")),
        Line2D(
            [], [], color=INK, marker="_", ls="", ms=9, label=language.text("forecast.figure.most")
        ),
        *_beyond_handle(result, policy, language),
        *_carried_handle(result, language),
    ]
    return finish(figure, years_finding(result, policy, language), handles)


def _band_label(result: Forecast, level: str, language: Language) -> str:
    """What a band or a line between two ends is: an interval, or what few draws span."""
    if result.enough:
        return language.text("figure.band", level=level)
    draws = language.integer(result.draws)
    return language.text("figure.band.waiting", draws=draws, level=level)


def years_finding(result: Forecast, policy: str, language: Language) -> str:
    """In which year the programme costs most, and whether any year brings the public more.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    own = result.years[(result.years["policy"] == policy) & (result.years["purse"] == PUBLIC_TOTAL)]
    dearest = own.sort_values("cost").iloc[-1]
    gains = own[own["low"] > 0]
    words = {"cost": kroner(dearest["cost"], language), "year": str(int(dearest["year"]))}
    if not result.enough:
        return language.text("forecast.finding.years.few", **words)
    if len(gains) and list(gains["year"]) == list(own["year"])[-len(gains) :]:
        first = str(int(gains["year"].min()))
        return language.text("forecast.finding.years.from", first=first, **words)
    if len(gains):
        years = language.list_of(str(int(year)) for year in gains["year"])
        return language.text("forecast.finding.years.gain", years=years, **words)
    return language.text("forecast.finding.years.none", **words)


@_styled
def blocks_figure(result: Forecast, language: Language) -> Figure:
    """What each block of weeks costs and buys, per young person who enters."""
    figure, axes = panels(3, columns=3, height=3.0, share_y=False)
    blocks, people = result.blocks, result.stream.people
    spans = [f"{language.integer(b.first)}–{language.integer(b.last)}" for b in blocks]
    shown = {"cost": VERMILLION, "education_years": BLUE, "employment_years": GREEN}
    for panel, (quantity, color) in zip(axes, shown.items(), strict=True):
        rows = [b.row(quantity) for b in blocks]
        scale = 1000 * people if quantity == "cost" else people / 100
        mean, low, high = (np.array([r[c] for r in rows]) / scale for c in ("mean", "low", "high"))
        x = np.arange(len(blocks))
        bars = panel.bar(x, mean, 0.6, color=color, alpha=0.75, zorder=2)
        for bar, block in zip(bars, blocks, strict=True):
            if block.extrapolated:
                bar.set(hatch=BEYOND_HATCH, edgecolor="white", linewidth=0)
        ends = np.maximum(0, np.stack([mean - low, high - mean]))
        panel.errorbar(x, mean, ends, fmt="none", color=INK, lw=1, capsize=3, zorder=3)
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        panel.set_xticks(x, spans)
        panel.set_xlabel(language.text("forecast.column.weeks"))
        panel.set_title(language.text(f"forecast.figure.block.{quantity}"), fontsize=8.5)
        number_axis(panel.yaxis, language)
    handles = [
        Patch(
            facecolor=GREY,
            alpha=0.75,
            hatch=BEYOND_HATCH,
            edgecolor="white",
            label=language.text("figure.beyond"),
        )
    ]
    return finish(figure, blocks_finding(blocks, people, language), handles)


def _unit(frame: pd.DataFrame, columns: list[str]) -> Unit:
    return unit_for(frame[columns].to_numpy(float).ravel())


def _shown(result: Forecast, policy: str) -> list[str]:
    moved = not result.payback(policy, REGION).unmoved
    return [*PANELS[:2], REGION, *PANELS[2:]] if moved else list(PANELS)


def _first_beyond(result: Forecast, policy: str) -> int | None:
    own = result.years[(result.years["policy"] == policy) & result.years["extrapolated"]]
    return None if own.empty else int(own["year"].min())


def _beyond(panel: Axes, result: Forecast, policy: str) -> None:
    """Grey hatched ground from the first year that holds weeks beyond the trial."""
    first = _first_beyond(result, policy)
    if first is not None:
        ground = panel.axvspan(
            first - 0.5,
            result.stream.calendar_years[-1] + 0.5,
            facecolor=BEYOND_FILL,
            edgecolor=BEYOND_LINE,
            hatch=BEYOND_HATCH,
            lw=0,
            zorder=0,
        )
        ground.set_gid("beyond")


def _beyond_handle(result: Forecast, policy: str, language: Language) -> list[Artist]:
    if _first_beyond(result, policy) is None:
        return []
    return [
        Patch(
            facecolor=BEYOND_FILL,
            edgecolor=BEYOND_LINE,
            hatch=BEYOND_HATCH,
            lw=0,
            label=language.text("forecast.figure.beyond"),
        )
    ]


def _payback_words(result: Forecast, policy: str, purse: str, language: Language) -> str:
    """In which year the mean is paid back for good, or how likely it is that nothing is."""
    found = result.payback(policy, purse)
    if found.unmoved:
        return ""
    if found.expected is not None:
        return language.text("forecast.figure.paid", year=str(found.expected))
    if not result.enough:
        return ""
    return language.text(
        "forecast.figure.unpaid",
        year=str(result.stream.calendar_years[-1]),
        chance=language.probability(found.never, result.draws),
    )


def _year_axis(panel: Axes, result: Forecast) -> None:
    years = result.stream.calendar_years
    step = -(-len(years) // FEW_YEARS)
    panel.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    panel.set_xticks(list(years[::step]))
    carried = _carried_on(result)

    def named(x: float, _position: int | None = None) -> str:
        return f"{x:.0f}{CARRIED if round(x) in carried else ''}"

    panel.xaxis.set_major_formatter(FuncFormatter(named))


def _carried_on(result: Forecast) -> set[int]:
    """Years whose rules are not known, so that the last known ones stand in."""
    return set(result.years.loc[result.years["rules_carried_on"], "year"].astype(int))


def _carried_handle(result: Forecast, language: Language) -> list[Artist]:
    if not _carried_on(result):
        return []
    return [Line2D([], [], ls="", label=language.text("forecast.figure.carried", mark=CARRIED))]
