"""The weeks in which policies are read: the same for all that are compared.

An effect read at the end of a policy's own support says little beside that of another, read at the
end of the other's. So a comparison has its weeks: that of the trial's answer, and the end of the
longest support of all, if that comes later. Faces (page, report, commands, Python) take them from
here, and so nobody sets a number of one week beside that of another.
"""

from __future__ import annotations

from scenarios.comparison.comparison import Comparison
from scenarios.outcomes.registry import shown_in
from sim.programme import Policy


def last_week(comparison: Comparison) -> int:
    """The last week since entry that was simulated."""
    return int(comparison.levels["week"].max())


def answer_week(comparison: Comparison) -> int:
    """The week in which support ended in the trial, or the last one if that comes earlier."""
    return min(comparison.evidence.support_weeks, last_week(comparison))


def last_observed_week(comparison: Comparison) -> int:
    """The last week in which the trial's people were followed, or the last one simulated."""
    return min(comparison.evidence.observed_weeks, last_week(comparison))


def headline_week(comparison: Comparison, outcome: str) -> int:
    """The week of the trial's answer: jobs and what is completed are seen later than education."""
    late = outcome in shown_in("late")
    return last_observed_week(comparison) if late else answer_week(comparison)


def longest(policy: Policy) -> int:
    """Weeks that somebody can have a mentor, tapering included."""
    caps = [policy.duration.weeks, *(cap.weeks for cap in policy.duration.exceptions)]
    return max(caps) + policy.ending.taper_weeks if policy.targeting.eligible else 0


def reported_weeks(comparison: Comparison, outcome: str) -> tuple[int, ...]:
    """The weeks in which every policy of a comparison is read, sorted; one or two.

    That of the trial's answer, and where the longest support of all ends later, that week too (or
    the last one simulated).
    """
    first = headline_week(comparison, outcome)
    end = max(longest(named.policy) for named in comparison.policies)
    return tuple(sorted({first, max(first, min(end, last_week(comparison)))}))


def pair_week(comparison: Comparison, outcome: str, policy: str, against: str) -> int:
    """The one of the told weeks in which two policies are set against each other first.

    The first, unless both still give support then and one goes on for longer (then the two are the
    same, or hardly differ), or they are the same up to that week for another reason: then the
    last.

    Args:
        comparison: in which both stand.
        outcome: name of a status, or of its weeks.
        policy: name of the one.
        against: name of the other.
    """
    first, *later = reported_weeks(comparison, outcome)
    policies = {named.name: named.policy for named in comparison.policies}
    ends = [longest(policies[name]) for name in (policy, against)]
    both = min(ends) >= first and max(ends) > first
    if later and (both or first <= comparison.same_until(policy, against)):
        return later[-1]
    return first


def spoken_week(comparison: Comparison, outcome: str) -> int:
    """The week of the first policy's effect against the reference."""
    first = next(named.name for named in comparison.policies if named.name != comparison.reference)
    return pair_week(comparison, outcome, first, comparison.reference)


def group_week(comparison: Comparison, outcome: str) -> int:
    """The week in which groups are told: the reported one that is nearest to the spoken one."""
    spoken = spoken_week(comparison, outcome)
    told = [int(week) for week in comparison.ensemble["report_week"].values]
    return min(told, key=lambda week: (abs(week - spoken), week))
