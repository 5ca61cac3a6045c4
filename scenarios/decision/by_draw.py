"""A decision as a frame with one row per posterior draw and policy."""

from __future__ import annotations

import pandas as pd

from scenarios.comparison.drawn import Drawn
from scenarios.comparison.intervals import without_seed_noise
from scenarios.decision.outcome_names import SUMS
from scenarios.decision.policy_decision import PolicyDecision
from scenarios.decision.policy_outcomes import effect_unit

#: Unit of every sum of money.
KRONER = "kroner per young person"


def decision_by_draw(decision: PolicyDecision, drawn: Drawn) -> pd.DataFrame:
    """Cost, effect and net of every sum by draw and policy, less those of the reference.

    Args:
        decision: what was decided.
        drawn: the draws that were lived.

    Returns:
        As `scenarios.decision.decided.Decided.draws`.
    """
    question, rests_on = decision.question, decision.cost_effectiveness.outcomes
    names = decision.names
    table = pd.DataFrame(
        {
            "draw": drawn.rows.repeat(len(names)),
            "policy": list(names) * decision.draws,
            "cost": rests_on.cost.ravel(),
            "effect": rests_on.effect.ravel(),
            **{
                f"net_{name}": without_seed_noise(decision.outcomes.net[name])[0].ravel()
                for name in SUMS
            },
        }
    )
    units = dict.fromkeys(["cost", *(f"net_{name}" for name in SUMS)], KRONER)
    prices = decision.values.prices
    table.attrs = drawn.attributes()
    table.attrs |= {
        "reference": question.reference,
        "perspective": question.perspective,
        "effect": question.effect,
        "week": question.week,
        "discounted": question.discounted,
        "rule_year": prices.rule_year,
        "price_level": prices.price_level,
        "units": units | {"effect": effect_unit(question.effect)},
    }
    return table
