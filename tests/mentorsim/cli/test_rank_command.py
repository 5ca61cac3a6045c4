"""The ranking as a user meets it: files whole or not at all, resumed, and wrong input."""

from __future__ import annotations

import csv
import json
import re
import signal
from pathlib import Path

import pytest

from mentorsim.folders.output import unfinished
from mentorsim.terminal.errors import INTERRUPTED
from tests.mentorsim.cli.test_command import contents, interrupted, run

RANKING = (
    "rank",
    "104-weeks",
    "as-in-trial",
    "--hours",
    "20000",
    "--draws",
    "48",
    "--weeks",
    "60",
    "--json",
)
SMALL = ("rank", "as-in-trial", "caseload-25", "--hours", "20000", "--draws", "4", "--weeks", "30")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], str]:
    """The files of a ranking that nobody stopped, and what it said."""
    out = tmp_path_factory.mktemp("whole") / "out"
    code, told, errors = run(*RANKING, "--out", str(out), "--workers", "1")
    assert code == 0, errors
    return contents(out), told


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_ranking_resumes_and_ends_with_the_same_files(
    tmp_path: Path, whole: tuple[dict[str, bytes], str], how: signal.Signals
) -> None:
    out, (files, told) = tmp_path / "out", whole
    assert interrupted(out, how, RANKING)[0] == (
        INTERRUPTED if how == signal.SIGINT else -signal.SIGKILL
    )
    assert list(tmp_path.iterdir())
    assert not out.exists()
    kept = {p.name: p.stat().st_mtime_ns for p in unfinished(out).glob("*.npz")}
    # The mentors that the budget pays are the first that is settled, and are not settled again.
    assert "mentors-0000.npz" in kept
    code, _, errors = run(*RANKING, "--out", str(out))
    assert code == 2
    assert "--resume" in errors
    other = [word if word != "20000" else "30000" for word in RANKING]
    code, _, errors = run(*other, "--out", str(out), "--resume")
    assert code == 2
    assert "hours in all" in errors
    after = {p.name: p.stat().st_mtime_ns for p in unfinished(out).glob("*.npz")}
    assert after == kept
    code, again, errors = run(*RANKING, "--out", str(out), "--resume", "--workers", "2")
    assert code == 0, errors
    assert again == told
    assert contents(out) == files
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_rankings_files_say_what_the_command_says(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told, errors = run(*SMALL, "--out", str(out), "--json")
    assert code == 0, errors
    assert set(contents(out)) == {"ranking.csv", "ranking.json", "tables.xlsx", "setting.json"}
    content = json.loads((out / "ranking.json").read_text(encoding="utf-8"))
    assert content == json.loads(told)
    assert content["provenance"]["hours"] == "20000"
    assert content["provenance"]["draws"] == "4"
    with (out / "ranking.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["policy"] for row in rows] == [row["policy"] for row in content["ranking"]]
    assert {row["population"] for row in rows} == {"trial"}
    assert float(rows[0]["mean"]) == pytest.approx(content["ranking"][0]["mean"], rel=1e-5)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_ranking_says_where_it_was_written(tmp_path: Path, language: str) -> None:
    code, told, errors = run(*SMALL, "--out", str(tmp_path / "out"), "--language", language)
    assert code == 0, errors
    assert str(tmp_path / "out") in told.replace("\n", "")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("--hours", "0"), ["--hours", "above 0"]),
        (("--hours", "nan"), ["--hours", "nan"]),
        (("--hours", "much"), ["--hours", "much"]),
        (("--outcome", "happiness"), ["--outcome", "happiness", "education_weeks"]),
        (("--week", "7"), ["--week", "7", "20"]),
        (("--against", "nothing"), ["nothing"]),
        (("--draws", "1"), ["--draws"]),
        (("--people", "100"), ["--people", "--population"]),
        (("--language", "tlh"), ["tlh"]),
    ],
)
def test_a_wrong_ranking_is_one_message_and_leaves_nothing(
    tmp_path: Path, changed: tuple[str, str], words: list[str]
) -> None:
    code, told, errors = run(*SMALL, *changed, "--out", str(tmp_path / "out"))
    assert code == 2
    assert told == ""
    assert "Traceback" not in errors
    for word in words:
        assert word in errors
    assert list(tmp_path.iterdir()) == []


def test_a_ranking_needs_a_policy_besides_the_reference() -> None:
    code, _, errors = run("rank", "no-mentor", "--hours", "100", "--draws", "2", "--weeks", "9")
    assert code == 2
    assert "nothing to compare" in errors


@pytest.mark.parametrize(("language", "rank"), [("da", "Nr. {}"), ("en", "Rank {}")])
def test_five_ranks_fit_a_line_and_no_word_is_cut(language: str, rank: str) -> None:
    policies = ("low-grades-first", "never-su-first", "low-educated-parents-first", "caseload-25")
    code, told, errors = run(
        *SMALL[:2],
        *policies,
        "--hours",
        "20000",
        "--draws",
        "2",
        "--weeks",
        "20",
        "--language",
        language,
    )
    assert code == 0, errors
    lines = told.splitlines()
    assert max(map(len, lines)) <= 100
    (heads,) = [line for line in lines if rank.format(1) in line]
    assert all(rank.format(k) in heads for k in range(1, 6))
    words = {"da": ("uddannelse", "karakterer"), "en": ("education", "marks")}[language]
    titles = {line.split("  ")[0].strip() for line in lines}
    assert all(any(word in title for title in titles) for word in words)


@pytest.mark.parametrize(
    ("language", "hours"), [("da", r"\d{3}\.\d{3}\*"), ("en", r"\d{3},\d{3}\*")]
)
def test_hours_with_their_mark_are_not_cut(language: str, hours: str) -> None:
    """Where everybody has a place, a star stands behind the hours."""
    code, told, errors = run(
        *SMALL[:2], "--hours", "900000", "--draws", "2", "--weeks", "60", "--language", language
    )
    assert code == 0, errors
    assert re.search(hours, told)
    assert "…" not in told
    assert max(map(len, told.splitlines())) <= 100
