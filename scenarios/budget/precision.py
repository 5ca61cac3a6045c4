"""What a precision that is asked for is worked out from: effects on education, or net kroner."""

from __future__ import annotations

from scenarios.budget.budget import net_effects
from scenarios.comparison.until import KRONER, Goal, Until
from scenarios.economics.price_file import Prices


def goal(
    until: Until | None, reference: str, of_draws: int, prices: Prices | None = None
) -> Goal | None:
    """A precision to go on to, as `scenarios.comparison.compare.compare` takes it.

    Args:
        until: as it was asked for; None if it was not.
        reference: the policy that effects are over.
        of_draws: draws that there are.
        prices: of kroner; None are those of the default rule year.
    """
    if until is None:
        return None
    kroner = until.unit == KRONER
    return Goal(until, net_effects(reference, of_draws, prices) if kroner else None)
