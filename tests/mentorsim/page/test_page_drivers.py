"""Drivers: a parameter that the effect follows is found; chance alone finds hardly any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.stats import norm, spearmanr

from calibration.stored_posterior import shipped_posterior
from mentorsim.language import LOCALES, Language
from mentorsim.page.drivers import driver_grid, drivers, verdicts
from mentorsim.page.html import said
from mentorsim.page.setting import Options
from mentorsim.page.words import when
from mentorsim.present.comparison.drivers import driver_figure, driver_sentence
from mentorsim.present.figure_layout import NARROW_WIDTH, WIDTH, narrow_screen
from mentorsim.present.names import parameter_title
from mentorsim.present.results import title
from mentorsim.report.drivers import driver_section
from mentorsim.saved.run import Run
from scenarios.comparison.compare import Comparison
from scenarios.sensitivity.drivers import chance_limit, driver_setting, rank_correlations
from tests.support.decision_cases import ensemble, weeks_in
from tests.worlds.small_comparison import HORIZON, small_comparison

DRAWS = 64
PARAMETER = "uptake"
WEEK = 52


@pytest.fixture(autouse=True)
def _as_many_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorsim.page.setting._OPTIONS", Options("da", DRAWS, 1))


def following(effect: np.ndarray) -> Comparison:
    """A comparison whose effect on education is given, draw by draw."""
    none = [0.0] * DRAWS
    shares = {"no-mentor": none, "as-in-trial": effect, "104-weeks": none}
    data = ensemble({n: weeks_in("education", s, HORIZON) for n, s in shares.items()}, seeds=1)
    return replace(small_comparison(), ensemble=data, draw_count=DRAWS)


def ranks(parameter: str) -> np.ndarray:
    values = shipped_posterior().first(DRAWS).draws[parameter]
    return values.rank().to_numpy() / (DRAWS + 1)


@pytest.mark.parametrize(("sign", "key"), [(1, "more"), (-1, "less")])
def test_the_parameter_that_the_effect_follows_comes_first(sign: int, key: str) -> None:
    effect = ranks(PARAMETER) if sign > 0 else 1 - ranks(PARAMETER)
    comparison = following(0.1 * effect**3)
    found = drivers(comparison, "education", WEEK)
    first = found.found[0]
    assert first.parameter == PARAMETER
    # The cube moves no rank.
    assert first.correlation == pytest.approx(sign)
    sizes = [abs(d.correlation) for d in found.found]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= found.limit
    for code in LOCALES:
        language = Language(code)
        words = driver_sentence(comparison, found, "@", language)
        named = parameter_title(PARAMETER, language)
        assert named in words
        start = language.text(
            f"drivers.{key}",
            outcome="@",
            policy="@",
            reference="@",
            when="@",
            parameter=named,
            told="@",
        )
        assert start.split("@")[-2].split(named)[0] in words


def test_the_limit_is_that_of_the_largest_of_independent_correlations() -> None:
    """Normal with variance 1 / (draws - 1); the chance is split over the parameters."""
    chance = driver_setting().chance.value
    assert chance_limit(101, 1) == pytest.approx(norm.isf(chance / 2) / 10)
    assert chance_limit(101, 50) == pytest.approx(norm.isf(chance / 100) / 10)
    assert chance_limit(2, 50) == 1.0


def test_correlations_are_those_of_ranks_with_ties_shared() -> None:
    """As the library of statistics has them, to the bit."""
    rng = np.random.default_rng(5)
    parameters = pd.DataFrame(np.round(rng.normal(size=(64, 4)), 1), columns=list("abcd"))
    values = np.round(rng.normal(size=64) + parameters["a"].to_numpy(), 1)
    found = rank_correlations(parameters, values)
    assert dict(found) == {n: spearmanr(parameters[n], values).statistic for n in parameters}
    assert found["a"] > 0.5


def test_three_draws_find_nothing() -> None:
    """Three draws put one parameter in six in their own order by chance alone."""
    assert drivers(small_comparison(), "education", WEEK).found == ()
    assert drivers(small_comparison(), "education", WEEK).limit == 1.0


def test_chance_alone_finds_hardly_anything() -> None:
    """Of 60 effects that follow nothing, each finds something with probability 0.05 at most: more
    than 17 do with probability below 1e-9 (binomial); with a limit that is not split over the
    parameters nearly all would."""
    rng = np.random.default_rng(1)
    some = sum(
        bool(drivers(following(rng.uniform(size=DRAWS)), "education", WEEK).found)
        for _ in range(60)
    )
    assert some <= 17


@pytest.mark.parametrize("code", LOCALES)
def test_an_effect_that_does_not_vary_follows_nothing(code: str) -> None:
    comparison, language = following(np.full(DRAWS, 0.1)), Language(code)
    found = drivers(comparison, "education", WEEK)
    assert found.found == ()
    words = driver_sentence(comparison, found, when(WEEK, language), language)
    assert words == language.text(
        "drivers.none",
        outcome={"da": "uddannelse", "en": "education"}[code],
        policy=language.quoted(title(comparison, "as-in-trial", language)),
        reference=language.quoted(title(comparison, "no-mentor", language)),
        when=language.text("when.year", years="1"),
    )


@pytest.mark.parametrize("code", LOCALES)
def test_table_and_figure_say_the_same(code: str) -> None:
    comparison, language = following(0.1 * ranks(PARAMETER)), Language(code)
    found = drivers(comparison, "education", WEEK)
    grid = driver_grid(comparison, found, language)
    assert [head for head, _ in grid.rows] == [
        parameter_title(d.parameter, language) for d in found.found
    ]
    assert grid.rows[0][1][0].value == language.signed(1.0, 2)
    finding = driver_sentence(comparison, found, when(WEEK, language), language)
    figure = driver_figure(found, finding, language)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [head for head, _ in grid.rows][: len(labels)]
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert widths == pytest.approx([d.correlation for d in found.found[: len(widths)]])
    assert said(figure) == " ".join(finding.split())


@pytest.mark.parametrize("code", LOCALES)
def test_page_and_report_say_the_same(code: str) -> None:
    comparison, language = following(0.1 * ranks(PARAMETER)), Language(code)
    found = drivers(comparison, "education", WEEK)
    run = Run(comparison, {}, shipped_posterior().first(DRAWS).draws, verdicts())
    section = driver_section(run, language)
    block, other = section.blocks
    grid = driver_grid(comparison, found, language)
    assert block.title == grid.caption
    assert [*section.heads, grid.heads[-1]] == list(grid.heads)
    most = int(driver_setting().most_in_table.value)
    assert block.rows == [
        (head, *(cell.value for cell in cells[:-1])) for head, cells in grid.rows[:most]
    ]
    assert bool(block.note) == (len(grid.rows) > most)
    week = language.text("when.week", week=str(WEEK))
    assert block.finding == driver_sentence(comparison, found, week, language)
    # Twice the support differs from the first policy by what the first one does.
    assert other.rows[0][1] == language.signed(-1.0, 2)


def bars_of() -> Figure:
    language = Language("da")
    comparison = following(0.1 * ranks(PARAMETER))
    found = drivers(comparison, "education", WEEK)
    finding = driver_sentence(comparison, found, when(WEEK, language), language)
    return driver_figure(found, finding, language)


def test_on_a_phone_names_stand_above_bars_and_nothing_is_wider() -> None:
    wide = bars_of()
    with narrow_screen():
        narrow = bars_of()
    names = [text.get_text() for text in narrow.axes[0].texts]
    assert [" ".join(n.split()) for n in names] == [
        " ".join(label.get_text().split()) for label in wide.axes[0].get_yticklabels()
    ]
    assert not narrow.axes[0].get_yticklabels()
    for figure, widest in ((wide, WIDTH), (narrow, NARROW_WIDTH)):
        FigureCanvasAgg(figure).draw()
        assert figure.get_tightbbox().width <= 1.02 * widest
