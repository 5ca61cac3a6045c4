"""A small decision from the real engine: few draws, lived once per process."""

from __future__ import annotations

from functools import cache

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.decision.decided import Decided, decide_policies
from scenarios.decision.policy_decision import Question
from scenarios.economics.price_file import load_prices
from scenarios.policy.policies import load_policies, load_policy

HORIZON, DRAWS = 105, 40
POLICIES = ["as-in-trial", "caseload-25"]


@cache
def small_decision(effect: str = "education", perspective: str = "public") -> Decided:
    """As in the trial and 25 per mentor, against no mentor."""
    return decide_policies(
        the_trial(),
        load_policies(POLICIES),
        load_policy("no-mentor"),
        shipped_posterior().first(DRAWS),
        EnsembleSetting(horizon=HORIZON),
        load_prices(2023),
        Question("no-mentor", effect, HORIZON - 1, perspective, target_group=2000),
    )
