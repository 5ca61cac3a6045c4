"""What an effect follows, in words, rows and bars."""

from __future__ import annotations

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present import figure_layout
from mentorsim.present.comparison.views import pair_words
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_style import BLUE, GREY, INK, styled
from mentorsim.present.names import parameter_title
from mentorsim.present.results import title
from scenarios.comparison.compare import Comparison
from scenarios.sensitivity.drivers import Driver, Drivers, driver_setting

#: Bars that there is room for at least, and characters of a line below them.
LEAST, COLUMNS = 3, 48


def identified(verdict: str, language: Language) -> str:
    """What the trial told of a parameter; an empty verdict is not known."""
    return language.text(f"identified.{verdict or 'unknown'}")


def driver_sentence(comparison: Comparison, found: Drivers, when: str, language: Language) -> str:
    """What an effect follows most.

    Args:
        comparison: whose effect it is.
        found: what it follows.
        when: its week, as the reader is told of weeks.
        language: of the words.
    """
    asked = {
        "outcome": language.text(f"views.in.{found.outcome}"),
        "policy": language.quoted(title(comparison, found.policy, language)),
        "reference": language.quoted(title(comparison, found.against, language)),
        "when": when,
    }
    if found.same:
        return language.text("drivers.same", **asked)
    if not found.found:
        return language.text("drivers.none", **asked)
    first = found.found[0]
    return language.text(
        "drivers.more" if first.correlation > 0 else "drivers.less",
        parameter=parameter_title(first.parameter, language),
        told=identified(first.verdict, language),
        **asked,
    )


def driver_note(found: Drivers, language: Language) -> str:
    """How correlations were found, and what they do not say."""
    return language.text(
        "drivers.how",
        draws=language.integer(found.draws),
        tested=language.integer(found.tested),
        limit=language.number(found.limit, 2),
    )


def driver_caption(comparison: Comparison, found: Drivers, language: Language) -> str:
    """Which effect it is.

    Args:
        comparison: results of all policies, by draw, week and group.
        found: how each parameter goes together with an effect over the draws.
        language: of the words.
    """
    return language.text(
        f"drivers.title.{found.outcome}",
        pair=pair_words(comparison, found.policy, found.against, language),
        week=language.integer(found.week),
    )


def driver_heads(language: Language) -> list[str]:
    """Heads of the columns of `driver_row`."""
    return [
        language.text("drivers.column.parameter"),
        language.text("drivers.column.correlation"),
        language.text("identified.column"),
    ]


def driver_row(driver: Driver, language: Language) -> tuple[str, str, str]:
    """A parameter, its rank correlation, and what the trial told of it."""
    return (
        parameter_title(driver.parameter, language),
        language.signed(driver.correlation, 2),
        identified(driver.verdict, language),
    )


@styled
def driver_figure(found: Drivers, finding: str, language: Language) -> Figure:
    """A bar for each parameter: to the right the effect grows with it, to the left it shrinks.

    Args:
        found: what the effect follows.
        finding: the figure's title.
        language: of the words.
    """
    shown = found.found[: int(driver_setting().most_in_figure.value)]
    taller, height = figure_layout.bar_room()
    figure, (panel,) = figure_layout.panels(1, height=0.9 + 0.28 * taller * max(LEAST, len(shown)))
    for y, driver in enumerate(shown):
        assumed = driver.verdict == "assumption"
        panel.barh(
            -y,
            driver.correlation,
            height=height,
            color="white" if assumed else BLUE,
            edgecolor=BLUE,
            hatch="////" if assumed else None,
            zorder=2,
        )
    panel.axvline(0, color=INK, lw=0.8, zorder=3)
    for end in (-found.limit, found.limit):
        panel.axvline(end, color=GREY, lw=0.9, ls=":", zorder=1)
    names = [parameter_title(d.parameter, language) for d in shown]
    figure_layout.name_bars(
        panel, [-y for y in range(len(shown))], names, max(map(len, names), default=1)
    )
    panel.set_xlim(-1, 1)
    number_axis(panel.xaxis, language, signed=True)
    panel.set_ylim(-max(LEAST, len(shown)) + 0.4, 0.6)
    panel.set_xlabel(
        figure_layout.wrapped(language.text("drivers.axis"), figure_layout.fitting(COLUMNS))
    )
    return figure_layout.finish(figure, finding)
