"""A file of individuals, counted: margins are kept, people are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from scenarios.formats.questions import QuestionError
from scenarios.municipality.answers import Answers
from scenarios.municipality.how_read import AREA, PERIOD, Told
from scenarios.municipality.margins import MEAN, Margin, schema
from scenarios.municipality.meaning import meaning, plain, shown
from scenarios.municipality.population_file import Sheet, number
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Said
from sim.population import Stratum

#: Columns of numbers that also say who is in a category, and which.
AGE, STRATUM, MARK = "age", "stratum", "mark"
AGE_SPLIT = 25.0
HALF = 0.5
YEARS = (1, 2, 3)
#: Rounding that SU and transfers of one year may go beyond the year.
OVERLAP = 0.02

Values = list[float | None]
Words = list[str | None]


def margins_of_individuals(
    sheet: Sheet, given: Answers
) -> tuple[list[Margin], dict[str, int], int, Told]:
    """Margins, people of whom a variable is missing, the number of people, and how it was read.

    Shares and means are taken over those of whom the variable is known.

    Raises:
        InputError: a column that is unknown, personal or says the same as another; a value that
            is impossible; a variable that is known of nobody.
    """
    whole, (sheet, taken) = sheet, _of_one_place(sheet, given)
    columns = _columns(sheet)
    people = len(sheet.rows)
    if people > schema().limit("most_individuals"):
        raise InputError(
            Said("scenarios.too_many_people"),
            file=sheet.file,
            found=people,
            allowed=Said(
                "scenarios.at_most_most_people", most_people=schema().limit("most_individuals")
            ),
        )
    words: dict[str, Words] = {}
    numbers: dict[str, Values] = {}
    for name, position in columns.items():
        cells = [(place, row[position]) for place, row in sheet.rows]
        if name == MARK:
            words[STRATUM] = [_stratum(sheet.file, place, cell) for place, cell in cells]
        elif name == AGE or not schema().variables[name].categories:
            numbers[name] = [_number(sheet.file, place, name, cell) for place, cell in cells]
        else:
            words[name] = [_word(sheet.file, place, name, cell) for place, cell in cells]
    _check_years(sheet, numbers)
    words |= _derived(numbers)
    numbers.pop(AGE, None)
    margins: list[Margin] = []
    missing: dict[str, int] = {}
    for name, answers in words.items():
        counts = Counter(word for word in answers if word is not None)
        known = _known(sheet, name, counts.total(), people, missing)
        margins += [
            Margin(name, category, counts[category] / known, counts[category])
            for category in schema().variables[name].categories
        ]
    for name, values in numbers.items():
        there = [x for x in values if x is not None]
        known = _known(sheet, name, len(there), people, missing)
        margins.append(Margin(name, MEAN, float(np.mean(there)), known))
    told = Told(
        whole.grid.form,
        whole.laid.lines,
        tuple((sheet.titles[k], name) for name, k in columns.items()),
        taken,
        (("rows", taken[0][0]),) if people < len(whole.rows) else (),
    )
    return margins, missing, people, told


def _of_one_place(sheet: Sheet, given: Answers) -> tuple[Sheet, tuple[tuple[str, str], ...]]:
    """The people of one area and one period, and columns of these with what was taken.

    Raises:
        QuestionError: there are several, and nobody said which.
    """
    office, rows = schema().office, sheet.rows
    taken: list[tuple[str, str]] = []
    kept: list[int] = []
    unknown = set(given.columns) - set(sheet.headings)
    if unknown:
        raise InputError(
            Said("scenarios.no_such_column"),
            file=sheet.file,
            field="--take",
            found=", ".join(sorted(unknown)),
            allowed=", ".join(sheet.titles),
        )
    for k, (heading, title) in enumerate(zip(sheet.headings, sheet.titles, strict=True)):
        wanted = {plain(value) for value in given.columns.get(heading, ())}
        kind = AREA if heading in office.area else PERIOD if heading in office.period else ""
        if not kind:
            kept.append(k)
        if not kind and not wanted:
            continue
        there = list(dict.fromkeys(row[k] for _, row in sheet.rows))
        missed = wanted - {plain(value) for value in there}
        if missed or (kind == PERIOD and len(wanted) > 1) or (not wanted and len(there) > 1):
            asked = (
                Said("scenarios.no_such_value") if missed else Said(f"scenarios.which_{kind}_is_it")
            )
            raise QuestionError(asked, title, there, file=sheet.file)
        values = [v for v in there if not wanted or plain(v) in wanted]
        taken.append((title, " + ".join(values)))
        rows = tuple((place, row) for place, row in rows if row[k] in values)
    if not rows:
        raise InputError(
            Said("scenarios.nobody_is_left_of_what_was"), file=sheet.file, field="--take"
        )
    return sheet.only(rows, kept), tuple(taken)


def _known(sheet: Sheet, name: str, known: int, people: int, missing: dict[str, int]) -> int:
    if known == 0:
        raise InputError(Said("scenarios.nothing_but_missing_values"), file=sheet.file, field=name)
    if known < people:
        missing[name] = people - known
    return known


def _columns(sheet: Sheet) -> dict[str, int]:
    """Positions of the columns by the schema's names."""
    rules = schema()
    names = {name: name for name in (*rules.variables, MARK)}
    names |= {also: name for name, v in rules.variables.items() for also in v.also}
    names |= dict.fromkeys(rules.mark.also, MARK)
    found: dict[str, int] = {}
    for position, heading in enumerate(sheet.headings):
        if heading not in names:
            raise InputError(
                Said("scenarios.unknown_column_hint", hint=hint(heading, names)),
                file=sheet.file,
                field=Said("scenarios.headings"),
                found=shown(heading),
                allowed=Said("scenarios.names_separated", names=(*rules.variables, MARK)),
            )
        if names[heading] in found:
            raise InputError(
                Said("scenarios.a_column_is_there_twice"), file=sheet.file, field=names[heading]
            )
        found[names[heading]] = position
    for one, other in _SAME:
        if one in found and set(other) <= set(found):
            raise InputError(
                Said("scenarios.said_twice"),
                file=sheet.file,
                field=one,
                found=Said("scenarios.beside_other", other=", ".join(other)),
                allowed=Said("scenarios.one_or_the_other"),
            )
    return found


#: A column, and others from which it would follow.
_SAME = (
    (STRATUM, (MARK,)),
    ("transfers_last_year", ("transfer_share_year_1",)),
    ("su_history", ("su_share_3_years",)),
    *(
        (f"{k}_share_3_years", tuple(f"{k}_share_year_{y}" for y in YEARS))
        for k in ("su", "transfer")
    ),
    ("su_history", tuple(f"su_share_year_{y}" for y in YEARS)),
)


def _is_missing(cell: str) -> bool:
    return not cell or plain(cell) in schema().missing or cell in schema().missing


def _impossible(file: Path, place: str, name: str, cell: str, allowed: str) -> InputError:
    return InputError(
        Said("sim.impossible_value"),
        file=file,
        field=Said("scenarios.place_name", place=place, name=name),
        found=shown(cell),
        allowed=Said("scenarios.allowed_or_an_empty_cell_if", allowed=allowed),
    )


def _number(file: Path, place: str, name: str, cell: str) -> float | None:
    if _is_missing(cell):
        return None
    span = schema().variables[name].mean
    assert span is not None, "columns of numbers have a range"
    found = number(cell, per_cent=span.unit.startswith("share"))
    if found is None:
        raise _impossible(file, place, name, cell, span.in_words())
    found.check_certain(
        most=span.high,
        whole=False,
        file=file,
        field=Said("scenarios.place_name", place=place, name=name),
    )
    if not span.holds(found.value):
        raise _impossible(file, place, name, cell, span.in_words())
    return found.value


def _word(file: Path, place: str, name: str, cell: str) -> str | None:
    if _is_missing(cell):
        return None
    meant = meaning(name, cell)
    if meant is not None and meant.kind == "unknown":
        return None
    if meant is not None and meant.kind == "category":
        return meant.category
    raise _impossible(file, place, name, cell, ", ".join(schema().variables[name].categories))


def _stratum(file: Path, place: str, cell: str) -> str | None:
    """The stratum of a mark; a word says that there is none, an empty cell that it is not known."""
    mark = schema().mark
    if plain(cell) in mark.none:
        return Stratum.NO_GRADES.name.lower()
    if _is_missing(cell):
        return None
    found = number(cell)
    if found is None or not mark.low <= found.value <= mark.high:
        words = Said("scenarios.mark_or_none", low=mark.low, high=mark.high, word=mark.none[0])
        raise _impossible(file, place, MARK, cell, words)
    above = found.value >= mark.split
    return (Stratum.GRADE_4_OR_ABOVE if above else Stratum.GRADE_BELOW_4).name.lower()


def _check_years(sheet: Sheet, numbers: Mapping[str, Values]) -> None:
    """Nobody is on SU and on other transfers for more than the whole of a year."""
    for year in YEARS:
        su, transfer = (numbers.get(f"{k}_share_year_{year}", []) for k in ("su", "transfer"))
        for (place, _), a, b in zip(sheet.rows, su, transfer, strict=False):
            if a is not None and b is not None and a + b > 1 + OVERLAP:
                raise InputError(
                    Said("scenarios.more_than_a_whole_year"),
                    file=sheet.file,
                    field=Said(
                        "scenarios.place_name",
                        place=place,
                        name=f"su_share_year_{year} + transfer_share_year_{year}",
                    ),
                    found=f"{a + b:.3g}",
                    allowed=Said("scenarios.together_at_most_1"),
                )


def _derived(numbers: Mapping[str, Values]) -> dict[str, Words]:
    """Categories that follow from numbers."""

    def split(values: Values, rule: Callable[[float], bool], yes: str, no: str) -> Words:
        return [None if x is None else (yes if rule(x) else no) for x in values]

    found: dict[str, Words] = {}
    if AGE in numbers:
        found[AGE] = split(numbers[AGE], lambda x: x < AGE_SPLIT, "under_25", "from_25")
    if "transfer_share_year_1" in numbers:
        found["transfers_last_year"] = split(
            numbers["transfer_share_year_1"], lambda x: x > HALF, "above_half", "up_to_half"
        )
    total: Values = numbers.get("su_share_3_years", [])
    if all(f"su_share_year_{y}" in numbers for y in YEARS):
        years = zip(*(numbers[f"su_share_year_{y}"] for y in YEARS), strict=True)
        total = [None if None in row else sum(x for x in row if x is not None) for row in years]
    if any(x is not None for x in total):
        found["su_history"] = split(total, lambda x: x == 0, "none", "some")
    return found
