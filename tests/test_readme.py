"""What the README shows works as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calibration.stored_posterior import shipped_posterior
from scenarios.policy.policies import read_policy

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
    exam = json.loads((ROOT / "docs/calibration/sbc/summary.json").read_text())
    said = re.search(
        r"On (\d+) simulated trials the method's 50, 80 and 95 % intervals hold the truth "
        r"(\d+), (\d+) and (\d+) %",
        words,
    )
    assert said is not None
    shown = [round(100 * exam[f"mean_coverage_{level}"]) for level in (50, 80, 95)]
    assert [int(n) for n in said.groups()] == [exam["trials"], *shown]


def test_the_summary_of_the_calibration_has_its_numbers() -> None:
    words = " ".join((ROOT / "docs/calibration/README.md").read_text(encoding="utf-8").split())
    pooled = shipped_posterior().report
    printed = shipped_posterior("as-printed").report["diagnostics"]
    rows = {r["id"]: r for r in pooled["targets"]}
    verdicts = [r["verdict"] for r in pooled["parameters"]]
    informed, weakly, assumed = (
        verdicts.count(v) for v in ("informed", "weakly informed", "assumption")
    )
    found = pooled["diagnostics"]
    for said in (
        f"farther in {100 * found['goodness_of_fit']['p']:.0f} of 100 cases",
        f"support for trust is {found['support_for_trust']:.2f} with partial pooling and "
        f"{printed['support_for_trust']:.2f} with",
        f"Of {len(verdicts)}, {informed} are informed",
        f"{weakly} weakly",
        f"{assumed} not at all",
        _shown(rows["edu_grade_low"]),
        _shown(rows["job_all_60"]),
    ):
        assert said in words, said


def _shown(row: dict[str, float]) -> str:
    return f"{row['predicted']:.1f} ({row['predicted_low']:.1f} to {row['predicted_high']:.1f})"
