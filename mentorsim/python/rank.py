"""Policies under one budget, in Python, as the command `mentorsim rank`: hours, or mentors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from mentorsim.present.search.searched import Searched
from mentorsim.python.compare import WEEKS
from mentorsim.python.policies import PoliciesLike, PolicyLike, named_policies
from mentorsim.python.posterior import first_draws
from mentorsim.python.search import Asked, searched_as_asked
from mentorsim.request.request import PopulationLike, Situated, situated
from scenarios.comparison import ranking
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import horizon_to
from scenarios.policy.policies import NamedPolicy
from scenarios.search.wants import WANTS
from scenarios.situation.reading import SituationLike
from sim.errors import InputError
from sim.messages import Said


@overload
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
) -> ranking.Ranking: ...


@overload
def rank(
    *policies: PoliciesLike,
    hours: None = None,
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
) -> Searched: ...


def rank(
    *policies: PoliciesLike,
    hours: float | None = None,
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
) -> ranking.Ranking | Searched:
    """Policies under one budget, as `mentorsim rank`: paid hours in all, or a situation's mentors.

    With `hours` each policy gets the mentors that use them. Without, the mentors or the budget of
    the situation are the same for all, and the policies are judged as `search(among=...)` judges
    them: on worlds of their own, with what more mentors and a million more bring.

    Args:
        policies, against, weeks, draws, seed, workers, population, people, posterior: as in
            `compare`.
        situation: as in `compare`. With hours it has no mentors and no budget: the hours say how
            many there are. Without hours it has one of the two.
        hours: paid mentor hours, over everybody and all weeks.
        outcome: with hours, education, employment, on_benefit, resource_course, pension, completed
            or qualified in the week, or education_weeks, employment_weeks, on_benefit_weeks,
            resource_course_weeks or pension_weeks up to it. Without hours one of
            `scenarios.search.wants.WANTS`, of which more is better.
        week: what they are ranked in; one of the reported weeks with hours, the last by default.

    Returns:
        With hours the ranking: `table` with one row per policy, best first, and the `comparison` of
        the policies with the mentors that the budget pays. Without hours what `search` returns.

    Raises:
        InputError: as `compare`, or hours, outcome or week that cannot be, or neither hours nor
            mentors.

    Example:
        >>> ranked = rank("as-in-trial", hours=40_000, weeks=20, draws=2)
        >>> list(ranked.table["policy"])
        ['as-in-trial']
    """
    named, reference = named_policies(policies, against, posterior)
    here = situated(situation, population, people)
    if hours is None:
        fitted = shipped_posterior() if posterior is None else posterior
        last = last_week(week, weeks)
        return searched_as_asked(
            ranked_in_situation(
                named, reference, here, outcome, last, draws, seed, workers, fitted, field="hours"
            )
        )
    here = here.without_mentors("hours", hours)
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


def last_week(week: int | None, weeks: int | None) -> int | None:
    """The last week that is followed, where policies are ranked in a situation.

    Args:
        week: that they are ranked in.
        weeks: that are followed; only what happens up to `week` counts.

    Raises:
        InputError: the week comes after those that are followed.
    """
    if week is not None and weeks is not None and week > weeks:
        raise InputError(
            Said("scenarios.no_rank_in_this_week"),
            field="--week",
            found=week,
            allowed=Said("sim.low_to_high", low=1, high=weeks),
        )
    return weeks if week is None else week


def ranked_in_situation(
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    here: Situated,
    outcome: str,
    week: int | None,
    draws: int,
    seed: int,
    workers: int,
    posterior: Posterior,
    *,
    field: str,
) -> Asked:
    """Policies within a situation's mentors, as a search among them asks for them.

    Args:
        policies, reference: what is ranked, and what all are set against.
        here: who lives in which situation.
        outcome, week: what counts, up to which week since entry.
        draws, seed, workers: as everywhere.
        posterior: all of it: first try, choice and printed numbers share no draw.
        field: what says the hours, for a message.

    Raises:
        InputError: nobody says within what they are ranked, or an outcome that a search does not
            look for.
    """
    there = here.situation
    if there is None or (there.mentors is None and there.budget is None):
        raise InputError(
            Said("mentorsim.within_what_are_they_ranked"),
            field=field,
            found=Said("sim.nothing"),
            allowed=Said("mentorsim.hours_or_a_situation_with_mentors"),
        )
    if outcome not in WANTS:
        raise InputError(
            Said("mentorsim.not_ranked_in_a_situation"),
            field="--outcome",
            found=outcome,
            allowed=", ".join(WANTS),
        )
    return Asked(
        today=reference,
        here=here,
        want=(outcome,),
        counts={},
        levers=None,
        weeks=week,
        candidates=None,
        draws=draws,
        seed=seed,
        workers=workers,
        posterior=posterior,
        given=policies,
    )
