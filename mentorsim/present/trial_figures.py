"""Figures of the trial's world: what the model gives beside what the trial printed."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from calibration.target import Target
from calibration.trial_design import trial_design
from mentorsim.language import Language
from mentorsim.present.figure_axes import (
    band_handle,
    curve,
    number_axis,
    support_handle,
    support_line,
    week_axis,
)
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import BLUE, GREY, INK, ORANGE, STYLE, VERMILLION
from mentorsim.present.results import DIGITS, interval_level, interval_or_wait, trial_targets
from scenarios.comparison.intervals import INTERVAL, METHOD, interval

#: Printed results shown over the effects and levels of each outcome.
PRINTED = {
    "education": (("edu_all_onset", "edu_all_52", "edu_all_late"), "level_edu_all_52"),
    "employment": (("job_all_before", "job_all_60"), "level_job_all_60"),
}
STRATUM_COLOURS = {"grade_4_or_above": BLUE, "grade_below_4": ORANGE, "no_grades": VERMILLION}
PRINT_COLOUR = INK


def trial_curves(levels: xr.DataArray, language: Language) -> Figure:
    """Levels per arm and effects with bands, and the trial's printed results over them.

    Args:
        levels: as `calibration.trajectories.levels` gives them.
        language: of the words.
    """
    with mpl.rc_context(STYLE):
        figure, axes = panels(4, height=2.6, share_y=False)
        everyone = levels.sel(group="all")
        for row, (outcome, (effects, level)) in enumerate(PRINTED.items()):
            data = everyone.sel(outcome=outcome)
            left, right = axes[2 * row], axes[2 * row + 1]
            _draw(left, data.sel(arm="control"), GREY)
            _draw(left, data.sel(arm="treated"), BLUE)
            _printed(left, level)
            left.set_ylim(bottom=0)
            left.set_title(language.text(f"figure.level.{outcome}"))
            left.set_ylabel(language.text("axis.percent"))
            number_axis(left.yaxis, language)
            right.axhline(0, color=INK, lw=0.8, zorder=1)
            _draw(right, data.sel(arm="treated") - data.sel(arm="control"), BLUE)
            for target in effects:
                _printed(right, target)
            right.set_title(language.text(f"figure.effect.{outcome}"))
            right.set_ylabel(language.text("axis.percent_points"))
            number_axis(right.yaxis, language, signed=True)
        for panel in axes:
            support_line(panel)
            last = int(levels["week"].max())
            week_axis(panel, language, last, language.text("axis.weeks_since_entry"))
        return finish(
            figure, _trial_finding(everyone, language), _handles(levels.sizes["draw"], language)
        )


def _draw(panel: Axes, data: xr.DataArray, color: str) -> None:
    summary = interval(data)
    x = data["week"].to_numpy().astype(float)
    mean, low, high = (summary[name].to_numpy() for name in ("mean", "low", "high"))
    curve(panel, x, mean, low, high, int(x[-1]), color)


def _target(name: str) -> Target:
    return next(t for t in trial_targets() if t.id == name)


def _printed(panel: Axes, name: str) -> None:
    """A printed result: the box is its interval, the dark bar what is printed or worded."""
    target = _target(name)
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


def _handles(draws: int, language: Language) -> list[Artist]:
    level = interval_level(language)
    weeks = language.integer(trial_design().support_weeks.value)
    return [
        Line2D([], [], color=BLUE, label=language.text("figure.arm.treated")),
        Line2D([], [], color=GREY, label=language.text("figure.arm.control")),
        band_handle(language, draws=draws),
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
        support_handle(language, weeks),
    ]


def _trial_finding(levels: xr.DataArray, language: Language) -> str:
    target = _target("edu_all_52")
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


def process_curves(process: xr.DataArray, language: Language) -> Figure:
    """Trust, readiness and contact by 9th-grade stratum, with bands over the draws.

    Args:
        process: as `calibration.trajectories.process` gives them.
        language: of the words.
    """
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
                curve(panel, x, mean, low, high, last, color, alpha=0.14)
            support_line(panel)
            week_axis(panel, language, last, language.text("axis.weeks_since_entry"))
            panel.set_title(language.text(f"figure.process.{quantity}"))
            panel.set_ylabel(language.text(f"axis.process.{quantity}"))
            panel.set_ylim(0, 1 if quantity == "contact" else None)
            number_axis(panel.yaxis, language)
        weeks = language.integer(trial_design().support_weeks.value)
        handles: list[Artist] = [
            Line2D([], [], color=color, label=language.text(f"figure.stratum.{stratum}"))
            for stratum, color in STRATUM_COLOURS.items()
        ]
        band = band_handle(language, draws=process.sizes["draw"])
        handles += [band, support_handle(language, weeks)]
        return finish(figure, _process_finding(process, language), handles, columns=3)


def _process_finding(process: xr.DataArray, language: Language) -> str:
    week = min(int(trial_design().support_weeks.value), int(process["week"].max()))
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
