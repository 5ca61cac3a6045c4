"""What the report says of what drives its results."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.comparison.drivers import (
    driver_caption,
    driver_heads,
    driver_note,
    driver_row,
)
from mentorsim.present.comparison.drivers import driver_sentence as sentence
from mentorsim.present.comparison.views import when_counted
from mentorsim.present.results import compared, pair_week
from mentorsim.saved.run import Run
from scenarios.comparison.compare import Comparison
from scenarios.sensitivity.drivers import Drivers, driver_setting, drivers

#: The outcome that is spoken of.
OUTCOME = "education"


@dataclass(frozen=True)
class DriverBlock:
    """What one difference follows, as it is shown.

    Attributes:
        title: which difference.
        finding: what it follows most.
        rows: parameter, rank correlation, what the trial told about it.
        note: how many more there are; empty if none.
    """

    title: str
    finding: str
    rows: list[tuple[str, str, str]]
    note: str


@dataclass(frozen=True)
class DriverSection:
    """What drives the result.

    Attributes:
        intro: how it was found; or, without blocks, why it cannot be said.
        heads: of the rows' columns.
        blocks: one per difference.
    """

    intro: str
    heads: list[str]
    blocks: list[DriverBlock]


def driver_section(run: Run, language: Language) -> DriverSection:
    """What the differences follow; in words why not, where that cannot be said."""
    found = all_drivers(run)
    heads = driver_heads(language)
    if found is None:
        words = language.text(
            "drivers.few",
            draws=language.integer(run.comparison.draw_count),
            fewest=language.integer(driver_setting().fewest_draws.value),
        )
        return DriverSection(words, heads, [])
    blocks = [_block(run.comparison, each, language) for each in found]
    return DriverSection(driver_note(found[0], language), heads, blocks)


def all_drivers(run: Run) -> list[Drivers] | None:
    """For the first policy against the reference, and the others against the first.

    Returns:
        None where the draws are too few, or what was behind them is not known.
    """
    comparison = run.comparison
    known = len(run.parameters) == comparison.draw_count and "level" in comparison.ensemble
    if not known or comparison.draw_count < driver_setting().fewest_draws.value:
        return None
    first, *others = compared(comparison)
    pairs = [(first, comparison.reference), *((name, first) for name in others)]
    return [
        drivers(
            comparison,
            run.parameters,
            run.verdicts,
            policy,
            against,
            OUTCOME,
            pair_week(comparison, OUTCOME, policy, against),
        )
        for policy, against in pairs
    ]


def _block(comparison: Comparison, found: Drivers, language: Language) -> DriverBlock:
    most = int(driver_setting().most_in_table.value)
    others = len(found.found) - most
    when = when_counted(found.outcome, found.week, language)
    return DriverBlock(
        title=driver_caption(comparison, found, language),
        finding=sentence(comparison, found, when, language),
        rows=[driver_row(driver, language) for driver in found.found[:most]],
        note=language.text("drivers.others", number=language.integer(others)) if others > 0 else "",
    )
