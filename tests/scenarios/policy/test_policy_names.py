"""Results know a policy by its name: two of one name are refused wherever policies are taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.trial import the_trial
from mentorsim.cli import app
from mentorsim.python import sensitivity
from mentorsim.python.compare import compare
from mentorsim.python.decide import decide
from mentorsim.python.forecast import forecast
from mentorsim.python.policies import load
from mentorsim.python.rank import rank
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.comparison.preview import Forever, preview
from scenarios.policy.policies import LIBRARY, NamedPolicy, besides, load_policy
from sim.errors import InputError
from tests.worlds.small_comparison import few_draws

SHORT = ["--draws", "2"]
#: Every command that takes more than one policy, with where the second stands.
COMMANDS: list[list[str]] = [
    ["compare", "ONE", "OTHER", *SHORT, "--weeks", "20"],
    ["compare", "ONE", "--against", "OTHER", *SHORT, "--weeks", "20"],
    ["rank", "ONE", "OTHER", "--hours", "1000", *SHORT, "--weeks", "20"],
    ["rank", "ONE", "--against", "OTHER", "--hours", "1000", *SHORT, "--weeks", "20"],
    ["decide", "ONE", "OTHER", *SHORT, "--weeks", "20"],
    ["decide", "ONE", "--against", "OTHER", *SHORT, "--weeks", "20"],
    ["forecast", "ONE", "OTHER", *SHORT, "--years", "2", "--intake", "20"],
    ["forecast", "ONE", "--against", "OTHER", *SHORT, "--years", "2", "--intake", "20"],
    ["regret", "ONE", "OTHER", *SHORT, "--week", "20"],
    ["regret", "ONE", "--against", "OTHER", *SHORT, "--week", "20"],
    ["sensitivity", "ONE", "--against", "OTHER", "--week", "20"],
    ["tornado", "ONE", "--against", "OTHER", *SHORT, "--week", "20"],
    ["threshold", "ONE", "--against", "OTHER", "--factor", "caseload", *SHORT, "--week", "20"],
    ["map", "ONE", "--against", "OTHER", *SHORT, "--week", "20"],
    ["discover", "ONE", "--against", "OTHER", "--fails", "no gain", "--week", "20"],
    ["next-trial", "--arms", "ONE,OTHER", "--n", "100", "--weeks", "20"],
]


def two_of_one_stem(folder: Path) -> tuple[Path, Path]:
    """Files of one name in two folders: 26 and 40 weeks."""
    text = (LIBRARY / "26-weeks.yaml").read_text(encoding="utf-8")
    assert "weeks: 26" in text
    found = []
    for name, weeks in (("north", "weeks: 26"), ("south", "weeks: 40")):
        path = folder / name / "ours.yaml"
        path.parent.mkdir()
        path.write_text(text.replace("weeks: 26", weeks), encoding="utf-8")
        found.append(path)
    return found[0], found[1]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[:4]))
def test_two_files_of_one_stem_are_refused_and_both_named(
    command: list[str], tmp_path: Path
) -> None:
    one, other = two_of_one_stem(tmp_path)
    asked = [w.replace("ONE", str(one)).replace("OTHER", str(other)) for w in command]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 2, result.output
    for words in ("ours: two policies with the same name", str(one), str(other)):
        assert words in result.stderr.replace("\n", ""), result.stderr


def test_a_file_that_is_called_like_the_reference_is_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "no-mentor.yaml"
    path.write_bytes((LIBRARY / "26-weeks.yaml").read_bytes())
    result = CliRunner().invoke(app, ["compare", str(path), "as-in-trial", "--draws", "2"])
    assert result.exit_code == 2
    assert "no-mentor: two policies with the same name" in result.stderr
    assert "the library" in result.stderr


def test_the_reference_itself_may_stand_among_the_policies() -> None:
    one, reference = load("as-in-trial"), load("no-mentor")
    assert besides([load("no-mentor"), one], reference) == [one]


def same() -> tuple[NamedPolicy, NamedPolicy]:
    first, second = (load("as-in-trial", name="same", duration={"weeks": w}) for w in (4, 16))
    return first, second


PYTHON: list[Callable[[], object]] = [
    lambda: compare(*same(), weeks=20, draws=2),
    lambda: compare(same()[0], against=same()[1], weeks=20, draws=2),
    lambda: rank(*same(), hours=1000, weeks=20, draws=2),
    lambda: decide(*same(), weeks=20, draws=2),
    lambda: decide(same()[0], against=same()[1], weeks=20, draws=2),
    lambda: forecast(*same(), intake=20, years=2, draws=2),
    lambda: sensitivity.question(same()[0], same()[1], week=20),
    lambda: sensitivity.regret(
        sensitivity.question(same()[0], "no-mentor", week=20), same()[1], draws=2
    ),
    lambda: run_ensemble(the_trial(), same(), few_draws(), EnsembleSetting(horizon=20)),
    lambda: preview(
        the_trial(),
        same(),
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(20),
        2,
        Forever(),
    ),
]


@pytest.mark.parametrize("call", PYTHON, ids=[str(k) for k in range(len(PYTHON))])
def test_python_refuses_them_as_well(call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match="two policies with the same name") as refused:
        call()
    assert refused.value.field == "same"
    assert refused.value.found == "changed from as-in-trial and changed from as-in-trial"


def test_the_reference_of_a_question_may_stand_beside_it_in_regret() -> None:
    asked = sensitivity.question("as-in-trial", "no-mentor", week=30)
    found = sensitivity.regret(asked, "no-mentor", "26-weeks", draws=2)
    assert [p.name for p in found.policies] == ["as-in-trial", "26-weeks", "no-mentor"]
