"""Results by posterior draw: frames, and the files that BCEA reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.stored_posterior import shipped_posterior
from mentorsim.python.compare import compare
from scenarios.comparison.compare import Comparison
from scenarios.comparison.intervals import percentiles, without_seed_noise
from scenarios.decision.bcea import COSTS, EFFECTS, PARAMETERS, PRICE, README, WORTH
from scenarios.decision.outcome_names import SUMS
from scenarios.decision.policy_decision import PRICE as A_PRICE
from sim.errors import InputError
from tests.worlds.small_decision import DRAWS, small_decision

WEEKS = 60
SHARES = Path(__file__).parents[2] / "scenarios" / "examples" / "shares.csv"


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare("as-in-trial", "26-weeks", weeks=WEEKS, draws=6)


def test_rows_by_draw_have_the_mean_and_the_interval_of_the_tables(compared: Comparison) -> None:
    for outcome, week, group in (
        ("education", 52, "all"),
        ("employment", 30, "all"),
        ("education_weeks", WEEKS, "woman"),
    ):
        rows = compared.draws(outcome, week, group=group)
        assert list(rows.columns) == ["draw", "policy", "value", "difference"]
        assert len(rows) == 6 * 3
        for policy in ("as-in-trial", "26-weeks"):
            told = compared.difference(policy, outcome, week, group=group)
            mine = rows[rows["policy"] == policy]
            assert mine["difference"].mean() == pytest.approx(told["mean"], abs=1e-5)
            low, high = percentiles(mine["difference"])
            assert (low, high) == pytest.approx((told["low"], told["high"]), abs=1e-5)
        assert rows.attrs["units"]["difference"] == told["unit"]
        levels = compared.levels
        here = levels[
            (levels["policy"] == "26-weeks")
            & (levels["outcome"] == outcome)
            & (levels["week"] == week)
            & (levels["group"] == group)
        ].iloc[0]
        assert mine["value"].mean() == pytest.approx(here["mean"], abs=1e-5)
        assert percentiles(mine["value"])[1] == pytest.approx(here["high"], abs=1e-5)
        assert rows.attrs["units"]["value"] == here["unit"]


def test_the_difference_can_be_over_any_policy(compared: Comparison) -> None:
    rows = compared.draws(against="as-in-trial").set_index("policy")["difference"]
    told = compared.difference("26-weeks", "education", WEEKS, against="as-in-trial")
    assert rows["26-weeks"].mean() == pytest.approx(told["mean"], abs=1e-5)
    assert not rows["as-in-trial"].any()


def test_a_row_belongs_to_the_row_of_the_posterior_that_it_names() -> None:
    """Draws are lived again from the rows that are named: the numbers come back."""
    posterior = shipped_posterior()
    chosen = posterior.under("mechanism", 0.0).first(3)
    rows = compare("as-in-trial", weeks=30, draws=3, posterior=chosen).draws()
    numbers = list(dict.fromkeys(rows["draw"]))
    assert numbers == list(chosen.draws.index)
    assert numbers != [0, 1, 2]
    assert (posterior.draws.loc[numbers, "mechanism"] == 0.0).all()
    assert rows.attrs["posterior"] == posterior.provenance.draws
    assert rows.attrs["seed"] == 1


def test_what_cannot_be_told_by_draw_is_one_message(compared: Comparison) -> None:
    for wrong, words in (
        ({"outcome": "happiness"}, "no such outcome"),
        ({"week": WEEKS + 1}, "no result for this week"),
        ({"week": 31, "group": "woman"}, "no result for this week"),
        ({"group": "nobody"}, "no such group"),
        ({"against": "104-weeks"}, "against: no such policy"),
    ):
        with pytest.raises(InputError, match=words):
            compared.draws(**wrong)


def test_a_group_too_small_to_show_is_not_told_by_draw() -> None:
    here = compare("as-in-trial", weeks=10, draws=2, population=SHARES, people=30)
    small = sorted(here.hidden)[0]
    with pytest.raises(InputError, match="too small to be shown"):
        here.draws(group=small)
    assert here.to_xarray()["share"].sel(group=small).isnull().all()
    assert len(here.draws(group="woman")) == 4


def test_a_run_that_was_read_again_has_no_draws_with_seeds(compared: Comparison) -> None:
    kept = replace(compared, drawn=None)
    with pytest.raises(InputError, match="lived again"):
        kept.draws()
    assert "seed" not in kept.to_xarray().attrs


def test_xarray_says_units_and_origin(compared: Comparison) -> None:
    data = compared.to_xarray()
    assert all("units" in data[name].attrs for name in data.data_vars)
    assert data.attrs["posterior"] == shipped_posterior().provenance.draws
    assert {"mentorsim", "seed", "model", "reference"} <= set(data.attrs)
    assert list(data["draw"].values) == list(range(6))
    level = data["level"].sel(status="education", week=52, policy="26-weeks").to_numpy()
    mine = compared.draws("education", 52).query("policy == '26-weeks'")["value"].to_numpy()
    assert 100 * without_seed_noise(level.astype(float))[0] == pytest.approx(mine)
    assert not compared.ensemble.attrs
    assert "draw" not in compared.ensemble.coords


def test_a_decision_by_draw_is_what_it_rests_on() -> None:
    decided = small_decision()
    rows = decided.draws()
    assert len(rows) == DRAWS * 3
    assert {f"net_{name}" for name in SUMS} < set(rows.columns)
    assert set(rows.attrs["units"]) == set(rows.columns) - {"draw", "policy"}
    means = rows.groupby("policy").mean()
    for name, cost, effect in zip(
        decided.decision.names,
        decided.cost_effectiveness.mean_cost,
        decided.cost_effectiveness.mean_effect,
        strict=True,
    ):
        assert means.loc[name, "cost"] == pytest.approx(cost)
        assert means.loc[name, "effect"] == pytest.approx(effect)
    for name in SUMS:
        net = decided.decision.net("caseload-25", name)
        mine = rows[rows["policy"] == "caseload-25"][f"net_{name}"]
        assert mine.mean() == pytest.approx(net.mean)
        assert tuple(percentiles(mine)) == pytest.approx((net.low, net.high))
    cost = rows[rows["policy"] == "caseload-25"]["cost"]
    assert list(cost) == pytest.approx(list(-rows[rows["policy"] == "caseload-25"]["net_public"]))


def test_the_decision_comes_back_from_the_files_of_bcea(tmp_path: Path) -> None:
    decided = small_decision()
    folder = decided.to_bcea(tmp_path / "above" / "bcea")
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [COSTS, EFFECTS, PARAMETERS, WORTH, README]
    )
    cost, effect, parameters = (
        pd.read_csv(folder / name, index_col="draw") for name in (COSTS, EFFECTS, PARAMETERS)
    )
    assert list(cost.columns) == list(effect.columns) == list(decided.decision.names)
    assert list(cost.index) == list(effect.index) == list(parameters.index) == list(range(DRAWS))
    ratio = next(r for r in decided.decision.ratios if r.kind == A_PRICE)
    assert cost[ratio.policy].mean() == pytest.approx(ratio.cost.mean)
    assert effect[ratio.policy].mean() == pytest.approx(ratio.effect.mean)
    assert cost[ratio.policy].mean() / effect[ratio.policy].mean() == pytest.approx(ratio.value)
    curves = decided.cost_effectiveness.curves
    worth = pd.read_csv(folder / WORTH)["k"].to_numpy()
    net = worth[:, None, None] * effect.to_numpy() - cost.to_numpy()
    evpi = net.max(axis=2).mean(axis=1) - net.mean(axis=1).max(axis=1)
    assert evpi == pytest.approx(curves.evpi, abs=1e-6)
    shipped = shipped_posterior().draws.head(DRAWS)
    assert np.array_equal(parameters[shipped.columns.tolist()].to_numpy(), shipped.to_numpy())
    prices = decided.decision.values
    bought = [name for name in parameters if name.startswith(PRICE)]
    assert len(bought) > 10
    for name in bought:
        assert parameters[name].to_numpy() == pytest.approx(prices[name.removeprefix(PRICE)])
    assert (parameters.nunique() > 1).all()
    readme = (folder / README).read_text(encoding="utf-8")
    assert shipped_posterior().provenance.draws in readme
    assert f'param_idx = c("{parameters.columns[0]}")' in readme


def test_files_of_bcea_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    decided, there = small_decision(), tmp_path / "there"
    there.mkdir()
    with pytest.raises(InputError, match="this folder exists"):
        decided.to_bcea(there)
    assert not list(there.iterdir())
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write the folder"):
        decided.to_bcea(tmp_path / "file" / "bcea")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "there"]
