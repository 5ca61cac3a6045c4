"""A posterior gets a new model's fingerprint only where the trial is lived as it was fitted."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calibration import fitted_lives
from calibration.fitted_lives import lives_fingerprint
from calibration.reading_names import READINGS
from calibration.restamp import main, restamp
from calibration.stored_posterior import read_posterior, shipped_folder
from calibration.trial import the_trial
from sim.errors import InputError

OLD = "0" * 16
WHY = "places are rounded otherwise; nobody in the trial has such places"


def content(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    return found


def with_provenance(folder: Path, **changes: object) -> Path:
    """A copy of what ships, as a fit of another day would have left it."""
    shutil.copytree(shipped_folder("pooled"), folder)
    found = content(folder)
    found["provenance"] |= changes
    (folder / "fit.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("reading", READINGS)
def test_the_trial_is_lived_as_the_shipped_posteriors_were_fitted(reading: str) -> None:
    posterior = read_posterior(shipped_folder(reading))
    fitted = posterior.provenance
    assert lives_fingerprint(the_trial(), posterior.draws, fitted.chosen) == fitted.lives


def test_the_fingerprint_of_lives_sees_a_little_of_the_trials_own_corps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitted_lives, "DRAWS", 1)
    trial, draws = the_trial(), read_posterior(shipped_folder("pooled")).draws
    first = trial.staffing[0]
    changed = replace(first, caseload=first.caseload * 1.01)
    other = replace(trial, staffing=(changed, *trial.staffing[1:]))
    assert lives_fingerprint(other, draws, {}) != lives_fingerprint(trial, draws, {})


def test_a_new_stamp_leaves_the_draws_and_says_why(tmp_path: Path) -> None:
    folder = with_provenance(tmp_path / "p", model=OLD)
    before, draws = content(folder), (folder / "draws.csv").read_bytes()
    with pytest.raises(InputError, match="another version of the model"):
        read_posterior(folder)
    assert restamp(folder, WHY)
    after = content(folder)
    assert (folder / "draws.csv").read_bytes() == draws
    now = read_posterior(shipped_folder("pooled")).provenance
    assert read_posterior(folder).provenance.model == now.model
    *earlier, last = after["provenance"].pop("restamps")
    assert earlier == before["provenance"].pop("restamps")
    assert (last["model"], last["reason"]) == (OLD, WHY)
    assert after["provenance"].pop("model") != before["provenance"].pop("model")
    assert after == before
    stamped = (folder / "fit.json").read_bytes()
    assert not restamp(folder, WHY), "there is nothing to do a second time"
    assert (folder / "fit.json").read_bytes() == stamped


@pytest.mark.parametrize("part", ["parameters", "targets", "draws", "lives"])
def test_what_has_to_be_fitted_again_gets_no_stamp(
    tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = with_provenance(tmp_path / "p", model=OLD, **{part: "1" * 16})
    before = (folder / "fit.json").read_bytes()
    assert main([str(folder), "--reason", WHY]) == 2
    said = capsys.readouterr().err
    assert f"provenance.{part}" in said
    assert "1" * 16 in said
    assert "mentorsim calibrate" in said
    assert (folder / "fit.json").read_bytes() == before


def test_a_digit_of_the_draws_and_a_missing_reason_get_no_stamp(tmp_path: Path) -> None:
    folder = with_provenance(tmp_path / "p", model=OLD)
    with pytest.raises(InputError, match="no reason"):
        restamp(folder, " ")
    path = folder / "draws.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n")[:-1] + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="another version of the draws"):
        restamp(folder, WHY)


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_provenance(tmp_path / "p", model=OLD)
    assert main([str(folder), "--reason", WHY]) == 0
    assert capsys.readouterr().out == f"{folder}: stamped\n"
    assert main([str(folder), "--reason", WHY]) == 0
    assert "left as it is" in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere"), "--reason", WHY]) == 2
    assert "no posterior here" in capsys.readouterr().err
