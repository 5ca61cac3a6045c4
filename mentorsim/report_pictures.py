"""Figures inside a report."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from matplotlib.figure import Figure

from mentorsim.figure_style import alt_text, as_svg


@dataclass(frozen=True)
class Picture:
    """A figure inside the file.

    Attributes:
        finding: what it shows, to stand above it.
        source: the figure as a data address.
        alt: words for who cannot see it.
    """

    finding: str
    source: str
    alt: str


def picture(figure: Figure) -> Picture:
    """A figure as part of a file, its title taken out: words of a page fit a narrow screen."""
    finding = " ".join(figure.get_suptitle().split())
    figure.suptitle("")
    data = base64.b64encode(as_svg(figure)).decode("ascii")
    return Picture(finding, f"data:image/svg+xml;base64,{data}", alt_text(figure))
