"""Mentors of whom there are few are not rounded away."""

from __future__ import annotations

import pytest

from mentorsim.language import Language
from mentorsim.present.forecast.text import YEAR_COUNTS, posts, year_counts


@pytest.mark.parametrize(
    ("mentors", "danish", "english"),
    [
        (0.4, "0,4", "0.4"),
        (0.96, "1", "1"),
        (1.0, "1", "1"),
        (7.46, "7,5", "7.5"),
        (9.04, "9", "9"),
        (12.4, "12", "12"),
        (0.0, "0", "0"),
    ],
)
def test_full_time_mentors_are_written(mentors: float, danish: str, english: str) -> None:
    assert posts(mentors, Language("da")) == danish
    assert posts(mentors, Language("en")) == english


def test_a_year_shows_parts_of_mentors_and_whole_places() -> None:
    row = dict(zip(YEAR_COUNTS, (0.6, 0.4, 7.2, 0.0), strict=True))
    assert year_counts(row, Language("en")) == ["0.6", "0.4", "7", "0"]
