"""Step 5: readiness grows with the minutes given, by trust or without, and fades."""

from __future__ import annotations

from sim.compiled import compiled, inlined
from sim.processes.contact import scale_minutes
from sim.processes.trust import next_trust
from sim.rates import Rates
from sim.state import (
    BLOCK,
    CONTACT,
    CONTACT_WEEKS,
    ENTERED,
    FADE,
    FIRST,
    GAIN_FACTOR,
    MENTORED_WEEKS,
    MINUTES,
    ORDINARY_NOW,
    PACE,
    POST,
    READINESS,
    READINESS_CEILING,
    READINESS_GAIN,
    SCALE,
    TOTAL_MINUTES,
    TRUST,
    WEIGHT,
    Segment,
)

OFFERED = int(Segment.OFFERED)
ORDINARY_SEGMENT = int(Segment.ORDINARY)


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
def set_gain(w, i):
    """The traits of the present mentor act on the readiness gain (none: their factor is 1)."""
    gain = w.rates.readiness_gain * w.post_real[GAIN_FACTOR, w.whole[POST, i]]
    w.real[READINESS_GAIN, i] = min(1.0, gain)


@compiled
def grow_rows(
    trust,
    readiness,
    contact,
    minutes,
    weight,
    pace,
    gain,
    ceiling,
    fade,
    decay,
    mechanism,
    half,
    ordinary_minutes,
):
    """Trust and readiness a week later; a mentee's meeting without minutes is none.

    Args:
        trust: 0 to 1, shape (rows,).
        readiness: 0 to 1, shape (rows,).
        contact: 0 to 1, shape (rows,).
        minutes: given by mentors, shape (rows,).
        weight: weight of support of each, 0 without a mentor, shape (rows,).
        pace: growth of trust a week with contact, shape (rows,).
        gain: share of missing readiness that a full dose brings, shape (rows,).
        ceiling: of readiness, shape (rows,).
        fade: share of readiness that a week takes, shape (rows,).
        decay: share of trust that a week without contact takes.
        mechanism: 1 if trust works, 0 if practical help does.
        half: minutes that have half of the greatest effect.
        ordinary_minutes: minutes of a contact with ordinary services.
    """
    for i in range(trust.size):
        mentored = weight[i] > 0.0
        given = minutes[i] if mentored else ordinary_minutes
        met = 0.0 if mentored and given <= 0.0 else contact[i]
        trust[i] = next_trust(trust[i], met, pace[i], decay)
        strength = dose(met, given, half)
        worth = drive(trust[i], mechanism)
        readiness[i] = next_readiness(readiness[i], strength, worth, gain[i], ceiling[i], fade[i])


@compiled
def drift_rows(
    trust, readiness, contact, pace, gain, ceiling, fade, decay, mechanism, half, minutes
):
    """Trust and readiness a week later in a span without mentees (ordinary services only).

    Args:
        trust: 0 to 1, shape (rows,).
        readiness: 0 to 1, shape (rows,).
        contact: 0 to 1, shape (rows,).
        pace: as of `grow_rows`.
        gain: as of `grow_rows`.
        ceiling: as of `grow_rows`.
        fade: as of `grow_rows`.
        decay: as of `grow_rows`.
        mechanism: as of `grow_rows`.
        half: as of `grow_rows`.
        minutes: of a contact with ordinary services.
    """
    for i in range(trust.size):
        trust[i] = next_trust(trust[i], contact[i], pace[i], decay)
        strength = dose(contact[i], minutes, half)
        worth = drive(trust[i], mechanism)
        readiness[i] = next_readiness(readiness[i], strength, worth, gain[i], ceiling[i], fade[i])


@compiled
def tally(weight, minutes, weeks, contacts, total):
    """What each mentee has received so far.

    Args:
        weight: weight of support of each, 0 without a mentor, shape (rows,).
        minutes: given in the week, shape (rows,).
        weeks: with a mentor so far, shape (rows,).
        contacts: so far, shape (rows,).
        total: minutes so far, shape (rows,).
    """
    for i in range(weight.size):
        weeks[i] += 1 if weight[i] > 0.0 else 0
        contacts[i] += 1 if minutes[i] > 0.0 else 0
        total[i] += minutes[i]


@compiled
def grow(w):
    """Steps 4 and 5. Trust and readiness move."""
    r, n = w.rates, w.spans[OFFERED, ENTERED]
    contact, minutes, weight = w.real[CONTACT], w.real[MINUTES], w.real[WEIGHT]
    trust, readiness, post = w.real[TRUST], w.real[READINESS], w.whole[POST]
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            drift_span(w, a, z)
            continue
        scale_minutes(minutes[a:z], w.post_real[SCALE], post[a:z])
        grow_rows(
            trust[a:z],
            readiness[a:z],
            contact[a:z],
            minutes[a:z],
            weight[a:z],
            w.real[PACE, a:z],
            w.real[READINESS_GAIN, a:z],
            w.real[READINESS_CEILING, a:z],
            w.real[FADE, a:z],
            r.trust_decay,
            r.mechanism,
            r.half_minutes,
            r.ordinary_minutes,
        )
        tally(
            weight[a:z],
            minutes[a:z],
            w.whole[MENTORED_WEEKS, a:z],
            w.whole[CONTACT_WEEKS, a:z],
            w.real[TOTAL_MINUTES, a:z],
        )
    drift_span(w, w.spans[ORDINARY_SEGMENT, FIRST], w.spans[ORDINARY_SEGMENT, ENTERED])


@compiled
def drift_span(w, a, z):
    """Steps 4 and 5 where nobody has a mentor of the programme.

    Args:
        w: the world.
        a: first row of the span.
        z: the row after its last.
    """
    r = w.rates
    drift_rows(
        w.real[TRUST, a:z],
        w.real[READINESS, a:z],
        w.real[ORDINARY_NOW, a:z],
        w.real[PACE, a:z],
        w.real[READINESS_GAIN, a:z],
        w.real[READINESS_CEILING, a:z],
        w.real[FADE, a:z],
        r.trust_decay,
        r.mechanism,
        r.half_minutes,
        r.ordinary_minutes,
    )
