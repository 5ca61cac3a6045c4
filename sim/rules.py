"""All rules of a week by name: small pure functions of numbers, named as in `docs/model.md`.

Each stands in the file of its step in `sim/processes/`, beside the loop that calls it; compiled,
it is inlined there. Each can be called from Python alone, to look at or to plot. Units are per
week; trust, readiness, barriers and shares run from 0 to 1; minutes are minutes.
"""

from __future__ import annotations

from sim.processes.contact import (
    claim_by_need,
    claim_by_stage,
    contact_probability,
    meeting_length,
    planned_minutes,
)
from sim.processes.ending import has_moved, leaves_programme, opts_out
from sim.processes.hazards import probability, raised, raised_bound
from sim.processes.readiness import dose, drive, fading, next_readiness
from sim.processes.spells import leads_on, spell_hazard, spell_hazard_bound, spell_length
from sim.processes.transitions import (
    COURSE_ZONE,
    EDUCATION_ZONE,
    EXIT_ZONE,
    JOB_ZONE,
    PENSION_ZONE,
    TEN_YEARS,
    aged,
    aged_bound,
    by_completed,
    course_starts,
    education_ratio,
    education_starts,
    job_ratio,
    job_starts,
    pension_starts,
    status_ends,
)
from sim.processes.trust import next_trust
from sim.rates import Rates

__all__ = [
    "COURSE_ZONE",
    "EDUCATION_ZONE",
    "EXIT_ZONE",
    "JOB_ZONE",
    "PENSION_ZONE",
    "TEN_YEARS",
    "Rates",
    "aged",
    "aged_bound",
    "by_completed",
    "claim_by_need",
    "claim_by_stage",
    "contact_probability",
    "course_starts",
    "dose",
    "drive",
    "education_ratio",
    "education_starts",
    "fading",
    "has_moved",
    "job_ratio",
    "job_starts",
    "leads_on",
    "leaves_programme",
    "meeting_length",
    "next_readiness",
    "next_trust",
    "opts_out",
    "pension_starts",
    "planned_minutes",
    "probability",
    "raised",
    "raised_bound",
    "spell_hazard",
    "spell_hazard_bound",
    "spell_length",
    "status_ends",
]
