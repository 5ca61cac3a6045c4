"""Life after a start: what the changes of status of people without a mentor say of it.

Each figure from elsewhere that `calibration/studies/danish_mentor_rct/readings.yaml` names under
`life_after` is worked out here by its own definition from the moves of the controls' world, which
is lived on for eight years for that purpose. Weeks are counted from the move that a definition
names; who is not followed for long enough after it does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.reference import weeks_per_year
from sim.state import MOVES, Education, Status

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: Weeks since entry that the controls' world is lived for.
HORIZON = 430
#: Weeks since entry within which a start counts.
STARTS = 104
#: Weeks over which the starts that completion is counted of are spread evenly (2014-19).
WINDOW = 312
#: Four months, a quarter and a year, in weeks.
FOUR_MONTHS, QUARTER = 17, 13
#: Years after entry of the long-run figures.
TWO_YEARS, EIGHT_YEARS = 2, 8

_COLUMN = {name: k for k, name in enumerate(MOVES)}


@dataclass(frozen=True)
class Moves:
    """The changes of status of a world's people, in the order of person and week.

    Attributes:
        person: index in the population, shape (moves,).
        week: weeks since entry, same shape; so `before`, `after` (`Status`), `kind` and
            `next_kind` (`Education` that ended and that began) and `completed`.
        horizon: weeks since entry that everybody is followed for.
        people: who entered, on benefit; those who never moved are among them.
    """

    person: Ints
    week: Ints
    before: Ints
    after: Ints
    kind: Ints
    completed: Mask
    next_kind: Ints
    horizon: int
    people: int
    _statuses: dict[int, Ints] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, moves: npt.NDArray[np.int32], entry: npt.NDArray[np.int32], horizon: int) -> Moves:
        """From `sim.simulation.Simulation.moves` and the calendar week of entry, shape (n,).

        Args:
            moves: one row per move, with the columns of `sim.simulation.Simulation.moves`.
            entry: calendar week of entry of each person, shape (n,).
            horizon: weeks since entry that count; later moves are left out.
        """
        columns = {name: moves[:, k].astype(np.int64) for name, k in _COLUMN.items()}
        person = columns["row"]
        week = columns["week"] - entry[person]
        # One move a week at most: person and week name it.
        order = np.argsort(person * (int(week.max(initial=0)) + 1) + week)
        order = order[week[order] < horizon]
        return cls(
            person=person[order],
            week=week[order],
            before=columns["before"][order],
            after=columns["after"][order],
            kind=columns["kind"][order],
            completed=columns["completed"][order] == 1,
            next_kind=columns["next_kind"][order],
            horizon=horizon,
            people=len(entry),
        )

    def level(self, status: int, week: int) -> float:
        """Share of all in a status, other than the benefit they enter on, in a week since entry."""
        until = self.week <= week
        came = np.count_nonzero(until & (self.after == status))
        went = np.count_nonzero(until & (self.before == status))
        return (came - went) / self.people

    def status(self, week: int) -> Ints:
        """Everybody's status in a week since entry, shape (people,)."""
        if week not in self._statuses:
            until, status = self.week <= week, np.full(self.people, int(Status.ON_BENEFIT))
            # Moves are in order of weeks: of a person's the last one stays.
            status[self.person[until]] = self.after[until]
            self._statuses[week] = status
        return self._statuses[week]

    def status_after(self, at: Ints, weeks: int) -> Ints:
        """Status so many weeks after each of the moves at positions `at`, shape (len(at),)."""
        key = self.person * self.horizon + self.week
        wanted = self.person[at] * self.horizon + self.week[at] + weeks
        return np.asarray(self.after[np.searchsorted(key, wanted, side="right") - 1])

    def weeks_to_next(self, at: Ints) -> npt.NDArray[np.float64]:
        """Weeks from each of the moves to the person's next, infinite where none is seen."""
        following = np.minimum(at + 1, len(self.person) - 1)
        same = (following > at) & (self.person[following] == self.person[at])
        return np.where(same, self.week[following] - self.week[at], np.inf)

    def followed(self, chosen: Mask, weeks: int) -> Ints:
        """Positions of the chosen moves after which people are seen for so many weeks."""
        return np.flatnonzero(chosen & (self.week + weeks < self.horizon))


def _share(holds: Mask) -> float:
    """Share of those in which it holds; NaN where there is nobody."""
    return float(holds.mean()) if holds.size else float("nan")


def _year() -> int:
    return round(weeks_per_year())


def retention(moves: Moves) -> float:
    """Share of those who leave benefit for an education who are in one a year later."""
    starts = (moves.before == Status.ON_BENEFIT) & (moves.after == Status.EDUCATION)
    at = moves.followed(starts & (moves.week <= STARTS), _year())
    return _share(moves.status_after(at, _year()) == Status.EDUCATION)


def completion(moves: Moves) -> float:
    """Share of starters of a qualifying education who have completed one when the window closes.

    Starts are spread evenly over the window, so that each is seen for a uniform time of up to the
    whole of it: of a start that is completed after d weeks that is a share 1 - d / window.
    """
    starts = (moves.before != Status.EDUCATION) & (moves.next_kind == Education.QUALIFYING)
    at = moves.followed(starts & (moves.week <= STARTS), WINDOW)
    done = np.flatnonzero((moves.kind == Education.QUALIFYING) & moves.completed)
    if not at.size:
        return float("nan")
    key = moves.person * moves.horizon + moves.week
    place = np.searchsorted(key[done], key[at], side="right")
    ends = np.append(done, -1)[place]
    same = (ends >= 0) & (moves.person[ends] == moves.person[at])
    taken = np.where(same, moves.week[ends] - moves.week[at], WINDOW)
    return float(np.maximum(0.0, 1.0 - taken / WINDOW).mean())


def _after_preparatory(moves: Moves, *, completed: bool) -> float:
    ended = (moves.kind == Education.PREPARATORY) & (moves.completed == completed)
    at = moves.followed(ended, FOUR_MONTHS)
    there = moves.status_after(at, FOUR_MONTHS)
    return _share((there == Status.EDUCATION) | (there == Status.EMPLOYMENT))


def preparatory_share_of_weeks(moves: Moves, weeks: int) -> float:
    """Share of the person-weeks in education that are of a preparatory one.

    Args:
        moves: of a world whose people enter without being in an education.
        weeks: since entry that count, at most those that people are followed for.
    """
    began = np.flatnonzero(moves.next_kind > 0)
    week = moves.week[began]
    until = np.minimum(week + moves.weeks_to_next(began), weeks)
    lasted = np.maximum(0.0, until - week)
    preparatory = moves.next_kind[began] == Education.PREPARATORY
    total = float(lasted.sum())
    return float(lasted[preparatory].sum()) / total if total else float("nan")


def employed_after_qualifying(moves: Moves) -> float:
    """Share employed a year after a qualifying education was completed."""
    at = moves.followed((moves.kind == Education.QUALIFYING) & moves.completed, _year())
    return _share(moves.status_after(at, _year()) == Status.EMPLOYMENT)


def _job_kept(moves: Moves, weeks: int) -> float:
    starts = (moves.before == Status.ON_BENEFIT) & (moves.after == Status.EMPLOYMENT)
    at = moves.followed(starts & (moves.week <= STARTS), weeks)
    return _share(moves.weeks_to_next(at) > weeks)


def _level(moves: Moves, years: int, *statuses: Status) -> float:
    week = round(years * weeks_per_year())
    return sum(moves.level(status, week) for status in statuses)


#: By row of `readings.yaml`, what it is in a world.
DEFINITIONS: Mapping[str, Callable[[Moves], float]] = {
    "education_retention": retention,
    "completion_of_starters": completion,
    "preparatory_completers": lambda m: _after_preparatory(m, completed=True),
    "preparatory_dropouts": lambda m: _after_preparatory(m, completed=False),
    "employed_after_qualifying": employed_after_qualifying,
    "job_kept_a_quarter": lambda m: _job_kept(m, QUARTER),
    "job_kept_a_year": lambda m: _job_kept(m, _year()),
    "other_benefits_after_two_years": lambda m: _level(
        m, TWO_YEARS, Status.PENSION, Status.RESOURCE_COURSE
    ),
    "self_supported_after_two_years": lambda m: _level(m, TWO_YEARS, Status.SELF_SUPPORTED),
    "employed_after_eight_years": lambda m: _level(m, EIGHT_YEARS, Status.EMPLOYMENT),
    "pension_after_eight_years": lambda m: _level(
        m, EIGHT_YEARS, Status.PENSION, Status.RESOURCE_COURSE
    ),
}
