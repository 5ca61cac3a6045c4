"""Rules of one's own in the place of the project's: the same engine, another function."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.world import small_scene
from calibration.trial import as_in_trial
from mentorsim import compare, load, with_rules
from mentorsim.language import Language
from mentorsim.present.provenance import python_notes
from mentorsim.python import views
from scenarios.policy.own_rules import RuledPolicy
from sim.errors import InputError
from sim.own_rules import RULES, engine_with
from sim.parameters import parameter_space
from sim.simulation import Simulation, build
from sim.state import CONTACT_WEEKS, REAL, TRUST

#: Rows that tell how candidates of transitions were found, not how anybody lives.
BOUNDS = [k for k, name in enumerate(REAL) if "bound" in name]


def contact_probability(trust: float, base: float, by_trust: float) -> float:
    return min(1.0, base + by_trust * trust)


def raised(hazard: float, response: float, readiness: float) -> float:
    return hazard * math.exp(response * readiness)


#: The project's own rules, written again: one in a loop that is vectorised, one in the hazards.
COPIES = {"contact_probability": contact_probability, "raised": raised}


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
    return build(small_scene(20, seed=3), as_in_trial(), values, 3, horizon=horizon, own=own)


def test_rules_written_again_give_the_same_lives_to_the_bit() -> None:
    """One is part of the hazards: without bounds everybody is looked at, and lives the same."""
    here, there = world(None), world(COPIES)
    here.advance(here.weeks)
    there.advance(there.weeks)
    for table in ("whole", "life", "flag", "calendar", "changes", "leads", "post_real"):
        mine, theirs = getattr(here.world, table), getattr(there.world, table)
        if table == "whole":
            mine, theirs = mine[:4], theirs[:4]
        assert np.array_equal(mine, theirs), table
    lived = [k for k in range(len(REAL)) if k not in BOUNDS]
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


@pytest.mark.parametrize(
    ("rules", "field", "said"),
    [
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
