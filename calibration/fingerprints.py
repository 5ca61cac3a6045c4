"""Fingerprints of model, parameters and targets: what a posterior was fitted with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache

import numpy as np

from calibration.target import Target
from calibration.targets import targets
from calibration.trial import Trial, the_trial
from sim.mentors import MentorShares, Staffing
from sim.parameters import ParameterSpace, parameter_space
from sim.population import draw_population
from sim.programme import Capacity, Duration, Ending, Policy, Text
from sim.simulation import Cohort, build
from sim.state import COUNTED_COLUMNS


def short_hash(text: str) -> str:
    """Hash of a text, 16 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprints(
    trial: Trial, chosen: Mapping[str, str], space: ParameterSpace | None = None
) -> dict[str, str]:
    """Fingerprints of model, parameters and targets, 16 hexadecimal digits each.

    Args:
        trial: the tables.
        chosen: by contradiction, the row that is fitted.
        space: the parameters with the priors of a fit; the model's own if None.
    """
    return {
        "model": _model_now(),
        "parameters": (space or parameter_space()).digest(),
        "targets": targets_fingerprint(targets(trial, chosen)),
    }


@cache
def _model_now() -> str:
    return model_fingerprint(parameter_space())


def tables_fingerprint(trial: Trial) -> str:
    """Hash of every row of the trial's tables: people, staffing and mentors are among them."""
    return short_hash(repr(trial.tables))


def study_fingerprint(trial: Trial) -> str:
    """Hash of what a study says besides its tables: design, arms, readings, groups, people."""
    people = [
        (field.name, getattr(trial.population, field.name)) for field in fields(trial.population)
    ]
    return short_hash(
        "\n".join(
            [
                trial.design.model_dump_json(),
                trial.readings.model_dump_json(),
                trial.groups.model_dump_json(),
                *(
                    f"{name}={value.tolist() if isinstance(value, np.ndarray) else value!r}"
                    for name, value in people
                ),
            ]
        )
    )


def targets_fingerprint(rows: Sequence[Target]) -> str:
    """Hash of what is fitted: intervals and errors of the fitted rows, to nine digits."""
    content = [
        (t.id, *(None if v is None else f"{v:.9g}" for v in (t.low, t.high, t.se)))
        for t in rows
        if t.role == "target"
    ]
    return short_hash(json.dumps(content))


def model_fingerprint(space: ParameterSpace) -> str:
    """Hash of some lives: it changes when, and only when, the rules change what happens.

    Only counts of people enter, no real numbers, so that it is the same on every machine.
    """
    trial = the_trial()
    values = space.centres()
    population = draw_population(
        trial.population,
        np.full(len(trial.staffing), 30),
        seed=1,
        share_women=values["share_women"],
        share_never_su=values["share_never_su"],
    )
    cohort = Cohort(
        population=population,
        entry=(population.person % 16).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=tuple(Staffing(s.name, 12.0, 37.0, 12.0, s.deliberate) for s in trial.staffing),
        mentor_shares=MentorShares(0.65, 0.32, 0.71, 0.11, 0.67),
    )
    digest = hashlib.sha256()
    for ending in (Ending(), Ending(taper_weeks=8, aftercare_weeks=12)):
        policy = Policy(
            title=Text(da="-", en="-"),
            description=Text(da="-", en="-"),
            reference="-",
            duration=Duration(weeks=40),
            ending=ending,
            capacity=Capacity(mentors=20),
        )
        world = build(cohort, policy, values, seed=1, horizon=80)
        accounts = world.run()
        # What rules of one's own count besides is not the model's.
        digest.update(accounts.people[:, :COUNTED_COLUMNS].tobytes())
        counts = ["mentored", "started"]
        digest.update(accounts.calendar[counts].to_numpy(np.int64).tobytes())
        digest.update(np.ascontiguousarray(accounts.persons["contact_weeks"]).tobytes())
    return digest.hexdigest()[:16]
