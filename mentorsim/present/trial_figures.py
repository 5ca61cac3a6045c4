"""Figures of the trial's world: what the model gives beside what the trial printed."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from calibration.target import Target
from calibration.targets import targets
from calibration.trial import Trial
from mentorsim.language import Language
from mentorsim.present import figure_axes
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import BLUE, GREY, INK, ORANGE, STYLE, VERMILLION
from mentorsim.present.results import DIGITS, interval_level, interval_or_wait
from scenarios.comparison.intervals import INTERVAL, METHOD, interval

#: Outcomes that are shown.
SHOWN = ("education", "employment")
#: What the group of each stratum is called among those of a study.
GROUP_OF = {
    "grade_4_or_above": "grade_high",
    "grade_below_4": "grade_low",
    "no_grades": "grade_none",
}
STRATUM_COLOURS = {"grade_4_or_above": BLUE, "grade_below_4": ORANGE, "no_grades": VERMILLION}
PRINT_COLOUR = INK


def trial_curves(levels: xr.DataArray, language: Language, trial: Trial) -> Figure:
    """Levels per arm and effects with bands, and the trial's printed results over them.

    Args:
        levels: as `calibration.trajectories.levels` gives them.
        language: of the words.
        trial: whose world it is.
    """
    printed, support = targets(trial), int(trial.design.support_weeks.value)
    with mpl.rc_context(STYLE):
        figure, axes = panels(4, height=2.6, share_y=False)
        everyone = levels.sel(group="all")
        for row, outcome in enumerate(SHOWN):
            data = everyone.sel(outcome=outcome)
            left, right = axes[2 * row], axes[2 * row + 1]
            _draw(left, data.sel(arm="control"), GREY)
            _draw(left, data.sel(arm="treated"), BLUE)
            for target in _of_everybody(printed, outcome, "%"):
                _printed(left, target)
            left.set_ylim(bottom=0)
            left.set_title(language.text(f"figure.level.{outcome}"))
            left.set_ylabel(language.text("axis.percent"))
            figure_axes.number_axis(left.yaxis, language)
            right.axhline(0, color=INK, lw=0.8, zorder=1)
            _draw(right, data.sel(arm="treated") - data.sel(arm="control"), BLUE)
            for target in _of_everybody(printed, outcome, "pp"):
                _printed(right, target)
            right.set_title(language.text(f"figure.effect.{outcome}"))
            right.set_ylabel(language.text("axis.percent_points"))
            figure_axes.number_axis(right.yaxis, language, signed=True)
        for panel in axes:
            figure_axes.support_line(panel, support)
            last = int(levels["week"].max())
            figure_axes.week_axis(panel, language, last, language.text("axis.weeks_since_entry"))
        return finish(
            figure,
            _trial_finding(everyone, printed, language),
            _handles(levels.sizes["draw"], support, language),
        )


def _draw(panel: Axes, data: xr.DataArray, color: str) -> None:
    summary = interval(data)
    x = data["week"].to_numpy().astype(float)
    mean, low, high = (summary[name].to_numpy() for name in ("mean", "low", "high"))
    figure_axes.curve(panel, x, mean, low, high, int(x[-1]), color)


def _of_everybody(printed: Sequence[Target], outcome: str, unit: str) -> list[Target]:
    """Effects on everybody (pp), or levels of the controls (%), as a study printed them."""
    return [
        t
        for t in printed
        if (t.table, t.outcome.split(" ")[0], t.unit) == ("effects", outcome, unit)
        and t.group in (None, "all")
    ]


def _printed(panel: Axes, target: Target) -> None:
    """A printed result: the box is its interval, the dark bar what is printed or worded."""
    bounds = target.interval()
    if bounds is None or target.low is None or target.high is None:
        return
    # A single week is drawn two weeks wide, to be seen.
    first, last = target.week_from - 1.0, target.week_to + 1.0
    for (low, high), alpha in ((bounds, 0.12), ((target.low, target.high), 0.35)):
        box = Rectangle(
            (first, low),
            last - first,
            high - low,
            facecolor=PRINT_COLOUR,
            alpha=alpha,
            lw=0,
            zorder=3,
        )
        panel.add_patch(box)
    panel.add_patch(
        Rectangle(
            (first, bounds[0]),
            last - first,
            bounds[1] - bounds[0],
            fill=False,
            edgecolor=PRINT_COLOUR,
            lw=0.8,
            zorder=3,
        )
    )
    middle = (first + last) / 2
    if target.low == target.high:
        panel.plot([middle], [target.low], "D", ms=5, color=PRINT_COLOUR, zorder=6)
    panel.update_datalim([(first, bounds[0]), (last, bounds[1])])
    panel.autoscale_view()


def _handles(draws: int, support: int, language: Language) -> list[Artist]:
    level = interval_level(language)
    weeks = language.integer(support)
    return [
        Line2D([], [], color=BLUE, label=language.text("figure.arm.treated")),
        Line2D([], [], color=GREY, label=language.text("figure.arm.control")),
        figure_axes.band_handle(language, draws=draws),
        Patch(
            facecolor=(0.13, 0.13, 0.13, 0.12),
            edgecolor=PRINT_COLOUR,
            lw=0.8,
            label=language.text("figure.printed.interval", level=level),
        ),
        Patch(facecolor=PRINT_COLOUR, alpha=0.47, label=language.text("figure.printed.reading")),
        Line2D(
            [],
            [],
            ls="",
            marker="D",
            ms=5,
            color=PRINT_COLOUR,
            label=language.text("figure.printed.number"),
        ),
        figure_axes.support_handle(language, weeks),
    ]


def _trial_finding(levels: xr.DataArray, printed: Sequence[Target], language: Language) -> str:
    weeks = [
        t
        for t in _of_everybody(printed, SHOWN[0], "pp")
        if t.week_from == t.week_to and t.low is not None and t.low == t.high
    ]
    if not weeks:
        return language.text("finding.trial.none")
    target = weeks[0]
    data = levels.sel(outcome="education", week=target.week_to)
    model = interval(data.sel(arm="treated") - data.sel(arm="control"))
    return language.text(
        "finding.trial",
        week=language.integer(target.week_to),
        number=language.number(float(model["mean"])),
        interval=interval_or_wait(
            float(model["low"]), float(model["high"]), DIGITS, levels.sizes["draw"], language
        ),
        printed=language.number(target.low or 0.0, 0),
    )


def process_curves(process: xr.DataArray, language: Language, trial: Trial) -> Figure:
    """Trust, readiness and contact by 9th-grade stratum, with bands over the draws.

    Args:
        process: as `calibration.trajectories.process` gives them.
        language: of the words.
        trial: whose world it is.
    """
    support = int(trial.design.support_weeks.value)
    with mpl.rc_context(STYLE):
        quantities = [str(q) for q in process["quantity"].to_numpy()]
        figure, axes = panels(len(quantities), columns=len(quantities), height=2.9, share_y=False)
        last = int(process["week"].max())
        for panel, quantity in zip(axes, quantities, strict=True):
            for stratum, color in STRATUM_COLOURS.items():
                data = process.sel(quantity=quantity, stratum=stratum)
                data = data.dropna("week", how="any")
                low, high = (
                    data.quantile(q / 100, "draw", skipna=True, method=METHOD).to_numpy()
                    for q in INTERVAL
                )
                x = data["week"].to_numpy().astype(float)
                mean = data.mean("draw").to_numpy()
                figure_axes.curve(panel, x, mean, low, high, last, color, alpha=0.14)
            figure_axes.support_line(panel, support)
            figure_axes.week_axis(panel, language, last, language.text("axis.weeks_since_entry"))
            panel.set_title(language.text(f"figure.process.{quantity}"))
            panel.set_ylabel(language.text(f"axis.process.{quantity}"))
            panel.set_ylim(0, 1 if quantity == "contact" else None)
            figure_axes.number_axis(panel.yaxis, language)
        weeks = language.integer(support)
        handles: list[Artist] = [
            Line2D([], [], color=color, label=_stratum(stratum, trial, language))
            for stratum, color in STRATUM_COLOURS.items()
        ]
        band = figure_axes.band_handle(language, draws=process.sizes["draw"])
        handles += [band, figure_axes.support_handle(language, weeks)]
        return finish(figure, _process_finding(process, trial, language), handles, columns=3)


def _stratum(stratum: str, trial: Trial, language: Language) -> str:
    """What a stratum is called: as the study calls its group, or as usual."""
    title = trial.groups.titles.get(GROUP_OF[stratum])
    if title is None:
        return language.text(f"figure.stratum.{stratum}")
    return str(getattr(title, language.code))


def _process_finding(process: xr.DataArray, trial: Trial, language: Language) -> str:
    if trial.groups.titles.keys() & set(GROUP_OF.values()):
        return language.text("finding.process.none")  # its strata meet at another mark
    week = min(int(trial.design.support_weeks.value), int(process["week"].max()))
    trust = process.sel(quantity="trust", week=week).mean("draw")
    strong, weak = (
        float(trust.sel(stratum=stratum)) for stratum in ("grade_4_or_above", "no_grades")
    )
    if not np.isfinite([strong, weak]).all():
        return language.text("finding.process.none")
    return language.text(
        "finding.process",
        week=language.integer(week),
        strong=language.number(strong, 2),
        weak=language.number(weak, 2),
    )
