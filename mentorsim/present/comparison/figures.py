"""Figures of a comparison: effects, levels, subgroups, mentors and queue.

Every figure says its finding in its title, and marks what lies beyond the trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mentorsim.language import Language
from mentorsim.present import figure_axes, figure_layout, results
from mentorsim.present.figure_files import alt_text, as_png, as_svg
from mentorsim.present.figure_style import BLUE, GREY, INK, PALE, colour, marker, styled
from mentorsim.present.figure_words import (
    LONGEST_TITLE,
    described,
    effects_in_words,
    finding,
    headed,
    panel_title,
    policy_title,
    quoted_title,
)
from mentorsim.present.forest import Dot, all_beyond, dot_handles, forest
from mentorsim.present.trial_figures import process_curves, trial_curves
from scenarios.comparison.compare import Comparison
from scenarios.comparison.intervals import enough_draws

__all__ = [
    "LONGEST_TITLE",
    "alt_text",
    "as_png",
    "as_svg",
    "colour",
    "effect_curves",
    "level_curves",
    "marker",
    "mentors_and_queue",
    "process_curves",
    "subgroup_effects",
    "trial_curves",
]

#: Inches of a panel of curves where there are two rows or more.
CURVES = 1.8
#: Characters of a line below the axis of subgroups.
LABEL_COLUMNS = 58
#: Inches of the panel of subgroups where their names take two lines.
TALL = 8.2


def _curves(
    frame: pd.DataFrame,
) -> tuple[figure_axes.Floats, figure_axes.Floats, figure_axes.Floats, figure_axes.Floats]:
    rows = frame.sort_values("week")
    x, mean, low, high = (rows[c].to_numpy(float) for c in ("week", "mean", "low", "high"))
    return x, mean, low, high


@styled
def effect_curves(
    comparison: Comparison, outcome: str, language: Language, week: int | None = None
) -> Figure:
    """Difference against the reference by week since entry, one panel per policy.

    Args:
        comparison: what was compared.
        outcome: education or employment.
        language: of the words.
        week: that the finding is about; None is that of `scenarios.comparison.reported_weeks`.
    """
    names, last = results.compared(comparison), results.last_week(comparison)
    d = comparison.differences
    rows = d[
        (d["outcome"] == outcome) & (d["group"] == "all") & (d["against"] == comparison.reference)
    ]
    curves = {n: _curves(rows[rows["policy"] == n]) for n in names}
    ends = {
        n: min(comparison.last_spoken_of(one, outcome) for one in (n, comparison.reference))
        for n in names
    }
    figure, axes = figure_layout.panels(len(names), height=figure_layout.squat(len(names), CURVES))
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        panel.axhline(0, color=INK, lw=0.8, zorder=1)
        for other in names:
            if other != name:
                panel.plot(curves[other][0], curves[other][1], color=PALE, lw=1.1, zorder=1.5)
        figure_axes.curve(panel, *curves[name], ends[name], colour(k))
        _weeks(panel, ends[name], last, _support(comparison, name), language)
        panel.set_title(panel_title(comparison, name, language))
        panel.set_ylabel(language.text("axis.percent_points"))
        figure_axes.number_axis(panel.yaxis, language, signed=True)
    figure_axes.headroom(axes[0])
    handles: list[Artist] = [figure_axes.band_handle(language, draws=comparison.draw_count)]
    handles += figure_axes.policy_handles(language)
    if len(names) > 1:
        label = language.text("figure.other_policies")
        handles.append(Line2D([], [], color=PALE, lw=1.1, label=label))
    spoken = results.spoken_week(comparison, outcome) if week is None else week
    shown = results.effect(comparison, names[0], outcome, spoken)
    heading = finding(comparison, shown, language)
    numbers = effects_in_words(comparison, names, outcome, language)
    return figure_layout.finish(
        figure, heading, handles, alt=described("effects", heading, numbers, language)
    )


@styled
def level_curves(
    comparison: Comparison, outcome: str, language: Language, week: int | None = None
) -> Figure:
    """Share with an outcome by week since entry: each policy beside the reference.

    Args:
        comparison: results of all policies, by draw, week and group.
        outcome: name of an outcome of the registry.
        language: of the words.
        week: week since entry that the finding is about; None is the last one of the tables.
    """
    names, last = results.compared(comparison), results.last_week(comparison)
    frame = comparison.levels
    rows = frame[(frame["outcome"] == outcome) & (frame["group"] == "all")]
    reference = _curves(rows[rows["policy"] == comparison.reference])
    figure, axes = figure_layout.panels(len(names), height=figure_layout.squat(len(names), CURVES))
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        end = comparison.last_spoken_of(name, outcome)
        known = comparison.last_spoken_of(comparison.reference, outcome)
        figure_axes.curve(panel, *reference, known, GREY)
        figure_axes.curve(panel, *_curves(rows[rows["policy"] == name]), end, colour(k))
        _weeks(panel, end, last, _support(comparison, name), language)
        panel.set_title(panel_title(comparison, name, language))
        panel.set_ylabel(language.text("axis.percent"))
        figure_axes.number_axis(panel.yaxis, language)
    axes[0].set_ylim(bottom=0)
    figure_axes.headroom(axes[0])
    week = results.spoken_week(comparison, outcome) if week is None else week
    at = {str(row["policy"]): row for row in rows[rows["week"] == week].to_dict("records")}
    draws = comparison.draw_count
    shown = {n: _level(at[n], draws, language) for n in (*names, comparison.reference)}
    waiting = "" if comparison.enough_draws else ".waiting"
    words = language.text(
        f"finding.level.{outcome}{waiting}",
        week=language.integer(week),
        number=shown[names[0]],
        policy=quoted_title(comparison, names[0], language),
        other=shown[comparison.reference],
        reference=quoted_title(comparison, comparison.reference, language),
        level=results.interval_level(language),
        draws=language.integer(draws),
    )
    beyond = any(at[n]["extrapolated"] for n in (names[0], comparison.reference))
    heading = headed(comparison, words, language, beyond=beyond)
    numbers = [
        language.text(
            "report.alt.level",
            policy=quoted_title(comparison, n, language),
            week=language.integer(week),
            number=said,
            dagger=results.DAGGER if at[n]["extrapolated"] else "",
        )
        for n, said in shown.items()
    ]
    label = policy_title(comparison, comparison.reference, language)
    return figure_layout.finish(
        figure,
        heading,
        [
            Line2D([], [], color=GREY, label=label),
            figure_axes.band_handle(language, draws=draws),
            *figure_axes.policy_handles(language),
        ],
        alt=described("levels", heading, numbers, language),
    )


def _level(row: Mapping[Any, Any], draws: int, language: Language) -> str:
    if not enough_draws(draws):
        return language.text("number.percent", number=language.number(float(row["mean"])))
    return language.text(
        "finding.level.share",
        number=language.number(float(row["mean"])),
        interval=language.interval(float(row["low"]), float(row["high"])),
    )


def _support(comparison: Comparison, name: str) -> int:
    """Weeks since entry after which nobody has a mentor with a policy."""
    return results.longest(results.named(comparison, name).policy)


def _weeks(panel: Axes, end: int, last: int, support: int, language: Language) -> None:
    figure_axes.policy_support_line(panel, support, last)
    figure_axes.mark_beyond(panel, end, last, language)
    figure_axes.week_axis(panel, language, last, language.text("axis.weeks_since_entry"))


@styled
def subgroup_effects(
    comparison: Comparison, policy: str, outcome: str, week: int, language: Language
) -> Figure:
    """Effect of one policy by subgroup: a dot and an interval each.

    Args:
        comparison: results of all policies, by draw, week and group.
        policy: its name in the result.
        outcome: name of an outcome of the registry.
        week: week since entry.
        language: of the words.
    """
    shown_groups = [g for g in comparison.evidence.groups if g not in comparison.hidden]
    effects = [results.effect(comparison, policy, outcome, week, group=g) for g in shown_groups]
    families = comparison.evidence.families.values()
    first_of_family = {members[0] for members in families if len(members) > 1}
    dots = [
        Dot(
            label=results.group_title(comparison, shown.group, language),
            mean=shown.mean,
            low=shown.low,
            high=shown.high,
            clear=shown.clear,
            gap=0.5 if shown.group in first_of_family else 0.0,
        )
        for shown in effects
    ]
    figure, (panel,) = figure_layout.panels(1, height=5.4 if figure_layout.across() > 1 else TALL)
    panel.axvline(effects[0].mean, color=BLUE, lw=0.9, ls=":", zorder=1)
    forest(panel, dots, language)
    handles = dot_handles(language, draws=comparison.draw_count)
    handles.append(
        Line2D([], [], color=BLUE, lw=0.9, ls=":", label=language.text("figure.dot.all"))
    )
    if effects[0].extrapolated:
        all_beyond(panel)
        handles.append(figure_axes.beyond_handle(language))
    panel.set_xlabel(
        figure_layout.wrapped(
            language.text(
                f"axis.difference.{outcome}",
                week=language.integer(week),
                reference=quoted_title(comparison, comparison.reference, language),
            ),
            figure_layout.fitting(LABEL_COLUMNS),
        )
    )
    words = _subgroup_finding(comparison, effects, language)
    heading = headed(comparison, words, language, beyond=effects[0].extrapolated)
    return figure_layout.finish(
        figure, heading, handles, alt=described("subgroups", heading, [], language)
    )


def _subgroup_finding(
    comparison: Comparison, effects: list[results.Effect], language: Language
) -> str:
    """Names the largest and smallest only where even their intervals part."""
    groups = effects[1:]
    if not groups:
        return language.text(
            "finding.subgroups.hidden",
            policy=quoted_title(comparison, effects[0].policy, language),
            week=language.integer(effects[0].week),
        )
    if not comparison.enough_draws:
        return language.text(
            "finding.subgroups.waiting",
            policy=quoted_title(comparison, effects[0].policy, language),
            week=language.integer(effects[0].week),
            draws=language.integer(comparison.draw_count),
        )
    most, least = max(groups, key=lambda e: e.mean), min(groups, key=lambda e: e.mean)
    parted = most.low > least.high
    return language.text(
        "finding.subgroups.parted" if parted else "finding.subgroups.overlap",
        policy=quoted_title(comparison, effects[0].policy, language),
        most=language.quoted(results.group_title(comparison, most.group, language)),
        least=language.quoted(results.group_title(comparison, least.group, language)),
        week=language.integer(effects[0].week),
    )


@styled
def mentors_and_queue(comparison: Comparison, language: Language) -> Figure:
    """Full-time mentors in use and young people waiting, by calendar week."""
    names = results.compared(comparison)
    frame = comparison.weekly.rename(columns={"calendar_week": "week"})
    last = int(frame["week"].max())
    figure, axes = figure_layout.panels(2, share_y=False, height=2.9)
    quantities = ("mentors_full_time", "waiting")
    for panel, quantity in zip(axes, quantities, strict=True):
        rows = frame[frame["quantity"] == quantity]
        # The first policy is drawn last, on top.
        for k, name in reversed(list(enumerate(names))):
            _in_use(panel, rows[rows["policy"] == name], comparison.evidence_ends[name], k)
        figure_axes.week_axis(panel, language, last, language.text("axis.calendar_weeks"))
        panel.set_title(language.text(f"figure.{quantity}"))
        panel.set_ylabel(language.text(f"axis.{quantity}"))
        if float(rows["high"].max()) <= 0:
            panel.set_ylim(0, 1)
            panel.set_yticks([0])
            panel.text(
                0.5,
                0.5,
                language.text("figure.no_queue"),
                transform=panel.transAxes,
                ha="center",
                va="center",
                color=GREY,
            )
        else:
            panel.set_ylim(bottom=0)
            figure_axes.number_axis(panel.yaxis, language)
    handles: list[Artist] = [
        Line2D([], [], color=colour(k), marker=marker(k), ms=4, label=label)
        for k, label in enumerate(policy_title(comparison, n, language) for n in names)
    ]
    handles.append(figure_axes.band_handle(language, draws=comparison.draw_count))
    if any(comparison.evidence_ends[n] < last for n in names):
        label = language.text("figure.beyond")
        handles.append(Line2D([], [], color=GREY, ls=figure_axes.BEYOND_DASH, label=label))
    heading = _mentors_finding(comparison, frame, language)
    return figure_layout.finish(
        figure, heading, handles, alt=described("mentors", heading, [], language)
    )


def _in_use(panel: Axes, rows: pd.DataFrame, end: int, k: int) -> None:
    """A curve up to the last week in which there is anything to show."""
    x, mean, low, high = _curves(rows)
    used = np.flatnonzero(high > 0)
    if len(used):
        stop = min(len(x), int(used[-1]) + 2)
        x, mean, low, high = x[:stop], mean[:stop], low[:stop], high[:stop]
        figure_axes.curve(panel, x, mean, low, high, end, colour(k), marker=marker(k))


def _mentors_finding(comparison: Comparison, frame: pd.DataFrame, language: Language) -> str:
    name = results.compared(comparison)[0]
    rows = frame[(frame["policy"] == name) & (frame["quantity"] == "mentors_full_time")]
    x, mean, low, high = _curves(rows)
    peak = int(np.argmax(mean))
    words = language.text(
        "finding.mentors" if comparison.enough_draws else "finding.mentors.waiting",
        policy=quoted_title(comparison, name, language),
        number=language.integer(float(mean[peak])),
        interval=language.interval(float(low[peak]), float(high[peak]), 0),
        level=results.interval_level(language),
        week=language.integer(float(x[peak])),
        draws=language.integer(comparison.draw_count),
    )
    beyond = bool(rows.sort_values("week")["extrapolated"].iloc[peak])
    return headed(comparison, words, language, beyond=beyond)
