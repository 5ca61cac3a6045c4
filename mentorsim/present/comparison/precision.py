"""What it took to know the mean effects as well as was asked for, in words."""

from __future__ import annotations

import math

from mentorsim.language import Language
from mentorsim.present.results import title
from scenarios.comparison.comparison import Comparison
from scenarios.comparison.until import KRONER

#: Significant digits of an error.
DIGITS = 2


def precision_words(comparison: Comparison, language: Language) -> str:
    """How many draws and lives it took, and how well the mean effects are known then.

    Empty if no precision was asked for.

    Args:
        comparison: with what was asked for and reached.
        language: of the words.
    """
    found = comparison.precision
    if found is None:
        return ""
    kind = "kroner" if found.asked.unit == KRONER else "points"

    def told(value: float) -> str:
        decimals = max(0, DIGITS - 1 - math.floor(math.log10(value))) if value > 0 else 0
        number = language.number(value, decimals)
        week = "" if found.week is None else language.integer(found.week)
        return language.text(f"until.{kind}", number=number, week=week)

    return language.text(
        "until.reached" if found.reached else "until.not_reached",
        draws=language.integer(found.draws),
        of=language.integer(found.of_draws),
        worlds=language.integer(found.worlds),
        seeds=language.integer(found.seeds),
        error=told(found.error),
        asked=told(found.asked.error),
        policy=language.quoted(title(comparison, found.policy, language)),
    )
