"""A column of a variable in a table of an office: what its cells mean, and that they go together.

What a line says of a part of a category is added up; two lines that cover the same are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.formats.grid import Row
from scenarios.municipality.margins import MEAN, schema
from scenarios.municipality.meaning import AGE, Meaning, category_of
from scenarios.municipality.population_file import Sheet
from sim.errors import InputError
from sim.messages import Said


@dataclass(frozen=True)
class Column:
    """A column of a variable.

    Attributes:
        variable: of the schema.
        title: its heading.
        values: what its cells mean, by how they are written, in the order of the file.
        chosen: whether somebody said which values are meant: then there is nobody of the others.
    """

    variable: str
    title: str
    values: Mapping[str, Meaning]
    chosen: bool

    @property
    def leaves(self) -> tuple[str, ...]:
        """Values that are no sums: categories, parts of them, and unknown."""
        return tuple(v for v, m in self.values.items() if m.kind in ("category", "unknown"))

    @property
    def total(self) -> str | None:
        """The value that is the sum of the others."""
        return next((v for v, m in self.values.items() if m.kind == "total"), None)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What of the column is left out or taken for something, as in `how_read.Told`."""
        found = [(kind, v) for v, m in self.values.items() if (kind := _told_kind(m)) is not None]
        if self.variable == AGE:
            ages = schema().office.ages
            covered = {part for m in self.values.values() for part in m.covers}
            absent = [a for a in range(ages.first, ages.last + 1) if str(a) not in covered]
            if absent and not self.chosen and covered:
                found.append(("unlisted", _spans(absent)))
        return tuple(found)


def column_of(
    sheet: Sheet, k: int, variable: str, rows: Sequence[Row], *, chosen: bool, codes: bool
) -> Column:
    """A variable's column, with what its cells mean.

    Args:
        sheet: the table.
        k: which of its columns.
        variable: of the schema.
        rows: of the sheet, those whose cells are looked at.
        chosen: whether somebody said which of its values are meant.
        codes: whether the statistics bank's codes may stand there.

    Raises:
        InputError: a cell means nothing here, two lines cover the same, or a part of a category is
            without the others.
    """
    heading, title = sheet.headings[k], sheet.titles[k]
    values: dict[str, Meaning] = {}
    for place, row in rows:
        if row[k] not in values:
            field = Said("scenarios.place_name", place=place, name=heading)
            meant = category_of(sheet.file, field, variable, row[k], codes=codes)
            if meant.category == MEAN:
                raise InputError(
                    Said("scenarios.a_mean_among_counts"),
                    file=sheet.file,
                    field=field,
                    found=row[k],
                    allowed=Said("scenarios.lines_of_people"),
                )
            values[row[k]] = meant
    totals = [v for v, m in values.items() if m.kind == "total"]
    if len(totals) > 1:
        raise InputError(
            Said("scenarios.two_sums_in_a_column"),
            file=sheet.file,
            field=title,
            found=", ".join(totals),
            allowed=Said("scenarios.one_of_them"),
        )
    column = Column(variable, title, values, chosen)
    _check_disjoint(sheet.file, column)
    return column


def _check_disjoint(file: Path, column: Column) -> None:
    """No two lines cover the same; parts of a category are all there."""
    seen: dict[tuple[str, str], str] = {}
    for value, meant in column.values.items():
        if meant.kind != "category":
            continue
        for part in meant.covers or {""}:
            other = seen.setdefault((meant.category, part), value)
            if other != value:
                _twice(file, column, other, value)
    for category in schema().variables[column.variable].categories:
        lines = [
            m for m in column.values.values() if m.kind == "category" and m.category == category
        ]
        if any(not m.covers for m in lines) and len(lines) > 1:
            whole = [v for v, m in column.values.items() if m.category == category]
            _twice(file, column, whole[0], whole[1])
        _check_whole(file, column, category, lines)


def _twice(file: Path, column: Column, one: str, other: str) -> None:
    """Refuse two lines that cover the same.

    Raises:
        InputError: always.
    """
    raise InputError(
        Said("scenarios.two_lines_that_cover_the_same"),
        file=file,
        field=column.title,
        found=f"{one}, {other}",
        allowed=Said("scenarios.one_of_the_two_or_take", title=column.title),
    )


def _check_whole(file: Path, column: Column, category: str, lines: Sequence[Meaning]) -> None:
    """The parts of a category are together all of it."""
    parts = schema().parts.get(category)
    if parts is None or not lines or any(not m.covers or m.alone for m in lines):
        return
    covered = frozenset[str]().union(*(m.covers for m in lines))
    left = frozenset[str]().union(*(part.covers for part in parts)) - covered
    if left and not column.chosen:
        words = [p.words[0] for p in parts if p.covers <= left]
        raise InputError(
            Said("scenarios.a_part_of_a_category_without"),
            file=file,
            field=column.title,
            found=", ".join(v for v, m in column.values.items() if m.category == category),
            allowed=Said("scenarios.also_words_0_if_there_is", words=words[0]),
        )


def _told_kind(meant: Meaning) -> str | None:
    """What is told of a value; None if it is simply taken."""
    ages = schema().office.ages
    if meant.kind in ("total", "outside"):
        return meant.kind
    if meant.ages is not None and 0 < meant.ages[0] < ages.first:
        return "young"
    if meant.ages is not None and meant.ages == (ages.split, ages.oldest):
        return "open"
    return None


def _spans(ages: Sequence[int]) -> str:
    """Ages as spans: 18-19, 24."""
    spans: list[list[int]] = []
    for age in ages:
        if spans and age == spans[-1][1] + 1:
            spans[-1][1] = age
        else:
            spans.append([age, age])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
