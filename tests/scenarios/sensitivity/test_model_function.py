"""The model as a plain function: what it gives, what tools it serves, what it refuses."""

from __future__ import annotations

import json
import pickle
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as morris_analysis
from SALib.sample import latin
from SALib.sample import morris as morris_design
from scipy.optimize import minimize_scalar

import mentorsim
from calibration.stored_posterior import shipped_posterior
from mentorsim import load, model
from mentorsim.python import sensitivity
from mentorsim.request.factors import chosen_factors
from scenarios.policy.measure_effects import measure_effect_at
from scenarios.sensitivity.factors import parameter_factor, price_factor
from scenarios.sensitivity.named import find_factors
from scenarios.sensitivity.runs import Running, run_design
from scenarios.sensitivity.salib_files import OUTCOMES, PROBLEM, SAMPLES
from scenarios.sensitivity.simulator import Simulator
from sim.errors import InputError
from sim.state import STATUSES

WEEK = 60
TRUST = {"readiness_gain": 0.08, "mechanism": 1.0}


@cache
def priced() -> Simulator:
    return model("104-weeks", "as-in-trial", ["education", "net_public"], WEEK)


@cache
def plain() -> Simulator:
    return model("26-weeks", "as-in-trial", ["education", "employment_weeks"], 40)


def test_it_gives_what_the_sensitivity_analyses_give_for_the_same_row() -> None:
    inputs: dict[str, Any] = {**TRUST, "mentor_salary": 480_000.0, "caseload": 12.0}
    found = priced()(**inputs, seed=3)
    for outcome, value in found.items():
        asked = sensitivity.question("104-weeks", "as-in-trial", outcome, WEEK)
        factors, _ = chosen_factors(
            asked,
            [n for n in inputs if n != "caseload" and (n != "mentor_salary" or asked.prices)],
            ["caseload"],
        )
        row = np.array([[inputs[f.name] for f in factors]])
        assert run_design(asked.model(factors), row, 3, Running(1))[0] == value
    assert found["education"] != 0


def test_it_gives_the_difference_of_two_worlds_lived_apart() -> None:
    at_draw = model("26-weeks", "as-in-trial", ["education", "employment_weeks"], 40, draw=5)
    worlds = [
        mentorsim.run(p, weeks=40, draw=5, seed=7).accounts for p in ("26-weeks", "as-in-trial")
    ]
    names = [status.name.lower() for status in STATUSES]
    share = [world.people[:, :, 0] / world.sizes[0] for world in worlds]
    education = [100 * s[40, names.index("education")] for s in share]
    employment = [s[1:, names.index("employment")].sum() for s in share]
    assert education[0] != education[1]
    assert at_draw(seed=7) == pytest.approx(
        {
            "education": education[0] - education[1],
            "employment_weeks": employment[0] - employment[1],
        },
        abs=1e-12,
    )


def test_a_comparison_has_the_same_differences_draw_by_draw() -> None:
    data = mentorsim.compare("26-weeks", against="as-in-trial", weeks=40, draws=2, seed=11).ensemble
    level = 100 * data["level"].sel(week=40, status="education").astype(float)
    difference = level.sel(policy="26-weeks") - level.sel(policy="as-in-trial")
    for draw in (0, 1):
        at_draw = model("26-weeks", "as-in-trial", week=40, draw=draw)
        for seed in (0, 1):
            # A comparison gives each draw two seeds of its own, and keeps single precision.
            found = at_draw(seed=11 + 2 * draw + seed)["education"]
            assert found == pytest.approx(float(difference[draw, seed]), abs=1e-4)


def test_levers_move_the_policies_that_their_rule_says() -> None:
    frame = priced().inputs()
    assert frame.loc["caseload", "moves"] == "104-weeks and as-in-trial"
    assert frame.loc["duration", "moves"] == "104-weeks"
    both = priced()(caseload=12)["education"]
    first = model("104-weeks", "as-in-trial", ["education"], WEEK, moves="first")
    by_hand = model(
        load("104-weeks", name="own", capacity={"follows": "mentors", "caseload": 12}),
        "as-in-trial",
        ["education"],
        WEEK,
    )
    assert first(caseload=12)["education"] == by_hand()["education"] != both


def test_what_is_not_named_stands_where_it_is_said_to() -> None:
    f, frame = priced(), priced().inputs()
    estimate = f.question.posterior.point_estimate()
    assert frame.loc["readiness_gain", "default"] == estimate["readiness_gain"]
    named = {n: frame.loc[n, "default"] for n in ("readiness_gain", "mentor_salary", "uptake")}
    assert f(**named, seed=2) == f(seed=2)
    # What is held in the question brings the estimate that goes with it.
    trust = model("104-weeks", "as-in-trial", ["education"], WEEK, at={"mechanism": 1})
    assert trust.values == trust.question.posterior.point_estimate()
    assert trust.values["readiness_gain"] != estimate["readiness_gain"]
    assert "mechanism" not in trust.inputs().index
    assert "with mechanism = 1" in repr(trust)
    assert "104-weeks against as-in-trial" in repr(f)


def test_effects_of_other_measures_stand_at_the_draw() -> None:
    asked = {"week": 40, "outcomes": ["education"]}
    central = model("with-other-measures", "as-in-trial", **asked)
    drawn = model("with-other-measures", "as-in-trial", **asked, draw=3)
    share = measure_effect_at(drawn.question.measures[0], 3)
    assert drawn.inputs().loc["relief:1", "default"] == share
    assert drawn(**{"relief:1": share}) == drawn()
    assert central.inputs().loc["relief:1", "default"] != share


def test_a_frame_is_the_function_row_by_row_on_any_number_of_workers() -> None:
    f = priced()
    problem = f.problem({"readiness_gain": (0.02, 0.1), "caseload": (8, 25), "mentor_salary": None})
    design = latin.sample(problem, 35, seed=1)
    one = f.frame(design, problem, seed=4, workers=1)
    two = f.frame(pd.DataFrame(design, columns=problem["names"]), seed=4, workers=2)
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    row = dict(zip(problem["names"], map(float, design[20]), strict=True))
    assert f(**row, seed=4) == one.loc[20, ["education", "net_public"]].to_dict()
    assert list(one.columns) == [*problem["names"], "education", "net_public"]
    assert one["net_public"].nunique() > 30


def test_a_frame_keeps_its_index_and_shows_the_values_that_were_lived() -> None:
    f = plain()
    design = pd.DataFrame({"duration": [30.4, 30.6], "mechanism": [0.2, 0.7]}, index=["a", "b"])
    found = f.frame(design)
    assert list(found.index) == ["a", "b"]
    assert found["duration"].tolist() == [30, 31]
    assert found["mechanism"].tolist() == [0, 1]
    assert found.loc["b", "education"] == f(duration=31, mechanism=1)["education"]
    assert f.frame(design.iloc[:0]).shape == (0, 4)


def test_it_can_be_pickled_and_works_in_other_processes() -> None:
    f = plain()
    copy = pickle.loads(pickle.dumps(f))
    assert repr(copy) == repr(f)
    assert copy(caseload=12) == f(caseload=12)
    design = pd.DataFrame({"caseload": [9.0, 20.0]})
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        there = f.frame(design, executor=elsewhere)
    pd.testing.assert_frame_equal(there, f.frame(design, workers=1), check_exact=True)


def test_a_problem_has_the_distributions_that_salib_has() -> None:
    f = priced()
    names = ["education_su", "barrier_limited", "readiness_gain", "mentor_salary", "duration"]
    problem = f.problem(names)
    assert problem["num_vars"] == 5
    assert problem["dists"] == ["truncnorm", "unif", "unif", "triang", "unif"]
    # The middle 95 % of what SALib cannot say, and all of what it can.
    normal, _, gain, _, duration = problem["bounds"]
    assert gain == pytest.approx(parameter_factor("readiness_gain").at([0.025, 0.975]))
    assert duration == [26, 156]
    wanted = parameter_factor("education_su")
    assert normal[:2] == [wanted.low, wanted.high]
    sample = latin.sample(problem, 4000, seed=2)
    for column, factor in ((0, wanted), (3, price_factor("mentor_salary", f.question.prices))):
        quantiles = np.quantile(sample[:, column], [0.05, 0.5, 0.95])
        width = factor.high - factor.low
        assert quantiles == pytest.approx(factor.at([0.05, 0.5, 0.95]), abs=0.005 * width)
    assert "dists" not in f.problem({"readiness_gain": (0.02, 0.1), "caseload": None})


def test_a_posterior_of_other_priors_needs_ranges_of_ones_own() -> None:
    posterior = shipped_posterior()
    other = replace(posterior.provenance, priors={"uptake": {"shape": "uniform"}})
    f = model("26-weeks", "as-in-trial", week=40, posterior=replace(posterior, provenance=other))
    with pytest.raises(InputError, match="fitted under other priors"):
        f.problem(["readiness_gain", "caseload"])
    assert f.problem({"readiness_gain": (0.02, 0.1), "caseload": None})["num_vars"] == 2


def test_every_distribution_can_be_sampled_and_lived() -> None:
    f = priced()
    problem = f.problem([n for n in f.inputs().index if n not in ("mentors", "lever:direct_share")])
    design = latin.sample(problem, 3, seed=1)
    assert np.isfinite(f.frame(design, problem)[["education", "net_public"]].to_numpy()).all()


def test_salib_screens_the_function() -> None:
    f = plain()
    problem = f.problem({"readiness_gain": (0.02, 0.1), "job_loss": (0.005, 0.03)})
    design = morris_design.sample(problem, 4, seed=1)
    found = f.frame(design, problem)
    effects = morris_analysis.analyze(problem, design, found["employment_weeks"].to_numpy())
    assert (np.asarray(effects["mu_star"]) > 0).all()


def test_scipy_finds_the_caseload_of_a_wanted_effect() -> None:
    f = model("104-weeks", "no-mentor", ["education_weeks"], 40)
    weeks = f.scalar(["caseload"], "education_weeks", seed=2)
    assert weeks([12.5]) == weeks(12.5) == f(caseload=12.5, seed=2)["education_weeks"]
    wanted = weeks(14.0)
    found = minimize_scalar(
        lambda x: abs(weeks(x) - wanted), bounds=(10, 20), method="bounded", options={"maxiter": 25}
    )
    assert found.fun < 0.05 * abs(weeks(10.0) - weeks(20.0))
    assert pickle.loads(pickle.dumps(weeks))(14.0) == wanted


def test_the_ema_workbench_takes_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of evaluators whose libraries are not there
        import ema_workbench as ema

    f = plain()
    asked = ema.Model("m", function=f)
    asked.uncertainties = [ema.RealParameter("readiness_gain", 0.02, 0.1)]
    asked.levers = [ema.IntegerParameter("duration", 13, 52)]
    asked.outcomes = [ema.ScalarOutcome("education"), ema.ScalarOutcome("employment_weeks")]
    with ema.SequentialEvaluator(asked) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=2, policies=2)
    # The same experiments in another process, which gets the function by pickle.
    gains = experiments["readiness_gain"].astype(float).unique()
    weeks = experiments["duration"].astype(int).unique()
    with ema.MultiprocessingEvaluator(asked, n_processes=1) as evaluator:
        _, again = evaluator.perform_experiments(
            scenarios=[ema.Scenario(f"s{k}", readiness_gain=x) for k, x in enumerate(gains)],
            policies=[ema.Policy(f"p{k}", duration=int(x)) for k, x in enumerate(weeks)],
        )
    rows = experiments[["readiness_gain", "duration"]].astype(float)
    expected = f.frame(rows)
    assert len(expected) == 4
    for name in ("education", "employment_weeks"):
        assert outcomes[name].tolist() == expected[name].tolist()
        assert sorted(again[name]) == sorted(expected[name])


def test_its_model_object_is_one_of_the_ema_workbench() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ema_workbench as ema

    f = model("26-weeks", "no-mentor", ["education", "employment_weeks"], 40)
    ready = f.to_ema({"readiness_gain": (0.02, 0.1), "mechanism": None}, ["duration"], "young")
    assert isinstance(ready, ema.Model)
    assert ready.name == "young"
    kinds = {p.name: type(p).__name__ for p in (*ready.uncertainties, *ready.levers)}
    assert kinds == {
        "readiness_gain": "RealParameter",
        "mechanism": "CategoricalParameter",
        "duration": "IntegerParameter",
    }
    with ema.SequentialEvaluator(ready) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=2, policies=2)
    rows = experiments[["readiness_gain", "mechanism", "duration"]].astype(float)
    assert rows["readiness_gain"].between(0.02, 0.1).all()
    expected = f.frame(rows)
    for name in ("education", "employment_weeks"):
        assert list(outcomes[name]) == expected[name].tolist()
        assert expected[name].nunique() > 1


def test_a_model_object_needs_a_name_and_inputs_that_there_are() -> None:
    with pytest.raises(InputError, match="letters, digits"):
        plain().to_ema(["readiness_gain"], name="my model")
    with pytest.raises(InputError, match="did you mean readiness_gain"):
        plain().to_ema(["readines_gain"])


def test_salib_reads_what_was_written_for_it(tmp_path: Path) -> None:
    f, ranges = plain(), {"readiness_gain": (0.02, 0.1), "education_su": None}
    # SALib's samplers write into the problem that they are given.
    problem, design = f.problem(ranges), morris_design.sample(f.problem(ranges), 3, seed=1)
    folder = f.to_salib(tmp_path / "new" / "salib", ranges, design)
    again = json.loads((folder / PROBLEM).read_text(encoding="utf-8"))
    assert again == problem
    assert again["dists"] == ["unif", "truncnorm"]
    x, y = (np.loadtxt(folder / name, ndmin=2) for name in (SAMPLES, OUTCOMES))
    assert np.array_equal(x, design)
    lived = f.frame(design, problem)
    assert np.array_equal(y, lived[["education", "employment_weeks"]].to_numpy())
    found = morris_analysis.analyze(again, x, y[:, 1], seed=1)
    mine = morris_analysis.analyze(problem, design, lived["employment_weeks"].to_numpy(), seed=1)
    assert list(found["mu_star"]) == list(mine["mu_star"])
    assert "columns education, employment_weeks" in (folder / "README.txt").read_text("utf-8")
    with pytest.raises(InputError, match="this folder exists"):
        f.to_salib(folder, ranges, design)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"readines_gain": 0.1}, "did you mean readiness_gain"),
        ({"readiness_gain": 2.0}, "allowed: 0.001 to 0.8"),
        ({"readiness_gain": float("nan")}, "not a number"),
        ({"readiness_gain": "0.1"}, "not a number"),
        ({"readiness_gain": True}, "not a number"),
        ({"mechanism": 0.5}, "0 or 1"),
        ({"duration": 30.5}, "whole numbers only"),
        ({"duration": 0}, "duration.weeks: impossible value"),
        ({"caseload": -1}, "capacity.caseload"),
        ({"share_without_marks": 1.5}, "from 0 to 1"),
        ({"mentor_salary": 1.0}, "an outcome in kroner"),
        ({"response_at": 1.0}, "unknown factor"),
        ({"readiness_gain": 0.1, "parameter:readiness_gain": 0.1}, "named twice"),
        ({"seed": -1}, "impossible seed"),
        ({"seed": 1.5}, "impossible seed"),
    ],
)
def test_wrong_inputs_are_told_with_what_is_allowed(inputs: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        plain()(**inputs)


def test_impossible_prices_are_refused() -> None:
    with pytest.raises(InputError, match="mentor_salary: impossible value"):
        priced()(mentor_salary=-1.0)


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(InputError, match="outcomes"):
        model("104-weeks", "as-in-trial", [])
    with pytest.raises(InputError, match="each once"):
        model("104-weeks", "as-in-trial", ["education", "education"])
    with pytest.raises(InputError, match=r"allowed: \['education'\]"):
        model("104-weeks", "as-in-trial", "education")
    with pytest.raises(InputError, match="unknown outcome"):
        model("104-weeks", "as-in-trial", ["happiness"])
    for draw in (10**6, -1, 1.5):
        with pytest.raises(InputError, match="no such draw"):
            model("104-weeks", "as-in-trial", draw=draw)
    held = model("104-weeks", "as-in-trial", week=40, at={"mechanism": 1})
    with pytest.raises(InputError, match="held cannot be varied"):
        held(mechanism=0)


def test_wrong_designs_are_told_by_row_and_column() -> None:
    f = plain()
    with pytest.raises(InputError, match="row b: readiness_gain"):
        f.frame(pd.DataFrame({"readiness_gain": [0.1, 7.0]}, index=["a", "b"]))
    with pytest.raises(InputError, match=r"row 1: capacity\.caseload"):
        f.frame(pd.DataFrame({"caseload": [12.0, 1000.0]}))
    with pytest.raises(InputError, match="found:   '12'"):
        f.frame(pd.DataFrame({"caseload": ["12"]}))
    with pytest.raises(InputError, match="no workers"):
        f.frame([[12.0]], ["caseload"], workers=0)
    with pytest.raises(InputError, match="columns of an array have no names"):
        f.frame(np.ones((2, 1)))
    with pytest.raises(InputError, match=r"shape \(rows, 2\)"):
        f.frame(np.ones((2, 1)), ["caseload", "readiness_gain"])
    with pytest.raises(InputError, match="also caseload"):
        f.frame(pd.DataFrame({"readiness_gain": [0.1]}), ["readiness_gain", "caseload"])
    with pytest.raises(InputError, match="column is there twice"):
        f.frame(pd.DataFrame([[12.0, 13.0]], columns=["caseload", "caseload"]))
    with pytest.raises(InputError, match="not a problem"):
        f.frame(np.ones((2, 1)), {"bounds": []})
    with pytest.raises(InputError, match="not an outcome of this function"):
        f.scalar(["caseload"], "net_public")
    with pytest.raises(InputError, match=r"\['caseload'\]"):
        f.scalar("caseload", "education")
    with pytest.raises(InputError, match="shape"):
        f.scalar(["caseload"], "education")([12.0, 13.0])


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([], "inputs by name"),
        ("caseload", "inputs by name"),
        ({"caseload": (20, 10)}, "low to high"),
        ({"readiness_gain": (0.1, 0.02)}, "low to high"),
        ({"readiness_gain": (0.1, 2.0)}, "0.001 to 0.8"),
        ({"readiness_gain": (0.1,)}, "two numbers"),
        ({"readiness_gain": 0.1}, "two numbers"),
        ({"mechanism": (0, 1)}, "two values"),
        ({"duration": (26.5, 30)}, "whole numbers"),
    ],
)
def test_ranges_that_cannot_be_are_refused(ranges: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plain().problem(ranges)


def test_analyses_take_a_range_of_ones_own_for_a_parameter() -> None:
    asked = sensitivity.question("26-weeks", "as-in-trial", "employment_weeks", week=40)
    found = sensitivity.sensitivity(asked, "readiness_gain=0.02:0.1", "job_loss", samples=4)
    gain = found.factors[0]
    assert (gain.name, gain.low, gain.high) == ("readiness_gain", 0.02, 0.1)
    assert gain.at([0.0, 0.5, 1.0]) == pytest.approx([0.02, 0.06, 0.1])
    assert set(found.indices.table["label"]) == {"parameter:readiness_gain", "parameter:job_loss"}
    bars = sensitivity.tornado(asked, "readiness_gain=0.02:0.1", draws=2)
    assert bars.table[["low_value", "high_value"]].to_numpy().tolist() == [[0.02, 0.1]]
    with pytest.raises(InputError, match="over the posterior"):
        sensitivity.sensitivity(asked, "readiness_gain=0.02:0.1", over="posterior", samples=64)
    with pytest.raises(InputError, match="LOW:HIGH"):
        sensitivity.sensitivity(asked, "readiness_gain=0.02", samples=4)
    assert find_factors(["duration=30:40"], None)[0].high == 40
