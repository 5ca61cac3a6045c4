"""How many must succeed before a policy has paid for itself, as an investment case asks.

The programme's own bill is a cost; a success is one more year in work, or in education, instead of
on benefit. What such a year is worth to a purse is worked out by the same accounts as everything
else, from a person who spends every week so. The published figures of a success are not used: they
hold choices that a purse does not see (docs/economics.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.decision.breakeven import BreakEvenRate, break_even_rate
from scenarios.decision.outcome_names import BILL, WELFARE
from scenarios.decision.policy_outcomes import net_kroner, only
from scenarios.economics.person_weeks import NEEDED, Quantities
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.purse_names import PROGRAMME, PUBLIC_TOTAL
from scenarios.economics.purses import BudgetAccount, budget_account
from scenarios.economics.setting import weeks_per_person_year

Floats = npt.NDArray[np.float64]

#: Ways to succeed.
SUCCESSES = ("employment", "education")


@dataclass(frozen=True)
class SuccessRate:
    """Successes that pay, for one policy and one kind of success.

    Attributes:
        policy: its name.
        success: `employment` or `education`.
        programme: the programme's own bill to the purse, kroner per young person, (draws,).
        year_value: what a year in that status instead of on benefit gives the purse, kroner,
            (draws,).
        achieved: extra years in that status per young person, (draws,).
        rate: years needed and achieved per young person; None if such a year costs the purse
            more than a year on benefit on average: then no number of them pays.
    """

    policy: str
    success: str
    programme: Floats
    year_value: Floats
    achieved: Floats
    rate: BreakEvenRate | None


def value_of_a_year(
    like: Quantities, values: PriceValues, status: str, perspective: str, *, discounted: bool
) -> Floats:
    """Kroner to a purse from a year in a status instead of on benefit, shape (draws,).

    The mean year of the weeks that are simulated: the state refunds less with time, ages rise.

    Args:
        like: quantities whose calendar, horizon and draws are taken.
        values: prices of these draws.
        status: of `SUCCESSES`.
        perspective: of `scenarios.decision.policy_outcomes.PERSPECTIVES`; `programme` has no such
            year and is read as public in all.
        discounted: present values of a purse.
    """
    purse = PUBLIC_TOTAL if perspective == BILL else perspective
    accounts = [budget_account(_always(like, name), values) for name in (status, "on_benefit")]
    net = net_kroner(accounts[0] - accounts[1], purse, discounted=discounted)
    return np.asarray(net / (like.horizon / weeks_per_person_year()))


def _always(like: Quantities, status: str) -> Quantities:
    """One person who spends every week in a status."""
    shape = (like.draws.size, like.horizon)
    weeks = {name: np.full(shape, float(name == status)) for name in NEEDED}
    nothing = np.zeros_like(like.mentor_hours)
    return replace(
        like,
        weeks=weeks,
        mentor_hours=nothing,
        measures=nothing,
        new_mentors=np.zeros(like.draws.size),
    )


def success_rate(
    policy: str,
    difference: BudgetAccount,
    like: Quantities,
    extra_years: Floats,
    success: str,
    perspective: str,
    *,
    discounted: bool = False,
) -> SuccessRate:
    """Years in work or education per young person at which the programme's bill is paid.

    Args:
        policy: its name.
        difference: its account less the reference's, per person.
        like: its quantities (calendar, horizon, draws).
        extra_years: years in the status that it adds per young person, (draws,).
        success: of `SUCCESSES`.
        perspective: whose kroner; in `programme` the bill is the public's.
        discounted: present values of a purse.
    """
    bill = only(difference, PROGRAMME)
    cost = -net_kroner(bill, perspective, discounted=discounted or perspective == WELFARE)
    year_value = value_of_a_year(
        like, difference.values, success, perspective, discounted=discounted
    )
    rate = break_even_rate(cost, year_value, extra_years) if year_value.mean() > 0 else None
    return SuccessRate(policy, success, cost, year_value, extra_years, rate)
