"""Write the exact baseline anew: `make baseline`, after a change that is meant to change results.

The baseline is a small fixed run under three policies. Whole numbers are kept exactly, real numbers
to 12 significant digits. Whoever refreshes it adds a line to the changelog that begins with
"Results change:" and says what changed and why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from calibration.trial import as_in_trial, no_mentors, the_trial
from sim.parameters import parameter_space
from sim.population import draw_population
from sim.programme import Policy
from sim.simulation import Cohort, build
from sim.state import STATUSES, Place
from sim.streams import Purpose, uniforms

PATH = Path(__file__).with_name("baseline.json")
DIGITS = 12
SEED = 20121105
SEATS = 20
HORIZON = 120
WEEKS = (0, 13, 26, 39, 52, 73, 104, 119)
GROUPS = ("all", "grade_high", "grade_low", "grade_none", "woman")


def policies() -> dict[str, Policy]:
    """Nobody mentored; as in the trial; and every lever of the language at once."""
    every_lever = {
        "targeting": {"eligible": ["transfer_high"], "first": ["grade_none", "woman"]},
        "duration": {"weeks": 39, "exceptions": [{"group": "heavy_barriers", "weeks": 78}]},
        "ending": {"taper_weeks": 8, "aftercare_weeks": 52, "aftercare_weight": 0.4},
        "capacity": {"caseload": 12.5, "mentors": 9.0},
        "contact": {"every_weeks": 2},
        "matching": "deliberate",
    }
    return {
        "none": no_mentors(),
        "as_in_trial": as_in_trial(),
        "every_lever": Policy.model_validate({**as_in_trial().model_dump(), **every_lever}),
    }


def cohort() -> Cohort:
    """Twenty young people in each jobcentre of the trial."""
    trial, values = the_trial(), parameter_space().centres()
    population = draw_population(
        trial.population,
        np.full(len(trial.staffing), SEATS),
        SEED,
        share_women=values["share_women"],
        share_never_su=values["share_never_su"],
    )
    u = uniforms(SEED, population.person, 0, Purpose.TRAITS)[2]
    return Cohort(
        population=population,
        entry=np.floor(u * 16).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=trial.staffing,
        mentor_shares=trial.mentor_shares,
        groups=GROUPS,
    )


def values() -> dict[str, float]:
    """Parameters one third of a prior's width off the centre, so that every term counts."""
    space = parameter_space()
    signs = np.resize([1.0, -1.0, 1.0, 1.0, -1.0], len(space.free))
    return space.from_standard(space.free, signs / 3)


def number(value: float) -> float:
    """A real number to 12 significant digits."""
    return float(f"{value:.{DIGITS}g}")


def results() -> dict[str, Any]:
    """The run: by policy, whole and real numbers."""
    where, parameters = cohort(), values()
    population = where.population
    sums = {
        name: number(getattr(population, name).sum())
        for name in ("age", "severity", "mother_income")
    }
    strata = np.bincount(population.stratum, minlength=3).tolist()
    found: dict[str, Any] = {"population": {"strata": strata, **sums}}
    for name, policy in policies().items():
        found[name] = _run(where, policy, parameters)
    return found


def _run(where: Cohort, policy: Policy, parameters: Mapping[str, float]) -> dict[str, Any]:
    accounts = build(where, policy, parameters, SEED, horizon=HORIZON).run()
    persons, calendar = accounts.persons, accounts.calendar
    people = {
        group: {f"week {week}": accounts.people[week, :, g].tolist() for week in WEEKS}
        for g, group in enumerate(GROUPS)
    }
    whole = ("mentored_weeks", "contact_weeks", "mentors", "stand_in", "ordinary")
    real = ("trust", "readiness", "total_minutes")
    return {
        "people by support, education, employment, pension": people,
        "person_weeks": {s.name.lower(): int(accounts.people[:, s, 0].sum()) for s in STATUSES},
        "places": {place.name.lower(): int((persons["place"] == place).sum()) for place in Place},
        "persons": {
            **{name: int(persons[name].sum()) for name in whole},
            **{name: number(persons[name].sum()) for name in real},
        },
        "calendar": {
            **{name: int(calendar[name].sum()) for name in ("mentored", "waiting", "started")},
            **{name: number(calendar[name].sum()) for name in ("direct_minutes", "hours_used")},
        },
        "corps": {
            "places": accounts.places,
            "full_time_equivalents": number(accounts.full_time_equivalents),
        },
    }


def text(found: Mapping[str, Any]) -> str:
    """The results as the file holds them."""
    return json.dumps(found, indent=1) + "\n"


def main() -> None:
    """Write the file."""
    PATH.write_text(text(results()), encoding="utf-8")
    print(f'Wrote {PATH.name}. Add a line "Results change: ..." to the changelog.')


if __name__ == "__main__":
    main()
