"""Many draws: files instead of memory, tables by blocks of columns, worlds that share people."""

from __future__ import annotations

import errno
import os
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration.evidence import shipped_evidence
from calibration.stored_posterior import shipped_posterior
from calibration.trial import TRIAL_GROUPS, the_trial
from scenarios.comparison import columns, keeping, resource_tables, tables
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.comparison.saved_sums import RESOURCES, without_groups
from scenarios.policy.policies import load_policy
from sim import quantiles
from sim.errors import InputError
from sim.outcomes.accounts import COUNTED
from sim.quantiles import beta_by_mean, beta_table
from sim.simulation import build, draw_person_traits
from sim.state import STATUSES
from tests.worlds.small_comparison import few_draws

ENDS = {"a": 52, "b": 104, "none": 52}


def _made_up(draws: int) -> xr.Dataset:
    """An ensemble of so many draws in a file, with numbers that nobody lived."""
    weeks, report, groups, kept = 30, 2, len(TRIAL_GROUPS), len(COUNTED)
    front = (draws, 2, len(ENDS))
    kinds = {
        "level": (*front, weeks, kept),
        "level_spread": (*front, weeks, kept),
        "share": (*front, report, kept, groups),
        "weeks": (*front, report, kept, groups),
        "spread": (*front, report, kept, groups),
        "resource": (*front, weeks, len(RESOURCES)),
    }
    arrays = keeping.rooms({name: (shape, np.dtype("f4")) for name, shape in kinds.items()})
    rng = np.random.default_rng(draws)
    for array in arrays.values():
        for draw in array:
            draw[:] = rng.random(draw.shape, np.float32)
        keeping.give_back([array])
    dims = {
        "level": ("week", "status"),
        "level_spread": ("week", "status"),
        "share": ("report_week", "status", "group"),
        "weeks": ("report_week", "status", "group"),
        "spread": ("report_week", "status", "group"),
        "resource": ("calendar_week", "quantity"),
    }
    corps = {
        name: (("draw", "seed", "policy"), rng.random(front))
        for name in ("direct_minutes", "places", "full_time_equivalents", "waited")
    }
    return xr.Dataset(
        {name: (("draw", "seed", "policy", *dims[name]), arrays[name]) for name in arrays}
        | corps
        | {"size": (("draw", "seed", "group"), np.full((draws, 2, groups), 100))},
        coords={
            "policy": list(ENDS),
            "group": list(TRIAL_GROUPS),
            "report_week": [20, 29],
            "status": list(COUNTED),
            "quantity": list(RESOURCES),
        },
    )


def _peak_of_tables(data: xr.Dataset) -> int:
    """The most memory that tables of an ensemble hold at a time, in bytes."""
    tracemalloc.start()
    try:
        tables.levels(data, ENDS, "none", 1000, evidence=shipped_evidence())
        pairs = [("a", "none"), ("b", "none"), ("b", "a")]
        tables.differences(data, pairs, ENDS, 1000, evidence=shipped_evidence())
        half = np.arange(0, data.sizes["draw"], 2)
        tables.differences(
            data, pairs, ENDS, 1000, evidence=shipped_evidence(), weekly=False, draws=half
        )
        resource_tables.weekly(data, ENDS)
        resource_tables.totals(data, ENDS, 73)
        without_groups(data, {"woman", "man"})
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_of_tables_does_not_grow_with_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the draws, and the same memory but for a few numbers per draw and policy.

    Those are under a kilobyte, of some 20 that a draw leaves behind here.
    """
    monkeypatch.setattr(keeping, "IN_MEMORY", 0)
    monkeypatch.setattr(keeping, "BLOCK", 2**20)
    monkeypatch.setattr(columns, "AT_A_TIME", 2**20)
    _peak_of_tables(_made_up(10))  # what is imported and cached along the way
    few, many = (_peak_of_tables(_made_up(draws)) for draws in (200, 2000))
    each = sum(array.nbytes for array in _made_up(1).data_vars.values())
    assert each > 19_000
    assert (many - few) / 1800 < 1000


def test_blocks_and_files_give_the_same_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Comparison:
        return compare(
            the_trial(),
            [load_policy("as-in-trial"), load_policy("104-weeks")],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=61, workers=1),
        )

    whole = made()
    monkeypatch.setattr(keeping, "IN_MEMORY", 0)
    monkeypatch.setattr(keeping, "BLOCK", 2**9)
    parts = made()
    assert type(parts.ensemble["level"].data.base) is not type(whole.ensemble["level"].data.base)
    for name in ("levels", "differences", "views", "weekly", "totals"):
        one, other = getattr(whole, name), getattr(parts, name)
        pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-12, atol=1e-12)
    for name in whole.ensemble.data_vars:
        np.testing.assert_array_equal(whole.ensemble[name], parts.ensemble[name])


def test_a_file_keeps_what_memory_gave_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keeping, "IN_MEMORY", 100)
    shapes: Any = {"a": ((7, 5), np.dtype("f4")), "b": ((3,), np.dtype("i8"))}
    rooms = keeping.rooms(shapes, tmp_path)
    rooms["a"][:], rooms["b"][:] = np.arange(35).reshape(7, 5), (1, 2, 3)
    keeping.give_back(rooms.values())
    keeping.give_back([rooms["a"][2:, 1], np.zeros(3)])
    np.testing.assert_array_equal(rooms["a"], np.arange(35).reshape(7, 5))
    np.testing.assert_array_equal(rooms["b"], [1, 2, 3])
    # Nothing is left behind, whatever ends the process.
    assert list(tmp_path.iterdir()) == []
    part = keeping.gathered(rooms["a"], (slice(1, 3),), np.array([0, 6]))
    np.testing.assert_array_equal(part, [[1, 2], [31, 32]])


def test_a_full_disk_is_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(keeping, "IN_MEMORY", 0)
    monkeypatch.setattr(keeping, "_reserve", full)
    with pytest.raises(InputError, match="no room") as error:
        keeping.rooms({"a": ((10_000_000,), np.dtype("f4"))}, tmp_path)
    assert error.value.file == str(tmp_path)
    assert "40 MB" in str(error.value.allowed)


def test_worlds_that_share_their_people_are_worlds_lived_alone() -> None:
    values = next(iter(shipped_posterior().values()))
    cohort = the_trial().cohort(values, 3)
    together = draw_person_traits(cohort, values, 3)
    for name in ("as-in-trial", "low-grades-first", "104-weeks", "no-mentor", "never-su-first"):
        policy = load_policy(name).policy
        shared = build(cohort, policy, values, 3, horizon=40, person_traits=together).run()
        alone = build(cohort, policy, values, 3, horizon=40).run()
        np.testing.assert_array_equal(shared.people, alone.people)
        np.testing.assert_array_equal(shared.weekly, alone.weekly)
        pd.testing.assert_frame_equal(shared.persons, alone.persons)


@pytest.mark.parametrize("name", ["as-in-trial", "aftercare-26", "no-mentor"])
def test_the_spread_of_weeks_is_that_of_the_lives(name: str) -> None:
    """Counted while people move, beside every person's every week."""
    values = next(iter(shipped_posterior().values()))
    cohort, policy = the_trial().cohort(values, 5), load_policy(name).policy
    history = build(cohort, policy, values, 5, horizon=80).run_with_history()
    accounts = build(cohort, policy, values, 5, horizon=80).run()
    spread = accounts.spread()
    for status in STATUSES:
        weeks = np.cumsum(history.status[1:] == status, axis=0)
        for week in (1, 2, 52, 79):
            for group in ("all", "woman", "grade_none"):
                g = accounts.groups.index(group)
                lived = weeks[week - 1][cohort.membership()[:, g] == 1]
                assert accounts.weeks[week, status, g] == lived.sum()
                assert spread[week, status, g] == pytest.approx(lived.var(ddof=1))
    np.testing.assert_array_equal(spread[0], 0.0)
    np.testing.assert_array_equal(accounts.spread([52], 3), spread[[52], :, 3])


def test_quantiles_are_those_of_numpy() -> None:
    rng = np.random.default_rng(1)
    knots = np.concatenate([[0.0], np.sort(rng.random(40)) ** 3, [1.0]])
    table = np.concatenate([[0.0], np.sort(rng.random(40)), [1.0]])
    begins = np.searchsorted(knots, np.arange(9) / 8, side="right") - 1
    u = np.concatenate([rng.random(20_000), knots, np.nextafter(knots[1:], 0), np.arange(9) / 8])
    found = np.empty(u.size)
    quantiles.interpolate(u, np.zeros(u.size, int), table[None], knots, begins, found)
    np.testing.assert_array_equal(found, np.interp(u, knots, table))
    group = np.array([0, 1, 0])
    several = beta_by_mean(np.full(3, 0.3), np.array([0.2, 0.6]), group, 2.0)
    assert several[0] == several[2] < several[1]
    assert beta_table(0.2, 2.0)[0] == 0.0


def test_an_ensemble_of_few_draws_is_in_memory() -> None:
    found = run_ensemble(
        the_trial(), [load_policy("no-mentor")], few_draws(), EnsembleSetting(horizon=5)
    )
    owners = [found[name].data for name in ("level", "share", "resource")]
    assert not any(isinstance(array.base, np.memmap) for array in owners)
    assert found.sizes["draw"] == len(few_draws())
