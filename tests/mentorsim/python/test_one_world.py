"""One world in Python: its accounts, its people, and what is never written to disk."""

from __future__ import annotations

import copy
import pickle
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.stored_posterior import shipped_posterior
from calibration.trial import no_mentors, the_trial
from mentorsim import python_policy, run
from mentorsim.python.one_world import STAYS_IN_MEMORY, OneWorld
from sim.errors import InputError
from sim.persons import STATUS_NAMES
from sim.simulation import build

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
WEEKS = 20
TABLES = ("people", "persons_by_week", "spells")


@cache
def world() -> OneWorld:
    return run("as-in-trial", weeks=WEEKS, persons=True)


def test_it_is_the_same_world_with_and_without_its_people() -> None:
    plain = run("as-in-trial", weeks=WEEKS)
    assert np.array_equal(plain.accounts.people, world().accounts.people)
    pd.testing.assert_frame_equal(plain.calendar, world().calendar)
    pd.testing.assert_frame_equal(plain.persons, world().persons)
    assert plain.to_xarray().equals(world().to_xarray())
    assert np.array_equal(plain.level(0), world().level(0))


def test_its_tables_are_its_accounts() -> None:
    counts = world().persons_by_week().groupby(["week", "status"], observed=False).size()
    assert np.array_equal(
        counts.unstack().to_numpy(), world().accounts.people[:, : len(STATUS_NAMES), 0]
    )
    spells = world().spells()
    assert (spells["stop"] - spells["start"]).sum() == counts.sum()
    assert world().people()["person"].is_unique
    for name in TABLES:
        assert set(getattr(world(), name)()["person"]) == set(world().people()["person"])


def test_people_have_to_be_asked_for(tmp_path: Path) -> None:
    plain = run("no-mentor", weeks=5)
    for name in TABLES:
        with pytest.raises(InputError, match=r"run\(\.\.\., persons=True\)") as refused:
            getattr(plain, name)()
        assert refused.value.field == name
    with pytest.raises(InputError, match=r"persons=True"):
        plain.write_persons(tmp_path / "people")
    with pytest.raises(AttributeError, match="no_such"):
        plain.no_such  # noqa: B018
    assert {"people", "calendar", "to_xarray"} <= set(dir(plain))


def test_people_of_the_trial_can_be_written(tmp_path: Path) -> None:
    world().write_persons(tmp_path / "people")
    weeks = pd.read_csv(tmp_path / "people" / "persons_by_week.csv")
    assert len(weeks) == len(world().persons_by_week())
    assert set(weeks["status"]) <= set(STATUS_NAMES)
    names = sorted(path.name for path in (tmp_path / "people").iterdir())
    assert names == sorted(f"{name}.csv" for name in TABLES)
    assert not world().people().attrs[STAYS_IN_MEMORY]


def test_people_of_a_file_of_individuals_stay_in_memory(tmp_path: Path) -> None:
    local = run("as-in-trial", weeks=5, persons=True, population=EXAMPLES / "individuals.csv")
    assert local.stays_in_memory
    with pytest.raises(InputError, match="not written to disk"):
        local.write_persons(tmp_path / "people")
    assert list(tmp_path.iterdir()) == []
    for table in (local.persons, *(getattr(local, name)() for name in TABLES)):
        assert len(table) > 0
        assert table.attrs[STAYS_IN_MEMORY]
        assert table.head().copy().attrs[STAYS_IN_MEMORY]
    # It goes along wherever the world goes.
    assert pickle.loads(pickle.dumps(local)).stays_in_memory
    assert copy.deepcopy(local).people().attrs[STAYS_IN_MEMORY]
    shares = run(
        "as-in-trial", weeks=5, persons=True, population=EXAMPLES / "shares.csv", people=600
    )
    shares.write_persons(tmp_path / "people")
    assert not shares.people().attrs[STAYS_IN_MEMORY]


def test_arms_live_as_in_two_worlds() -> None:
    """The treated live as if everybody were offered what they are, the others as without."""
    both = run("as-in-trial", weeks=WEEKS, persons=True, arms=True)
    people, weeks = both.people(), both.persons_by_week()
    arm = people.set_index("person")["arm"]
    assert arm.value_counts().to_dict() == {
        "treated": the_trial().treated_seats.sum(),
        "control": (the_trial().seats - the_trial().treated_seats).sum(),
    }
    mentored = weeks[weeks["post"].notna()]["person"].unique()
    assert set(arm.loc[mentored]) == {"treated"}
    without = run("no-mentor", weeks=WEEKS, persons=True).persons_by_week()
    control = weeks["person"].map(arm).to_numpy() == "control"
    columns = ["person", "week", "calendar_week", "status", "trust", "readiness"]
    pd.testing.assert_frame_equal(weeks.loc[control, columns], without.loc[control, columns])
    # The controls' world of the estimator: nobody is offered anything.
    simulation = build(
        the_trial().cohort(first_values(), 1), no_mentors(), first_values(), 1, horizon=WEEKS + 1
    )
    status = simulation.run_with_history().status.T.ravel()
    codes = pd.Index(STATUS_NAMES).get_indexer(weeks.loc[control, "status"].astype(str))
    assert np.array_equal(status[control], codes)


def first_values() -> dict[str, float]:
    return next(iter(shipped_posterior().values()))


def test_arms_are_the_trials_only() -> None:
    with pytest.raises(InputError, match="only the trial's own"):
        run("as-in-trial", weeks=5, arms=True, population=EXAMPLES / "shares.csv", people=600)
    with pytest.raises(InputError, match="only the trial's own"):
        run("stream-limited", weeks=5, arms=True)


def test_a_policy_in_python_can_be_lived_with_its_people() -> None:
    def act(model: object) -> None:
        pass

    idle = run(python_policy("idle", act=act), weeks=WEEKS, persons=True)
    pd.testing.assert_frame_equal(idle.persons_by_week(), world().persons_by_week())
