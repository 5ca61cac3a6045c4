"""Figures of a comparison: effects, levels, subgroups, mentors and queue.

Every figure says its finding in its title, and marks what lies beyond the trial.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from calibration.trial import TRIAL_GROUPS
from mentorsim.figure_style import (
    BEYOND_DASH,
    BLUE,
    GREY,
    INK,
    PALE,
    PALETTE,
    STYLE,
    Floats,
    as_png,
    as_svg,
    band_handle,
    beyond_handles,
    curve,
    finish,
    headroom,
    mark_beyond,
    number_axis,
    panels,
    support_line,
    week_axis,
    wrapped,
)
from mentorsim.language import Language
from mentorsim.results import (
    Effect,
    Verdict,
    compared,
    effect,
    headline_week,
    interval_level,
    last_week,
    shortened,
    title,
)
from mentorsim.trial_figures import process_curves, trial_curves
from scenarios.compare import Comparison

__all__ = [
    "as_png",
    "as_svg",
    "effect_curves",
    "level_curves",
    "mentors_and_queue",
    "process_curves",
    "subgroup_effects",
    "trial_curves",
]

P = ParamSpec("P")
#: Characters of a policy's title in a figure.
LONGEST_TITLE = 44
#: Characters of a line above a panel.
PANEL_COLUMNS = 34
#: Characters of a line below the axis of subgroups.
LABEL_COLUMNS = 58
#: Subgroups that belong together, by the first name of each family.
FAMILIES = (
    "grade_high", "mother_low_education", "father_low_education", "mother_low_income", "su_none",
    "woman", "danish", "transfer_high",
)  # fmt: skip


def _styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return styled


def colour(k: int) -> str:
    """Colour of the k-th policy."""
    return PALETTE[k % len(PALETTE)]


def marker(k: int) -> str:
    """Mark on the curve of the k-th policy: none while colours suffice."""
    return ("", "o", "s", "^")[k // len(PALETTE) % 4]


def _title(comparison: Comparison, name: str, language: Language) -> str:
    return shortened(title(comparison, name, language), LONGEST_TITLE)


def finding(comparison: Comparison, shown: Effect, language: Language) -> str:
    """What an effect shows, in one line; no gain where the interval holds zero."""
    return language.text(
        f"finding.{shown.outcome}.{shown.verdict}",
        policy=language.quoted(_title(comparison, shown.policy, language)),
        reference=language.quoted(_title(comparison, shown.against, language)),
        week=language.integer(shown.week),
        number=language.number(abs(shown.mean)),
        interval=language.interval(shown.low, shown.high),
        level=interval_level(language),
    )


def _curves(frame: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    rows = frame.sort_values("week")
    x, mean, low, high = (rows[c].to_numpy(float) for c in ("week", "mean", "low", "high"))
    return x, mean, low, high


@_styled
def effect_curves(
    comparison: Comparison, outcome: str, language: Language, week: int | None = None
) -> Figure:
    """Difference against the reference by week since entry, one panel per policy.

    Args:
        comparison: what was compared.
        outcome: education or employment.
        language: of the words.
        week: that the finding is about; None is that of the trial's answer.
    """
    names, last = compared(comparison), last_week(comparison)
    d = comparison.differences
    rows = d[
        (d["outcome"] == outcome) & (d["group"] == "all") & (d["against"] == comparison.reference)
    ]
    curves = {n: _curves(rows[rows["policy"] == n]) for n in names}
    ends = {
        n: min(comparison.evidence_ends[n], comparison.evidence_ends[comparison.reference])
        for n in names
    }
    figure, axes = panels(len(names))
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        for other in names:
            if other != name:
                panel.plot(curves[other][0], curves[other][1], color=PALE, lw=1.1, zorder=1.5)
        curve(panel, *curves[name], ends[name], colour(k))
        _weeks(panel, ends[name], last, language)
        panel.set_title(wrapped(_title(comparison, name, language), PANEL_COLUMNS))
        panel.set_ylabel(language.text("axis.percent_points"))
        number_axis(panel.yaxis, language, signed=True)
    headroom(axes[0])
    handles: list[Artist] = [band_handle(language), *beyond_handles(language)]
    if len(names) > 1:
        label = language.text("figure.other_policies")
        handles.append(Line2D([], [], color=PALE, lw=1.1, label=label))
    spoken = headline_week(comparison, outcome) if week is None else week
    shown = effect(comparison, names[0], outcome, spoken)
    return finish(figure, finding(comparison, shown, language), handles)


@_styled
def level_curves(
    comparison: Comparison, outcome: str, language: Language, week: int | None = None
) -> Figure:
    """Share with an outcome by week since entry: each policy beside the reference."""
    names, last = compared(comparison), last_week(comparison)
    frame = comparison.levels
    rows = frame[(frame["outcome"] == outcome) & (frame["group"] == "all")]
    reference = _curves(rows[rows["policy"] == comparison.reference])
    figure, axes = panels(len(names))
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        end = comparison.evidence_ends[name]
        curve(panel, *reference, comparison.evidence_ends[comparison.reference], GREY)
        curve(panel, *_curves(rows[rows["policy"] == name]), end, colour(k))
        _weeks(panel, end, last, language)
        panel.set_title(wrapped(_title(comparison, name, language), PANEL_COLUMNS))
        panel.set_ylabel(language.text("axis.percent"))
        number_axis(panel.yaxis, language)
    axes[0].set_ylim(bottom=0)
    headroom(axes[0])
    week = headline_week(comparison, outcome) if week is None else week
    at = rows[rows["week"] == week].set_index("policy")["mean"]
    words = language.text(
        f"finding.level.{outcome}",
        week=language.integer(week),
        number=language.number(float(at[names[0]])),
        policy=language.quoted(_title(comparison, names[0], language)),
        other=language.number(float(at[comparison.reference])),
        reference=language.quoted(_title(comparison, comparison.reference, language)),
    )
    label = _title(comparison, comparison.reference, language)
    return finish(
        figure,
        words,
        [
            Line2D([], [], color=GREY, label=label),
            band_handle(language),
            *beyond_handles(language),
        ],
    )


def _weeks(panel: Axes, end: int, last: int, language: Language) -> None:
    support_line(panel)
    mark_beyond(panel, end, last, language)
    week_axis(panel, language, last, language.text("axis.weeks_since_entry"))


@_styled
def subgroup_effects(
    comparison: Comparison, policy: str, outcome: str, week: int, language: Language
) -> Figure:
    """Effect of one policy by subgroup: a dot and an interval each."""
    shown_groups = [g for g in TRIAL_GROUPS if g not in comparison.hidden]
    effects = [effect(comparison, policy, outcome, week, group=g) for g in shown_groups]
    figure, (panel,) = panels(1, height=5.4)
    heights, height = [], 0.0
    for group in shown_groups:
        height -= 1.5 if group in FAMILIES else 1.0
        heights.append(height)
    panel.axvline(0, color=INK, lw=0.8, zorder=1)
    panel.axvline(effects[0].mean, color=BLUE, lw=0.9, ls=":", zorder=1)
    for y, shown in zip(heights, effects, strict=True):
        sure = shown.verdict is not Verdict.UNCLEAR
        panel.plot([shown.low, shown.high], [y, y], color=BLUE, lw=1.6, zorder=2)
        panel.plot(
            [shown.mean], [y], "o", ms=6, mec=BLUE, mfc=BLUE if sure else "white", mew=1.4, zorder=3
        )
    panel.set_yticks(heights, [language.text(f"group.{g}") for g in shown_groups])
    panel.set_ylim(heights[-1] - 0.8, heights[0] + 0.8)
    panel.tick_params(axis="y", length=0)
    if effects[0].extrapolated:
        mark = panel.patch
        mark.set(facecolor="#F1F1F1", edgecolor="#CFCFCF", hatch="////", linewidth=0)
        panel.set_title(language.text("figure.beyond"), fontsize=8.5)
    number_axis(panel.xaxis, language, signed=True)
    panel.set_xlabel(
        wrapped(
            language.text(
                f"axis.difference.{outcome}",
                week=language.integer(week),
                reference=language.quoted(_title(comparison, comparison.reference, language)),
            ),
            LABEL_COLUMNS,
        )
    )
    dot: dict[str, Any] = {"marker": "o", "ms": 6, "mec": BLUE, "mew": 1.4, "color": BLUE}
    level = interval_level(language)
    handles = [
        Line2D([], [], **dot, mfc=BLUE, label=language.text("figure.dot.clear", level=level)),
        Line2D([], [], **dot, mfc="white", label=language.text("figure.dot.unclear", level=level)),
        Line2D([], [], color=BLUE, lw=0.9, ls=":", label=language.text("figure.dot.all")),
    ]
    return finish(figure, _subgroup_finding(comparison, effects, language), handles)


def _subgroup_finding(comparison: Comparison, effects: list[Effect], language: Language) -> str:
    """Names the largest and smallest only where even their intervals part."""
    groups = effects[1:]
    if not groups:
        return language.text(
            "finding.subgroups.hidden",
            policy=language.quoted(_title(comparison, effects[0].policy, language)),
            week=language.integer(effects[0].week),
        )
    most, least = max(groups, key=lambda e: e.mean), min(groups, key=lambda e: e.mean)
    parted = most.low > least.high
    return language.text(
        "finding.subgroups.parted" if parted else "finding.subgroups.overlap",
        policy=language.quoted(_title(comparison, effects[0].policy, language)),
        most=language.quoted(language.text(f"group.{most.group}")),
        least=language.quoted(language.text(f"group.{least.group}")),
        week=language.integer(effects[0].week),
    )


@_styled
def mentors_and_queue(comparison: Comparison, language: Language) -> Figure:
    """Full-time mentors in use and young people waiting, by calendar week."""
    names = compared(comparison)
    frame = comparison.weekly.rename(columns={"calendar_week": "week"})
    last = int(frame["week"].max())
    figure, axes = panels(2, share_y=False, height=2.9)
    quantities = ("mentors_full_time", "waiting")
    for panel, quantity in zip(axes, quantities, strict=True):
        rows = frame[frame["quantity"] == quantity]
        # The first policy is drawn last, on top.
        for k, name in reversed(list(enumerate(names))):
            _in_use(panel, rows[rows["policy"] == name], comparison.evidence_ends[name], k)
        week_axis(panel, language, last, language.text("axis.calendar_weeks"))
        panel.set_title(language.text(f"figure.{quantity}"))
        panel.set_ylabel(language.text(f"axis.{quantity}"))
        if float(rows["high"].max()) <= 0:
            panel.set_ylim(0, 1)
            panel.set_yticks([0])
            panel.text(
                0.5, 0.5, language.text("figure.no_queue"), transform=panel.transAxes,
                ha="center", va="center", color=GREY,
            )  # fmt: skip
        else:
            panel.set_ylim(bottom=0)
            number_axis(panel.yaxis, language)
    handles: list[Artist] = [
        Line2D(
            [], [], color=colour(k), marker=marker(k), ms=4, label=_title(comparison, n, language)
        )
        for k, n in enumerate(names)
    ]
    handles.append(band_handle(language))
    if any(comparison.evidence_ends[n] < last for n in names):
        label = language.text("figure.beyond")
        handles.append(Line2D([], [], color=GREY, ls=BEYOND_DASH, label=label))
    return finish(figure, _mentors_finding(comparison, frame, language), handles)


def _in_use(panel: Axes, rows: pd.DataFrame, end: int, k: int) -> None:
    """A curve up to the last week in which there is anything to show."""
    x, mean, low, high = _curves(rows)
    used = np.flatnonzero(high > 0)
    if len(used):
        stop = min(len(x), int(used[-1]) + 2)
        x, mean, low, high = x[:stop], mean[:stop], low[:stop], high[:stop]
        curve(panel, x, mean, low, high, end, colour(k), marker=marker(k))


def _mentors_finding(comparison: Comparison, frame: pd.DataFrame, language: Language) -> str:
    name = compared(comparison)[0]
    rows = frame[(frame["policy"] == name) & (frame["quantity"] == "mentors_full_time")]
    x, mean, *_ = _curves(rows)
    peak = int(np.argmax(mean))
    return language.text(
        "finding.mentors",
        policy=language.quoted(_title(comparison, name, language)),
        number=language.integer(float(mean[peak])),
        week=language.integer(float(x[peak])),
    )
