"""How the mentors' time is split between those they meet."""

from __future__ import annotations

import numpy as np
import pytest

from sim import rules as weekly
from sim.outcomes.history import History
from sim.programme import Policy
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import STEADY, changed, people, world


def minutes(rules: Policy, values: dict[str, float] | None = None) -> History:
    return world(rules, {**STEADY, **(values or {})}).run_with_history()


def test_time_by_need_goes_to_the_heaviest_barriers() -> None:
    """Mean minutes per meeting go as 1 + (ratio - 1) x severity; the mentor's sum stays."""
    ratio = 4.0
    values = {"contact_trust": 0.0, "opt_out_trust": 0.0, "contact_base": 0.6}
    split = minutes(policy(contact={"split": {"rule": "by_need", "ratio": ratio}}), values)
    plain = minutes(policy(), values)
    assert np.array_equal(split.contact, plain.contact)
    gain = split.minutes.sum(axis=0) / np.maximum(1e-9, plain.minutes.sum(axis=0))
    met = plain.contact.sum(axis=0) > 10
    claims = np.array([weekly.claim_by_need(x, ratio) for x in people().severity])
    slope = np.corrcoef(gain[met], claims[met])[0, 1]
    assert slope > 0.75
    heavy, light = claims > np.quantile(claims, 0.8), claims < np.quantile(claims, 0.2)
    assert gain[met & heavy].mean() > 1.15 > 0.85 > gain[met & light].mean()
    assert split.minutes.sum() == pytest.approx(plain.minutes.sum(), rel=0.05)


def test_a_ratio_of_one_is_an_equal_split() -> None:
    for rule, weeks in (("by_need", None), ("front_loaded", 9)):
        split = {"rule": rule, "ratio": 1.0, "weeks": weeks}
        assert not changed(policy(contact={"split": split}), policy()).any()


def test_front_loaded_time_goes_to_the_first_weeks() -> None:
    """In a post whose mentees came in different weeks the newer get more, the older less."""
    values = {"contact_trust": 0.0, "contact_base": 0.6, "matching_hazard": 1.0}
    split = {"rule": "front_loaded", "ratio": 3.0, "weeks": 10}
    ours, theirs = minutes(policy(contact={"split": split}), values), minutes(policy(), values)
    assert np.array_equal(ours.contact, theirs.contact)
    early, late = ours.minutes[:8].sum(), ours.minutes[12:40].sum()
    assert early > 1.1 * theirs.minutes[:8].sum()
    assert late < theirs.minutes[12:40].sum()
    # Once all have had their first weeks, all are equal again.
    np.testing.assert_allclose(ours.minutes[30:50], theirs.minutes[30:50], rtol=1e-5)


def test_a_longer_front_moves_more_time() -> None:
    def early(weeks: int) -> float:
        split = {"rule": "front_loaded", "ratio": 3.0, "weeks": weeks}
        values = {"contact_trust": 0.0, "contact_base": 0.6}
        return float(minutes(policy(contact={"split": split}), values).minutes[10:14].sum())

    assert early(16) > early(4)


def test_claims_are_what_the_rules_say() -> None:
    assert weekly.claim_by_need(0.0, 3.0) == 1.0
    assert weekly.claim_by_need(1.0, 3.0) == 3.0
    assert weekly.claim_by_stage(4, 5, 2.5) == 2.5
    assert weekly.claim_by_stage(5, 5, 2.5) == 1.0
