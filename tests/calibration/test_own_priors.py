"""Priors of one's own: read, checked, fitted under, and told apart from those of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from calibration import identification
from calibration.calibration_setting import CalibrationSetting
from calibration.calibration_steps import Work
from calibration.observe import observe, simulate_pair
from calibration.own_priors import read_priors
from calibration.paired_runs import modelled_rows
from calibration.posterior import Posterior
from calibration.readings import readings
from calibration.stored_posterior import read_posterior, shipped_posterior
from calibration.trial import the_trial
from calibration.workspace import Workspace
from mentorsim.python import sensitivity
from sim.errors import InputError
from sim.parameters import Prior, parameter_space
from tests.support.calibrate_cases import refused, run

OWN = {
    "slack_use": Prior(shape="logitnormal", centre=0.3, spread=0.2),
    "contact_base": Prior(shape="normal", centre=0.75, spread=0.02),
}
TEXT = """\
contact_base: {shape: normal, centre: 0.75, spread: 0.02}
slack_use: {shape: logitnormal, centre: 0.3, spread: 0.2}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "priors.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def scores(count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.random.default_rng(5).standard_normal((count, len(parameter_space().free)))


def fitted(priors: Mapping[str, Prior], monkeypatch: pytest.MonkeyPatch) -> Posterior:
    """What a calibration keeps whose sampler gives the prior back: the trial says nothing."""
    setting, trial = CalibrationSetting(priors=priors), the_trial()
    rows, z = modelled_rows(trial), scores(1000)
    found: Any = SimpleNamespace(
        z=z, rows=rows, shown=np.zeros((len(z), len(rows))), space=setting.space
    )
    monkeypatch.setattr(identification, "diagnostics", lambda _: {})
    return identification.posterior_of(found, trial, setting)


def test_a_file_of_priors_is_read_in_the_order_of_the_model(tmp_path: Path) -> None:
    found = read_priors(written(tmp_path, TEXT))
    assert found == OWN
    assert list(found) == [name for name in parameter_space().names if name in OWN]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no priors are in this file"),
        ("- contact_base", "no priors are in this file"),
        ("contact_base: 0.75", "a prior is a set of fields"),
        ("contact_bas: {shape: uniform}", r"did you mean contact_base\?"),
        ("minutes_floor: {shape: uniform}", "this parameter is fixed"),
        ("contact_base: {shape: bell, centre: 0.5, spread: 1}", "contact_base.shape"),
        ("contact_base: {shape: normal, centre: 0.5}", "centre and spread go with"),
        ("contact_base: {shape: normal, centre: 0.5, spread: 0}", "a number above 0"),
        ("contact_base: {shape: normal, centre: 5, spread: 1}", "outside the bounds"),
        ("contact_base: {shape: logitnormal, centre: 0.97, spread: 1}", "between the bounds"),
        ("contact_base: {shape: normal, center: 0.5, spread: 1}", "contact_base.center"),
        ("contact_base: {shape: either}", "two-valued"),
        ("mechanism: {shape: uniform}", "two-valued"),
    ],
)
def test_what_is_no_prior_is_one_message_that_names_file_and_field(
    tmp_path: Path, text: str, words: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=words) as caught:
        read_priors(path)
    assert caught.value.file == str(path)


def test_the_model_keeps_its_own_priors() -> None:
    space = CalibrationSetting(priors=OWN).space
    assert space["contact_base"].prior == OWN["contact_base"]
    assert space["contact_base"].low == parameter_space()["contact_base"].low
    assert space["uptake"] == parameter_space()["uptake"]
    assert parameter_space()["contact_base"].prior != OWN["contact_base"]


def test_another_prior_is_another_calibration() -> None:
    trial = the_trial()
    shipped, own = (CalibrationSetting(priors=p).identity(trial) for p in ({}, OWN))
    assert {key for key in shipped if shipped[key] != own[key]} == {"parameters"}
    assert shipped["parameters"] == shipped_posterior().provenance.parameters
    wider = OWN | {"contact_base": Prior(shape="normal", centre=0.75, spread=0.03)}
    assert CalibrationSetting(priors=wider).identity(trial)["parameters"] != own["parameters"]


def test_what_a_reading_holds_has_its_value_under_the_own_prior() -> None:
    own = {"response_spread": Prior(shape="lognormal", centre=0.6, spread=0.3)}
    setting = CalibrationSetting(reading="as-printed", priors=own)
    score = setting.held()["response_spread"]
    held = setting.space["response_spread"].from_standard(np.asarray(score))
    assert float(held) == pytest.approx(readings().unpooled_spread.value)


def test_twin_lives_and_replicates_are_lived_under_the_own_priors(tmp_path: Path) -> None:
    setting = CalibrationSetting(priors=OWN, replicates=1)
    identity = setting.identity(the_trial())
    space = Workspace(tmp_path, identity, layer="calibration", resume=False)
    work, z = Work(the_trial(), setting, space), scores(1)
    shown = work.simulated_pairs("prior", z, lambda share: None)
    values = setting.space.from_standard(setting.space.free, z[0])
    lived = observe(simulate_pair(the_trial(), values, work.seed("prior")), work.rows)
    assert np.array_equal(shown[0], lived, equal_nan=True)
    shipped = parameter_space().from_standard(parameter_space().free, z[0])
    other = observe(simulate_pair(the_trial(), shipped, work.seed("prior")), work.rows)
    assert not np.array_equal(lived, other, equal_nan=True)
    assert work.features.uniform.sum() == sum(
        p.prior is not None and p.prior.shape == "uniform" for p in setting.space
    )


def test_a_posterior_says_the_priors_it_was_fitted_under(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fitted(OWN, monkeypatch)
    assert found.draws["contact_base"].mean() == pytest.approx(0.75, abs=4 * 0.02 / 1000**0.5)
    assert found.draws["slack_use"].median() == pytest.approx(0.3, abs=0.02)
    origin = found.provenance
    assert origin.priors["contact_base"]["centre"] == 0.75
    assert "own priors of slack_use, contact_base" in origin.method
    assert origin.parameters != shipped_posterior().provenance.parameters
    assert origin.model == shipped_posterior().provenance.model
    assert origin.targets == shipped_posterior().provenance.targets
    told = {row["name"]: row for row in found.report["parameters"]}
    assert told["contact_base"]["prior_mean"] == pytest.approx(0.75, abs=1e-3)
    assert abs(told["contact_base"]["contraction"]) < 0.2
    found.save(tmp_path)
    kept = read_posterior(tmp_path)
    assert kept.provenance == origin
    assert kept.space["contact_base"].prior == OWN["contact_base"]


def test_a_file_whose_priors_were_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted(OWN, monkeypatch).save(tmp_path)
    path = tmp_path / "fit.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["provenance"]["priors"]["contact_base"]["spread"] = 0.05
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="another version of the parameters"):
        read_posterior(tmp_path)
    content["provenance"]["priors"]["contact_base"]["spread"] = -1
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="a number above 0"):
        read_posterior(tmp_path)


def test_draws_are_reweighted_from_the_priors_they_were_fitted_under(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wide = {"contact_base": Prior(shape="normal", centre=0.6, spread=0.1)}
    found = fitted(wide, monkeypatch)
    back = found.reweighted({"contact_base": stats.norm(0.65, 0.06)})
    effective = back.report["reweighting"]["effective_draws"]
    assert back.draws["contact_base"].mean() == pytest.approx(0.65, abs=4 * 0.06 / effective**0.5)
    assert back.draws["contact_base"].std() == pytest.approx(0.06, rel=0.15)
    prior = found.to_arviz()["prior"]["contact_base"]
    assert float(prior.mean()) == pytest.approx(0.6, abs=4 * 0.1 / 1000**0.5)


def test_draws_of_other_priors_do_not_go_with_the_models_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = sensitivity.question(
        "104-weeks", "as-in-trial", week=60, posterior=fitted(OWN, monkeypatch)
    )
    for call in (sensitivity.sensitivity, sensitivity.discover):
        with pytest.raises(InputError, match="fitted under other priors"):
            call(asked, "uptake", over="priors", samples=64)


def test_the_command_hands_the_priors_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[CalibrationSetting] = []

    def stopped(trial: object, setting: CalibrationSetting, *_: object, **__: object) -> None:
        seen.append(setting)
        raise InputError("seen")

    monkeypatch.setattr("calibration.calibrate.calibrate", stopped)
    out, path = str(tmp_path / "out"), str(written(tmp_path, TEXT))
    code, _, _ = run("calibrate", "--quick", "--out", out, "--priors", path)
    assert code == 2
    assert [setting.priors for setting in seen] == [OWN]
    refused(
        [path, "did you mean uptake"],
        "calibrate",
        "--quick",
        "--out",
        out,
        "--priors",
        str(written(tmp_path, "uptak: {shape: uniform}")),
    )
    refused(
        ["no.yaml", "cannot read the priors"],
        "calibrate",
        "--quick",
        "--out",
        out,
        "--priors",
        str(tmp_path / "no.yaml"),
    )
