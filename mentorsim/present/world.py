"""One world in plain sentences and as a figure: what it shows, and what it cannot show."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from calibration.trial_design import TrialDesign
from mentorsim.language import Language
from mentorsim.present import figure_axes
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import ORANGE, PURPLE, STATUS_COLOURS, styled
from scenarios.comparison.outcomes import OUTCOMES
from sim.outcomes.accounts import COUNTED, Accounts
from sim.state import STATUSES


def world_sentences(world: Accounts, language: Language, design: TrialDesign) -> list[str]:
    """Who lived, what became of them, who supported them, and what one world cannot say.

    Args:
        world: the counts.
        language: of the words.
        design: of the study behind the people.
    """
    words = [
        language.text(
            "world.people",
            people=language.integer(int(world.sizes[world.groups.index("all")])),
            weeks=language.integer(_last(world)),
        ),
        levels_sentence(world, language, design),
        _mentors(world, language),
        language.text("world.limits"),
    ]
    return [w for w in words if w]


def levels_sentence(world: Accounts, language: Language, design: TrialDesign) -> str:
    """Shares by status in the last week, and who has completed an education by then.

    Args:
        world, language, design: as of `world_sentences`.
    """
    shares = {
        name: language.percent(float(world.level(column)[-1]))
        for column, name in enumerate(COUNTED)
        if name in OUTCOMES
    }
    words = language.text("world.levels", week=language.integer(_last(world)), **shares)
    if _last(world) <= design.observed_weeks.value:
        return words
    return f"{words} {language.text('answer.extrapolated')}"


def _mentors(world: Accounts, language: Language) -> str:
    if math.isnan(world.mean_wait):
        return language.text("world.no_mentor")
    return language.text(
        "world.mentors",
        mentors=language.number(world.full_time_equivalents),
        places=language.integer(world.places),
        peak=language.integer(int(world.calendar["mentored"].max())),
        wait=language.number(world.mean_wait),
    )


def _last(world: Accounts) -> int:
    return int(world.people.shape[0]) - 1


@styled
def world_figure(world: Accounts, language: Language, design: TrialDesign) -> Figure:
    """What the young people live from by week since entry, and mentees by calendar week.

    Weeks that the trial did not follow are hatched; whether the policy is one of the trial's the
    counts do not say.

    Args:
        world, language, design: as of `world_sentences`.
    """
    figure, (shares, people) = panels(2, share_y=False)
    last, handles = _last(world), list[Artist]()
    for status in STATUSES:
        name = language.text(f"viz.status.{status.name.lower()}")
        handles += shares.plot(
            np.arange(last + 1), 100 * world.level(status), color=STATUS_COLOURS[status], label=name
        )
    shares.set_ylim(0, 100)
    support = int(design.support_weeks.value)
    figure_axes.support_line(shares, support)
    figure_axes.mark_beyond(shares, int(design.observed_weeks.value), last, language)
    figure_axes.week_axis(shares, language, last, language.text("axis.weeks_since_entry"))
    shares.set_ylabel(language.text("axis.percent"))
    calendar = world.calendar
    for name, color, dashes in (("mentored", PURPLE, "-"), ("waiting", ORANGE, "--")):
        handles += people.plot(
            calendar.index,
            calendar[name],
            color=color,
            ls=dashes,
            label=language.text(f"viz.{name}"),
        )
    people.set_ylim(bottom=0)
    people.set_xlim(0, len(calendar) - 1)
    people.set_xlabel(language.text("viz.axis.week"))
    people.set_ylabel(language.text("viz.axis.people"))
    for panel in (shares, people):
        figure_axes.number_axis(panel.yaxis, language)
    handles += [
        figure_axes.beyond_handle(language),
        figure_axes.support_handle(language, language.integer(support)),
    ]
    return finish(figure, levels_sentence(world, language, design), handles, columns=3)
