"""What is drawn in a panel: axes, curves with their bands, and where support and evidence end.

Each has its entry in the legend.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import Formatter, MaxNLocator

from mentorsim.language import Language
from mentorsim.present.figure_layout import across
from mentorsim.present.figure_style import GREY, INK
from mentorsim.present.results import interval_level
from scenarios.comparison.intervals import enough_draws

Floats = npt.NDArray[np.float64]

#: How the time beyond the trial is drawn.
BEYOND_FILL, BEYOND_LINE, BEYOND_HATCH, BEYOND_DASH = "#F1F1F1", "#CFCFCF", "////", (0, (4, 2))
BAND = 0.22
#: Marks that tell curves of the same colour apart.
MARKED: Any = {"ms": 4.0, "markevery": 13}
#: Half a year between ticks.
TICK_WEEKS = 26


class TickNumbers(Formatter):
    """Ticks as the language writes numbers, with no more decimals than their steps need.

    Args:
        language: of the numbers.
        signed: whether what is above zero has a plus.
    """

    def __init__(self, language: Language, *, signed: bool = False) -> None:
        self._write = language.signed if signed else language.number
        self._digits = 0
        self._written: dict[tuple[float, int], str] = {}

    def set_locs(self, locs: list[float]) -> None:
        """Ticks that are to be written together."""
        super().set_locs(locs)
        ticks = np.asarray(locs, float)
        step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else 1.0
        self._digits = 0 if step > 0.99 else 1 if step > 0.099 else 2

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The words of a tick; while a figure is laid out each is asked for several times."""
        key = (x, self._digits)
        if key not in self._written:
            self._written[key] = self._write(x, self._digits)
        return self._written[key]


def number_axis(axis: Any, language: Language, *, signed: bool = False) -> None:
    """Ticks written as the language writes numbers, with no more decimals than needed.

    Args:
        axis: of a panel, x or y.
        language: of the words.
        signed: whether a plus stands before what is above zero.
    """
    axis.set_major_locator(MaxNLocator(nbins=6 if across() > 1 else 4, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(TickNumbers(language, signed=signed))


def week_axis(axes: Axes, language: Language, last: int, label: str) -> None:
    """An axis of weeks with a tick at every half year.

    Args:
        axes: the panel.
        language: of the words.
        last: week at which the axis ends.
        label: below the axis.
    """
    axes.set_xlim(0, last)
    step = TICK_WEEKS * max(1, -(-last // (8 * TICK_WEEKS)))
    axes.set_xticks(range(0, last + 1, step))
    axes.xaxis.set_major_formatter(TickNumbers(language))
    axes.set_xlabel(label)


def support_line(axes: Axes, weeks: int) -> None:
    """Where mentoring ended in the trial.

    Args:
        axes: the panel.
        weeks: since entry.
    """
    axes.axvline(weeks, color=GREY, lw=0.9, ls=":", zorder=1)


def policy_support_line(axes: Axes, weeks: int, last: int) -> None:
    """Where the support of the panel's own policy ends; nothing for one that gives none.

    Args:
        axes: the panel.
        weeks: since entry that somebody can have a mentor.
        last: week that is shown.
    """
    if 0 < weeks <= last:
        axes.axvline(weeks, color=GREY, lw=0.9, ls=":", zorder=1, gid="support ends")


def mark_beyond(axes: Axes, end: int, last: int, language: Language, *, named: bool = True) -> None:
    """Grey hatched ground from the week where the evidence ends.

    Args:
        axes: the panel.
        end: week where the evidence ends.
        last: week that is shown.
        language: of the name.
        named: whether its name stands in it where it fits; small panels leave it to the legend.
    """
    start = max(0, end)
    if start >= last:
        return
    ground = axes.axvspan(
        start,
        last,
        facecolor=BEYOND_FILL,
        edgecolor=BEYOND_LINE,
        hatch=BEYOND_HATCH,
        lw=0,
        zorder=0,
    )
    ground.set_gid("beyond")
    # A third of a panel is what the words need.
    if named and 3 * (last - start) >= last:
        axes.text(
            (start + last) / 2,
            0.97,
            language.text("figure.beyond.short"),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=8,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
            zorder=5,
        )


def curve(
    axes: Axes,
    x: Floats,
    mean: Floats,
    low: Floats,
    high: Floats,
    end: int,
    color: str,
    *,
    alpha: float = BAND,
    marker: str = "",
) -> None:
    """A mean with its band: whole to the end of the evidence, dashed beyond.

    Args:
        axes: the panel.
        x: weeks since entry, ascending.
        mean: one value per week.
        low: lower end of the band, one value per week.
        high: upper end of the band, one value per week.
        end: last week that the evidence reaches.
        color: of line and band.
        alpha: how opaque the band is, from 0 to 1.
        marker: of the points; empty draws none.
    """
    axes.fill_between(x, low, high, color=color, alpha=alpha, lw=0, zorder=2)
    within, beyond = x <= max(end, -1), x >= end
    if within.any():
        axes.plot(x[within], mean[within], color=color, marker=marker, **MARKED, zorder=4)
    if beyond.sum() > 1:
        axes.plot(
            x[beyond], mean[beyond], color=color, ls=BEYOND_DASH, marker=marker, **MARKED, zorder=4
        )


def headroom(axes: Axes, share: float = 0.28) -> None:
    """Room at the top of a panel for words."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + share * (high - low))


def band_handle(language: Language, color: str = GREY, draws: int | None = None) -> Patch:
    """Legend entry of an interval.

    Args:
        language: of the words.
        color: of the band.
        draws: behind it; too few span no interval, and the entry says what they span. None has
            enough.
    """
    level = interval_level(language)
    if draws is None or enough_draws(draws):
        label = language.text("figure.band", level=level)
    else:
        label = language.text("figure.band.waiting", level=level, draws=language.integer(draws))
    return Patch(facecolor=color, alpha=BAND, label=label)


def beyond_handle(language: Language) -> Patch:
    """Legend entry of what lies beyond the trial."""
    return Patch(
        facecolor=BEYOND_FILL,
        edgecolor=BEYOND_LINE,
        hatch=BEYOND_HATCH,
        lw=0,
        label=language.text("figure.beyond"),
    )


def support_handle(language: Language, weeks: str) -> Line2D:
    """Legend entry of the line where mentoring ended in the trial."""
    label = language.text("figure.support_ends", week=weeks)
    return Line2D([], [], color=GREY, lw=0.9, ls=":", label=label)


def policy_handles(language: Language) -> list[Artist]:
    """Legend entries of what lies beyond the trial and of the end of each policy's support."""
    label = language.text("figure.policy_support_ends")
    return [beyond_handle(language), Line2D([], [], color=GREY, lw=0.9, ls=":", label=label)]
