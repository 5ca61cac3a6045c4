"""Policies under one budget of mentor hours, in Python, as the command `mentorsim rank`."""

from __future__ import annotations

from dataclasses import replace

from calibration.posterior import Posterior
from mentorsim.python.compare import WEEKS
from mentorsim.python.policies import PoliciesLike, PolicyLike, named_policies
from mentorsim.python.posterior import first_draws
from mentorsim.request.request import PopulationLike, situated
from scenarios.comparison import ranking
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import horizon_to
from scenarios.situation.reading import SituationLike


def rank(
    *policies: PoliciesLike,
    hours: float,
    outcome: str = "education_weeks",
    week: int | None = None,
    against: PolicyLike = "no-mentor",
    weeks: int | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
) -> ranking.Ranking:
    """Policies under one budget of paid mentor hours in all, as `mentorsim rank`.

    Args:
        policies, against, weeks, draws, seed, workers, population, people, posterior: as in
            `compare`.
        situation: as in `compare`, without mentors and budget: the hours say how many there are.
        hours: paid mentor hours, over everybody and all weeks.
        outcome: education, employment, on_benefit, resource_course, pension, completed or qualified
            in the week, or education_weeks, employment_weeks, on_benefit_weeks,
            resource_course_weeks or pension_weeks up to it.
        week: what they are ranked in; one of the reported weeks, the last by default.

    Returns:
        The ranking: `table` with one row per policy, best first, and the `comparison` of the
        policies with the mentors that the budget pays.

    Raises:
        InputError: as `compare`, or hours, outcome or week that cannot be.

    Example:
        >>> ranked = rank("as-in-trial", hours=40_000, weeks=20, draws=2)
        >>> list(ranked.table["policy"])
        ['as-in-trial']
    """
    named, reference = named_policies(policies, against, posterior)
    here = situated(situation, population, people).without_mentors("hours", hours)
    horizon = horizon_to(here.weeks(weeks, WEEKS))
    *offered, reference = here.policies([*named, reference])
    found = ranking.rank(
        here.dated,
        offered,
        reference,
        first_draws(posterior, draws),
        EnsembleSetting(horizon, seed, workers),
        hours,
        outcome,
        week,
    )
    return replace(found, comparison=replace(found.comparison, situation=here.told()))
