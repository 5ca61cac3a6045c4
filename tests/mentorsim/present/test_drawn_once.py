"""A saved picture is drawn once, and is the picture that Matplotlib would have drawn twice."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mentorsim.language import Language
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_files import as_png, as_svg
from mentorsim.present.figure_layout import Picture, finish, panels
from mentorsim.present.figure_style import styled


@styled
def drawn() -> Figure:
    """Two panels with numbers, a legend and a long title."""
    figure, axes = panels(2)
    for k, panel in enumerate(axes):
        panel.plot([0.0, 1.0, 52.0], [1000.0 * k, -2.5, 3.0])
        panel.set_title("A panel")
        panel.set_ylabel("Weeks per young person")
        number_axis(panel.xaxis, Language("da"))
        number_axis(panel.yaxis, Language("da"), signed=True)
    handles = [Line2D([], [], label=f"policy {k}") for k in range(5)]
    return finish(figure, "What was found, in so many words " * 5, handles)


def test_it_is_the_same_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    once = as_png(drawn(), 150), as_svg(drawn())
    monkeypatch.setattr(Picture, "draw", Figure.draw)
    assert (as_png(drawn(), 150), as_svg(drawn())) == once


@pytest.mark.parametrize("save", [as_png, as_svg])
def test_each_panel_is_drawn_once(save, monkeypatch: pytest.MonkeyPatch) -> None:
    panels_drawn: list[Axes] = []
    draw = Axes.draw

    def counted(self: Axes, renderer) -> None:
        panels_drawn.append(self)
        draw(self, renderer)

    monkeypatch.setattr(Axes, "draw", counted)
    figure = drawn()
    save(figure)
    assert panels_drawn == figure.axes


def test_the_layout_is_that_of_the_size_that_is_saved() -> None:
    with mpl.rc_context({"savefig.dpi": 50}):
        figure = drawn()
        before = figure.axes[0].get_position().bounds
        as_png(figure, 300)
    assert figure.axes[0].get_position().bounds != before
