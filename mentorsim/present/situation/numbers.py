"""A result in a situation's own numbers: of its young people, not of 1,000.

A result is per young person who comes. Those of a year, or of a cohort, times as many: that is all.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mentorsim.language import rounding
from mentorsim.present.decision.words import PEOPLE, told_as
from mentorsim.present.results import (
    DIGITS,
    SHOWN_OUTCOMES,
    Effect,
    compared,
    effect,
    reported_weeks,
    total,
)
from mentorsim.present.situation.words import Told
from scenarios.comparison.compare import Comparison
from scenarios.decision.decided import Decided
from scenarios.decision.outcome_names import BILL
from scenarios.decision.spans import Span
from scenarios.economics.purse_names import PUBLIC_TOTAL

#: Sums of a decision that are told of a situation's young people.
SUMS = (BILL, "municipality", "state", PUBLIC_TOTAL)
#: Unit of sums of kroner.
KRONER = "kroner"
#: What a share of young people is per 1,000.
THOUSAND = 1000.0
COLUMNS = (
    "policy",
    "against",
    "what",
    "week",
    "unit",
    "per",
    "mean",
    "low",
    "high",
    "people",
    "own_mean",
    "own_low",
    "own_high",
    "extrapolated",
)


@dataclass(frozen=True)
class Own:
    """One number per young person, and of all young people of a year or a cohort.

    Attributes:
        policy, against: names.
        what: an outcome (`education`), the effect of a decision, or a sum of kroner (`net.state`).
        week: since entry.
        unit: `people`, `years`, `weeks` or `kroner`.
        per: young people that `mean`, `low` and `high` are about.
        mean, low, high: with the interval.
        people: young people of a year, or of the cohort.
        extrapolated: whether it lies beyond what the trial speaks to.
    """

    policy: str
    against: str
    what: str
    week: int
    unit: str
    per: float
    mean: float
    low: float
    high: float
    people: int
    extrapolated: bool

    @property
    def own(self) -> tuple[float, float, float]:
        """Mean and interval of all of them."""
        scale = self.people / self.per
        return scale * self.mean, scale * self.low, scale * self.high


def people_of(told: Told) -> int:
    """Young people of a year, or of the cohort."""
    return told.situation.young_people.number


def in_all(told: Told) -> int:
    """Young people of all years that are looked at, or of the cohort."""
    here = told.situation
    return people_of(told) if here.young_people.cohort is not None else here.stream.people


def comparison_numbers(comparison: Comparison, told: Told) -> list[Own]:
    """Every policy against the reference in education and employment, in the weeks of the answer.

    Args:
        comparison: what was compared.
        told: the situation.
    """
    return [
        _of_effect(effect(comparison, name, outcome, week), told)
        for name in compared(comparison)
        for outcome in SHOWN_OUTCOMES
        for week in reported_weeks(comparison, outcome)
    ]


def _of_effect(shown: Effect, told: Told) -> Own:
    mean, low, high = (THOUSAND * x for x in shares(shown))
    return Own(
        shown.policy,
        shown.against,
        shown.outcome,
        shown.week,
        PEOPLE[0],
        THOUSAND,
        mean,
        low,
        high,
        people_of(told),
        shown.extrapolated,
    )


def shares(shown: Effect) -> tuple[float, float, float]:
    """Mean and interval of an effect as shares, no finer than they are shown and judged."""
    mean, low, high = (
        float(rounding(x, DIGITS)) / 100 for x in (shown.mean, shown.low, shown.high)
    )
    return mean, low, high


def decision_numbers(decided: Decided, told: Told) -> list[Own]:
    """Effect and kroner of every policy against the reference.

    Args:
        decided: the decision.
        told: the situation.
    """
    d, found = decided.decision, list[Own]()
    name, per, _ = told_as(decided)

    def own(policy: str, against: str, what: str, unit: str, scale: float, span: Span) -> Own:
        effect = what if what == d.question.effect else None
        week = d.last_week if effect is None else d.question.week
        mean, low, high = (scale * x for x in (span.mean, span.low, span.high))
        people, beyond = people_of(told), decided.extrapolated(policy, week, effect)
        return Own(policy, against, what, week, unit, scale, mean, low, high, people, beyond)

    for ratio in d.ratios:
        pair = ratio.policy, ratio.against
        found.append(own(*pair, d.question.effect, name, per, ratio.effect))
        found += [own(*pair, f"net.{p}", KRONER, 1.0, d.net(ratio.policy, p)) for p in SUMS]
    return found


@dataclass(frozen=True)
class Use:
    """What becomes of a situation's mentors under a policy.

    Attributes:
        policy: its name.
        posts: full-time mentors that are employed.
        used: share of their paid hours in places that are in use.
        queue: young people who wait at the same time at most.
        wait: mean weeks from entry to the first meeting.
    """

    policy: str
    posts: float
    used: float
    queue: float
    wait: float


def uses(comparison: Comparison, told: Told) -> list[Use]:
    """What becomes of the mentors under each policy that offers any."""
    people, found = in_all(told), []
    for named in comparison.policies:
        if named.name == comparison.reference or not named.policy.targeting.eligible:
            continue
        hours, used, posts, queue, wait = (
            total(comparison, named.name, quantity)[0]
            for quantity in (
                "mentor_hours",
                "hours_used",
                "mentors_full_time",
                "longest_queue",
                "weeks_to_mentor",
            )
        )
        employed = posts * people / THOUSAND if told.posts is None else told.posts
        share = used / hours if hours else 0.0
        found.append(Use(named.name, employed, share, queue * people / THOUSAND, wait))
    return found


def numbers_table(rows: list[Own]) -> pd.DataFrame:
    """The numbers as a table, one row each, with the columns `COLUMNS`."""
    found = [
        {name: getattr(row, name) for name in COLUMNS if not name.startswith("own")}
        | dict(zip(("own_mean", "own_low", "own_high"), row.own, strict=True))
        for row in rows
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))
