"""The weekly rules: small pure functions of numbers, named as in `docs/model.md`.

The engine calls them from short loops; compiled, they are inlined there. Each can be called from
Python alone, to look at or to plot. Units are per week; trust, readiness, barriers and shares run
from 0 to 1; minutes are minutes.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.compiled import inlined


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


@inlined
def planned_minutes(
    available: float, load: float, places: float, slack_use: float, expected_contact: float
) -> float:
    """Minutes that a mentor plans for one mentee in a week with contact.

    The mentor's direct minutes are divided by the caseload: more mentees, fewer minutes each. Of
    the time freed by empty places a share `slack_use` goes to the mentees who remain. Weeks
    without contact (`expected_contact` of weeks have one) leave their minutes to those with.

    Args:
        available: the mentor's direct minutes in the week.
        load: mentees that the mentor has.
        places: mentees that the mentor could have.
        slack_use: share of the time of empty places that goes to the mentees, 0 to 1.
        expected_contact: share of weeks with contact, above 0.
    """
    share = slack_use * load + (1.0 - slack_use) * max(places, load)
    return available / (share * expected_contact)


@inlined
def claim_by_need(severity: float, ratio: float) -> float:
    """A mentee's claim on time where it goes by need: 1 without barriers, `ratio` with all."""
    return 1.0 + (ratio - 1.0) * severity


@inlined
def claim_by_stage(mentored_weeks: int, first_weeks: int, ratio: float) -> float:
    """A mentee's claim on time where the first weeks have more: `ratio`, later 1.

    Args:
        mentored_weeks: that the mentee has had.
        first_weeks: in which the claim is another.
        ratio: of that claim to the later one.
    """
    return ratio if mentored_weeks < first_weeks else 1.0


@inlined
def contact_probability(trust: float, base: float, by_trust: float) -> float:
    """Probability of contact in a week: outreach, and more with trust; never above 1.

    Args:
        trust: 0 to 1.
        base: probability of contact without trust.
        by_trust: what full trust adds to it.
    """
    return min(1.0, base + by_trust * trust)


@inlined
def meeting_length(u: float, floor: float) -> float:
    """Length of a meeting relative to the planned one: positive, skewed, mean 1 (u uniform)."""
    return floor + (1.0 - floor) * 3.0 * u * u


@inlined
def next_trust(trust: float, contact: float, growth: float, decay: float) -> float:
    """Trust a week later: towards one with contact, decaying without.

    `contact` is 0 or 1 for the programme's mentees; for ordinary services it is the share of
    weeks with contact (their contact is not drawn).

    Args:
        trust: 0 to 1.
        contact: 0 to 1.
        growth: share of the missing trust that a week with contact brings.
        decay: share of trust that a week without contact takes.

    Example:
        >>> round(next_trust(0.5, 1.0, 0.1, 0.02), 3)
        0.55
    """
    return trust + contact * growth * (1.0 - trust) - (1.0 - contact) * decay * trust


@inlined
def dose(contact: float, minutes: float, half_minutes: float) -> float:
    """Weekly effect of the minutes given, from 0 to 1, with falling returns.

    Args:
        contact: 0 or 1, or the expected share of weeks with contact.
        minutes: given in a week with contact.
        half_minutes: minutes that have half of the greatest effect.
    """
    return contact * minutes / (minutes + half_minutes)


@inlined
def drive(trust: float, mechanism: float) -> float:
    """What a dose is worth: trust under the trust mechanism, one under the rival."""
    return mechanism * trust + (1.0 - mechanism)


@inlined
def next_readiness(
    readiness: float, dose: float, drive: float, gain: float, ceiling: float, fade: float
) -> float:
    """Readiness a week later: grows towards its ceiling, fades.

    `gain` is below one, so that readiness never passes its ceiling.

    Args:
        readiness: 0 to 1.
        dose: effect of the week's minutes, 0 to 1.
        drive: what a dose is worth, 0 to 1.
        gain: share of what is missing that a full dose brings.
        ceiling: beyond which readiness does not grow, 0 to 1.
        fade: share of readiness that a week takes.
    """
    room = max(0.0, ceiling - readiness)
    return readiness + gain * dose * drive * room - fade * readiness


@inlined
def fading(rates: Rates, supported: bool, abrupt: bool) -> float:
    """Weekly share of readiness that fades: faster after support, faster still if cut off.

    Args:
        rates: the parameters.
        supported: whether somebody has support.
        abrupt: whether support was cut off.
    """
    if supported:
        return rates.readiness_fade
    after = rates.readiness_fade * rates.fade_after_end
    if abrupt:
        after = after * rates.fade_after_abrupt
    return min(1.0, after)


@inlined
def raised(hazard: float, response: float, readiness: float) -> float:
    """A hazard multiplied by what readiness does: exp(response x readiness).

    Args:
        hazard: weekly, without readiness.
        response: log of the ratio at full readiness.
        readiness: 0 to 1.
    """
    return hazard * math.exp(response * readiness)


@inlined
def probability(hazard: float) -> float:
    """Probability that a cause with a constant hazard fires within the week."""
    return -math.expm1(-hazard)


#: Weeks in ten years, the unit of age in hazards.
TEN_YEARS = 521.775


@inlined
def spell_hazard(start: float, weeks: float, settle: float) -> float:
    """A risk of leaving that falls with the time in a spell: half of it after `settle` weeks.

    Args:
        start: weekly risk in the first week.
        weeks: that the spell has lasted.
        settle: weeks after which the risk is half of what it was.

    Example:
        >>> spell_hazard(0.04, 26.0, 26.0)
        0.02
    """
    return start / (1.0 + weeks / settle)


@inlined
def by_completed(completed: int, preparatory: float, qualifying: float) -> float:
    """The ratio that goes with the highest `sim.state.Education` completed; 1 without one.

    Args:
        completed: the highest `sim.state.Education`.
        preparatory: ratio with a preparatory one.
        qualifying: ratio with a qualifying one.
    """
    if completed == 1:
        return preparatory
    return qualifying if completed == 2 else 1.0


@inlined
def education_ratio(rates: Rates, completed: int, left: int) -> float:
    """By how much an earlier education multiplies the hazard of starting one.

    `completed` is the highest `sim.state.Education`; `left` whether one was left since.

    Args:
        rates: the parameters.
        completed: the highest `sim.state.Education`.
        left: whether one was left since, 0 or 1.
    """
    ratio = by_completed(completed, rates.prepared_education_ratio, rates.qualified_education_ratio)
    return ratio * rates.return_education_ratio if left else ratio


@inlined
def job_ratio(rates: Rates, completed: int, worked: int) -> float:
    """By how much a completed education and earlier work multiply the hazard of a job.

    Args:
        rates: the parameters.
        completed: the highest `sim.state.Education`.
        worked: whether somebody has had a job, 0 or 1.
    """
    ratio = by_completed(completed, rates.prepared_job_ratio, rates.completed_job_ratio)
    return ratio * rates.job_return_ratio if worked else ratio


@inlined
def aged(hazard: float, age: float, weeks: float) -> float:
    """A hazard of a pension some weeks after entry; `age` is its log growth in ten years.

    Args:
        hazard: weekly, at entry.
        age: log growth in ten years.
        weeks: since entry.
    """
    return hazard * math.exp(age * weeks / TEN_YEARS)


# One uniform a week decides about all causes of a change of status. Each cause has a zone of its
# own in (0, 1), so that a change of one hazard leaves the others' luck alone, and in one week at
# most one fires. A zone is far wider than any weekly probability; one that is not is cut there.
EDUCATION_ZONE = (0.0, 0.5)
JOB_ZONE = (0.5, 0.75)
PENSION_ZONE = (0.75, 0.78125)
COURSE_ZONE = (0.78125, 0.8125)
EXIT_ZONE = (0.8125, 1.0)  # fires at its upper end


@inlined
def education_starts(u: float, hazard: float) -> bool:
    """Whether an education starts this week."""
    return u < min(EDUCATION_ZONE[1], probability(hazard))


@inlined
def job_starts(u: float, hazard: float) -> bool:
    """Whether a job starts this week."""
    return JOB_ZONE[0] <= u < min(JOB_ZONE[1], JOB_ZONE[0] + probability(hazard))


@inlined
def pension_starts(u: float, hazard: float) -> bool:
    """Whether a pension starts this week."""
    return PENSION_ZONE[0] <= u < min(PENSION_ZONE[1], PENSION_ZONE[0] + probability(hazard))


@inlined
def course_starts(u: float, hazard: float) -> bool:
    """Whether a resource course starts this week."""
    return COURSE_ZONE[0] <= u < min(COURSE_ZONE[1], COURSE_ZONE[0] + probability(hazard))


@inlined
def status_ends(u: float, hazard: float) -> bool:
    """Whether a status is left for another this week: a job lost, an education left, benefit."""
    return u > max(EXIT_ZONE[0], EXIT_ZONE[1] - probability(hazard))


@inlined
def opts_out(u: float, hazard: float) -> bool:
    """Whether a mentee opts out of the programme this week."""
    return u < min(0.5, probability(hazard))


@inlined
def leaves_programme(u: float, hazard: float) -> bool:
    """Whether a mentee leaves the programme this week without opting out."""
    return u > max(0.5, 1.0 - probability(hazard))


@inlined
def has_moved(u: float, move_away: float, other_leave: float) -> bool:
    """Of those who leave without opting out, whether they have moved (else another reason).

    Args:
        u: a uniform.
        move_away: weekly risk of moving away.
        other_leave: weekly risk of leaving for another reason.
    """
    return 1.0 - u < probability(move_away + other_leave) * move_away / (move_away + other_leave)


@inlined
def leads_on(u: float, first: float, second: float) -> int:
    """What follows the end of a spell: 0 with probability `first`, 1 with `second` of the rest.

    Args:
        u: a uniform.
        first: probability of the first, 0 to 1.
        second: probability of the second among the rest, 0 to 1.
    """
    if u < first:
        return 0
    return 1 if u < first + (1.0 - first) * second else 2


@inlined
def spell_length(u: float, median: float, spread: float) -> int:
    """Weeks that an education or a course lasts if nothing ends it before, at least one.

    Symmetric around the median, from `spread` x median to (2 - spread) x median.

    Args:
        u: a uniform.
        median: weeks.
        spread: the shortest as a share of the median, 0 to 1.
    """
    return max(1, int(median * (spread + 2.0 * (1.0 - spread) * u)))
