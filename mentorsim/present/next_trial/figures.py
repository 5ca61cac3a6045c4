"""Figures of the next trial: chances by size, worth and cost, designs beside a coin toss."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from mentorsim.language import Language
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_layout import finish, panels, wrapped
from mentorsim.present.figure_style import BLUE, GREY, INK, PALETTE, STYLE
from mentorsim.present.next_trial.words import (
    MILLION,
    arm_title,
    chance,
    design_words,
    designs,
    discrimination_sentence,
    headline_size,
)
from scenarios.next_trial.next_trial import EVEN, QUESTIONS, STATED, NextTrial
from scenarios.next_trial.setting import next_trial_setting

#: Designs of a question that are drawn.
MOST_DESIGNS = 6
#: Inches of a design's row; letters of its label and of a question.
ROW = 0.42
DESIGN_COLUMNS, QUESTION_COLUMNS = 40, 56
#: Million kroner that are nothing on a logarithmic axis.
LEAST = 0.01


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
                    "views.pair",
                    policy=arm_title(result, arm, language),
                    against=arm_title(result, result.plan.arms[0].name, language),
                )
            )
            panel.set_ylabel(language.text("next.axis.chance"))
            number_axis(panel.yaxis, language)
            _size_axis(panel, result, language)
        return finish(figure, power_finding(result, language), _power_handles(result, language))


def power_finding(result: NextTrial, language: Language) -> str:
    """The best chance that a trial of the headline's size has, as the figure shows it."""
    rows = result.power[result.power["n"] == headline_size(result)]
    found = rows["assurance"].to_numpy(float)
    if not np.isfinite(found).any():
        return language.text("next.too_few_jobcentres", n=language.integer(headline_size(result)))
    best = rows.iloc[int(np.nanargmax(found))]
    return language.text(
        "next.finding.power",
        n=language.integer(int(best["n"])),
        chance=chance(float(best["assurance"]), language),
        arm=arm_title(result, str(best["arm"]), language),
        first=arm_title(result, str(best["against"]), language),
        week=language.integer(int(best["week"])),
    )


def _colours(result: NextTrial) -> list[str]:
    weeks = result.plan.follow_up
    return [PALETTE[k % len(PALETTE)] for k in range(len(weeks))]


def _power_handles(result: NextTrial, language: Language) -> list[Artist]:
    handles: list[Artist] = [
        Line2D(
            [],
            [],
            color=color,
            marker="o",
            ms=3.5,
            label=language.text("next.legend.week", week=language.integer(week)),
        )
        for week, color in zip(result.plan.follow_up, _colours(result), strict=True)
    ]
    wanted = language.percent(next_trial_setting().wanted.value)
    handles += [
        Line2D([], [], color=INK, label=language.text("next.legend.assurance")),
        Line2D([], [], color=INK, ls="--", lw=1.2, label=language.text("next.legend.power")),
        Line2D(
            [],
            [],
            color=GREY,
            ls=":",
            lw=0.9,
            label=language.text("next.legend.wanted", wanted=wanted),
        ),
    ]
    return handles


def _size_axis(panel: Axes, result: NextTrial, language: Language) -> None:
    """People per arm on a logarithmic axis, with ticks at round numbers."""
    sizes = result.plan.sizes
    if len(sizes) > 1:
        panel.set_xscale("log")
    _round_ticks(panel.xaxis, (sizes[0], sizes[-1]), language)
    panel.set_xlabel(language.text("next.axis.size"))


def _round_ticks(axis: Axis, ends: tuple[float, float], language: Language) -> None:
    """Ticks of a logarithmic axis at 1, 2 and 5 of every power of ten between its ends."""
    ticks = [d * 10.0**k for k in range(-2, 7) for d in (1, 2, 5)]
    inside = [x for x in ticks if ends[0] <= x <= ends[1]] or list(ends)

    def written(x: float, _position: int | None = None) -> str:
        return language.number(x, 0 if x >= 1 else 1 if x >= 0.1 else 2)

    axis.set_major_locator(FixedLocator(inside))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(written))


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
            label = language.text(f"next.legend.value.{kind}", value=language.integer(value))
            if float(worth.max()) < LEAST:
                label = language.text("next.legend.nothing", label=label)
            else:
                worth = worth.where(worth >= LEAST)
                panel.plot(one["n"], worth, color=color, ls=style, marker="o", ms=3.5)
                low, high = np.maximum(worth - 2 * error, LEAST), worth + 2 * error
                panel.fill_between(one["n"], low, high, color=color, alpha=0.15, lw=0)
            handles.append(Line2D([], [], color=color, ls=style, marker="o", ms=3.5, label=label))
        cost = rows.drop_duplicates("n")
        panel.plot(cost["n"], cost["cost"] / MILLION, color=INK, lw=2.4)
        handles.append(Line2D([], [], color=INK, lw=2.4, label=language.text("next.legend.cost")))
        panel.set_yscale("log")
        _round_ticks(panel.yaxis, panel.get_ylim(), language)
        panel.set_ylabel(language.text("next.axis.millions"))
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


def discrimination_figure(result: NextTrial, language: Language) -> Figure:
    """How often each design would be right, beside a coin toss; a panel per question."""
    questions = [q for q in QUESTIONS if not designs(result, q).empty]
    with mpl.rc_context(STYLE):
        height = 1.1 + ROW * MOST_DESIGNS
        figure, axes = panels(max(1, len(questions)), columns=1, height=height, share_y=False)
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
            question_words = language.text(f"next.question.{question}")
            panel.set_title(wrapped(question_words, QUESTION_COLUMNS))
            panel.set_xlabel(language.text("next.axis.right"))
            number_axis(panel.xaxis, language)
        words = [discrimination_sentence(result, question, language) for question in questions]
        handles: list[Artist] = [
            Line2D([], [], color=BLUE, marker="o", label=language.text("next.legend.right")),
            Line2D([], [], color=GREY, ls=":", label=language.text("next.legend.coin")),
        ]
        return finish(figure, words[0] if words else "", handles)
