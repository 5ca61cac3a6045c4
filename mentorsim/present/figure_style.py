"""One sober look for every figure: palette, panels, legends, and how pictures are written.

Figures are plain `Figure` objects; no state is kept, so none has to be closed.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from calibration.trial_design import trial_design
from mentorsim.language import Language
from mentorsim.present.results import interval_level
from scenarios.comparison.intervals import enough_draws
from sim.state import Status

Floats = npt.NDArray[np.float64]
P = ParamSpec("P")

#: Okabe and Ito's palette, safe for colour-blind readers.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
)
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
INK, GREY, PALE = "#222222", "#6B6B6B", "#C4C4C4"
#: What young people live from, each in the same colour wherever a world is drawn.
STATUS_COLOURS = {
    Status.ON_BENEFIT: GREY,
    Status.EDUCATION: BLUE,
    Status.EMPLOYMENT: GREEN,
    Status.PENSION: VERMILLION,
    Status.RESOURCE_COURSE: ORANGE,
    Status.SELF_SUPPORTED: SKY,
}
#: Dots per inch of the pictures in files.
DPI = 150
#: How the time beyond the trial is drawn.
BEYOND_FILL, BEYOND_LINE, BEYOND_HATCH, BEYOND_DASH = "#F1F1F1", "#CFCFCF", "////", (0, (4, 2))
BAND = 0.22
#: Marks that tell curves of the same colour apart.
MARKED: Any = {"ms": 4.0, "markevery": 13}
#: Inches: what fits the text of an A4 page.
WIDTH = 7.1
#: Inches: what can be read on a phone, with the same size of letters.
NARROW_WIDTH = 4.1
#: Inches that a line of the legend takes.
LEGEND_LINE = 0.19
TITLE_COLUMNS = 76
#: Characters of a line above a panel.
PANEL_COLUMNS = 34
#: On a phone: height of a bar in its row, and characters of a line above it.
BAR_NARROW, NAME_ABOVE = 0.36, 56
#: Half a year between ticks.
TICK_WEEKS = 26

STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.formatter.use_mathtext": False,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    "lines.linewidth": 1.8,
    "figure.facecolor": "white",
    "figure.constrained_layout.h_pad": 0.07,
    "figure.constrained_layout.w_pad": 0.06,
    "svg.fonttype": "path",
    "svg.hashsalt": "mentorsim",
}


class Picture(Figure):
    """A figure that a notebook shows by itself, whatever backend it has."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw it; while it is saved the first time is for the layout, and draws nothing.

        Matplotlib saves a figure with a layout in two steps: it draws everything with a pen that
        leaves no trace, so that the layout is found, turns the layout off, and draws again.
        """
        layout = self.get_layout_engine()
        if isinstance(layout, ConstrainedLayoutEngine) and self.canvas.is_saving():
            layout.execute(self)
        else:
            super().draw(renderer)

    def _repr_png_(self) -> bytes:
        content = io.BytesIO()
        self.savefig(content, format="png", bbox_inches="tight")
        return content.getvalue()


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Draws in the project's look, whatever the reader's own settings."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return drawn


def colour(k: int) -> str:
    """Colour of the k-th policy."""
    return PALETTE[k % len(PALETTE)]


def marker(k: int) -> str:
    """Mark on the curve of the k-th policy: none while colours suffice."""
    return ("", "o", "s", "^")[k // len(PALETTE) % 4]


_narrow: ContextVar[bool] = ContextVar("narrow", default=False)


@contextmanager
def narrow_screen() -> Iterator[None]:
    """Figures drawn meanwhile are for a phone: panels, and entries of the legend, in one column."""
    token = _narrow.set(True)
    try:
        yield
    finally:
        _narrow.reset(token)


def across() -> int:
    """Panels in a row."""
    return 1 if _narrow.get() else 2


def fitting(columns: int) -> int:
    """Characters of a line that has so many on an A4 page."""
    return columns // 2 if _narrow.get() else columns


def name_bars(axes: Axes, places: Sequence[float], names: Sequence[str], columns: int) -> None:
    """Names of bars: beside them, or above each on a phone, where `bar_room` leaves room for them.

    Args:
        axes: the panel.
        places: of the bars, one apart.
        names: of the bars.
        columns: characters of a line beside a bar.
    """
    axes.tick_params(axis="y", length=0)
    if across() > 1:
        axes.set_yticks(places, [wrapped(name, columns) for name in names])
        return
    axes.set_yticks([])
    for place, name in zip(places, names, strict=True):
        axes.text(
            0.0,
            place + BAR_NARROW / 2,
            wrapped(name, NAME_ABOVE),
            transform=axes.get_yaxis_transform(),
            va="bottom",
            fontsize=7.5,
            zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.3},
        )


def bar_room() -> tuple[float, float]:
    """How much higher a row of bars is than beside names, and the height of a bar in its row."""
    return (1.0, 0.6) if across() > 1 else (1.9, BAR_NARROW)


def panels(
    count: int,
    *,
    columns: int = 2,
    height: float = 2.5,
    share_y: bool = True,
    share_x: bool = False,
) -> tuple[Figure, list[Axes]]:
    """A figure of equal panels, filled row by row."""
    columns = min(columns if across() > 1 else 1, count)
    rows = -(-count // columns)
    width = NARROW_WIDTH if _narrow.get() else WIDTH
    figure = Picture(figsize=(width, height * rows + 0.9), layout="constrained")
    FigureCanvasAgg(figure)
    axes: list[Axes] = []
    for k in range(count):
        first = axes[0] if axes else None
        axes.append(
            figure.add_subplot(
                rows,
                columns,
                k + 1,
                sharex=first if share_x else None,
                sharey=first if share_y else None,
            )
        )
    return figure, axes


def squat(count: int, row: float) -> float:
    """Height of a panel so that two figures of as many panels fit an A4 page.

    Titles and legend take as much of a figure with one row as of one with two.

    Args:
        count: panels, in two columns.
        row: inches of a panel where there are two rows or more.
    """
    return row + 0.4 if count <= 2 else row + 0.1


def finish(
    figure: Figure,
    finding: str,
    handles: Sequence[Artist] = (),
    *,
    columns: int = 2,
    alt: str = "",
) -> Figure:
    """Title, legend, words for who cannot see it, and no reading of users' words as mathematics."""
    figure.set_label(alt or finding)
    figure.suptitle(
        wrapped(finding, fitting(TITLE_COLUMNS)), x=0.01, ha="left", fontsize=10, fontweight="bold"
    )
    if handles:
        _legend(figure, list(handles), columns)
    for axes in figure.axes:
        axes.tick_params(labelsize=8.5, colors=INK, labelcolor=INK)
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_parse_math(False)
    return figure


def _legend(figure: Figure, handles: list[Artist], columns: int) -> None:
    """The legend below, in as many of the columns as the picture has room for.

    A picture grows by the lines that fewer columns take.
    """
    for count in range(1 if _narrow.get() else columns, 0, -1):
        legend = figure.legend(
            handles=handles,
            loc="outside lower left",
            ncols=count,
            handlelength=2.6,
            columnspacing=1.6,
        )
        if count == 1 or legend.get_window_extent().x1 <= figure.bbox.x1:
            more = -(-len(handles) // count) - -(-len(handles) // columns)
            figure.set_figheight(figure.get_figheight() + LEGEND_LINE * more)
            return
        legend.remove()


def alt_text(figure: Figure) -> str:
    """What a figure shows, in words, for who cannot see it."""
    return str(figure.get_label())


def wrapped(words: str, columns: int) -> str:
    """Words on lines of at most so many characters."""
    return textwrap.fill(words, columns, break_on_hyphens=False)


def number_axis(axis: Any, language: Language, *, signed: bool = False) -> None:
    """Ticks written as the language writes numbers, with no more decimals than needed."""
    axis.set_major_locator(MaxNLocator(nbins=6 if across() > 1 else 4, steps=[1, 2, 5, 10]))

    def written(x: float, _position: int | None = None) -> str:
        ticks = axis.get_majorticklocs()
        step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else 1.0
        digits = 0 if step > 0.99 else 1 if step > 0.099 else 2
        return language.signed(x, digits) if signed else language.number(x, digits)

    axis.set_major_formatter(FuncFormatter(written))


def week_axis(axes: Axes, language: Language, last: int, label: str) -> None:
    """An axis of weeks with a tick at every half year."""
    axes.set_xlim(0, last)
    step = TICK_WEEKS * max(1, -(-last // (8 * TICK_WEEKS)))
    axes.set_xticks(range(0, last + 1, step))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _position=None: language.integer(x)))
    axes.set_xlabel(label)


def support_line(axes: Axes) -> None:
    """Where mentoring ended in the trial."""
    axes.axvline(trial_design().support_weeks.value, color=GREY, lw=0.9, ls=":", zorder=1)


def policy_support_line(axes: Axes, weeks: int, last: int) -> None:
    """Where the support of the panel's own policy ends; nothing for one that gives none.

    Args:
        axes: the panel.
        weeks: since entry that somebody can have a mentor.
        last: week that is shown.
    """
    if 0 < weeks <= last:
        axes.axvline(weeks, color=GREY, lw=0.9, ls=":", zorder=1, gid="support ends")


def mark_beyond(axes: Axes, end: int, last: int, language: Language) -> None:
    """Grey hatched ground from the week where the evidence ends, with its name if it fits."""
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
    if 3 * (last - start) >= last:
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
    """A mean with its band: whole to the end of the evidence, dashed beyond."""
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


def beyond_handles(language: Language) -> list[Artist]:
    """Legend entries of what lies beyond the trial and of the line at its end of support."""
    weeks = language.integer(trial_design().support_weeks.value)
    return [beyond_handle(language), support_handle(language, weeks)]


def support_handle(language: Language, weeks: str) -> Line2D:
    """Legend entry of the line where mentoring ended in the trial."""
    label = language.text("figure.support_ends", week=weeks)
    return Line2D([], [], color=GREY, lw=0.9, ls=":", label=label)


def policy_handles(language: Language) -> list[Artist]:
    """Legend entries of what lies beyond the trial and of the end of each policy's support."""
    label = language.text("figure.policy_support_ends")
    return [beyond_handle(language), Line2D([], [], color=GREY, lw=0.9, ls=":", label=label)]


def as_svg(figure: Figure) -> bytes:
    """A figure as SVG: the same bytes for the same figure."""
    return _written(figure, "svg", metadata={"Date": None, "Creator": None})


def as_png(figure: Figure, dpi: int = 110) -> bytes:
    """A figure as PNG."""
    return _written(figure, "png", dpi=dpi)


def _written(figure: Figure, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    with mpl.rc_context(STYLE):
        figure.savefig(buffer, format=kind, **options)
    return buffer.getvalue()
