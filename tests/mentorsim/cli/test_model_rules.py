"""`--model-rules FILE`: rules of one's own by command, marked everywhere and refused to nobody."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from numba import njit
from numba.core.errors import NumbaError

from calibration.stored_posterior import shipped_posterior
from mentorsim.cli.model_rules import model_rules, rules_compile, under_rules
from scenarios.policy.own_rules import RuledPolicy
from scenarios.policy.policies import load_policies
from sim import engine
from sim.errors import InputError
from sim.machine_code import source_hash
from sim.own_rules import OwnEngine, Rule
from sim.processes import turnover
from tests.support.calibrate_cases import refused, run

RULE = """
SHARE = {share}

def contact_probability(trust, base, by_trust):
    return SHARE
"""
FEW = ("--draws", "2", "--weeks", "12")
NAME = "26-weeks, own contact_probability"


def rules_in(folder: Path, share: float = 0.5) -> Path:
    path = folder / "my_rules.py"
    path.write_text(RULE.format(share=share), encoding="utf-8")
    return path


def test_an_edited_file_is_another_rule(tmp_path: Path) -> None:
    """Pieces of an interrupted run are found by the code, and by the values that it looks up."""
    named = load_policies(["26-weeks"])
    found = []
    for share in (0.5, 0.6, 0.5):
        (policy,) = under_rules(named, model_rules(rules_in(tmp_path, share)), shipped_posterior())
        assert isinstance(policy, RuledPolicy)
        assert policy.rules["contact_probability"](0.0, 0.0, 0.0) == share
        found.append(policy.code)
    assert found[0] == found[2] != found[1]
    assert under_rules(named, {}, shipped_posterior()) == named
    assert model_rules(None) == {}


@pytest.fixture
def no_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's engine in place of one's own, which takes half a minute to compile.

    That the rule is what is lived: tests/sim/test_own_rules.py.
    """

    def project_s(rules: Mapping[str, Rule]) -> OwnEngine:
        return OwnEngine(engine.simulate, turnover.draw_holders, tuple(sorted(rules)))

    monkeypatch.setattr("scenarios.policy.own_rules.engine_with", project_s)


@pytest.mark.usefixtures("no_compiling")
def test_every_table_file_and_sentence_of_such_a_run_says_so(tmp_path: Path) -> None:
    out, rules = tmp_path / "out", rules_in(tmp_path)
    code, text, errors = run(
        "compare", "26-weeks", *FEW, "--model-rules", str(rules), "--out", str(out)
    )
    assert code == 0, errors
    said = " ".join(text.split())
    assert "(own rules: contact_probability)" in said
    assert "the rules contact_probability are the user's own" in said
    for table in ("levels", "differences", "totals"):
        assert NAME in set(pd.read_csv(out / f"{table}.csv")["policy"])
    origin = json.loads((out / "provenance.json").read_text(encoding="utf-8"))
    assert "the user's own" in origin[f"policy in Python, {NAME}"]
    head = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert all(policy["evidence_ends"] == -1 for policy in head["policies"])
    report = next(out.glob("report*.html")).read_text(encoding="utf-8")
    assert "own rules: contact_probability" in report


#: What is written, and words in English and Danish.
WRONG = [
    ("def contact(trust):\n    return 1.0\n", "no rule of this name", "contact"),
    ("def contact_probability(trust):\n    return 1.0\n", "contact_probability", "by_trust"),
    ("def contact_probability(:\n", "this is no Python", "det er ikke Python"),
    ("import no_such_module\n", "stops with an error", "standser med en fejl"),
    ("x = 1\n", "planned_minutes", "planned_minutes"),
]


@pytest.mark.parametrize(("text", "english", "danish"), WRONG)
def test_a_wrong_file_is_told_by_its_name(
    tmp_path: Path, text: str, english: str, danish: str
) -> None:
    path = tmp_path / "my_rules.py"
    path.write_text(text, encoding="utf-8")
    for command in (["compare", "26-weeks"], ["decide", "26-weeks"], ["forecast", "26-weeks"]):
        refused([str(path), english], *command, "--model-rules", str(path))
    refused([danish], "compare", "26-weeks", "--model-rules", str(path), "--language", "da")


def test_a_missing_file_and_a_saved_question_are_refused(tmp_path: Path) -> None:
    missing = tmp_path / "no.py"
    refused([str(missing), "cannot read"], "compare", "26-weeks", "--model-rules", str(missing))
    save = ("--save", str(tmp_path / "q.json"))
    rules = ("--model-rules", str(rules_in(tmp_path)))
    refused(["--save", "rules of one's own"], "rank", "26-weeks", "--hours", "9", *rules, *save)


def test_a_name_with_an_underscore_is_a_helper(tmp_path: Path) -> None:
    path = rules_in(tmp_path)
    path.write_text(path.read_text() + "\ndef _half(x):\n    return x / 2\n")
    assert list(model_rules(path)) == ["contact_probability"]
    path.write_text("from math import sqrt\nfrom statistics import median\n")
    with pytest.raises(InputError, match="no rule is replaced"):
        model_rules(path)


def test_machine_code_is_kept_by_every_rule_of_the_engine_in_whatever_folder(
    tmp_path: Path,
) -> None:
    """An edit of a rule, also in a folder inside the package, is another cache of machine code."""
    package = tmp_path / "sim"
    processes = package / "processes"
    processes.mkdir(parents=True)
    rule = processes / "contact.py"
    (package / "compiled.py").write_text("FOLDER = 1\n")
    rule.write_text("from sim.compiled import inlined\n\nSHARE = 0.5\n")
    (package / "words.py").write_text("WORD = 1\n")
    before = source_hash(package)
    (package / "words.py").write_text("WORD = 2\n")
    assert source_hash(package) == before
    rule.write_text("from sim.compiled import inlined\n\nSHARE = 0.6\n")
    edited = source_hash(package)
    assert edited != before
    rule.rename(package / "contact.py")
    assert source_hash(package) not in (before, edited)


PROBE = """
from sim.compiled import compiled
from sim.processes.contact import contact_probability

@compiled
def probe(trust):
    return contact_probability(trust, 0.5, 0.2)

if __name__ == "__main__":
    print(probe(1.0))
"""


def test_an_edited_rule_of_the_project_is_what_is_lived(tmp_path: Path) -> None:
    """The caller is the same file as before: numba alone would answer with stale machine code."""
    shutil.copytree(
        Path(engine.__file__).parent,
        tmp_path / "sim",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (tmp_path / "sim" / "probe.py").write_text(PROBE, encoding="utf-8")
    rule = tmp_path / "sim" / "processes" / "contact.py"
    found = []
    for old, new in (("", ""), ("base + by_trust * trust)", "base + by_trust * trust * 0.5)")):
        text = rule.read_text(encoding="utf-8")
        assert old in text
        rule.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "sim.probe"],
            cwd=tmp_path,
            env=os.environ
            | {"PYTHONPATH": str(tmp_path), "MENTORSIM_CACHE": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found.append(float(done.stdout))
    assert found == pytest.approx([0.7, 0.6])


def test_a_rule_that_cannot_be_compiled_is_told_in_our_words(tmp_path: Path) -> None:
    path = rules_in(tmp_path)
    with pytest.raises(InputError, match="a rule cannot be compiled") as error, rules_compile(path):
        njit(lambda x: {"a": x}["b"].upper())(1.0)
    assert error.value.file == str(path)
    with pytest.raises(NumbaError), rules_compile(None):
        njit(lambda x: {"a": x}["b"].upper())(1.0)
