"""Results as plain values for machines.

Differences of shares are in percentage points, of sums in weeks per young person: see `unit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.views import dependence_sentence
from mentorsim.present.population.comparison import population_comparison_json
from mentorsim.present.results import waiting_words
from scenarios.comparison.compare import INTERVAL, Comparison, all_pairs
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.ranking import Ranking
from scenarios.comparison.views import Dependence
from sim.groups import FAMILIES

#: Groups for which the views are given; the files have them all.
VIEW_GROUPS = ("all", *FAMILIES["marks"])


def records(frame: pd.DataFrame) -> Any:
    """Rows as dictionaries; null where there is no number."""
    columns = []
    for _, column in frame.items():
        values = column.tolist()
        missing = column.isna().to_numpy()
        if missing.any():
            values = [None if no else x for x, no in zip(values, missing, strict=True)]
        columns.append(values)
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def comparison_json(result: Comparison, origin: Mapping[str, str]) -> dict[str, Any]:
    """A comparison."""
    views = result.views
    return {
        "policies": [
            {"name": p.name, "evidence_ends": result.evidence_ends[p.name]}
            | p.policy.model_dump(mode="json")
            for p in result.policies
        ],
        "population": None
        if result.population_comparison is None
        else population_comparison_json(result.population_comparison),
        "trial_size": result.trial_size,
        "precision": None if result.precision is None else result.precision.as_dict(),
        "draws": result.draw_count,
        "intervals": {
            "level": (INTERVAL[1] - INTERVAL[0]) / 100,
            "draws_needed": least_draws(),
            "enough_draws": result.enough_draws,
            "text": {code: waiting_words(result.draw_count, Language(code)) for code in LOCALES},
        },
        "same_until": [
            {"policy": one, "against": other, "week": result.same_until(one, other)}
            for one, other in all_pairs([p.name for p in result.policies], result.reference)
        ],
        "outcomes": records(result.differences),
        "levels": records(result.levels),
        "views": records(views[views["group"].isin(VIEW_GROUPS)]),
        "depends": [_depends(result, found) for found in result.dependences],
        "assumptions": [found.as_dict() for found in result.assumptions],
        "totals": records(result.totals),
        "weekly": records(result.weekly),
        "provenance": dict(origin),
    }


def _depends(result: Comparison, found: Dependence) -> dict[str, Any]:
    said = {code: dependence_sentence(result, found, Language(code)) for code in LOCALES}
    return asdict(found) | {"text": said}


def ranking_json(result: Ranking, origin: Mapping[str, str]) -> dict[str, Any]:
    """A ranking, with the comparison behind it."""
    return {
        "ranking": records(result.table),
        "ranked_by": {"outcome": result.outcome, "week": result.week},
        "hours": result.hours,
        "ranking_depends": [_depends(result.comparison, d) for d in result.dependences],
    } | comparison_json(result.comparison, origin)
