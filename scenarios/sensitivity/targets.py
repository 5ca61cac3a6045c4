"""Outcomes that can be explained: their names, units, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.comparison.outcomes import ALL_OUTCOMES, better
from scenarios.economics.purse_names import PUBLIC_TOTAL, PURSES
from scenarios.outcomes.registry import shown_in
from sim.errors import InputError
from sim.messages import Said

POINTS, WEEKS, KRONER = "pp", "weeks", "DKK"


@dataclass(frozen=True)
class Target:
    """An outcome that is explained.

    Attributes:
        name: as it is asked for.
        unit: percentage points, weeks, or kroner per young person (per extra person if `ratio`).
        kind: a status (or milestone) in or up to a week, a purse, or a ratio.
        of: status or milestone, purse, or that whose extra people a cost is per.
        more_is_better: whether more of it is better; None if neither more nor less is.
    """

    name: str
    unit: str
    kind: Literal["status", "purse", "ratio"]
    of: str
    more_is_better: bool | None

    def sense(self) -> bool:
        """Whether more of it is better, for what must know the better from the worse.

        Raises:
            InputError: neither more nor less of it is better.
        """
        directed = [name for name, one in TARGETS.items() if one.more_is_better is not None]
        return better(self.more_is_better, self.name, directed)

    @property
    def priced(self) -> bool:
        """Whether it needs prices."""
        return self.kind != "status"

    @property
    def ratio(self) -> bool:
        """Whether it is a ratio, which is infinite where there is no gain."""
        return self.kind == "ratio"


def _targets() -> dict[str, Target]:
    found = {
        name: Target(name, o.unit, "status", o.status, o.more_is_better)
        for name, o in ALL_OUTCOMES.items()
    }
    for purse in (PUBLIC_TOTAL, *PURSES):
        name = f"net_{purse}"
        found[name] = Target(name, KRONER, "purse", purse, True)
    for gained in shown_in("effect"):
        name = f"cost_per_{gained}"
        found[name] = Target(name, KRONER, "ratio", gained, False)
    return found


TARGETS = _targets()


def target(name: str) -> Target:
    """The outcome of a name.

    Raises:
        InputError: there is none.
    """
    if name not in TARGETS:
        raise InputError(
            Said("scenarios.unknown_outcome"),
            field="outcome",
            found=name,
            allowed=", ".join(TARGETS),
        )
    return TARGETS[name]
