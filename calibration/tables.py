"""The trial's printed tables, read into typed rows.

Source of every row: *Evaluering af mentorindsats til unge uden uddannelse og job* (Rambøll for
STAR, October 2014), transcribed in `calibration/studies/danish_mentor_rct/tables/`; see the README
there. Nothing is derived here: no standard errors, no pooling of arms.

How a file becomes typed rows, and what is refused: `calibration.table_file`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import create_model

from calibration.table_file import RowT, read_cells, read_rows
from calibration.trial_rows import (
    CONFLICT,
    BaselineRow,
    Contradiction,
    DeliveryRow,
    Effect,
    EffectRow,
    GradeRow,
    JobcentreRow,
    Key,
    MentorEffectRow,
    MentorRow,
    Positive,
    PracticeRow,
    ProgressionRow,
    StepRow,
    SurveyRow,
    TrialRow,
    find_contradictions,
)
from sim.errors import InputError
from sim.messages import Said

#: Where the package keeps the trial's tables.
DEFAULT_FOLDER = Path(__file__).parent / "studies" / "danish_mentor_rct" / "tables"
#: Columns of mentor_effects.csv with an effect, by week since entry.
WEEK_COLUMN = re.compile(r"week_[0-9]{1,3}")
#: Tables that a study may be without: then it has no such rows, or nothing is checked by them.
OPTIONAL = (
    "baseline.csv",
    "mentor_effects.csv",
    "mentor_practice.csv",
    "progression.csv",
    "steps_week_1.csv",
)


@dataclass(frozen=True)
class TrialTables:
    """All tables of the trial, rows in the order printed."""

    effects: tuple[EffectRow, ...]
    baseline: tuple[BaselineRow, ...]
    baseline_by_grade: tuple[GradeRow, ...]
    jobcentres: tuple[JobcentreRow, ...]
    delivery: tuple[DeliveryRow, ...]
    mentors: tuple[MentorRow, ...]
    mentor_effects: tuple[MentorEffectRow, ...]
    progression: tuple[ProgressionRow, ...]
    youth_survey: tuple[SurveyRow, ...]
    steps: tuple[StepRow, ...]
    mentor_practice: tuple[PracticeRow, ...]

    @property
    def mentor_weeks(self) -> tuple[int, ...]:
        """Weeks in which the effect by mentor characteristic is printed."""
        return tuple(dict.fromkeys(week for row in self.mentor_effects for week in row.weeks))

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Where the source contradicts itself, found from the words of the rows."""
        return find_contradictions(self.effects)


def read_effects(path: Path | None = None) -> tuple[EffectRow, ...]:
    """effects.csv. Raises InputError, also for a CONFLICT with a row that is not there."""
    path = path or DEFAULT_FOLDER / "effects.csv"
    rows = read_rows(path, EffectRow)
    ids = [row.id for row in rows]
    for number, row in enumerate(rows, start=2):
        conflict = CONFLICT.match(row.reading)
        if conflict and conflict[1] not in ids:
            raise InputError(
                Said("calibration.contradicts_a_row_that_is_not"),
                file=path,
                field=Said("calibration.row_number_reading", number=number),
                found=conflict[1],
                allowed=Said("calibration.the_id_of_a_row"),
            )
    return rows


def read_baseline(path: Path | None = None) -> tuple[BaselineRow, ...]:
    """baseline.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "baseline.csv", BaselineRow)


def read_baseline_by_grade(
    path: Path | None = None, strata: Mapping[str, str] | None = None
) -> tuple[GradeRow, ...]:
    """baseline_by_grade.csv.

    Args:
        path: of the file.
        strata: by stratum, its column; None is as the strata are named in `GradeRow`.

    Raises:
        InputError: as for every table.
    """
    return read_rows(path or DEFAULT_FOLDER / "baseline_by_grade.csv", GradeRow, strata)


def read_jobcentres(path: Path | None = None) -> tuple[JobcentreRow, ...]:
    """jobcentres.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "jobcentres.csv", JobcentreRow)


def read_delivery(path: Path | None = None) -> tuple[DeliveryRow, ...]:
    """delivery.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "delivery.csv", DeliveryRow)


def read_mentors(path: Path | None = None) -> tuple[MentorRow, ...]:
    """mentors.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "mentors.csv", MentorRow)


def read_mentor_effects(path: Path | None = None) -> tuple[MentorEffectRow, ...]:
    """mentor_effects.csv, whatever weeks it prints. Raises InputError."""
    path = path or DEFAULT_FOLDER / "mentor_effects.csv"
    header = read_cells(path)[0]
    weeks = [int(name[5:]) for name in header if WEEK_COLUMN.fullmatch(name)]
    if not weeks:
        raise InputError(
            Said("calibration.a_column_is_missing"),
            file=path,
            field=Said("calibration.row_1"),
            found=", ".join(header),
            allowed=Said("calibration.weeks_of_mentor_effects"),
        )
    columns: dict[str, Any] = {}
    for week in weeks:
        columns |= {f"week_{week}": (Effect, ...), f"se_{week}": (Positive, ...)}
    # The columns of the file become one row type, which checks every cell under its own name.
    printed = create_model("MentorColumns", __base__=_MentorColumns, **columns)
    return tuple(
        MentorEffectRow(
            mentor_characteristic=row.mentor_characteristic,
            effects=tuple(
                (week, getattr(row, f"week_{week}"), getattr(row, f"se_{week}")) for week in weeks
            ),
        )
        for row in read_rows(path, printed)
    )


class _MentorColumns(TrialRow):
    KEY = ("mentor_characteristic",)
    mentor_characteristic: Key


def read_progression(path: Path | None = None) -> tuple[ProgressionRow, ...]:
    """progression.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "progression.csv", ProgressionRow)


def read_youth_survey(path: Path | None = None) -> tuple[SurveyRow, ...]:
    """youth_survey.csv. Raises InputError, also when a question's answers do not sum to one."""
    path = path or DEFAULT_FOLDER / "youth_survey.csv"
    rows = read_rows(path, SurveyRow)
    for question in dict.fromkeys(row.question for row in rows):
        answers = [row for row in rows if row.question == question]
        for column in ("control_share", "treated_share"):
            total = sum(getattr(row, column) for row in answers)
            # Each share is printed to 0.001: rounding moves the sum by half a unit per answer.
            slack = 0.0005 * len(answers) + 1e-9
            if abs(total - 1) > slack:
                number = 2 + rows.index(answers[0])
                raise InputError(
                    Said("calibration.the_answers_to_question_do_not", question=question),
                    file=path,
                    field=Said(
                        "calibration.rows_number_to_number2_column",
                        number=number,
                        number2=number + len(answers) - 1,
                        column=column,
                    ),
                    found=f"{total:.4f}",
                    allowed=Said("calibration.slack_to_slack2", slack=1 - slack, slack2=1 + slack),
                )
    return rows


def read_steps(path: Path | None = None) -> tuple[StepRow, ...]:
    """steps_week_1.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "steps_week_1.csv", StepRow)


def read_mentor_practice(path: Path | None = None) -> tuple[PracticeRow, ...]:
    """mentor_practice.csv. Raises InputError."""
    return read_rows(path or DEFAULT_FOLDER / "mentor_practice.csv", PracticeRow)


def read_trial(folder: Path | None = None) -> TrialTables:
    """All tables from a folder (by default the trial's own). Raises InputError."""
    return read_tables(DEFAULT_FOLDER if folder is None else folder)


def read_tables(
    folder: Path, strata: Mapping[str, str] | None = None, optional: Collection[str] = ()
) -> TrialTables:
    """All tables of a study.

    Args:
        folder: with the files.
        strata: by stratum, its column in baseline_by_grade.csv.
        optional: files that may be missing; there are no such rows then.

    Raises:
        InputError: a table that is missing or malformed.
    """

    def rows(name: str, read: Callable[[Path], tuple[RowT, ...]]) -> tuple[RowT, ...]:
        path = folder / name
        return () if name in optional and not path.exists() else read(path)

    return TrialTables(
        effects=read_effects(folder / "effects.csv"),
        baseline=rows("baseline.csv", read_baseline),
        baseline_by_grade=read_baseline_by_grade(folder / "baseline_by_grade.csv", strata),
        jobcentres=read_jobcentres(folder / "jobcentres.csv"),
        delivery=read_delivery(folder / "delivery.csv"),
        mentors=read_mentors(folder / "mentors.csv"),
        mentor_effects=rows("mentor_effects.csv", read_mentor_effects),
        progression=rows("progression.csv", read_progression),
        youth_survey=read_youth_survey(folder / "youth_survey.csv"),
        steps=rows("steps_week_1.csv", read_steps),
        mentor_practice=rows("mentor_practice.csv", read_mentor_practice),
    )
