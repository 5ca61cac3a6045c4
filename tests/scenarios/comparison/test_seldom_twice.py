"""A comparison whose draws live with one seed, most of them: what it keeps, and what it gives."""

from __future__ import annotations

import numpy as np

from calibration.trial import the_trial
from mentorsim.saved.run_draws import SEEDS, saved_part
from scenarios.budget.budget import PARTS, budget
from scenarios.comparison.ensemble import EnsembleSetting, simulate_all
from scenarios.comparison.prepared import prepared
from scenarios.comparison.seeds import lived, over_seeds, second_seeds
from scenarios.decision.outcome_names import SUMS
from scenarios.decision.policy_decision import Question, decide
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.policy.policies import load_policy
from tests.worlds.small_comparison import judged_comparison, judged_draws

EVERY = 4


def test_worlds_that_are_lived_are_the_same_to_the_bit() -> None:
    draws = judged_draws()
    ready = prepared(the_trial(), [load_policy("as-in-trial"), load_policy("no-mentor")], draws)
    all_twice = simulate_all(ready, draws, EnsembleSetting(22))
    seldom = simulate_all(ready, draws, EnsembleSetting(22, second_seed_every=EVERY))
    one_worker = simulate_all(ready, draws, EnsembleSetting(22, workers=1, second_seed_every=EVERY))
    twice = second_seeds(np.arange(len(draws)), EVERY)
    assert not twice.all()
    for name, array in all_twice.data_vars.items():
        found = seldom[name].to_numpy()
        np.testing.assert_array_equal(found, one_worker[name].to_numpy())
        np.testing.assert_array_equal(found[:, 0], array.to_numpy()[:, 0])
        np.testing.assert_array_equal(found[twice, 1], array.to_numpy()[twice, 1])
        assert np.isnan(found[~twice, 1]).all()


def test_tables_of_a_comparison_are_whole() -> None:
    found = judged_comparison()
    assert not second_seeds(np.arange(found.draw_count), EVERY).all()
    for frame in (found.levels, found.differences, found.views):
        assert np.isfinite(frame[["mean", "low", "high", "noise"]].to_numpy(float)).all()
    met = found.totals[found.totals["quantity"] != "weeks_to_mentor"]
    for frame in (found.weekly, met):
        assert np.isfinite(frame[["mean", "low", "high"]].to_numpy(float)).all()
    row = found.difference("as-in-trial", "education", 52)
    level = found.ensemble["level"].sel(status="education", week=52).astype(float)
    by_draw = 100 * over_seeds(
        (level.sel(policy="as-in-trial") - level.sel(policy="no-mentor")).to_numpy()
    )
    np.testing.assert_allclose(row["mean"], by_draw.mean())
    rows = found.draws("education", 52).query("policy == 'as-in-trial'")
    np.testing.assert_allclose(rows["difference"].mean(), row["mean"])
    kept = saved_part(found.ensemble)
    twice = second_seeds(np.arange(found.draw_count), EVERY)
    np.testing.assert_array_equal(kept[SEEDS], np.where(twice, 2, 1))


def test_kroner_are_of_the_worlds_that_were_lived() -> None:
    found = judged_comparison()
    money = budget(found)
    kroner = money.accounts["as-in-trial"].net_by_draw(PUBLIC_TOTAL)
    there = lived(kroner)
    np.testing.assert_array_equal(there[:, 1], second_seeds(np.arange(found.draw_count), EVERY))
    assert np.isfinite(kroner[there]).all()
    assert np.isnan(kroner[~there]).all()
    # Priced by themselves, the draws that lived with the second seed have the same kroner.
    some = np.flatnonzero(there[:, 1])
    second = quantities_of(found.ensemble.isel(seed=[1]), "as-in-trial")
    np.testing.assert_array_equal(second.draws, some)
    for policy in ("as-in-trial", "104-weeks"):
        assert np.isfinite(money.price(policy).cost.mean)
        for part in PARTS:
            told = money.part(policy, part)
            assert np.isfinite([told.mean, told.low, told.high]).all()


def test_a_decision_reads_draws_with_one_seed() -> None:
    found = judged_comparison()
    last = int(found.ensemble["week"].max())
    values = draw_prices(chosen_prices(), found.draw_count, 1)
    answer = decide(
        found.ensemble,
        Question("no-mentor", "education", last, PUBLIC_TOTAL),
        values,
        judged_draws(),
    )
    for name in SUMS:
        told = answer.net("as-in-trial", name)
        assert np.isfinite([told.mean, told.low, told.high, told.noise]).all()
    curves = answer.cost_effectiveness.curves
    assert np.isfinite(curves.evpi).all()
    np.testing.assert_allclose(
        answer.net("as-in-trial", PUBLIC_TOTAL).mean,
        budget(found).accounts["as-in-trial"].total(PUBLIC_TOTAL).mean,
    )
