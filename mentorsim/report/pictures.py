"""Figures inside a report."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from matplotlib.figure import Figure

from mentorsim.present.figure_files import alt_text, as_png, as_svg
from mentorsim.present.figure_layout import narrow_screen

#: Dots per inch of a figure in a document.
DPI = 200


@dataclass(frozen=True)
class Picture:
    """A figure inside the file.

    Attributes:
        finding: what it shows, to stand above it.
        source: the figure as a data address.
        narrow: the same for a phone.
        alt: words for who cannot see it.
        draw: gives the figure anew.
    """

    finding: str
    source: str
    narrow: str
    alt: str
    draw: Callable[[], Figure] = field(repr=False, compare=False)

    def png(self) -> bytes:
        """The figure for a document, its title taken out as in the page."""
        figure = self.draw()
        figure.suptitle("")
        return as_png(figure, DPI)


def picture(draw: Callable[[], Figure]) -> Picture:
    """A figure as part of a file, its title taken out: words of a page fit a narrow screen.

    Args:
        draw: gives a new figure each time it is called.
    """
    wide = draw()
    with narrow_screen():
        narrow = draw()
    finding = wide.get_suptitle().replace("\n", " ")
    return Picture(finding, _address(wide), _address(narrow), alt_text(wide), draw)


def _address(figure: Figure) -> str:
    figure.suptitle("")
    data = base64.b64encode(as_svg(figure)).decode("ascii")
    return f"data:image/svg+xml;base64,{data}"
