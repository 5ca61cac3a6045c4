"""Every person's every week, for looking: ensembles count instead (`sim/outcomes/accounts.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.state import Place, Status

#: Places in which somebody has a mentor from the programme.
MENTORED_PLACES = (Place.ACTIVE, Place.TAPERING, Place.AFTERCARE)
#: Stands for "no mentor" among numbers of posts and of holders.
NOBODY = -1


@dataclass(frozen=True)
class History:
    """Weeks since entry by persons in the order of the population; shape (horizon, n) each.

    Attributes:
        status: of the week, `sim.state.Status`.
        place: at the end of the week, `sim.state.Place`.
        trust, readiness: at the end of the week.
        contact: whether the programme's mentor was met in the week.
        minutes: with the programme's mentor in the week.
        post: number of the mentor's post at the end of the week, from 0; `NOBODY` without one.
        holder: number of the post's holder at that time, from 0; `NOBODY` without a post.
    """

    status: npt.NDArray[np.uint8]
    place: npt.NDArray[np.uint8]
    trust: npt.NDArray[np.float32]
    readiness: npt.NDArray[np.float32]
    contact: npt.NDArray[np.bool_]
    minutes: npt.NDArray[np.float32]
    post: npt.NDArray[np.int32]
    holder: npt.NDArray[np.int16]

    @classmethod
    def blank(cls, n: int, horizon: int) -> History:
        """Nothing has happened yet."""
        shape = (horizon, n)
        return cls(
            status=np.full(shape, Status.ABSENT, np.uint8),
            place=np.zeros(shape, np.uint8),
            trust=np.zeros(shape, np.float32),
            readiness=np.zeros(shape, np.float32),
            contact=np.zeros(shape, bool),
            minutes=np.zeros(shape, np.float32),
            post=np.full(shape, NOBODY, np.int32),
            holder=np.full(shape, NOBODY, np.int16),
        )

    def keep(
        self,
        week: npt.NDArray[np.integer],
        person: npt.NDArray[np.integer],
        rows: Mapping[str, npt.NDArray[Any]],
        holders: npt.NDArray[np.integer],
    ) -> None:
        """Keep one calendar week.

        Args:
            week: weeks since entry of each row of the state, shape (n,).
            person: population index of each row, shape (n,).
            rows: the state by name.
            holders: of the posts, shape (posts + 1,); the last stands for "no mentor".
        """
        seen = (week >= 0) & (week < self.status.shape[0])
        at = (week[seen], person[seen])
        for name in ("status", "place", "trust", "readiness"):
            getattr(self, name)[at] = rows[name][seen]
        # Ordinary services have no drawn contact; whole contacts are the programme's.
        met = (rows["contact"][seen] == 1.0) & (rows["mentors"][seen] > 0)
        met &= rows["minutes"][seen] > 0.0
        self.contact[at] = met
        self.minutes[at] = np.where(met, rows["minutes"][seen], 0.0)
        post = rows["post"][seen]
        has_one = post < holders.size - 1
        self.post[at] = np.where(has_one, post, NOBODY)
        self.holder[at] = np.where(has_one, holders[post], NOBODY)

    @property
    def mentored(self) -> npt.NDArray[np.bool_]:
        """Whether each person had a mentor from the programme at the end of each week."""
        return np.isin(self.place, MENTORED_PLACES)

    def level(self, status: Status, members: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """Share of `members` (booleans, shape (n,)) in a status by week, shape (horizon,)."""
        return np.asarray((self.status[:, members] == status).mean(axis=1), float)
