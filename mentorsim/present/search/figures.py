"""What half to twice the mentors bring, drawn: a point for each number, with its interval."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present.figure_style import (
    BAND,
    BLUE,
    INK,
    STYLE,
    band_handle,
    finish,
    number_axis,
    panels,
)
from mentorsim.present.kroner import unit_for
from mentorsim.present.search.amounts import total, total_unit, young_words
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import curve_words, search_sentences
from scenarios.comparison.intervals import enough_draws


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


def _curve_figure(result: Searched, start: str, language: Language) -> Figure:
    """A column of the curve, drawn over the number of mentors."""
    want, curve = result.wants[0], result.found.curve
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
    said = curve_words(result, language) or search_sentences(result, language)
    finding = said[-1] if start else said[0]
    with mpl.rc_context(STYLE):
        figure, (ax,) = panels(1, height=3.1)
        handles = []
        if enough_draws(result.print_draws):
            ax.fill_between(mine["mentors"], low, high, color=BLUE, alpha=BAND, lw=0)
            handles = [band_handle(language, BLUE, result.print_draws)]
        ax.plot(mine["mentors"], mean, color=BLUE, marker="o", ms=4)
        ax.axvline(result.posts, color=INK, lw=0.9, ls=":")
        ax.axhline(0.0, color=INK, lw=0.9)
        number_axis(ax.xaxis, language)
        number_axis(ax.yaxis, language)
        ax.set_xlabel(language.text("search.curve.mentors"))
        young = young_words(result, language)
        label = "search.figure.more" if start else "search.figure.total"
        ax.set_ylabel(language.text(label, unit=unit, young=young))
        return finish(figure, finding, handles)
