"""Decisions that grant a mentor for at most six months at a time: how many, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from scenarios.economics import mentor_cost
from scenarios.forecast.priced import Priced
from scenarios.forecast.reform import decisions_per_course
from scenarios.policy.policies import NamedPolicy


def granting_table(
    priced: Priced, policies: Sequence[NamedPolicy], *, granted: bool
) -> pd.DataFrame:
    """The decisions of every policy that has mentors, whether or not they are in its bill.

    Args:
        priced: the forecast's numbers.
        policies: those that were lived.
        granted: whether the decisions are in the bill.

    Returns:
        policy; weeks of support at most by its duration; decisions_per_course, as many as those
        weeks take; courses_begun; decisions made over all years, which are fewer than the product
        of the two, since many leave earlier; hours of caseworkers; cost in kroner of the stream's
        price level, under the rules in force at first; in_bill.
    """
    values = priced.values
    hours = float(values[mentor_cost.DECISION_PRICE].mean())
    kroner = float(mentor_cost.decision(lambda name: values[name]).mean())
    totals = priced.yearly.mean(("draw", "seed")).sum("year")
    rows = []
    for named in policies:
        duration = named.policy.duration
        if not named.policy.targeting.eligible:
            continue
        weeks = max([duration.weeks, *(each.weeks for each in duration.exceptions)])
        of = totals.sel(policy=named.name)
        made = float(of.sel(quantity="decisions"))
        rows.append(
            {
                "policy": named.name,
                "weeks": weeks,
                "decisions_per_course": decisions_per_course(weeks),
                "courses_begun": float(of.sel(quantity="started")),
                "decisions": made,
                "hours": made * hours,
                "cost": made * kroner,
                "in_bill": granted,
            }
        )
    columns = [
        "policy",
        "weeks",
        "decisions_per_course",
        "courses_begun",
        "decisions",
        "hours",
        "cost",
        "in_bill",
    ]
    return pd.DataFrame(rows, columns=columns)
