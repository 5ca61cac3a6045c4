"""A municipality's people under the wider policy language: streams, hours, conditions, gain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.municipality.local_population import LocalPeople, local_people
from scenarios.municipality.municipality import read_municipality
from scenarios.policy.intake import arriving, cohort_for
from scenarios.policy.policies import NamedPolicy, load_policy, parse_policy
from sim.errors import InputError
from sim.programme import Intake
from sim.simulation import build
from tests.worlds.small_comparison import few_draws

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
STREAM = Intake(kind="stream", per_week=20, weeks=30)


def people(file: Path = EXAMPLES / "individuals.csv") -> LocalPeople:
    municipality = read_municipality(file, None)
    return local_people(municipality, the_trial())


def policy(**fields: Any) -> NamedPolicy:
    text = {"da": "-", "en": "-"}
    return NamedPolicy(
        "own",
        parse_policy({"title": text, "description": text, "reference": "-"} | fields, file="own"),
    )


def test_a_stream_brings_people_of_the_municipality_evenly_over_its_weeks() -> None:
    here = arriving(people(), STREAM)
    values = next(iter(few_draws().values()))
    cohort = cohort_for(people(), STREAM, values, 1)
    assert cohort.population.n == 600 * here.copies >= the_trial().seats.sum()
    assert len(cohort.staffing) == here.copies
    assert set(cohort.entry) == set(range(30))
    # The municipality's own make-up, to the resolution of systematic sampling.
    (share,) = (m.target for m in people().municipality.margins if m.category == "no_grades")
    found = float((cohort.population.stratum == 2).mean())
    assert found == pytest.approx(share, abs=0.02)


def test_hours_are_the_municipalitys_and_every_copy_has_them() -> None:
    here = arriving(people(), STREAM)
    given = policy(capacity={"hours": 74, "follows": "places"}).policy
    values = next(iter(few_draws().values()))
    cohort = cohort_for(people(), STREAM, values, 1)
    world = build(cohort, here.scaled(given), values, 1, horizon=4)
    by_copy = np.bincount(world.corps.jobcentre, world.corps.hours)
    assert by_copy == pytest.approx(np.full(here.copies, 74.0), rel=0.05)
    assert float(world.corps.hours.sum()) == pytest.approx(74.0 * here.copies)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"targeting": {"eligible": [{"none_of": ["woman", "Vejle"]}]}}, "eligible.0.none_of.1"),
        ({"targeting": {"score": [{"who": "Vejle", "weight": 1}]}}, "score.0.who"),
        (
            {"duration": {"weeks": 52, "exceptions": [{"group": "Vejle", "weeks": 9}]}},
            "exceptions.0.group",
        ),
    ],
)
def test_a_jobcentre_of_the_trial_is_refused_wherever_it_is_named(
    fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError, match="not a group of this population") as error:
        compare(
            people(),
            [policy(**fields)],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=3),
        )
    assert field in str(error.value)
    assert "Vejle" in str(error.value)


def test_stream_gain_and_suppression_go_together(tmp_path: Path) -> None:
    # The stream brings more women than the file has: the file's three are still not shown.
    file = tmp_path / "few-women.csv"
    file.write_text("variable;category;count\ngender;woman;3\ngender;man;117\n", encoding="utf-8")
    ranked = policy(
        targeting={"score": "expected_gain_per_hour"},
        intake={"kind": "stream", "per_week": 20, "weeks": 30},
        capacity={"hours": 74, "follows": "places"},
    )
    result = compare(
        people(file), [ranked], load_policy("no-mentor"), few_draws(), EnsembleSetting(horizon=40)
    )
    assert result.population_comparison is not None
    assert result.population_comparison.stream is not None
    assert (
        result.population_comparison.stream.people,
        result.population_comparison.stream.weeks,
    ) == (600, 30)
    assert result.hidden == {"woman", "man"}
    shown = result.levels[result.levels["group"].isin(result.hidden)]
    assert shown["mean"].isna().all()
