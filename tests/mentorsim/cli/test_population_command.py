"""`mentorsim compare --population`: what a user sees, gets as files, and is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.mentorsim.cli.test_command import contents, run

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
SHARES = ["--population", str(EXAMPLES / "shares.csv"), "--people", "640"]
SMALL = ["compare", "as-in-trial", "--draws", "3", "--weeks", "54"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_tables_say_whose_numbers_they_are_and_fit(language: str) -> None:
    code, text, errors = run(*SMALL, *SHARES, "--language", language)
    assert code == 0, errors
    assert " ".join(text.split()).count("– shares") == 4
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "640" in text
    assert "! " in text


def test_files_are_the_same_whatever_the_workers(tmp_path: Path) -> None:
    individuals = str(EXAMPLES / "individuals.csv")
    seen = []
    for workers in ("1", "2"):
        out = tmp_path / workers
        code, _, errors = run(
            *SMALL,
            "--weeks",
            "20",
            "--population",
            individuals,
            "--workers",
            workers,
            "--out",
            str(out),
        )
        assert code == 0, errors
        seen.append(contents(out))
    assert seen[0] == seen[1]
    assert {"population.csv", "population.json"} <= set(seen[0])
    provenance = json.loads(seen[0]["provenance.json"])
    assert provenance["population"] == "individuals"
    assert provenance["people"] == "104"
    assert provenance["staffing"] == "median"


def test_json_holds_the_distance_report() -> None:
    code, text, errors = run(*SMALL, *SHARES, "--staffing-as", "Vejle", "--json")
    assert code == 0, errors
    near = json.loads(text)["population"]
    assert (near["name"], near["people"], near["staffed_as"]) == ("shares", 640, "Vejle")
    assert 0 < near["effective_sample_size"] < near["synthetic_people"]
    assert {"variable", "municipality", "trial", "standardised_difference"} <= set(
        near["margins"][0]
    )
    assert any(w["kind"] == "far" and w["variable"] == "origin" for w in near["warnings"])
    code, text, errors = run(*SMALL, "--json")
    assert json.loads(text)["population"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--population", str(EXAMPLES / "shares.csv")], ["shares.csv", "--people N"]),
        (["--people", "100"], ["--people", "--population FILE"]),
        (["--staffing-as", "Vejle"], ["--staffing-as", "--population FILE"]),
        ([*SHARES, "--staffing-as", "Vejen"], ["Vejen", "Aalborg"]),
        (["--population", "none.csv"], ["none.csv", "cannot read"]),
        (["--population", str(EXAMPLES)], ["not a file"]),
        ([*SHARES, "--people", "many"], ["--people"]),
    ],
)
def test_wrong_input_is_one_message_and_exit_2(
    tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    out = tmp_path / "out"
    code, text, errors = run(*SMALL, *arguments, "--out", str(out))
    assert code == 2
    assert text == ""
    for word in words:
        assert word in errors
    assert "Traceback" not in errors
    assert not out.exists()


def test_margins_out_of_reach_exit_2_and_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "variable,category,share\nsu_share_year_1,mean,0.6\ntransfer_share_year_1,mean,0.6\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    code, text, errors = run(*SMALL, "--population", str(path), "--people", "50", "--out", str(out))
    assert (code, text) == (2, "")
    for word in (str(path), "contradict", "share_year_1", "nearest"):
        assert word in errors
    assert not out.exists()
