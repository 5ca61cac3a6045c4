"""People of a world as tables: they are the world's accounts, person by person."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from calibration.trial import as_in_trial, the_trial
from sim.errors import InputError
from sim.persons import CENSORED, PLACE_NAMES, STATUS_NAMES, Persons, simulate_persons
from sim.simulation import Simulation, build
from sim.state import STATUSES
from tests.worlds.mesa_worlds import HORIZON, POLICIES, SEED, VALUES, differing, make, mesa_cohort


def world(name: str) -> Simulation:
    return build(mesa_cohort(), POLICIES[name], VALUES, SEED, horizon=HORIZON)


@cache
def recorded(name: str = "a queue") -> tuple[Persons, Simulation]:
    simulation = world(name)
    return simulate_persons(simulation), simulation


@pytest.mark.parametrize("name", POLICIES)
def test_people_by_week_are_the_accounts(name: str) -> None:
    persons, simulation = recorded(name)
    table, accounts = persons.by_week(), simulation.accounts()
    counts = table.groupby(["week", "status"], observed=False).size().unstack()
    assert list(counts.columns) == [s.name.lower() for s in STATUSES]
    assert np.array_equal(counts.to_numpy(), accounts.people[:, : len(STATUSES), 0])
    last = table[table["week"] == HORIZON - 1].set_index("person")
    assert set(last.index) == set(mesa_cohort().population.person)
    # In the weeks that everybody is followed in, those mentored are the calendar's.
    mentored = table[table["post"].notna()].groupby("calendar_week").size()
    followed = range(int(mesa_cohort().entry.max()), HORIZON)
    expected = accounts.calendar["mentored"].loc[list(followed)]
    assert mentored.reindex(followed, fill_value=0).tolist() == expected.tolist()
    minutes = table.groupby("calendar_week")["minutes"].sum().loc[list(followed)]
    given = accounts.calendar["direct_minutes"].loc[list(followed)]
    np.testing.assert_allclose(minutes, given, rtol=1e-5)


@pytest.mark.parametrize("name", POLICIES)
def test_recording_leaves_every_bit_of_a_world(name: str) -> None:
    plain = world(name)
    plain.run()
    assert differing(recorded(name)[1].world, plain.world) == []


def test_spells_are_person_weeks_without_a_gap() -> None:
    persons, simulation = recorded()
    spells, weeks = persons.spells(), persons.by_week()
    length = (spells["stop"] - spells["start"]).astype(int)
    assert (length > 0).all()
    assert length.sum() == len(weeks) == HORIZON * mesa_cohort().population.n
    by_status = length.groupby(spells["status"], observed=False).sum()
    people = simulation.accounts().people[:, : len(STATUSES), 0]
    assert by_status.tolist() == people.sum(axis=0).tolist()
    following = spells.groupby("person", sort=False)
    assert (following["start"].first() == 0).all()
    assert (following["stop"].last() == HORIZON).all()
    nothing_between = spells["start"] == following["stop"].shift()
    assert nothing_between[spells["start"] > 0].all()
    # Every spell ends in the next one's status; those that last are censored, and only they.
    after = following["status"].shift(-1)
    ended = spells["event"] != CENSORED
    assert (ended == (spells["stop"] < HORIZON)).all()
    assert (spells["event"][ended].astype(str) == after[ended].astype(str)).all()
    assert (spells["event"].astype(str) != spells["status"].astype(str)).all()
    assert spells["event"].cat.categories[0] == CENSORED


def test_the_mesa_face_lives_the_same_people() -> None:
    persons, _ = recorded()
    model = make(mesa_cohort(), POLICIES["a queue"])
    table = persons.by_week().set_index(["calendar_week", "person"])
    for calendar_week in range(45):
        model.step()
        if calendar_week % 11:
            continue
        now = table.loc[calendar_week]
        there = model.youths.select(lambda y: y.entered)
        assert [y.person for y in there] == now.index.tolist()
        for name in ("trust", "readiness", "minutes"):
            assert np.array_equal(np.float32(there.get(name)), now[name])
        assert [y.status.name.lower() for y in there] == now["status"].tolist()
        assert [y.place.name.lower() for y in there] == now["place"].tolist()
        mentors = [y.mentor for y in there]
        assert [None if m is None else m.post for m in mentors] == [
            None if pd.isna(post) else post for post in now["post"]
        ]
        assert [
            "" if m is None else f"{m.jobcentre}, post {m.post}, holder {m.holder}" for m in mentors
        ] == now["mentor"].astype(object).fillna("").tolist()
    # Recorded through the Mesa face they are the same, too.
    ours = simulate_persons(make(mesa_cohort(), POLICIES["a queue"]).simulation)
    pd.testing.assert_frame_equal(ours.by_week(), persons.by_week())


def test_who_they_are_is_in_words() -> None:
    persons, simulation = recorded()
    people, cohort = persons.people(), mesa_cohort()
    pd.testing.assert_frame_equal(
        people[cohort.population.to_frame().columns], cohort.population.to_frame()
    )
    assert people["entry_week"].tolist() == cohort.entry.tolist()
    assert people["eligible"].all()
    assert (people["declines_as"].isna() == people["accepts_offer"]).all()
    # What the traits say is what happened: who declined stands there, who never bonds never trusts.
    last = persons.by_week().groupby("person", sort=False).last().loc[people["person"]]
    declined = ~people["accepts_offer"].to_numpy()
    assert declined.any()
    declines = people["declines_as"].astype(str).to_numpy()
    assert (last["place"].astype(str).to_numpy() == declines)[declined].all()
    assert not last["trust"].to_numpy()[~people["bonds"]].any()
    assert (people["trust_growth"] > 0).equals(people["bonds"])
    received = simulation.accounts().persons
    weeks = persons.by_week().groupby("person", sort=False)["contact"].sum()
    # The engine counts on beyond the horizon, for those who entered early.
    assert (weeks.to_numpy() <= received["contact_weeks"].to_numpy()).all()
    assert "arm" not in people


def test_no_column_holds_codes_and_all_are_small() -> None:
    table, spells = recorded()[0].by_week(), recorded()[0].spells()
    assert tuple(table["status"].cat.categories) == STATUS_NAMES
    assert tuple(table["place"].cat.categories) == PLACE_NAMES
    assert table["mentor"].cat.categories.str.contains(", post ").all()
    assert table["post"].notna().equals(table["mentor"].notna())
    assert table.memory_usage(index=False).sum() / len(table) <= 32
    assert spells.memory_usage(index=False).sum() / len(spells) <= 16


def test_arms_are_the_trials() -> None:
    trial = the_trial()
    cohort = trial.cohort(VALUES, seed=5, groups=("all",))
    treated = trial.treated(cohort, 5)
    simulation = build(cohort, as_in_trial(), VALUES, 5, horizon=5, offered=treated)
    people = simulate_persons(simulation, treated).people()
    found = people.groupby("jobcentre", observed=True)["arm"].agg(lambda a: (a == "treated").sum())
    assert found.tolist() == trial.treated_seats.tolist()
    assert people["eligible"].equals(people["arm"] == "treated")


def test_a_world_that_has_begun_is_refused() -> None:
    simulation = world("a queue")
    simulation.advance()
    with pytest.raises(InputError, match="from the first week on only"):
        simulate_persons(simulation)
