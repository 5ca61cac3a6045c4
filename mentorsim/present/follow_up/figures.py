"""The control chart: each figure by period, in the band in which the model expects it."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from mentorsim.language import Language
from mentorsim.present.figure_axes import BAND, beyond_handle, mark_beyond, number_axis
from mentorsim.present.figure_layout import finish, panels, wrapped
from mentorsim.present.figure_style import BLUE, GREY, INK, STYLE, VERMILLION
from mentorsim.present.follow_up.checked import ON_TRACK, Checked
from mentorsim.present.follow_up.words import check_sentences, figure_title, period_told
from mentorsim.present.results import interval_level
from scenarios.follow_up.periods import Period
from scenarios.follow_up.reading import ALL

#: Periods of which every one is named on the axis; of more, every so many.
NAMED = 4
#: How many times the periods that are counted are shown: the band goes on into the plan.
AHEAD = 2
#: Characters of a panel's title.
TITLE = 40


def control_chart(result: Checked, language: Language, group: str = ALL) -> Figure:
    """One panel per figure that is counted.

    Args:
        result: what is shown.
        language: of the words.
        group: whose figures.

    Returns:
        What was counted as points, the expected band (95 %), within it what chance alone does, and
        the boundary of all figures and looks; as far ahead as has been counted.
    """
    ahead = result.programme.periods[: AHEAD * result.programme.seen]
    table = result.table[result.table["group"] == group]
    table = table[table["period"].isin([str(period) for period in ahead])]
    names, level = list(dict.fromkeys(table["figure"])), interval_level(language)
    with mpl.rc_context(STYLE):
        figure, axes = panels(len(names), height=2.1, share_y=False)
        for name, ax in zip(names, axes, strict=True):
            _panel(ax, table[table["figure"] == name], ahead, language)
            mark_beyond(ax, result.beyond - 1, len(ahead) - 1, language, named=False)
            ax.set_title(wrapped(figure_title(name, group, language), TITLE))
        handles: list[Artist] = [
            Line2D([], [], color=INK, marker="o", ls="", label=language.text("follow_up.counted")),
            Line2D(
                [],
                [],
                color=VERMILLION,
                marker="D",
                ls="",
                label=language.text("follow_up.outside"),
            ),
            Patch(color=BLUE, alpha=BAND, label=language.text("follow_up.band", level=level)),
            Patch(
                color=BLUE,
                alpha=2 * BAND,
                label=language.text("follow_up.band.chance", level=level),
            ),
            Line2D([], [], color=GREY, ls="--", label=language.text("follow_up.boundary")),
        ]
        if result.beyond < len(ahead):
            handles.append(beyond_handle(language))
        finding = check_sentences(result, language)[0]
        alt = language.text("follow_up.alt", finding=finding)
        return finish(figure, finding, handles, alt=alt)


def _panel(ax: Axes, rows: pd.DataFrame, periods: Sequence[Period], language: Language) -> None:
    named = {str(period): period_told(period, language) for period in periods}
    place = np.arange(len(rows))
    ax.fill_between(place, rows["low"], rows["high"], color=BLUE, alpha=BAND, lw=0)
    ax.fill_between(place, rows["chance_low"], rows["chance_high"], color=BLUE, alpha=BAND, lw=0)
    for end in ("boundary_low", "boundary_high"):
        ax.plot(place, rows[end], color=GREY, ls="--", lw=0.9)
    ax.plot(place, rows["expected"], color=BLUE, lw=1.2)
    fine = rows["verdict"].isin([ON_TRACK, ""]).to_numpy()
    found = rows["found"].to_numpy()
    ax.plot(place[fine], found[fine], "o", color=INK, ms=4)
    ax.plot(place[~fine], found[~fine], "D", color=VERMILLION, ms=5)
    step = max(1, -(-len(rows) // NAMED))
    ax.set_xticks(place[::step], [named[period] for period in rows["period"].iloc[::step]])
    ax.set_ylim(bottom=0)
    number_axis(ax.yaxis, language)
