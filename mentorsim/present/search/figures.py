"""What half to twice the mentors bring, drawn: a point for each number, with its interval."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present.figure_axes import BAND, band_handle, number_axis
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import BLUE, INK, STYLE
from mentorsim.present.kroner import unit_for
from mentorsim.present.search.amounts import total, total_unit, young_words
from mentorsim.present.search.searched import MILLION, Searched
from mentorsim.present.search.words import curve_words, million_words
from scenarios.comparison.intervals import enough_draws

#: What stands along a curve, by the start of its columns.
LABELS = {
    "": "search.figure.total",
    "more_": "search.figure.more",
    "million_": "search.figure.million",
}

#: What a curve is about.
HEADINGS = {
    "": "search.curve.brings",
    "more_": "search.curve.one_more",
    "million_": "search.curve.a_million",
}


def mentors_figure(result: Searched, language: Language) -> Figure:
    """What mentors bring for all who come, over none, by what counts most.

    Args:
        result: with a curve.
        language: of the words.
    """
    return _curve_figure(result, "", language)


def more_figure(result: Searched, language: Language) -> Figure:
    """What one more mentor brings for all who come, from each number of them on.

    Args:
        result: with a curve.
        language: of the words.
    """
    return _curve_figure(result, "more_", language)


def million_figure(result: Searched, language: Language) -> Figure:
    """What a million kroner a year more bring for all who come, over what is spent a year.

    Args:
        result: with a curve.
        language: of the words.
    """
    return _curve_figure(result, "million_", language)


def _curve_figure(result: Searched, start: str, language: Language) -> Figure:
    """A column of the curve over the number of mentors, or over kroner where it is about them."""
    want, curve = result.wants[0], result.curve
    by_kroner = start == "million_"
    mine = curve[curve["objective"] == want.name]
    mean, low, high = (
        np.array([total(want, float(x), result.young) for x in mine[f"{start}{name}"]])
        for name in ("mean", "low", "high")
    )
    unit = language.text(f"search.unit.{total_unit(want)}")
    if want.purse:
        counted = unit_for([*low, *high])
        mean, low, high = (x / counted.scale for x in (mean, low, high))
        unit = counted.label(language)
    finding = _finding(result, start, language)
    with mpl.rc_context(STYLE):
        figure, (ax,) = panels(1, height=3.1)
        handles = []
        x, here = mine["mentors"], result.posts
        if by_kroner:
            x, here = mine["kroner"] / MILLION, result.posts * result.mentor_year / MILLION
        if enough_draws(result.print_draws):
            ax.fill_between(x, low, high, color=BLUE, alpha=BAND, lw=0)
            handles = [band_handle(language, BLUE, result.print_draws)]
        ax.plot(x, mean, color=BLUE, marker="o", ms=4)
        ax.axvline(here, color=INK, lw=0.9, ls=":")
        ax.axhline(0.0, color=INK, lw=0.9)
        number_axis(ax.xaxis, language)
        number_axis(ax.yaxis, language)
        along = "search.figure.millions" if by_kroner else "search.curve.mentors"
        ax.set_xlabel(language.text(along))
        young = young_words(result, language)
        ax.set_ylabel(language.text(LABELS[start], unit=unit, young=young))
        return finish(figure, finding, handles)


def _finding(result: Searched, start: str, language: Language) -> str:
    """What a curve shows; from few draws, what it is about."""
    said = (million_words if start == "million_" else curve_words)(result, language)
    if not said:
        return language.text(HEADINGS[start])
    return said[-1] if start else said[0]


#: Figures of a search by name.
SEARCH_FIGURES = {"mentors": mentors_figure, "more": more_figure, "million": million_figure}
