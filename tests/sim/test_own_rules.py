"""Rules of one's own in the place of the project's: the same engine, another function."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.world import small_cohort
from calibration.trial import as_in_trial
from mentorsim import compare, load, with_rules
from mentorsim.language import Language
from mentorsim.present.provenance import python_notes
from mentorsim.python import views
from scenarios.policy.own_rules import RuledPolicy
from sim.errors import InputError
from sim.own_rules import BOUNDS, RULES, engine_with, said_of
from sim.parameters import parameter_space
from sim.processes import ending, transitions
from sim.rates import Rates
from sim.rules import TEN_YEARS
from sim.simulation import Simulation, build
from sim.state import CONTACT_WEEKS, REAL, TRUST

#: Rows that tell how candidates of transitions were found, not how anybody lives.
BOUND_ROWS = [k for k, name in enumerate(REAL) if "bound" in name]


def contact_probability(trust: float, base: float, by_trust: float) -> float:
    return min(1.0, base + by_trust * trust)


def raised(hazard: float, response: float, readiness: float) -> float:
    return hazard * math.exp(response * readiness)


#: The project's own rules, written again: one in a loop that is vectorised, one in the hazards.
COPIES = {"contact_probability": contact_probability, "raised": raised}


def raised_bound(hazard: float, response: float, readiness: float) -> float:
    return hazard * math.exp(max(0.0, response) * readiness)


def spell_hazard(start: float, weeks: float, settle: float) -> float:
    return start / (1.0 + weeks / settle)


def aged(hazard: float, age: float, weeks: float) -> float:
    return hazard * math.exp(age * weeks / TEN_YEARS)


def aged_bound(hazard: float, age: float, weeks: float) -> float:
    return hazard * math.exp(max(0.0, age) * weeks / TEN_YEARS)


def job_ratio(rates: Rates, completed: int, worked: int) -> float:
    ratio = 1.0
    if completed == 1:
        ratio = rates.prepared_job_ratio
    elif completed == 2:
        ratio = rates.completed_job_ratio
    return ratio * rates.job_return_ratio if worked else ratio


#: Rules of the hazards with bounds of their own, and one that needs none.
BOUNDED = {
    "raised": raised,
    "raised_bound": raised_bound,
    "spell_hazard": spell_hazard,
    "spell_hazard_bound": spell_hazard,
    "aged": aged,
    "aged_bound": aged_bound,
    "job_ratio": job_ratio,
}


def seldom(trust: float, base: float, by_trust: float) -> float:
    return 0.2


def breaks_off(trust: float, contact: float, growth: float, decay: float) -> float:
    """Trust as it is in the project, and impossible once it is large."""
    if trust > 0.3:
        return 1.5
    return trust + contact * growth * (1.0 - trust) - (1.0 - contact) * decay * trust


OTHERS = {"contact_probability": seldom, "next_trust": breaks_off}


def world(rules: dict[str, Callable[..., float]] | None, horizon: int = 90) -> Simulation:
    own = None if rules is None else engine_with(rules)
    values = parameter_space().centres()
    return build(small_cohort(20, seed=3), as_in_trial(), values, 3, horizon=horizon, own=own)


@pytest.mark.parametrize("rules", [COPIES, BOUNDED], ids=["without bounds", "with bounds"])
def test_rules_written_again_give_the_same_lives_to_the_bit(
    rules: dict[str, Callable[..., float]],
) -> None:
    """Without bounds everybody is looked at, and lives the same; so does who is found by them."""
    here, there = world(None), world(rules)
    here.advance(here.weeks)
    there.advance(there.weeks)
    for table in ("whole", "life", "flag", "calendar", "changes", "leads", "post_real"):
        mine, theirs = getattr(here.world, table), getattr(there.world, table)
        if table == "whole":
            mine, theirs = mine[:4], theirs[:4]
        assert np.array_equal(mine, theirs), table
    lived = [k for k in range(len(REAL)) if k not in BOUND_ROWS]
    assert np.array_equal(here.world.real[lived], there.world.real[lived])
    assert here.accounts().people.sum() > 0


def test_another_rule_is_what_is_lived_and_an_impossible_value_stops_the_run() -> None:
    usual, rare = world(None), world(OTHERS)
    usual.advance(6)
    rare.advance(6)
    seen = [w.world.whole[CONTACT_WEEKS].sum() for w in (usual, rare)]
    assert 0 < seen[1] < 0.5 * seen[0]
    with pytest.raises(InputError, match="next_trust gave no number from 0 to 1") as error:
        rare.advance(rare.weeks)
    assert error.value.field == "rules"
    assert (rare.world.real[TRUST] <= 1.0).all()


def humped(hazard: float, response: float, readiness: float) -> float:
    """Most in the middle: no function of the end of a range bounds it but a constant."""
    return hazard * (1.0 + readiness * (1.0 - readiness))


def flat(hazard: float, response: float, readiness: float) -> float:
    return hazard


def no_number(hazard: float, response: float, readiness: float) -> float:
    return math.nan


def test_a_value_above_the_bound_or_no_number_stops_rule_and_bound() -> None:
    """Whichever of them is asked first, and also where only the middle of the range is above."""
    found = engine_with({"raised": humped, "raised_bound": flat}).rules
    assert found["raised"](0.02, 1.0, 0.0) == 0.02
    assert found["raised_bound"](0.02, 1.0, 0.0) == 0.02
    for name, readiness in (("raised", 0.5), ("raised_bound", 0.5), ("raised_bound", 1.0)):
        with pytest.raises(ArithmeticError) as error:
            found[name](0.02, 1.0, readiness)
        for code, words in (
            ("en", "raised gave more than its bound raised_bound says"),
            ("da", "raised gav mere, end grænsen raised_bound siger"),
        ):
            assert said_of(error.value).in_language(code) == words
    bad = engine_with({"raised": flat, "raised_bound": no_number}).rules
    with pytest.raises(ArithmeticError) as error:
        bad["raised_bound"](0.02, 1.0, 0.5)
    assert "raised_bound gave no number from 0" in said_of(error.value)
    late = engine_with({"spell_hazard": spell_hazard, "spell_hazard_bound": halved}).rules
    with pytest.raises(ArithmeticError):
        late["spell_hazard"](0.02, 3, 26.0)


def halved(start: float, weeks: float, settle: float) -> float:
    return 0.5 * start / (1.0 + weeks / settle)


def test_a_hazard_is_thinned_by_its_bound_and_not_without() -> None:
    """Who may move is found by a bound where there is one: nobody compiles an engine for that."""
    for rules, thinned, leaving in (
        ({"raised": raised}, False, False),
        ({"raised": raised, "raised_bound": raised_bound}, True, True),
        ({"aged": aged}, False, True),
        ({"probability": certain}, False, False),
        ({"job_ratio": job_ratio, "contact_probability": seldom}, True, True),
    ):
        simulate = engine_with(rules).simulate
        names = simulate.py_func.__globals__
        transit = names["transit"].py_func.__globals__
        finish = names["finish"].py_func.__globals__
        assert (transit["mark_candidates"] is not transitions.mark_everybody) == thinned, rules
        assert (finish["mark_leaving"] is not ending.mark_every_mentee) == leaving, rules


def certain(hazard: float) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("rules", "field", "said"),
    [
        ({"raised_bound": raised_bound}, "raised_bound", "raised as well"),
        ({"raised": raised, "raised_bound": seldom}, "raised_bound", "def raised_bound"),
        ({}, "rules", "contact_probability"),
        ({"contact": seldom}, "rules", "contact_probability"),
        ({"education_starts": seldom}, "rules", "next_trust"),
        ({"contact_probability": raised}, "contact_probability", "(trust, base, by_trust)"),
        ({"contact_probability": 0.5}, "contact_probability", "def contact_probability"),
        ({"contact_probability": math.sqrt}, "contact_probability", "def contact_probability"),
    ],
)
def test_what_cannot_stand_in_the_place_of_a_rule_is_refused(
    rules: Any, field: str, said: str
) -> None:
    with pytest.raises(InputError) as error:
        engine_with(rules)
    assert error.value.field == field
    assert said in str(error.value)


def test_every_rule_that_can_be_replaced_is_a_rule() -> None:
    from sim import rules

    for name, allowed in RULES.items():
        assert callable(getattr(rules, name)), name
        assert allowed.low < allowed.high
    for name, bound in BOUNDS.items():
        assert callable(getattr(rules, name)), name
        assert RULES[bound.rule].bound == name


def test_results_say_whose_the_rules_are() -> None:
    """Name, note in both languages, every number beyond the evidence; lives that are the same."""
    found = compare("as-in-trial", weeks=20, draws=2, rules=COPIES)
    usual = compare("as-in-trial", weeks=20, draws=2)
    name = "as-in-trial, own contact_probability, raised"
    assert [p.name for p in found.policies] == [name, "no-mentor, own contact_probability, raised"]
    mine = found.difference(name, "education", week=20)
    assert mine["mean"] == usual.difference("as-in-trial", "education", week=20)["mean"]
    assert found.evidence_ends[name] == -1
    for code, words in (("en", "are the user's own"), ("da", "brugerens egne")):
        (first, _) = python_notes(found.policies, Language(code)).values()
        assert words in first
        assert "contact_probability, raised" in first
    assert "are the user's own" in " ".join(views.tell(found))
    title = found.policies[0].policy.title
    assert title.en == "As in the trial (own rules: contact_probability, raised)"
    assert title.da.endswith("(egne regler: contact_probability, raised)")


def test_code_and_names_tell_rules_apart() -> None:
    one, other = (
        with_rules("as-in-trial", {"contact_probability": rule})
        for rule in (contact_probability, seldom)
    )
    assert isinstance(one, RuledPolicy)
    assert isinstance(other, RuledPolicy)
    assert one.code != other.code
    assert one.identity != other.identity
    assert one.identity != load("as-in-trial").identity
    assert with_rules("as-in-trial", {"contact_probability": seldom}).code == other.code
    with pytest.raises(InputError, match="code already"):
        with_rules(one, {"contact_probability": seldom})
