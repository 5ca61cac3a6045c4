"""What a municipality says of its young people: margins and how many, from one of three tables.

*A table of shares* has the columns `variable`, `category` and `share` (or `count`). *A table of an
office* has a column for each thing known and one that counts people
(`scenarios.municipality.counted`). *A file of individuals* has a line per person; it is counted
here, and nothing of a single line is kept. All are described in docs/municipality.md; their words
in `scenarios/municipality/municipality.yaml`; the kinds of files in `scenarios.formats`.
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
from scenarios.municipality.how_read import CATEGORY, COUNT, VARIABLE, Told
from scenarios.municipality.how_read import SHARE as TOLD_SHARE
from scenarios.municipality.individuals import margins_of_individuals
from scenarios.municipality.margins import MEAN, Margin, Range, schema
from scenarios.municipality.meaning import (
    Meaning,
    category_of,
    plain,
    shown,
    variable_of,
)
from scenarios.municipality.population_file import (
    Sheet,
    decimals,
    number,
    read_sheet,
    sheet_of,
)
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Said

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

    Example:
        >>> read_municipality(Path("scenarios/examples/shares.csv"), people=500).people
        500
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
            Said("scenarios.the_file_itself_says_how_many"),
            field="--people",
            found=people,
            allowed=Said("scenarios.people_only_with_a_table_of"),
        )
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
        Said("scenarios.not_the_columns_of_a_table"),
        file=sheet.file,
        field=Said("scenarios.headings"),
        found=", ".join(sheet.headings),
        allowed=Said("scenarios.variable_category_share_or_variable_category"),
    )


def _checked_people(people: int | None, path: Path, counted: bool) -> int:
    rules = schema()
    low, high = int(rules.limit("smallest_group")), int(rules.limit("most_people"))
    allowed = Said("scenarios.from_low_to_high_young_people", low=low, high=high)
    if people is None:
        raise InputError(
            Said("scenarios.a_table_of_shares_does_not"),
            file=path,
            field="--people",
            allowed=Said("scenarios.people_n_allowed", allowed=allowed),
        )
    if not low <= people <= high:
        raise InputError(
            Said("scenarios.impossible_number_of_people"),
            file=path if counted else None,
            field=None if counted else "--people",
            found=people,
            allowed=allowed,
        )
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
            Said("scenarios.a_table_of_shares_or_counts"),
            file=sheet.file,
            field="--take",
            found=name,
            allowed=Said("scenarios.only_the_lines_that_are_meant"),
        )
    found: dict[str, dict[str, _Line]] = {}
    unknown: dict[str, int] = {}
    told: list[tuple[str, str]] = []
    dropped: set[str] = set()
    for place, row in sheet.rows:
        variable = _variable(sheet.file, place, row[headings["variable"]])
        words, cell = row[headings["category"]], row[headings[value]]
        meant = category_of(
            sheet.file, Said("scenarios.place_category", place=place), variable, words
        )
        if meant.kind in ("total", "outside"):
            told.append((meant.kind, words))
            continue
        field = Said(
            "scenarios.place_name", place=place, name=f"{variable}, {meant.category or words}"
        )
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
            Said("scenarios.nothing_of_these_people_is_known"),
            file=sheet.file,
            field=WITHHELD,
            found=LEFT_OUT,
            allowed=Said("scenarios.another_answer_or_lines_with_numbers"),
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
            Said("scenarios.a_share_of_those_of_whom"),
            file=file,
            field=field,
            found=shown(words),
            allowed=Said("scenarios.shares_of_those_of_whom_it"),
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
            Said("sim.impossible_value"),
            file=file,
            field=field,
            found=shown(cell),
            allowed=Said("scenarios.a_number_for_nobody_or_for"),
        )
    if given.withheld is None:
        raise QuestionError(
            Said("scenarios.how_many_are_where_whose_number", where=field),
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
        Said("sim.impossible_value"),
        file=file,
        field=field,
        found=shown(cell),
        allowed=span.in_words(),
    )


def _variable(file: Path, place: str, cell: str) -> str:
    found = variable_of(plain(cell))
    if found is not None:
        return found
    known = schema().variables
    raise InputError(
        Said("scenarios.unknown_variable_hint", hint=hint(plain(cell), known)),
        file=file,
        field=Said("scenarios.place_variable", place=place),
        found=shown(cell),
        allowed=", ".join(known),
    )


def _added(file: Path, name: str, one: _Line, other: _Line) -> _Line:
    """Two lines of a category as one, if they are of different parts of it."""
    again = not one.covers or not other.covers or one.covers & other.covers
    if again:
        raise InputError(
            Said("scenarios.given_twice_also_in_first", first=one.place),
            file=file,
            field=other.place,
            found=name,
            allowed=Said("scenarios.each_line_once"),
        )
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
                Said("scenarios.a_part_of_a_category_without"),
                file=sheet.file,
                field=Said("scenarios.place_name", place=line.place, name=variable),
                found=there.words[0],
                allowed=Said("scenarios.also_words_0_if_there_is", words=also.words[0]),
            )


def _check_complete(sheet: Sheet, variable: str, lines: Mapping[str, _Line]) -> None:
    needed = schema().variables[variable].categories
    left = [name for name in needed if name not in lines]
    if left and set(lines) != {MEAN}:
        raise InputError(
            Said("scenarios.not_all_categories_are_there"),
            file=sheet.file,
            field=variable,
            found=", ".join(lines),
            allowed=Said("scenarios.also_words_0_if_there_is", words=", ".join(left)),
        )


def _check_once(sheet: Sheet, variables: Iterable[str]) -> None:
    """A mean over three years beside all three years says the same twice, rounded differently."""
    there = set(variables)
    for kind in ("su", "transfer"):
        years = {f"{kind}_share_year_{k}" for k in (1, 2, 3)}
        if years <= there and f"{kind}_share_3_years" in there:
            raise InputError(
                Said("scenarios.said_twice"),
                file=sheet.file,
                field=f"{kind}_share_3_years",
                found=Said("scenarios.the_mean_of_three_years_beside"),
                allowed=Said("scenarios.one_or_the_other"),
            )


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
                    Said("scenarios.the_shares_of_a_variable_must"),
                    file=sheet.file,
                    field=variable,
                    found=f"{summed:.6g}",
                    allowed=Said("scenarios.1_give_or_take_slack_of", slack=slack),
                )
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
            raise InputError(
                Said("scenarios.counts_of_nobody"), file=sheet.file, field=variable, found=0
            )
        margins += [
            Margin(variable, name, line.value, known)
            if name == MEAN
            else Margin(variable, name, line.value / known, int(line.value))
            for name, line in by.items()
        ]
    missing = {v: people - n for v, n in totals.items() if n < people}
    return margins, missing, people, _told(sheet, headings, read)
