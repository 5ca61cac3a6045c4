"""Results of sensitivity analyses typed by hand: two years against none, over one share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.language import Language
from mentorsim.present.sensitivity.discovery_words import discovery_finding, regret_sentences
from mentorsim.present.sensitivity.oneway_words import (
    map_sentences,
    threshold_finding,
    threshold_sentences,
    threshold_title,
)
from mentorsim.present.sensitivity.words import finding, sample_sentences
from scenarios.sensitivity.discovery import Box, Discovery, Limit
from scenarios.sensitivity.factors import parameter_factor
from scenarios.sensitivity.indices import MATTERS
from scenarios.sensitivity.maps import TwoWay
from scenarios.sensitivity.regret import Regret
from scenarios.sensitivity.targets import TARGETS
from scenarios.sensitivity.thresholds import Crossing, Threshold
from scenarios.sensitivity.tornado import Tornado
from tests.worlds.hand_made import LONG, MANY, NONE, Stand, policies

Say = Callable[[Language], str]

SHARE, UPTAKE = parameter_factor("direct_share"), parameter_factor("uptake")
VALUES = np.array([0.2, 0.5, 0.8])
NOT_A_NUMBER = float("nan")


def question(outcome: str = "net_public") -> Any:
    """Two years against no mentor."""
    return Stand(
        ready=Stand(policies=policies()),
        outcome=TARGETS[outcome],
        week=104,
        at={},
        names=(LONG, NONE),
        moved=lambda factors: (),
    )


def threshold(
    *crossings: Crossing, mean: float = 1.0, level: float = 0.0, draws: int = MANY
) -> Threshold:
    """A result along the share: on one side of the level, or with crossings."""
    means = np.full(3, mean)
    above = np.array([0.12, 0.4, 0.93])
    return Threshold(SHARE, level, VALUES, means, means, means, above, crossings, draws, False)


UP = Crossing(0.45, True, 0.31, 0.62)
DOWN = Crossing(0.45, False, 0.31, NOT_A_NUMBER)


def asks(outcome: str, found: Threshold) -> Say:
    return lambda language: threshold_finding(question(outcome), found, language)


def tells(number: int, found: Threshold) -> Say:
    return lambda language: threshold_sentences(question(), found, language)[number]


def headed(found: Threshold) -> Say:
    return lambda language: threshold_title(question(), found, language)


def tornado(low: float, high: float, *, clear: bool = True, draws: int = MANY) -> Tornado:
    table = pd.DataFrame(
        {"label": ["parameter:direct_share"], "low": [low], "high": [high], "clear": [clear]}
    )
    return Tornado(
        table, -3_000.0, 10.0, -5_000.0, -31_000.0, 22_000.0, draws, 8, False, (SHARE,), {}
    )


def map_of(*means: float, draws: int = MANY) -> TwoWay:
    """A map of two by two cells, the first factor along the rows."""
    mean = np.array(means).reshape(2, 2)
    ends = np.array([0.2, 0.8])
    return TwoWay(
        SHARE, UPTAKE, ends, ends, mean, mean - 500, mean + 500, mean, mean > 0, draws, False
    )


def map_at_best_the_same(language: Language) -> str:
    """Of a map of which a quarter of the cells are without difference, and the others below."""
    found = map_of(0, -1_000, -2_000, -9_000)
    width = np.array([[0.0, 500.0], [500.0, 500.0]])
    found = replace(found, lower=found.mean - width, upper=found.mean + width)
    return map_sentences(question(), found, language)[0]


def mapped(number: int, *means: float, draws: int = MANY) -> Say:
    found = map_of(*means, draws=draws)
    return lambda language: map_sentences(question(), found, language)[number]


def regret(number: int, worst: float, *, hangs: bool, draws: int = MANY) -> Say:
    found = Regret(
        pd.DataFrame({"draws": [draws]}), pd.Series({LONG: worst}), LONG, hangs, False, policies()
    )
    return lambda language: regret_sentences(question(), found, language)[number]


def box(low: float | None, high: float | None, fails: str) -> Say:
    limit = Limit(SHARE, low, high)
    found = Discovery(
        200,
        50,
        (Box((limit,), 60, 45, 0.75, 0.9, fails=True),),
        0.7,
        0.85,
        0.4,
        ("direct_share",),
        factors=(SHARE,),
    )
    return lambda language: discovery_finding(question(), found, fails, language)


def ranked(
    method: str,
    index: float = 0.62,
    outcome: str = "education",
    verdict: str = MATTERS,
    *,
    on_ranks: bool = False,
) -> Say:
    """The most important factor of a sensitivity analysis."""
    table = pd.DataFrame(
        {
            "label": ["parameter:direct_share"],
            "index": [index],
            "low": [0.5],
            "high": [0.71],
            "verdict": [verdict],
        }
    )
    found: Any = Stand(
        indices=Stand(table=table, floor=0.04),
        method=method,
        on_ranks=on_ranks,
        factors=(SHARE,),
        over="posterior",
    )
    return lambda language: finding(question(outcome), found, language)


def sampled(**changes: Any) -> Say:
    known = {"widest": 0.04, "change": 0.012, "enough": True, **changes}
    found: Any = Stand(convergence=Stand(**known))
    return lambda language: sample_sentences(found, language)[0]
