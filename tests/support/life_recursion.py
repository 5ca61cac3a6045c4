"""The exact distribution of plain lives by week: a recursion over statuses, pasts and spells.

Nobody differs from anybody here, and there is no mentor. A past is what somebody carries from one
status to the next: the highest education completed, whether one was left since, whether there was
a job. In an education, a job or a course the weeks in the spell are followed, too, as the risk of
leaving falls with them and a length is drawn at the start. Nothing of `sim.rules` is used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.state import Education, Status

Floats = npt.NDArray[np.float64]
Values = Mapping[str, float]
#: (completed, left, worked)
Past = tuple[int, int, int]
PASTS: tuple[Past, ...] = tuple(
    (completed, left, worked) for completed in range(3) for left in range(2) for worked in range(2)
)
NEWCOMER: Past = (0, 0, 0)
PREPARATORY, QUALIFYING = int(Education.PREPARATORY), int(Education.QUALIFYING)


def probability(hazard: float) -> float:
    """That a cause fires within the week; causes have zones of their own, so these add up."""
    return -math.expm1(-hazard)


def lengths(median: float, spread: float, most: int) -> Floats:
    """Probability of each whole length up to `most`, shape (most + 1,).

    The length is the whole part of a uniform between spread x median and (2 - spread) x median.
    """
    low, high = spread * median, (2.0 - spread) * median
    edges = np.arange(most + 2, dtype=float)
    if high == low:
        below = (edges > low).astype(float)
    else:
        below = np.clip((edges - low) / (high - low), 0.0, 1.0)
    chance = np.diff(below)
    chance[1] += chance[0]  # at least one week
    chance[0] = 0.0
    return np.asarray(chance)


def ends_now(chance: Floats) -> Floats:
    """Probability that a spell comes to its own end at an age, given that it has not before."""
    left = 1.0 - np.concatenate([[0.0], np.cumsum(chance)[:-1]])
    return np.divide(chance, left, out=np.zeros_like(chance), where=left > 1e-12)


@dataclass(frozen=True)
class Calendar:
    """Multipliers of hazards by week since entry (everybody enters at once)."""

    season: Sequence[float]
    pension: Sequence[float]
    courses: Sequence[float]

    @classmethod
    def even(cls, weeks: int) -> Calendar:
        """The same in all weeks."""
        ones = [1.0] * weeks
        return cls(ones, ones, ones)


class Lives:
    """Masses of people by status, past and age of the spell, week by week.

    Attributes:
        still: mass on benefit, self-supported or on a pension, by status and past.
        spells: mass in a spell by what it is and past, shape (weeks + 1,) by its age in weeks;
            an education is (EDUCATION, kind), others (status, 0).
    """

    def __init__(self, values: Values, weeks: int) -> None:
        """Everybody has just entered."""
        self.values, self.most = values, weeks
        spread = values["education_weeks_spread"]
        self.ends = {
            (Status.EDUCATION, PREPARATORY): ends_now(
                lengths(values["preparatory_weeks"], spread, weeks)
            ),
            (Status.EDUCATION, QUALIFYING): ends_now(
                lengths(values["qualifying_weeks"], spread, weeks)
            ),
            (Status.EMPLOYMENT, 0): np.zeros(weeks + 1),
            (Status.RESOURCE_COURSE, 0): ends_now(
                lengths(values["course_weeks"], values["course_weeks_spread"], weeks)
            ),
        }
        self.still = {
            (status, past): 0.0
            for status in (Status.ON_BENEFIT, Status.SELF_SUPPORTED, Status.PENSION)
            for past in PASTS
        }
        self.still[Status.ON_BENEFIT, NEWCOMER] = 1.0
        self.spells = {(*what, past): np.zeros(weeks + 1) for what in self.ends for past in PASTS}
        self._next = dict(self.still)

    # --- one week -----------------------------------------------------------------------------
    def week(self, season: float, pension: float, courses: float) -> None:
        """Everybody lives one week; hazards are multiplied as said."""
        still, spells = self.still, self.spells
        self.still = dict.fromkeys(still, 0.0)
        self.spells = {key: np.zeros_like(mass) for key, mass in spells.items()}
        for (status, past), mass in still.items():
            if mass > 0.0:
                self._seek(status, past, mass, season, pension, courses)
        for (status, kind, past), mass in spells.items():
            if mass.any():
                self._hold_on(status, kind, past, mass)

    def _seek(
        self, status: Status, past: Past, mass: float, season: float, pension: float, courses: float
    ) -> None:
        v, (completed, left, worked) = self.values, past
        if status is Status.PENSION:
            self.still[status, past] += mass
            return
        study = (1.0, v["prepared_education_ratio"], v["qualified_education_ratio"])[completed]
        work = (1.0, v["prepared_job_ratio"], v["completed_job_ratio"])[completed]
        study *= v["return_education_ratio"] if left else 1.0
        work *= v["job_return_ratio"] if worked else 1.0
        begins = {
            Status.EDUCATION: probability(v["education_start"] * study * season),
            Status.EMPLOYMENT: probability(v["job_start"] * work),
        }
        if status is Status.ON_BENEFIT:
            begins[Status.PENSION] = probability(v["pension_start"] * pension)
            begins[Status.RESOURCE_COURSE] = probability(v["course_start"] * courses)
            begins[Status.SELF_SUPPORTED] = probability(v["self_support_start"])
        else:
            begins[Status.ON_BENEFIT] = probability(v["self_support_end"])
        for to, chance in begins.items():
            self._enter(to, past, mass * chance)
        self.still[status, past] += mass * (1.0 - sum(begins.values()))

    def _hold_on(self, status: Status, kind: int, past: Past, mass: Floats) -> None:
        v, (completed, _, worked) = self.values, past
        age = np.arange(1, self.most + 1)
        was = mass[:-1]
        leave, to_job = np.zeros(age.size), 0.0
        if status is Status.EDUCATION:
            risk = v["education_dropout"] / (1.0 + age / v["education_settle"])
            leave, to_job = -np.expm1(-risk), probability(v["education_to_job"])
        elif status is Status.EMPLOYMENT:
            risk = v["job_loss"] / (1.0 + age / v["job_settle"])
            risk = risk * (v["completed_loss_ratio"] if completed == QUALIFYING else 1.0)
            leave = -np.expm1(-risk)
        stays = was * (1.0 - leave - to_job)
        done = stays * self.ends[status, kind][1:]
        self.spells[status, kind, past][1:] += stays - done
        gone, finished = float((was * leave).sum()), float(done.sum())
        if status is Status.EDUCATION:
            self._enter(Status.ON_BENEFIT, (completed, 1, worked), gone)
            self._enter(Status.EMPLOYMENT, (completed, 1, worked), float(was.sum()) * to_job)
            self._complete(kind, (max(completed, kind), 0, worked), finished)
        else:
            self._enter(Status.ON_BENEFIT, past, gone)
            pension = finished * v["course_to_pension"]
            job = (finished - pension) * v["course_to_job"]
            self._enter(Status.PENSION, past, pension)
            self._enter(Status.EMPLOYMENT, past, job)
            self._enter(Status.ON_BENEFIT, past, finished - pension - job)

    def _complete(self, kind: int, past: Past, mass: float) -> None:
        v = self.values
        on = mass * v["preparatory_progress"] if kind == PREPARATORY else 0.0
        job = (mass - on) * v["preparatory_job" if kind == PREPARATORY else "qualifying_job"]
        self._enter(Status.EDUCATION, past, on)
        self._enter(Status.EMPLOYMENT, past, job)
        self._enter(Status.ON_BENEFIT, past, mass - on - job)

    def _enter(self, status: Status, past: Past, mass: float) -> None:
        completed, left, _ = past
        if status is Status.EDUCATION:
            first = self.values["preparatory_share"] if completed == 0 else 0.0
            self.spells[status, PREPARATORY, past][0] += mass * first
            self.spells[status, QUALIFYING, past][0] += mass * (1.0 - first)
        elif status is Status.EMPLOYMENT:
            self.spells[status, 0, (completed, left, 1)][0] += mass
        elif status is Status.RESOURCE_COURSE:
            self.spells[status, 0, past][0] += mass
        else:
            self.still[status, past] += mass

    # --- what there is now --------------------------------------------------------------------
    def cells(self) -> dict[tuple[int, int, int, int, int], float]:
        """Mass by status, kind of the present education, and past (completed, left, worked)."""
        found = {(int(s), 0, *past): mass for (s, past), mass in self.still.items()}
        for (status, kind, past), mass in self.spells.items():
            found[(int(status), kind, *past)] = float(mass.sum())
        return found

    def counted(self) -> Floats:
        """Shares in the order of the accounts: six statuses, then three milestones; shape (9,)."""
        shares = np.zeros(9)
        for (status, _, completed, left, _), mass in self.cells().items():
            shares[status] += mass
            shares[6] += mass * (completed > 0 or left > 0 or status == Status.EDUCATION)
            shares[7] += mass * (completed > 0)
            shares[8] += mass * (completed == QUALIFYING)
        return shares


def lived(values: Values, weeks: int, calendar: Calendar | None = None) -> tuple[Floats, Lives]:
    """Shares by week since entry and what is counted, shape (weeks, 9); and everybody at the end.

    Status of a week is the one after its transitions; week 0 is the week of entry.
    """
    calendar, lives = calendar or Calendar.even(weeks), Lives(values, weeks)
    shares = np.zeros((weeks, 9))
    for week in range(weeks):
        lives.week(calendar.season[week], calendar.pension[week], calendar.courses[week])
        shares[week] = lives.counted()
    return shares, lives
