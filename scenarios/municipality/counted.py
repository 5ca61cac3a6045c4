"""A table of an office, counted: a column for each thing known, and one of people.

Such a table crosses what it knows (women of 16 to 24 of Danish origin ...), and may hold the sums
of each column as lines of their own. What is wanted are the margins, one variable at a time, over
the same people:

* A sum is never added to what it is the sum of. Where it is the sum of the lines that are there (to
  their rounding), it stands for them, which spares the cells that the office withheld. Where it is
  the sum of more (of all ages, beside lines up to 29), it is left out.
* What a line says of a part of a category is added up (`scenarios.municipality.column_meaning`).
* A column that is no variable must hold one value (`scenarios.municipality.counted_columns`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from scenarios.formats.grid import Row, check_cells
from scenarios.formats.questions import QuestionError
from scenarios.municipality.answers import ABSENT, FEW, LEFT_OUT, NOBODY, WITHHELD, Answers
from scenarios.municipality.column_meaning import Column
from scenarios.municipality.counted_cells import NONE, Count, count_of, dotted, few
from scenarios.municipality.counted_columns import columns_of
from scenarios.municipality.how_read import Told
from scenarios.municipality.margins import Margin, schema
from scenarios.municipality.meaning import counts_people
from scenarios.municipality.population_file import Sheet
from sim.errors import InputError
from sim.messages import Said

#: More people than any table holds: the sums beside the young people may be of a whole country.
MOST = 20_000_000
#: What a number that is rounded may be off by.
ROUNDED = 0.5

Place = tuple[str, ...]


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
    """A table whose columns are known: its cells, and the margins that follow from them."""

    def __init__(self, sheet: Sheet, given: Answers) -> None:
        self.sheet, self.given, self.file = sheet, given, sheet.file
        self.known = columns_of(sheet, given)
        self.columns = self.known.variables
        self.told = list(self.known.told)
        self.cells = self._cells(self.known.rows)
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
            len(self.cells) if self.known.bank else self.sheet.laid.lines,
            self.known.roles,
            self.known.taken,
            tuple(dict.fromkeys(self.told)),
        )
        return found, missing, everybody, told

    def _cells(self, rows: Sequence[Row]) -> dict[Place, Count | None]:
        """The numbers by their place in the columns of variables; None if withheld."""
        dots = dotted(row[-1] for _, row in rows)
        if dots:
            self.told.append(("dots", ""))
        found: dict[Place, Count | None] = {}
        first: dict[Place, str] = {}
        added = any(len(set(values)) > 1 for values in self.given.columns.values())
        for place, row in rows:
            where, title = row[:-1], self.known.count
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
        if self.known.bank:
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
        self, column: Column, counts: Mapping[str, Count]
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
