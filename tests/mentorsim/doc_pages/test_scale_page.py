"""What a national run costs is arithmetic from what was measured; the page says what was."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.large import Large, measured
from benchmarks.scale import Measured, cost_of, measure, national, page
from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.economics.rates import weeks_per_year

PAGE = (Path(__file__).parents[3] / "docs" / "scale.md").read_text(encoding="utf-8")
MEASURED = Measured(
    machine="a machine",
    people=1000,
    weeks=521,
    worlds=8,
    threads={1: (2e6, 1e6, 3e6), 2: (3e6,)},
    cluster={1: (1e6,), 2: (1.5e6,)},
    connect=1.0,
    task_bytes=1000,
    result_bytes=9000,
    draws_per_task=10,
    same=True,
)


def run_of(**values: float):
    given = national()
    entries = {k: getattr(given, k).model_copy(update={"value": v}) for k, v in values.items()}
    return given.model_copy(update=entries)


def test_the_cost_is_worked_out_by_hand() -> None:
    """3,000 people, 2 years, 100 draws, 2 seeds, 2 policies at 2 million person-weeks a second."""
    run = run_of(people=3000, years=2, draws=100, policies=2, night=1)
    cost = cost_of(run, MEASURED)
    person_weeks = 3000 * 2 * weeks_per_year() * 100 * SEEDS_PER_DRAW * 2
    assert cost.person_weeks == pytest.approx(person_weeks)
    assert cost.core_hours == pytest.approx(person_weeks / 2e6 / 3600)
    # 10 tasks of 10 draws for each of three worlds of 1,000 people.
    assert cost.tasks == 30
    assert cost.bytes == 30 * 10000
    assert cost.cores == 1
    assert cost_of(run_of(people=3000, years=200, draws=10000), MEASURED).cores == pytest.approx(
        3000 * 200 * weeks_per_year() * 10000 * 4 / 2e6 / 3600 / 12, abs=1
    )


def test_the_page_says_what_was_measured() -> None:
    text = page(national(), MEASURED)
    assert "| threads | 1 | 2 (1 to 3) | 2 (1 to 3) |" in text
    assert "On the same 2 cores the cluster is 50% slower than threads" in text
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_the_page_says_what_large_worlds_cost() -> None:
    large = (Large(1000, 13, 5.0, 400.0, 2.4, 1e8), Large(1_000_000, 13, 6.5, 390.0, 1.1, 6e8))
    text = page(run_of(people=40000), replace(MEASURED, large=large))
    assert "| 1,000,000 | 13 | 6.5 | 1.3 | 390 | 1.10 | 600 |" in text
    # (600 - 100) MB for a million people.
    assert "takes 500 bytes a person" in text
    assert "40,000 people as one world take 20 MB" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 120
    assert "Not measured" in page(national(), MEASURED)
    assert "Not measured" not in PAGE


def test_a_large_world_is_measured() -> None:
    found = measured(2588, 13)
    assert found is not None
    assert found.people == 2588
    assert 300 < found.table_bytes < 600
    assert found.nanoseconds > 0.5


def test_the_page_in_the_project_is_the_scripts_and_its_arithmetic_holds() -> None:
    assert PAGE.startswith("<!-- Written by `python -m benchmarks.scale")
    assert "gave the same to the bit" in PAGE
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([0-9][^|]*?) \|$", PAGE, re.M))
    number = {name: float(value.replace(",", "")) for name, value in rows.items()}
    (rate,) = re.findall(r"core-hours, at (\d+) million", PAGE)
    run = national()
    lives = run.draws.value * SEEDS_PER_DRAW * run.policies.value
    person_weeks = run.people.value * run.years.value * weeks_per_year() * lives
    assert number["person-weeks"] == pytest.approx(person_weeks, rel=0.01)
    hours = person_weeks / float(rate) / 1e6 / 3600
    found = next(v for name, v in number.items() if name.startswith("core-hours"))
    # The rate is shown to a million, the hours to a tenth.
    assert found == pytest.approx(hours, abs=0.06 + hours * 0.6 / float(rate))


def test_it_measures() -> None:
    pytest.importorskip("distributed")
    found = measure(draws=2, repeats=1, workers=(1,))
    assert found.same
    assert found.rate > 1e5
    assert 1000 < found.task_bytes < 50_000
    assert found.result_bytes < 1_000_000
