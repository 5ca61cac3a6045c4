"""Drawn populations: of the trial's tables, and a large one."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
from scipy.stats import norm

from calibration.tables import read_trial
from calibration.trial_population import population_tables
from sim.population import Population, PopulationTables, draw_population

SHARES = {"share_women": 0.48, "share_never_su": 0.45}
#: |z| that one standard normal exceeds with chance 1e-8: a hundred of them, 1e-6.
FAR = float(norm.isf(0.5e-8))


@cache
def trial_tables() -> PopulationTables:
    return population_tables(read_trial())


@cache
def a_hundred_thousand() -> Population:
    """About 100,000 youths, drawn once for all tests of a process."""
    tables = trial_tables()
    return draw_population(tables, tables.trial_seats * 39, 20141001, **SHARES)


def same_lives(a: Population, b: Population) -> bool:
    return all(
        np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
        for item in fields(Population)
        for x, y in [(getattr(a, item.name), getattr(b, item.name))]
        if isinstance(x, np.ndarray)
    )
