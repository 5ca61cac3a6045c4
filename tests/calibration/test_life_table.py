"""The table on life after a start: what it shows, in which years, and under which draws."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration import life_table
from calibration.life_after import DEFINITIONS
from calibration.life_table import TRIAL_ROWS, YEARS, by_population_spread, quantities
from calibration.observe import observe, simulate_pair
from calibration.posterior import Posterior
from calibration.provenance import make_provenance
from calibration.targets import targets
from calibration.trial import the_trial
from sim.parameters import parameter_space
from sim.reference import weeks_per_year
from sim.state import COMPLETED_ANY, EVER_STARTED, QUALIFIED, Status

YEARLY = (
    "completed_of_started",
    "job_or_education",
    "job",
    "pension_or_resource_course",
    "self_supported",
    "completed",
    "qualified",
)


def posterior(draws: int) -> Posterior:
    """Draws of the prior, which nothing was fitted to."""
    space = parameter_space()
    z = np.random.default_rng(5).standard_normal((draws, len(space.free)))
    table = pd.DataFrame(
        {name: space[name].from_standard(z[:, k]) for k, name in enumerate(space.free)}
    )
    return Posterior(
        draws=table,
        estimate={name: float(table[name].mean()) for name in space.free},
        provenance=make_provenance(
            "made up", table, reading="pooled", chosen={}, trial=the_trial(), seed=3
        ),
        report={},
    )


@pytest.fixture(scope="module")
def drawn() -> Posterior:
    return posterior(301)


def test_printed_figures_come_first_and_then_ten_years_of_each_quantity() -> None:
    known = quantities(targets(the_trial()))
    assert list(YEARS) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [(q.name, q.year) for q in known] == [
        *((name, 0) for name in (*TRIAL_ROWS, *DEFINITIONS)),
        *((name, year) for name in YEARLY for year in range(1, 11)),
    ]
    by_id = {t.id: t for t in targets(the_trial())}
    for q in known:
        printed = (by_id[q.name].low, by_id[q.name].high) if not q.year else (None, None)
        assert (q.low, q.high) == printed, q.name


def world(pair: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No worlds: a pair made by hand is shown, and a printed row shows its place among the rows."""
    asked: list[Any] = []

    def twins(trial: object, values: object, seed: int, *, horizon: int) -> Any:
        asked.append((seed, horizon))
        return pair

    def places(shown: object, rows: Any) -> np.ndarray:
        return np.arange(1.0, len(rows) + 1)

    monkeypatch.setattr(life_table, "simulate_pair", twins)
    monkeypatch.setattr(life_table, "observe", places)
    return asked


def hand_made() -> Any:
    """Controls whose level of a column in week w is a part of its own times w."""
    sizes = {
        EVER_STARTED: 8e-4,
        COMPLETED_ANY: 2e-4,
        QUALIFIED: 1e-4,
        Status.EDUCATION: 3e-4,
        Status.EMPLOYMENT: 5e-4,
        Status.PENSION: 7e-5,
        Status.RESOURCE_COURSE: 3e-5,
        Status.SELF_SUPPORTED: 9e-5,
    }
    weeks = np.arange(1000.0)

    def level(column: int, group: str = "all", shown: slice = slice(None)) -> np.ndarray:
        assert group == "all"
        return (sizes[column] * weeks)[shown]

    control = SimpleNamespace(accounts=SimpleNamespace(level=level))
    return SimpleNamespace(control=control, treated=None)


def test_every_quantity_is_of_the_controls_at_the_end_of_its_year(
    drawn: Posterior, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = world(hand_made(), monkeypatch)
    one = replace(drawn, draws=drawn.draws.iloc[:2])
    table = life_table.life_table(the_trial(), {"with": one}, workers=1)
    # Ten years are lived, and each draw has a seed of its own.
    assert {horizon for _, horizon in asked} == {522}
    assert len({seed for seed, _ in asked}) == 2
    assert list(table.columns) == [
        "posterior",
        "quantity",
        "year",
        "printed_low",
        "printed_high",
        "median",
        "low",
        "high",
    ]
    shown = table.set_index(["quantity", "year"])["median"]
    # A week's level in units of the week.
    per_week = {
        "job_or_education": 8e-4,
        "job": 5e-4,
        "pension_or_resource_course": 1e-4,
        "self_supported": 9e-5,
        "completed": 2e-4,
        "qualified": 1e-4,
    }
    for name, size in per_week.items():
        for year in YEARS:
            week = round(year * weeks_per_year())
            assert shown[name, year] == pytest.approx(size * week), (name, year)
    assert [shown["completed_of_started", year] for year in YEARS] == pytest.approx([0.25] * 10)
    # Rows are asked for in the order of the tables and shown in that of the page.
    asked_for = [t.id for t in targets(the_trial()) if t.id in (*TRIAL_ROWS, *DEFINITIONS)]
    for name in (*TRIAL_ROWS, *DEFINITIONS):
        assert shown[name, 0] == 1.0 + asked_for.index(name), name


def test_intervals_are_over_draws_and_posteriors_do_not_mix(
    drawn: Posterior, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first row shows the draw's own number: the interval is that of these numbers."""
    world(hand_made(), monkeypatch)
    values = {"many": drawn, "few": replace(drawn, draws=drawn.draws.iloc[:11])}

    known = len(quantities(targets(the_trial())))

    def of_draw(trial: object, rows: object, draw: Any, seed: int) -> np.ndarray:
        return np.full(known, float(seed - life_table.FIRST_SEED))

    monkeypatch.setattr(life_table, "_of_draw", of_draw)
    done: list[float] = []
    table = life_table.life_table(the_trial(), values, workers=1, progress=done.append)
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)
    for name, last in (("many", 300), ("few", 10)):
        here = table[table["posterior"] == name]
        assert len(here) == known
        assert here["median"].to_numpy() == pytest.approx(last / 2)
        assert here["low"].to_numpy() == pytest.approx(0.025 * last)
        assert here["high"].to_numpy() == pytest.approx(0.975 * last)
    assert list(dict.fromkeys(table["posterior"])) == ["many", "few"]


def test_near_and_far_are_the_outer_thirds_of_the_draws(drawn: Posterior) -> None:
    parts = by_population_spread(drawn)
    assert list(parts) == ["near", "far"]
    spread = drawn.draws["population_spread"].sort_values().to_numpy()
    near, far = (parts[name].draws["population_spread"] for name in ("near", "far"))
    assert len(near) == len(far) == 101
    assert sorted(near) == spread[:101].tolist()
    assert sorted(far) == spread[-101:].tolist()
    # Whole draws, in their order.
    for part in parts.values():
        assert list(part.draws.columns) == list(drawn.draws.columns)
        assert part.draws.equals(drawn.draws.loc[part.draws.index])
        assert part.draws.index.is_monotonic_increasing
    assert len(drawn) == 301


def test_rows_on_life_after_a_start_see_the_same_weeks_in_longer_lives() -> None:
    """Ten years of the same controls: the figures that are fitted are what they were in eight."""
    values = parameter_space().centres()
    known = [t for t in targets(the_trial()) if t.table == "life_after"]
    fitted, longer = (
        observe(simulate_pair(the_trial(), values, 11, horizon=horizon), known)
        for horizon in (None, 523)
    )
    assert np.isfinite(fitted).all()
    assert (fitted == longer).all()
