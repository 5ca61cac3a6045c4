"""What one row of each of the trial's tables holds, and where the source contradicts itself.

Rows are frozen and keep where in the report they were read from (`source`) and what was said
beside the number (`reading` or `note`). They are read by `calibration.tables`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from sim.messages import Said

# Cell types. What is `Said` is what an error message says is allowed.
_none_if_empty = BeforeValidator(lambda cell: None if cell == "" else cell)
Key = Annotated[str, StringConstraints(min_length=1), Said("calibration.text_not_empty")]
Number = Annotated[float, Field(allow_inf_nan=False), Said("sim.a_number")]
NotNegative = Annotated[
    float, Field(ge=0, allow_inf_nan=False), Said("calibration.a_number_0_or_more")
]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False), Said("calibration.a_number_above_0")]
Share = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False), Said("calibration.a_share_from_0_to_1")
]
Effect = Annotated[
    float, Field(ge=-1, le=1, allow_inf_nan=False), Said("calibration.from_minus_1_to_1")
]
Count = Annotated[int, Field(ge=0), Said("calibration.a_whole_number_0_or_more")]
Week = Annotated[int, Field(ge=0, le=520), Said("calibration.a_whole_number_of_weeks")]
NumberOrEmpty = Annotated[
    Number | None, _none_if_empty, Said("calibration.or_an_empty_cell", kind=Said("sim.a_number"))
]
ShareOrEmpty = Annotated[
    Share | None,
    _none_if_empty,
    Said("calibration.or_an_empty_cell", kind=Said("calibration.a_share_from_0_to_1")),
]
CountOrEmpty = Annotated[
    Count | None,
    _none_if_empty,
    Said("calibration.or_an_empty_cell", kind=Said("calibration.a_whole_number_0_or_more")),
]
PointsOrEmpty = Annotated[
    Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)] | None,
    _none_if_empty,
    Said("calibration.or_an_empty_cell", kind=Said("calibration.percentage_points")),
]
Size = Annotated[
    str,
    StringConstraints(pattern=r"^([1-9][0-9]{0,8}( jobcentres)?)?$"),
    Said("calibration.a_size"),
]


class Significance(StrEnum):
    """What the report says of an effect against zero."""

    YES = "yes"  # at 95 per cent
    NO = "no"
    AT_TIMES = "at_times"  # at 95 per cent in some of the weeks named
    AT_90 = "at_90"  # at 90 per cent only


class Staffing(StrEnum):
    """How a jobcentre employs its mentors (table 22)."""

    FULL_TIME_ONLY = "full_time_only"
    MOSTLY_FULL_TIME = "mostly_full_time"
    HALF_AND_HALF = "half_and_half"
    MOSTLY_PART_TIME = "mostly_part_time"


class Matching(StrEnum):
    """How a jobcentre pairs youths and mentors (table 23)."""

    RANDOM = "random"
    DELIBERATE = "deliberate"


class Supervision(StrEnum):
    """Who supervises the mentors (table 25)."""

    EXTERNAL = "external"
    EXTERNAL_MOSTLY = "external_mostly"
    INTERNAL = "internal"
    LEADER = "leader"
    NONE = "none"
    NONE_MOSTLY = "none_mostly"


class Fault(NamedTuple):
    """What is wrong between two cells of one row."""

    column: str
    problem: str
    found: object
    allowed: str


class TrialRow(BaseModel):
    """A frozen row of one table; `source` says where in the report it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    KEY: ClassVar[tuple[str, ...]]  # the columns that name a row, once each

    def fault(self) -> Fault | None:
        """What two cells of the row, each allowed alone, contradict; None if nothing."""
        return None


class EffectRow(TrialRow):
    """An effect of mentoring on a weekly level (effects.csv), in percentage points.

    `effect_low_pp` to `effect_high_pp` is how far the curve moves over the weeks named, not a
    confidence interval; both None where no number is printed. `control_level` is a share.
    """

    KEY = ("id",)
    id: Key
    outcome: Key
    subgroup_variable: Key
    subgroup_value: Key
    week_from: Week
    week_to: Week
    effect_low_pp: PointsOrEmpty
    effect_high_pp: PointsOrEmpty
    significant_95: Significance
    control_level: ShareOrEmpty
    size: Size = Field(alias="n_both_arms")
    source: Key
    reading: str

    @property
    def n_both_arms(self) -> int | None:
        """Persons in both arms, None where the report prints no size."""
        return int(self.size) if self.size.isdigit() else None

    @property
    def n_jobcentres(self) -> int | None:
        """Jobcentres, for a row that compares jobcentres and not persons."""
        number, _, unit = self.size.partition(" ")
        return int(number) if unit else None

    def fault(self) -> Fault | None:
        """Weeks and effects run from low to high; an effect has both ends or none."""
        if self.week_from > self.week_to:
            return Fault(
                "week_to",
                Said("calibration.ends_before_it_starts"),
                self.week_to,
                f">= {self.week_from}",
            )
        low, high = self.effect_low_pp, self.effect_high_pp
        if (low is None) != (high is None):
            column = "effect_low_pp" if low is None else "effect_high_pp"
            return Fault(
                column,
                Said("calibration.one_end_of_the_range_is_missing"),
                "",
                Said("calibration.both_ends_or_none"),
            )
        if low is not None and high is not None and low > high:
            return Fault(
                "effect_low_pp",
                Said("calibration.low_end_above_the_high_end"),
                low,
                Said("sim.at_most_low", low=high),
            )
        return None


def _share_fault(unit: str, values: Iterable[tuple[str, float | None]]) -> Fault | None:
    """A value whose unit says that it is a share must lie in [0, 1]."""
    if unit.startswith("share"):
        for column, value in values:
            if value is not None and not 0 <= value <= 1:
                return Fault(
                    column,
                    Said("calibration.outside_its_range"),
                    value,
                    Said("calibration.a_share_from_0_to_1"),
                )
    return None


class BaselineRow(TrialRow):
    """A mean of the participants by arm (baseline.csv), in the row's `unit`."""

    KEY = ("variable",)
    variable: Key
    unit: Key
    control_mean: Number
    treated_mean: Number
    source: Key = "tables 1 and 6"

    def fault(self) -> Fault | None:
        """Shares lie in [0, 1]."""
        cells = [("control_mean", self.control_mean), ("treated_mean", self.treated_mean)]
        return _share_fault(self.unit, cells)


class GradeRow(TrialRow):
    """A mean of the participants by 9th-grade stratum (baseline_by_grade.csv).

    None where the variable has no meaning in the stratum (marks of those without marks).
    """

    KEY = ("variable",)
    variable: Key
    unit: Key
    grade_4_or_above: NumberOrEmpty
    grade_below_4: NumberOrEmpty
    no_grades: NumberOrEmpty
    source: Key = "table 40"

    @property
    def by_stratum(self) -> tuple[float | None, float | None, float | None]:
        """The three means, in the order of `sim.population.Stratum`."""
        return self.grade_4_or_above, self.grade_below_4, self.no_grades

    def fault(self) -> Fault | None:
        """Shares lie in [0, 1]."""
        names = ("grade_4_or_above", "grade_below_4", "no_grades")
        return _share_fault(self.unit, zip(names, self.by_stratum, strict=True))


class JobcentreRow(TrialRow):
    """A jobcentre of the trial (jobcentres.csv): persons by arm and how it mentors.

    `hours_per_mentee_month` in hours; `mentees_per_fte_min` to `_max` is the caseload band per
    full-time mentor (no upper end: None).
    """

    KEY = ("jobcentre",)
    jobcentre: Key
    n_control: Count
    n_treated: Count
    hours_per_mentee_month: Positive
    n_mentors: Count
    staffing: Staffing
    matching: Matching
    mentees_per_fte_min: Count
    mentees_per_fte_max: CountOrEmpty
    supervision: Supervision
    source: Key = "tables 2, 5, 20, 22-25"

    @property
    def n(self) -> int:
        """Persons in both arms."""
        return self.n_control + self.n_treated

    def fault(self) -> Fault | None:
        """The caseload band runs from low to high."""
        high = self.mentees_per_fte_max
        if high is not None and self.mentees_per_fte_min > high:
            found, allowed = self.mentees_per_fte_min, Said("sim.at_most_low", low=high)
            return Fault(
                "mentees_per_fte_min",
                Said("calibration.low_end_above_the_high_end"),
                found,
                allowed,
            )
        return None


class DeliveryRow(TrialRow):
    """What was delivered (delivery.csv), from `low` to `high` in the row's `unit`."""

    KEY = ("quantity",)
    quantity: Key
    unit: Key
    low: NotNegative
    high: NotNegative
    source: Key
    note: str

    def fault(self) -> Fault | None:
        """Shares lie in [0, 1] and ranges run from low to high."""
        if self.low > self.high:
            return Fault(
                "low",
                Said("calibration.low_end_above_the_high_end"),
                self.low,
                Said("sim.at_most_low", low=self.high),
            )
        return _share_fault(self.unit, [("low", self.low), ("high", self.high)])


class MentorRow(TrialRow):
    """A share of the mentors (mentors.csv)."""

    KEY = ("variable", "category")
    variable: Key
    category: Key
    share: Share
    source: Key


class MentorEffectRow(TrialRow):
    """Effect on education by mentor characteristic (mentor_effects.csv), as shares.

    Attributes:
        mentor_characteristic: that some mentors had.
        effects: by week since entry, the effect and its standard error; in the file as columns
            `week_N` and `se_N`.
    """

    KEY = ("mentor_characteristic",)
    mentor_characteristic: Key
    effects: tuple[tuple[int, Effect, Positive], ...]
    source: Key = "table 42"

    @property
    def weeks(self) -> tuple[int, ...]:
        """Weeks since entry in which the effect is printed."""
        return tuple(week for week, _, _ in self.effects)


class ProgressionRow(TrialRow):
    """Effect on a survey answer (progression.csv), on the question's own `scale`."""

    KEY = ("question",)
    question: Key
    domain: Key
    scale: Key
    effect_before: Number
    effect_after_week_26: Number
    cohens_d: Number
    control_mean: Number
    control_sd: Positive
    source: Key = "table 39"


class SurveyRow(TrialRow):
    """Share that gave an answer in week 1, by arm (youth_survey.csv), best answer first."""

    KEY = ("question", "answer")
    question: Key
    answer: Key
    control_share: Share
    treated_share: Share
    source: Key = "tables 43, 45-48"


class StepRow(TrialRow):
    """Share that took a step in the three months before week 1, by arm (steps_week_1.csv).

    `n` answers in both arms.
    """

    KEY = ("question",)
    question: Key
    control_share: Share
    treated_share: Share
    n: Count
    source: Key


class PracticeRow(TrialRow):
    """Share of `n` mentors that gave an answer about what they did (mentor_practice.csv)."""

    KEY = ("question", "answer")
    question: Key
    answer: Key
    share: Share
    n: Count
    source: Key


class Reading(NamedTuple):
    """One of several things the source says of the same effect, in percentage points."""

    id: str
    low_pp: float | None
    high_pp: float | None
    source: str
    words: str


class Contradiction(NamedTuple):
    """Readings of the source that cannot all hold; none of them is dropped."""

    ids: tuple[str, ...]
    words: str
    readings: tuple[Reading, ...]


#: Words by which a row names another that it cannot hold together with.
CONFLICT = re.compile(r"CONFLICT with (\w+)")
_SECOND_RANGE = re.compile(r"(?P<where>.*) says (?P<low>[\d.]+)-(?P<high>[\d.]+): read both")


def find_contradictions(effects: tuple[EffectRow, ...]) -> tuple[Contradiction, ...]:
    """Rows that name another row they conflict with, and rows that give a second range.

    The words are the source's own: "CONFLICT with <id>" and "... says 4-6: read both".
    """
    by_id = {row.id: row for row in effects}
    found: dict[frozenset[str], Contradiction] = {}
    for row in effects:
        conflict = CONFLICT.match(row.reading)
        second = _SECOND_RANGE.match(row.reading)
        own = _reading_of(row)
        ids: tuple[str, ...]
        if conflict and conflict[1] in by_id:
            ids = (row.id, conflict[1])
            readings = (own, _reading_of(by_id[conflict[1]]))
            words = "; ".join(dict.fromkeys(by_id[id_].reading for id_ in ids))
        elif second:
            ids, words = (row.id,), row.reading
            low, high = float(second["low"]), float(second["high"])
            where = second["where"]
            readings = (own, Reading(row.id, low, high, where, row.reading))
        else:
            continue
        found.setdefault(frozenset(ids), Contradiction(ids, words, readings))
    return tuple(found.values())


def _reading_of(row: EffectRow) -> Reading:
    return Reading(row.id, row.effect_low_pp, row.effect_high_pp, row.source, row.reading)
