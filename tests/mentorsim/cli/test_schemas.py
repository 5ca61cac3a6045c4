"""JSON schemas say what the program says: every shipped file passes, and what is wrong does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mentorsim.language import Language
from mentorsim.present.names import price_title, price_unit
from mentorsim.present.schemas import KINDS, schema
from scenarios.economics.price_list import price_schema
from scenarios.policy.policies import library_names
from sim.errors import InputError
from tests.support.calibrate_cases import run

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "scenarios" / "examples"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def wrong(kind: str, content: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema(kind)).iter_errors(content)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "da"])
def test_it_is_a_schema(kind: str, language: str) -> None:
    Draft202012Validator.check_schema(schema(kind, language))


@pytest.mark.parametrize("name", library_names())
def test_every_policy_of_the_library_passes(name: str) -> None:
    assert wrong("policy", read(ROOT / "scenarios" / "policy" / "library" / f"{name}.yaml")) == []


@pytest.mark.parametrize(
    ("kind", "file"),
    [("policy", "caseload-15.yaml"), ("situation", "situation.yaml"), ("prices", "prices.yaml")],
)
def test_every_example_passes(kind: str, file: str) -> None:
    assert wrong(kind, read(EXAMPLES / file)) == []


POLICY = {"title": {"da": "-", "en": "-"}, "description": {"da": "-", "en": "-"}, "reference": "-"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("policy", {**POLICY, "duraton": {"weeks": 78}}),
        ("policy", {**POLICY, "duration": {"weeks": 521}}),
        ("policy", {**POLICY, "duration": {"weeks": "78"}}),
        ("policy", {**POLICY, "title": {"da": "-"}}),
        ("policy", {**POLICY, "capacity": {"follows": "people"}}),
        ("situation", {"mentors": 3}),
        ("situation", {"young_people": {"per_year": 300}, "mentors": -1}),
        ("situation", {"young_people": {"per_year": 300}, "rules": 1999}),
        ("prices", {"mentor_salery": {"value": 1, "source": "-", "certainty": "A"}}),
        ("prices", {"mentor_salary": {"value": 1, "source": "-", "certainty": "A"}}),
        ("prices", {"overhead_share": {"value": 1.5, "source": "-", "certainty": "A"}}),
        ("prices", {"overhead_share": {"value": 0.2, "low": 0.1, "source": "-", "certainty": "A"}}),
        ("prices", {"overhead_share": {"value": 0.2, "source": "-", "certainty": "E"}}),
        ("prices", {}),
    ],
)
def test_what_cannot_be_is_underlined(kind: str, content: Any) -> None:
    assert wrong(kind, content)
    assert {k: v for k, v in POLICY.items() if not wrong("policy", POLICY)} == POLICY


def test_every_price_is_there_with_its_unit() -> None:
    found = schema("prices")["properties"]
    assert set(found) == set(price_schema())
    for name, rule in price_schema().items():
        assert rule.unit in found[name]["description"]


def descriptions(content: Any) -> set[str]:
    """Everything that a schema says in words."""
    if isinstance(content, list):
        return set().union(*map(descriptions, content))
    if not isinstance(content, dict):
        return set()
    own = content.get("description")
    return set().union(*map(descriptions, content.values())) | (
        {own} if isinstance(own, str) else set()
    )


def test_fields_are_said_in_the_language_that_is_asked_for() -> None:
    english, danish = (schema("policy", code)["properties"]["duration"] for code in ("en", "da"))
    assert english["description"] == "how long support lasts"
    assert danish["description"] == "hvor længe støtten varer"
    salary = schema("prices", "da")["properties"]["mentor_salary"]
    danish_words = Language("da")
    assert price_title("mentor_salary", danish_words) in salary["description"]
    assert price_unit(price_schema()["mentor_salary"].unit, danish_words) in salary["description"]
    # Nothing is left of the other language.
    assert descriptions(schema("policy", "da")).isdisjoint(descriptions(schema("policy")))
    assert descriptions(schema("situation", "da")).isdisjoint(descriptions(schema("situation")))


def test_the_command_writes_one(tmp_path: Path) -> None:
    path = tmp_path / "policy.schema.json"
    code, text, errors = run("schema", "policy", "--out", str(path))
    assert code == 0, errors
    assert json.loads(path.read_text(encoding="utf-8")) == schema("policy")
    code, text, errors = run("schema", "prices", "--language", "da")
    assert code == 0, errors
    assert json.loads(text) == schema("prices", "da")
    code, _, errors = run("schema", "polcy")
    assert code == 2
    assert "policy, situation, prices" in errors


def test_another_language_is_refused() -> None:
    with pytest.raises(InputError, match="da"):
        schema("policy", "sv")
