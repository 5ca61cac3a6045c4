"""Many sets of parameters for the same people and luck: the same worlds as each made by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.policy.policies import load_policy
from sim.parameters import parameter_space
from sim.series import Read, Series
from sim.simulation import Cohort, Simulation, build, draw_person_traits
from tests.worlds.small_comparison import few_draws

HORIZON = 70
VALUES = dict(next(iter(few_draws().values())))
#: Everything that is a parameter, each moved a little while all others stay.
NAMES = parameter_space().free
POLICY = load_policy("as-in-trial").policy


def small() -> Cohort:
    whole = the_trial().cohort(VALUES, 3)
    some = np.arange(0, whole.population.n, 8)
    return replace(
        whole, population=whole.population.take(some), entry=whole.entry[some], _cache={}
    )


def moved(name: str) -> Mapping[str, float]:
    parameter = parameter_space()[name]
    other = 0.9 * VALUES[name] + 0.1 * parameter.low + 1e-3 * (parameter.high - parameter.low)
    if parameter.two_valued:
        other = parameter.high + parameter.low - VALUES[name]
    assert other != VALUES[name]
    return {**VALUES, name: other}


def world(cohort: Cohort, values: Mapping[str, float], series: Series | None) -> Simulation:
    person_traits = draw_person_traits(cohort, values, 3, series)
    return build(cohort, POLICY, values, 3, horizon=HORIZON, person_traits=person_traits)


def same(one: Simulation, other: Simulation) -> None:
    for name, table in one.world._asdict().items():
        assert np.asarray(table).tobytes() == np.asarray(getattr(other.world, name)).tobytes(), name


def test_any_parameter_that_moves_is_noticed() -> None:
    cohort, series = small(), Series()
    world(cohort, VALUES, series)
    for name in NAMES:
        values = moved(name)
        same(world(cohort, values, series), world(cohort, values, None))
    # And the first set again, after all others.
    same(world(cohort, VALUES, series), world(cohort, VALUES, None))


@pytest.mark.parametrize("name", ["uptake", "readiness_gain", "job_start", "mentor_leaves"])
def test_lives_of_a_series_are_those_of_worlds_by_themselves(name: str) -> None:
    cohort, series = small(), Series()
    for values in (VALUES, moved(name), VALUES):
        one, other = world(cohort, values, series), world(cohort, values, None)
        one.advance(HORIZON)
        other.advance(HORIZON)
        same(one, other)


def test_a_piece_is_worked_out_anew_only_if_what_it_read_has_changed() -> None:
    series, asked = Series(), list[float]()

    def work(values: Mapping[str, float]) -> float:
        asked.append(values["uptake"])
        return 2.0 * values["uptake"]

    for uptake, other in ((0.5, 1.0), (0.5, 2.0), (0.6, 2.0), (0.5, 3.0)):
        assert series.piece("p", work, {"uptake": uptake, "other": other}) == 2.0 * uptake
    assert asked == [0.5, 0.6]


def test_who_looks_at_all_values_has_read_them_all() -> None:
    read = Read({"a": 1.0, "b": 2.0})
    assert dict(read) == {"a": 1.0, "b": 2.0}
    assert read.read == {"a": 1.0, "b": 2.0}
