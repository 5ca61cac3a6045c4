"""The trial's printed tables, read into typed rows.

Source of every row: *Evaluering af mentorindsats til unge uden uddannelse og job* (Rambøll for
STAR, October 2014), transcribed in `calibration/rct/`; see the README there. Nothing is derived
here: no standard errors, no pooling of arms.

Anything malformed raises `sim.errors.InputError` with the file, the row and the column. Rows are
numbered as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from calibration.trial_rows import (
    CONFLICT,
    BaselineRow,
    Contradiction,
    DeliveryRow,
    EffectRow,
    GradeRow,
    JobcentreRow,
    Matching,
    MentorEffectRow,
    MentorRow,
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
DEFAULT_FOLDER = Path(__file__).parent / "rct"


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
        reason = error.strerror or str(error)
        raise InputError(
            "cannot be read", file=path, found=reason, allowed="a readable CSV file"
        ) from None
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        raise InputError(
            "is not UTF-8 text", file=path, found=found, allowed="a CSV file in UTF-8"
        ) from None
    except csv.Error as error:
        raise InputError(
            "is not a CSV file", file=path, found=error, allowed="comma-separated values"
        ) from None
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise InputError("is empty", file=path, found="no rows", allowed="a header and rows")
    if len(cells) == 1:
        raise InputError("holds no rows", file=path, found="a header only", allowed="rows")
    return cells


def _check_header(path: Path, header: list[str], row_type: type[TrialRow]) -> None:
    fields = row_type.model_fields.items()
    names = {info.alias or name: info.is_required() for name, info in fields}
    wanted = [name for name, required in names.items() if required]
    for name in wanted:
        if name not in header:
            raise InputError(
                "a column is missing",
                file=path,
                field=f"row 1, {name}",
                found=", ".join(header),
                allowed=", ".join(wanted),
            )
    for name in header:
        if name not in names or header.count(name) > 1:
            problem = "an unknown column" if name not in names else "a column twice"
            raise InputError(
                problem, file=path, field="row 1", found=name, allowed=", ".join(wanted)
            )


def _typed(path: Path, number: int, cells: dict[str, str], row_type: type[_RowT]) -> _RowT:
    """One row, checked; `number` is its row in a spreadsheet."""
    try:
        row = row_type.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0])
        raise InputError(
            "cannot be used here",
            file=path,
            field=f"row {number}, {column}",
            found=repr(cells.get(column, "")),
            allowed=_allowed(row_type, column),
        ) from None
    fault = row.fault()
    if fault is not None:
        raise InputError(
            fault.problem,
            file=path,
            field=f"row {number}, {fault.column}",
            found=fault.found,
            allowed=fault.allowed,
        )
    return row


def _allowed(row_type: type[TrialRow], column: str) -> str:
    for name, info in row_type.model_fields.items():
        if column in (name, info.alias):
            kind: Any = info.annotation
            if isinstance(kind, type) and issubclass(kind, Enum):
                return ", ".join(member.value for member in kind)
            return info.description or "text"
    return "text"


def _read(path: Path, row_type: type[_RowT]) -> tuple[_RowT, ...]:
    header, *lines = _cells(path)
    _check_header(path, header, row_type)
    rows: list[_RowT] = []
    first_seen: dict[tuple[object, ...], int] = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            raise InputError(
                "has the wrong number of cells",
                file=path,
                field=f"row {number}",
                found=f"{len(line)} cells",
                allowed=f"{len(header)} cells",
            )
        cells = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
        row = _typed(path, number, cells, row_type)
        key = tuple(getattr(row, name) for name in row_type.KEY)
        if key in first_seen:
            raise InputError(
                f"the same row as row {first_seen[key]}",
                file=path,
                field=f"row {number}, {row_type.KEY[-1]}",
                found=" / ".join(map(str, key)),
                allowed="each once",
            )
        first_seen[key] = number
        rows.append(row)
    return tuple(rows)


def read_effects(path: Path | None = None) -> tuple[EffectRow, ...]:
    """effects.csv. Raises InputError, also for a CONFLICT with a row that is not there."""
    path = path or DEFAULT_FOLDER / "effects.csv"
    rows = _read(path, EffectRow)
    ids = [row.id for row in rows]
    for number, row in enumerate(rows, start=2):
        conflict = CONFLICT.match(row.reading)
        if conflict and conflict[1] not in ids:
            raise InputError(
                "contradicts a row that is not there",
                file=path,
                field=f"row {number}, reading",
                found=conflict[1],
                allowed="the id of a row",
            )
    return rows


def read_baseline(path: Path | None = None) -> tuple[BaselineRow, ...]:
    """baseline.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "baseline.csv", BaselineRow)


def read_baseline_by_grade(path: Path | None = None) -> tuple[GradeRow, ...]:
    """baseline_by_grade.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "baseline_by_grade.csv", GradeRow)


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
    """mentor_effects.csv. Raises InputError."""
    return _read(path or DEFAULT_FOLDER / "mentor_effects.csv", MentorEffectRow)


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
                    f"the answers to {question} do not sum to one",
                    file=path,
                    field=f"rows {number} to {number + len(answers) - 1}, {column}",
                    found=f"{total:.4f}",
                    allowed=f"{1 - slack:.4f} to {1 + slack:.4f}",
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
    folder = DEFAULT_FOLDER if folder is None else folder
    return TrialTables(
        effects=read_effects(folder / "effects.csv"),
        baseline=read_baseline(folder / "baseline.csv"),
        baseline_by_grade=read_baseline_by_grade(folder / "baseline_by_grade.csv"),
        jobcentres=read_jobcentres(folder / "jobcentres.csv"),
        delivery=read_delivery(folder / "delivery.csv"),
        mentors=read_mentors(folder / "mentors.csv"),
        mentor_effects=read_mentor_effects(folder / "mentor_effects.csv"),
        progression=read_progression(folder / "progression.csv"),
        youth_survey=read_youth_survey(folder / "youth_survey.csv"),
        steps=read_steps(folder / "steps_week_1.csv"),
        mentor_practice=read_mentor_practice(folder / "mentor_practice.csv"),
    )
