"""The template, the pages of the language and the check of a file, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from calibration.trial import as_in_trial
from mentorsim.language import LOCALES, Language
from mentorsim.present.policy.pages import page, page_path, template
from scenarios.policy.errors import policy_schema
from scenarios.policy.policies import read_policy
from sim.programme import Policy
from tests.support.calibrate_cases import run
from tests.support.policy_cases import TEXTS


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
    """Written by `python -m mentorsim.present.policy.pages` after a change of schema or library."""
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


def test_template_words_come_in_the_language_asked_for() -> None:
    assert "write here" in template(Language("en"))
    assert "skriv her" in template(Language("da"))
