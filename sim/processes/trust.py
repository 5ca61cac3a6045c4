"""Step 4: trust grows with contact and decays without."""

from __future__ import annotations

from sim.compiled import inlined


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
