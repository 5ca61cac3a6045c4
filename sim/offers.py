"""What a policy gives each person and each jobcentre, before anything happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.cohort import Cohort
from sim.conditions import Condition, attribute_values, condition_mask
from sim.errors import InputError
from sim.mentors import Corps, MentorShares, build_corps
from sim.messages import Said
from sim.policy_support import AS_IN_TRIAL
from sim.population import KEPT_PEOPLE, Population
from sim.programme import Policy
from sim.reference import full_time_hours, reference
from sim.state import Place
from sim.streams import Purpose, uniforms

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Offers that are kept with a cohort, and the most people of such a cohort.
KEPT_OFFERS = 8


def all_hold(population: Population, conditions: Sequence[Condition], field: str) -> Mask:
    """Who meets every condition, shape (n,); nobody where there is none.

    Args:
        population: the people.
        conditions: on them.
        field: that holds the conditions, for the message.

    Raises:
        InputError: a condition names a group that does not exist.
    """
    holds = np.full(population.n, bool(conditions))
    for condition in conditions:
        holds &= condition_mask(population, condition, field=field)
    return holds


def scores(population: Population, policy: Policy) -> Floats:
    """Points in the queue, shape (n,); zeros where the policy has no score.

    Raises:
        InputError: the expected gain is asked for and has not been worked out.
    """
    points = np.zeros(population.n)
    if isinstance(policy.targeting.score, str):
        raise InputError(
            Said("sim.this_score_is_worked_out_from"),
            field="targeting.score",
            found=policy.targeting.score,
            allowed=Said("sim.a_sum_of_weighted_parts_scenarios"),
        )
    for term in policy.targeting.score:
        if term.attribute is None:
            assert term.who is not None  # the language asks for one of the two
            worth = condition_mask(population, term.who, field="targeting.score").astype(float)
        else:
            worth = attribute_values(population, term.attribute)
        if term.missing is not None:
            worth = np.where(np.isnan(worth), term.missing, worth)
        points += term.weight * worth
    return points


def caps(population: Population, policy: Policy) -> npt.NDArray[np.int32]:
    """Most weeks of support of each person, shape (n,).

    Raises:
        InputError: an exception names a group that does not exist.
    """
    weeks = np.full(population.n, policy.duration.weeks, np.int32)
    for exception in policy.duration.exceptions:
        where = condition_mask(population, exception.group, field="duration.exceptions.group")
        weeks[where] = exception.weeks
    return weeks


def offers(
    cohort: Cohort, policy: Policy, offered: Mask | None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]:
    """What the policy gives each person; unsorted, each of shape (n,).

    Args:
        cohort: the people.
        policy: that is offered.
        offered: to whom, shape (n,); None is to everybody.

    Returns:
        Who is eligible (0 or 1), the cap in weeks, the priority (0 goes first) and the points.
    """
    population = cohort.population
    eligible = all_hold(population, policy.targeting.eligible, "targeting.eligible")
    if offered is not None:
        eligible &= offered
    tier = np.full(population.n, len(policy.targeting.first), np.int32)
    for rank in reversed(range(len(policy.targeting.first))):
        condition = policy.targeting.first[rank]
        tier[condition_mask(population, condition, field="targeting.first")] = rank
    return eligible.astype(np.uint8), caps(population, policy), tier, scores(population, policy)


@dataclass(frozen=True, eq=False)
class Offer:
    """What a policy gives some people, whatever the parameters; unsorted, each of shape (n,).

    Attributes:
        eligible: 0 or 1.
        caps: most weeks of support.
        tier: priority, 0 goes first.
        score: points in the queue.
        corps: the mentors' posts.
    """

    eligible: npt.NDArray[np.uint8]
    caps: npt.NDArray[np.int32]
    tier: npt.NDArray[np.int32]
    score: Floats
    corps: Corps


def offer_of(cohort: Cohort, policy: Policy, offered: Mask | None = None) -> Offer:
    """What a policy gives the people of a cohort; kept with the cohort, as policies do not change.

    Args:
        cohort: the people.
        policy: that is offered.
        offered: to whom, shape (n,); None is to everybody.
    """
    kept = cohort.offers
    if offered is None and id(policy) in kept and kept[id(policy)][0] is policy:
        found: Offer = kept[id(policy)][1]
        return found
    eligible, caps, tier, score = offers(cohort, policy, offered)
    posts = corps(cohort, policy, demand(cohort, policy, eligible.astype(bool), caps))
    offer = Offer(eligible, caps, tier, score, posts)
    if offered is None and cohort.population.n <= KEPT_PEOPLE:
        while len(kept) >= KEPT_OFFERS:
            kept.pop(next(iter(kept), id(policy)), None)
        kept[id(policy)] = policy, offer
    return offer


def enrolment(
    cohort: Cohort, values: Mapping[str, float], seed: int
) -> dict[str, npt.NDArray[np.generic]]:
    """Luck with an offer, whatever the policy; unsorted, each of shape (n,).

    Args:
        cohort: the people and their weeks of entry.
        values: the parameters by name.
        seed: of the world.

    Returns:
        `tie`, the chance that orders the queue; `match_draw`, that chooses the mentor;
        `match_week`, the first calendar week in which a mentor can be met; `uptake`, whether an
        offer is accepted, and `refusal`, the place of those who do not.
    """
    u = uniforms(seed, cohort.population.person, 0, Purpose.ENROLMENT)
    # Weeks to the first meeting: geometric, cut at the weeks within which it is to happen.
    hazard = min(values["matching_hazard"], 1.0 - 1e-12)
    delay = np.minimum(_match_within(), np.floor(np.log(u[1]) / np.log1p(-hazard)))
    # Those who never take up the offer count among the leavers, in the leavers' proportions.
    reasons = np.array([values["opt_out"], values["move_away"], values["other_leave"]])
    if reasons.sum() == 0.0:
        reasons = np.ones(3)  # nobody leaves: who declines has no leavers to be counted among
    cuts = np.cumsum(reasons / reasons.sum())[:2]
    scaled = np.clip((u[0] - values["uptake"]) / max(1e-12, 1.0 - values["uptake"]), 0.0, 1.0)
    places = np.array([Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE], np.uint8)
    return {
        "tie": u[3],
        "match_draw": u[2],
        "match_week": (cohort.entry + delay.astype(np.int32)).astype(np.int32),
        "uptake": (u[0] < values["uptake"]).astype(np.uint8),
        "refusal": places[np.searchsorted(cuts, scaled, side="right")],
    }


def _match_within() -> int:
    return int(reference().intake["match_within_weeks"].value)


def demand(
    cohort: Cohort, policy: Policy, eligible: Mask, cap_weeks: npt.NDArray[np.integer]
) -> npt.NDArray[np.int64]:
    """Young people to be mentored at a time in each jobcentre, shape (jobcentres,).

    For a cohort all the eligible; for a stream the most who would be supported at once if
    everybody had a place as soon as they came and used all their weeks.

    Args:
        cohort: the people, their weeks of entry and their jobcentres.
        policy: that is offered.
        eligible: who may have a mentor, shape (n,).
        cap_weeks: most weeks of support of each, shape (n,).
    """
    centres, population = len(cohort.staffing), cohort.population
    if policy.intake is None or policy.intake.kind == "cohort":
        return np.bincount(population.jobcentre[eligible], minlength=centres)
    ending, foothold = policy.ending, policy.duration.until.foothold_weeks
    # As in the trial, weeks after a start are within the cap.
    aftercare = 0 if ending.aftercare_weeks == AS_IN_TRIAL else ending.aftercare_weeks
    after = ending.taper_weeks + max(aftercare, foothold) + _match_within()
    most = np.zeros(centres, np.int64)
    for j in range(centres):
        here = eligible & (population.jobcentre == j)
        entry = cohort.entry[here].astype(np.int64)
        leave = entry + cap_weeks[here] + after
        change = np.zeros(int(leave.max(initial=0)) + 1, np.int64)
        np.add.at(change, entry, 1)
        np.add.at(change, leave, -1)
        most[j] = np.cumsum(change).max(initial=0)
    return most


def corps_shares(shares: MentorShares, policy: Policy, *, file: object = None) -> MentorShares:
    """Traits that mentors are drawn from under a policy.

    Args:
        shares: of mentors with each trait, as they are.
        policy: that may say otherwise.
        file: that holds the policy, for the message.

    Raises:
        InputError: medium-length and long educations together are more than all mentors.
    """
    given = policy.corps.shares
    chosen = replace(shares, **given)
    educated = chosen.medium_education + chosen.long_education
    if given and educated > 1.0:
        medium, long = chosen.medium_education, chosen.long_education
        raise InputError(
            Said("sim.more_educated_mentors_than_mentors"),
            file=file,
            field=f"corps.{next(reversed(given))}",
            found=Said("sim.medium_and_long_education", medium=medium, long=long),
            allowed=Said("sim.together_at_most_1_as_in"),
        )
    return chosen


def corps(cohort: Cohort, policy: Policy, to_mentor: npt.NDArray[np.int64]) -> Corps:
    """The mentors' posts under a policy, for so many young people per jobcentre.

    Args:
        cohort: with the jobcentres' staff as it is.
        policy: that may say how many mentors there are.
        to_mentor: young people to be mentored at a time, shape (jobcentres,).
    """
    capacity = policy.capacity
    mentors = None if capacity.mentors == "enough" else capacity.mentors
    if capacity.hours is not None:
        mentors = capacity.hours / full_time_hours()
    return build_corps(
        cohort.staffing,
        corps_shares(cohort.mentor_shares, policy),
        to_mentor,
        caseload=None if capacity.caseload == "as_in_trial" else capacity.caseload,
        full_time_equivalents=mentors,
        spread=capacity.following == "caseload",
        deliberate=None if policy.matching == "as_in_trial" else policy.matching == "deliberate",
    )


def levers(policy: Policy, values: Mapping[str, float]) -> dict[str, float]:
    """The parameters as a policy changes them: turnover, and the direct share if it is set."""
    changed = {**values, "mentor_leaves": values["mentor_leaves"] * policy.corps.turnover}
    if policy.capacity.direct_share is not None:
        changed["direct_share"] = float(policy.capacity.direct_share)
    return changed
