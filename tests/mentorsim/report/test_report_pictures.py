"""Figures of the report: a finding above, one drawing for paper and one for a phone."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.budget_figures import kroner_figure
from mentorsim.present.comparison.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.present.comparison.view_figures import view_forest
from mentorsim.present.figure_layout import NARROW_WIDTH, WIDTH, narrow_screen
from mentorsim.report.pictures import picture
from scenarios.budget.budget import budget
from scenarios.comparison.compare import Comparison
from tests.worlds.small_comparison import HOSTILE, small_comparison, with_title

START = "data:image/svg+xml;base64,"
LONG = "Mentor to gange om ugen og hjælp til bolig og helbred i de første halvandet år"


def draws(comparison: Comparison, language: Language) -> dict[str, Callable[[], Figure]]:
    money = budget(comparison)
    return {
        "effects": lambda: effect_curves(comparison, "education", language),
        "levels": lambda: level_curves(comparison, "education", language),
        "subgroups": lambda: subgroup_effects(comparison, "as-in-trial", "education", 52, language),
        "mentors": lambda: mentors_and_queue(comparison, language),
        "views": lambda: view_forest(comparison, language),
        "kroner": lambda: kroner_figure(money, language),
    }


def size(address: str) -> tuple[float, float]:
    """Width and height of a drawing, in inches."""
    root = ElementTree.fromstring(base64.b64decode(address.removeprefix(START)))
    width, height = (float(root.attrib[side].removesuffix("pt")) for side in ("width", "height"))
    return width / 72, height / 72


@pytest.mark.parametrize("code", LOCALES)
def test_a_figure_is_drawn_for_paper_and_for_a_phone(code: str) -> None:
    for name, draw in draws(small_comparison(), Language(code)).items():
        found = picture(draw)
        assert found.source.startswith(START)
        assert found.narrow.startswith(START)
        wide, narrow = size(found.source), size(found.narrow)
        assert wide[0] == pytest.approx(WIDTH, abs=0.01), name
        assert narrow[0] == pytest.approx(NARROW_WIDTH, abs=0.01), name
        assert narrow[1] > wide[1], name


def test_the_finding_stands_above_and_not_in_the_drawing() -> None:
    language = Language("da")
    for draw in draws(small_comparison(), language).values():
        title = draw().get_suptitle()
        found = picture(draw)
        # Spaces that hold a number and its unit together are kept.
        assert found.finding == title.replace("\n", " ")
        assert "\n" in title
        assert found.finding.rstrip("†.") in found.alt


@pytest.mark.parametrize("title", [None, LONG, "Donaudampfschiff" * 12, HOSTILE])
def test_words_stay_inside_a_narrow_drawing(title: str | None) -> None:
    comparison = small_comparison() if title is None else with_title(small_comparison(), title)
    for name, draw in draws(comparison, Language("da")).items():
        with narrow_screen():
            figure = draw()
        figure.suptitle("")
        figure.draw_without_rendering()
        words = list(figure.legends[0].get_texts())
        for axes in figure.axes:
            words += [axes._left_title, axes.xaxis.label, axes.yaxis.label]
            words += axes.get_yticklabels()
            assert axes.get_position().width > 0.3, name
        for text in filter(Text.get_text, words):
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1
            assert inside, (name, text.get_text())


def test_a_phone_changes_nothing_for_those_who_come_after() -> None:
    language = Language("en")
    before = effect_curves(small_comparison(), "education", language).get_figwidth()
    with pytest.raises(ZeroDivisionError), narrow_screen():
        raise ZeroDivisionError
    after = effect_curves(small_comparison(), "education", language)
    assert before == after.get_figwidth() == WIDTH
    first, second = (axes.get_subplotspec().colspan.start for axes in after.axes)
    assert (first, second) == (0, 1)
