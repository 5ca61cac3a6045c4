"""The weekly chances of young people as the peer writes them: hazards, zones, lengths."""

from __future__ import annotations

from math import exp, expm1
from typing import Any

from sim.state import Education

# One uniform decides about all causes of a week: each has a zone of it.
JOB_FROM, PENSION_FROM, COURSE_FROM, EXIT_FROM = 0.5, 0.75, 0.78125, 0.8125

WEEKS_IN_TEN_YEARS = 521.775


def probability(hazard: float) -> float:
    """Probability that a cause fires within the week."""
    return -expm1(-hazard)


def within(u: float, first: float, last: float, hazard: float) -> bool:
    """Whether a cause fires whose zone begins at `first` and must not pass `last`."""
    return first <= u < min(last, first + probability(hazard))


def leaves(u: float, hazard: float) -> bool:
    """Whether a status is left: the upper end of the last zone."""
    return u > max(EXIT_FROM, 1.0 - probability(hazard))


def settling(start: float, weeks: int, settle: float) -> float:
    """A risk of leaving some weeks into a spell: half of it after `settle` weeks."""
    return start / (1.0 + weeks / settle)


def education_ratio(rates: Any, completed: Education, *, left: bool) -> float:
    """What earlier educations do to the hazard of starting one."""
    ratio: float = {
        Education.NONE: 1.0,
        Education.PREPARATORY: rates.prepared_education_ratio,
        Education.QUALIFYING: rates.qualified_education_ratio,
    }[completed]
    return ratio * rates.return_education_ratio if left else ratio


def job_ratio(rates: Any, completed: Education, *, worked: bool) -> float:
    """What an education and earlier work do to the hazard of a job."""
    ratio: float = {
        Education.NONE: 1.0,
        Education.PREPARATORY: rates.prepared_job_ratio,
        Education.QUALIFYING: rates.completed_job_ratio,
    }[completed]
    return ratio * rates.job_return_ratio if worked else ratio


def aged(hazard: float, age: float, weeks: int) -> float:
    """A hazard of a pension, by how much older somebody is than at entry."""
    return hazard * exp(age * weeks / WEEKS_IN_TEN_YEARS)


def length(u: float, median: float, spread: float) -> int:
    """Weeks that an education or a course lasts."""
    return max(1, int(median * (spread + 2.0 * (1.0 - spread) * u)))


def leads_on(u: float, first: float, second: float) -> int:
    """Which of three ways on: the first, the second of what is left, or the last."""
    if u < first:
        return 0
    return 1 if u < first + (1.0 - first) * second else 2
