"""Tornado, thresholds and maps, on functions worked out by hand and on the real engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from scenarios.sensitivity.factors import (
    Factor,
    even_factor,
    lever_factor,
    parameter_factor,
    price_factor,
)
from scenarios.sensitivity.held import holding
from scenarios.sensitivity.maps import two_way
from scenarios.sensitivity.model import FunctionModel
from scenarios.sensitivity.setting import sensitivity_setting
from scenarios.sensitivity.targets import target
from scenarios.sensitivity.thresholds import crossings, find_threshold, grid
from scenarios.sensitivity.tornado import ends, middle, tornado, tornadoes
from sim.errors import InputError
from sim.parameters import parameter_space
from tests.support.sensitivity_cases import Floats, small_question

#: Draws of two parameters: as far apart as can be told on paper.
DRAWS = 101
#: How wide the 95 % interval of as many draws is that lie evenly over a width of 2: its ends are at
#: positions 2.5 % and 97.5 % of one draw more.
WIDE = 2 * 0.01 * (0.95 * (DRAWS + 1))
ONE, OTHER = "direct_share", "uptake"


def on_paper() -> Posterior:
    """Direct share evenly from 0.4 to 0.6, uptake from 0.8 to 0.9; the mechanism mostly 1.

    All other parameters are the same in every draw.
    """
    draws = pd.DataFrame(
        {name: np.full(DRAWS, parameter_space()[name].centre) for name in parameter_space().free}
        | {
            ONE: np.linspace(0.4, 0.6, DRAWS),
            OTHER: np.linspace(0.9, 0.8, DRAWS),
            "mechanism": np.where(np.arange(DRAWS) % 4 == 0, 0.0, 1.0),
        }
    )
    return replace(shipped_posterior(), draws=draws)


@dataclass(frozen=True)
class PaperQuestion:
    """A question to a function in place of the engine."""

    function: Callable[[Mapping[str, Floats], int], Floats]
    posterior: Posterior
    outcome: Any
    prices: Any = None
    measures: tuple[Any, ...] = ()
    at: Mapping[str, float] = field(default_factory=dict)

    def model(
        self, inputs: Sequence[Factor], values: Mapping[str, float] | None = None
    ) -> FunctionModel:
        held = self.posterior.draws.mean().to_dict() if values is None else dict(values)

        def run(x: Floats, seed: int) -> Floats:
            given = {k: np.full(len(x), v) for k, v in held.items()}
            given |= {f.name: x[:, k] for k, f in enumerate(inputs)}
            return np.asarray(self.function(given, seed), float)

        return FunctionModel(tuple(inputs), run)

    def beyond(self, inputs: Sequence[Factor] = ()) -> bool:
        return False


def question(
    function: Callable[[Mapping[str, Floats], int], Floats], outcome: str = "education"
) -> Any:
    return PaperQuestion(function, on_paper(), target(outcome))


def luck(seed: int) -> float:
    return float(np.random.default_rng(seed).standard_normal())


def test_bars_of_a_plane_are_its_slopes_times_the_ranges() -> None:
    asked = question(lambda v, s: 10 * v[ONE] - 4 * v[OTHER] + v["mechanism"] + luck(s))
    factors = [parameter_factor(n) for n in (OTHER, ONE, "mechanism", "trust_decay")]
    factors.append(lever_factor("caseload", 10, 20))
    posterior = on_paper().draws.assign(trust_decay=0.02)
    asked = replace(asked, posterior=replace(on_paper(), draws=posterior))
    found = tornado(asked, factors, 1, DRAWS)
    table = found.table.set_index("label")
    # 95 % of an even range of 0.2, times 10; of one of 0.1, times 4: of the draws in which the
    # mechanism is 1, as it is in the middle.
    common = np.linspace(0.0, 1.0, DRAWS)[np.arange(DRAWS) % 4 > 0]
    reach = float(np.subtract(*np.quantile(common, [0.975, 0.025])))
    assert reach == pytest.approx(0.95, abs=0.01)
    assert table.loc[f"parameter:{ONE}", "swing"] == pytest.approx(reach * 0.2 * 10)
    assert table.loc[f"parameter:{OTHER}", "swing"] == pytest.approx(reach * 0.1 * 4)
    assert table.loc["parameter:mechanism", "swing"] == pytest.approx(1.0)
    # Down, not up: uptake lowers the outcome.
    row = table.loc[f"parameter:{OTHER}"]
    assert row["low"] - row["high"] == pytest.approx(row["swing"])
    assert list(found.table["label"])[:3] == [
        f"parameter:{ONE}",
        "parameter:mechanism",
        f"parameter:{OTHER}",
    ]
    # Luck is shared by both ends: none of it is in a bar. What does nothing is not clear.
    assert table["error"].max() == pytest.approx(0.0, abs=1e-9)
    for name in ("parameter:trust_decay", "lever:caseload"):
        assert table.loc[name, "swing"] == 0.0
        assert not table.loc[name, "clear"]
    seeds = int(sensitivity_setting().tornado_seeds.value)
    level = 10 * 0.5 - 4 * 0.85 + 1.0
    assert found.base == pytest.approx(level + np.mean([luck(1 + k) for k in range(seeds)]))


def test_bars_are_made_under_each_mechanism() -> None:
    """What does nothing under one mechanism has a bar under the other only: both are shown."""
    asked = question(lambda v, s: 10 * v["mechanism"] * v[ONE])
    factors = [parameter_factor(ONE), parameter_factor("mechanism")]
    common, rare = tornadoes(asked, factors, 1, DRAWS)
    assert (common.held["mechanism"], rare.held["mechanism"]) == (1.0, 0.0)
    swings = [
        {row["label"]: row["swing"] for row in found.table.to_dict("records")}
        for found in (common, rare)
    ]
    assert swings[0][f"parameter:{ONE}"] > 1.8
    assert swings[1][f"parameter:{ONE}"] == 0.0
    # The other mechanism instead of the one that is held is a bar under both.
    assert swings[0]["parameter:mechanism"] == pytest.approx(10 * 0.5)
    assert swings[1]["parameter:mechanism"] == pytest.approx(10 * 0.5)
    assert (common.base, rare.base) == (pytest.approx(5.0), 0.0)
    # All at once is not held at either.
    assert common.mean == rare.mean == pytest.approx(10 * 0.5 * 75 / DRAWS, rel=0.02)
    (alone,) = tornadoes(holding(asked, {"mechanism": 0.0}), factors[:1], 1, 26)
    assert alone.held["mechanism"] == 0.0


def test_everything_at_once_goes_together_and_without_luck() -> None:
    """Uptake falls as the direct share rises: both move the outcome the same way, by 2 and 0.4."""
    asked = question(lambda v, s: 10 * v[ONE] - 4 * v[OTHER])
    found = tornado(asked, [parameter_factor(ONE)], 1, DRAWS)
    assert found.mean == pytest.approx(10 * 0.5 - 4 * 0.85)
    assert found.upper - found.lower == pytest.approx(1.2 * WIDE)


def test_bars_go_as_far_as_the_posterior() -> None:
    posterior = on_paper()
    assert ends(parameter_factor(ONE), posterior) == pytest.approx((0.405, 0.595))
    assert ends(lever_factor("caseload"), posterior) == (10.0, 25.0)
    priced = small_question("net_public")
    low, high = ends(price_factor("mentor_salary", priced.prices), posterior)
    entry = priced.prices["mentor_salary"]
    assert entry.span[0] < low < entry.value < high < entry.span[1]
    assert middle(posterior)["mechanism"] == 1.0
    assert middle(posterior)[ONE] == pytest.approx(0.5)


def test_a_threshold_lies_where_the_mean_crosses() -> None:
    """10 x - 6 + (d - 0.5) with x the lever's share: crosses at 0.6; draws from 0.5 to 0.7."""
    asked = question(lambda v, s: 10 * v["share"] - 6 - 10 * (v[ONE] - 0.5))
    factor = replace(parameter_factor(ONE), name="share", low=0.0, high=1.0, kind="plain")
    found = find_threshold(asked, factor, 101, DRAWS, 1, low=0.0, high=1.0)
    (crossing,) = found.crossings
    assert crossing.value == pytest.approx(0.6, abs=1e-9)
    assert crossing.upwards
    # Each draw crosses at its direct share and 0.1 more: 95 % of them from 0.505 to 0.695.
    assert crossing.low == pytest.approx(0.505, abs=0.01)
    assert crossing.high == pytest.approx(0.695, abs=0.01)
    assert found.side == "crosses"
    assert found.above[0] == 0.0
    assert found.above[-1] == 1.0
    assert found.upper[0] - found.lower[0] == pytest.approx(WIDE)
    other = find_threshold(asked, factor, 101, DRAWS, 1, low=0.0, high=1.0, level=2.0)
    assert other.crossings[0].value == pytest.approx(0.8, abs=1e-9)


def test_a_curve_that_stays_on_one_side_has_no_threshold() -> None:
    factor = replace(parameter_factor(ONE), name="share", low=0.0, high=1.0, kind="plain")
    below = find_threshold(question(lambda v, s: v["share"] - 2), factor, 5, 11, 1, low=0, high=1)
    assert (below.crossings, below.side) == ((), "below")
    above = find_threshold(question(lambda v, s: v["share"] + 2), factor, 5, 11, 1, low=0, high=1)
    assert (above.crossings, above.side) == ((), "above")


def test_a_curve_may_cross_more_than_once_and_never_be_sure() -> None:
    values = np.linspace(0, 4, 5)
    found = crossings(
        values, np.array([-1.0, 1, 1, -1, -1]), np.array([0.3, 0.6, 0.6, 0.4, 0.3]), 0.0
    )
    assert [c.upwards for c in found] == [True, False]
    assert [c.value for c in found] == [0.5, 2.5]
    assert all(np.isnan([c.low, c.high]).all() for c in found)


def test_luck_of_two_seeds_is_taken_out_of_the_band() -> None:
    """Noise of standard deviation 1 around draws that are all the same: no band is left of it.

    The band is that of the draws; with 101 of them what is left is below a third of the noise of a
    mean of two (0.71 x 3.9 wide) unless an F statistic of 100 and 101 degrees passes 1.11.
    """
    asked = question(lambda v, s: np.full(len(v[ONE]), luck(s)))
    factor = replace(parameter_factor(ONE), name="share", low=0.0, high=1.0, kind="plain")
    found = find_threshold(asked, factor, 3, DRAWS, 1, low=0, high=1)
    assert (found.upper - found.lower).max() < 0.71 * 3.9 / 2


def test_a_map_is_the_function_and_knows_where_its_sign_is_sure() -> None:
    asked = question(lambda v, s: v["a"] * v["b"] - 4 + 10 * (v[ONE] - 0.5))
    a, b = even_factor("a", 0.0, 4.0), even_factor("b", 0.0, 4.0)
    found = two_way(asked, a, b, 5, DRAWS, 1)
    assert list(found.x) == pytest.approx(list(np.linspace(0.04, 3.96, 5)))
    assert found.mean == pytest.approx(found.x[:, None] * found.y[None, :] - 4)
    # Draws lie within 1 of the mean.
    clear = np.abs(found.mean) > 1.0
    assert (found.sure == clear).all()
    assert found.above[-1, -1] == 1.0
    assert found.above[0, 0] == 0.0
    wide = found.upper - found.lower
    assert wide == pytest.approx(np.full((5, 5), WIDE))
    row = found.table().iloc[7]
    assert row["mean"] == pytest.approx(row["a"] * row["b"] - 4)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda q, f: find_threshold(q, f, 2, 11, 1), "too few values"),
        (lambda q, f: find_threshold(q, f, 5, 1, 1), "not so many posterior draws"),
        (lambda q, f: find_threshold(q, f, 5, 5000, 1), "not so many posterior draws"),
        (lambda q, f: find_threshold(q, f, 5, 11, 1, low=0.9, high=0.1), "from low to high"),
        (lambda q, f: find_threshold(q, f, 5, 11, 1, low=-3, high=0.1), "from low to high"),
        (lambda q, f: two_way(q, f, f, 5, 11, 1), "the same factor twice"),
        (lambda q, f: two_way(q, f, lever_factor("caseload"), 1, 11, 1), "too few values"),
        (lambda q, f: tornado(q, [], 1, 11), "no factors"),
        (lambda q, f: tornado(q, [f], 1, 1), "not so many posterior draws"),
    ],
)
def test_impossible_questions_are_refused(make: Any, problem: str) -> None:
    asked = question(lambda v, s: v[ONE])
    with pytest.raises(InputError, match=problem):
        make(asked, parameter_factor(ONE))


def test_a_ratio_has_no_threshold_and_no_end_of_a_bar() -> None:
    asked = question(lambda v, s: v[ONE], "cost_per_education")
    with pytest.raises(InputError, match="no end where nobody gains"):
        find_threshold(asked, parameter_factor(ONE), 5, 11, 1)
    with pytest.raises(InputError, match="no end where nobody gains"):
        two_way(asked, parameter_factor(ONE), parameter_factor(OTHER), 5, 11, 1)


def test_grids_of_whole_factors_have_whole_numbers() -> None:
    assert list(grid(lever_factor("contact_every"), 13, None, None)) == [1, 2, 3, 4]
    assert list(grid(lever_factor("caseload"), 4, 10, 25)) == [10, 15, 20, 25]


def test_the_length_of_support_crosses_where_both_are_the_same() -> None:
    """52 against 52 weeks is no difference at all; shorter is worse in week 60, longer better."""
    asked = small_question(policy="104-weeks", against="as-in-trial", week=60)
    found = find_threshold(asked, lever_factor("duration"), 3, 2, 1, low=44, high=60)
    assert list(found.values) == [44, 52, 60]
    assert found.mean[1] == 0.0
    assert found.mean[0] < 0 < found.mean[2]
    assert found.extrapolated
