"""Kroner of a comparison as a figure."""

from __future__ import annotations

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present.comparison.budget_words import finding, kroner_span, kroner_text, purse_title
from mentorsim.present.figure_axes import beyond_handle
from mentorsim.present.figure_layout import across, finish, panels, squat
from mentorsim.present.figure_style import colour, styled
from mentorsim.present.figure_words import described, panel_title, quoted_title
from mentorsim.present.forest import Dot, all_beyond, dot_handles, forest
from mentorsim.present.results import DAGGER, compared
from scenarios.budget.budget import Budget
from scenarios.economics.purse_names import PUBLIC_TOTAL


@styled
def kroner_figure(found: Budget, language: Language) -> Figure:
    """Net kroner per young person over all weeks: a panel per policy, a dot per purse.

    Its title is the first policy's result for the public in all.
    """
    comparison, names = found.comparison, compared(found.comparison)
    heading = finding(found, names[0], language)
    figure, axes = panels(len(names), share_y=False, share_x=True, height=squat(len(names), 1.5))
    numbers, beyond = [], False
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        totals = {purse: found.total(name, purse) for purse in found.purses()}
        dots = [
            Dot(
                label=purse_title(purse, language),
                mean=m.mean,
                low=m.low,
                high=m.high,
                clear=m.clear,
                colour=colour(k),
                marker="s" if purse == PUBLIC_TOTAL else "o",
            )
            for purse, m in totals.items()
        ]
        forest(panel, dots, language, labels=k % across() == 0)
        if any(m.extrapolated for m in totals.values()):
            all_beyond(panel)
            beyond = True
        panel.set_title(panel_title(comparison, name, language))
        if k >= len(names) - across():
            panel.set_xlabel(language.text("axis.kroner"))
        numbers += [
            language.text(
                "report.alt.kroner_purse",
                policy=quoted_title(comparison, name, language),
                purse=purse_title(purse, language),
                number=kroner_text(m.mean, language),
                interval=kroner_span(m.low, m.high, language),
                dagger=DAGGER if m.extrapolated else "",
            )
            for purse, m in totals.items()
        ]
    handles = dot_handles(language)
    if beyond:
        handles.append(beyond_handle(language))
    return finish(figure, heading, handles, alt=described("kroner", heading, numbers, language))
