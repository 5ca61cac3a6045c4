"""Posteriors under conditions, with values set, under other priors, and as ArviZ knows them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats

from calibration.posterior import Posterior
from calibration.reweighting import importance, reweighting_setting
from calibration.stored_posterior import read_posterior, shipped_posterior
from mentorsim.python.compare import compare
from sim.errors import InputError
from sim.parameters import Prior, parameter_space


def groups_of(data: Any) -> list[str]:
    """Names of the groups, in either ArviZ."""
    return list(data.children) if isinstance(data, xr.DataTree) else list(data.groups())


CONTINUOUS = [n for n in parameter_space().free if not parameter_space()[n].two_valued]


def unfitted(count: int) -> Posterior:
    """Draws of the prior: what a trial leaves that says nothing."""
    space = parameter_space()
    z = np.random.default_rng(7).standard_normal((len(space.free), count))
    draws = {name: space[name].from_standard(z[k]) for k, name in enumerate(space.free)}
    return replace(shipped_posterior(), draws=pd.DataFrame(draws))


@pytest.mark.parametrize("name", CONTINUOUS)
def test_the_density_is_the_slope_of_the_distribution(name: str) -> None:
    parameter = parameter_space()[name]
    step = 1e-6 * (parameter.high - parameter.low)
    for score in (-1.3, -0.2, 0.4, 1.1):
        x = float(parameter.from_standard(np.asarray(score)))
        if not parameter.low + 2 * step < x < parameter.high - 2 * step:
            continue
        up, down = (stats.norm.cdf(parameter.to_standard(x + s)) for s in (step, -step))
        density = float(np.exp(parameter.log_density(np.asarray(x))))
        assert density == pytest.approx((up - down) / (2 * step), rel=1e-4)


def test_the_density_of_two_values_is_their_probability() -> None:
    found = parameter_space()["mechanism"].log_density(np.array([0.0, 1.0, 0.5]))
    assert np.exp(found).tolist() == [0.5, 0.5, 0.0]


def test_a_condition_keeps_the_draws_that_have_the_value() -> None:
    posterior = shipped_posterior()
    trust = posterior.conditioned(mechanism=1)
    kept = posterior.draws[posterior.draws["mechanism"] == 1]
    assert np.array_equal(trust.draws.to_numpy(), kept.to_numpy())
    assert list(trust.draws.index) == list(range(len(kept)))
    assert trust.estimate["uptake"] == kept["uptake"].median()
    said = trust.provenance.changes[-1]
    assert f"mechanism = 1 ({len(kept)} of {len(posterior)} draws)" in said
    assert posterior.provenance.draws in said
    assert trust.provenance.draws != posterior.provenance.draws


def test_a_value_is_set_in_every_draw_and_nothing_else_moves() -> None:
    posterior = shipped_posterior()
    fixed = posterior.fixed(barrier_limited=1, contact_base=0.8)
    assert (fixed.draws["barrier_limited"] == 1.0).all()
    assert (fixed.draws["contact_base"] == 0.8).all()
    rest = [n for n in posterior.draws if n not in ("barrier_limited", "contact_base")]
    assert posterior.draws[rest].equals(fixed.draws[rest])
    assert "barrier_limited = 1, contact_base = 0.8" in fixed.provenance.changes[-1]
    assert fixed.estimate["contact_base"] == 0.8
    both = posterior.conditioned(mechanism=0).fixed(barrier_limited=0)
    assert len(both.provenance.changes) == 2


@pytest.mark.parametrize(
    ("how", "values", "words"),
    [
        ("conditioned", {"contact_base": 0.8}, r"fixed\(contact_base"),
        ("fixed", {"mechanism": 1}, r"conditioned\(mechanism"),
        ("conditioned", {"mechanism": 0.5}, "impossible value"),
        ("fixed", {"contact_base": 5}, "impossible value"),
        ("fixed", {"contact": 0.5}, "unknown parameter"),
        ("fixed", {"minutes_floor": 0.3}, "this parameter is fixed"),
        ("fixed", {}, "no parameter is named"),
        ("conditioned", {}, "no parameter is named"),
    ],
)
def test_what_cannot_be_held_is_one_message(how: str, values: dict[str, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        getattr(shipped_posterior(), how)(**values)


def test_weights_are_new_prior_over_old() -> None:
    draws = shipped_posterior().draws
    new = {"contact_base": stats.norm(0.75, 0.05), "uptake": Prior(shape="uniform")}
    found = importance(draws, new, parameter_space())
    base, uptake = draws["contact_base"].to_numpy(), draws["uptake"].to_numpy()
    old = []
    for x, low, high, centre, spread in (
        (base, 0.2, 0.97, 0.7, 0.6),
        (uptake, 0.5, 1.0, 0.92, 0.1),
    ):
        score = np.log((x - low) / (high - x)) - np.log((centre - low) / (high - centre))
        old.append(np.exp(-0.5 * (score / spread) ** 2) * (high - low) / (x - low) / (high - x))
    weights = stats.norm.pdf(base, 0.75, 0.05) / old[0] / old[1]
    assert found.weights == pytest.approx(weights / weights.sum(), rel=1e-9)
    assert found.effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    counts = np.bincount(found.rows(), minlength=len(draws))
    assert (np.abs(counts - len(draws) * found.weights) < 1 + 1e-9).all()


def test_a_trial_that_says_nothing_leaves_the_new_prior() -> None:
    new = stats.lognorm(0.4, scale=100)
    found = unfitted(4000).reweighted({"half_minutes": new})
    logs = np.log(found.draws["half_minutes"])
    effective = found.report["reweighting"]["effective_draws"]
    assert 1000 < effective < 4000
    assert logs.mean() == pytest.approx(np.log(100), abs=4 * 0.4 / np.sqrt(effective))
    assert logs.std() == pytest.approx(0.4, abs=4 * 0.4 / np.sqrt(2 * effective))
    untouched = found.draws["slack_use"].mean()
    assert untouched == pytest.approx(0.5, abs=4 * 0.29 / np.sqrt(effective))


def test_two_values_have_the_odds_of_prior_and_trial() -> None:
    posterior = shipped_posterior()
    share, belief = posterior.draws["mechanism"].mean(), 0.8
    found = posterior.reweighted({"mechanism": stats.bernoulli(belief)})
    wanted = share * belief / (share * belief + (1 - share) * (1 - belief))
    weights = importance(
        posterior.draws, {"mechanism": stats.bernoulli(belief)}, posterior.space
    ).weights
    assert weights @ posterior.draws["mechanism"].to_numpy() == pytest.approx(wanted)
    assert found.draws["mechanism"].mean() == pytest.approx(wanted, abs=0.02)
    assert found.estimate["mechanism"] in (0.0, 1.0)


def test_the_same_prior_changes_nothing() -> None:
    own = parameter_space()["contact_base"].prior
    found = importance(shipped_posterior().draws, {"contact_base": own}, parameter_space())
    assert found.effective == pytest.approx(len(shipped_posterior()))
    assert sorted(found.rows()) == list(range(len(shipped_posterior())))


def test_reweighted_draws_say_what_they_are_and_are_kept(tmp_path: Path) -> None:
    posterior = shipped_posterior()
    fields = {"shape": "logitnormal", "centre": 0.6, "spread": 0.4}
    found = posterior.reweighted({"contact_base": fields})
    again = posterior.reweighted({"contact_base": fields})
    assert found.draws.equals(again.draws)
    assert found.provenance == again.provenance
    about = found.report["reweighting"]
    assert np.array_equal(found.draws.to_numpy(), posterior.draws.to_numpy()[about["rows"]])
    said = found.provenance.changes[-1]
    assert "centre 0.6" in said
    assert f"{about['effective_draws']:.0f} effective draws of {len(posterior)}" in said
    found.save(tmp_path / "mine")
    kept = read_posterior(tmp_path / "mine")
    assert kept.provenance == found.provenance
    assert kept.report["reweighting"] == about
    result = compare("as-in-trial", weeks=10, draws=2, posterior=kept)
    rows = result.draws()
    assert rows.attrs["posterior"] == found.provenance.draws != posterior.provenance.draws
    assert said in rows.attrs["posterior_changes"]
    with pytest.raises(InputError, match="reweighted before"):
        kept.reweighted({"uptake": fields})


@pytest.mark.parametrize(
    ("priors", "words"),
    [
        ({}, "no prior is given"),
        ({"contact": stats.norm(0, 1)}, "unknown parameter"),
        ({"minutes_floor": stats.norm(0, 1)}, "this parameter is fixed"),
        ({"contact_base": 0.8}, "no prior of the parameter"),
        ({"contact_base": stats.bernoulli(0.5)}, "no prior of the parameter"),
        ({"mechanism": stats.norm(0, 1)}, "no prior of the parameter"),
        ({"contact_base": stats.norm([0.5, 0.6], 0.1)}, "no prior of the parameter"),
        ({"contact_base": {"shape": "either"}}, "two-valued"),
        ({"contact_base": {"shape": "normal", "centre": 3, "spread": 1}}, "outside the bounds"),
        ({"contact_base": {"shape": "bell"}}, "contact_base.shape: impossible value"),
        ({"contact_base": stats.norm(0.85, 0.01)}, "too few of them count"),
        ({"contact_base": stats.norm(40, 0.01)}, "too few of them count"),
    ],
)
def test_what_is_no_prior_is_one_message(priors: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        shipped_posterior().reweighted(priors)


def test_what_the_draws_do_not_leave_open_cannot_be_weighted() -> None:
    trust = shipped_posterior().conditioned(mechanism=1)
    with pytest.raises(InputError, match="the same in every draw"):
        trust.reweighted({"mechanism": stats.bernoulli(0.3)})


def test_the_least_effective_draws_are_those_of_the_file() -> None:
    draws, least = shipped_posterior().draws, reweighting_setting().least_effective_draws.value
    narrow = [stats.norm(0.75, sd) for sd in (0.02, 0.01, 0.005, 0.002, 0.001)]
    told = []
    for prior in narrow:
        try:
            told.append(importance(draws, {"contact_base": prior}, parameter_space()).effective)
        except InputError:
            told.append(0.0)
    assert told[0] > least
    assert told[-1] == 0.0
    assert all(effective >= least or not effective for effective in told)


def test_arviz_has_the_draws_the_prior_and_where_they_come_from() -> None:
    pytest.importorskip("arviz")
    posterior = shipped_posterior()
    data = posterior.first(50).to_arviz()
    assert groups_of(data) == ["posterior", "prior"]
    found = data["posterior"]
    assert found["uptake"].shape == (1, 50)
    assert np.array_equal(found["uptake"].values[0], posterior.draws["uptake"][:50])
    assert found["uptake"].attrs["units"] == parameter_space()["uptake"].unit
    assert found.attrs["posterior"] == posterior.provenance.draws
    assert set(data["prior"].data_vars) == set(parameter_space().free)
    rival = posterior.conditioned(mechanism=0).to_arviz()
    assert groups_of(rival) == ["posterior"]
    assert "mechanism = 0" in rival["posterior"].attrs["changes"]


def test_its_class_is_the_one_of_the_arviz_that_is_there() -> None:
    arviz = pytest.importorskip("arviz")
    kind = arviz.InferenceData if int(arviz.__version__.partition(".")[0]) < 1 else xr.DataTree
    assert isinstance(shipped_posterior().first(5).to_arviz(), kind)


def test_without_arviz_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arviz", None)
    with pytest.raises(InputError, match=r"mentorsim\[exchange\]"):
        shipped_posterior().to_arviz()
