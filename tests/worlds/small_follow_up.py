"""A small municipality that is followed up: one programme, few draws, made once for many tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.follow_up.programme import Programme, programme_of
from scenarios.follow_up.reading import FollowUp, read_follow_up
from scenarios.follow_up.setting import FollowUpSetting, follow_up_setting
from scenarios.follow_up.worlds import SimulatedCounts, seeded_worlds, simulate_worlds
from scenarios.policy.policies import load_policy
from scenarios.situation.people import people_of
from scenarios.situation.policies import in_situation
from scenarios.situation.situation import Situation

#: Draws of the small posterior.
DRAWS = 12


def situation(**changes: object) -> Situation:
    """Two hundred young people a year and eight mentors, for a year."""
    fields = {"young_people": {"per_year": 200}, "mentors": 8, "first_year": 2026, "years": 1}
    return Situation.model_validate(fields | changes)


def counts(**columns: list[str]) -> pd.DataFrame:
    """A follow-up of two quarters in which fifty came each."""
    return pd.DataFrame({"period": ["2026Q1", "2026Q2"], "came": ["50", "50"]} | columns)


def programme(frame: pd.DataFrame | FollowUp | None = None) -> Programme:
    """The programme of these counts."""
    here = situation()
    named = in_situation([load_policy("78-weeks")], here, 8)[0]
    given = counts() if frame is None else frame
    counted = given if isinstance(given, FollowUp) else read_follow_up(given)
    return programme_of(counted, here, people_of(here, the_trial()), named)


@cache
def posterior() -> Posterior:
    """A few of the draws that ship."""
    shipped = shipped_posterior()
    return replace(shipped, draws=shipped.draws.iloc[:DRAWS].reset_index(drop=True))


@cache
def lives() -> SimulatedCounts:
    """Copies of the programme under each of the draws."""
    return simulate_worlds(programme(), posterior(), seeded_worlds(posterior(), range(DRAWS), 1, 0))


def setting() -> FollowUpSetting:
    """The method with few draws."""
    return follow_up_setting().changed(reason_draws=2, reason_factors=[0.5])
