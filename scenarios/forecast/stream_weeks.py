"""Person-weeks of a stream: people come over years, and the account closes on some midway.

A cohort's week since entry can be spread over calendar years by when its people came
(`scenarios.economics.person_weeks`). In a stream those who come late may fare otherwise, since they
meet a queue, and are seen for fewer weeks: so person-weeks are counted by calendar year and week
since entry together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from scenarios.economics.person_weeks import KNOWN, counted_as
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class StreamQuantities:
    """What happened, without prices (`scenarios.economics.person_weeks.Counted`).

    Attributes:
        weeks: person-weeks by status, each of shape (years, draws, weeks since entry).
        years: calendar years, in order.
        mentor_hours: paid hours of the mentors employed, shape (draws, years).
        unused_hours: those of them whose places stand empty, same shape.
        posts_set_up: full-time posts set up, shape (draws, years).
        measures: other measures begun, shape (draws, years).
        draws: numbers of the posterior draws, shape (draws,).
        decisions: those that grant support, shape (draws, years); None where none are needed.
        people: who entered, shape (draws,).

    Raises:
        InputError: shapes or numbers that do not belong together, or people who appear.
    """

    weeks: Mapping[str, Floats]
    years: tuple[int, ...]
    mentor_hours: Floats
    unused_hours: Floats
    posts_set_up: Floats
    measures: Floats
    draws: Ints
    people: Floats = field(init=False)
    from_25: Floats | None = None
    earlier_weeks: Mapping[float, float] | None = None
    decisions: Floats | None = None

    def __post_init__(self) -> None:
        """Check that everything belongs together."""
        if set(self.weeks) - set(KNOWN) or not self.weeks:
            raise InputError(
                Said("scenarios.unknown_status"),
                field="weeks",
                found=", ".join(self.weeks),
                allowed=", ".join(KNOWN),
            )
        n, years = self.draws.size, len(self.years)
        horizon = self.horizon
        shapes: dict[str, tuple[Floats, tuple[int, ...]]] = {
            f"weeks.{name}": (x, (years, n, horizon)) for name, x in self.weeks.items()
        }
        for name in ("mentor_hours", "unused_hours", "posts_set_up", "measures"):
            shapes[name] = (getattr(self, name), (n, years))
        if self.decisions is not None:
            shapes["decisions"] = (self.decisions, (n, years))
        for name, (array, shape) in shapes.items():
            if array.shape != shape:
                raise InputError(
                    Said("scenarios.quantities_that_do_not_belong_together"),
                    field=name,
                    found=array.shape,
                    allowed=str(shape),
                )
            if not np.isfinite(array).all() or (array < 0).any():
                raise InputError(
                    Said("scenarios.impossible_quantity"),
                    field=name,
                    found=float(np.min(array)),
                    allowed=Said("scenarios.0_or_more"),
                )
        total = self.total()
        if (np.diff(total, axis=1) > 1e-6 * total[:, :1]).any():
            raise InputError(
                Said("scenarios.people_appear_after_their_week_of"),
                field="weeks",
                found=Said("scenarios.max_people_in_some_week_since", max=total.max()),
                allowed=Said("scenarios.never_more_than_in_the_week"),
            )
        object.__setattr__(self, "people", total[:, 0])

    @property
    def posts_given_up(self) -> Floats:
        """None are: a programme goes on after the years that are forecast, shape (draws, years)."""
        return np.zeros_like(self.posts_set_up)

    @property
    def horizon(self) -> int:
        """Weeks since entry that are counted."""
        return int(next(iter(self.weeks.values())).shape[-1])

    def total(self) -> Floats:
        """People by draw and week since entry who are seen in that week; shape (draws, weeks)."""
        return np.asarray(sum(x.sum(axis=0) for x in self.weeks.values()))

    def by_year(self, weekly: Floats) -> Floats:
        """Amounts of shape (years, draws, weeks) by calendar year, shape (draws, years)."""
        return np.asarray(weekly.sum(axis=-1).T)

    def priced_as(self, statuses: Sequence[str], other: str) -> StreamQuantities:
        """The same with the person-weeks of some statuses counted as another's.

        Raises:
            InputError: a status that these quantities do not have.
        """
        return replace(self, weeks=counted_as(self.weeks, statuses, other))
