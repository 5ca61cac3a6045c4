"""Nothing lives by parameters that cannot be, and nothing is filled in for one that is missing."""

from __future__ import annotations

import ast
import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from calibration.draws import draws_text
from calibration.posterior import Posterior
from calibration.stored_posterior import SHIPPED, read_posterior, shipped_posterior
from calibration.trial import as_in_trial, the_trial
from mentorsim.python import compare, run
from mentorsim.viz import world
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from sim.model import MentoringModel
from sim.parameters import parameter_space
from sim.simulation import build, draw_person_traits
from tests.worlds.mesa_worlds import SEED, VALUES, mesa_cohort
from tests.worlds.small_comparison import few_draws

Values = dict[str, float]
FIXED = next(p.name for p in parameter_space() if p.prior is None)


def without(name: str) -> Values:
    return {k: v for k, v in VALUES.items() if k != name}


#: Values by what is wrong with them, with the parameter that is told.
WRONG: dict[str, tuple[Values, str]] = {
    "no number": ({**VALUES, "readiness_gain": math.nan}, "readiness_gain"),
    "endless": ({**VALUES, "readiness_gain": math.inf}, "readiness_gain"),
    "above its bounds": ({**VALUES, "readiness_gain": 50.0}, "readiness_gain"),
    "below its bounds": ({**VALUES, "readiness_gain": -1.0}, "readiness_gain"),
    "no share": ({**VALUES, "uptake": 7.0}, "uptake"),
    "misspelt": ({**without("readiness_gain"), "readines_gain": 0.1}, "readines_gain"),
    "missing": (without("uptake"), "uptake"),
    "fixed and missing": (without(FIXED), FIXED),
}
FACES: dict[str, Callable[[Values], object]] = {
    "build": lambda values: build(mesa_cohort(), as_in_trial(), values, SEED, horizon=5),
    "draw_person_traits": lambda values: draw_person_traits(mesa_cohort(), values, SEED),
    "shared people": lambda values: build(
        mesa_cohort(),
        as_in_trial(),
        values,
        SEED,
        horizon=5,
        person_traits=draw_person_traits(mesa_cohort(), VALUES, SEED),
    ),
    "Mesa": lambda values: MentoringModel(
        mesa_cohort(), as_in_trial(), values, seed=SEED, horizon=5
    ),
}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("wrong", WRONG)
def test_impossible_values_are_refused_before_anything_lives(wrong: str, face: str) -> None:
    values, name = WRONG[wrong]
    with pytest.raises(InputError) as refused:
        FACES[face](values)
    assert refused.value.field == name
    assert refused.value.allowed


def test_a_misspelt_parameter_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"did you mean readiness_gain\?"):
        FACES["build"](WRONG["misspelt"][0])


def test_people_live_by_the_values_that_they_were_made_with() -> None:
    person_traits = draw_person_traits(mesa_cohort(), VALUES, SEED)
    other = {**VALUES, "trust_growth": VALUES["trust_growth"] / 2}
    with pytest.raises(InputError, match="other parameters") as refused:
        build(mesa_cohort(), as_in_trial(), other, SEED, horizon=5, person_traits=person_traits)
    assert refused.value.field == "trust_growth"


@pytest.mark.parametrize("name", ["share_women", "share_never_su"])
def test_people_are_not_drawn_without_their_shares(name: str) -> None:
    with pytest.raises(InputError, match="has no value") as refused:
        the_trial().cohort(without(name), 1)
    assert refused.value.field == name


def test_both_bounds_of_every_parameter_live() -> None:
    for parameter in parameter_space():
        for bound in (parameter.low, parameter.high):
            # As a posterior stores it.
            kept = float(f"{bound:.6g}")
            draw_person_traits(mesa_cohort(), {**VALUES, parameter.name: kept}, SEED)


def bad_draws(value: float) -> Posterior:
    few = few_draws()
    return replace(few, draws=few.draws.assign(readiness_gain=value))


@pytest.mark.parametrize("value", [math.nan, 50.0])
def test_impossible_draws_are_refused_wherever_they_are_lived(
    value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, policies = bad_draws(value), [load_policy("as-in-trial")]
    monkeypatch.setattr(run, "shipped_posterior", lambda: bad)
    monkeypatch.setattr(world, "shipped_posterior", lambda: bad)
    for call in (
        lambda: run_ensemble(the_trial(), policies, bad, EnsembleSetting(horizon=5)),
        lambda: compare.compare("as-in-trial", weeks=5, draws=2, posterior=bad),
        lambda: run.run("as-in-trial", weeks=5),
        lambda: world.WatchedWorld(weeks=5),
    ):
        with pytest.raises(InputError, match="impossible value") as refused:
            call()
        assert refused.value.field == "readiness_gain"


def test_a_posterior_has_draws_of_every_parameter_and_of_nothing_else() -> None:
    few = few_draws()
    with pytest.raises(InputError, match="draws of a parameter are missing") as refused:
        replace(few, draws=few.draws.drop(columns="uptake"))
    assert refused.value.field == "uptake"
    for extra in ("readines_gain", FIXED):
        with pytest.raises(InputError, match="no parameter with a prior") as refused:
            replace(few, draws=few.draws.assign(**{extra: 0.1}))
        assert refused.value.field == extra


def test_the_estimate_is_of_every_parameter() -> None:
    shipped = shipped_posterior()
    part = {k: v for k, v in shipped.estimate.items() if k != "uptake"}
    with pytest.raises(InputError, match="has no value") as refused:
        replace(shipped, estimate=part).point_estimate()
    assert refused.value.field == "uptake"


def test_a_kept_posterior_that_lacks_a_column_is_refused_with_its_file(tmp_path: Path) -> None:
    text = draws_text(few_draws().draws.drop(columns="uptake"))
    content = json.loads((SHIPPED / "fit.json").read_text(encoding="utf-8"))
    content["provenance"]["draws"] = hashlib.sha256(text.encode()).hexdigest()[:16]
    (tmp_path / "draws.csv").write_text(text, encoding="utf-8")
    (tmp_path / "fit.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="draws of a parameter are missing") as refused:
        read_posterior(tmp_path)
    assert refused.value.file == str(tmp_path / "draws.csv")
    assert refused.value.field == "uptake"


def test_worlds_are_made_in_one_place() -> None:
    made = [
        path.relative_to(root).as_posix()
        for root in [Path(sim.__file__).parents[1]]
        for package in ("sim", "calibration", "scenarios", "mentorsim")
        for path in sorted((root / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("World", "PersonTraits")
    ]
    assert sorted(made) == ["sim/first_run.py", "sim/person_traits.py", "sim/simulation.py"]
