"""Which column of an office's table is what: one counts people, others are variables or a period.

A column that is no variable (area, period, kind of benefit) must hold one value, or somebody says
which is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.formats.grid import Row
from scenarios.formats.questions import QuestionError
from scenarios.municipality.answers import COUNTS, Answers
from scenarios.municipality.column_meaning import Column, column_of
from scenarios.municipality.how_read import AREA, COUNT, OTHER, PERIOD
from scenarios.municipality.margins import schema
from scenarios.municipality.meaning import counts_people, meaning, plain, variable_of
from scenarios.municipality.population_file import Sheet
from sim.errors import InputError
from sim.messages import Said


@dataclass(frozen=True)
class Columns:
    """What the columns of a table are.

    Attributes:
        bank: whether the table is the long form of the statistics bank.
        count: heading of the one that counts people.
        variables: those of variables.
        rows: that are taken, with the cells of these columns and the count.
        roles, taken, told: as `columns`, `taken` and `left_out` of `how_read.Told`.
    """

    bank: bool
    count: str
    variables: tuple[Column, ...]
    rows: tuple[Row, ...]
    roles: tuple[tuple[str, str], ...]
    taken: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]


def columns_of(sheet: Sheet, given: Answers) -> Columns:
    """What the columns of a sheet are.

    Args:
        sheet: a table of an office.
        given: how it is to be read.

    Raises:
        QuestionError: the table can be read in several ways.
        InputError: it says nothing of the people, or something impossible.
    """
    _check_unit(sheet)
    reader = _Reader(sheet, given)
    variables, rows = reader.variables(reader.taken_rows(list(sheet.rows)))
    return Columns(
        reader.bank,
        sheet.titles[reader.count],
        tuple(variables),
        tuple(rows),
        tuple(reader.roles),
        tuple(reader.taken),
        tuple(reader.told),
    )


class _Reader:
    """The steps from a sheet to its columns; each narrows what the one before left."""

    def __init__(self, sheet: Sheet, given: Answers) -> None:
        self.sheet, self.given, self.file = sheet, given, sheet.file
        self.bank = _is_bank(sheet)
        self.told: list[tuple[str, str]] = []
        self.roles: list[tuple[str, str]] = []
        self.taken: list[tuple[str, str]] = []
        self.count = self._count_column()

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

    def taken_rows(self, rows: list[Row]) -> list[Row]:
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

    def variables(self, rows: list[Row]) -> tuple[list[Column], list[Row]]:
        """The columns of variables, and rows with the cells of these and the count."""
        found: dict[int, Column] = {}
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
            column = column_of(
                self.sheet,
                k,
                variable,
                rows if chosen else self.sheet.rows,
                chosen=chosen,
                codes=self.bank,
            )
            self.told += column.told
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


def _is_bank(sheet: Sheet) -> bool:
    """Whether a sheet is the long form of the statistics bank."""
    if sheet.grid.count is not None:
        return False
    bank, there = schema().office.bank, set(sheet.headings)
    return bool(there & set(bank.period)) and bool(there & set(bank.count))
