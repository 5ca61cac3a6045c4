"""What the page of searches looks for: today's policy, what is wanted, whose gain counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calibration.trial import TRIAL_GROUPS
from mentorsim.page.setting import page_setting
from mentorsim.python.search import TODAY, WANT
from scenarios.policy.policies import library_names
from scenarios.search.wants import WANTS

#: How many policies are looked at: few for a first idea, or as many as `mentorsim search` does.
QUICK, WHOLE = SIZES = ("quick", "whole")
#: Nothing more is wanted, nobody counts more than others.
NOTHING = ""


@dataclass(frozen=True)
class SearchView:
    """What is looked for.

    Attributes:
        today: today's policy: all are set against it, and it is what is changed.
        want: what counts most.
        besides: what is wanted besides; empty is nothing.
        counts: group whose gain counts more than others'; empty is none.
        size: of `SIZES`.
    """

    today: str = TODAY
    want: str = WANT
    besides: str = NOTHING
    counts: str = NOTHING
    size: str = QUICK

    @property
    def wants(self) -> tuple[str, ...]:
        """What is wanted, the first counts most."""
        more = self.besides not in (NOTHING, self.want)
        return (self.want, self.besides) if more else (self.want,)

    @property
    def weights(self) -> dict[str, float]:
        """By group, what somebody's gain counts."""
        return {self.counts: float(page_setting().count("search_weight"))} if self.counts else {}

    @property
    def candidates(self) -> int | None:
        """Policies that are looked at; None is as many as the command's."""
        return page_setting().count("search_quick") if self.size == QUICK else None

    def to_query(self) -> dict[str, str]:
        """What an address says: whatever is not as at first."""
        plain = SearchView()
        return {
            key: getattr(self, name)
            for key, name in ADDRESSED.items()
            if getattr(self, name) != getattr(plain, name)
        }


#: Fields by what an address calls them.
ADDRESSED = {
    "today": "today",
    "want": "want",
    "besides": "besides",
    "counts": "counts",
    "size": "size",
}


def allowed() -> Mapping[str, Sequence[Any]]:
    """What each field may be."""
    return {
        "today": library_names(),
        "want": tuple(WANTS),
        "besides": (NOTHING, *WANTS),
        "counts": (NOTHING, *(group for group in TRIAL_GROUPS if group != "all")),
        "size": SIZES,
    }
