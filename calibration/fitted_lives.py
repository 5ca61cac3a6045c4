"""A fingerprint of what a calibration looks at: the trial's own lives under draws of a posterior.

The fingerprint of the model (`calibration.fingerprints.model_fingerprint`) changes with any rule,
that of a queue, say, which nobody in the trial met. This one changes only if the trial itself is
lived otherwise. While it stays, a fit to the trial holds (`calibration.restamp`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.observe import Pair, observe, replicate_trial, simulate_pair
from calibration.targets import targets
from calibration.trial import Trial
from sim.own_rules import OwnEngine
from sim.parameters import parameter_space

#: Draws that are lived, the first of a posterior; twice each, as twins and as a trial of two arms.
DRAWS = 8
#: Seeds of the worlds start here: neither the calibration nor any command has them.
FIRST_SEED = 2**42
#: Columns of whole numbers that are compared, by calendar week and by person.
WEEKLY = ("mentored", "waiting", "started")
#: Rows of the state that are.
WHOLE_NUMBERS = ("status", "contact_weeks")
PERSONAL = ("mentored_weeks", "contact_weeks", "mentors", "mentor_traits", "stand_in", "post")


def lives_fingerprint(
    trial: Trial,
    draws: pd.DataFrame,
    chosen: Mapping[str, str],
    own: OwnEngine | None = None,
) -> str:
    """Hash of the trial's lives, 16 hexadecimal digits.

    Every person's status by week, support and contact enter as whole numbers; the rows of the
    trial's tables, as a fit sees them, to six digits.

    Args:
        trial: the tables.
        draws: as they are stored; the first `DRAWS` are lived.
        chosen: by contradiction, the row that is fitted.
        own: the engine with rules of one's own; None is the project's.
    """
    rows = [row for row in targets(trial, chosen) if row.role != "outside"]
    digest, space = hashlib.sha256(), parameter_space()
    for k, draw in enumerate(draws.iloc[:DRAWS].to_dict("records")):
        values = space.values({str(name): float(value) for name, value in draw.items()})
        for simulate in (simulate_pair, replicate_trial):
            pair = simulate(trial, values, FIRST_SEED + k, own=own)
            digest.update(" ".join(f"{shown:.6g}" for shown in observe(pair, rows)).encode())
            digest.update(_counts(pair))
    return digest.hexdigest()[:16]


def _counts(pair: Pair) -> bytes:
    parts: list[npt.NDArray[Any]] = []
    for run in (pair.treated, pair.control):
        accounts = run.accounts
        parts.append(accounts.people)
        parts.append(accounts.calendar[list(WEEKLY)].to_numpy(np.int64))
        parts.append(accounts.persons[list(PERSONAL)].to_numpy(np.int64))
        parts.append(np.array([accounts.places], np.int64))
        if run.moves is not None:
            # Who is followed for longer than the accounts are kept.
            parts += [run.moves.person, run.moves.week, run.moves.after, run.moves.next_kind]
        for week in sorted(run.seen):
            parts += [run.seen[week][name] for name in WHOLE_NUMBERS if name in run.seen[week]]
    return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)
