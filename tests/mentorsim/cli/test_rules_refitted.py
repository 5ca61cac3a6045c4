"""Own rules, fitted again: what belongs together is told so, and all else is marked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import mentorsim
from calibration.restamp import restamp
from calibration.stored_posterior import read_posterior
from sim import engine
from sim.errors import InputError
from sim.own_rules import OwnEngine, Rule
from sim.processes import turnover
from sim.state import World
from tests.support.calibrate_cases import run
from tests.worlds.tiny_calibration import DRAWS, nothing_learnt

RULE = """
def contact_probability(trust, base, by_trust):
    return {share}
"""
FEW = ("--draws", "2", "--weeks", "12")
#: Worlds lived by an engine of one's own, by the rules that it was asked for.
LIVED: dict[tuple[str, ...], int] = {}


def project_s(rules: Mapping[str, Rule]) -> OwnEngine:
    """The project's engine in place of one's own, which takes half a minute to compile.

    That the rule is what is lived: tests/sim/test_own_rules.py.
    """
    names = tuple(sorted(rules))

    def simulate(world: World, first: int, last: int) -> None:
        LIVED[names] = LIVED.get(names, 0) + (first == 0)
        engine.simulate(world, first, last)

    return OwnEngine(simulate, turnover.draw_holders, names)


@pytest.fixture(scope="module", autouse=True)
def no_compiling() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scenarios.policy.own_rules.engine_with", project_s)
        patch.setattr("sim.own_rules.engine_with", project_s)
        # One call a world: none is large enough to be lived in pieces.
        patch.setattr("sim.pieces.PEOPLE_AT_ONCE", 10**6)
        yield


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], Path]:
    folder = tmp_path_factory.mktemp("rules")

    def written(share: float) -> Path:
        path = folder / f"rules_{share}.py"
        path.write_text(RULE.format(share=share), encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory, rules: Callable[[float], Path]) -> Path:
    """A posterior fitted under a rule of one's own, by the command."""
    out = tmp_path_factory.mktemp("fitted") / "out"
    with pytest.MonkeyPatch.context() as patch:
        nothing_learnt(patch)
        code, _, errors = run(
            "calibrate", "--quick", "--model-rules", str(rules(0.5)), "--out", str(out)
        )
    assert code == 0, errors
    return out


def test_every_world_of_the_calibration_is_lived_under_the_rules(fitted: Path) -> None:
    """Twins and replicates: 16 + 2 x 8 + 2 x draws pairs, 8 trials, and 8 draws of both at last."""
    pairs = 16 + 2 * 8 + 2 * DRAWS + 8 + 2 * 8
    assert LIVED[("contact_probability",)] == 2 * pairs


def test_the_fit_knows_its_rules(fitted: Path) -> None:
    kept = json.loads((fitted / "fit.json").read_text(encoding="utf-8"))["provenance"]
    assert list(kept["rules"]) == ["contact_probability"]
    assert "own rules contact_probability" in kept["method"]
    setting = json.loads((fitted / "work" / "setting.json").read_text(encoding="utf-8"))
    assert setting["rules"] == kept["rules"]
    found = read_posterior(fitted)
    assert found.provenance.rules == kept["rules"]
    assert "Fitted under own rules: contact_probability" in str(found)
    again = found.conditioned(mechanism=float(found.draws["mechanism"].iloc[0]))
    assert again.provenance.rules == kept["rules"]
    with pytest.raises(InputError, match="fitted under rules of one's own"):
        restamp(fitted, "another reason")


#: Rules that are lived under, the name in results, the last week that the trial speaks to, and what
#: is said in English and in Danish.
CASES = [
    (
        0.5,
        "26-weeks, own contact_probability",
        True,
        "The parameters were fitted again to a world with these rules.",
        "Parametrene er tilpasset igen til en verden med disse regler.",
    ),
    (
        0.6,
        "26-weeks, own contact_probability",
        False,
        "the parameters were fitted to a world with other rules of the user's "
        "(contact_probability), so that all of it is extrapolation, from week 0 on",
        "parametrene er tilpasset en verden med andre af brugerens regler (contact_probability), "
        "så det hele er uden for forsøget fra uge 0",
    ),
    (
        None,
        "26-weeks, fitted under own contact_probability",
        False,
        "the parameters were fitted to a world with rules of the user's own "
        "(contact_probability), but here the model's own rules apply, so that all of it is "
        "extrapolation, from week 0 on",
        "parametrene er tilpasset en verden med brugerens egne regler (contact_probability), men "
        "her gælder modellens egne regler, så det hele er uden for forsøget fra uge 0",
    ),
]


@pytest.mark.parametrize(("share", "name", "belongs", "english", "danish"), CASES)
def test_a_comparison_says_whether_rules_and_parameters_belong_together(
    tmp_path: Path,
    fitted: Path,
    rules: Callable[[float], Path],
    share: float | None,
    name: str,
    belongs: bool,
    english: str,
    danish: str,
) -> None:
    mine = () if share is None else ("--model-rules", str(rules(share)))
    asked = ("compare", "26-weeks", *FEW, *mine, "--posterior", str(fitted))
    code, text, errors = run(*asked)
    assert code == 0, errors
    assert english in " ".join(text.split())
    out = tmp_path / "out"
    code, text, errors = run(*asked, "--language", "da", "--out", str(out))
    assert code == 0, errors
    assert danish in " ".join(text.split())
    report = next(out.glob("report*.html")).read_text(encoding="utf-8")
    assert ("parametre tilpasset med egne regler: contact_probability" in report) == (share is None)
    assert ("(egne regler: contact_probability)" in report) == (share is not None)
    head = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    (policy,) = (p for p in head["policies"] if p["name"] == name)
    assert policy["evidence_ends"] == (73 if belongs else -1)
    for table in ("levels", "differences", "totals"):
        found = pd.read_csv(out / f"{table}.csv")
        assert name in set(found["policy"])
    origin = json.loads((out / "provenance.json").read_text(encoding="utf-8"))
    assert "fitted under own rule, contact_probability" in origin


def test_questions_that_cannot_live_under_them_refuse_such_parameters(fitted: Path) -> None:
    found = read_posterior(fitted)
    with pytest.raises(InputError, match="fitted under other rules") as error:
        mentorsim.question("104-weeks", "as-in-trial", week=60, posterior=found)
    assert error.value.found == "contact_probability"
    with pytest.raises(InputError, match="fitted under other rules"):
        mentorsim.search(
            "as-in-trial",
            situation={"young_people": {"cohort": 300}, "mentors": 10},
            levers=["duration"],
            weeks=30,
            candidates=40,
            draws=40,
            posterior=replace(found, draws=pd.concat([found.draws] * 30, ignore_index=True)),
        )


def test_python_fits_again_and_marks_what_does_not_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fitted: Path
) -> None:
    def contact_probability(trust: float, base: float, by_trust: float) -> float:
        return 0.4

    nothing_learnt(monkeypatch)
    mine = {"contact_probability": contact_probability}
    found = mentorsim.calibrate(tmp_path / "out", rules=mine, quick=True)
    assert list(found.provenance.rules) == ["contact_probability"]
    same = mentorsim.compare("26-weeks", weeks=12, draws=2, rules=mine, posterior=found)
    assert same.evidence_ends["26-weeks, own contact_probability"] == 73
    ranked = mentorsim.rank("26-weeks", hours=40_000, weeks=12, draws=2, posterior=found)
    assert list(ranked.table["policy"]) == ["26-weeks, fitted under own contact_probability"]
    assert set(ranked.comparison.evidence_ends.values()) == {-1}
