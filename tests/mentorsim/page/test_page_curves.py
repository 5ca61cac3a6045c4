"""Curves of the page: what the pointer shows is what tables hold; numbers as the reader's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.page.blocks import level_grid
from mentorsim.page.curves import CURVES, curve_chart, points
from mentorsim.page.drawn import Shown
from mentorsim.present.comparison.cells import effect_cells
from mentorsim.present.results import DAGGER, compared, effect, last_week, longest, named, title
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import load_prices
from tests.worlds.small_comparison import HOSTILE, judged_comparison, small_comparison, with_title

#: The first, one in which two policies are still the same, the trial's answer, beyond the trial.
WEEKS = (0, 30, 52, 80, 110)


def shown(comparison: Comparison, code: str = "da") -> Shown:
    return Shown(comparison, "education", Language(code), False, load_prices(2023))


def wide(chart: dict[str, Any]) -> dict[int, dict[str, str]]:
    return {row["week"]: row for row in chart["datasets"]["wide"]}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("lived", [small_comparison, judged_comparison])
def test_what_the_pointer_shows_is_what_tables_hold(
    lived: Callable[[], Comparison], code: str
) -> None:
    comparison = lived()
    chart = curve_chart(shown(comparison, code), "effects", 52, "words")
    pointed = wide(chart)
    assert sorted(pointed) == list(range(last_week(comparison) + 1))
    for place, name in enumerate(compared(comparison)):
        for week in WEEKS:
            cell = effect_cells(effect(comparison, name, "education", week), Language(code))[0]
            mark = DAGGER if cell.beyond else ""
            assert pointed[week][f"p{place}"] == f"{cell.value}{mark} ({cell.interval})"


@pytest.mark.parametrize("code", LOCALES)
def test_levels_have_the_reference_and_a_table_of_the_same_words(code: str) -> None:
    comparison, language = judged_comparison(), Language(code)
    names = (*compared(comparison), comparison.reference)
    pointed = wide(curve_chart(shown(comparison, code), "levels", 52, "words"))[52]
    grid = level_grid(shown(comparison, code), 52)
    assert [head for head, _ in grid.rows] == [title(comparison, n, language) for n in names]
    for place, (_, (cell,)) in enumerate(grid.rows):
        mark = DAGGER if cell.beyond else ""
        assert pointed[f"p{place}"] == f"{cell.value}{mark} ({cell.interval})"
    frame = comparison.levels
    row = frame[(frame["outcome"] == "education") & (frame["group"] == "all")]
    row = row[(row["week"] == 52) & (row["policy"] == comparison.reference)].iloc[0]
    assert grid.rows[-1][1][0].value == language.number(row["mean"], 1)


def test_numbers_are_the_readers() -> None:
    of = {c: curve_chart(shown(judged_comparison(), c), "effects", 52, "") for c in LOCALES}
    separators = {c: chart["config"]["locale"]["number"] for c, chart in of.items()}
    assert (separators["da"]["decimal"], separators["da"]["thousands"]) == (",", ".")
    assert (separators["en"]["decimal"], separators["en"]["thousands"]) == (".", ",")
    assert "," in wide(of["da"])[52]["p0"]
    assert "," not in wide(of["en"])[52]["p0"]


def test_curves_are_dashed_where_the_trial_says_nothing_and_lines_stand_at_each_end() -> None:
    comparison = judged_comparison()
    rows = points(shown(comparison), "effects")
    for name in compared(comparison):
        own = [r for r in rows if r["policy"] == title(comparison, name, Language("da"))]
        beyond = [r["week"] for r in own if r["beyond"]]
        expected = [
            w
            for w in range(last_week(comparison) + 1)
            if effect(comparison, name, "education", w).extrapolated
        ]
        assert beyond == expected
        assert beyond
    chart = curve_chart(shown(comparison), "effects", 52, "")
    values = [layer["data"].get("values", [{}])[0] for layer in chart["layer"] if "data" in layer]
    ends = [longest(named(comparison, name).policy) for name in compared(comparison)]
    assert [v["week"] for v in values if "week" in v] == [*ends, 52]


@pytest.mark.parametrize("kind", CURVES)
def test_words_of_a_user_stay_data(kind: str) -> None:
    """A title is a value of a field, nowhere a part of an expression."""
    comparison = with_title(small_comparison(), HOSTILE)
    chart = curve_chart(shown(comparison, "en"), kind, 52, "words")
    assert json.loads(json.dumps(chart)) == chart
    heads = {row["policy"] for row in chart["datasets"]["curves"]}
    assert title(comparison, compared(comparison)[0], Language("en")) in heads
    tests = json.dumps([layer["encoding"].get("opacity") for layer in chart["layer"]])
    assert "script" not in tests
