"""A search as plain values for machines, as tables, and each of its policies as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.json import records
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.words import search_sentences
from scenarios.policy.policies import NamedPolicy
from sim.strict_yaml import dump_yaml

#: The folder of the policies, beside the tables.
POLICIES = "policies"


def policy_text(named: NamedPolicy) -> str:
    """A policy as the YAML file that `mentorsim check`, `compare` and `search` read."""
    return dump_yaml(named.policy.model_dump(mode="json", exclude_unset=True))


def search_json(result: Searched, origin: Mapping[str, str]) -> dict[str, Any]:
    """A search.

    Args:
        result: what was found.
        origin: where it comes from (`mentorsim.present.provenance`).
    """
    found = result.found
    return {
        "situation": result.situation,
        "wants": [asdict(want) for want in result.wants],
        "week": result.week,
        "mentors": result.posts,
        "young_people": {result.kind: result.young},
        "kroner_of_a_mentor": result.mentor_year,
        "counts": result.weights,
        "today": result.today.name,
        "best": result.winner.name,
        "best_by": {
            want.name: result.policies[int(k)].name
            for want, k in zip(result.wants, found.best, strict=True)
        },
        "claimed": found.claimed,
        "second": None if found.second is None else result.policies[found.second].name,
        "condition": _condition(result),
        "gains": records(result.gains),
        "curve": records(result.curve),
        "regret": records(result.regret),
        "policies": [
            {"name": p.name, "evidence_ends": end} | p.policy.model_dump(mode="json")
            for p, end in zip(result.policies, result.ends, strict=True)
        ],
        "cost": asdict(found.cost),
        "text": {code: search_sentences(result, Language(code)) for code in LOCALES},
        "provenance": dict(origin),
    }


def _condition(result: Searched) -> dict[str, Any] | None:
    found = result.found.condition
    if found is None:
        return None
    known = asdict(found)
    if not found.parameter:
        known |= {"parameter": None, "value": None, "above": None}
    return known


def search_tables(result: Searched) -> dict[str, pd.DataFrame]:
    """Tables by file name."""
    tables = {"gains": result.gains, "curve": result.curve, "regret": result.regret}
    return {name: table for name, table in tables.items() if not table.empty}
