"""A follow-up with numbers typed by hand: two quarters of four, two figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.situation.words import Told
from scenarios.follow_up.bands import Bands, rooted
from scenarios.follow_up.figures import figure_names
from scenarios.follow_up.learning import Learned
from scenarios.follow_up.programme import Programme
from scenarios.follow_up.reading import ALL, read_follow_up
from scenarios.follow_up.reasons import AS_EXPECTED, Reason
from tests.worlds import small_follow_up as small

#: Enough draws for a verdict.
MANY = 128
#: Deviations beyond which a figure is off track.
BOUNDARY = 3.5


@cache
def _programme() -> Programme:
    return small.programme()


def checked(
    scores: Mapping[str, tuple[float, float]],
    *,
    towards: tuple[float, float] = (0.0, 0.0),
    reasons: tuple[tuple[str, float, float], ...] = ((AS_EXPECTED, 1.0, 1.0),),
    draws: int = MANY,
) -> Checked:
    """A hundred of everything that is named are expected after the first look, 200 after two.

    Args:
        scores: standard deviations from it at each look, by figure; others are not counted.
        towards: of all figures together in the direction of fewer contacts.
        reasons: name, chance and strength.
        draws: of the posterior.
    """
    names, shape = figure_names(), (1, len(figure_names()), 4)
    expected, found, score = (np.full(shape, np.nan) for _ in range(3))
    for name, told in scores.items():
        place = names.index(name)
        expected[0, place] = rooted(np.array([100.0, 200.0, 300.0, 400.0]))
        score[0, place, :2] = told
        found[0, place, :2] = [100.0, 200.0]
    bands = Bands(
        groups=(ALL,),
        expected=expected,
        below=np.ones(shape),
        above=np.ones(shape),
        chance=np.full(shape, 0.6),
        boundary=BOUNDARY,
        found=found,
        score=score,
        # 999 copies: 40 of them lie at 4.5 or beyond.
        maxima=np.concatenate([np.full(959, 2.0), np.full(40, 4.5)]),
        directions=("contact",),
        towards=np.array([[*towards, np.nan, np.nan]]),
    )
    return Checked(
        read_follow_up(small.counts()),
        _programme(),
        bands,
        tuple(Reason(*reason) for reason in reasons),
        draws,
        Told(small.situation(), 8.0),
    )


def learned(spread: float, after: float) -> Learned:
    """One parameter has moved, another would have."""
    rows: list[dict[str, Any]] = [
        {"parameter": "contact_base", "trial": 0.62, "after": after, "shift": -1.2, "cut": False},
        {"parameter": "readiness_gain", "trial": 0.3, "after": 0.3, "shift": 0.0, "cut": True},
    ]
    moved = pd.DataFrame(rows).assign(joint=[np.nan, 0.43])
    return Learned(small.posterior(), spread, moved, 0.4, 3.2)
