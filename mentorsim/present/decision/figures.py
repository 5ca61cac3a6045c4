"""Figures of a decision: the plane, the curves of acceptability, what knowing is worth.

Titles state the finding; nothing is called a price whose effect may be none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from mentorsim.language import Language
from mentorsim.present.clean import shortened
from mentorsim.present.decision.words import (
    most_told,
    most_words,
    others,
    policy_title,
    quoted,
    told_as,
    units,
    whose,
)
from mentorsim.present.few_draws import draws_needed
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import BLUE, GREY, INK, PALE, STYLE, colour, marker
from mentorsim.present.figure_words import LONGEST_TITLE
from mentorsim.present.kroner import kroner, whole_kroner
from scenarios.decision.decided import Decided
from scenarios.decision.policy_decision import PRICE

P = ParamSpec("P")
#: Marks of the policies' best guesses.
MARKS = ("o", "s", "^", "D")


def _styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return styled


def _named(decided: Decided, name: str, language: Language) -> str:
    return shortened(policy_title(decided, name, language), LONGEST_TITLE)


def _colour(decided: Decided, name: str) -> str:
    """The reference is grey, the others as in the figures of a comparison."""
    names = others(decided)
    return GREY if name not in names else colour(names.index(name))


@_styled
def plane_figure(decided: Decided, language: Language) -> Figure:
    """The cost-effectiveness plane: every set of parameters and prices a point per policy."""
    d = decided.decision
    shown_as, scale, _ = told_as(decided)
    figure, (panel,) = panels(1, height=4.2)
    panel.axhline(0, color=INK, lw=0.8, zorder=1)
    panel.axvline(0, color=INK, lw=0.8, zorder=1)
    handles: list[Artist] = []
    widest = 0.0
    for k, name in enumerate(others(decided)):
        p = d.names.index(name)
        x = scale * d.cost_effectiveness.plane.extra_effect[:, p]
        y = d.cost_effectiveness.plane.extra_cost[:, p]
        widest = max(widest, float(np.abs(x).max()))
        panel.scatter(x, y, s=9, color=colour(k), alpha=0.4, lw=0, zorder=2)
        panel.plot(
            [x.mean()], [y.mean()], marker=MARKS[k % 4], ms=8, mfc=colour(k), mec="white", zorder=4
        )
        label = _named(decided, name, language)
        handles.append(Line2D([], [], color=colour(k), marker=MARKS[k % 4], ls="", label=label))
    for worth, dash in zip(d.question.told_willingness_to_pay, ("--", ":", "-."), strict=False):
        ends = np.array([min(0.0, panel.get_xlim()[0]), widest])
        panel.plot(ends, worth / scale * ends, color=GREY, lw=1.1, ls=dash, zorder=1.5)
        label = language.text("decide.figure.line", worth=whole_kroner(worth, language))
        handles.append(Line2D([], [], color=GREY, lw=1.1, ls=dash, label=label))
    week = language.integer(d.question.week)
    what = language.text(f"decide.in.{d.question.effect}", week=week)
    panel.set_xlabel(language.text(f"decide.figure.effect.{shown_as}", what=what))
    panel.set_ylabel(language.text("decide.figure.cost"))
    number_axis(panel.xaxis, language, signed=True)
    number_axis(panel.yaxis, language, signed=True)
    handles += _beyond(decided, language)
    return finish(figure, _finding(_plane_finding, decided, language), handles, columns=1)


def _beyond(decided: Decided, language: Language) -> list[Artist]:
    """A line of the legend if what is shown lies beyond the trial."""
    question = decided.decision.question
    last = max(decided.decision.last_week, question.week)
    if not any(decided.extrapolated(name, last, question.effect) for name in others(decided)):
        return []
    return [Line2D([], [], ls="", label=language.text("decide.figure.beyond"))]


def _finding(
    finding: Callable[[Decided, Language], str], decided: Decided, language: Language
) -> str:
    """A figure's title: its finding, or that draws are too few for one."""
    if decided.decision.enough:
        return finding(decided, language)
    return language.text("decide.finding.few", **draws_needed(decided.decision.draws, language))


def _plane_finding(decided: Decided, language: Language) -> str:
    d = decided.decision
    ratio = d.ratios[0]
    dearer = float(
        (d.cost_effectiveness.plane.extra_cost[:, d.names.index(ratio.policy)] > 0).mean()
    )
    values = {
        "policy": language.quoted(_named(decided, ratio.policy, language)),
        "unit": units(decided, language)["unit"],
        "purse": whose(decided, language),
        "share": language.probability(dearer, d.draws),
    }
    if ratio.kind == PRICE:
        value = kroner(ratio.value, language)
        return language.text("decide.finding.plane.price", value=value, **values)
    return language.text("decide.finding.plane.other", **values)


@_styled
def acceptability_figure(decided: Decided, language: Language) -> Figure:
    """Acceptability curves of all policies, and the frontier: the best choice on average."""
    d = decided.decision
    curves = d.cost_effectiveness.curves
    figure, (panel,) = panels(1, height=3.8)
    handles: list[Artist] = []
    for k, name in enumerate(curves.names):
        mark = "" if k == 0 else marker(k - 1)
        panel.plot(
            curves.thresholds,
            100 * curves.ceac[:, k],
            color=_colour(decided, name),
            marker=mark,
            ms=4,
            markevery=5,
            zorder=3,
        )
        label = _named(decided, name, language)
        handles.append(Line2D([], [], color=_colour(decided, name), marker=mark, ms=4, label=label))
    panel.plot(
        curves.thresholds,
        100 * curves.ceaf,
        color=INK,
        lw=5.0,
        alpha=0.18,
        zorder=2,
        solid_capstyle="butt",
    )
    label = language.text("decide.figure.ceaf")
    handles.append(Line2D([], [], color=INK, lw=5.0, alpha=0.18, label=label))
    _told(panel, decided, handles, language)
    panel.set_ylim(-2, 102)
    panel.set_ylabel(
        f"{language.text('decide.figure.probability')}, {language.text('axis.percent')}"
    )
    _worth_axis(panel, decided, language)
    handles += _beyond(decided, language)
    return finish(figure, _finding(_acceptability_finding, decided, language), handles)


def _told(panel: Axes, decided: Decided, handles: list[Artist], language: Language) -> None:
    for worth in decided.decision.question.told_willingness_to_pay:
        panel.axvline(worth, color=GREY, lw=1.0, ls=":", zorder=1)
    label = language.text("decide.figure.told")
    handles.append(Line2D([], [], color=GREY, lw=1.0, ls=":", label=label))


def _worth_axis(panel: Axes, decided: Decided, language: Language) -> None:
    panel.set_xlim(0, float(decided.cost_effectiveness.curves.thresholds[-1]))
    panel.set_xlabel(language.text("decide.figure.worth", **units(decided, language)))
    number_axis(panel.xaxis, language)
    number_axis(panel.yaxis, language)


def _acceptability_finding(decided: Decided, language: Language) -> str:
    curves = decided.cost_effectiveness.curves
    switches = np.flatnonzero(np.diff(curves.best)) + 1
    values = units(decided, language)
    if not switches.size:
        best = quoted(decided, curves.names[int(curves.best[0])], language)
        high = whole_kroner(float(curves.thresholds[-1]), language)
        return language.text("decide.finding.ceac.one", best=best, high=high, **values)
    chosen = [curves.names[int(curves.best[t])] for t in (0, *switches)]
    ends = [kroner(_switch_value(decided, int(t)), language) for t in switches]
    later = [
        language.text(
            "decide.finding.ceac.until", policy=quoted(decided, name, language), worth=end
        )
        for name, end in zip(chosen[1:-1], ends[1:], strict=True)
    ]
    return language.text(
        "decide.finding.ceac.first",
        policy=quoted(decided, chosen[0], language),
        worth=ends[0],
        parts=", ".join([*later, quoted(decided, chosen[-1], language)]),
        **values,
    )


def _switch_value(decided: Decided, t: int) -> float:
    """Where the best choice changes before a place of the grid: the ICER of that step."""
    d = decided.cost_effectiveness
    after = d.frontier[d.curves.names[int(d.curves.best[t])]]
    before = d.frontier[d.curves.names[int(d.curves.best[t - 1])]]
    return float((after.cost - before.cost) / (after.effect - before.effect))


@_styled
def certainty_figure(decided: Decided, language: Language) -> Figure:
    """What certainty about everything is worth, by the value of a unit of effect (EVPI)."""
    curves = decided.cost_effectiveness.curves
    figure, (panel,) = panels(1, height=3.4)
    panel.plot(curves.thresholds, curves.evpi, color=BLUE, zorder=3)
    handles: list[Artist] = []
    _told(panel, decided, handles, language)
    panel.set_ylim(0, max(1.0, 1.08 * float(curves.evpi.max())))
    panel.set_ylabel(language.text("decide.figure.evpi"))
    _worth_axis(panel, decided, language)
    handles += _beyond(decided, language)
    return finish(figure, _finding(_certainty_finding, decided, language), handles)


def _certainty_finding(decided: Decided, language: Language) -> str:
    d = decided.decision
    value = float(d.cost_effectiveness.curves.evpi[d.at(d.peak)])
    if value == 0:
        high = whole_kroner(float(d.cost_effectiveness.curves.thresholds[-1]), language)
        return language.text("decide.finding.evpi.none", high=high)
    return language.text(
        "decide.finding.evpi",
        value=kroner(value, language),
        worth=whole_kroner(d.peak, language),
        **units(decided, language),
    )


@_styled
def information_figure(decided: Decided, language: Language) -> Figure:
    """What certainty about single things is worth, where certainty is worth most (EVPPI)."""
    d = decided.decision
    figure, (panel,) = panels(1, height=4.4)
    found, at = (
        d.value_of_information,
        int((d.value_of_information.willingness_to_pay == d.peak).argmax()),
    )
    order = sorted(range(len(found.names)), key=lambda k: float(found.evppi[k, at]))
    panel.barh(
        np.arange(len(order)),
        [float(found.evppi[k, at]) for k in order],
        color=[BLUE if found.told(k, at) else PALE for k in order],
        height=0.7,
        zorder=2,
    )
    names = [language.text(f"learn.{found.names[k]}") for k in order]
    panel.set_yticks(np.arange(len(order)), names)
    panel.tick_params(axis="y", length=0)
    panel.set_xlabel(language.text("decide.figure.evpi"))
    number_axis(panel.xaxis, language)
    handles: list[Artist] = [Patch(facecolor=PALE, label=language.text("decide.figure.noise"))]
    handles += _beyond(decided, language)
    return finish(figure, _finding(_information_finding, decided, language), handles, columns=1)


def _information_finding(decided: Decided, language: Language) -> str:
    d, top = decided.decision, most_told(decided)
    words = units(decided, language) | {"worth": whole_kroner(d.peak, language)}
    if not top:
        few = "few" if d.value_of_information.fewest else "plain"
        return language.text(f"decide.finding.evppi.{few}", **words)
    at = int((d.value_of_information.willingness_to_pay == d.peak).argmax())
    value = float(d.value_of_information.evppi[d.value_of_information.names.index(top[0]), at])
    return language.text(
        "decide.finding.evppi.most",
        what=most_words(top, language),
        value=kroner(value, language),
        **words,
    )
