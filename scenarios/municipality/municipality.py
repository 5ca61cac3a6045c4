"""What a municipality says of its young people: margins and how many, from one of two files.

*A table of shares* has the columns `variable`, `category` and `share` (or `count`). *A file of
individuals* has a line per person; it is counted here, and nothing of a single line is kept.
Both are described in docs/municipality.md; their words in `scenarios/municipality.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scenarios.municipality.individuals import margins_of_individuals
from scenarios.municipality.margins import MEAN, Margin, Range, schema
from scenarios.municipality.population_file import (
    Sheet,
    decimals,
    number,
    plain,
    read_sheet,
    sheet_of,
    shown,
    suggestion,
)
from sim.errors import InputError

#: What a share may be.
SHARE = Range(unit="share", low=0.0, high=1.0)
#: Kind of a municipality of whose young people nothing is known: they are made up as the trial's.
TRIAL_KIND = "trial"


@dataclass(frozen=True)
class Municipality:
    """A population to reweight to.

    Attributes:
        name: the file's name without ending, in characters that are safe everywhere.
        file: where it was read.
        kind: `shares`, `counts` or `individuals`, or `TRIAL_KIND`.
        people: in the target group.
        margins: what is known of them; nothing makes them up as the trial's.
        missing: people of whom a variable is not known, by variable, where there are any; None if
            they are too few to be told.
        withheld: variable and category of what the file says and may not be used.
    """

    name: str
    file: Path
    kind: str
    people: int
    margins: tuple[Margin, ...]
    missing: Mapping[str, int | None] = field(default_factory=dict)
    withheld: tuple[tuple[str, str], ...] = ()


def read_municipality(
    source: Path | pd.DataFrame,
    people: int | None = None,
    content: bytes | None = None,
    *,
    uncounted: int | None = None,
) -> Municipality:
    """A municipality's young people from a file, or from a data frame with the columns of one.

    Args:
        source: a table of shares or counts, or of individuals.
        people: how many there are; needed for a table of shares, and only there.
        content: of a file that is in memory (an upload); `source` is then its name only.
        uncounted: how many there are where a table of shares does not say it; a file that counts
            them goes by its own number.

    Raises:
        InputError: the file cannot be read for certain, says something impossible or personal;
            or the number of people is missing, given twice or out of range.
    """
    sheet = sheet_of(source) if isinstance(source, pd.DataFrame) else read_sheet(source, content)
    path = sheet.file
    headings = _known_headings(sheet)
    kind = _kind(sheet, headings)
    if kind == "individuals":
        margins, missing, counted = margins_of_individuals(sheet)
    elif kind == "counts":
        margins, missing, counted = _from_counts(sheet, headings)
    else:
        people = uncounted if people is None else people
        margins, missing, counted = _from_shares(sheet, headings, people), {}, None
    if counted is not None and people is not None:
        raise InputError(
            "the file itself says how many people there are", field="--people", found=people,
            allowed="--people only with a table of shares",
        )  # fmt: skip
    total = _checked_people(counted if people is None else people, path, counted is not None)
    return Municipality(_safe_name(path), path, kind, total, tuple(margins), missing)


def _known_headings(sheet: Sheet) -> dict[str, int]:
    """Columns of a table of shares, by the schema's name, as far as they are there."""
    found = {}
    for name, also in schema().headings.items():
        for word in (name, *also):
            if word in sheet.headings:
                found[name] = sheet.headings.index(word)
    return found


def _kind(sheet: Sheet, headings: Mapping[str, int]) -> str:
    if not {"variable", "category"} & set(headings):
        return "individuals"
    needed = {"variable", "category"}
    value = {"share", "count"} & set(headings)
    if set(headings) == needed | value and len(value) == 1 and len(sheet.headings) == 3:
        return f"{value.pop()}s"
    raise InputError(
        "not the columns of a table of shares", file=sheet.file, field="headings",
        found=", ".join(sheet.headings),
        allowed="variable, category, share; or variable, category, count",
    )  # fmt: skip


def _checked_people(people: int | None, path: Path, counted: bool) -> int:
    rules = schema()
    low, high = int(rules.limit("smallest_group")), int(rules.limit("most_people"))
    allowed = f"from {low} to {high} young people"
    if people is None:
        raise InputError(
            "a table of shares does not say how many young people there are", file=path,
            field="--people", allowed=f"--people N, {allowed}",
        )  # fmt: skip
    if not low <= people <= high:
        raise InputError(
            "impossible number of people", file=path if counted else None,
            field=None if counted else "--people", found=people, allowed=allowed,
        )  # fmt: skip
    return people


def _safe_name(path: Path) -> str:
    """A name that is no formula, no markup and no path, whatever the file is called."""
    name = re.sub(r"[^\w. -]+", "_", path.stem)[:60].strip(" .-_")
    return name or "population"


@dataclass(frozen=True)
class _Line:
    """What a table says of a category: where first, how it was written, and the value.

    `parts` has the place of each part of the category that has one of its own; nothing if one line
    says it all.
    """

    place: str
    cells: tuple[str, ...]
    value: float
    parts: Mapping[int, str]


def _lines(sheet: Sheet, headings: Mapping[str, int], value: str) -> dict[str, dict[str, _Line]]:
    """The lines of a table by variable and category.

    Raises:
        InputError: an unknown word, a line given twice, or a cell that is not a number.
    """
    found: dict[str, dict[str, _Line]] = {}
    for place, row in sheet.rows:
        variable = _variable(sheet.file, place, row[headings["variable"]])
        category = _category(sheet.file, place, variable, row[headings["category"]])
        lines = found.setdefault(variable, {})
        cell = row[headings[value]]
        span = SHARE
        if category == MEAN:
            known = schema().variables[variable].mean
            assert known is not None, "only variables with a range have a mean"
            span = known
        elif value == "count":
            span = Range(unit="whole number of people", low=0, high=schema().limit("most_people"))
        x = _number(sheet.file, f"{place}, {variable}, {category}", cell, span)
        part = schema().part(category, plain(row[headings["category"]]))
        new = _Line(place, (cell,), x, {} if part is None else {part: place})
        if category in lines:
            new = _added(sheet.file, f"{variable}, {category}", lines[category], new)
        lines[category] = new
    for variable, lines in found.items():
        _check_complete(sheet, variable, lines)
        _check_parts(sheet, variable, lines)
    _check_once(sheet, found)
    return found


def _number(file: Path, field: str, cell: str, span: Range) -> float:
    whole = span.unit.startswith("whole")
    found = number(cell, per_cent=span.unit.startswith("share"))
    if found is not None:
        found.check_certain(most=span.high, whole=whole, file=file, field=field)
        if span.holds(found.value) and not (whole and isinstance(found.value, float)):
            return found.value
    raise InputError(
        "impossible value", file=file, field=field, found=shown(cell), allowed=span.in_words()
    )


def _variable(file: Path, place: str, cell: str) -> str:
    word, known = plain(cell), schema().variables
    for name, variable in known.items():
        if word == name or word in variable.also:
            return name
    raise InputError(
        f"unknown variable{suggestion(word, known)}", file=file, field=f"{place}, variable",
        found=shown(cell), allowed=", ".join(known),
    )  # fmt: skip


def _category(file: Path, place: str, variable: str, cell: str) -> str:
    word, rules = plain(cell), schema()
    known = rules.categories(variable)
    for name in known:
        if word in rules.words_for(name):
            return name
    raise InputError(
        f"unknown category of {variable}{suggestion(word, known)}", file=file,
        field=f"{place}, category", found=shown(cell), allowed=", ".join(known),
    )  # fmt: skip


def _added(file: Path, name: str, one: _Line, other: _Line) -> _Line:
    """Two lines of a category as one, if they are of different parts of it."""
    again = not one.parts or not other.parts or set(one.parts) & set(other.parts)
    if again:
        raise InputError(
            f"given twice (also in {one.place})", file=file, field=other.place,
            found=name, allowed="each line once",
        )  # fmt: skip
    return _Line(
        one.place,
        one.cells + other.cells,
        one.value + other.value,
        {**one.parts, **other.parts},
    )


def _check_parts(sheet: Sheet, variable: str, lines: Mapping[str, _Line]) -> None:
    """A part that does not stand for the whole category needs the first beside it."""
    for category, line in lines.items():
        if line.parts and 0 not in line.parts:
            words = schema().parts[category]
            raise InputError(
                "a part of a category without the rest of it", file=sheet.file,
                field=f"{line.place}, {variable}", found=words[min(line.parts)][0],
                allowed=f"also {words[0][0]} (0 if there is nobody)",
            )  # fmt: skip


def _check_complete(sheet: Sheet, variable: str, lines: Mapping[str, _Line]) -> None:
    needed = schema().variables[variable].categories
    left = [name for name in needed if name not in lines]
    if left and set(lines) != {MEAN}:
        raise InputError(
            "not all categories are there", file=sheet.file, field=variable,
            found=", ".join(lines), allowed=f"also {', '.join(left)} (0 if there is nobody)",
        )  # fmt: skip


def _check_once(sheet: Sheet, variables: Iterable[str]) -> None:
    """A mean over three years beside all three years says the same twice, rounded differently."""
    there = set(variables)
    for kind in ("su", "transfer"):
        years = {f"{kind}_share_year_{k}" for k in (1, 2, 3)}
        if years <= there and f"{kind}_share_3_years" in there:
            raise InputError(
                "said twice", file=sheet.file, field=f"{kind}_share_3_years",
                found="the mean of three years beside each of them", allowed="one or the other",
            )  # fmt: skip


def _from_shares(sheet: Sheet, headings: Mapping[str, int], people: int | None) -> list[Margin]:
    """Margins from shares, rescaled to sum to one exactly."""
    rules, margins, total = schema(), [], people or 0
    for variable, lines in _lines(sheet, headings, "share").items():
        shares = {name: line for name, line in lines.items() if name != MEAN}
        if shares:
            summed = sum(line.value for line in shares.values())
            coarsest = min(
                int(rules.limit("decimals")),
                *(decimals(cell) for line in shares.values() for cell in line.cells),
            )
            # Each share may be off by half a unit of its last decimal.
            lines_there = sum(len(line.cells) for line in shares.values())
            slack = min(lines_there * 0.5 * 10.0**-coarsest, rules.limit("sum_slack")) + 1e-9
            if abs(summed - 1) > slack:
                raise InputError(
                    "the shares of a variable must sum to 1", file=sheet.file, field=variable,
                    found=f"{summed:.6g}", allowed=f"1, give or take {slack:.2g} of rounding",
                )  # fmt: skip
            margins += [
                Margin(variable, name, line.value / summed, round(line.value / summed * total))
                for name, line in shares.items()
            ]
        if MEAN in lines:
            margins.append(Margin(variable, MEAN, lines[MEAN].value, total))
    return margins


def _from_counts(
    sheet: Sheet, headings: Mapping[str, int]
) -> tuple[list[Margin], dict[str, int], int]:
    """Margins from counts; the largest total is everybody, what others lack is missing."""
    lines = _lines(sheet, headings, "count")
    totals = {
        variable: int(sum(line.value for name, line in by.items() if name != MEAN))
        for variable, by in lines.items()
        if set(by) != {MEAN}
    }
    people = max(totals.values(), default=0)
    margins = []
    for variable, by in lines.items():
        known = totals.get(variable, people)
        if known == 0:
            raise InputError("counts of nobody", file=sheet.file, field=variable, found=0)
        margins += [
            Margin(variable, name, line.value, known)
            if name == MEAN
            else Margin(variable, name, line.value / known, int(line.value))
            for name, line in by.items()
        ]
    return margins, {v: people - n for v, n in totals.items() if n < people}, people
