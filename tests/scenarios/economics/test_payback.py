"""When the money is back: never, at once, back and forth; and what blocks of weeks cost and buy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.forecast.blocks import blocks_of, check_seen, ladder, seen_through
from scenarios.forecast.payback import NEVER, payback_of, payback_table, payback_years
from scenarios.forecast.setting import Stream, forecast_setting
from scenarios.forecast.tables import money
from scenarios.policy.policies import load_policies, load_policy
from sim.errors import InputError
from tests.worlds.small_forecast import small_blocks, small_forecast, with_draws

YEARS = range(2027, 2032)


@pytest.mark.parametrize(
    ("net", "year"),
    [
        ([1, 1, 1, 1, 1], 1),  # at once
        ([0, 0, 0, 0, 1], 1),  # nothing is lost on the way
        ([-1, -1, -1, -1, -1], NEVER),
        ([-2, 1, 1, 1, 1], 3),  # zero is enough
        ([-1, 2, -2, 2, 0], 4),  # back and forth: the last turn counts
        ([-1, 2, 0, 0, -2], NEVER),  # back, and lost again
        ([3, -1, -1, -1, -1], NEVER),  # a gain that is lost
        ([3, -1, -1, -1, 0], 1),
        ([-1, 0, 0, 0, 1], 5),
        ([-0.3, 0.1, 0.1, 0.1, 0], 4),  # rounding is no loss
    ],
)
def test_the_year_from_which_nothing_is_lost(net: list[float], year: int) -> None:
    assert payback_years([net]).tolist() == [year]


def test_chances_are_shares_of_draws() -> None:
    net = np.array([[-1, 1, 0, 0, 0], [-2, 0, 0, 0, 2], [-1, 0, 0, 0, 0], [1, 0, 0, 0, 0]] * 10)
    found = payback_of(net.astype(float), list(YEARS))
    assert found.chance == {2027: 0.25, 2028: 0.25, 2029: 0, 2030: 0, 2031: 0.25}
    assert found.never == 0.25
    assert found.soon == 0.5
    assert np.isnan(found.late), "five years do not say what comes within ten"
    # The mean path: -0.75, -0.5, -0.5, -0.5, 0.
    assert found.expected == 2031
    assert found.likely == 2028
    plain = found.as_dict()
    assert plain["within_10"] is None
    assert plain["distribution"][-1] == {"year": 2031, "chance": 0.25, "by_then": 0.75}
    table = payback_table([found])
    assert table["chance"].sum() == pytest.approx(1)
    assert table.iloc[-1]["year"] == NEVER


def test_chances_wait_for_draws_enough() -> None:
    """39 draws are the fewest that carry a verdict; the mean path is told before."""
    net = np.array([[-1.0, 2.0]] * 39)
    few, enough = payback_of(net[:38], [2027, 2028]), payback_of(net, [2027, 2028])
    assert (few.expected, enough.expected) == (2028, 2028)
    assert np.isnan(few.never)
    assert (few.likely, few.as_dict()["distribution"]) == (None, [])
    assert (enough.never, enough.likely) == (0.0, 2028)


def test_a_purse_in_which_nothing_moves_is_neither_back_nor_not() -> None:
    found = payback_of(np.zeros((3, 5)), list(YEARS))
    assert found.unmoved
    assert found.expected is None
    assert found.as_dict()["never"] is None
    assert found.as_dict()["distribution"] == []
    region = small_forecast().payback("as-in-trial", "region")
    assert region.unmoved


def test_a_short_horizon_says_nothing_of_four_years() -> None:
    assert np.isnan(with_draws(small_forecast(), 10).payback("as-in-trial").soon)
    assert not np.isnan(with_draws(small_blocks(), 10).payback("as-in-trial").soon)


# --- blocks of weeks ------------------------------------------------------------------------------
def test_a_ladder_is_policies_that_differ_in_duration_alone() -> None:
    named = load_policies(["156-weeks", "as-in-trial", "no-mentor", "tapered-52-13", "78-weeks"])
    assert [p.name for p in ladder(named)] == ["as-in-trial", "78-weeks", "156-weeks"]
    assert ladder(load_policies(["as-in-trial", "tapered-52-13"])) == []
    library = ladder(load_policies(forecast_setting().ladder.value))
    assert [p.policy.duration.weeks for p in library] == [52, 78, 104, 156]


def test_blocks_follow_each_other_and_add_up_to_the_longest() -> None:
    result = small_blocks()
    blocks = result.blocks
    spans = [(b.against, b.policy, b.first, b.last, b.extrapolated) for b in blocks]
    assert spans == [
        # Support as in the trial, over years that nobody was followed for.
        ("no-mentor", "as-in-trial", 1, 52, True),
        ("as-in-trial", "78-weeks", 53, 78, True),
        ("78-weeks", "104-weeks", 79, 104, True),
    ]
    whole = money(result.priced).sel(policy="104-weeks").sum("year").mean(("draw", "seed"))
    cost = float(whole.sel(part="cost", purse="public"))
    assert sum(b.row("cost")["mean"] for b in blocks) == pytest.approx(cost)
    for purse in ("municipality", "state", "public", "person"):
        net = float(whole.sel(part="net", purse=purse))
        assert sum(b.row(f"net_{purse}")["mean"] for b in blocks) == pytest.approx(net)
    lived = result.priced.person_years.sum("year").mean(("draw", "seed"))
    extra = lived.sel(policy="104-weeks") - lived.sel(policy="no-mentor")
    years = sum(b.row("education_years")["mean"] for b in blocks)
    assert years == pytest.approx(float(extra.sel(status="education")))
    seen = result.priced.seen.sel(week=156, status="education").mean(("draw", "seed"))
    more = float(seen.sel(policy="104-weeks") - seen.sel(policy="no-mentor"))
    assert sum(b.row("education_week_156")["mean"] for b in blocks) == pytest.approx(more, abs=1e-3)
    assert all(b.row("cost")["mean"] > 0 for b in blocks)


def test_a_ratio_comes_with_a_verdict_and_its_caution() -> None:
    for block in small_blocks().blocks:
        for ratio in block.ratios:
            effect, cost = block.row(ratio.effect)["mean"], block.row("cost")["mean"]
            if effect > 0:
                assert ratio.per == pytest.approx(cost / effect)
            else:
                assert np.isnan(ratio.per)
            assert ratio.sure_effect == (block.row(ratio.effect)["low"] > 0)
            plain = next(r for r in block.as_dict()["ratios"] if r["effect"] == ratio.effect)
            # Four draws: the ratio is worked out, but told to nobody.
            assert not ratio.enough
            assert plain["per"] is None
            told = replace(block, ratios=(replace(ratio, enough=True),)).as_dict()["ratios"][0]
            assert told["per"] is None or told["per"] > 0


def test_blocks_against_a_rung_leave_out_its_own_weeks() -> None:
    result = small_blocks()
    rungs = ladder(result.policies)
    shortest = load_policy("as-in-trial")
    priced = replace(
        result.priced,
        kroner=(
            result.priced.kroner - result.priced.kroner.sel(policy="as-in-trial", drop=True)
        ).sel(policy=["78-weeks", "104-weeks"]),
    )
    again = blocks_of(priced, rungs, shortest, result.stream, the_trial())
    assert [(b.first, b.last) for b in again] == [(53, 78), (79, 104)]
    for block, before in zip(again, result.blocks[1:], strict=True):
        for quantity in ("cost", "net_public", "education_years"):
            assert block.row(quantity)["mean"] == pytest.approx(before.row(quantity)["mean"])


def test_blocks_need_everybody_to_be_seen() -> None:
    rungs = load_policies(["as-in-trial", "104-weeks"])
    assert seen_through(rungs, Stream(10, years=4, intake_years=1))
    assert not seen_through(rungs, Stream(10, years=3, intake_years=1))
    with pytest.raises(InputError, match="last to come are not seen"):
        check_seen(rungs, Stream(10, years=4))
    with pytest.raises(InputError, match="duration alone"):
        check_seen([], Stream(10, years=4))
    assert small_forecast().blocks == ()
