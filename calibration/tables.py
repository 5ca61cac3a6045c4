"""The trial's printed tables, read into typed rows.

Source of every row: *Evaluering af mentorindsats til unge uden uddannelse og job* (Rambøll for
STAR, October 2014), transcribed in `calibration/studies/danish_mentor_rct/tables/`; see the README
there. Nothing is derived
here: no standard errors, no pooling of arms.

Anything malformed raises `sim.errors.InputError` with the file, the row and the column. Rows are
numbered as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError, create_model

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
    Matching,
    MentorEffectRow,
    MentorRow,
    Positive,
    PracticeRow,
    ProgressionRow,
    Reading,
    Significance,
    Staffing,
    StepRow,
    Supervision,
    SurveyRow,
    TrialRow,
    find_contradictions,
)
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

__all__ = [
    "DEFAULT_FOLDER",
    "BaselineRow",
    "Contradiction",
    "DeliveryRow",
    "EffectRow",
    "GradeRow",
    "JobcentreRow",
    "Matching",
    "MentorEffectRow",
    "MentorRow",
    "PracticeRow",
    "ProgressionRow",
    "Reading",
    "Significance",
    "Staffing",
    "StepRow",
    "Supervision",
    "SurveyRow",
    "TrialTables",
    "read_baseline",
    "read_baseline_by_grade",
    "read_delivery",
    "read_effects",
    "read_jobcentres",
    "read_mentor_effects",
    "read_mentor_practice",
    "read_mentors",
    "read_progression",
    "read_steps",
    "read_trial",
    "read_youth_survey",
]

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


_RowT = TypeVar("_RowT", bound=TrialRow)


def _cells(path: Path) -> list[list[str]]:
    """The cells of a CSV file, header first; blank lines at the end do not count."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.reader(file, strict=True))
    except OSError as error:
        raise InputError(
            Said("calibration.cannot_be_read"),
            file=path,
            found=of_system(error),
            allowed=Said("calibration.a_readable_csv_file"),
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            Said("calibration.is_not_utf_8_text"),
            file=path,
            found=of_system(error),
            allowed=Said("calibration.a_csv_file_in_utf_8"),
        ) from None
    except csv.Error:
        raise InputError(
            Said("calibration.is_not_a_csv_file"),
            file=path,
            allowed=Said("calibration.comma_separated_values"),
        ) from None
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise InputError(
            Said("calibration.is_empty"),
            file=path,
            found=Said("calibration.no_rows"),
            allowed=Said("calibration.a_header_and_rows"),
        )
    if len(cells) == 1:
        raise InputError(
            Said("calibration.holds_no_rows"),
            file=path,
            found=Said("calibration.a_header_only"),
            allowed=Said("calibration.rows"),
        )
    return cells


def _check_header(path: Path, header: list[str], row_type: type[TrialRow]) -> None:
    fields = row_type.model_fields.items()
    names = {info.alias or name: info.is_required() for name, info in fields}
    wanted = [name for name, required in names.items() if required]
    for name in wanted:
        if name not in header:
            raise InputError(
                Said("calibration.a_column_is_missing"),
                file=path,
                field=Said("calibration.row_1_name", name=name),
                found=", ".join(header),
                allowed=", ".join(wanted),
            )
    for name in header:
        if name not in names or header.count(name) > 1:
            unknown = name not in names
            raise InputError(
                Said("calibration.an_unknown_column")
                if unknown
                else Said("calibration.a_column_twice"),
                file=path,
                field=Said("calibration.row_1"),
                found=name,
                allowed=", ".join(wanted),
            )


def _typed(path: Path, number: int, cells: dict[str, str], row_type: type[_RowT]) -> _RowT:
    """One row, checked; `number` is its row in a spreadsheet."""
    try:
        row = row_type.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0])
        raise InputError(
            Said("calibration.cannot_be_used_here"),
            file=path,
            field=Said("calibration.row_number_column", number=number, column=column),
            found=repr(cells.get(column, "")),
            allowed=_allowed(row_type, column),
        ) from None
    fault = row.fault()
    if fault is not None:
        raise InputError(
            fault.problem,
            file=path,
            field=Said("calibration.row_number_column", number=number, column=fault.column),
            found=fault.found,
            allowed=fault.allowed,
        )
    return row


def _allowed(row_type: type[TrialRow], column: str) -> str | Said:
    for name, info in row_type.model_fields.items():
        if column in (name, info.alias):
            kind: Any = info.annotation
            if isinstance(kind, type) and issubclass(kind, Enum):
                return ", ".join(member.value for member in kind)
            for said in info.metadata:
                if isinstance(said, Said):
                    return said
    return Said("calibration.text")


def _read(
    path: Path, row_type: type[_RowT], names: Mapping[str, str] | None = None
) -> tuple[_RowT, ...]:
    """The rows of a table; `names` are other names of its columns, by the name of the field."""
    header, *lines = _cells(path)
    if names:
        header = _renamed(path, header, names)
    _check_header(path, header, row_type)
    rows: list[_RowT] = []
    first_seen: dict[tuple[object, ...], int] = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            raise InputError(
                Said("calibration.has_the_wrong_number_of_cells"),
                file=path,
                field=Said("calibration.row_number", number=number),
                found=Said("calibration.count_cells", count=len(line)),
                allowed=Said("calibration.count_cells", count=len(header)),
            )
        cells = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
        row = _typed(path, number, cells, row_type)
        key = tuple(getattr(row, name) for name in row_type.KEY)
        if key in first_seen:
            raise InputError(
                Said("calibration.the_same_row_as_row_first", first_seen=first_seen[key]),
                file=path,
                field=Said("calibration.row_number_column", number=number, column=row_type.KEY[-1]),
                found=" / ".join(map(str, key)),
                allowed=Said("calibration.each_once"),
            )
        first_seen[key] = number
        rows.append(row)
    return tuple(rows)


def _renamed(path: Path, header: list[str], names: Mapping[str, str]) -> list[str]:
    """The header in the fields' names, where a study calls its columns otherwise."""
    for column in names.values():
        if column not in header:
            raise InputError(
                Said("calibration.a_column_is_missing"),
                file=path,
                field=Said("calibration.row_1_name", name=column),
                found=", ".join(header),
                allowed=", ".join(names.values()),
            )
    fields = {column: name for name, column in names.items()}
    return [fields.get(name, name) for name in header]


def read_effects(path: Path | None = None) -> tuple[EffectRow, ...]:
    """effects.csv. Raises InputError, also for a CONFLICT with a row that is not there."""
    path = path or DEFAULT_FOLDER / "effects.csv"
    rows = _read(path, EffectRow)
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
    return _read(path or DEFAULT_FOLDER / "baseline.csv", BaselineRow)


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
    return _read(path or DEFAULT_FOLDER / "baseline_by_grade.csv", GradeRow, strata)


def read_jobcentres(path: Path | None = None) -> tuple[JobcentreRow, ...]:
    """jobcentres.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "jobcentres.csv", JobcentreRow)


def read_delivery(path: Path | None = None) -> tuple[DeliveryRow, ...]:
    """delivery.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "delivery.csv", DeliveryRow)


def read_mentors(path: Path | None = None) -> tuple[MentorRow, ...]:
    """mentors.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "mentors.csv", MentorRow)


def read_mentor_effects(path: Path | None = None) -> tuple[MentorEffectRow, ...]:
    """mentor_effects.csv, whatever weeks it prints. Raises InputError."""
    path = path or DEFAULT_FOLDER / "mentor_effects.csv"
    header = _cells(path)[0]
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
        for row in _read(path, printed)
    )


class _MentorColumns(TrialRow):
    KEY = ("mentor_characteristic",)
    mentor_characteristic: Key


def read_progression(path: Path | None = None) -> tuple[ProgressionRow, ...]:
    """progression.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "progression.csv", ProgressionRow)


def read_youth_survey(path: Path | None = None) -> tuple[SurveyRow, ...]:
    """youth_survey.csv. Raises InputError, also when a question's answers do not sum to one."""
    path = path or DEFAULT_FOLDER / "youth_survey.csv"
    rows = _read(path, SurveyRow)
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
    return _read(path or DEFAULT_FOLDER / "steps_week_1.csv", StepRow)


def read_mentor_practice(path: Path | None = None) -> tuple[PracticeRow, ...]:
    """mentor_practice.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "mentor_practice.csv", PracticeRow)


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

    def rows(name: str, read: Callable[[Path], tuple[_RowT, ...]]) -> tuple[_RowT, ...]:
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
