"""Every field of the schema, one by one: it moves somebody's life, and nobody's who is not offered.

The list is held against the schema: a field that is added without a case here fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import as_in_trial, the_trial
from scenarios.policy.errors import alternatives, policy_schema
from sim.parameters import parameter_space
from sim.programme import Policy
from sim.simulation import Cohort, build
from sim.state import youth_rows

VALUES = {
    **parameter_space().centres(),
    "barrier_limited": 0.7,
    "trait_under_40": 0.5,
    "trait_medium_education": 0.5,
    "mentor_leaves": 0.01,
    "education_start": 0.01,
    "job_start": 0.005,
}
SHORT = {"capacity": {"follows": "places", "mentors": 10}}
FOOTHOLD = {"duration": {"until": {"foothold_weeks": 20}}}


def measure(**parts: Any) -> dict[str, Any]:
    relief = {"low": 0.1, "central": 0.5, "high": 0.9, "source": "a test"}
    base = {"name": {"da": "-", "en": "-"}, "from_week": 5, "relief": relief, "price": "test"}
    return {"measures": [{**base, **parts}]}


def relief(**parts: Any) -> dict[str, Any]:
    return {"low": 0.1, "central": 0.5, "high": 0.9, "source": "a test", **parts}


def score(**term: Any) -> dict[str, Any]:
    return {**SHORT, "targeting": {"score": [{"weight": 1.0, **term}]}}


def split(**parts: Any) -> dict[str, Any]:
    return {"contact": {"split": parts}}


@dataclass(frozen=True)
class Case:
    """A field changed, and what stands beside it before and after."""

    after: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


MOVES = {
    "targeting.eligible[]": Case({"targeting": {"eligible": ["woman"]}}),
    "targeting.first[]": Case({**SHORT, "targeting": {"first": ["woman"]}}, SHORT),
    "targeting.score": Case(score(attribute="severity"), SHORT),
    "targeting.score[].attribute": Case(score(attribute="severity"), score(attribute="age")),
    "targeting.score[].who": Case(score(who="woman"), score(who="grade_none")),
    "targeting.score[].weight": Case(score(who="woman", weight=-1), score(who="woman")),
    "targeting.score[].missing": Case(
        score(attribute="mark", missing=9), score(attribute="mark", missing=-3)
    ),
    "targeting.max_wait_weeks": Case({**SHORT, "targeting": {"max_wait_weeks": 5}}, SHORT),
    "duration.weeks": Case({"duration": {"weeks": 30}}),
    "duration.exceptions[].group": Case(
        {"duration": {"exceptions": [{"group": "woman", "weeks": 20}]}},
        {"duration": {"exceptions": [{"group": "man", "weeks": 20}]}},
    ),
    "duration.exceptions[].weeks": Case(
        {"duration": {"exceptions": [{"group": "woman", "weeks": 20}]}},
        {"duration": {"exceptions": [{"group": "woman", "weeks": 25}]}},
    ),
    "duration.until.trust": Case({"duration": {"until": {"trust": 0.4}}}),
    "duration.until.readiness": Case({"duration": {"until": {"readiness": 0.1}}}),
    "duration.until.foothold_weeks": Case(FOOTHOLD),
    "ending.taper_weeks": Case({"ending": {"taper_weeks": 8}}),
    "ending.aftercare_weeks": Case({"ending": {"aftercare_weeks": 8}}),
    "ending.aftercare_weight": Case(
        {"ending": {"aftercare_weeks": 8, "aftercare_weight": 0.9}},
        {"ending": {"aftercare_weeks": 8}},
    ),
    "ending.return_weeks": Case({"ending": {"return_weeks": 52}}),
    "capacity.follows": Case({"capacity": {"follows": "caseload", "mentors": 10}}, SHORT),
    "capacity.caseload": Case({"capacity": {"follows": "mentors", "caseload": 9}}),
    "capacity.mentors": Case({"capacity": {"follows": "places", "mentors": 5}}, SHORT),
    "capacity.hours": Case({"capacity": {"follows": "places", "hours": 200}}, SHORT),
    "capacity.direct_share": Case({"capacity": {"direct_share": 0.3}}),
    "contact.every_weeks": Case({"contact": {"every_weeks": 2}}),
    "contact.split.rule": Case(
        split(rule="front_loaded", ratio=3, weeks=8), split(rule="by_need", ratio=3)
    ),
    "contact.split.ratio": Case(split(rule="by_need", ratio=3), split(rule="by_need", ratio=2)),
    "contact.split.weeks": Case(
        split(rule="front_loaded", ratio=3, weeks=8), split(rule="front_loaded", ratio=3, weeks=9)
    ),
    "matching": Case({"matching": "deliberate"}, {"matching": "random"}),
    "corps.under_40": Case({"corps": {"under_40": 0.9}}),
    "corps.medium_education": Case({"corps": {"medium_education": 0.2}}),
    "corps.turnover": Case({"corps": {"turnover": 4}}),
    "measures[].who[]": Case(measure(who=["woman"]), measure(who=["man"])),
    "measures[].from_week": Case(measure(from_week=20), measure()),
    # One world by itself has the central value: only draws of an ensemble draw (`test_reliefs`).
    "measures[].level": Case(measure(level="high"), measure()),
    "measures[].relief.low": Case(
        measure(level="low", relief=relief(low=0.2)), measure(level="low")
    ),
    "measures[].relief.central": Case(measure(relief=relief(central=0.6)), measure()),
    "measures[].relief.high": Case(
        measure(level="high", relief=relief(high=0.95)), measure(level="high")
    ),
}

#: What is written for people, or has no effect by the evidence.
NEUTRAL = {
    "corps.long_education": Case({"corps": {"long_education": 0.25}}),
    "corps.supervision": Case({"corps": {"supervision": "regular"}}),
    "measures[].price": Case(measure(price="other"), measure()),
    "measures[].relief.source": Case(measure(relief=relief(source="other")), measure()),
    **{
        f"measures[].relief.source.{code}": Case(
            measure(relief=relief(source={"da": "a", "en": "b", code: "other"})), measure()
        )
        for code in ("da", "en")
    },
    "reference": Case({"reference": "elsewhere"}),
    **{
        f"reference.{code}": Case({"reference": {"da": "a", "en": "b", code: "other"}})
        for code in ("da", "en")
    },
    **{
        f"measures[].name.{code}": Case(
            measure(name={"da": "-", "en": "-", code: "other"}), measure()
        )
        for code in ("da", "en")
    },
    **{
        f"{text}.{code}": Case(
            {text: {"da": "a", "en": "b", code: "other"}}, {text: {"da": "a", "en": "b"}}
        )
        for text in ("title", "description", "reason")
        for code in ("da", "en")
    },
}

#: Who comes is the cohort's, made from these before a policy acts
#: (tests/scenarios/policy/test_intake.py).
OF_THE_COHORT = {"intake.kind", "intake.per_week", "intake.per_year", "intake.weeks"}


def leaves(node: dict[str, Any], path: str) -> set[str]:
    """Fields that hold a value, conditions taken as one."""
    found: set[str] = set()
    for name, spec in node["properties"].items():
        here = f"{path}{name}"
        inner: set[str] = set()
        plain = False
        for choice in alternatives(spec):
            if "items" in choice:
                parts = [p for p in alternatives(choice["items"]) if p.get("properties")]
                if any("any_of" in p["properties"] for p in parts):
                    inner.add(f"{here}[]")
                    continue
                for part in parts:
                    inner |= leaves(part, f"{here}[].")
            elif "any_of" in choice.get("properties", {}) or "below" in choice.get(
                "properties", {}
            ):
                plain = True
            elif choice.get("properties"):
                inner |= leaves(choice, f"{here}.")
            elif choice.get("type") != "null":
                plain = True
        found |= inner | ({here} if plain or not inner else set())
    return found


def test_every_field_of_the_schema_has_its_case() -> None:
    assert leaves(policy_schema(), "") == set(MOVES) | set(NEUTRAL) | OF_THE_COHORT


@cache
def cohort() -> Cohort:
    whole = the_trial().cohort(VALUES, seed=3, groups=("all",))
    some = np.arange(0, whole.population.n, 4)
    return replace(
        whole, population=whole.population.take(some), entry=whole.entry[some], _cache={}
    )


def policy(parts: dict[str, Any]) -> Policy:
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})


def lives(parts: dict[str, Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Everybody's week by week (as one table) and who was offered: every second person."""
    offered = np.arange(cohort().population.n) % 2 == 0
    simulation = build(cohort(), policy(parts), VALUES, 9, horizon=70, offered=offered)
    history = simulation.run_with_history()
    back = np.argsort(simulation.order)
    ends = np.stack(
        [
            youth_rows(simulation.world)[name][back].astype(float)
            for name in ("mentors", "mentor_traits", "waited", "severity", "trust_growth")
        ]
    )
    tables = (history.status, history.place, history.trust, history.readiness, history.minutes)
    return np.concatenate([*(table.astype(float) for table in tables), ends]), offered


@pytest.mark.parametrize("name", MOVES)
def test_a_field_moves_somebody_and_nobody_who_is_not_offered(name: str) -> None:
    case = MOVES[name]
    (before, offered), (after, _) = lives(case.before), lives(case.after)
    differs = np.any(before != after, axis=0)
    assert differs[offered].any()
    assert not differs[~offered].any()


@pytest.mark.parametrize("name", NEUTRAL)
def test_words_and_what_has_no_evidence_move_nobody(name: str) -> None:
    case = NEUTRAL[name]
    assert policy(case.before) != policy(case.after)
    (before, _), (after, _) = lives(case.before), lives(case.after)
    if name == "corps.long_education":
        # Only what is known of the mentor differs: one bit of the traits.
        row = before.shape[0] - 4
        assert np.any(before[row] != after[row])
        before[row] = after[row] = 0.0
    assert np.array_equal(before, after)
