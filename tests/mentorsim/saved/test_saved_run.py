"""A run on disk: read back to the last digit, and refused clearly when it cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.trial import the_trial
from mentorsim.folders.output import unfinished
from mentorsim.saved.run import DRAWS, HEAD, TABLES, Run, read_run, run_of, write_run
from scenarios.budget.budget import budget
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.municipality.local_population import local_people
from scenarios.municipality.municipality import read_municipality
from scenarios.policy.policies import load_policies, load_policy
from sim.errors import InputError
from tests.worlds.small_comparison import few_draws, small_comparison

PROVENANCE = {"seed": "1", "Danish letters": "æøå"}
EXAMPLE = Path(__file__).parents[3] / "scenarios" / "examples" / "individuals.csv"


@cache
def small_run() -> Run:
    return run_of(small_comparison(), PROVENANCE, few_draws())


def local_comparison(folder: Path) -> Comparison:
    """Of so few young people that some groups are hidden."""
    file = folder / "few.csv"
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()[:41]
    file.write_text("\n".join(lines), encoding="utf-8")
    return compare(
        local_people(read_municipality(file, None), the_trial()),
        load_policies(["as-in-trial"]),
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=60),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_run(tmp_path, small_run())
    return tmp_path


def same(one: Run, other: Run) -> None:
    a, b = one.comparison, other.comparison
    for name in TABLES:
        pd.testing.assert_frame_equal(
            getattr(a, name),
            getattr(b, name),
            check_exact=True,
            check_dtype=False,
            check_column_type=False,
        )
    assert a.ensemble.equals(b.ensemble)
    for name in (
        "policies",
        "reference",
        "dependences",
        "evidence_ends",
        "draw_count",
        "trial_size",
    ):
        assert getattr(a, name) == getattr(b, name)
    pd.testing.assert_frame_equal(one.parameters, other.parameters, check_exact=True)
    assert one.provenance == other.provenance
    assert one.verdicts == other.verdicts
    assert one.orders == other.orders


def test_a_run_comes_back_as_it_was(folder: Path) -> None:
    found = read_run(folder)
    same(small_run(), found)
    assert found.name == folder.name


def test_draws_keep_their_seeds_and_give_the_same_kroner() -> None:
    whole, kept = small_comparison(), small_run().comparison
    assert whole.ensemble.sizes["seed"] == kept.ensemble.sizes["seed"] > 1
    assert kept.ensemble.nbytes < whole.ensemble.nbytes / 2
    np.testing.assert_array_equal(kept.ensemble["level"], whole.ensemble["level"])
    one, other = budget(whole), budget(kept)
    for name, account in one.accounts.items():
        np.testing.assert_allclose(account.kroner, other.accounts[name].kroner, rtol=1e-4, atol=0.1)


def test_a_pair_that_was_not_kept_is_refused_clearly(folder: Path) -> None:
    found = read_run(folder).comparison
    with pytest.raises(InputError, match="no result for this week"):
        found.difference("as-in-trial", "education", 33, against="104-weeks")


def test_tables_are_rounded_once_before_anything_is_said() -> None:
    exact, kept = small_comparison().differences, small_run().comparison.differences
    assert not exact["mean"].equals(kept["mean"])
    assert float((exact["mean"] - kept["mean"]).abs().max()) < 1e-4
    assert all(float(f"{x:.6g}") == x for x in kept["mean"])


def test_a_municipality_comes_back_with_what_is_hidden(tmp_path: Path) -> None:
    run = run_of(local_comparison(tmp_path), {}, few_draws())
    near = run.comparison.population_comparison
    assert near is not None
    assert near.hidden
    write_run(tmp_path, run)
    found = read_run(tmp_path)
    same(run, found)
    back = found.comparison.population_comparison
    assert back is not None
    pd.testing.assert_frame_equal(near.margins, back.margins, check_dtype=False)
    plain = (
        "name",
        "kind",
        "people",
        "staffed_as",
        "caseload",
        "pool",
        "effective",
        "hidden",
        "missing",
        "stream",
    )
    assert all(getattr(near, name) == getattr(back, name) for name in plain)
    assert [repr(w) for w in near.warnings] == [repr(w) for w in back.warnings]


def test_the_order_by_expected_gain_is_kept(tmp_path: Path) -> None:
    comparison = compare(
        the_trial(),
        load_policies(["best-gain-first"]),
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=22),
    )
    run = run_of(comparison, {}, few_draws(), the_trial())
    cells = run.orders["best-gain-first"]
    assert [cell.gain for cell in cells] == sorted((c.gain for c in cells), reverse=True)
    write_run(tmp_path, run)
    assert read_run(tmp_path).orders == run.orders


def test_the_library_can_be_kept(tmp_path: Path) -> None:
    run = small_run()
    content = json.loads((_written(tmp_path, run) / HEAD).read_text(encoding="utf-8"))
    assert [p["name"] for p in content["policies"]] == ["as-in-trial", "104-weeks", "no-mentor"]
    assert content["files"].keys() == {f"{name}.csv" for name in TABLES} | {DRAWS}


def _written(folder: Path, run: Run) -> Path:
    write_run(folder, run)
    return folder


def changed(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    """A change of the head file."""

    def spoil(folder: Path) -> None:
        path = folder / HEAD
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return spoil


SPOILT: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "no head": (lambda f: (f / HEAD).unlink(), ("no run is kept here", HEAD)),
    "broken JSON": (
        lambda f: (f / HEAD).write_text('{"format": 1', encoding="utf-8"),
        ("unreadable run", HEAD),
    ),
    "a list": (
        lambda f: (f / HEAD).write_text("[1]", encoding="utf-8"),
        ("another version", "format"),
    ),
    "no text": (lambda f: (f / HEAD).write_bytes(b"\xff\xfe\x00"), ("unreadable run", HEAD)),
    "another version": (
        changed(lambda c: c.update(format=99)),
        ("another version", "format", "99"),
    ),
    "a missing field": (changed(lambda c: c.pop("draws")), ("unreadable run", "draws")),
    "a number as text": (
        changed(lambda c: c.update(trial_size="many")),
        ("unreadable run", "trial_size"),
    ),
    "another number of draws": (
        changed(lambda c: c.update(draws=99)),
        ("not as many draws", "draws", "99"),
    ),
    "a parameter of another model": (
        changed(lambda c: c["verdicts"].update(gone="informed")),
        ("other parameters", "gone"),
    ),
    "a reference that is not there": (
        changed(lambda c: c.update(reference="x")),
        ("reference", "no policy of this run"),
    ),
    "an impossible policy": (
        changed(lambda c: c["policies"][0]["fields"].update(duration={"weeks": -3})),
        ("impossible value", "duration.weeks"),
    ),
    "a missing table": (lambda f: (f / "views.csv").unlink(), ("missing", "views.csv")),
    "an edited table": (
        lambda f: (f / "levels.csv").write_text("policy\n", encoding="utf-8"),
        ("not the one that the run wrote", "levels.csv"),
    ),
    "other draws": (
        lambda f: (f / DRAWS).write_bytes(b"PK"),
        ("not the one that the run wrote", DRAWS),
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_run_is_refused_with_file_and_reason(folder: Path, case: str) -> None:
    spoil, words = SPOILT[case]
    spoil(folder)
    with pytest.raises(InputError) as caught:
        read_run(folder)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_what_is_no_folder_of_a_run(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    for path, words in ((tmp_path / "none", "no such folder"), (file, "this is a file")):
        with pytest.raises(InputError, match=words):
            read_run(path)


def test_an_interrupted_comparison_says_how_to_go_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    unfinished(out).mkdir()
    with pytest.raises(InputError, match="--resume"):
        read_run(out)
