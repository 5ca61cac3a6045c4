"""Names of the costs and effects that a decision can be about."""

from __future__ import annotations

from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.economics.purse_names import PUBLIC_TOTAL, PURSES
from scenarios.outcomes.registry import outcomes, shown_in

WELFARE, BILL = "welfare", "programme"
#: Whose kroner are a cost: a purse, public in all, society in market prices, or the programme's
#: own bill, whoever pays it.
PERSPECTIVES = (PUBLIC_TOTAL, "municipality", "state", WELFARE, BILL)
#: All sums that are worked out: the perspectives, and the other purses.
SUMS = (*PERSPECTIVES, *(purse for purse in PURSES if purse not in PERSPECTIVES))
#: Effects that a decision can be about; more is better in each. The first is the one that is told
#: unless another is asked for: years in education or work, over the weeks that kroner are counted.
ACTIVE_YEARS = "education_or_employment_years"
SELF_SUPPORT, OFF_BENEFIT = "self_support_weeks", "off_benefit_weeks"
EFFECTS = (
    ACTIVE_YEARS,
    *(name for name in shown_in("effect") if outcomes()[name].summed),
    *(f"{name}_weeks" for name in shown_in("effect_weeks")),
    SELF_SUPPORT,
    OFF_BENEFIT,
    *(name for name in shown_in("effect") if not outcomes()[name].summed),
)
#: Statuses whose weeks an effect adds up that is no outcome of the registry.
ADDED_UP = {
    ACTIVE_YEARS: ("education", "employment"),
    SELF_SUPPORT: ("employment", "self_supported"),
    OFF_BENEFIT: ("employment", "self_supported", "education"),
}


def made_of(effect: str) -> tuple[str, ...]:
    """What an effect is made of, by names in the accounts.

    Args:
        effect: of `EFFECTS`, or of `scenarios.comparison.outcomes.ALL_OUTCOMES`.

    >>> made_of("education_or_employment_years")
    ('education', 'employment')
    >>> made_of("education_weeks"), made_of("completed")
    (('education',), ('completed',))
    """
    return ADDED_UP.get(effect) or (ALL_OUTCOMES[effect].status,)
