"""Figures of sensitivity analyses: indices and tornadoes, each with its finding as title."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from mentorsim.language import Language
from mentorsim.present import figure_layout
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_style import BLUE, GREY, INK, PALE, STYLE, VERMILLION
from mentorsim.present.results import interval_level
from mentorsim.present.sensitivity.factor_words import axis, value
from mentorsim.present.sensitivity.figure_parts import NAME_COLUMNS, NOTE_COLUMNS, explained
from mentorsim.present.sensitivity.held_words import heading
from mentorsim.present.sensitivity.moved_words import factor_label
from mentorsim.present.sensitivity.oneway_words import tornado_finding, unclear_bar
from mentorsim.present.sensitivity.words import SHARES, finding, held_by, index_heading, sure_sds
from scenarios.comparison.intervals import enough_draws
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.indices import UNKNOWN
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.sensitivity import Sensitivity
from scenarios.sensitivity.tornado import Tornado

#: Bars that a figure shows; the others are counted.
MOST = 20
#: Inches of a bar, and of what is around them.
BAR, AROUND = 0.27, 1.0


def index_figure(
    question: Question, found: Sensitivity, language: Language, *, beyond: bool
) -> Figure:
    """Indices, largest first, with intervals; hollow where they cannot be told from noise.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the indices of all factors.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    table = found.indices.table.head(MOST)
    scale = 100.0 if found.method in SHARES or found.on_ranks else 1.0
    place = np.arange(len(table))[::-1]
    with mpl.rc_context(STYLE):
        figure, (ax,) = figure_layout.panels(1, height=BAR * len(table) + AROUND)
        unclear = table["verdict"].isin(UNKNOWN).to_numpy()
        index = scale * table["index"].to_numpy(float)
        low, high = (scale * table[c].to_numpy(float) for c in ("low", "high"))
        ax.barh(
            place,
            np.clip(index, 0.0, None),
            color=["white" if u else BLUE for u in unclear],
            edgecolor=BLUE,
            height=0.62,
            zorder=2,
        )
        ax.hlines(place, low, high, color=INK, lw=1.3, zorder=3)
        handles: list[Artist] = [
            Line2D(
                [],
                [],
                color=INK,
                lw=1.3,
                label=language.text("figure.band", level=interval_level(language)),
            ),
        ]
        if unclear.any():
            words = language.text("sensitivity.figure.unclear", sds=sure_sds(language))
            handles.append(Patch(facecolor="white", edgecolor=BLUE, label=words))
        if "first" in table:
            first = scale * table["first"].to_numpy(float)
            low = np.minimum(low, first)
            ax.plot(first, place, "D", color=VERMILLION, ms=4, zorder=4)
            words = language.text("sensitivity.figure.first")
            handles.append(Line2D([], [], color=VERMILLION, marker="D", ms=4, ls="", label=words))
        if np.isfinite(found.indices.floor):
            ax.axvline(scale * found.indices.floor, color=GREY, lw=1.0, ls=":", zorder=1)
            words = language.text("sensitivity.figure.floor")
            handles.append(Line2D([], [], color=GREY, lw=1.0, ls=":", label=words))
        _names(ax, place, [factor_label(question, str(x), language) for x in table["label"]])
        rest = len(found.indices.table) - len(table)
        if rest:
            words = language.text("sensitivity.figure.more", count=language.integer(rest))
            ax.text(0.99, 0.02, words, transform=ax.transAxes, ha="right", fontsize=8, color=GREY)
        ax.set_xlim(min(0.0, 1.1 * float(low.min())), None)
        number_axis(ax.xaxis, language)
        unit = index_heading(question, found, language)
        if found.method in SHARES:
            unit = f"{unit}, %"
        ax.set_xlabel(unit)
        figure = figure_layout.finish(
            figure, finding(question, found, language), handles, columns=3
        )
        small_names(ax)
        return explained(
            figure, heading(question, held_by(question, found), language), language, beyond=beyond
        )


def tornado_figure(question: Question, found: Tornado, language: Language) -> Figure:
    """Bars from the low to the high end of each factor, longest first.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the bars of all factors.
        language: of the words.
    """
    factors = {f.key: f for f in found.factors}
    table = found.table.head(MOST)
    place = np.arange(len(table))[::-1]
    with mpl.rc_context(STYLE):
        taller, height = figure_layout.bar_room()
        figure, (ax,) = figure_layout.panels(1, height=1.25 * taller * BAR * len(table) + AROUND)
        ax.axvspan(found.lower, found.upper, color=PALE, alpha=0.4, lw=0, zorder=0)
        for y, row in zip(place, table.to_dict("records"), strict=True):
            factor = factors[str(row["label"])]
            ends = [(float(row["low"]), BLUE), (float(row["high"]), VERMILLION)]
            for x, colour in ends:
                ax.barh(
                    y,
                    x - found.base,
                    left=found.base,
                    color=colour if row["clear"] else "white",
                    edgecolor=colour,
                    height=height,
                    zorder=2,
                )
            _end_values(ax, y, row, factor, language)
        ax.axvline(found.base, color=INK, lw=0.9, zorder=3)
        ax.axvline(0, color=GREY, lw=0.9, ls=":", zorder=1)
        _names(ax, place, [factor_label(question, str(x), language) for x in table["label"]])
        ax.margins(x=0.2)
        number_axis(ax.xaxis, language, signed=True)
        ax.set_xlabel(
            figure_layout.wrapped(
                axis(question.outcome, language), figure_layout.fitting(NOTE_COLUMNS)
            )
        )
        level, enough = interval_level(language), enough_draws(found.draws)
        handles: list[Artist] = [
            Patch(facecolor=BLUE, label=language.text("tornado.figure.low")),
            Patch(facecolor=VERMILLION, label=language.text("tornado.figure.high")),
            Line2D([], [], color=INK, lw=0.9, label=language.text("tornado.figure.base")),
            Patch(
                facecolor=PALE,
                alpha=0.4,
                label=language.text(
                    "tornado.figure.everything" if enough else "tornado.figure.everything.few",
                    level=level,
                    draws=language.integer(found.draws),
                ),
            ),
        ]
        if not table["clear"].all():
            words = unclear_bar(language)
            handles.append(Patch(facecolor="white", edgecolor=GREY, label=words))
        figure = figure_layout.finish(
            figure, tornado_finding(question, found, language), handles, columns=3
        )
        small_names(ax)
        return explained(
            figure, heading(question, found.held, language), language, beyond=found.extrapolated
        )


def _end_values(
    ax: Axes, y: float, row: Mapping[Any, Any], factor: Factor, language: Language
) -> None:
    """The factor's values at the ends of its bar."""
    low, high = float(row["low"]), float(row["high"])
    for x, other, end in ((low, high, "low_value"), (high, low, "high_value")):
        words = value(factor, float(row[end]), language)
        outwards = "left" if x >= other else "right"
        ax.annotate(
            words,
            (x, y),
            xytext=(3 if outwards == "left" else -3, 0),
            textcoords="offset points",
            ha=outwards,
            va="center",
            fontsize=7,
            color=INK,
        )


def _names(ax: Axes, place: npt.NDArray[np.int64], names: list[str]) -> None:
    figure_layout.name_bars(ax, place.tolist(), names, NAME_COLUMNS)
    ax.set_ylim(-0.8, len(names) - 0.2)


def small_names(ax: Axes) -> None:
    """Names of bars in small type: they are long, and stand on one line."""
    for text in ax.get_yticklabels():
        text.set_fontsize(7.5)
