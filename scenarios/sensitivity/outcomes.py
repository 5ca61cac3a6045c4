"""What a sensitivity analysis is about: one number per pair of twin lives.

A difference between two policies in a status or milestone in a week, in weeks added up, or in
kroner of a purse per young person over the weeks that are followed; or the programme's extra cost
per extra person in education or work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from scenarios.comparison.outcomes import ALL_OUTCOMES, STATUS_NAMES
from scenarios.decision.outcome_names import BILL
from scenarios.decision.policy_outcomes import net_kroner
from scenarios.economics.person_weeks import Quantities, calendar_of
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.purses import BudgetAccount, budget_account
from scenarios.sensitivity.targets import Target
from sim.errors import InputError
from sim.messages import Said
from sim.outcomes.accounts import COUNTED

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """Which calendar years the weeks fall in.

    Attributes:
        years: in order.
        since_entry: share of week w since entry in each year, shape (weeks, years).
    """

    years: tuple[int, ...]
    since_entry: Floats

    @classmethod
    def of(cls, start: date, intake_weeks: int, horizon: int) -> Calendar:
        """For people who enter evenly over some weeks from a Monday on.

        Args:
            start: the Monday on which the first enter.
            intake_weeks: over which they enter.
            horizon: weeks since entry that are lived.
        """
        return cls(*calendar_of(start, intake_weeks, horizon))


@dataclass(frozen=True)
class Simulated:
    """What happened under one policy in n worlds, per young person who entered.

    Attributes:
        share: of everybody in a status, or past a milestone, by week since entry, shape (n, weeks,
            `sim.outcomes.accounts.COUNTED`).
        hours: paid mentor hours of the weeks that are counted, by calendar year, shape (n, years).
        posts: full-time posts, shape (n,).
        measures: other measures begun by calendar year, shape (n, years).
    """

    share: Floats
    hours: Floats
    posts: Floats
    measures: Floats


def values_of(
    asked: Target,
    week: int,
    policy: Simulated,
    against: Simulated,
    calendar: Calendar,
    prices: PriceValues | None,
) -> Floats:
    """The outcome of n pairs of worlds, shape (n,).

    Args:
        asked: the outcome.
        week: since entry; sums and kroner are over the weeks up to and with it.
        policy: what happened under the policy.
        against: what happened under what it is set against, to the same people.
        calendar: of the weeks since entry.
        prices: of the n worlds; None where no kroner are asked for.

    Raises:
        InputError: a cost per extra person of a policy that costs less than the other.
    """
    if asked.kind == "status":
        return status_level(asked, week, policy) - status_level(asked, week, against)
    assert prices is not None  # whoever asks for kroner gives prices
    accounts = [account_of(lived, calendar, prices) for lived in (policy, against)]
    if asked.kind == "purse":
        return net_kroner(accounts[0], asked.of) - net_kroner(accounts[1], asked.of)
    cost = net_kroner(accounts[1], BILL) - net_kroner(accounts[0], BILL)
    column = COUNTED.index(asked.of)
    gain = policy.share[:, week, column] - against.share[:, week, column]
    if (cost <= 0).any():
        raise InputError(
            Said("scenarios.the_policy_does_not_cost_more"),
            field="outcome",
            found=asked.name,
            allowed=Said("scenarios.net_public_or_the_two_policies"),
        )
    # Where nobody gains, no money buys a gain.
    return np.where(gain > 0, cost / np.where(gain > 0, gain, 1.0), np.inf)


def status_level(asked: Target, week: int, lived: Simulated) -> Floats:
    """Per cent in a status or past a milestone in a week, or weeks in a status from week 1 on.

    Args:
        asked: the outcome.
        week: since entry.
        lived: what happened, by world.

    Returns:
        Shape (n,).
    """
    column = lived.share[:, : week + 1, COUNTED.index(asked.of)]
    if not ALL_OUTCOMES[asked.name].summed:
        return 100.0 * column[:, week]
    return np.asarray(column[:, 1:].sum(axis=1))


def account_of(lived: Simulated, calendar: Calendar, prices: PriceValues) -> BudgetAccount:
    """The budget account per young person of what happened.

    Args:
        lived: what happened, by world.
        calendar: which calendar year weeks fall into.
        prices: by draw.
    """
    quantities = Quantities(
        weeks={name: lived.share[:, :, k] for k, name in enumerate(STATUS_NAMES)},
        years=calendar.years,
        calendar=calendar.since_entry,
        mentor_hours=lived.hours,
        new_mentors=lived.posts,
        measures=lived.measures,
        draws=np.arange(len(lived.share)),
    )
    return budget_account(quantities, prices)
