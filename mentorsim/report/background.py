"""What stands behind the results of a report: what nobody knows, method, prices, provenance.

Each run has its own. In a report of several, what is the same for all of them is said once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from mentorsim.language import Language
from mentorsim.present.comparison.money import AssumptionRow, assumption_row
from mentorsim.present.method import FORECAST_METHOD, METHOD, Said, nobody_knows, told_method
from mentorsim.present.names import price_limit
from mentorsim.present.policy.assumptions import assumption_lines
from mentorsim.present.results import SHOWN_OUTCOMES, table_weeks
from mentorsim.report.provenance import Origin, origins, provenance_rows
from mentorsim.saved.forecast import ForecastRun
from mentorsim.saved.run import Run
from scenarios.budget.budget import Budget
from scenarios.economics.price_file import price_limits

Item = TypeVar("Item")


@dataclass(frozen=True)
class Background:
    """What stands behind the results of a run.

    Attributes:
        limits: what kroner leave out.
        unknown: what the trial cannot tell, by heading.
        method: how it was done, a heading for each sentence.
        assumptions: prices that nobody could source.
        provenance: what the numbers come from.
    """

    limits: tuple[str, ...]
    unknown: tuple[Said, ...]
    method: tuple[Said, ...]
    assumptions: tuple[AssumptionRow, ...]
    provenance: tuple[Origin, ...]

    @property
    def sections(self) -> list[Said]:
        """The method by section: its heading and its sentences together."""
        by_heading: dict[str, list[str]] = {}
        for heading, sentence in self.method:
            by_heading.setdefault(heading, []).append(sentence)
        return [(heading, " ".join(said)) for heading, said in by_heading.items()]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        parts = (self.limits, self.unknown, self.method, self.assumptions, self.provenance)
        return not any(parts)


def behind_run(run: Run, money: Budget | None, language: Language) -> Background:
    """What stands behind a comparison; without kroner, nothing of prices.

    Args:
        run: the comparison as it was saved.
        money: kroner of the comparison by policy, purse and year; None leaves them out.
        language: of the words.
    """
    priced = money is not None
    return Background(
        limits=tuple(price_limit(name, language) for name in price_limits()) if priced else (),
        unknown=tuple(_unknown(run, language)),
        method=tuple(
            told_method(METHOD, run.comparison.draw_count, language, noise=_noise(run, language))
        ),
        assumptions=()
        if money is None
        else tuple(assumption_row(a, language) for a in money.assumptions()),
        provenance=tuple(provenance_rows(run, money, language)),
    )


def behind_forecast(run: ForecastRun, language: Language) -> Background:
    """What stands behind a forecast."""
    return Background(
        limits=tuple(price_limit(name, language) for name in run.limits),
        unknown=tuple(nobody_knows(language)),
        method=tuple(told_method(FORECAST_METHOD, run.draws, language)),
        assumptions=tuple(assumption_row(a, language) for a in run.assumptions),
        provenance=tuple(origins(run.provenance, language)),
    )


def apart(every: Sequence[Background]) -> tuple[Background, list[Background]]:
    """What runs have in common, and what is left of each.

    What one run has nothing of (prices, where kroner were not worked out) is common if it is the
    same in the others.
    """
    limits, own_limits = _in_all([b.limits for b in every])
    unknown, own_unknown = _in_all([b.unknown for b in every])
    method, own_method = _in_all([b.method for b in every])
    assumptions, own_assumptions = _in_all([b.assumptions for b in every])
    provenance, own_provenance = _in_all([b.provenance for b in every])
    own = zip(own_limits, own_unknown, own_method, own_assumptions, own_provenance, strict=True)
    common = Background(limits, unknown, method, assumptions, provenance)
    return common, [Background(*parts) for parts in own]


def _in_all(
    lists: Sequence[tuple[Item, ...]],
) -> tuple[tuple[Item, ...], list[tuple[Item, ...]]]:
    """Items of all lists that are not empty, if those are several; and the rest of each list."""
    filled = [items for items in lists if items]
    if len(filled) < 2:
        return (), list(lists)
    common = tuple(item for item in filled[0] if all(item in other for other in filled))
    return common, [tuple(item for item in items if item not in common) for items in lists]


def _unknown(run: Run, language: Language) -> list[Said]:
    """What the trial cannot tell, how many parameters it told about, what is assumed besides."""
    items = nobody_knows(language)
    if run.verdicts:
        counts = Counter(run.verdicts.values())
        words = language.text(
            "unknown.identified.text",
            informed=language.integer(counts["informed"]),
            weak=language.integer(counts["weakly informed"]),
            assumptions=language.integer(counts["assumption"]),
        )
        items.append((language.text("unknown.identified.title"), words))
    items += [
        (language.text("assumption.title", measure=measure), words)
        for measure, words in assumption_lines(run.comparison.assumptions, language)
    ]
    return items


def _noise(run: Run, language: Language) -> str:
    """The largest standard error that seeds leave in the main table."""
    comparison = run.comparison
    shown = comparison.differences
    weeks = shown["week"].isin(table_weeks(comparison))
    rows = shown[weeks & (shown["group"] == "all") & shown["outcome"].isin(SHOWN_OUTCOMES)]
    return language.percent_points(float(rows["noise"].max()), 2)
