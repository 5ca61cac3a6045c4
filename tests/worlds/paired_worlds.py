"""Small worlds that share their people and luck, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from calibration.trial import as_in_trial, no_mentors, the_trial
from sim.parameters import parameter_space
from sim.population import draw_population
from sim.programme import Policy
from sim.simulation import Cohort, build
from sim.state import youth_rows
from sim.streams import Purpose, uniforms
from tests.support.policy_cases import policy

CENTRES = 13
SEATS = np.full(CENTRES, 14)
SEED = 20120806
VALUES = parameter_space().centres()
#: Not quantities of the person: numbers of rows of the posts' table.
TABLE_ROWS = ("post", "former_post")

POLICIES = {
    "none": no_mentors(),
    "as in the trial": as_in_trial(),
    "104 weeks": policy(duration={"weeks": 104}),
    "half as many mentees": policy(capacity={"caseload": 8}),
    "a queue": policy(capacity={"mentors": 4.0}),
    "taper and aftercare": policy(
        duration={"weeks": 30}, ending={"taper_weeks": 8, "aftercare_weeks": 26}
    ),
    "a mentor again": policy(ending={"return_weeks": 52}),
    "every second week": policy(contact={"every_weeks": 2}),
    "a score and a limit to waiting": policy(
        capacity={"follows": "places", "hours": 150},
        targeting={"score": [{"attribute": "severity", "weight": 1}], "max_wait_weeks": 8},
    ),
    "adaptive": policy(
        duration={"weeks": 60, "until": {"trust": 0.5, "readiness": 0.4, "foothold_weeks": 9}}
    ),
    "minutes, measures and another corps": policy(
        contact={"split": {"rule": "front_loaded", "ratio": 2, "weeks": 10}},
        corps={"under_40": 0.8, "turnover": 2},
        measures=[
            {
                "name": {"da": "-", "en": "-"},
                "who": ["woman"],
                "from_week": 5,
                "price": "test",
                "relief": {"low": 0.1, "central": 0.5, "high": 0.9, "source": "a test"},
            }
        ],
    ),
}


def some_values(number: int) -> dict[str, float]:
    """A set of parameters drawn from the prior: every modifier at work."""
    space, draw = parameter_space(), np.random.default_rng([7, number])
    return space.from_standard(space.free, draw.standard_normal(len(space.free)))


def people(seats: npt.NDArray[np.integer]) -> Cohort:
    """Young people with the entry week that their address gives them."""
    trial = the_trial()
    population = draw_population(
        trial.population, seats, SEED, share_women=0.48, share_never_su=0.57
    )
    u = uniforms(SEED, population.person, 0, Purpose.TRAITS)[2]
    return Cohort(
        population=population,
        entry=np.floor(16 * u).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=trial.staffing,
        mentor_shares=trial.mentor_shares,
    )


def first_seats(cohort: Cohort, seats: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Who holds one of the first seats of the jobcentre, by person number."""
    return np.asarray(cohort.population.person % 65536 < seats[cohort.population.jobcentre])


def one_more(jobcentre: int) -> npt.NDArray[np.integer]:
    return SEATS + (np.arange(CENTRES) == jobcentre)


def lives(
    cohort: Cohort,
    rules: Policy,
    values: Mapping[str, float],
    offered: npt.NDArray[np.bool_] | None = None,
    *,
    horizon: int = 80,
) -> dict[int, dict[str, bytes]]:
    """Every week and the final state of each person, by person number, as bytes."""
    simulation = build(cohort, rules, values, SEED, horizon=horizon, offered=offered)
    history = simulation.run_with_history()
    back = np.argsort(simulation.order)
    rows = youth_rows(simulation.world)
    # The bounds and marks of the engine's thinning are no part of a life, but follow from it.
    final = {name: rows[name][back] for name in rows if name not in TABLE_ROWS}
    weekly = {name: getattr(history, name) for name in ("status", "place", "trust", "readiness")}
    return {
        int(person): {name: column[i].tobytes() for name, column in final.items()}
        | {f"weekly {name}": table[:, i].tobytes() for name, table in weekly.items()}
        for i, person in enumerate(cohort.population.person)
    }


def changed(
    ours: Mapping[int, Mapping[str, bytes]], theirs: Mapping[int, Mapping[str, bytes]]
) -> dict[int, list[str]]:
    """By person in both worlds, the names of what differs."""
    found = {}
    for person in ours.keys() & theirs.keys():
        names = [n for n in ours[person] if ours[person][n] != theirs[person][n]]
        if names:
            found[person] = names
    return found
