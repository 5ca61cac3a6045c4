"""Figures: extrapolation marked, findings in titles, no state left, no reading of mathematics."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.comparison.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.present.figure_files import as_png, as_svg
from mentorsim.present.trial_figures import process_curves, trial_curves
from tests.worlds.small_comparison import HOSTILE, judged_comparison, with_difference, with_title

CODES = ("da", "en")


def beyond(figure: Figure, panel: int) -> list[Patch]:
    return [p for p in figure.axes[panel].patches if p.get_gid() == "beyond"]


def dashed(figure: Figure, panel: int) -> list[Line2D]:
    return [line for line in figure.axes[panel].lines if line.get_linestyle() == "--"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("draw", [effect_curves, level_curves])
def test_time_beyond_the_trial_is_hatched_and_dashed(draw, code: str) -> None:
    comparison = judged_comparison()
    figure = draw(comparison, "education", Language(code))
    for panel, end in ((0, 73), (1, 52)):
        (ground,) = beyond(figure, panel)
        assert ground.get_hatch()
        assert ground.get_extents().width > 0
        assert ground.get_x() == end
        lines = dashed(figure, panel)
        assert lines
        assert min(line.get_xdata()[0] for line in lines) == end
        assert all(line.get_xdata()[0] in (52, 73) for line in lines)
    (legend,) = figure.legends
    words = [text.get_text() for text in legend.get_texts()]
    assert Language(code).text("figure.beyond") in words


def test_untried_policies_are_extrapolated_from_the_start() -> None:
    comparison = judged_comparison()
    comparison.evidence_ends["as-in-trial"], kept = -1, comparison.evidence_ends["as-in-trial"]
    try:
        figure = effect_curves(comparison, "education", Language("en"))
        (ground,) = beyond(figure, 0)
        assert ground.get_x() == 0
        assert dashed(figure, 0)[0].get_xdata()[0] == 0
    finally:
        comparison.evidence_ends["as-in-trial"] = kept


@pytest.mark.parametrize("code", CODES)
def test_titles_state_the_finding(code: str) -> None:
    language = Language(code)
    words = {"da": "kan ikke skelnes", "en": "not distinguishable"}[code]
    gain = with_difference(judged_comparison(), 3.46, 1.44, 6.15)
    unclear = with_difference(judged_comparison(), 1.0, -0.5, 2.5)
    told = " ".join(effect_curves(gain, "education", language).get_suptitle().split())
    assert language.percent_points(3.46) in told
    assert language.interval(1.44, 6.15) in told
    told = " ".join(effect_curves(unclear, "education", language).get_suptitle().split())
    assert words in told
    assert language.number(1.0) not in told


def test_hollow_dots_where_the_interval_holds_zero() -> None:
    language = Language("en")
    for low, colour in ((0.5, "#0072B2"), (-0.5, "white")):
        comparison = with_difference(judged_comparison(), 1.0, low, 2.0)
        figure = subgroup_effects(comparison, "as-in-trial", "education", 52, language)
        dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
        assert len(dots) == 19
        assert {dot.get_markerfacecolor() for dot in dots} == {colour}


def levels() -> xr.DataArray:
    """Curves of the right shape, made up."""
    weeks = np.arange(74)
    arms, outcomes = ["treated", "control"], ["education", "employment"]
    noise = np.random.default_rng(1).normal(0, 0.3, (4, 2, 2, 2, 74, 1))
    rise = (12 * weeks / 73)[None, None, None, None, :, None]
    gain = np.array([4.0, 0.0])[None, None, :, None, None, None] * (weeks / 73)[:, None]
    return xr.DataArray(
        np.abs(rise + gain + noise),
        dims=("draw", "seed", "arm", "outcome", "week", "group"),
        coords={"arm": arms, "outcome": outcomes, "week": weeks, "group": ["all"]},
    )


def process() -> xr.DataArray:
    """Curves of the right shape, made up; nobody has a mentor in the last weeks."""
    weeks = np.arange(74)
    values = np.random.default_rng(1).uniform(0.1, 0.6, (4, 3, 3, 74))
    values[:, 2, :, 57:] = np.nan
    return xr.DataArray(
        values,
        dims=("draw", "quantity", "stratum", "week"),
        coords={
            "quantity": ["trust", "readiness", "contact"],
            "stratum": ["grade_4_or_above", "grade_below_4", "no_grades"],
            "week": weeks,
        },
    )


def everything(code: str, title: str | None = None) -> dict[str, Figure]:
    language, comparison = Language(code), judged_comparison()
    if title is not None:
        comparison = with_title(comparison, title)
    return {
        "effects": effect_curves(comparison, "employment", language),
        "levels": level_curves(comparison, "education", language),
        "subgroups": subgroup_effects(comparison, "104-weeks", "education", 104, language),
        "mentors": mentors_and_queue(comparison, language),
        "trial": trial_curves(levels(), language, the_trial()),
        "process": process_curves(process(), language, the_trial()),
    }


@pytest.mark.parametrize("code", CODES)
def test_every_figure_can_be_written_and_nothing_stays_open(code: str) -> None:
    before = dict(mpl.rcParams)
    for figure in everything(code).values():
        assert figure.get_suptitle()
        assert as_png(figure, dpi=40).startswith(b"\x89PNG")
        for axes in figure.axes:
            assert axes.get_xlabel()
            assert axes.get_ylabel() or len(axes.get_yticklabels()) == 19
    assert not plt.get_fignums()
    assert dict(mpl.rcParams) == before


def test_titles_are_not_read_as_mathematics() -> None:
    for name, figure in everything("en", HOSTILE).items():
        assert as_svg(figure), name
        assert not any(text.get_parse_math() for text in figure.findobj(Text))


@pytest.mark.parametrize("title", ["Donaudampfschiff" * 12, "ord " * 60])
def test_words_stay_inside_the_picture(title: str) -> None:
    for name, figure in everything("da", title).items():
        figure.draw_without_rendering()
        words = [figure._suptitle, *figure.legends[0].get_texts()]
        for axes in figure.axes:
            words += [axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
        for text in filter(Text.get_text, words):
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1
            assert inside, (name, text.get_text())


def test_the_same_figure_gives_the_same_bytes() -> None:
    first, second = (
        as_svg(mentors_and_queue(judged_comparison(), Language("da"))) for _ in range(2)
    )
    assert first == second
