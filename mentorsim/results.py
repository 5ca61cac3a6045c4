"""What the faces show of a comparison: titles, weeks, effects and what may be said of them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from calibration.target import Target
from calibration.targets import targets
from calibration.trial import the_trial, trial_design
from mentorsim.language import Language, rounding
from scenarios.comparison.compare import INTERVAL, Comparison
from scenarios.policy.policies import NamedPolicy
from sim.conditions import Text
from sim.programme import Policy
from sim.reference import full_time_hours, weeks_per_month

#: Outcomes that tables and answers speak of.
SHOWN_OUTCOMES = ("education", "employment")
#: What marks a number beyond the trial.
DAGGER = "†"
#: Decimals that differences are shown with, and therefore judged with.
DIGITS = 1
MONTHS = 12


class Verdict(StrEnum):
    """What an interval allows to say."""

    MORE = "more"
    FEWER = "fewer"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Effect:
    """A difference between two policies in one outcome, week and group; percentage points.

    Attributes:
        mean, low, high: the difference and its interval.
        probability: that the policy is the better one.
        trial_sd: standard error of the difference in a trial of the comparison's size.
        extrapolated: whether the week lies beyond what the trial speaks to.
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

    @property
    def shown_as_none(self) -> bool:
        """Whether nothing of the difference is left in the decimals shown."""
        return not any(rounding(x, DIGITS) for x in (self.mean, self.low, self.high))

    @property
    def verdict(self) -> Verdict:
        """Unclear wherever the interval, as it is shown, holds zero."""
        if rounding(self.low, DIGITS) > 0:
            return Verdict.MORE
        if rounding(self.high, DIGITS) < 0:
            return Verdict.FEWER
        return Verdict.UNCLEAR


def effect(
    comparison: Comparison,
    policy: str,
    outcome: str,
    week: int,
    *,
    against: str | None = None,
    group: str = "all",
) -> Effect:
    """One difference of a comparison, by default against its reference."""
    row = comparison.difference(policy, outcome, week, against=against, group=group)
    return Effect(
        policy=policy,
        against=against or comparison.reference,
        outcome=outcome,
        week=week,
        group=group,
        mean=float(row["mean"]),
        low=float(row["low"]),
        high=float(row["high"]),
        probability=float(row["prob_better"]),
        trial_sd=float(row["trial_sd"]),
        extrapolated=bool(row["extrapolated"]),
    )


def better(shown: Effect, draws: int, language: Language) -> str:
    """Probability of being better; a dash where no difference is shown."""
    if shown.shown_as_none:
        return language.text("number.none")
    return language.probability(shown.probability, draws)


def clean(words: str) -> str:
    """A user's words on one line, without characters that cannot be shown."""
    kept = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in words)
    return " ".join(kept.split())


def shortened(words: str, longest: int) -> str:
    """Words cut to a length."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def named(comparison: Comparison, name: str) -> NamedPolicy:
    """A policy of the comparison by name."""
    return next(p for p in comparison.policies if p.name == name)


class HasPolicies(Protocol):
    """A result about several policies."""

    @property
    def policies(self) -> tuple[NamedPolicy, ...]:
        """All of them."""


def title(result: HasPolicies, name: str, language: Language) -> str:
    """A policy's title in the language, with its name where two have the same title."""
    titles = {p.name: _title(p, language) for p in result.policies}
    own = titles[name]
    shared = sum(other == own for other in titles.values()) > 1
    return f"{own} ({clean(name)})" if shared else own


def _title(policy: NamedPolicy, language: Language) -> str:
    text = policy.policy.title
    return clean(text.da if language.code == "da" else text.en) or clean(policy.name)


def description(comparison: Comparison, name: str, language: Language) -> str:
    """A policy's description in the language."""
    text = named(comparison, name).policy.description
    return clean(text.da if language.code == "da" else text.en)


def reference_text(named: NamedPolicy, language: Language) -> str:
    """Where a policy comes from, in the language; its one text if it has no other."""
    return said(named.policy.reference, language)


def said(text: Text | str, language: Language) -> str:
    """Words of a policy file on one line: those of the language, or the one text there is."""
    if isinstance(text, str):
        return clean(text)
    return clean(text.da if language.code == "da" else text.en)


def reason(comparison: Comparison, name: str, language: Language) -> str:
    """Why a policy is worth a look, in the language; empty if nobody says."""
    text = named(comparison, name).policy.reason
    return "" if text is None else clean(text.da if language.code == "da" else text.en)


def compared(comparison: Comparison) -> tuple[str, ...]:
    """Names of the policies that are set against the reference, in order."""
    return tuple(p.name for p in comparison.policies if p.name != comparison.reference)


def last_week(comparison: Comparison) -> int:
    """The last week since entry that was simulated."""
    return int(comparison.levels["week"].max())


def answer_week(comparison: Comparison) -> int:
    """The week in which support ended in the trial, or the last one if that comes earlier."""
    return min(int(trial_design().support_weeks.value), last_week(comparison))


def last_observed_week(comparison: Comparison) -> int:
    """The last week in which the trial's people were followed, or the last one simulated."""
    return min(int(trial_design().observed_weeks.value), last_week(comparison))


def headline_week(comparison: Comparison, outcome: str) -> int:
    """The week that is spoken of: the trial saw jobs later than education."""
    late = outcome == "employment"
    return last_observed_week(comparison) if late else answer_week(comparison)


def longest(policy: Policy) -> int:
    """Weeks that somebody can have a mentor, tapering included."""
    caps = [policy.duration.weeks, *(cap.weeks for cap in policy.duration.exceptions)]
    return max(caps) + policy.ending.taper_weeks if policy.targeting.eligible else 0


def end_of_offer(comparison: Comparison, name: str) -> int:
    """The week in which an offer ends: there most of it has been given."""
    return min(max(longest(named(comparison, name).policy), 1), last_week(comparison))


def spoken_week(comparison: Comparison, outcome: str) -> int:
    """The week of the first policy's effect, among those that groups are told for.

    That of the trial's answer; but where the reference gives support until then as well, the week
    in which the policy's own ends: before, two offers of one kind hardly differ.
    """
    week = headline_week(comparison, outcome)
    if longest(named(comparison, comparison.reference).policy) < week:
        return week
    first = max(week, end_of_offer(comparison, compared(comparison)[0]))
    told = [int(w) for w in comparison.ensemble["report_week"].values]
    return min(told, key=lambda w: (abs(w - first), w))


def telling_week(comparison: Comparison, name: str, first: str) -> int:
    """The week in which the longer of two offers ends: there they should differ most."""
    caps = [named(comparison, n).policy.duration.weeks for n in (name, first)]
    return min(max(caps), last_week(comparison))


def table_weeks(comparison: Comparison) -> tuple[int, ...]:
    """Weeks of the main table.

    When the effect was first seen in the trial, the end of its support and of its follow-up, twice
    its support, and the last week.
    """
    design, last = trial_design(), last_week(comparison)
    onset = next(t.week_to for t in trial_targets() if t.id == "edu_all_onset")
    support = int(design.support_weeks.value)
    weeks = {onset, support, int(design.observed_weeks.value), 2 * support, last}
    return tuple(sorted(w for w in weeks if w <= last))


def rests_on_extrapolation(comparison: Comparison, name: str) -> bool:
    """Whether a policy gives something that nobody was given in the trial."""
    return comparison.evidence_ends[name] < int(trial_design().observed_weeks.value)


def full_time_year() -> float:
    """Paid hours of a full-time mentor in a year."""
    return full_time_hours() * weeks_per_month() * MONTHS


def total(comparison: Comparison, name: str, quantity: str) -> tuple[float, float, float]:
    """Mean, low and high of a total; `mentor_years` are paid hours as full-time years per 1,000."""
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


@cache
def trial_targets() -> tuple[Target, ...]:
    """The trial's rows with their standard errors."""
    return targets(the_trial())
