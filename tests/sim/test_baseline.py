"""A small fixed run gives exactly the results that are written down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sim.state import Status
from tests.refresh_baseline import PATH, policies, results

ADVICE = """
The results of the model have changed. If they were not meant to, find out why. If they were:
  make baseline        (runs tests/refresh_baseline.py)
and add a line to the changelog that begins with "Results change:" and says what and why.
"""


def leaves(tree: Mapping[str, Any], where: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*where, name))
        else:
            yield " / ".join((*where, name)), value


def test_results_are_the_baseline() -> None:
    expected = dict(leaves(json.loads(PATH.read_text(encoding="utf-8"))))
    found = dict(leaves(results()))
    names = sorted(expected.keys() | found.keys())
    lines = [
        f"  {name}: was {expected.get(name)}, is {found.get(name)}"
        for name in names
        if expected.get(name) != found.get(name)
    ]
    shown = "\n".join(lines[:12])
    assert not lines, f"{ADVICE}\n{len(lines)} of {len(names)} numbers differ:\n{shown}"


def test_the_baseline_exercises_the_model() -> None:
    """A baseline in which nothing happens would never change."""
    baseline = json.loads(PATH.read_text(encoding="utf-8"))
    assert set(baseline) == {"population", *policies()}
    levers = baseline["every_lever"]
    for place in ("aftercare", "ended", "opted_out", "moved", "other_leave"):
        total = sum(baseline[name]["places"][place] for name in policies())
        assert total > 0, place
    assert levers["calendar"]["waiting"] > 0
    assert levers["persons"]["stand_in"] > 0
    for status in Status:
        if status is not Status.ABSENT:
            for name in policies():
                assert baseline[name]["person_weeks"][status.name.lower()] > 0
    assert baseline["none"]["persons"]["readiness"] > 0
    assert baseline["none"]["calendar"]["mentored"] == 0
