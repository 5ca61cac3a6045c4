"""Forest plots: numbers with intervals under one another, hollow where zero cannot be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mentorsim.language import Language
from mentorsim.present.figure_axes import BEYOND_FILL, BEYOND_HATCH, BEYOND_LINE, number_axis
from mentorsim.present.figure_layout import fitting, wrapped
from mentorsim.present.figure_style import BLUE, INK
from mentorsim.present.results import interval_level
from scenarios.comparison.intervals import enough_draws

#: Room above and below the rows, in rows.
MARGIN = 0.8
#: Characters of a row's name on one line.
LABEL_COLUMNS = 48


@dataclass(frozen=True)
class Dot:
    """A row: a mean with its interval.

    Attributes:
        label: beside the axis.
        mean, low, high: in the unit of the axis; an interval of NaN is not drawn.
        clear: whether the interval, as it is shown, leaves zero out.
        colour, marker: of the dot.
        gap: room above the row, in rows, besides its own.
    """

    label: str
    mean: float
    low: float
    high: float
    clear: bool
    colour: str = BLUE
    marker: str = "o"
    gap: float = 0.0


def forest(panel: Axes, dots: Sequence[Dot], language: Language, *, labels: bool = True) -> None:
    """Draw the rows from the top down.

    Args:
        panel: where.
        dots: the rows.
        language: of the numbers on the axis.
        labels: whether rows are named here; otherwise on a panel beside.
    """
    heights, height = [], 0.0
    for dot in dots:
        height -= 1.0 + dot.gap
        heights.append(height)
    panel.axvline(0, color=INK, lw=0.8, zorder=1)
    for y, dot in zip(heights, dots, strict=True):
        panel.plot([dot.low, dot.high], [y, y], color=dot.colour, lw=1.6, zorder=2)
        fill = dot.colour if dot.clear else "white"
        panel.plot([dot.mean], [y], **_mark(dot.colour, dot.marker), mfc=fill, zorder=3)
    names = [wrapped(dot.label, fitting(LABEL_COLUMNS)) if labels else "" for dot in dots]
    panel.set_yticks(heights, names)
    panel.set_ylim(heights[-1] - MARGIN, heights[0] + MARGIN)
    panel.tick_params(axis="y", length=0)
    number_axis(panel.xaxis, language, signed=True)


def _mark(colour: str, marker: str) -> dict[str, Any]:
    return {"marker": marker, "ms": 6, "mec": colour, "mew": 1.4, "color": colour}


def dot_handles(language: Language, colour: str = BLUE, draws: int | None = None) -> list[Artist]:
    """Legend entries of whole and hollow dots.

    Args:
        language: of the words.
        colour: of the dots.
        draws: behind the intervals; with too few, dots are hollow, and the entry says why. None
            has enough.
    """
    level = interval_level(language)
    if draws is not None and not enough_draws(draws):
        label = language.text("figure.band.waiting", level=level, draws=language.integer(draws))
        return [Line2D([], [], **_mark(colour, "o"), mfc="white", label=label)]
    return [
        Line2D([], [], **_mark(colour, "o"), mfc=fill, label=language.text(key, level=level))
        for fill, key in ((colour, "figure.dot.clear"), ("white", "figure.dot.unclear"))
    ]


def all_beyond(panel: Axes) -> None:
    """Hatched ground under a panel whose every number lies beyond the trial."""
    panel.patch.set(facecolor=BEYOND_FILL, edgecolor=BEYOND_LINE, hatch=BEYOND_HATCH, linewidth=0)
    panel.patch.set_gid("beyond")
