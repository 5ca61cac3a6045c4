"""Figures of thresholds and two-way maps, each with its finding as title."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from mentorsim.language import Language
from mentorsim.present.figure_axes import BAND, band_handle, number_axis
from mentorsim.present.figure_layout import TITLE_COLUMNS, finish, fitting, panels, wrapped
from mentorsim.present.figure_style import BLUE, GREY, INK, ORANGE, STYLE
from mentorsim.present.sensitivity.factor_words import axis, plain, value
from mentorsim.present.sensitivity.figure_parts import explained
from mentorsim.present.sensitivity.held_words import heading
from mentorsim.present.sensitivity.moved_words import factor_label
from mentorsim.present.sensitivity.oneway_words import map_finding, threshold_title
from scenarios.comparison.intervals import enough_draws
from scenarios.sensitivity.maps import TwoWay
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.thresholds import Threshold

#: Purple for gains and orange for losses: told apart by colour-blind readers.
COLOURS = "PuOr"
#: The scale goes so far beyond the largest number that dark words stay readable everywhere.
LIGHT = 2.2
#: Characters of a line beside an axis.
AXIS_COLUMNS = 44


def threshold_figure(question: Question, found: Threshold, language: Language) -> Figure:
    """The outcome along a factor with its band, where it crosses, and where that is not sure.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome along the factor, and where it crosses.
        language: of the words.
    """
    with mpl.rc_context(STYLE):
        figure, (ax,) = panels(1, height=3.1)
        ax.fill_between(found.values, found.lower, found.upper, color=BLUE, alpha=BAND, lw=0)
        ax.plot(found.values, found.mean, color=BLUE, marker="o", ms=3)
        ax.axhline(found.level, color=INK, lw=0.9)
        handles: list[Artist] = [
            Line2D(
                [], [], color=BLUE, marker="o", ms=3, label=language.text("threshold.figure.mean")
            ),
            band_handle(language, BLUE, found.draws),
        ]
        # With too few draws it is not known between which values the side is not sure.
        for crossing in found.crossings if enough_draws(found.draws) else ():
            low = found.values[0] if np.isnan(crossing.low) else crossing.low
            high = found.values[-1] if np.isnan(crossing.high) else crossing.high
            ax.axvspan(low, high, color=ORANGE, alpha=0.18, lw=0, zorder=0)
            ax.axvline(crossing.value, color=ORANGE, lw=1.4)
            ax.annotate(
                value(found.factor, crossing.value, language),
                (crossing.value, 0.96),
                xycoords=("data", "axes fraction"),
                xytext=(4, 0),
                textcoords="offset points",
                fontsize=8.5,
                va="top",
            )
        if found.crossings and enough_draws(found.draws):
            words = language.text("threshold.figure.unsure")
            handles.append(Patch(facecolor=ORANGE, alpha=0.18, label=words))
        ax.set_xticks(found.values[:: max(1, len(found.values) // 6)])
        ax.xaxis.set_major_formatter(lambda x, _: value(found.factor, float(x), language))
        number_axis(ax.yaxis, language, signed=True)
        ax.set_ylabel(wrapped(axis(question.outcome, language), AXIS_COLUMNS))
        name = factor_label(question, found.factor.key, language)
        ax.set_xlabel(wrapped(name, fitting(TITLE_COLUMNS)))
        figure = finish(figure, threshold_title(question, found, language), handles, columns=3)
        return explained(
            figure, heading(question, question.at, language), language, beyond=found.extrapolated
        )


def map_figure(question: Question, found: TwoWay, language: Language) -> Figure:
    """The outcome over two factors; cells whose sign is not sure are marked.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome over two factors.
        language: of the words.
    """
    with mpl.rc_context(STYLE):
        figure, (ax,) = panels(1, height=4.0)
        reach = float(np.abs(found.mean).max()) or 1.0
        colours = COLOURS if question.outcome.sense() else f"{COLOURS}_r"
        ax.imshow(
            found.mean.T,
            origin="lower",
            aspect="auto",
            cmap=colours,
            norm=TwoSlopeNorm(0.0, -LIGHT * reach, LIGHT * reach),
        )
        ax.set_xticks(
            range(len(found.x)), [value(found.across, float(x), language) for x in found.x]
        )
        ax.set_yticks(range(len(found.y)), [value(found.up, float(y), language) for y in found.y])
        for i in range(len(found.x)):
            for j in range(len(found.y)):
                words = plain(question.outcome, float(found.mean[i, j]), language, signed=True)
                mark = "" if found.sure[i, j] else " ?"
                colour = INK if found.sure[i, j] else GREY
                ax.text(i, j, words + mark, ha="center", va="center", color=colour, fontsize=7.5)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.set_ylabel(factor_label(question, found.up.key, language))
        ax.set_xlabel(factor_label(question, found.across.key, language))
        unit = axis(question.outcome, language)
        figure = finish(figure, map_finding(question, found, language))
        words = f"{heading(question, question.at, language)} ({unit})"
        return explained(figure, words, language, beyond=found.extrapolated)
