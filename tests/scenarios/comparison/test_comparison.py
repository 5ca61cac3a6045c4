"""What a comparison says: intervals, a trial's noise, sums, pairs, views, ranks.

Statistical tests: false-alarm rates below 1e-6; what each can detect stands beside it.
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration.evidence import shipped_evidence
from calibration.stored_posterior import shipped_posterior
from calibration.trial import as_in_trial, the_trial
from mentorsim.language import Language
from mentorsim.present.comparison.views import dependence_sentence
from scenarios.comparison.compare import all_pairs, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.expected import EXPECTED, TOTALS, expected
from scenarios.comparison.intervals import interval, summary, trial_sd, without_seed_noise
from scenarios.comparison.outcomes import SUMMED
from scenarios.comparison.rank_chances import rank_probabilities
from scenarios.comparison.ranking import rank
from scenarios.comparison.setting import report_weeks
from scenarios.comparison.views import Dependence, by_mechanism, dependences
from scenarios.policy.policies import library_names, load_policy
from sim.errors import InputError
from sim.simulation import build
from sim.state import Status, youth_rows
from tests.worlds.small_comparison import (
    HORIZON,
    clear_comparison,
    few_draws,
    judged_draws,
    small_comparison,
)


def test_the_spread_of_seeds_is_taken_out_of_intervals() -> None:
    """Parameters spread by 1, seeds by 2: the interval holds the former only.

    With 20,000 draws the standard error of the interval's ends is below 0.04; the margin of 0.25
    is more than six of them. Left in, seeds would widen the ends from 1.96 to 3.4.
    """
    rng = np.random.default_rng(5)
    centre = rng.normal(size=(20_000, 1))
    values = xr.DataArray(centre + 2 * rng.normal(size=(20_000, 2)), dims=("draw", "seed"))
    found = interval(values)
    assert float(found["low"]) == pytest.approx(-1.96, abs=0.25)
    assert float(found["high"]) == pytest.approx(1.96, abs=0.25)
    assert float(found["noise"]) == pytest.approx(2 / np.sqrt(2 * 20_000), rel=0.1)
    moved, _ = without_seed_noise(values.to_numpy())
    assert moved.mean() == pytest.approx(float(values.mean()))


def test_draws_that_differ_by_luck_alone_claim_no_certainty() -> None:
    """No parameter moves the outcome, which is zero: the interval holds zero at least as often as
    it says.

    Of 4,000 intervals 95 % or more hold it (where chance makes the spread of draws larger than
    that of seeds they are wider); fewer than 93 % have a probability below 1e-8 (binomial).
    Intervals without the noise that the mean has would have no width in about half of the cases.
    """
    rng = np.random.default_rng(6)
    found = summary(rng.normal(size=(32, 2, 4000)))
    held = (found["low"] <= 0) & (found["high"] >= 0)
    assert held.mean() > 0.93
    assert (found["high"] > found["low"]).all()
    # Lives that are the same have the same outcome in every draw, and that is certain.
    assert without_seed_noise(np.full((32, 2, 1), 3.0))[0] == pytest.approx(3.0)


def test_a_single_seed_shows_no_noise() -> None:
    values = np.random.default_rng(5).normal(size=(9, 1, 2))
    moved, within = without_seed_noise(values)
    np.testing.assert_array_equal(moved, values[:, 0])
    np.testing.assert_array_equal(within, [0.0, 0.0])


def test_a_trials_noise_is_what_replicate_trials_show() -> None:
    """The standard error by formula beside the spread of the effects of 400 simulated trials.

    The relative standard error of that spread is 3.5 %; the margin of 20 % is 5.6 of them (false
    alarm below 1e-7). Arms of half the size would be 41 % off: found with a probability over 0.999.
    """
    trial, values = the_trial(), next(iter(shipped_posterior().values()))
    cohort = trial.cohort(values, 1, groups=("all",))
    effects, levels = [], []
    for seed in range(400):
        treated = trial.treated(cohort, seed)
        world = build(cohort, as_in_trial(), values, seed, horizon=53, offered=treated)
        _, seen = world.run_with_snapshots({52: ["status"]})
        studying = seen[52]["status"] == Status.EDUCATION
        levels.append((studying[treated].mean(), studying[~treated].mean()))
        effects.append(levels[-1][0] - levels[-1][1])
    arms = [float(treated.sum()), float((~treated).sum())]
    parts = [trial_sd(p * (1 - p), n) for p, n in zip(np.mean(levels, 0), arms, strict=True)]
    formula = float(np.sqrt(sum(float(part) ** 2 for part in parts)))
    assert float(np.std(effects, ddof=1)) == pytest.approx(formula, rel=0.2)


def test_a_trials_noise_of_weeks_is_what_replicate_trials_show() -> None:
    """As above for weeks in education: 400 simulated trials, the same margin and false alarms.

    With the variance of a share in place of that of weeks the formula would be far too small.
    """
    trial, values = the_trial(), next(iter(shipped_posterior().values()))
    drawn = trial.cohort(values, 1, groups=("all",))
    cohort = replace(drawn, entry=np.zeros_like(drawn.entry))
    effects, variances = [], []
    for seed in range(400):
        treated = trial.treated(cohort, seed)
        world = build(cohort, as_in_trial(), values, seed, horizon=53, offered=treated)
        world.advance(53)
        rows = youth_rows(world.world)
        now = np.where(rows["status"] == Status.EDUCATION, 53 - np.maximum(1, rows["since"]), 0)
        weeks = np.empty(cohort.population.n)
        weeks[world.order] = rows["education_weeks"] + now
        effects.append(weeks[treated].mean() - weeks[~treated].mean())
        variances.append((weeks[treated].var(ddof=1), weeks[~treated].var(ddof=1)))
    arms = (float(treated.sum()), float((~treated).sum()))
    parts = [trial_sd(v, n) for v, n in zip(np.mean(variances, 0), arms, strict=True)]
    assert float(np.std(effects, ddof=1)) == pytest.approx(float(np.hypot(*parts)), rel=0.2)


def test_the_noise_of_weeks_in_tables_is_that_of_the_lives() -> None:
    """From every person's every week of all draws and seeds, and the arms of the trial."""
    result, week, ready = small_comparison(), 104, the_trial()
    treated = ready.treated_seats.sum() / ready.seats.sum()
    variance: dict[tuple[str, str], list[float]] = {}
    parts = []
    for k, values in enumerate(few_draws().values()):
        for seed in (1 + 2 * k, 2 + 2 * k):
            cohort = ready.cohort(values, seed)
            woman = cohort.population.woman
            parts.append(woman.mean())
            for name in ("104-weeks", "no-mentor"):
                policy = load_policy(name).policy
                lived = build(cohort, policy, values, seed, horizon=HORIZON).run_with_history()
                weeks = (lived.status[1 : week + 1] == Status.EDUCATION).sum(axis=0)
                variance.setdefault((name, "all"), []).append(weeks.var(ddof=1))
                variance.setdefault((name, "woman"), []).append(weeks[woman].var(ddof=1))
    for group, part in (("all", 1.0), ("woman", float(np.mean(parts)))):
        one, other = (np.mean(variance[name, group]) for name in ("104-weeks", "no-mentor"))
        people = 2588 * part
        expected_sd = np.sqrt(one / (people * treated) + other / (people * (1 - treated)))
        row = result.difference("104-weeks", "education_weeks", week, group=group)
        assert row["trial_sd"] == pytest.approx(expected_sd, rel=1e-5)
        level = result.levels.set_index(["policy", "outcome", "week", "group"])["trial_sd"]
        assert level["no-mentor", "education_weeks", week, group] == pytest.approx(
            np.sqrt(other / (people * (1 - treated))), rel=1e-5
        )


def test_the_noise_of_a_trial_follows_its_size_and_its_groups() -> None:
    result = small_comparison()
    assert result.trial_size == 2588
    rows = result.differences.query("outcome == 'education' and week == 52")
    noise = rows[rows["against"] == "no-mentor"].set_index(["policy", "group"])["trial_sd"]
    everybody = noise["as-in-trial", "all"]
    assert 1.0 < everybody < 2.0
    # Women are about a third to a half of them: fewer people, more noise.
    assert noise["as-in-trial", "woman"] > 1.2 * everybody
    larger = compare(
        the_trial(),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=53),
        trial_size=4 * 2588,
    )
    row = larger.difference("as-in-trial", "education", 52)
    assert row["trial_sd"] == pytest.approx(everybody / 2, rel=1e-6)
    same = result.difference("as-in-trial", "education", 52)
    assert (row["low"], row["high"]) == pytest.approx((same["low"], same["high"]))


def test_sums_are_the_weeks_lived_after_entry() -> None:
    result = small_comparison()
    levels = result.levels[(result.levels["group"] == "all")]
    weekly = levels.pivot_table(index="week", columns=["policy", "outcome"], values="mean")
    for status in SUMMED:
        shares, sums = weekly["104-weeks", status], weekly["104-weeks", f"{status}_weeks"]
        np.testing.assert_allclose(sums, (shares / 100).cumsum() - shares[0] / 100, atol=1e-6)
    last = result.levels[(result.levels["week"] == HORIZON - 1)]
    grouped = last[last["outcome"] == "education_weeks"].set_index(["policy", "group"])["mean"]
    high, low = grouped["as-in-trial", "woman"], grouped["as-in-trial", "man"]
    assert min(high, low) < grouped["as-in-trial", "all"] < max(high, low)


def test_any_pair_can_be_asked_for_and_is_the_other_way_round() -> None:
    result = clear_comparison()
    there = result.difference("104-weeks", "education", 104, against="as-in-trial")
    back = result.difference("as-in-trial", "education", 104, against="104-weeks")
    assert there["mean"] == pytest.approx(-back["mean"])
    assert (there["low"], there["high"]) == pytest.approx((-back["high"], -back["low"]))
    assert there["prob_better"] + back["prob_better"] == pytest.approx(1.0)
    assert all_pairs(["a", "b", "c", "none"], "none") == [
        ("a", "none"),
        ("b", "none"),
        ("c", "none"),
        ("b", "a"),
        ("c", "a"),
        ("c", "b"),
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (("nobody", "education", 52, "all"), "policy"),
        (("104-weeks", "happiness", 52, "all"), "outcome"),
        (("104-weeks", "education", 9999, "all"), "week"),
        (("104-weeks", "education", 51, "woman"), "week"),
        (("104-weeks", "education", 52, "children"), "group"),
    ],
)
def test_what_was_not_kept_is_one_message(asked: tuple[str, str, int, str], field: str) -> None:
    policy, outcome, week, group = asked
    with pytest.raises(InputError) as error:
        small_comparison().difference(policy, outcome, week, group=group)
    assert error.value.field == field
    assert error.value.allowed


def test_report_weeks_hold_the_trials_and_the_last() -> None:
    assert report_weeks(261, shipped_evidence()) == (20, 52, 73, 104, 156, 208, 260)
    assert report_weeks(11, shipped_evidence()) == (10,)


# --- views ----------------------------------------------------------------------------------------
def test_a_barrier_view_is_the_same_draws_and_seeds_with_the_barriers_set() -> None:
    drawn = few_draws()
    pair = ([load_policy("104-weeks")], load_policy("no-mentor"))
    setting = EnsembleSetting(horizon=80)
    result = compare(the_trial(), *pair, drawn, setting)
    for view, value in (("trust_limited", 0.0), ("barrier_limited", 1.0)):
        posterior = replace(drawn, draws=drawn.draws.assign(barrier_limited=value))
        again = compare(the_trial(), *pair, posterior, setting).differences
        kept = again[again["week"].isin(report_weeks(80, shipped_evidence()))].reset_index(
            drop=True
        )
        shown = result.views[result.views["view"] == view]
        keys = ["policy", "against", "outcome", "group", "week"]
        both = kept.merge(shown, on=keys, suffixes=("", "_shown"))
        assert len(both) == len(kept) == len(shown)
        # Sums by week and by group are rounded to 32 bits in another order.
        np.testing.assert_allclose(both["mean"], both["mean_shown"], atol=1e-4)
        np.testing.assert_allclose(both["low"], both["low_shown"], atol=1e-4)
    as_drawn = result.views[result.views["view"] == "as_drawn"]["mean"].to_numpy()
    lifted = result.views[result.views["view"] == "trust_limited"]["mean"].to_numpy()
    assert not np.allclose(as_drawn, lifted)


def test_the_views_of_mechanisms_are_the_two_parts_of_the_draws() -> None:
    drawn = few_draws()
    two = replace(drawn, draws=drawn.draws.assign(mechanism=[0.0, 1.0, 0.0]))
    parts = by_mechanism(two)
    assert parts["trust"].tolist() == [1]
    assert parts["rival"].tolist() == [0, 2]


def view_rows(better: dict[str, float]) -> pd.DataFrame:
    rows = [
        {
            "view": view,
            "policy": "104-weeks",
            "against": "as-in-trial",
            "outcome": "education",
            "week": 104,
            "group": "all",
            "prob_better": p,
            "extrapolated": True,
        }
        for view, p in better.items()
    ]
    return pd.DataFrame(rows)


def test_an_order_that_hangs_on_the_view_is_found_and_said() -> None:
    views = view_rows({"as_drawn": 0.7, "trust_limited": 0.97, "barrier_limited": 0.05})
    names = ("as-in-trial", "104-weeks")
    (found,) = dependences(views, names, "education", 104)
    assert found == Dependence(
        policy="as-in-trial",
        against="104-weeks",
        outcome="education",
        week=104,
        beats=("barrier_limited",),
        open=("as_drawn",),
        loses=("trust_limited",),
        extrapolated=True,
    )
    words = dependence_sentence(small_comparison(), found, Language("en"))
    assert words.startswith("“As in the trial” beats “104 weeks” in education in week 104 only if")
    assert "stall until barriers are lifted" in words
    assert "“104 weeks” beats “As in the trial” if young people without marks only need" in words
    danish = dependence_sentence(small_comparison(), found, Language("da"))
    assert "kun, hvis unge uden karakterer går i stå" in danish


@pytest.mark.parametrize(
    "better",
    [
        {"as_drawn": 0.95, "trust_limited": 0.97, "barrier_limited": 0.91},
        {"as_drawn": 0.6, "trust_limited": 0.7, "barrier_limited": 0.3},
    ],
)
def test_an_order_that_is_the_same_under_every_view_hangs_on_nothing(
    better: dict[str, float],
) -> None:
    names = ("as-in-trial", "104-weeks")
    assert dependences(view_rows(better), names, "education", 104) == []


# --- ranks ----------------------------------------------------------------------------------------
def test_ranks_of_clear_orders_ties_and_losses() -> None:
    first = np.array([3.0, 2.0, 1.0])
    values = np.stack([first, first, first[[1, 0, 2]], first])[:, None, :].repeat(2, axis=1)
    found = rank_probabilities(values, more_is_better=True)
    np.testing.assert_allclose(found, [[0.75, 0.25, 0], [0.25, 0.75, 0], [0, 0, 1]])
    np.testing.assert_allclose(rank_probabilities(values, more_is_better=False), found[:, ::-1])
    tied = rank_probabilities(np.ones((4, 2, 2)), more_is_better=True)
    np.testing.assert_allclose(tied, 0.5)


def test_a_ranking_spends_the_same_hours_on_each() -> None:
    policies = [load_policy(name) for name in ("as-in-trial", "104-weeks", "26-weeks")]
    result = rank(
        the_trial(),
        policies,
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=79),
        hours=160_000,
    )
    table = result.table.set_index("policy")
    # 26 weeks for all take less than that; the others are held to it.
    assert not table["spent"]["26-weeks"]
    assert table["everybody"].to_dict() == {
        "26-weeks": True,
        "as-in-trial": False,
        "104-weeks": False,
    }
    # Mentors who follow from the young people are paid for what is used; others for all hours.
    assert table["hours_employed"]["26-weeks"] == pytest.approx(table["hours_used"]["26-weeks"])
    assert table["hours_employed"]["104-weeks"] > 1.02 * table["hours_used"]["104-weeks"]
    assert table["hours_used"]["26-weeks"] < 160_000
    for name in ("as-in-trial", "104-weeks"):
        assert table["spent"][name]
        assert table["hours_used"][name] == pytest.approx(160_000, rel=0.05)
    assert table[["rank_1", "rank_2", "rank_3"]].isna().all(axis=None), "too few draws"
    assert list(result.table["expected_rank"]) == sorted(result.table["expected_rank"])


def test_ranks_of_enough_draws_have_chances_that_sum_to_one() -> None:
    result = rank(
        the_trial(),
        [load_policy(name) for name in ("as-in-trial", "26-weeks")],
        load_policy("no-mentor"),
        judged_draws(),
        EnsembleSetting(horizon=53),
        hours=100_000,
    )
    ranks = result.table[["rank_1", "rank_2"]]
    np.testing.assert_allclose(ranks.sum(axis=0), 1.0)
    np.testing.assert_allclose(ranks.sum(axis=1), 1.0)
    np.testing.assert_allclose(ranks @ [1, 2], result.table["expected_rank"])


@pytest.mark.parametrize("hours", [150.0, 300.0, 600.0])
def test_few_hours_are_kept_to_where_hardly_anybody_has_a_place(hours: float) -> None:
    """Rounded in each jobcentre the places took a quarter more than the budget."""
    result = rank(
        the_trial(),
        [load_policy(name) for name in ("26-weeks", "caseload-25")],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=79),
        hours=hours,
    )
    assert not result.table["everybody"].any()
    for row in result.table.to_dict("records"):
        assert row["spent"]
        assert row["hours_used"] == pytest.approx(hours, rel=0.03)
        assert 0 < row["mentors"] < 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hours": 0.0}, "--hours"),
        ({"hours": float("nan")}, "--hours"),
        ({"outcome": "happiness"}, "--outcome"),
        ({"week": 53}, "--week"),
    ],
)
def test_a_ranking_that_cannot_be_is_refused(changed: dict[str, float | str], field: str) -> None:
    asked: dict[str, object] = {"hours": 1000.0, "outcome": "education", "week": 52} | changed
    with pytest.raises(InputError) as error:
        rank(
            the_trial(),
            [load_policy("26-weeks")],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=60),
            **asked,
        )
    assert error.value.field == field


# --- the library's expected results ---------------------------------------------------------------
def test_what_the_library_is_expected_to_give_is_still_what_it_gives() -> None:
    """Three of them; equal up to what another machine's last digits do. Else `make expected`."""
    kept = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert set(kept["policies"]) == set(library_names()) - {"no-mentor"}
    names = ("as-in-trial", "caseload-25", "until-foothold")
    for name, found in expected(shipped_posterior(), names).items():
        before = kept["policies"][name]
        for row, old in zip(found["outcomes"], before["outcomes"], strict=True):
            assert {k: row[k] for k in ("outcome", "week", "unit", "extrapolated")} == {
                k: old[k] for k in ("outcome", "week", "unit", "extrapolated")
            }
            for key in ("mean", "low", "high"):
                assert row[key] == pytest.approx(old[key], abs=0.05), (name, row)
        for quantity in TOTALS:
            assert found["totals"][quantity] == pytest.approx(
                before["totals"][quantity], rel=0.01, abs=0.05
            )
