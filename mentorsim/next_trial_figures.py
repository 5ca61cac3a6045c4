"""Figures of the next trial: chances by size, worth and cost, designs beside a coin toss."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from mentorsim.figure_style import (
    BLUE,
    GREY,
    INK,
    PALETTE,
    STYLE,
    finish,
    number_axis,
    panels,
    wrapped,
)
from mentorsim.language import Language
from mentorsim.next_trial_words import (
    MILLION,
    arm_title,
    design_words,
    designs,
    sentences,
    telling_sentence,
)
from scenarios.next_trial import EVEN, QUESTIONS, STATED, NextTrial
from scenarios.next_trial_setting import next_trial_setting

#: Designs of a question that are drawn.
MOST_DESIGNS = 8
DESIGN_COLUMNS = 52


def power_figure(result: NextTrial, language: Language) -> Figure:
    """Assurance (whole) and power (dashed) by size, a curve per follow-up, a panel per arm."""
    with mpl.rc_context(STYLE):
        arms = [arm.name for arm in result.plan.arms[1:]]
        figure, axes = panels(len(arms), columns=min(2, len(arms)), height=3.2)
        for panel, arm in zip(axes, arms, strict=True):
            for week, color in zip(result.plan.follow_up, _colours(result), strict=True):
                rows = result.power[(result.power["arm"] == arm) & (result.power["week"] == week)]
                panel.plot(rows["n"], 100 * rows["assurance"], color=color, marker="o", ms=3.5)
                panel.plot(rows["n"], 100 * rows["power"], color=color, ls="--", lw=1.2)
            wanted = 100 * next_trial_setting().wanted.value
            panel.axhline(wanted, color=GREY, lw=0.9, ls=":", zorder=1)
            panel.set_ylim(0, 100)
            panel.set_title(
                language.text(
                    "views.pair", policy=arm_title(result, arm, language),
                    against=arm_title(result, result.plan.arms[0].name, language),
                )
            )  # fmt: skip
            panel.set_ylabel(language.text("next.axis.chance"))
            number_axis(panel.yaxis, language)
            _size_axis(panel, result, language)
        return finish(figure, sentences(result, language)[0], _power_handles(result, language))


def _colours(result: NextTrial) -> list[str]:
    weeks = result.plan.follow_up
    return [PALETTE[k % len(PALETTE)] for k in range(len(weeks))]


def _power_handles(result: NextTrial, language: Language) -> list[Artist]:
    handles: list[Artist] = [
        Line2D(
            [], [], color=color, marker="o", ms=3.5,
            label=language.text("next.legend.week", week=language.integer(week)),
        )
        for week, color in zip(result.plan.follow_up, _colours(result), strict=True)
    ]  # fmt: skip
    wanted = language.percent(next_trial_setting().wanted.value)
    handles += [
        Line2D([], [], color=INK, label=language.text("next.legend.assurance")),
        Line2D([], [], color=INK, ls="--", lw=1.2, label=language.text("next.legend.power")),
        Line2D(
            [], [], color=GREY, ls=":", lw=0.9,
            label=language.text("next.legend.wanted", wanted=wanted),
        ),
    ]  # fmt: skip
    return handles


def _size_axis(panel: Axes, result: NextTrial, language: Language) -> None:
    """People per arm on a logarithmic axis, with ticks at round numbers."""
    sizes = result.plan.sizes
    if len(sizes) > 1:
        panel.set_xscale("log")
    ticks = [d * 10**k for k in range(1, 7) for d in (1, 2, 5)]
    inside = [n for n in ticks if sizes[0] <= n <= sizes[-1]] or list(sizes)
    panel.xaxis.set_major_locator(FixedLocator(inside))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _position=None: language.integer(x)))
    panel.set_xlabel(language.text("next.axis.size"))


def worth_figure(result: NextTrial, language: Language) -> Figure:
    """What trials are worth at each value, beside what they cost, for the main follow-up."""
    plan, table = result.plan, result.information
    rows = table[table["week"] == plan.main_week]
    with mpl.rc_context(STYLE):
        figure, (panel,) = panels(1, columns=1, height=3.4)
        handles: list[Artist] = []
        values = [
            (kind, value)
            for kind in (STATED, EVEN)
            for value in sorted(rows.loc[rows["kind"] == kind, "value"].unique())
        ]
        for (kind, value), color in zip(values, PALETTE, strict=False):
            one = rows[(rows["kind"] == kind) & (rows["value"] == value)]
            worth = one["population_evsi"] / MILLION
            error = one["error"] * plan.costs.people / MILLION
            style = "-" if kind == STATED else "--"
            panel.plot(one["n"], worth, color=color, ls=style, marker="o", ms=3.5)
            low, high = np.maximum(worth - 2 * error, 0), worth + 2 * error
            panel.fill_between(one["n"], low, high, color=color, alpha=0.15, lw=0)
            label = language.text(f"next.legend.value.{kind}", value=language.integer(value))
            handles.append(Line2D([], [], color=color, ls=style, marker="o", ms=3.5, label=label))
        cost = rows.drop_duplicates("n")
        panel.plot(cost["n"], cost["cost"] / MILLION, color=INK, lw=2.4)
        handles.append(Line2D([], [], color=INK, lw=2.4, label=language.text("next.legend.cost")))
        panel.set_ylim(bottom=0)
        panel.set_ylabel(language.text("next.axis.millions"))
        number_axis(panel.yaxis, language)
        _size_axis(panel, result, language)
        return finish(figure, worth_finding(result, language), handles)


def worth_finding(result: NextTrial, language: Language) -> str:
    """Whether any of these trials is worth its cost, as the figure shows it."""
    rows = result.information[result.information["week"] == result.plan.main_week]
    pays = rows[rows["net"] > 0]
    if pays.empty:
        return language.text("next.finding.loss")
    least = float(pays["value"].min())
    return language.text("next.finding.pays", value=language.integer(least))


def telling_figure(result: NextTrial, language: Language) -> Figure:
    """How often each design would be right, beside a coin toss; a panel per question."""
    questions = [q for q in QUESTIONS if not designs(result, q).empty]
    with mpl.rc_context(STYLE):
        figure, axes = panels(max(1, len(questions)), columns=1, height=2.6, share_y=False)
        for panel, question in zip(axes, questions, strict=False):
            rows = designs(result, question).head(MOST_DESIGNS)
            y = np.arange(len(rows))[::-1]
            right = 100 * (1 - rows["error"].to_numpy(float))
            noise = 2 * 100 * rows["noise"].to_numpy(float)
            panel.axvline(50, color=GREY, lw=1.0, ls=":")
            panel.errorbar(right, y, xerr=noise, fmt="o", color=BLUE, ms=5, elinewidth=1.4)
            labels = [
                wrapped(design_words(result, row, language), DESIGN_COLUMNS)
                for _, row in rows.iterrows()
            ]
            panel.set_yticks(y, labels)
            panel.set_ylim(-0.6, len(rows) - 0.4)
            panel.set_xlim(35, 100)
            panel.set_title(language.text(f"next.question.{question}"))
            panel.set_xlabel(language.text("next.axis.right"))
            number_axis(panel.xaxis, language)
        words = [telling_sentence(result, question, language) for question in questions]
        handles: list[Artist] = [
            Line2D([], [], color=BLUE, marker="o", label=language.text("next.legend.right")),
            Line2D([], [], color=GREY, ls=":", label=language.text("next.legend.coin")),
        ]
        return finish(figure, words[0] if words else "", handles)
