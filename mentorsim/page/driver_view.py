"""What the page of drivers looks at: a week, an outcome for the bars, and a factor to be varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from mentorsim.page.uploads import prices_on_file
from mentorsim.present.results import PAGE_OUTCOMES
from scenarios.sensitivity.factors import Kind
from scenarios.sensitivity.named import names_by_kind
from scenarios.sensitivity.targets import target

#: Kroner of all public purses.
NET = "net_public"
#: What bars and thresholds can be about.
ASKED = (*PAGE_OUTCOMES, NET)
#: What a threshold is looked for along: first what can be chosen, then prices, then parameters.
ORDER: tuple[Kind, ...] = ("lever", "price", "parameter")
#: The first question of many: how much of a mentor's paid time must reach the young people.
FIRST = "lever:direct_share"


@dataclass(frozen=True)
class DriverView:
    """What is looked at.

    Attributes:
        at: week since entry; None is the one in which the policy's support ends.
        bars: outcome of the tornado; None is that of the curves.
        crosses: outcome of the threshold.
        factor: along which a threshold is looked for; None is the first that the policy has.
    """

    at: int | None = None
    bars: str | None = None
    crosses: str = NET
    factor: str | None = None

    def crossing(self, outcome: str) -> DriverView:
        """The same with another outcome of the threshold: prices do nothing to a status."""
        kept = self.factor
        if kept is not None and kept.startswith("price:") and not target(outcome).priced:
            kept = None
        return replace(self, crosses=outcome, factor=kept)

    def to_query(self) -> dict[str, str]:
        """What an address says: whatever is not as at first."""
        plain = DriverView()
        return {
            name: str(getattr(self, name))
            for name in ("at", "bars", "crosses", "factor")
            if getattr(self, name) != getattr(plain, name)
        }


@cache
def factor_keys(rule_year: int | None) -> tuple[str, ...]:
    """Factors that a threshold can be looked for along; those of prices where there is a year."""
    known = names_by_kind(None if rule_year is None else prices_on_file(rule_year))
    return tuple(f"{kind}:{name}" for kind in ORDER for name in known[kind])


def allowed(weeks: int, rule_year: int) -> Mapping[str, Sequence[Any]]:
    """What each part of an address can say.

    Args:
        weeks: since entry that are followed.
        rule_year: of the prices.
    """
    return {
        "at": range(1, weeks + 1),
        "bars": ASKED,
        "crosses": ASKED,
        "factor": factor_keys(rule_year),
    }
