"""Figures inside a report."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from matplotlib.figure import Figure

from mentorsim.figure_style import alt_text, as_svg


@dataclass(frozen=True)
class Picture:
    """A figure inside the file, with words for who cannot see it."""

    source: str
    alt: str


def picture(figure: Figure) -> Picture:
    """A figure as part of a file."""
    data = base64.b64encode(as_svg(figure)).decode("ascii")
    return Picture(f"data:image/svg+xml;base64,{data}", alt_text(figure))
