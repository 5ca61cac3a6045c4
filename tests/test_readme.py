"""What the README shows works as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calibration.posterior import shipped_posterior
from scenarios.policies import read_policy

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "prob_better" in shown
    assert "extrapolated" in shown


def test_its_policy_is_one(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    path = tmp_path / "my-policy.yaml"
    path.write_text(example, encoding="utf-8")
    assert read_policy(path).policy.duration.weeks == 78


def test_its_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_its_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_its_numbers_are_those_of_the_calibration() -> None:
    fitted = [r for r in shipped_posterior().report["targets"] if r["role"] == "target"]
    agree = sum(r["agrees"] for r in fitted)
    words = " ".join(README.split())
    assert f"Of {len(fitted)} printed results that were fitted, {agree} agree" in words
    exam = json.loads((ROOT / "docs/calibration/exam/summary.json").read_text())
    said = re.search(
        r"On (\d+) simulated trials the method's 50, 80 and 95 % intervals hold the truth "
        r"(\d+), (\d+) and (\d+) %",
        words,
    )
    assert said is not None
    shown = [round(100 * exam[f"mean_coverage_{level}"]) for level in (50, 80, 95)]
    assert [int(n) for n in said.groups()] == [exam["trials"], *shown]
