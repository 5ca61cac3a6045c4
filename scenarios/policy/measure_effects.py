"""What other measures do to barriers, which nobody knows: drawn with the parameters, and listed.

No data speak to it, so it is no parameter of the calibration: a value from the measure's stated
range goes with each posterior draw. It is addressed by the measure's name and the number of the
draw: more draws, another policy or another measure leave it as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scenarios.policy.policies import NamedPolicy
from sim.programme import Measure, MeasureEffect, Policy


@dataclass(frozen=True)
class Assumption:
    """The effect of a measure that a result leans on.

    Attributes:
        policy: whose measure it is.
        measure: what it is, when, and how far it is assumed to lift barriers.
    """

    policy: str
    measure: Measure

    def as_dict(self) -> dict[str, object]:
        """As plain values: shares by which barriers fall, which of them is used, and the source."""
        relief = self.measure.relief
        return {
            "policy": self.policy,
            "measure": self.measure.name.model_dump(),
            "low": relief.low,
            "central": relief.central,
            "high": relief.high,
            "level": self.measure.level,
            "source": relief.source
            if isinstance(relief.source, str)
            else relief.source.model_dump(),
        }


def assumed(policies: Sequence[NamedPolicy]) -> tuple[Assumption, ...]:
    """The effects that results of these policies lean on."""
    return tuple(Assumption(p.name, measure) for p in policies for measure in p.policy.measures)


def at_draw(policy: Policy, draw: int) -> Policy:
    """The policy as it is lived under a posterior draw: what is drawn has one value.

    Args:
        policy: as it was written.
        draw: number of the posterior draw, from 0.
    """
    return _with(policy, lambda measure: measure_effect_at(measure, draw))


def at_shares(policy: Policy, shares: Mapping[str, float]) -> Policy:
    """The policy with what is drawn at some values.

    Args:
        policy: as it was written.
        shares: by which barriers fall, by the English name of a measure; others stay as they are.
    """
    return _with(policy, lambda measure: shares.get(measure.name.en))


def _with(policy: Policy, share: Callable[[Measure], float | None]) -> Policy:
    """The policy with what is drawn at a value of each measure; None leaves it as it is."""
    found = [share(m) if m.level == "drawn" else None for m in policy.measures]
    if all(x is None for x in found):
        return policy
    lived = [
        m if x is None else _with_effect(m, x) for m, x in zip(policy.measures, found, strict=True)
    ]
    return policy.model_copy(update={"measures": lived})


def drawn_of(policies: Iterable[Policy]) -> tuple[Measure, ...]:
    """The measures of policies whose effect is drawn, each once, by English name."""
    found: dict[str, Measure] = {}
    for policy in policies:
        for measure in policy.measures:
            if measure.level == "drawn":
                found.setdefault(measure.name.en, measure)
    return tuple(found.values())


def _with_effect(measure: Measure, share: float) -> Measure:
    relief = MeasureEffect(low=share, central=share, high=share, source=measure.relief.source)
    return measure.model_copy(update={"relief": relief, "level": "central"})


def measure_effect_at(measure: Measure, draw: int) -> float:
    """Share by which a measure lifts barriers under a draw: from the triangle over its range."""
    import numpy as np  # late: measures are read where nothing is drawn

    from scenarios.economics.triangle import triangle

    relief = measure.relief
    address = hashlib.sha256(f"measures/{measure.name.en}".encode()).digest()[:16]
    stream = np.random.Generator(np.random.Philox(key=int.from_bytes(address, "big")))
    u = stream.random(draw + 1)[draw:]
    return float(triangle(u, relief.low, relief.central, relief.high)[0])
