"""Policies by name and from files: what is accepted, and one clear error for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.policy.policies import (
    evidence_ends,
    library_names,
    load_policies,
    load_policy,
    parse_policy,
    read_policy,
)
from sim.errors import InputError
from sim.programme import Policy

BASE = """
title: {da: Prøve, en: Test}
description: {da: Prøve, en: Test}
reference: a test
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_policy_of_the_library_reads_and_has_both_languages() -> None:
    names = library_names()
    assert {"as-in-trial", "no-mentor", "104-weeks", "caseload-25"} <= set(names)
    for name in names:
        policy = load_policy(name).policy
        assert policy.title.da != policy.title.en
        assert policy.description.da != policy.description.en


def test_an_own_file_is_read_with_the_trials_values_as_defaults(tmp_path: Path) -> None:
    named = read_policy(write(tmp_path, BASE + "duration: {weeks: 78}\n"))
    assert named.name == "own"
    assert named.policy.duration.weeks == 78
    assert named.policy.capacity.caseload == "as_in_trial"


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("capacity: {caseload: 0}", "capacity.caseload", "0"),
        ("capacity: {caseload: many}", "capacity.caseload", "many"),
        ("capacity: {caseload: .nan}", "capacity.caseload", "nan"),
        ("capacity: {mentors: -1}", "capacity.mentors", "-1"),
        ("duration: {weeks: -3}", "duration.weeks", "-3"),
        ("duration: {weeks: 52.5}", "duration.weeks", "52.5"),
        ("duration: {weeks: true}", "duration.weeks", "true"),
        ("duration: 52", "duration", "52"),
        ("ending: {aftercare_weight: 1.4}", "ending.aftercare_weight", "1.4"),
        ("contact: {every_weeks: 0}", "contact.every_weeks", "0"),
        ("matching: by_star_sign", "matching", "by_star_sign"),
        ("targeting: {eligible: [grade_nome]}", "targeting.eligible.0", "grade_nome"),
        ("targeting: {first: [Atlantis]}", "targeting.first.0", "Atlantis"),
        (
            "duration: {exceptions: [{group: nobody, weeks: 104}]}",
            "duration.exceptions.0.group",
            "nobody",
        ),
    ],
)
def test_an_impossible_value_names_file_field_and_value(
    tmp_path: Path, text: str, field: str, found: str
) -> None:
    path = write(tmp_path, BASE + text + "\n")
    with pytest.raises(InputError) as caught:
        read_policy(path)
    error = caught.value
    assert error.file == str(path)
    assert error.field == field
    assert error.found is not None
    assert found in error.found
    assert error.allowed


@pytest.mark.parametrize(
    ("text", "field", "hint"),
    [
        ("durration: {weeks: 52}", "durration", "duration"),
        ("duration: {week: 52}", "duration.week", "weeks"),
        ("capacity: {case_load: 15}", "capacity.case_load", "caseload"),
        ("duration: {exceptions: [{grup: all, weeks: 5}]}", "duration.exceptions.0.grup", "group"),
    ],
)
def test_a_misspelt_field_gets_a_suggestion(
    tmp_path: Path, text: str, field: str, hint: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_policy(write(tmp_path, BASE + text + "\n"))
    assert caught.value.field == field
    assert f"did you mean {hint}?" in str(caught.value)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_policy(write(tmp_path, "title: {da: x}\n"))
    assert caught.value.field == "title.en"


@pytest.mark.parametrize(
    "content",
    [
        b"title: [",
        b"a: 1\na: 2\n",
        b"? [1]\n: 2\n",
        b"- a\n- b\n",
        b"",
        b"\xff\xfe\x00",
        b"42",
        b"a: &a [*a]\ntitle: *a\n",
    ],
)
def test_unreadable_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_policy(path)
    assert caught.value.file == str(path)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"#" * 1_000_001)
    for path in (tmp_path / "none.yaml", tmp_path, huge):
        with pytest.raises(InputError):
            read_policy(path)


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"did you mean 104-weeks\?"):
        load_policy("104-week")


def test_two_policies_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="same name"):
        load_policies(["104-weeks", "104-weeks"])


def parse(**fields: object) -> Policy:
    text = {"title": {"da": "a", "en": "b"}, "description": {"da": "a", "en": "b"}}
    return parse_policy({**text, "reference": "test", **fields}, file="test")


def test_evidence_ends_where_a_policy_leaves_what_the_trial_saw() -> None:
    assert evidence_ends(parse(), None) == 73
    assert evidence_ends(parse(targeting={"eligible": []}), None) == 73
    assert evidence_ends(parse(duration={"weeks": 26}), None) == 73
    assert evidence_ends(parse(duration={"weeks": 104}), None) == 52
    assert evidence_ends(parse(ending={"taper_weeks": 13}), None) == 52
    assert evidence_ends(parse(ending={"aftercare_weeks": 13}), None) == 0
    assert evidence_ends(parse(capacity={"caseload": 25}), None) == 73
    assert evidence_ends(parse(capacity={"caseload": 40}), None) == -1
    assert evidence_ends(parse(capacity={"caseload": 5}), None) == -1
    assert evidence_ends(parse(contact={"every_weeks": 2}), None) == -1
    longer = {"weeks": 52, "exceptions": [{"group": "grade_none", "weeks": 104}]}
    assert evidence_ends(parse(duration=longer), None) == 52
