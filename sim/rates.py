"""The parameters that the rules of a week read."""

from __future__ import annotations

from typing import NamedTuple


class Rates(NamedTuple):
    """The parameters that the rules read; names, units and sources in `sim/parameters.yaml`."""

    direct_share: float
    slack_use: float
    contact_base: float
    contact_trust: float
    half_minutes: float
    minutes_floor: float
    mentor_leaves: float
    mentor_away: float
    vacancy_weeks: float
    absence_weeks: float
    trust_kept: float
    trust_decay: float
    mechanism: float
    readiness_gain: float
    readiness_fade: float
    fade_after_end: float
    fade_after_abrupt: float
    ordinary_minutes: float
    ordinary_contact: float
    ordinary_weeks: float
    education_dropout: float
    education_settle: float
    preparatory_share: float
    preparatory_weeks: float
    qualifying_weeks: float
    education_weeks_spread: float
    preparatory_progress: float
    preparatory_job: float
    qualifying_job: float
    prepared_education_ratio: float
    prepared_job_ratio: float
    qualified_education_ratio: float
    return_education_ratio: float
    education_to_job: float
    completed_job_ratio: float
    completed_loss_ratio: float
    job_loss: float
    job_settle: float
    job_return_ratio: float
    self_support_start: float
    self_support_end: float
    course_weeks: float
    course_weeks_spread: float
    course_to_pension: float
    course_to_job: float
    pension_age: float
    job_lock_in: float
    aftercare_protection: float
    opt_out: float
    opt_out_trust: float
    move_away: float
    other_leave: float
