"""How a figure leaves: as a picture, and in words for who cannot see it."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from mentorsim.present.figure_style import STYLE

#: Dots per inch of the pictures in files.
DPI = 150


def alt_text(figure: Figure) -> str:
    """What a figure shows, in words, for who cannot see it."""
    return str(figure.get_label())


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
