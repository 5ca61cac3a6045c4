"""What the policy language refuses, and how: a field, what was found, what is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.policy.errors import alternatives, policy_schema
from scenarios.policy.policies import evidence_ends
from sim.errors import InputError
from sim.programme import EXPECTED_GAIN, Policy
from sim.strict_yaml import load_yaml
from tests.support.policy_cases import MEASURE, parse

FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a limit without a bound": (
        {"targeting": {"eligible": [{"attribute": "age"}]}},
        "targeting.eligible.0.attribute",
        "at least one of below",
    ),
    "an unknown attribute": (
        {"targeting": {"eligible": [{"attribute": "shoe_size", "below": 40}]}},
        "targeting.eligible.0.attribute",
        "age, mark, severity",
    ),
    "limits that nobody meets": (
        {"targeting": {"eligible": [{"attribute": "age", "below": 20, "at_least": 20}]}},
        "targeting.eligible.0.attribute",
        "a lower limit under",
    ),
    "a limit that is no number": (
        {"targeting": {"eligible": [{"attribute": "age", "below": float("nan")}]}},
        "targeting.eligible.0.below",
        "a number or null",
    ),
    "a combination of nothing": (
        {"targeting": {"eligible": [{"all_of": []}]}},
        "targeting.eligible.0.all_of",
        "a list",
    ),
    "an empty condition": (
        {"targeting": {"first": [{}]}},
        "targeting.first.0.attribute",
        "required",
    ),
    "a group deep inside": (
        {"targeting": {"first": [{"any_of": ["woman", {"none_of": ["grade_nun"]}]}]}},
        "targeting.first.0.any_of.1.none_of.0",
        "grade_none",
    ),
    "a score about nothing": (
        {"targeting": {"score": [{"weight": 1}]}},
        "targeting.score.0.attribute",
        "one of",
    ),
    "a score about two things": (
        {"targeting": {"score": [{"weight": 1, "attribute": "age", "who": "woman"}]}},
        "targeting.score.0.attribute",
        "one of",
    ),
    "marks without a stand-in": (
        {"targeting": {"score": [{"weight": 1, "attribute": "mark"}]}},
        "targeting.score.0.missing",
        "a number with attribute: mark",
    ),
    "a stand-in for what nobody lacks": (
        {"targeting": {"score": [{"weight": 1, "attribute": "age", "missing": 3}]}},
        "targeting.score.0.missing",
        "left out otherwise",
    ),
    "a score of another name": (
        {"targeting": {"score": "best"}},
        "targeting.score",
        "expected_gain_per_hour",
    ),
    "an unknown group in a score": (
        {"targeting": {"score": [{"weight": 1, "who": "nobody"}]}},
        "targeting.score.0.who",
        "grade_none",
    ),
    "an endless wait": (
        {"targeting": {"max_wait_weeks": -1}},
        "targeting.max_wait_weeks",
        "from 0 to 520",
    ),
    "a level above 1": (
        {"duration": {"until": {"trust": 1.2}}},
        "duration.until.trust",
        "above 0 to 1",
    ),
    "foothold and aftercare": (
        {"duration": {"until": {"foothold_weeks": 5}}, "ending": {"aftercare_weeks": 5}},
        "ending.aftercare_weeks",
        "0 with duration.until.foothold_weeks",
    ),
    "mentors twice": (
        {"capacity": {"mentors": 5, "hours": 100}},
        "capacity.hours",
        "one of mentors and hours",
    ),
    "mentors given and following": (
        {"capacity": {"follows": "mentors", "mentors": 5}},
        "capacity.mentors",
        "follows: places",
    ),
    "hours given and mentors following": (
        {"capacity": {"follows": "mentors", "hours": 5}},
        "capacity.hours",
        "follows: places",
    ),
    "places without mentors": (
        {"capacity": {"follows": "places"}},
        "capacity.mentors",
        "a number of mentors, or hours",
    ),
    "a caseload from nothing": (
        {"capacity": {"follows": "caseload"}},
        "capacity.mentors",
        "a number of mentors, or hours",
    ),
    "a caseload given and following": (
        {"capacity": {"follows": "caseload", "mentors": 5, "caseload": 12}},
        "capacity.caseload",
        "follows: places",
    ),
    "a split without its ratio": (
        {"contact": {"split": {"rule": "by_need"}}},
        "contact.split.ratio",
        "a number",
    ),
    "a split with too much": (
        {"contact": {"split": {"rule": "by_need", "ratio": 2, "weeks": 5}}},
        "contact.split.weeks",
        "left out",
    ),
    "front-loaded without weeks": (
        {"contact": {"split": {"rule": "front_loaded", "ratio": 2}}},
        "contact.split.weeks",
        "a number",
    ),
    "more educated mentors than mentors": (
        {"corps": {"medium_education": 0.7, "long_education": 0.7}},
        "corps.long_education",
        "together at most 1",
    ),
    "a share beyond 1": ({"corps": {"under_40": 1.5}}, "corps.under_40", "from 0 to 1"),
    "a measure without a source": (
        {"measures": [{**MEASURE, "relief": {"low": 0.1, "central": 0.2, "high": 0.3}}]},
        "measures.0.relief.source",
        "required",
    ),
    "a range beside its centre": (
        {"measures": [{**MEASURE, "relief": {**MEASURE["relief"], "central": 0.9}}]},
        "measures.0.relief.central",
        "from low (0.1) to high (0.3)",
    ),
    "a measure for nobody known": (
        {"measures": [{**MEASURE, "who": ["nobody"]}]},
        "measures.0.who.0",
        "grade_none",
    ),
    "a cohort with a number": (
        {"intake": {"per_week": 5}},
        "intake.per_week",
        "kind: stream",
    ),
    "a stream of unknown size": (
        {"intake": {"kind": "stream", "weeks": 5}},
        "intake.per_week",
        "one of per_week",
    ),
    "a stream of two sizes": (
        {"intake": {"kind": "stream", "weeks": 5, "per_week": 3, "per_year": 5}},
        "intake.per_week",
        "one of per_week",
    ),
    "a stream without an end": (
        {"intake": {"kind": "stream", "per_week": 3}},
        "intake.weeks",
        "from 1 to 1040",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_conflict_names_field_found_and_allowed(name: str) -> None:
    parts, field, allowed = FAULTS[name]
    with pytest.raises(InputError) as caught:
        parse(**parts)
    error = caught.value
    assert error.file == "test"
    assert error.field == field
    assert error.allowed is not None
    assert allowed in error.allowed


@pytest.mark.parametrize(
    ("parts", "hint"),
    [
        ({"targeting": {"eligible": [{"atribute": "age", "below": 3}]}}, "attribute"),
        ({"targeting": {"eligible": [{"allof": ["woman"]}]}}, "all_of"),
        ({"targeting": {"first": [{"any_of": ["woman"], "non_of": ["man"]}]}}, "none_of"),
        ({"measures": [{**MEASURE, "form_week": 3}]}, "from_week"),
        ({"contact": {"split": {"rules": "equal"}}}, "rule"),
        ({"capacity": {"hour": 3}}, "hours"),
    ],
)
def test_a_misspelt_field_gets_a_suggestion(parts: dict[str, Any], hint: str) -> None:
    with pytest.raises(InputError, match=f"did you mean {hint}[?]"):
        parse(**parts)


def read(text: str) -> Policy:
    return parse(**load_yaml(text, file="test"))


@pytest.mark.parametrize(
    ("text", "field", "question"),
    [
        ("capacity: {hours: 150.000, follows: places}", "capacity.hours", "150000 or 150.000"),
        ("capacity: {mentors: '1.200', follows: places}", "capacity.mentors", "1200 or 1.200"),
        ("duration: {weeks: 1.000}", "duration.weeks", "1000 or 1.000"),
        ("intake: {kind: stream, weeks: 52, per_year: 1.000}", "intake.per_year", "1000 or 1.000"),
        ("targeting: {score: [{attribute: severity, weight: 1,000}]}", "line 1", "1000 or 1.000"),
    ],
)
def test_a_mark_of_thousands_is_asked_about(text: str, field: str, question: str) -> None:
    with pytest.raises(InputError, match=f"is this {question}[?]") as caught:
        read(text)
    assert caught.value.field == field


def test_numbers_in_danish_form_are_read() -> None:
    text = "capacity:\n  caseload: 12,5\n  direct_share: 0.125\n"
    capacity = read(text).capacity
    assert (capacity.caseload, capacity.direct_share) == (12.5, 0.125)
    assert read("capacity: {caseload: '12,5'}").capacity.caseload == 12.5


@pytest.mark.parametrize("key", ["5", "2.5", "true", "null"])
def test_a_key_that_is_no_text_is_told_as_an_unknown_field(key: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"capacity: {{x: y, {key}: 3}}".replace("x: y, ", ""))
    assert "unknown field" in caught.value.problem
    assert "caseload" in str(caught.value.allowed)


def test_a_measure_whose_price_is_not_there_is_refused() -> None:
    for price in ("other_measures", "mentor_salary", "mesure_cost"):
        with pytest.raises(InputError, match="no such price of a measure") as caught:
            parse(measures=[MEASURE, {**MEASURE, "price": price}])
        assert caught.value.field == "measures.1.price"
        assert (caught.value.found, caught.value.allowed) == (price, "measure_cost")
    assert parse(measures=[MEASURE]).measures[0].price == "measure_cost"


# --- anything at all ------------------------------------------------------------------------------
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["all", "woman", "age", "stream", "enough", "by_need", EXPECTED_GAIN]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["attribute", "below", "any_of", "who", "weight", "relief", "weeks", "rule"]
            )
            | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def places(node: dict[str, Any], depth: int) -> list[tuple[str, ...]]:
    """Paths of fields of the language, those of lists through their first element."""
    found: list[tuple[str, ...]] = []
    for name, field in node.get("properties", {}).items():
        found.append((name,))
        for choice in alternatives(field):
            inner = [(choice, ())]
            if "items" in choice:
                inner = [(part, ("0",)) for part in alternatives(choice["items"])]
            for part, step in inner:
                if depth > 0:
                    found += [(name, *step, *rest) for rest in places(part, depth - 1)]
    return found


@given(path=st.sampled_from(sorted(set(places(policy_schema(), 3)))), junk=JUNK)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_junk_anywhere_is_read_or_refused_with_a_field(path: tuple[str, ...], junk: Any) -> None:
    content: Any = junk
    for name in reversed(path):
        content = [content] if name == "0" else {name: content}
    found = read_or_refused(content)
    if isinstance(found, Policy):
        assert -1 <= evidence_ends(found, None) <= 73
    else:
        assert found.field is not None
        assert found.field.split(".")[0] in (*Policy.model_fields, *content)
        assert found.allowed


def read_or_refused(content: dict[str, Any]) -> Policy | InputError:
    try:
        return parse(**content)
    except InputError as error:
        return error
