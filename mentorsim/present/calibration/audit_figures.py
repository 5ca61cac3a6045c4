"""Figures for evaluators: ranks, coverage, recovery, priors, the trial beside the posterior."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.stats import binom

from mentorsim.language import Language
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import BLUE, GREY, INK, PALE, STYLE, VERMILLION

if TYPE_CHECKING:
    from calibration.sbc import SbcResult

BINS = 10
#: Share of bars that chance alone keeps inside the grey band.
BAND = 0.99
#: Parameters shown one by one: those that most policies lean on.
SHOWN = (
    "education_start",
    "education_dropout",
    "job_start",
    "job_loss",
    "readiness_gain",
    "readiness_education",
    "readiness_job",
    "readiness_fade",
    "trust_growth",
    "direct_share",
    "opt_out",
    "response_spread",
)


def rank_figure(
    ranks: dict[str, npt.NDArray[np.int64]], result: SbcResult, language: Language
) -> Figure:
    """Histograms of ranks: forecasts, and the parameters most policies lean on.

    Args:
        ranks: of each truth among its draws, by kind (forecast, parameter): trials by quantities.
        result: truth and posterior draws of every invented trial.
        language: of the words.
    """
    shown = [("forecast", name) for name in result.forecast_names]
    shown += [("parameter", name) for name in SHOWN if name in result.names]
    names = {"forecast": result.forecast_names, "parameter": result.names}
    draws = {"forecast": result.forecast_draws, "parameter": result.draws}
    trials = len(result.truth)
    low, high = (float(binom.ppf(q, trials, 1 / BINS)) for q in ((1 - BAND) / 2, (1 + BAND) / 2))
    with mpl.rc_context(STYLE):
        figure, axes = panels(len(shown), columns=4, height=1.35)
        for ax, (kind, name) in zip(axes, shown, strict=True):
            rank = ranks[kind][:, names[kind].index(name)]
            count = draws[kind].shape[1]
            ax.axhspan(low, high, color=PALE, alpha=0.6, lw=0)
            ax.hist(rank / count, bins=list(np.linspace(0, 1, BINS + 1)), color=BLUE, rwidth=0.85)
            ax.axhline(trials / BINS, color=GREY, lw=0.8)
            ax.set_title(name.replace("_", " "), fontsize=8)
            ax.set_xticks([0, 0.5, 1])
        return finish(figure, language.text("sbc.figure.ranks", trials=trials))


def coverage_figure(table: pd.DataFrame, trials: int, language: Language) -> Figure:
    """Coverage of 50, 80 and 95 % intervals of every quantity, with what chance allows.

    Args:
        table: a row per quantity with its `coverage_50`, `coverage_80` and `coverage_95`.
        trials: how many invented trials there were.
        language: of the words.
    """
    levels = (50, 80, 95)
    with mpl.rc_context(STYLE):
        figure, axes = panels(len(levels), columns=3, height=2.2, share_y=False)
        for ax, level in zip(axes, levels, strict=True):
            shares = np.sort(100 * table[f"coverage_{level}"].to_numpy())
            ends = ((1 - BAND) / 2, (1 + BAND) / 2)
            low, high = (100 * float(binom.ppf(q, trials, level / 100)) / trials for q in ends)
            ax.axhspan(low, high, color=PALE, alpha=0.6, lw=0)
            ax.axhline(level, color=GREY, lw=0.8)
            ax.plot(np.arange(1, len(shares) + 1), shares, ".", color=BLUE, ms=4)
            mean = language.number(shares.mean(), 1)
            title = language.text("sbc.figure.level", level=level, mean=mean)
            ax.set_title(title, fontsize=8.5)
            ax.set_xlabel(language.text("sbc.figure.sorted"))
        axes[0].set_ylabel(language.text("sbc.figure.share"))
        return finish(figure, language.text("sbc.figure.coverage"))


def recovery_figure(result: SbcResult, table: pd.DataFrame, language: Language) -> Figure:
    """Posterior mean against truth: forecasts and parameters the trial informs.

    Args:
        result: truth and posterior draws of every invented trial.
        table: a row per quantity with its correlation of mean and truth (`recovered`).
        language: of the words.
    """
    shown = [("forecast", k, name) for k, name in enumerate(result.forecast_names)]
    shown += [
        ("parameter", result.names.index(name), name) for name in SHOWN if name in result.names
    ]
    with mpl.rc_context(STYLE):
        figure, axes = panels(len(shown), columns=4, height=1.5, share_y=False)
        for ax, (kind, k, name) in zip(axes, shown, strict=True):
            truth = result.forecast_truth if kind == "forecast" else result.truth
            draws = result.forecast_draws if kind == "forecast" else result.draws
            mean = draws[:, :, k].mean(axis=1)
            ends = np.percentile(truth[:, k], [0.5, 99.5])
            ax.plot(ends, ends, color=GREY, lw=0.8)
            ax.plot(truth[:, k], mean, ".", color=BLUE, ms=2.5, alpha=0.6)
            row = table[table["quantity"] == name].iloc[0]
            found = language.number(row["recovered"], 2)
            ax.set_title(f"{name.replace('_', ' ')}: {found}", fontsize=8)
        return finish(figure, language.text("sbc.figure.recovery"))


def prior_figure(table: pd.DataFrame, language: Language) -> Figure:
    """Where each printed estimate lies within what trials drawn from the prior would print."""
    with mpl.rc_context(STYLE):
        figure, axes = panels(1, columns=1, height=0.145 * len(table))
        middle = (table["low"] + table["high"]) / 2
        half = (table["high"] - table["low"]) / 2
        place = np.arange(len(table))[::-1]
        left, right = (
            (table["printed_low"] - middle) / half,
            (table["printed_high"] - middle) / half,
        )
        axes[0].axvspan(-1, 1, color=PALE, alpha=0.5, lw=0)
        inside = table["tail"] > 0.05
        for ok, colour in ((True, BLUE), (False, VERMILLION)):
            rows = (inside == ok).to_numpy()
            axes[0].hlines(place[rows], left[rows] - 0.02, right[rows] + 0.02, color=colour, lw=2.5)
        axes[0].set_yticks(place, table["id"], fontsize=6.5)
        axes[0].set_xlabel(language.text("audit.figure.prior_axis"))
        axes[0].set_ylim(-1, len(table))
        outside = int((~inside).sum())
        figure = finish(
            figure, language.text("audit.figure.prior", outside=outside, count=len(table))
        )
        for label in axes[0].get_yticklabels():
            label.set_fontsize(6.5)
        return figure


def calibration_figure(table: pd.DataFrame, language: Language) -> Figure:
    """The trial's effects with their intervals, and the posterior beside them."""
    rows = table[(table["unit"] == "pp") & (table["role"] == "target")].reset_index(drop=True)
    place = np.arange(len(rows))[::-1]
    with mpl.rc_context(STYLE):
        figure, axes = panels(1, columns=1, height=0.19 * len(rows))
        ax = axes[0]
        ax.axvline(0, color=GREY, lw=0.8)
        ax.hlines(place + 0.15, rows["interval_low"], rows["interval_high"], color=PALE, lw=4)
        ax.hlines(place + 0.15, rows["trial_low"], rows["trial_high"], color=INK, lw=2)
        ax.plot((rows["trial_low"] + rows["trial_high"]) / 2, place + 0.15, "|", color=INK, ms=5)
        ax.hlines(place - 0.2, rows["predicted_low"], rows["predicted_high"], color=BLUE, lw=1.5)
        ax.plot(rows["predicted"], place - 0.2, "o", color=BLUE, ms=3)
        ax.set_yticks(place, rows["id"])
        ax.set_ylim(-1, len(rows))
        ax.set_xlabel(language.text("audit.figure.axis"))
        agreeing = int(rows["agrees"].sum())
        handles = [
            Line2D([], [], color=INK, lw=2, label=language.text("audit.figure.printed")),
            Line2D([], [], color=PALE, lw=4, label=language.text("audit.figure.interval")),
            Line2D([], [], color=BLUE, marker="o", ms=3, label=language.text("audit.figure.model")),
        ]
        figure = finish(
            figure,
            language.text("audit.figure.targets", agree=agreeing, count=len(rows)),
            handles,
            columns=3,
        )
        for label in ax.get_yticklabels():
            label.set_fontsize(6.5)
        return figure
