"""What a municipality says of its young people: margins and how many, from one of three tables.

*A table of shares* has the columns `variable`, `category` and `share` (or `count`). *A table of an
office* has a column for each thing known and one that counts people
(`scenarios.municipality.counted`). *A file of individuals* has a line per person; it is counted
here, and nothing of a single line is kept. All are described in docs/municipality.md; their words
in `scenarios/municipality.yaml`; the kinds of files in `scenarios.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scenarios.formats.questions import QuestionError
from scenarios.municipality.answers import FEW, LEFT_OUT, NOBODY, WITHHELD, Answers, answers
from scenarios.municipality.counted import is_counted, margins_of_counted
from scenarios.municipality.counted_cells import Count, count_of, few
from scenarios.municipality.individuals import margins_of_individuals
from scenarios.municipality.margins import MEAN, Margin, Range, schema
from scenarios.municipality.meaning import (
    Meaning,
    category_of,
    plain,
    shown,
    suggestion,
    variable_of,
)
from scenarios.municipality.population_file import (
    Sheet,
    decimals,
    number,
    read_sheet,
    sheet_of,
)
from scenarios.municipality.told import CATEGORY, COUNT, VARIABLE, Told
from scenarios.municipality.told import SHARE as TOLD_SHARE
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
        told: how the file was read; None if there is none.
    """

    name: str
    file: Path
    kind: str
    people: int
    margins: tuple[Margin, ...]
    missing: Mapping[str, int | None] = field(default_factory=dict)
    withheld: tuple[tuple[str, str], ...] = ()
    told: Told | None = field(default=None, compare=False)


def read_municipality(
    source: Path | pd.DataFrame,
    people: int | None = None,
    content: bytes | None = None,
    *,
    uncounted: int | None = None,
    take: Sequence[str] = (),
) -> Municipality:
    """A municipality's young people from a file, or from a data frame with the columns of one.

    Args:
        source: a table of shares or counts, of an office, or of individuals.
        people: how many there are; needed for a table of shares, and only there.
        content: of a file that is in memory (an upload); `source` is then its name only.
        uncounted: how many there are where a table of shares does not say it; a file that counts
            them goes by its own number.
        take: answers to what can be read in several ways, each `NAME=ANSWER`
            (`scenarios.municipality.answers`).

    Raises:
        QuestionError: the file can be read in several ways.
        InputError: the file cannot be read for certain, says something impossible or personal;
            or the number of people is missing, given twice or out of range.
    """
    given = answers(take)
    if isinstance(source, pd.DataFrame):
        sheet = sheet_of(source)
    else:
        sheet = read_sheet(source, content, given.sheet)
    path = sheet.file
    headings = _known_headings(sheet)
    kind = _kind(sheet, headings, given)
    if kind == "individuals":
        margins, missing, counted, told = margins_of_individuals(sheet, given)
    elif kind == "office":
        kind = "counts"
        margins, missing, counted, told = margins_of_counted(sheet, given)
    elif kind == "counts":
        margins, missing, counted, told = _from_counts(sheet, headings, given)
    else:
        people = uncounted if people is None else people
        margins, told = _from_shares(sheet, headings, people, given)
        missing, counted = {}, None
    if counted is not None and people is not None:
        raise InputError(
            "the file itself says how many people there are", field="--people", found=people,
            allowed="--people only with a table of shares",
        )  # fmt: skip
    total = _checked_people(counted if people is None else people, path, counted is not None)
    return Municipality(_safe_name(path), path, kind, total, tuple(margins), missing, told=told)


def _known_headings(sheet: Sheet) -> dict[str, int]:
    """Columns of a table of shares, by the schema's name, as far as they are there."""
    found = {}
    for name, also in schema().headings.items():
        for word in (name, *also):
            if word in sheet.headings:
                found[name] = sheet.headings.index(word)
    return found


def _kind(sheet: Sheet, headings: Mapping[str, int], given: Answers) -> str:
    if not {"variable", "category"} & set(headings):
        return "office" if is_counted(sheet, given) else "individuals"
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

    `covers` is what of the category the lines are about, if they are about parts of it; `alone` is
    whether they may stand for it without the others.
    """

    place: str
    cells: tuple[str, ...]
    value: float
    covers: frozenset[str]
    alone: bool


@dataclass(frozen=True)
class _Lines:
    """A table of shares or counts.

    Attributes:
        found: lines by variable and category.
        unknown: people of whom a variable is not known, where the table has a line of them.
        told: what was left out.
        dropped: variables that need a withheld number and are left out.
    """

    found: dict[str, dict[str, _Line]]
    unknown: dict[str, int]
    told: list[tuple[str, str]]
    dropped: frozenset[str]


def _lines(sheet: Sheet, headings: Mapping[str, int], value: str, given: Answers) -> _Lines:
    """The lines of a table by variable and category.

    Raises:
        QuestionError: a number is withheld.
        InputError: an unknown word, a line given twice, or a cell that is not a number.
    """
    for name in given.columns:
        raise InputError(
            "a table of shares or counts is taken whole",
            file=sheet.file,
            field="--take",
            found=name,
            allowed="only the lines that are meant, in the file itself",
        )
    found: dict[str, dict[str, _Line]] = {}
    unknown: dict[str, int] = {}
    told: list[tuple[str, str]] = []
    dropped: set[str] = set()
    for place, row in sheet.rows:
        variable = _variable(sheet.file, place, row[headings["variable"]])
        words, cell = row[headings["category"]], row[headings[value]]
        meant = category_of(sheet.file, f"{place}, category", variable, words)
        if meant.kind in ("total", "outside"):
            told.append((meant.kind, words))
            continue
        field = f"{place}, {variable}, {meant.category or words}"
        if value == "count" and meant.category != MEAN:
            count = _count(sheet.file, field, cell, given, told)
            if count is None:
                dropped.add(variable)
                continue
            if meant.kind == "unknown":
                unknown[variable] = unknown.get(variable, 0) + count.people
                continue
            x: float = count.people
        else:
            x = _share_or_mean(sheet.file, field, variable, meant, words, cell)
        lines = found.setdefault(variable, {})
        new = _Line(place, (cell,), x, meant.covers, meant.alone)
        if meant.category in lines:
            name = f"{variable}, {meant.category}"
            new = _added(sheet.file, name, lines[meant.category], new)
        lines[meant.category] = new
    for variable in dropped:
        found.pop(variable, None)
        told.append(("variable", variable))
    for variable, lines in found.items():
        _check_complete(sheet, variable, lines)
        _check_parts(sheet, variable, lines)
    _check_once(sheet, found)
    if not found:
        raise InputError(
            "nothing of these people is known without the withheld numbers",
            file=sheet.file,
            field=WITHHELD,
            found=LEFT_OUT,
            allowed="another answer, or lines with numbers",
        )
    return _Lines(found, unknown, told, frozenset(dropped))


def _share_or_mean(
    file: Path, field: str, variable: str, meant: Meaning, words: str, cell: str
) -> float:
    span = SHARE
    if meant.category == MEAN:
        known = schema().variables[variable].mean
        assert known is not None, "only variables with a range have a mean"
        span = known
    elif meant.kind == "unknown":
        raise InputError(
            "a share of those of whom it is not known",
            file=file,
            field=field,
            found=shown(words),
            allowed="shares of those of whom it is known; or counts",
        )
    return _number(file, field, cell, span)


def _count(
    file: Path, field: str, cell: str, given: Answers, told: list[tuple[str, str]]
) -> Count | None:
    """How many a cell of a table of counts says; None if its variable is to be left out."""
    count = count_of(file, field, cell)
    if count is not None:
        if not count.certain:
            told.append(("few", ""))
        return count
    if not cell:
        raise InputError(
            "impossible value",
            file=file,
            field=field,
            found=shown(cell),
            allowed="a number, - for nobody, or .. for a number that is withheld",
        )
    if given.withheld is None:
        raise QuestionError(
            f"how many are {field}, whose number is withheld or unknown?",
            WITHHELD,
            (FEW, NOBODY, LEFT_OUT),
            file=file,
        )
    told.append(("withheld", given.withheld))
    if given.withheld == LEFT_OUT:
        return None
    return Count(0, 0, 0) if given.withheld == NOBODY else few(_most_few())


def _most_few() -> int:
    return int(schema().limit("smallest_group")) - 1


def _number(file: Path, field: str, cell: str, span: Range) -> float:
    found = number(cell, per_cent=span.unit.startswith("share"))
    if found is not None:
        found.check_certain(most=span.high, whole=False, file=file, field=field)
        if span.holds(found.value):
            return found.value
    raise InputError(
        "impossible value", file=file, field=field, found=shown(cell), allowed=span.in_words()
    )


def _variable(file: Path, place: str, cell: str) -> str:
    found = variable_of(plain(cell))
    if found is not None:
        return found
    known = schema().variables
    raise InputError(
        f"unknown variable{suggestion(plain(cell), known)}", file=file, field=f"{place}, variable",
        found=shown(cell), allowed=", ".join(known),
    )  # fmt: skip


def _added(file: Path, name: str, one: _Line, other: _Line) -> _Line:
    """Two lines of a category as one, if they are of different parts of it."""
    again = not one.covers or not other.covers or one.covers & other.covers
    if again:
        raise InputError(
            f"given twice (also in {one.place})", file=file, field=other.place,
            found=name, allowed="each line once",
        )  # fmt: skip
    return _Line(
        one.place,
        one.cells + other.cells,
        one.value + other.value,
        one.covers | other.covers,
        one.alone or other.alone,
    )


def _check_parts(sheet: Sheet, variable: str, lines: Mapping[str, _Line]) -> None:
    """Parts that do not stand for the whole category need the others beside them."""
    for category, line in lines.items():
        parts = schema().parts.get(category)
        if parts is None or not line.covers or line.alone:
            continue
        left = frozenset[str]().union(*(part.covers for part in parts)) - line.covers
        if left:
            there = next(part for part in parts if part.covers & line.covers)
            also = next(part for part in parts if part.covers <= left)
            raise InputError(
                "a part of a category without the rest of it", file=sheet.file,
                field=f"{line.place}, {variable}", found=there.words[0],
                allowed=f"also {also.words[0]} (0 if there is nobody)",
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


def _told(sheet: Sheet, headings: Mapping[str, int], lines: _Lines) -> Told:
    """How a table of shares or counts was read."""
    kinds = {"variable": VARIABLE, "category": CATEGORY, "share": TOLD_SHARE, "count": COUNT}
    columns = tuple((sheet.titles[k], kinds[name]) for name, k in headings.items())
    left_out = tuple(dict.fromkeys(lines.told))
    return Told(sheet.grid.form, len(sheet.rows), columns, left_out=left_out)


def _from_shares(
    sheet: Sheet, headings: Mapping[str, int], people: int | None, given: Answers
) -> tuple[list[Margin], Told]:
    """Margins from shares, rescaled to sum to one exactly."""
    rules, margins, total = schema(), [], people or 0
    read = _lines(sheet, headings, "share", given)
    for variable, lines in read.found.items():
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
    return margins, _told(sheet, headings, read)


def _from_counts(
    sheet: Sheet, headings: Mapping[str, int], given: Answers
) -> tuple[list[Margin], dict[str, int], int, Told]:
    """Margins from counts; the largest total is everybody, what others lack is missing."""
    read = _lines(sheet, headings, "count", given)
    lines = read.found
    totals = {
        variable: int(sum(line.value for name, line in by.items() if name != MEAN))
        for variable, by in lines.items()
        if set(by) != {MEAN}
    }
    people = max((n + read.unknown.get(v, 0) for v, n in totals.items()), default=0)
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
    missing = {v: people - n for v, n in totals.items() if n < people}
    return margins, missing, people, _told(sheet, headings, read)
