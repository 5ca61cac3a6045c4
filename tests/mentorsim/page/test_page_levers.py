"""Levers stand where the policy stands, move what they name and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mentorsim.language import Language
from mentorsim.page.levers import GAIN, LEVERS, OWN, SECTIONS, moved, said_value, settings
from mentorsim.page.uploads import policy_file
from scenarios.policy.policies import NamedPolicy, library_names, load_policy, parse_policy
from sim.errors import InputError
from sim.programme import EXPECTED_GAIN


def content(named: NamedPolicy) -> dict[str, Any]:
    return named.policy.model_dump(mode="json")


@pytest.mark.parametrize("name", library_names())
def test_every_policy_of_the_library_has_every_lever_somewhere(name: str) -> None:
    standing = settings(load_policy(name).policy)
    assert set(standing) == set(LEVERS)
    for lever, value in standing.items():
        assert value == OWN or str(LEVERS[lever].read(str(value))) == str(value)
        for code in ("da", "en"):
            assert said_value(lever, value, Language(code))


@pytest.mark.parametrize("name", library_names())
def test_levers_that_stand_where_they_stood_leave_the_policy_alone(name: str) -> None:
    named = load_policy(name)
    assert moved(named, {}) is named
    assert moved(named, settings(named.policy)) is named


MOVES: list[tuple[str, Any, str, Any]] = [
    ("who", "grade_none", "targeting", {"eligible": ["grade_none"]}),
    ("first", "grade_low", "targeting", {"first": ["grade_low"]}),
    ("first", GAIN, "targeting", {"score": EXPECTED_GAIN}),
    ("weeks", 78, "duration", {"weeks": 78}),
    ("no_marks", 156, "duration", {"exceptions": [{"group": "grade_none", "weeks": 156}]}),
    ("taper", 13, "ending", {"taper_weeks": 13}),
    ("aftercare", 26, "ending", {"aftercare_weeks": 26}),
    ("caseload", 15, "capacity", {"caseload": 15.0}),
    ("mentors", 85, "capacity", {"mentors": 85.0, "follows": "places"}),
    ("every", 2, "contact", {"every_weeks": 2}),
    ("split", "by_need", "contact", {}),
    ("split", "front_loaded", "contact", {}),
    ("intake", 300, "intake", {"kind": "stream", "per_year": 300.0, "weeks": 156}),
]


@pytest.mark.parametrize(("lever", "value", "part", "expected"), MOVES)
def test_a_lever_moves_what_it_names_only(
    lever: str, value: Any, part: str, expected: dict[str, Any]
) -> None:
    base = load_policy("as-in-trial")
    own = moved(base, {lever: value})
    before, after = content(base), content(own)
    assert settings(own.policy)[lever] == value
    texts = {"title", "description", "reason", "reference"}
    changed = {k for k in after if k not in texts and after[k] != before[k]}
    assert changed == {part}
    assert after[part].items() >= expected.items()
    rest = {k: v for k, v in after[part].items() if k not in expected} if before[part] else {}
    if lever not in ("split", "mentors", "caseload"):
        assert all(before[part][k] == v for k, v in rest.items())


def test_what_no_lever_can_say_stays_as_in_the_base() -> None:
    base = load_policy("with-other-measures")
    own = moved(base, {"weeks": 52})
    assert content(own)["measures"] == content(base)["measures"]
    budget = moved(load_policy("budget-thin"), {"weeks": 26})
    assert budget.policy.capacity.hours == 3145
    assert budget.policy.capacity.following == "caseload"


def test_mentors_shared_by_all_have_no_caseload_of_their_own() -> None:
    own = moved(load_policy("caseload-20"), {"mentors": 50, "short": "caseload"})
    assert own.policy.capacity.following == "caseload"
    assert own.policy.capacity.caseload == "as_in_trial"
    back = moved(load_policy("limited-places"), {"mentors": "enough"})
    assert back.policy.capacity.following == "mentors"


def test_levers_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(InputError, match="foothold"):
        moved(load_policy("until-foothold"), {"aftercare": 26})


def test_the_title_says_what_was_moved_in_both_languages() -> None:
    title = moved(load_policy("104-weeks"), {"weeks": 78, "caseload": 15}).policy.title
    assert title.en == "78 weeks; caseload 15 (from: 104 weeks)"
    assert title.da == "78 uger; sagsstamme 15 (ud fra: 104 uger)"


@pytest.mark.parametrize("text", ["", "0", "521", "-1", "1e3", "9" * 400, "52.0", "ten", "五二"])
def test_impossible_weeks_are_refused(text: str) -> None:
    with pytest.raises(InputError) as found:
        LEVERS["weeks"].read(text)
    assert found.value.field == "weeks"
    assert "1 - 520" in str(found.value.allowed)


def test_every_lever_stands_in_a_section() -> None:
    assert {lever.section for lever in LEVERS.values()} == set(SECTIONS)


@pytest.mark.parametrize("changes", [{}, {"weeks": 78, "taper": 13, "who": "low_or_none"}])
def test_the_file_of_a_policy_reads_back_as_the_policy(changes: dict[str, Any]) -> None:
    own = moved(load_policy("low-grades-first"), changes)
    fields = yaml.safe_load(policy_file(own).decode())
    assert parse_policy(fields, file="download").model_dump() == own.policy.model_dump()
