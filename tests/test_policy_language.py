"""The policy language: what it accepts, what it refuses and how, its template and its pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from typer.testing import CliRunner

from calibration.trial import as_in_trial
from mentorsim.cli import app
from mentorsim.language import LOCALES, Language
from mentorsim.policy_pages import page, page_path, template
from scenarios.policy.errors import alternatives, nodes_at, policy_schema
from scenarios.policy.policies import (
    evidence_ends,
    library_names,
    load_policy,
    parse_policy,
    read_policy,
)
from sim.conditions import Attribute, Limit
from sim.errors import InputError
from sim.programme import EXPECTED_GAIN, Capacity, Policy

TEXTS = {
    "title": {"da": "a", "en": "b"},
    "description": {"da": "a", "en": "b"},
    "reference": "test",
}


def parse(**fields: object) -> Policy:
    return parse_policy({**TEXTS, **fields}, file="test")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


# --- what is refused, and how -------------------------------------------------------------------
MEASURE = {
    "name": {"da": "-", "en": "-"},
    "from_week": 3,
    "relief": {"low": 0.1, "central": 0.2, "high": 0.3, "source": "a test"},
    "price": "p",
}
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a limit without a bound": (
        {"targeting": {"eligible": [{"attribute": "age"}]}},
        "targeting.eligible.0.attribute", "at least one of below",
    ),
    "an unknown attribute": (
        {"targeting": {"eligible": [{"attribute": "shoe_size", "below": 40}]}},
        "targeting.eligible.0.attribute", "age, mark, severity",
    ),
    "limits that nobody meets": (
        {"targeting": {"eligible": [{"attribute": "age", "below": 20, "at_least": 20}]}},
        "targeting.eligible.0.attribute", "a lower limit under",
    ),
    "a limit that is no number": (
        {"targeting": {"eligible": [{"attribute": "age", "below": float("nan")}]}},
        "targeting.eligible.0.below", "a number or null",
    ),
    "a combination of nothing": (
        {"targeting": {"eligible": [{"all_of": []}]}}, "targeting.eligible.0.all_of", "a list",
    ),
    "an empty condition": (
        {"targeting": {"first": [{}]}}, "targeting.first.0.attribute", "required",
    ),
    "a group deep inside": (
        {"targeting": {"first": [{"any_of": ["woman", {"none_of": ["grade_nun"]}]}]}},
        "targeting.first.0.any_of.1.none_of.0", "grade_none",
    ),
    "a score about nothing": (
        {"targeting": {"score": [{"weight": 1}]}}, "targeting.score.0.attribute", "one of",
    ),
    "a score about two things": (
        {"targeting": {"score": [{"weight": 1, "attribute": "age", "who": "woman"}]}},
        "targeting.score.0.attribute", "one of",
    ),
    "marks without a stand-in": (
        {"targeting": {"score": [{"weight": 1, "attribute": "mark"}]}},
        "targeting.score.0.missing", "a number with attribute: mark",
    ),
    "a stand-in for what nobody lacks": (
        {"targeting": {"score": [{"weight": 1, "attribute": "age", "missing": 3}]}},
        "targeting.score.0.missing", "left out otherwise",
    ),
    "a score of another name": (
        {"targeting": {"score": "best"}}, "targeting.score", "expected_gain_per_hour",
    ),
    "an unknown group in a score": (
        {"targeting": {"score": [{"weight": 1, "who": "nobody"}]}},
        "targeting.score.0.who", "grade_none",
    ),
    "an endless wait": (
        {"targeting": {"max_wait_weeks": -1}}, "targeting.max_wait_weeks", "from 0 to 520",
    ),
    "a level above 1": (
        {"duration": {"until": {"trust": 1.2}}}, "duration.until.trust", "above 0 to 1",
    ),
    "foothold and aftercare": (
        {"duration": {"until": {"foothold_weeks": 5}}, "ending": {"aftercare_weeks": 5}},
        "ending.aftercare_weeks", "0 with duration.until.foothold_weeks",
    ),
    "mentors twice": (
        {"capacity": {"mentors": 5, "hours": 100}}, "capacity.hours", "one of mentors and hours",
    ),
    "mentors given and following": (
        {"capacity": {"follows": "mentors", "mentors": 5}}, "capacity.mentors", "follows: places",
    ),
    "hours given and mentors following": (
        {"capacity": {"follows": "mentors", "hours": 5}}, "capacity.hours", "follows: places",
    ),
    "places without mentors": (
        {"capacity": {"follows": "places"}}, "capacity.mentors", "a number of mentors, or hours",
    ),
    "a caseload from nothing": (
        {"capacity": {"follows": "caseload"}}, "capacity.mentors", "a number of mentors, or hours",
    ),
    "a caseload given and following": (
        {"capacity": {"follows": "caseload", "mentors": 5, "caseload": 12}},
        "capacity.caseload", "follows: places",
    ),
    "a split without its ratio": (
        {"contact": {"split": {"rule": "by_need"}}}, "contact.split.ratio", "a number",
    ),
    "a split with too much": (
        {"contact": {"split": {"rule": "by_need", "ratio": 2, "weeks": 5}}},
        "contact.split.weeks", "left out",
    ),
    "front-loaded without weeks": (
        {"contact": {"split": {"rule": "front_loaded", "ratio": 2}}},
        "contact.split.weeks", "a number",
    ),
    "more educated mentors than mentors": (
        {"corps": {"medium_education": 0.7, "long_education": 0.7}},
        "corps.long_education", "together at most 1",
    ),
    "a share beyond 1": ({"corps": {"under_40": 1.5}}, "corps.under_40", "from 0 to 1"),
    "a measure without a source": (
        {"measures": [{**MEASURE, "relief": {"low": 0.1, "central": 0.2, "high": 0.3}}]},
        "measures.0.relief.source", "required",
    ),
    "a range beside its centre": (
        {"measures": [{**MEASURE, "relief": {**MEASURE["relief"], "central": 0.9}}]},
        "measures.0.relief.central", "from low (0.1) to high (0.3)",
    ),
    "a measure for nobody known": (
        {"measures": [{**MEASURE, "who": ["nobody"]}]}, "measures.0.who.0", "grade_none",
    ),
    "a cohort with a number": (
        {"intake": {"per_week": 5}}, "intake.per_week", "kind: stream",
    ),
    "a stream of unknown size": (
        {"intake": {"kind": "stream", "weeks": 5}}, "intake.per_week", "one of per_week",
    ),
    "a stream of two sizes": (
        {"intake": {"kind": "stream", "weeks": 5, "per_week": 3, "per_year": 5}},
        "intake.per_week", "one of per_week",
    ),
    "a stream without an end": (
        {"intake": {"kind": "stream", "per_week": 3}}, "intake.weeks", "from 1 to 1040",
    ),
}  # fmt: skip


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
    assert evidence_ends(parse(**parts)) == week


# --- the template, the pages, the commands --------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_the_template_is_the_trials_policy_with_every_field_explained(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    exit_code, _, errors = run("new", str(path), "--language", code)
    assert exit_code == 0, errors
    policy = read_policy(path).policy
    fields = ("title", "description", "reference")
    assert policy.model_dump(exclude=set(fields)) == as_in_trial().model_dump(exclude=set(fields))
    text = path.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100

    def explained(model: type[BaseModel]) -> list[str]:
        words = []
        for info in model.model_fields.values():
            extra = info.json_schema_extra
            assert isinstance(extra, dict)
            words.append(str(info.description if code == "en" else extra["da"]))
            if isinstance(info.default, BaseModel):
                words += explained(type(info.default))
        return words

    flat = " ".join(line.strip(" #") for line in text.splitlines())
    for words in explained(Policy):
        assert words in flat


def test_a_template_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("mine", encoding="utf-8")
    code, _, errors = run("new", str(path))
    assert code == 2
    assert str(path) in errors
    assert path.read_text(encoding="utf-8") == "mine"
    code, _, errors = run("new", str(tmp_path / "none" / "own.yaml"))
    assert (code, "Traceback" in errors) == (2, False)


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


def test_check_says_what_a_file_says(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        yaml.safe_dump({**TEXTS, "capacity": {"follows": "caseload", "hours": 300}}),
        encoding="utf-8",
    )
    code, text, _ = run("check", str(path))
    assert code == 0
    assert "The caseload follows" in text
    assert "extrapolation" in text
    code, text, _ = run("check", str(path), "--language", "da")
    assert (code, "Sagsstammen følger" in text) == (0, True)
    code, text, _ = run("check", str(path), "--json")
    assert json.loads(text)["evidence_ends"] == -1
    path.write_text(yaml.safe_dump({**TEXTS, "capacity": {"mentors": -1}}), encoding="utf-8")
    code, text, errors = run("check", str(path))
    assert (code, text) == (2, "")
    assert "capacity.mentors" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("code", LOCALES)
def test_the_pages_are_current(code: str) -> None:
    """Written by `python -m mentorsim.policy_pages` after a change of schema or library."""
    language = Language(code)
    assert page_path(language).read_text(encoding="utf-8") == page(language)


def test_every_field_is_on_the_page_in_both_languages() -> None:
    def fields(node: dict[str, Any], path: str) -> list[str]:
        names = []
        for name in node.get("properties", {}):
            names.append(f"{path}{name}")
        return names

    english, danish = page(Language("en")), page(Language("da"))
    for definition in policy_schema()["$defs"].values():
        for field in definition.get("properties", {}).values():
            assert field["da"] != field["description"]
    for name in fields(policy_schema(), ""):
        assert f"`{name}`" in english
        assert f"`{name}`" in danish


# --- the library --------------------------------------------------------------------------------
def test_the_library_has_what_was_asked_for() -> None:
    names = set(library_names())
    assert len(names) >= 14
    assert {
        "as-in-trial", "no-mentor", "26-weeks", "78-weeks", "104-weeks", "156-weeks",
        "104-weeks-no-marks", "low-grades-first", "never-su-first", "low-educated-parents-first",
        "best-gain-first", "caseload-10", "caseload-20", "caseload-25", "every-second-week",
        "tapered-52-13", "aftercare-26", "with-other-measures", "budget-thin", "budget-thick",
    } <= names  # fmt: skip


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


def test_template_words_come_in_the_language_asked_for() -> None:
    assert "write here" in template(Language("en"))
    assert "skriv her" in template(Language("da"))


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
        assert -1 <= evidence_ends(found) <= 73
    else:
        assert found.field is not None
        assert found.field.split(".")[0] in (*Policy.model_fields, *content)
        assert found.allowed


def read_or_refused(content: dict[str, Any]) -> Policy | InputError:
    try:
        return parse(**content)
    except InputError as error:
        return error
