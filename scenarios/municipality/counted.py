"""A table of an office, counted: a column for each thing known, and one of people.

Such a table crosses what it knows (women of 16 to 24 of Danish origin ...), and may hold the sums
of each column as lines of their own. What is wanted are the margins, one variable at a time, over
the same people:

* A sum is never added to what it is the sum of. Where it is the sum of the lines that are there (to
  their rounding), it stands for them, which spares the cells that the office withheld. Where it is
  the sum of more (of all ages, beside lines up to 29), it is left out.
* What a line says of a part of a category is added up; two lines that cover the same are refused.
* A column that is no variable (area, period, kind of benefit) must hold one value, or somebody says
  which is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from scenarios.formats.grid import Row, check_cells
from scenarios.formats.questions import QuestionError
from scenarios.municipality.answers import ABSENT, COUNTS, FEW, LEFT_OUT, NOBODY, WITHHELD, Answers
from scenarios.municipality.counted_cells import NONE, Count, count_of, dotted, few
from scenarios.municipality.how_read import AREA, COUNT, OTHER, PERIOD, Told
from scenarios.municipality.margins import MEAN, Margin, schema
from scenarios.municipality.meaning import (
    AGE,
    Meaning,
    category_of,
    counts_people,
    meaning,
    plain,
    variable_of,
)
from scenarios.municipality.population_file import Sheet
from sim.errors import InputError
from sim.messages import Said

#: More people than any table holds: the sums beside the young people may be of a whole country.
MOST = 20_000_000
#: What a number that is rounded may be off by.
ROUNDED = 0.5

Place = tuple[str, ...]


@dataclass(frozen=True)
class _Column:
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


def is_counted(sheet: Sheet, given: Answers) -> bool:
    """Whether a sheet is a table of an office: it has a column that counts people."""
    if sheet.grid.count is not None or sheet.laid.matrix or given.counts is not None:
        return True
    return any(counts_people(heading) for heading in sheet.headings)


def margins_of_counted(
    sheet: Sheet, given: Answers
) -> tuple[list[Margin], dict[str, int], int, Told]:
    """Margins, people of whom a variable is missing, the number of people, and how it was read.

    Raises:
        QuestionError: the table can be read in several ways.
        InputError: it says nothing of the people, or something impossible.
    """
    table = _Table(sheet, given)
    return table.margins()


class _Table:
    """The steps from a sheet to margins; each narrows what the one before left."""

    def __init__(self, sheet: Sheet, given: Answers) -> None:
        self.sheet, self.given, self.file = sheet, given, sheet.file
        self.bank = _is_bank(sheet)
        self.told: list[tuple[str, str]] = []
        self.roles: list[tuple[str, str]] = []
        self.taken: list[tuple[str, str]] = []
        _check_unit(sheet)
        self.count = self._count_column()
        rows = self._taken_rows(list(sheet.rows))
        self.columns, rows = self._variables(rows)
        self.cells = self._cells(rows)
        self.usable = {c.variable: self._is_sum(k) for k, c in enumerate(self.columns)}

    def margins(self) -> tuple[list[Margin], dict[str, int], int, Told]:
        """What is known of each variable, and what is told of the reading."""
        found: list[Margin] = []
        missing: dict[str, int] = {}
        everybody = 0
        for k, column in enumerate(self.columns):
            counts = self._counts(k)
            if counts is None:
                self.told.append(("variable", column.variable))
                continue
            by, unknown = self._by_category(column, counts)
            known = sum(c.people for c in by.values())
            if known == 0:
                raise InputError(
                    Said("scenarios.counts_of_nobody"), file=self.file, field=column.title, found=0
                )
            found += [
                Margin(column.variable, name, c.people / known, c.people) for name, c in by.items()
            ]
            if unknown:
                missing[column.variable] = unknown
            everybody = max(everybody, known + unknown)
        if not found:
            raise InputError(
                Said("scenarios.nothing_of_these_people_is_known"),
                file=self.file,
                field=WITHHELD,
                found=LEFT_OUT,
                allowed=Said("scenarios.take_withheld_few_or_lines_of", withheld=WITHHELD, few=FEW),
            )
        told = Told(
            self.sheet.grid.form,
            len(self.cells) if self.bank else self.sheet.laid.lines,
            tuple(self.roles),
            tuple(self.taken),
            tuple(dict.fromkeys(self.told)),
        )
        return found, missing, everybody, told

    # Columns

    def _count_column(self) -> int:
        """The column that counts people; others of numbers are left out."""
        sheet = self.sheet
        if sheet.grid.count is not None:
            found = [sheet.titles.index(sheet.grid.count)]
        else:
            found = [k for k, h in enumerate(sheet.headings) if counts_people(h)]
        if self.given.counts is not None:
            found = [k for k, h in enumerate(sheet.headings) if h == plain(self.given.counts)]
        if len(found) != 1:
            choices = [sheet.titles[k] for k in found] or list(sheet.titles)
            raise QuestionError(
                Said("scenarios.which_column_counts_the_people"), COUNTS, choices, file=self.file
            )
        self.roles.append((sheet.titles[found[0]], COUNT))
        return found[0]

    def _is_left_out(self, k: int) -> bool:
        """Whether a column holds numbers of something else than people, or other counts."""
        heading = self.sheet.headings[k]
        return counts_people(heading) or heading.startswith(schema().office.other_numbers)

    def _taken_rows(self, rows: list[Row]) -> list[Row]:
        """The rows of what was answered, by column."""
        for name, values in self.given.columns.items():
            if name not in self.sheet.headings:
                raise InputError(
                    Said("scenarios.no_such_column"),
                    file=self.file,
                    field="--take",
                    found=name,
                    allowed=", ".join(self.sheet.titles),
                )
            k = self.sheet.headings.index(name)
            there = list(dict.fromkeys(row[k] for _, row in rows))
            words = {plain(value): value for value in there}
            for value in values:
                if plain(value) not in words:
                    raise QuestionError(
                        Said("scenarios.no_such_value"), self.sheet.titles[k], there, file=self.file
                    )
            if len(set(values)) > 1 and self._role(k) == PERIOD:
                raise InputError(
                    Said("scenarios.people_of_several_periods_cannot_be"),
                    file=self.file,
                    field=self.sheet.titles[k],
                    found=", ".join(values),
                    allowed=Said("scenarios.one_period"),
                )
            wanted = {plain(value) for value in values}
            if len(wanted) < len(words):
                self.told.append(("rows", self.sheet.titles[k]))
            rows = [(place, row) for place, row in rows if plain(row[k]) in wanted]
        return rows

    def _role(self, k: int) -> str:
        heading, office = self.sheet.headings[k], schema().office
        if heading in office.period or self.sheet.titles[k] == self.sheet.grid.time:
            return PERIOD
        return AREA if heading in office.area else OTHER

    def _variables(self, rows: list[Row]) -> tuple[list[_Column], list[Row]]:
        """The columns of variables, and rows with the cells of these and the count."""
        found: dict[int, _Column] = {}
        for k, (heading, title) in enumerate(
            zip(self.sheet.headings, self.sheet.titles, strict=True)
        ):
            if k == self.count:
                continue
            if self._is_left_out(k):
                self.told.append(("column", title))
                continue
            values = dict.fromkeys(row[k] for _, row in rows)
            variable = variable_of(heading)
            if variable is None or not schema().variables[variable].categories:
                self._check_single(k, list(values))
                continue
            if len(values) == 1 and self._bounds(variable, next(iter(values))):
                # All the young people of a table of 18 to 29: it says no more of who they are.
                self._check_single(k, list(values))
                continue
            self.roles.append((title, variable))
            if variable in {c.variable for c in found.values()}:
                raise InputError(
                    Said("scenarios.a_column_is_there_twice"), file=self.file, field=variable
                )
            # In the bank's bulk form an area without descendants has no line of them.
            chosen = heading in self.given.columns
            column = self._column(k, variable, rows if chosen else self.sheet.rows)
            if column.leaves:
                found[k] = column
        if not found:
            raise InputError(
                Said("scenarios.a_table_that_says_nothing_of"),
                file=self.file,
                field=Said("scenarios.headings"),
                found=", ".join(self.sheet.titles),
                allowed=Said(
                    "scenarios.a_column_of_variables",
                    names=[v for v, known in schema().variables.items() if known.categories],
                ),
            )
        outside = {
            k: [v for v, m in c.values.items() if m.kind == "outside"] for k, c in found.items()
        }
        kept = [
            (place, (*(row[k] for k in found), row[self.count]))
            for place, row in rows
            if not any(row[k] in values for k, values in outside.items())
        ]
        return list(found.values()), kept

    def _bounds(self, variable: str, value: str) -> bool:
        """Whether the one band of ages of a table holds both sides of 25."""
        meant = meaning(variable, value)
        return meant is not None and meant.kind == "across"

    def _check_single(self, k: int, values: Sequence[str]) -> None:
        """A column that is no variable holds one value, or it was said which are meant."""
        title, role = self.sheet.titles[k], self._role(k)
        chosen = self.sheet.headings[k] in self.given.columns
        if len(values) > 1 and not chosen:
            asked = {
                PERIOD: Said("scenarios.which_period_is_it"),
                AREA: Said("scenarios.which_area_is_it"),
            }
            raise QuestionError(
                asked.get(role, Said("scenarios.which_of_these_is_it")),
                title,
                values,
                file=self.file,
            )
        self.roles.append((title, role))
        self.taken.append((title, " + ".join(values)))

    def _column(self, k: int, variable: str, rows: Sequence[Row]) -> _Column:
        """A variable's column, with what its cells mean."""
        heading = self.sheet.headings[k]
        values: dict[str, Meaning] = {}
        for place, row in rows:
            if row[k] not in values:
                field = Said("scenarios.place_name", place=place, name=heading)
                meant = category_of(self.file, field, variable, row[k], codes=self.bank)
                if meant.category == MEAN:
                    raise InputError(
                        Said("scenarios.a_mean_among_counts"),
                        file=self.file,
                        field=field,
                        found=row[k],
                        allowed=Said("scenarios.lines_of_people"),
                    )
                values[row[k]] = meant
                self._tell(row[k], meant)
        totals = [v for v, m in values.items() if m.kind == "total"]
        if len(totals) > 1:
            raise InputError(
                Said("scenarios.two_sums_in_a_column"),
                file=self.file,
                field=self.sheet.titles[k],
                found=", ".join(totals),
                allowed=Said("scenarios.one_of_them"),
            )
        column = _Column(variable, self.sheet.titles[k], values, heading in self.given.columns)
        self._check_disjoint(column)
        return column

    def _tell(self, value: str, meant: Meaning) -> None:
        ages = schema().office.ages
        if meant.kind in ("total", "outside"):
            self.told.append((meant.kind, value))
        elif meant.ages is not None and 0 < meant.ages[0] < ages.first:
            self.told.append(("young", value))
        elif meant.ages is not None and meant.ages == (ages.split, ages.oldest):
            self.told.append(("open", value))

    def _check_disjoint(self, column: _Column) -> None:
        """No two lines cover the same; parts of a category are all there."""
        seen: dict[tuple[str, str], str] = {}
        for value, meant in column.values.items():
            if meant.kind != "category":
                continue
            for part in meant.covers or {""}:
                other = seen.setdefault((meant.category, part), value)
                if other != value:
                    self._twice(column, other, value)
        for category in schema().variables[column.variable].categories:
            lines = [
                m for m in column.values.values() if m.kind == "category" and m.category == category
            ]
            if any(not m.covers for m in lines) and len(lines) > 1:
                whole = [v for v, m in column.values.items() if m.category == category]
                self._twice(column, whole[0], whole[1])
            _check_whole(self.file, column, category, lines)
        if column.variable == AGE:
            ages = schema().office.ages
            covered = {part for m in column.values.values() for part in m.covers}
            absent = [a for a in range(ages.first, ages.last + 1) if str(a) not in covered]
            if absent and not column.chosen and covered:
                self.told.append(("unlisted", _spans(absent)))

    def _twice(self, column: _Column, one: str, other: str) -> None:
        raise InputError(
            Said("scenarios.two_lines_that_cover_the_same"),
            file=self.file,
            field=column.title,
            found=f"{one}, {other}",
            allowed=Said("scenarios.one_of_the_two_or_take", title=column.title),
        )

    # Cells

    def _cells(self, rows: Sequence[Row]) -> dict[Place, Count | None]:
        """The numbers by their place in the columns of variables; None if withheld."""
        dots = dotted(row[-1] for _, row in rows)
        if dots:
            self.told.append(("dots", ""))
        found: dict[Place, Count | None] = {}
        first: dict[Place, str] = {}
        added = any(len(set(values)) > 1 for values in self.given.columns.values())
        for place, row in rows:
            where, title = row[:-1], self.sheet.titles[self.count]
            count = count_of(
                self.file,
                Said("scenarios.place_name", place=place, name=title),
                row[-1],
                dots=dots,
                most=MOST,
            )
            if where in found:
                if not added:
                    raise InputError(
                        Said("scenarios.given_twice_also_in_first", first=first[where]),
                        file=self.file,
                        field=place,
                        found=", ".join(where),
                        allowed=Said("scenarios.each_line_once"),
                    )
                before = found[where]
                count = None if before is None or count is None else before + count
            found[where], first[where] = count, first.get(where, place)
        if self.bank:
            # Told whether any is absent or not: else a number of nobody could be worked out.
            self.told.append(("absent", ""))
            check_cells(self.file, (len(column.values) for column in self.columns))
            for where in product(*(column.values for column in self.columns)):
                if self._is_inside(where) and where not in found:
                    found[where] = NONE
        return found

    def _is_inside(self, where: Place) -> bool:
        return all(c.values[v].kind != "outside" for c, v in zip(self.columns, where, strict=True))

    def _is_sum(self, k: int) -> bool:
        """Whether the sum of a column is that of its lines, wherever both are told."""
        total, leaves = self.columns[k].total, self.columns[k].leaves
        if total is None:
            return False
        checked = 0
        for where, count in self.cells.items():
            if where[k] != total or count is None or not count.certain:
                continue
            parts = [self.cells.get((*where[:k], leaf, *where[k + 1 :])) for leaf in leaves]
            known = [part for part in parts if part is not None]
            if len(known) < len(leaves):
                continue
            summed = sum(known, NONE)
            slack = ROUNDED * (len(leaves) + 1)
            if not summed.low - slack <= count.people <= summed.high + slack:
                return False
            checked += 1
        return checked > 0

    def _counts(self, k: int) -> dict[str, Count] | None:
        """People by value of a column, over all values of the others; None if left out."""
        ways = [
            (c.total,) if self.usable[c.variable] and c.total is not None else c.leaves
            for c in self.columns
        ]
        found = {}
        for leaf in self.columns[k].leaves:
            total = NONE
            for where in product(*ways[:k], (leaf,), *ways[k + 1 :]):
                count = self._told_count(where)
                if count is None:
                    return None
                total += count
            found[leaf] = total
        return found

    def _told_count(self, where: Place) -> Count | None:
        """A number that is needed; None if it is to be left out."""
        if where not in self.cells:
            if self.given.absent != NOBODY:
                raise QuestionError(
                    Said("scenarios.there_is_no_line_of_where", where=", ".join(where)),
                    ABSENT,
                    (NOBODY,),
                    file=self.file,
                )
            self.told.append(("absent", ""))
            return NONE
        count = self.cells[where]
        if count is not None:
            if not count.certain:
                self.told.append(("few", ""))
            return count
        match self.given.withheld:
            case None:
                raise QuestionError(
                    Said("scenarios.how_many_are_where_whose_number", where=", ".join(where)),
                    WITHHELD,
                    (FEW, NOBODY, LEFT_OUT),
                    file=self.file,
                )
            case "few":
                self.told.append(("withheld", FEW))
                return few(int(schema().limit("smallest_group")) - 1)
            case "nobody":
                self.told.append(("withheld", NOBODY))
                return NONE
        self.told.append(("withheld", LEFT_OUT))
        return None

    def _by_category(
        self, column: _Column, counts: Mapping[str, Count]
    ) -> tuple[dict[str, Count], int]:
        """People by category of a variable, and of how many it is unknown."""
        by: dict[str, Count] = {}
        unknown = 0
        for value, count in counts.items():
            meant = column.values[value]
            if meant.kind == "unknown":
                unknown += count.people
            else:
                by[meant.category] = by.get(meant.category, NONE) + count
        categories = schema().variables[column.variable].categories
        left = [name for name in categories if name not in by]
        if left and not column.chosen:
            only = next(v for v, m in column.values.items() if m.kind == "category")
            raise InputError(
                Said("scenarios.not_all_categories_are_there"),
                file=self.file,
                field=column.title,
                found=", ".join(counts),
                allowed=Said(
                    "scenarios.also_left_or_take_title_only",
                    left=", ".join(left),
                    title=column.title,
                    only=only,
                ),
            )
        return {name: by.get(name, NONE) for name in categories}, unknown


def _is_bank(sheet: Sheet) -> bool:
    """Whether a sheet is the long form of the statistics bank."""
    if sheet.grid.count is not None:
        return False
    bank, there = schema().office.bank, set(sheet.headings)
    return bool(there & set(bank.period)) and bool(there & set(bank.count))


def _check_unit(sheet: Sheet) -> None:
    """Refuse a table whose numbers are no people."""
    unit = plain(sheet.grid.unit)
    if any(unit.startswith(word) for word in schema().office.other_units):
        raise InputError(
            Said("scenarios.numbers_that_are_not_of_people"),
            file=sheet.file,
            field="unit",
            found=sheet.grid.unit,
            allowed=Said("scenarios.a_table_of_numbers_of_people"),
        )


def _check_whole(file: object, column: _Column, category: str, lines: Sequence[Meaning]) -> None:
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


def _spans(ages: Sequence[int]) -> str:
    """Ages as spans: 18-19, 24."""
    spans: list[list[int]] = []
    for age in ages:
        if spans and age == spans[-1][1] + 1:
            spans[-1][1] = age
        else:
            spans.append([age, age])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
