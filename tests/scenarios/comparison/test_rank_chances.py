"""Chances of a rank: what luck makes is no chance, and what is the same shares its rank.

Statistical tests have a fixed seed; the rates that they hold to stand beside them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.comparison.ranking import ranking_sentences
from mentorsim.present.results import effect, same_words
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.rank_chances import rank_probabilities
from scenarios.comparison.ranking import rank
from scenarios.policy.policies import load_policy
from tests.worlds.small_comparison import judged_draws


def rankings(difference: float, spread: float, *, count: int = 400) -> npt.NDArray[np.float64]:
    """Chances of the first of two policies to be first, by hand-made draws; each with luck 1.

    Args:
        difference: true mean, in standard errors of what seeds leave in the mean.
        spread: of the true difference over draws, in the same unit.
        count: of rankings.
    """
    rng, draws, seeds = np.random.default_rng(1), least_draws(), 2
    error = 1.0 / np.sqrt(draws * seeds)
    found = []
    for _ in range(count):
        values = np.zeros((draws, seeds, 2))
        true = error * rng.normal(difference, spread, draws)
        values[..., 0] = true[:, None] + rng.normal(0.0, 1.0, (draws, seeds))
        found.append(rank_probabilities(values, more_is_better=True)[0, 0])
    return np.array(found)


def test_equal_policies_have_chances_near_a_half_whatever_the_seed() -> None:
    """False alarms 0.3 %: a chance from the draws' mean over their spread was above 92 % or below
    8 % in one ranking of six."""
    chances = rankings(0.0, 0.0)
    assert ((chances > 0.3) & (chances < 0.7)).mean() >= 0.99
    assert abs(chances.mean() - 0.5) < 0.02


def test_policies_that_differ_by_more_than_luck_are_ranked() -> None:
    """Power 98 % at five standard errors; and a spread over draws that is real stays a chance."""
    assert (rankings(5.0, 0.0) > 0.75).mean() >= 0.95
    assert (rankings(8.0, 0.0) > 0.9).mean() >= 0.99
    wide = rankings(20.0, 20.0)
    assert abs(wide.mean() - norm.cdf(1.0)) < 0.03


def test_what_counts_as_the_same_shares_its_rank_and_others_keep_theirs() -> None:
    values = np.array([[3.0, 2.9, 1.0], [3.0, 3.1, 4.0]])[:, None, :].repeat(2, axis=1)
    found = rank_probabilities(values, more_is_better=True, same=[(0, 1)])
    np.testing.assert_allclose(found, [[0.25, 0.5, 0.25], [0.25, 0.5, 0.25], [0.5, 0.0, 0.5]])


def test_policies_that_are_the_same_so_far_share_their_rank() -> None:
    """Support of two years is that of one until week 52: it is said, and has no chance."""
    result = rank(
        the_trial(),
        [load_policy(name) for name in ("104-weeks", "as-in-trial", "26-weeks")],
        load_policy("no-mentor"),
        judged_draws(),
        EnsembleSetting(horizon=61),
        hours=300_000,
        outcome="education",
        week=52,
    )
    table = result.table.set_index("policy")
    assert (
        table.loc[["104-weeks", "as-in-trial"], ["rank_1", "rank_2", "rank_3"]]
        .isna()
        .all(axis=None)
    )
    assert table.loc["26-weeks", "rank_3"] > 0.5
    assert table["expected_rank"]["104-weeks"] == table["expected_rank"]["as-in-trial"]
    assert [pair.same for pair in result.neighbours] == [True, False]
    for code, shares in (("en", "They share their rank."), ("da", "De deler plads i rækkefølgen.")):
        language = Language(code)
        said = ranking_sentences(result, language)
        found = effect(result.comparison, "104-weeks", "education", 52, against="as-in-trial")
        assert f"{same_words(result.comparison, found, language)} {shares}" in said
        mark = {"en": "No.", "da": "Nr."}[code]
        assert [int(words.split()[1][:-1]) for words in said if words.startswith(mark)] == [1, 1, 3]
    (until,) = {pair.same_until for pair in result.neighbours if pair.same}
    assert until == result.comparison.same_until("104-weeks", "as-in-trial") == 52
