"""One sober look for every figure: colours, letters and lines.

How panels are laid out: `mentorsim.present.figure_layout`; what is drawn in them:
`mentorsim.present.figure_axes`; how pictures are written: `mentorsim.present.figure_files`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.state import Status

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

STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    # Where it is by default; said, it is not looked for: nothing of ours stands above a panel.
    "axes.titley": 1.0,
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
