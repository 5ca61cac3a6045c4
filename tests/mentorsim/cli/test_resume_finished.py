"""`--resume` where a run is finished: the same is left alone, another is told by what differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.mentorsim.cli.test_command import contents, run

POLICY = """
title: {da: Vores egen, en: Our own}
description: {da: Mentorer en tid., en: Mentors for a while.}
reference: to see
duration: {weeks: %d}
"""
COMPARE = ("compare", "--draws", "2", "--weeks", "30", "--workers", "1")


def finished(folder: Path, *more: str) -> tuple[Path, Path]:
    policy, out = folder / "ours.yaml", folder / "out"
    policy.write_text(POLICY % 26, encoding="utf-8")
    code, _, errors = run(*COMPARE, str(policy), *more, "--out", str(out))
    assert code == 0, errors
    return policy, out


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One finished run, which every test leaves as it was."""
    return finished(tmp_path_factory.mktemp("finished"))


def test_what_is_finished_is_left_alone(kept: tuple[Path, Path]) -> None:
    policy, out = kept
    before = contents(out)
    other_workers = [*COMPARE[:-1], "2", str(policy), "--out", str(out), "--resume"]
    code, _, errors = run(*other_workers)
    assert code == 0
    assert "this run is finished" in errors
    assert contents(out) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (("--draws", "3"), "draws"),
        (("--weeks", "31"), "weeks"),
        (("--seed", "2"), "seed"),
        (("--against", "as-in-trial"), "against"),
    ],
)
def test_another_option_is_named(
    kept: tuple[Path, Path], changed: tuple[str, str], field: str
) -> None:
    policy, out = kept
    before = contents(out)
    asked = dict(zip(COMPARE[1::2], COMPARE[2::2], strict=True)) | dict([changed])
    words = [word for pair in asked.items() for word in pair]
    code, _, errors = run("compare", *words, str(policy), "--out", str(out), "--resume")
    assert code == 2
    assert field in errors
    assert changed[1] in errors
    assert "Traceback" not in errors
    assert contents(out) == before


def test_a_policy_file_that_was_edited_is_named(tmp_path: Path) -> None:
    policy, out = finished(tmp_path)
    policy.write_text(POLICY % 27, encoding="utf-8")
    code, _, errors = run(*COMPARE, str(policy), "--out", str(out), "--resume")
    assert code == 2
    assert "policies: the finished run was asked something else" in errors
    assert "ours.yaml" in errors


def test_a_price_file_that_was_edited_is_named(tmp_path: Path) -> None:
    prices, out = tmp_path / "prices.yaml", tmp_path / "out"
    said = "mentor_salary: {value: %d, price_level: 2023, source: ours, certainty: A}\n"
    asked = ("decide", "as-in-trial", "--draws", "2", "--weeks", "20", "--prices", str(prices))
    prices.write_text(said % 480_000, encoding="utf-8")
    code, _, errors = run(*asked, "--out", str(out))
    assert code == 0, errors
    prices.write_text(said % 490_000, encoding="utf-8")
    code, _, errors = run(*asked, "--out", str(out), "--resume")
    assert code == 2
    assert "prices: the finished run was asked something else" in errors


def test_the_file_of_the_young_people_is_not_hashed(tmp_path: Path) -> None:
    """A digest would tell which of four small numbers a file holds."""
    people = Path(__file__).parents[3] / "scenarios" / "examples" / "individuals.csv"
    _, out = finished(tmp_path, "--population", str(people))
    setting = json.loads((out / "setting.json").read_text(encoding="utf-8"))
    assert setting["request"]["population"] == people.name
