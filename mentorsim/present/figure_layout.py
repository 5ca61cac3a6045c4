"""How a figure is laid out: panels, title, legend, and room for words; on paper, or on a phone.

Figures are plain `Figure` objects; no state is kept, so none has to be closed.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from mentorsim.present.figure_style import INK

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
    """A figure of equal panels, filled row by row.

    Args:
        count: panels.
        columns: panels beside each other; in a narrow picture there is one.
        height: inches of a panel.
        share_y: whether all panels have one scale upwards.
        share_x: whether all panels have one scale across.
    """
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
    """Title, legend, words for who cannot see it, and no reading of users' words as mathematics.

    Args:
        figure: with its panels drawn.
        finding: the title: what the figure shows.
        handles: entries of the legend; none draws no legend.
        columns: entries of the legend beside each other.
        alt: words for who cannot see the figure; empty is the finding.
    """
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


def wrapped(words: str, columns: int) -> str:
    """Words on lines of at most so many characters."""
    return textwrap.fill(words, columns, break_on_hyphens=False)
