"""Populations as tables, and requests and assumptions that cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.population_check import check_population, rows_as_json
from calibration.tables import TrialTables, read_trial
from calibration.trial_population import DEFAULT_ASSUMPTIONS, population_tables, read_assumptions
from sim.errors import InputError
from sim.population import Latent, PopulationTables, draw_population
from tests.worlds.drawn_people import SHARES, trial_tables


@pytest.fixture(scope="module")
def trial() -> TrialTables:
    return read_trial()


@pytest.fixture(scope="module")
def tables() -> PopulationTables:
    return trial_tables()


def test_frame_and_take(tables: PopulationTables) -> None:
    drawn = draw_population(tables, tables.trial_seats, 3, **SHARES)
    frame = drawn.to_frame()
    assert len(frame) == drawn.n == 2588
    assert set(frame["stratum"].unique()) == {"grade_4_or_above", "grade_below_4", "no_grades"}
    assert frame["jobcentre"].value_counts()["København"] == 200
    assert set(frame["coping"].unique()) == set(tables.item_answers[2])
    np.testing.assert_array_equal(frame["su_share_year_2_back"], drawn.su[:, 1])
    assert drawn.take([5, 2]).person.tolist() == drawn.person[[5, 2]].tolist()
    assert drawn.take(drawn.woman).woman.all()


def test_rows_as_json_is_json(trial: TrialTables, tables: PopulationTables) -> None:
    drawn = draw_population(tables, tables.trial_seats, 3, **SHARES)
    content = json.loads(json.dumps(rows_as_json(check_population(drawn, trial)), allow_nan=False))
    names = {entry["name"] for entry in content["unknown"]}
    assert {"share_women", "share_never_su", "age_gap_between_tables"} <= names
    assert all(entry["why"] for entry in content["unknown"])
    assert all(row["printed"] is not None and row["source"] for row in content["rows"])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"share_women": 1.2}, "share_women"),
        ({"share_never_su": 0.95}, "share_never_su"),
        ({"share_never_su": 0.0}, "share_never_su"),
        ({"share_never_su": float("nan")}, "share_never_su"),
        ({"first_person": -1}, "first_person"),
        ({"first_person": 2**32 - 5}, "first_person"),
    ],
)
def test_impossible_requests_are_refused(
    tables: PopulationTables, change: dict[str, float], where: str
) -> None:
    with pytest.raises(InputError) as caught:
        draw_population(tables, tables.trial_seats, 1, **(SHARES | change))
    assert caught.value.field == where


@pytest.mark.parametrize("seats", [[1, 2], [1.5] * 13, [-1] * 13, [2**32] * 13])
def test_impossible_seats_are_refused(tables: PopulationTables, seats: list[float]) -> None:
    with pytest.raises(InputError, match="seats"):
        draw_population(tables, np.array(seats), 1, **SHARES)


def test_correlations_that_cannot_be_are_refused(tables: PopulationTables) -> None:
    tied = tables.correlation.copy()
    tied[Latent.SU_1, Latent.TRANSFER_1] = tied[Latent.TRANSFER_1, Latent.SU_1] = 0.1
    with pytest.raises(ValueError, match="SU and transfers"):
        replace(tables, correlation=tied)
    impossible = tables.correlation.copy()
    impossible[Latent.AGE, Latent.TRANSFER_3] = impossible[Latent.TRANSFER_3, Latent.AGE] = 0.99
    with pytest.raises(ValueError, match="positive definite"):
        replace(tables, correlation=impossible)
    with pytest.raises(ValueError, match="sum below 1"):
        replace(tables, su_mean=tables.su_mean + 0.5)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  København:", "  Atlantis:", "Atlantis"),
        ("[su_1, su_2]", "[su_1, luck]", "luck"),
        ("[su_1, su_2]", "[su_1, su_3]", "named twice"),
        ("value: -3", "value: low", "ranges.mark_low.value"),
        ("certainty: A", "certainty: Z", "certainty"),
        ("spreads:", "spread:", "spreads"),
        ("ranges:", "ranges: [", "unreadable YAML"),
        ("value: 0.3\n      unit: share", "value: 1.3\n      unit: share", "do not go together"),
        ("value: 26.4", "value: 264", "do not go together"),
        ("value: 2.0", "value: 0", "concentrations"),
        ("[mother_income, father_income]", "[su_1, transfer_1]", "SU and transfers"),
    ],
)
def test_malformed_assumptions_are_refused(
    trial: TrialTables, tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = DEFAULT_ASSUMPTIONS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "population.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        population_tables(trial, read_assumptions(path))
    assert words in str(caught.value)
