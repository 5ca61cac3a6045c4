"""The policy language: what a policy says, how far the trial speaks to it, and the library."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scenarios.policy.errors import nodes_at, policy_schema
from scenarios.policy.policies import evidence_ends, library_names, load_policy, parse_policy
from sim.conditions import Attribute, Limit
from sim.errors import InputError
from sim.programme import Capacity, Policy
from tests.support.policy_cases import MEASURE, parse


def test_a_policy_survives_being_written_and_read() -> None:
    for name in library_names():
        policy = load_policy(name).policy
        assert Policy.model_validate(policy.model_dump()) == policy
        again = yaml.safe_load(yaml.safe_dump(policy.model_dump(mode="json")))
        assert parse_policy(again, file=name) == policy


def test_a_file_says_what_follows() -> None:
    assert parse().capacity.following == "mentors"
    assert parse(capacity={"caseload": 12}).capacity.following == "mentors"
    assert parse(capacity={"hours": 5, "follows": "caseload"}).capacity.following == "caseload"
    for capacity in ({"mentors": 5}, {"hours": 5}, {"mentors": 5, "caseload": 12}):
        with pytest.raises(InputError) as caught:
            parse(capacity=capacity)
        assert caught.value.field == "capacity.follows"
    # In Python, where nobody reads it, the old meaning holds.
    assert Capacity(mentors=5).following == Capacity(hours=5).following == "places"


def test_a_whole_number_is_a_number() -> None:
    limit = Limit(attribute="age", below=25)
    assert (limit.attribute, limit.below) == (Attribute.AGE, 25.0)


# --- how far the trial speaks to it ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("parts", "week"),
    [
        ({"targeting": {"first": ["woman"], "max_wait_weeks": 5}}, 73),
        ({"corps": {"supervision": "regular"}}, 73),
        ({"duration": {"until": {"readiness": 0.5}}}, 0),
        ({"duration": {"until": {"trust": 0.5}}}, 0),
        ({"duration": {"until": {"foothold_weeks": 4}}}, 0),
        ({"duration": {"weeks": 26}, "ending": {"aftercare_weeks": 4}}, 0),
        ({"measures": [{**MEASURE, "from_week": 13}]}, 12),
        ({"measures": [{**MEASURE, "from_week": 0}]}, -1),
        ({"contact": {"split": {"rule": "by_need", "ratio": 2}}}, -1),
        ({"capacity": {"direct_share": 0.5}}, -1),
        ({"capacity": {"follows": "caseload", "mentors": 60}}, -1),
        ({"corps": {"under_40": 0.5}}, -1),
        ({"corps": {"turnover": 0.5}}, -1),
    ],
)
def test_evidence_ends_where_a_policy_leaves_the_trial(parts: dict[str, Any], week: int) -> None:
    assert evidence_ends(parse(**parts), None) == week


def test_every_example_of_the_language_is_one() -> None:
    """The examples in the schema read as values of their fields."""

    def examples(node: dict[str, Any], path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
        found = []
        for name, field in node.get("properties", {}).items():
            here = (*path, name)
            if "example" in field:
                found.append((here, field["example"]))
            for choice in nodes_at(list(here)):
                found += examples(choice, here)
        return found

    seen = examples(policy_schema(), ())
    assert len(seen) >= 7
    for path, example in seen:
        content: Any = yaml.safe_load(example)
        for name in reversed(path):
            content = {name: content}
        parse(**content)


# --- the library --------------------------------------------------------------------------------
def test_the_library_has_what_was_asked_for() -> None:
    names = set(library_names())
    assert len(names) >= 14
    assert {
        "as-in-trial",
        "no-mentor",
        "26-weeks",
        "78-weeks",
        "104-weeks",
        "156-weeks",
        "104-weeks-no-marks",
        "low-grades-first",
        "never-su-first",
        "low-educated-parents-first",
        "best-gain-first",
        "caseload-10",
        "caseload-20",
        "caseload-25",
        "every-second-week",
        "tapered-52-13",
        "aftercare-26",
        "with-other-measures",
        "budget-thin",
        "budget-thick",
    } <= names


@pytest.mark.parametrize("name", library_names())
def test_a_policy_of_the_library_gives_its_reason_in_both_languages(name: str) -> None:
    policy = load_policy(name).policy
    assert policy.reason is not None
    for text in (policy.title, policy.description, policy.reason):
        assert text.da != text.en
        assert len(text.da) > 2
    if name != "no-mentor":
        assert policy.capacity.follows is not None


@pytest.mark.parametrize("name", [n for n in library_names() if n.endswith("-first")])
def test_a_priority_is_set_where_places_are_short(name: str) -> None:
    policy, plain = load_policy(name).policy, load_policy("limited-places").policy
    assert policy.capacity == plain.capacity
    assert policy.capacity.following == "places"
    assert policy.targeting != plain.targeting
    assert policy.reason is not None
    assert str(int(float(policy.capacity.mentors))) in policy.reason.en
