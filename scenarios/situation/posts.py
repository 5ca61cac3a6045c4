"""From a budget to full-time mentors and back, by the project's own prices.

A full-time mentor who is employed for a year costs salary and what is paid on top of it
(`scenarios.economics.mentor_cost.mentor_year`: overhead, supervision, courses, coordination,
travel), at the central prices of the rules that are used and in their price level. The weeks before
the first mentee are paid once for each post that is set up, not every year, and are left out. Parts
of a mentor are part-time posts.
"""

from __future__ import annotations

from scenarios.economics.mentor_cost import mentor_year
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import Prices
from scenarios.situation.situation import MOST_MENTORS, Situation
from sim.errors import InputError
from sim.messages import Said


def year_of_a_mentor(prices: Prices) -> float:
    """Kroner of a full-time mentor who is employed for a year, at central prices.

    Args:
        prices: rules and prices; kroner are in their price level.
    """
    return float(mentor_year(central_prices(prices).__getitem__)[0])


def posts(situation: Situation, prices: Prices) -> float | None:
    """Full-time mentors that a situation employs; None is as many as it takes.

    Args:
        situation: with mentors, a budget, or neither.
        prices: that a budget is turned into posts by.

    Raises:
        InputError: the budget pays more mentors than there can be.
    """
    if situation.budget is None:
        return situation.mentors
    found = situation.budget / year_of_a_mentor(prices)
    if found > MOST_MENTORS:
        raise InputError(
            Said("scenarios.this_budget_pays_more_mentors_than"),
            field="situation.budget",
            found=Said(
                "scenarios.budget_kroner_a_year_found_mentors", budget=situation.budget, found=found
            ),
            allowed=Said("scenarios.at_most_most_mentors_mentors", most_mentors=MOST_MENTORS),
        )
    return found


def budget(posts: float, prices: Prices) -> float:
    """Kroner a year of so many full-time mentors, at central prices.

    Args:
        posts: full-time mentors.
        prices: rules and prices; kroner are in their price level.
    """
    return posts * year_of_a_mentor(prices)
