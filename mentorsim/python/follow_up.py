"""Is a programme on track? What a municipality counts beside what is expected, from Python."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from mentorsim.present.follow_up.checked import Asked, Checked, checked_as_asked
from mentorsim.python.policies import PolicyLike, load
from mentorsim.request.request import situated
from scenarios.follow_up.reading import read_follow_up
from scenarios.situation.reading import SituationLike


def follow_up(
    counts: str | Path | pd.DataFrame,
    policy: PolicyLike,
    *,
    situation: SituationLike,
    draws: int | None = None,
    seed: int = 1,
    workers: int = 2,
    posterior: Posterior | None = None,
) -> Checked:
    """A programme beside what the model expects of it, as `mentorsim follow-up check`.

    Args:
        counts: path of a follow-up file, or a frame of the same columns (docs/follow-up.md).
        policy: what is offered: a name in the library, a file, or one that was loaded.
        situation: what the jobcentre has, with young people a year, `first_year` and `years`.
        draws: at most, of the posterior; by default as many as the bands take.
        seed, workers: as everywhere.
        posterior: draws of the parameters; by default those that ship with the project.

    Returns:
        The follow-up: `table` with every figure at every look, `off_track`, `reasons`, `explained`.
        `mentorsim.tell` says it in sentences, `mentorsim.plot` draws its control chart.

    Raises:
        InputError: counts, a policy or a situation that cannot be, or that contradict each other.

    Example:
        >>> from mentorsim import follow_up
        >>> counts = pd.DataFrame({"period": ["2026Q1"], "came": ["50"]})
        >>> mine = {"young_people": {"per_year": 200}, "mentors": 8, "years": 1}
        >>> follow_up(counts, "78-weeks", situation=mine)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        sim.errors.InputError: situation.years: ...
    """
    asked = Asked(
        read_follow_up(counts),
        situated(situation, None, None),
        load(policy),
        shipped_posterior() if posterior is None else posterior,
        draws=draws,
        seed=seed,
        workers=workers,
    )
    return checked_as_asked(asked)
