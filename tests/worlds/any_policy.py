"""Policies at random, from all that the language can say."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sim.groups import GROUP_NAMES
from tests.support.policy_cases import policy

names = st.sampled_from([*GROUP_NAMES, "Aalborg"])
limits = st.builds(
    lambda attribute, bound, side: {"attribute": attribute, side: bound},
    st.sampled_from(["age", "mark", "severity", "su_share", "mother_income"]),
    st.floats(0, 200),
    st.sampled_from(["below", "at_most", "above", "at_least"]),
)
conditions = st.recursive(
    names | limits,
    lambda inner: st.builds(
        lambda kind, parts: {kind: parts},
        st.sampled_from(["all_of", "any_of", "none_of"]),
        st.lists(inner, min_size=1, max_size=2),
    ),
    max_leaves=4,
)
levels = st.none() | st.floats(0.05, 1.0)
splits = st.just({"rule": "equal"}) | st.builds(
    lambda rule, ratio: {
        "rule": rule, "ratio": ratio, "weeks": 7 if rule == "front_loaded" else None,
    },
    st.sampled_from(["by_need", "front_loaded"]),
    st.floats(1, 10),
)  # fmt: skip
measures = st.builds(
    lambda who, week, share: {
        "name": {"da": "-", "en": "-"}, "who": who, "from_week": week, "price": "test",
        "relief": {"low": 0, "central": share, "high": 1, "source": "a test"},
    },
    st.lists(conditions, min_size=1, max_size=2),
    st.integers(0, 30),
    st.floats(0, 1),
)  # fmt: skip
wider = st.fixed_dictionaries(
    {
        "score": st.lists(
            st.builds(
                lambda who, weight: {"who": who, "weight": weight}, conditions, st.floats(-2, 2)
            ),
            max_size=2,
        ),
        "max_wait": st.none() | st.integers(0, 20),
        "trust": levels,
        "readiness": levels,
        "return": st.just(0) | st.integers(1, 150),
        "foothold": st.just(0) | st.integers(1, 30),
        "split": splits,
        "turnover": st.floats(0, 5),
        "direct_share": st.none() | st.floats(0.1, 1.0),
        "spread": st.booleans(),
        "measures": st.lists(measures, max_size=2),
    }
)


def drawn_capacity(caseload: Any, mentors: Any, more: dict[str, Any]) -> dict[str, Any]:
    capacity = {"caseload": caseload, "mentors": mentors, "direct_share": more["direct_share"]}
    if mentors != "enough" and more["spread"]:
        capacity |= {"follows": "caseload", "caseload": "as_in_trial"}
    return capacity


policies = st.builds(
    lambda weeks, exceptions, taper, aftercare, weight, caseload, mentors, every, eligible, first,
    matching, more: policy(
        duration={
            "weeks": weeks,
            "exceptions": exceptions,
            "until": {
                "trust": more["trust"],
                "readiness": more["readiness"],
                "foothold_weeks": more["foothold"] if aftercare in (0, "as_in_trial") else 0,
            },
        },
        ending={
            "taper_weeks": taper,
            "aftercare_weeks": aftercare,
            "aftercare_weight": weight,
            "return_weeks": more["return"],
        },
        capacity=drawn_capacity(caseload, mentors, more),
        contact={"every_weeks": every, "split": more["split"]},
        targeting={
            "eligible": eligible,
            "first": first,
            "score": more["score"],
            "max_wait_weeks": more["max_wait"],
        },
        corps={"turnover": more["turnover"]},
        measures=more["measures"],
        matching=matching,
    ),
    st.integers(1, 80),
    st.lists(
        st.fixed_dictionaries({"group": conditions, "weeks": st.integers(1, 80)}), max_size=2
    ),
    st.just(0) | st.integers(1, 20),
    st.sampled_from([0, "as_in_trial"]) | st.integers(1, 40),
    st.floats(0.05, 1.0),
    st.just("as_in_trial") | st.floats(1, 60),
    st.just("enough") | st.floats(0, 12),
    st.integers(1, 4),
    st.just(["all"]) | st.lists(conditions, min_size=1, max_size=2),
    st.lists(conditions, max_size=3),
    st.sampled_from(["as_in_trial", "random", "deliberate"]),
    wider,
)  # fmt: skip
