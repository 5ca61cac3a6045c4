"""The trial beside the simulation: every printed result, agreeing or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xarray as xr

from calibration.checks import check_trial
from calibration.trajectories import levels
from calibration.trial import Trial, the_trial
from mentorsim.language import Language
from mentorsim.page.html import Cell, Grid, Picture, both_pictures, said
from mentorsim.page.runs import SEED, posterior
from mentorsim.page.setting import options, page_setting
from mentorsim.present.results import interval_level
from mentorsim.present.trial_figures import trial_curves
from mentorsim.present.trial_terminal import ROLES, trial_words

COLUMNS = (
    "screen.column.outcome",
    "report.column.group",
    "screen.column.weeks",
    "screen.column.trial",
)


@dataclass(frozen=True)
class TrialCheck:
    """The model beside the trial.

    Attributes:
        rows: of `calibration.checks`, as plain values.
        draws: posterior draws that were lived.
        curves: levels and effects by week with the printed results, by language.
    """

    rows: Sequence[Mapping[str, Any]]
    draws: int
    curves: Mapping[str, Picture]


def trial_check(codes: Sequence[str]) -> TrialCheck:
    """Live the trial's world, and set every printed result beside it.

    Args:
        codes: languages of the figure.
    """
    draws = min(page_setting().count("trial_draws"), options().draws)
    few, workers, trial = posterior().first(draws), options().workers, the_trial()
    rows = check_trial(trial, few, seed=SEED, workers=workers)
    shown = levels(trial, few, workers=workers)
    curves = {}
    for code in codes:
        curves[code] = _curves(shown, trial, Language(code))
    return TrialCheck([row.as_dict() for row in rows], draws, curves)


def _curves(shown: xr.DataArray, trial: Trial, language: Language) -> Picture:
    return both_pictures(
        lambda: trial_curves(shown, language, trial),
        lambda figure: language.text("page.alt.trial", finding=said(figure)),
    )


def summary(found: TrialCheck, language: Language) -> str:
    """How many of the rows agree, in a sentence."""
    judged = [row for row in found.rows if row["agrees"] is not None]
    return language.text(
        "page.trial.summary",
        agree=language.integer(sum(bool(row["agrees"]) for row in judged)),
        judged=language.integer(len(judged)),
        all=language.integer(len(found.rows)),
        level=interval_level(language),
        draws=language.integer(found.draws),
    )


def misses(found: TrialCheck, language: Language) -> list[str]:
    """Every row that does not agree, in words."""
    sentences = []
    for row in found.rows:
        if row["agrees"] is False:
            outcome, group, weeks, printed, interval, model, unit = trial_words(row, language)
            sentences.append(
                language.text(
                    "page.trial.miss",
                    outcome=outcome,
                    group=group,
                    weeks=weeks,
                    printed=printed,
                    interval=interval,
                    model=model,
                    unit=unit,
                )
            )
    return sentences


def trial_grids(found: TrialCheck, language: Language) -> list[Grid]:
    """The rows by the part that they play in the fit."""
    heads = [language.text(key) for key in COLUMNS]
    heads += [interval_level(language), language.text("screen.column.model")]
    heads += [language.text("screen.column.unit"), language.text("screen.column.agrees")]
    grids = []
    for role in ROLES:
        rows = [row for row in found.rows if row["role"] == role]
        if rows:
            caption = language.text(f"role.{role}", number=language.integer(len(rows)))
            grids.append(Grid(caption, heads, [_row(row, language) for row in rows]))
    return grids


def _row(row: Mapping[str, Any], language: Language) -> tuple[str, list[Cell]]:
    outcome, *words = trial_words(row, language)
    agrees = row["agrees"]
    told = language.text(
        "number.none" if agrees is None else "screen.yes" if agrees else "screen.no"
    )
    return outcome, [*(Cell(word) for word in words), Cell(told, clear=agrees is False)]
