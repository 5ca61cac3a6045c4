"""`mentorsim decide` and `mentorsim prices` as a user meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.folders.output import unfinished
from scenarios.decision import decided as deciding
from scenarios.decision.psa_files import (
    COSTS,
    EFFECTS,
    LONG,
    PARAMETERS,
    README,
    STRATEGIES,
    WORTH,
)
from scenarios.economics.price_list import price_schema

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
SMALL = ["--draws", "4", "--weeks", "60", "--workers", "1"]
ENOUGH = ["--draws", "40", "--effect", "education", "--week", "52"]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    code, text, errors = run(
        "decide",
        "as-in-trial",
        "every-second-week",
        *ENOUGH,
        "--target-group",
        "1000",
        "--json",
        "--threshold",
        "400000",
        "--threshold",
        "700000",
    )
    assert code == 0, errors
    found: dict[str, Any] = json.loads(text)
    return found


def test_json_has_the_decision_its_assumptions_and_where_it_comes_from(
    answer: dict[str, Any],
) -> None:
    assert {
        "decision",
        "population",
        "answer",
        "own_prices",
        "assumptions",
        "limits",
        "provenance",
    } == set(answer)
    assert answer["own_prices"] == []
    decision = answer["decision"]
    assert {
        "icer",
        "frontier",
        "evpi",
        "ceac",
        "evppi",
        "plane",
        "net",
        "break_even",
        "subgroups",
        "fairness",
    } <= set(decision)
    by = {row["policy"]: row for row in decision["icer"]}
    assert set(by) == {"as-in-trial", "every-second-week"}
    row = by["as-in-trial"]
    assert row["icer"] == pytest.approx(row["extra_cost"]["mean"] / row["extra_effect"]["mean"])
    assert row["kind"] == "price"
    assert set(row["text"]) == {"da", "en"}
    at = [r for r in decision["ceac"] if r["threshold"] == 400_000]
    assert sum(r["probability"] for r in at) == pytest.approx(1.0)
    assert decision["population_evpi"] == pytest.approx(1000 * decision["evpi"])
    assert decision["question"]["worth"] == [400_000, 700_000]
    assert {r["group"] for r in decision["evppi"]} | set(decision["not_assessed"]) >= {
        "contact",
        "mechanism",
        "mentor_prices",
        "school_prices",
    }
    assert all(r["evppi"] <= decision["peak"]["evpi"] + 1e-9 for r in decision["evppi"])
    assert answer["provenance"]["rule_year"] == "2023"
    assert {a["name"] for a in answer["assumptions"]} >= {"hours_worked_share", "overhead_share"}


def test_json_sums_are_public_in_all(answer: dict[str, Any]) -> None:
    net = {(r["policy"], r["sum"]): r["mean"] for r in answer["decision"]["net"]}
    for policy in ("as-in-trial", "every-second-week"):
        parts = sum(net[policy, purse] for purse in ("municipality", "state", "region"))
        assert net[policy, "public"] == pytest.approx(parts)
        assert net[policy, "programme"] < 0


def test_what_lies_beyond_the_trial_is_marked(answer: dict[str, Any]) -> None:
    """60 weeks of kroner are within the trial for its own policy, not for another rhythm."""
    beyond = {r["policy"]: r["extrapolated"] for r in answer["decision"]["icer"]}
    assert beyond == {"as-in-trial": False, "every-second-week": True}


def test_no_number_where_the_effect_may_be_none() -> None:
    code, text, errors = run(
        "decide", "as-in-trial", "--draws", "39", "--effect", "employment", "--week", "3", "--json"
    )
    assert code == 0, errors
    (row,) = json.loads(text)["decision"]["icer"]
    effect = row["extra_effect"]
    assert effect["low"] - 1.96 * effect["noise"] <= 0 <= effect["high"] + 1.96 * effect["noise"]
    assert row["icer"] is None
    assert row["kind"] == "unclear"
    assert "cannot be said" in row["text"]["en"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_tables_come_in_both_languages_and_fit(language: str) -> None:
    code, text, errors = run("decide", "as-in-trial", *SMALL, "--language", language)
    assert code == 0, errors
    flat = " ".join(text.split())
    said = "4 sæt af parametre og priser er for få" if language == "da" else "4 sets of parameters"
    assert said in flat
    assert "39" in flat
    # No verdict, probability or threshold of a price is told from four draws.
    assert not re.search(r"net cost|nettoudgift|[Pp]robability|[Ss]andsynlighed|surely", flat)
    assert max(len(line) for line in text.splitlines()) <= 100


def test_files_are_the_same_twice_and_with_any_number_of_workers(tmp_path: Path) -> None:
    seen = []
    for k, workers in enumerate(("1", "2")):
        out = tmp_path / str(k)
        code, _, errors = run(
            "decide",
            "as-in-trial",
            "--draws",
            "4",
            "--weeks",
            "60",
            "--workers",
            workers,
            "--out",
            str(out),
        )
        assert code == 0, errors
        seen.append(contents(out))
    assert set(seen[0]) == {
        "frontier.csv",
        "plane.csv",
        "accounts.csv",
        "fairness.csv",
        "accounts.xlsx",
        "decision.json",
        "plane.png",
        "acceptability.png",
        "certainty.png",
        "information.png",
        "setting.json",
        *(f"draws/{name}" for name in (COSTS, EFFECTS, PARAMETERS, LONG)),
        *(f"draws/{name}" for name in (WORTH, STRATEGIES, README)),
    }
    assert seen[0] == seen[1]
    book = openpyxl.load_workbook(tmp_path / "0" / "accounts.xlsx")
    assert {"Municipality", "State", "Public in all", "Year 1", "Year 2", "Prices"} <= set(
        book.sheetnames
    )
    rows = pd.read_csv(tmp_path / "0" / "accounts.csv")
    assert rows[["account", "purse", "entry", "mean", "low", "high"]].notna().all().all()
    assert set(rows["year"].dropna()) == {1, 2}


def test_an_interrupted_decision_goes_on_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    arguments = ["decide", "as-in-trial", "--draws", "4", "--weeks", "60", "--workers", "1"]
    assert run(*arguments, "--out", str(whole))[0] == 0

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "group_outcomes", stop)
        code, _, said = run(*arguments, "--out", str(broken))
    assert code == 130
    assert "interrupted" in said
    assert not broken.exists()
    assert list(unfinished(broken).glob("draws-*.npz"))
    assert run(*arguments, "--out", str(broken))[0] == 2
    code, _, said = run(*arguments, "--out", str(broken), "--resume")
    assert code == 0, said
    assert contents(broken) == contents(whole)
    assert not unfinished(broken).exists()


def test_own_prices_and_weights_reach_the_result(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "mentor_salary: {value: 1, source: a test, certainty: A, price_level: 2016,"
        " plausible: true}\n",
        encoding="utf-8",
    )
    arguments = [
        "decide",
        "as-in-trial",
        *SMALL,
        "--json",
        "--equity",
        "woman=2",
        "--rule-year",
        "2016",
        "--price-level",
        "2023",
    ]
    code, text, errors = run(*arguments, "--prices", str(own))
    assert code == 0, errors
    found = json.loads(text)
    net = {r["sum"]: r["mean"] for r in found["decision"]["net"]}
    assert abs(net["programme"]) < 1.0
    assert found["decision"]["fairness"]["equity"]["weights"] == {"woman": 2.0, "man": 1.0}
    assert found["provenance"]["rule_year"] == "2016"
    assert found["provenance"]["price_level"] == "2023"
    assert found["provenance"]["own_prices"] == str(own)


def test_a_municipality_decides_for_its_own_and_small_groups_stay_hidden(tmp_path: Path) -> None:
    shares = (EXAMPLES / "shares.csv").read_text(encoding="utf-8")
    few = tmp_path / "few.csv"
    few.write_text(shares.replace("0,82", "0,96").replace("0,18", "0,04"), encoding="utf-8")
    code, text, errors = run(
        "decide", "as-in-trial", *SMALL, "--json", "--population", str(few), "--people", "40"
    )
    assert code == 0, errors
    found = json.loads(text)
    families = {row["family"] for row in found["decision"]["subgroups"]}
    assert "marks" in families
    assert "origin" not in families
    assert found["population"]["people"] == 40
    assert found["provenance"]["population"] == "few"
    code, text, errors = run(
        "decide", "as-in-trial", *SMALL, "--population", str(few), "--people", "40"
    )
    assert code == 0, errors
    flat = " ".join(text.split())
    assert "Groups that are too small to show are left out" in flat
    assert "Origin" in flat.split("too small to show")[1]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("--effect", "happiness"), "--effect"),
        (("--perspective", "king"), "--perspective"),
        (("--threshold", "-1"), "--threshold"),
        (("--week", "61"), "--week"),
        (("--prices", "2015"), "prices"),
        (("--prices", "nofile.yaml"), "nofile.yaml"),
        (("--prices", "2013", "--rule-year", "2016"), "--rule-year"),
        (("--target-group", "0"), "--target-group"),
        (("--equity", "woman"), "--equity"),
        (("--equity", "woman=x"), "--equity"),
        (("--equity", "woman=1", "--equity", "woman=2"), "--equity"),
        (("--equity", "martian=1"), "--equity"),
        (("--against", "as-in-trial"), "nothing to compare"),
        (("--week", "52"), "counted over the same weeks"),
        (("--week", "0"), "--week"),
        (("--resume",), "--resume"),
        (("--people", "5"), "--people"),
        (("--population", "none.csv"), "none.csv"),
        (("--language", "sv"), "language"),
    ],
)
def test_wrong_input_is_one_message(arguments: tuple[str, ...], field: str) -> None:
    code, _, said = run("decide", "as-in-trial", *SMALL, *arguments)
    assert code == 2
    assert field in said
    assert "Traceback" not in said


# --- prices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_prices_are_shown_with_range_source_and_limits(language: str) -> None:
    code, text, errors = run("prices", "2016", "--language", language)
    assert code == 0, errors
    flat = " ".join(text.split())
    assert "2016" in flat
    assert ("Koordinering" if language == "da" else "Coordination") in flat
    assert "economics.md" in flat
    assert max(len(line) for line in text.splitlines()) <= 100


def test_prices_as_json_are_complete() -> None:
    code, text, errors = run("prices", "2023", "--json")
    assert code == 0, errors
    content = json.loads(text)
    rows = {row["entry"]: row for row in content["prices"]}
    assert set(rows) == set(price_schema())
    assert rows["overhead_share"]["certainty"] == "?"
    assert (rows["overhead_share"]["low"], rows["overhead_share"]["high"]) == (0.15, 0.25)
    assert {row["figure"] for row in content["cross_check"]} >= {"course", "employment_year"}


def test_own_prices_are_checked_line_by_line(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("overhead_share: {value: 0.18, source: ours, certainty: A}\n", encoding="utf-8")
    code, text, errors = run("prices", "--check", str(own), "--language", "da")
    assert code == 0, errors
    assert "0,18 i stedet for de medfølgende 0,2" in text


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("overhead_share: {value: -0.1, source: x, certainty: A}", "overhead_share.value"),
        ("overhead_share: {value: '0.1', source: x, certainty: A}", "overhead_share.value"),
        ("overhead_share: {source: x, certainty: A}", "overhead_share.value"),
        ("overhed_share: {value: 0.1, source: x, certainty: A}", "overhead_share?"),
        ("overhead_share: {value: 0.1, source: x, certainty: '?'}", "overhead_share"),
        ("mentor_salary: {value: 5, source: x, certainty: A}", "mentor_salary.price_level"),
        ("- a list", "entries by name"),
    ],
)
def test_a_mistake_in_own_prices_names_file_and_entry(
    tmp_path: Path, content: str, named: str
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(content + "\n", encoding="utf-8")
    code, _, said = run("prices", "--check", str(own))
    assert code == 2
    assert str(own) in said
    assert named in said


def test_a_year_without_rules_is_refused() -> None:
    code, _, said = run("prices", "2015")
    assert code == 2
    assert "2016" in said
