"""What the faces show of a comparison: titles, weeks, effects and what may be said of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mentorsim.language import Language, rounding
from mentorsim.present.clean import clean, said, shortened
from scenarios.comparison.compare import INTERVAL, Comparison
from scenarios.comparison.comparison import compared
from scenarios.comparison.intervals import enough_draws, least_draws
from scenarios.comparison.reported_weeks import (
    answer_week,
    group_week,
    headline_week,
    last_week,
    longest,
    pair_week,
    reported_weeks,
    spoken_week,
)
from scenarios.municipality.population_comparison import PopulationComparison
from scenarios.outcomes.registry import shown_in
from scenarios.policy.policies import NamedPolicy
from sim.reference import full_time_hours, weeks_per_month

__all__ = [
    "DAGGER",
    "DIGITS",
    "MONTHS",
    "PAGE_OUTCOMES",
    "SHOWN_OUTCOMES",
    "Effect",
    "HasPolicies",
    "Verdict",
    "answer_week",
    "better",
    "clean",
    "compared",
    "description",
    "effect",
    "ends_of",
    "full_time_year",
    "group_week",
    "headline_week",
    "interval_level",
    "interval_or_wait",
    "last_week",
    "longest",
    "named",
    "pair_week",
    "reason",
    "reference_text",
    "reported_weeks",
    "rests_on_extrapolation",
    "said",
    "same_words",
    "shortened",
    "spoken_week",
    "table_weeks",
    "title",
    "total",
    "waiting_words",
]

#: Outcomes that the main tables speak of.
SHOWN_OUTCOMES = shown_in("tables")
#: Outcomes that the page can be asked about.
PAGE_OUTCOMES = shown_in("page")
#: What marks a number beyond the trial.
DAGGER = "†"
#: Decimals that differences are shown with, and therefore judged with.
DIGITS = 1
MONTHS = 12


class Verdict(StrEnum):
    """What an interval allows to say.

    `SAME` says that the two policies are the same so far, `WAITING` that the draws are too few.
    """

    MORE = "more"
    FEWER = "fewer"
    UNCLEAR = "unclear"
    SAME = "same"
    WAITING = "waiting"


@dataclass(frozen=True)
class Effect:
    """A difference between two policies in one outcome, week and group; percentage points.

    Attributes:
        mean, low, high: the difference and its interval.
        probability: that the policy is the better one; NaN if neither can be, or nothing can be
            said.
        trial_sd: standard error of the difference in a trial of the comparison's size.
        extrapolated: whether it lies beyond what the trial speaks to: its week, or its outcome.
        draws: behind the interval.
        same_until: the last week up to which the two policies are the same for everybody.
    """

    policy: str
    against: str
    outcome: str
    week: int
    group: str
    mean: float
    low: float
    high: float
    probability: float
    trial_sd: float
    extrapolated: bool
    draws: int
    same_until: int

    @property
    def same(self) -> bool:
        """Whether the two are the same, up to this week or in this group: nothing can differ."""
        nobody = math.isnan(self.probability) and self.low == self.mean == self.high == 0
        return self.week <= self.same_until or nobody

    @property
    def shown_as_none(self) -> bool:
        """Whether nothing of the difference is left in the decimals shown."""
        return not any(rounding(x, DIGITS) for x in (self.mean, self.low, self.high))

    @property
    def verdict(self) -> Verdict:
        """Unclear wherever the interval, as it is shown, holds zero."""
        if self.same:
            return Verdict.SAME
        if not enough_draws(self.draws):
            return Verdict.WAITING
        if rounding(self.low, DIGITS) > 0:
            return Verdict.MORE
        if rounding(self.high, DIGITS) < 0:
            return Verdict.FEWER
        return Verdict.UNCLEAR

    @property
    def clear(self) -> bool:
        """Whether the interval, as it is shown, leaves zero out."""
        return self.verdict in (Verdict.MORE, Verdict.FEWER)


def effect(
    comparison: Comparison,
    policy: str,
    outcome: str,
    week: int,
    *,
    against: str | None = None,
    group: str = "all",
) -> Effect:
    """One difference of a comparison, by default against its reference.

    Args:
        comparison: results of all policies, by draw, week and group.
        policy: name of the one.
        outcome: name of an outcome of the registry.
        week: week since entry.
        against: name of the other; None is the reference.
        group: name of the subgroup; `all` is everybody.
    """
    other = against or comparison.reference
    row = comparison.difference(policy, outcome, week, against=other, group=group)
    return Effect(
        policy=policy,
        against=other,
        outcome=outcome,
        week=week,
        group=group,
        mean=float(row["mean"]),
        low=float(row["low"]),
        high=float(row["high"]),
        probability=float(row["prob_better"]),
        trial_sd=float(row["trial_sd"]),
        extrapolated=bool(row["extrapolated"]),
        draws=comparison.draw_count,
        same_until=comparison.same_until(policy, other),
    )


def better(shown: Effect, language: Language) -> str:
    """Probability of being better; a dash where no difference is shown."""
    if shown.verdict is Verdict.WAITING:
        return language.text("number.waiting")
    if shown.shown_as_none or shown.same:
        return language.text("number.none")
    return language.probability(shown.probability, shown.draws)


def ends_of(shown: Effect, language: Language) -> str:
    """The interval of an effect as tables show it, or why there is none."""
    if shown.same:
        return language.text("number.same")
    return interval_or_wait(shown.low, shown.high, DIGITS, shown.draws, language)


def interval_or_wait(low: float, high: float, digits: int, draws: int, language: Language) -> str:
    """An interval, or that it is not one yet: the draws are too few.

    Args:
        low: lower end.
        high: upper end.
        digits: decimals of both ends.
        draws: how many posterior draws it rests on.
        language: of the words.
    """
    if not enough_draws(draws):
        return language.text("number.waiting")
    return language.interval(low, high, digits)


def waiting_words(draws: int, language: Language) -> str:
    """That so many draws are too few for verdicts, and how many it takes; empty if they are not."""
    if enough_draws(draws):
        return ""
    return language.text(
        "waiting.too_few",
        draws=language.integer(draws),
        least=language.integer(least_draws()),
        level=interval_level(language),
    )


def same_words(comparison: Comparison, shown: Effect, language: Language) -> str:
    """That two policies are the same so far, and from when on they differ.

    Args:
        comparison: results of all policies, by draw, week and group.
        shown: a difference of two policies, with its interval.
        language: of the words.
    """
    names = {
        "policy": language.quoted(title(comparison, shown.policy, language)),
        "reference": language.quoted(title(comparison, shown.against, language)),
    }
    if shown.week > shown.same_until:
        return language.text("same.week", week=language.integer(shown.week), **names)
    until = language.integer(shown.same_until)
    if shown.same_until >= last_week(comparison):
        return language.text("same.throughout", until=until, **names)
    later = language.integer(shown.same_until + 1)
    return language.text("same.until", until=until, later=later, **names)


def named(comparison: Comparison, name: str) -> NamedPolicy:
    """A policy of the comparison by name."""
    return next(p for p in comparison.policies if p.name == name)


class HasPolicies(Protocol):
    """A result about several policies."""

    @property
    def policies(self) -> tuple[NamedPolicy, ...]:
        """All of them."""


def title(result: HasPolicies, name: str, language: Language) -> str:
    """A policy's title in the language, with its name where two have the same title.

    Args:
        result: any result that names its policies.
        name: of the policy in the result.
        language: of the words.
    """
    titles = {p.name: _title(p, language) for p in result.policies}
    own = titles[name]
    shared = sum(other == own for other in titles.values()) > 1
    return f"{own} ({clean(name)})" if shared else own


def _title(policy: NamedPolicy, language: Language) -> str:
    text = policy.policy.title
    return clean(text.da if language.code == "da" else text.en) or clean(policy.name)


def description(comparison: Comparison, name: str, language: Language) -> str:
    """A policy's description in the language.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        language: of the words.
    """
    text = named(comparison, name).policy.description
    return clean(text.da if language.code == "da" else text.en)


def reference_text(named: NamedPolicy, language: Language) -> str:
    """Where a policy comes from, in the language; its one text if it has no other."""
    return said(named.policy.reference, language)


def reason(comparison: Comparison, name: str, language: Language) -> str:
    """Why a policy is worth a look, in the language; empty if nobody says.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        language: of the words.
    """
    text = named(comparison, name).policy.reason
    return "" if text is None else clean(text.da if language.code == "da" else text.en)


def table_weeks(comparison: Comparison) -> tuple[int, ...]:
    """Weeks of the main table.

    When the effect was first seen in the trial, the end of its support and of its follow-up, twice
    its support, and the last week.
    """
    seen, last = comparison.evidence, last_week(comparison)
    weeks = {seen.onset_week, seen.support_weeks, seen.observed_weeks, 2 * seen.support_weeks, last}
    return tuple(sorted(w for w in weeks if w is not None and w <= last))


def rests_on_extrapolation(comparison: Comparison, name: str) -> bool:
    """Whether a policy gives something that nobody was given in the trial."""
    return comparison.evidence_ends[name] < comparison.evidence.observed_weeks


def full_time_year() -> float:
    """Paid hours of a full-time mentor in a year."""
    return full_time_hours() * weeks_per_month() * MONTHS


def total(comparison: Comparison, name: str, quantity: str) -> tuple[float, float, float]:
    """Mean, low and high of a total; `mentor_years` are paid hours as full-time years per 1,000.

    Args:
        comparison: results of all policies, by draw, week and group.
        name: of the policy in the result.
        quantity: which total, as in `Comparison.totals`, or `mentor_years`.
    """
    if quantity == "mentor_years":
        mean, low, high = total(comparison, name, "mentor_hours")
        unit = 1000 / full_time_year()
        return unit * mean, unit * low, unit * high
    frame = comparison.totals
    row = frame[(frame["policy"] == name) & (frame["quantity"] == quantity)].iloc[0]
    return float(row["mean"]), float(row["low"]), float(row["high"])


def interval_level(language: Language) -> str:
    """How likely the intervals are to hold the truth, as per cent."""
    return language.percent((INTERVAL[1] - INTERVAL[0]) / 100)


def group_title(comparison: Comparison, group: str, language: Language) -> str:
    """What a group is called: as the study behind the people has it, or as usual.

    Args:
        comparison: results of all policies, by draw, week and group.
        group: name of the subgroup.
        language: of the words.
    """
    titles = comparison.evidence.titles
    if group in titles:
        return titles[group].da if language.code == "da" else titles[group].en
    return language.name("group", group)


def short(near: PopulationComparison, language: Language) -> str:
    """One sentence for the answer: whose numbers these are, and whether they extrapolate."""
    name, count = near.name, len(near.warnings)
    kind = "warned" if count > 1 else "warned.one" if count else "within"
    return language.text(
        f"municipality.short.{kind}",
        name=name,
        people=language.integer(near.people),
        number=language.integer(count),
    )
