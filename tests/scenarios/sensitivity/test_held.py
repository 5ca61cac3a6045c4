"""What a result holds: it says so, it can be chosen, and of two mechanisms both are shown."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from calibration.stored_posterior import shipped_posterior
from mentorsim.language import Language
from mentorsim.present.sensitivity.held_words import heading, if_held
from mentorsim.python import sensitivity
from scenarios.sensitivity.factors import parameter_factor
from scenarios.sensitivity.held import each_mechanism, held_over, holding, read_held
from scenarios.sensitivity.model import FunctionModel
from scenarios.sensitivity.runs import Running
from scenarios.sensitivity.sensitivity import screening
from sim.errors import InputError
from tests.mentorsim.cli.test_command import run

#: Two factors, few trajectories, a short time: the mechanism has to be held.
FEW = (
    "sensitivity",
    "as-in-trial",
    "--factors",
    "trust_growth,readiness_gain",
    "--samples",
    "4",
    "--week",
    "30",
)


def asked(**more: Any) -> sensitivity.Question:
    return sensitivity.question("as-in-trial", week=30, **more)


def test_the_estimate_can_be_asked_for_under_either_mechanism() -> None:
    posterior = shipped_posterior()
    for mechanism in (0.0, 1.0):
        values = posterior.point_estimate(at={"mechanism": mechanism})
        assert values["mechanism"] == mechanism
        # The other parameters hang together with it: theirs is the middle of those draws.
        under = posterior.draws[posterior.draws["mechanism"] == mechanism]
        assert values["readiness_gain"] == under["readiness_gain"].median()
    estimate = posterior.point_estimate()
    assert posterior.point_estimate(at={"uptake": 0.8}) == estimate | {"uptake": 0.8}


def test_what_is_held_is_what_is_believed_then() -> None:
    """Draws of a mechanism go with it; another parameter is set in every draw."""
    posterior = shipped_posterior()
    trust = posterior.holding({"mechanism": 1, "uptake": 0.8})
    assert set(trust.draws["mechanism"]) == {1.0}
    assert set(trust.draws["uptake"]) == {0.8}
    assert len(trust) == int((posterior.draws["mechanism"] == 1).sum())
    assert trust.point_estimate() == posterior.point_estimate(at={"mechanism": 1, "uptake": 0.8})


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ({"mechanism": 0.5}, "0 or 1"),
        ({"mechanism": 2}, "impossible value"),
        ({"mechanisms": 1}, "unknown parameter"),
        ({"minutes_floor": 0.3}, "this parameter is fixed"),
        ({"uptake": float("nan")}, "impossible value"),
    ],
)
def test_impossible_values_are_not_held(at: dict[str, float], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        asked(at=at)
    with pytest.raises(InputError, match=problem):
        shipped_posterior().point_estimate(at=at)


def test_both_mechanisms_are_asked_about_where_one_must_be_held() -> None:
    question = asked()
    common, rare = each_mechanism(question, [parameter_factor("trust_growth")])
    assert [dict(q.at) for q in (common, rare)] == [{"mechanism": 0.0}, {"mechanism": 1.0}]
    for each in (common, rare):
        assert each.model([]).values["mechanism"] == each.at["mechanism"]
        assert set(each.posterior.draws["mechanism"]) == {each.at["mechanism"]}
    # Not where it varies, nor where somebody has said which.
    assert each_mechanism(question, [parameter_factor("mechanism")]) == (question,)
    trust = holding(question, {"mechanism": 1})
    assert each_mechanism(trust) == (trust,)
    assert asked(at={"mechanism": 1}).at == trust.at


def test_the_headline_says_what_is_held_the_mechanism_and_barriers_first() -> None:
    question = asked(at={"uptake": 0.8})
    varied = [parameter_factor("trust_growth")]
    held = held_over(question, varied, "priors")
    assert list(held) == ["mechanism", "barrier_limited", "uptake"]
    danish, english = Language("da"), Language("en")
    assert heading(question, held, english).endswith(
        "in week 30. Held: it is practical help that works, the assumption that barriers stop "
        "young people without marks has a weight of 57% and “Share who take up the offer” is 80%"
    )
    assert "Holdt fast: det er den praktiske hjælp, der virker" in heading(question, held, danish)
    assert if_held("A drives it", {"mechanism": 1.0}, english) == (
        "A drives it, if it is trust that works"
    )
    assert if_held("A drives it", {"barrier_limited": 0.5}, english) == "A drives it"
    # Over the posterior nothing stands still that was not asked to.
    assert held_over(question, varied, "posterior") == {"uptake": 0.8}
    assert "Held" not in heading(asked(), {}, english)


def test_what_is_held_is_not_varied() -> None:
    question = asked(at={"mechanism": 1, "uptake": 0.8})
    for ask in (
        lambda: sensitivity.sensitivity(question, "uptake", "trust_growth"),
        lambda: sensitivity.tornado(question, "mechanism"),
        lambda: sensitivity.threshold(question, "uptake"),
        lambda: sensitivity.two_way(question, "uptake", "caseload"),
    ):
        with pytest.raises(InputError, match="a parameter that is held cannot be varied"):
            ask()


def test_a_screening_never_leaves_a_mechanism_out() -> None:
    """It does nothing in this function, as to whatever a screening sees: it has no middle."""

    def model(factors: Any) -> FunctionModel:
        return FunctionModel(tuple(factors), lambda x, seed: np.asarray(x[:, 0] + 0 * x[:, 1]))

    factors = [parameter_factor(n) for n in ("uptake", "mechanism", "trust_decay")]
    screened, kept = screening(model, factors, 1, Running())
    assert [f.name for f in kept] == ["uptake", "mechanism"]
    assert screened.kept == ("parameter:uptake", "parameter:mechanism")


def test_a_command_shows_both_mechanisms() -> None:
    """Where practical help works trust drives nothing, and that is not the whole answer."""
    code, text, errors = run(*FEW, "--json")
    assert code == 0, errors
    rival = json.loads(text)
    trust = rival["other_mechanism"]
    index = []
    for found, mechanism in ((rival, 0.0), (trust, 1.0)):
        assert found["question"]["held"]["mechanism"] == mechanism
        works = "trust" if mechanism else "practical help"
        finding, *others = found["text"]["en"]
        assert finding.endswith(f", if it is {works} that works")
        assert any("not the middle of the answer" in line for line in others)
        index.append({row["label"]: row["index"] for row in found["indices"]})
    rates = [found["parameter:trust_growth"] for found in index]
    assert rates[1] > 2 * rates[0], index
    code, text, errors = run(*FEW, "--at", "mechanism=1", "--json")
    assert code == 0, errors
    alone = json.loads(text)
    assert "other_mechanism" not in alone
    assert alone["indices"] == trust["indices"]
    code, table, errors = run(*FEW)
    assert code == 0, errors
    assert table.count("Held: ") == 2


@pytest.mark.parametrize("at", ["mechanism", "mechanism=trust", "mechanism=1,mechanism=0", "x=1"])
def test_what_cannot_be_held_is_told(at: str) -> None:
    code, _, errors = run("threshold", "104-weeks", "--factor", "caseload", "--at", at)
    assert code == 2
    assert "mechanism=1" in errors or "unknown parameter" in errors


def test_values_are_read_as_they_are_written() -> None:
    assert read_held(["mechanism=1", "uptake=0.8"]) == {"mechanism": 1.0, "uptake": 0.8}
