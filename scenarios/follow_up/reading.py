"""A municipality's follow-up file: one line per month or quarter, one column per figure.

What is not counted is left out or left empty; `-` is zero, and `<5` is one to four. Nothing in the
file is about a single person, and nothing that is printed of it tells a number under five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.follow_up.figures import figures
from scenarios.follow_up.periods import Period, read_period
from scenarios.formats.grid import Row, frame_rows
from scenarios.formats.reading import read_grid
from scenarios.municipality.margins import schema
from sim.errors import InputError
from sim.foreign import as_written, hint, of_system
from sim.groups import GROUP_NAMES
from sim.messages import Said
from sim.written_numbers import read_number

Floats = npt.NDArray[np.float64]

#: Headings of the column of periods and of that of groups.
PERIOD = ("period", "periode")
GROUP = ("group", "gruppe")
#: Everybody, as a group.
ALL = "all"
#: How nothing is written, how no number, and how one to four.
ZERO, UNKNOWN, FEW = "-", ("", ".."), "<5"
#: What stands for one to four: the middle of what it can be.
STAND_IN = 2.5
#: No municipality counts more of anything in a quarter.
MOST = 10_000_000.0


@dataclass(frozen=True)
class FollowUp:
    """What a municipality counted.

    Attributes:
        file: where it was read, for messages.
        periods: one after the other, all months or all quarters.
        counts: by group (`all` is everybody) and figure, shape (periods,); NaN is not counted.
        few: by group and figure, which of them are a stand-in for one to four.
        hidden: by group and figure, where the sum since the first period (a stock as it stands) may
            not be shown (`scenarios.follow_up.published.protected`); nothing as it was read.
    """

    file: Path
    periods: tuple[Period, ...]
    counts: Mapping[tuple[str, str], Floats]
    few: Mapping[tuple[str, str], npt.NDArray[np.bool_]] = field(default_factory=dict)
    hidden: Mapping[tuple[str, str], npt.NDArray[np.bool_]] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that are counted besides everybody."""
        return tuple(dict.fromkeys(group for group, _ in self.counts if group != ALL))

    def approximate(self, group: str, name: str) -> npt.NDArray[np.bool_]:
        """Where the sum of a flow, or a stock, rests on stand-ins for one to four, (periods,).

        Args:
            group: `all` is everybody.
            name: of the figure.
        """
        few = self.few.get((group, name), np.zeros(len(self.periods), bool))
        return np.logical_or.accumulate(few) if figures()[name].kind == "flow" else few

    def until(self, periods: int) -> FollowUp:
        """The same as it was after so many periods."""
        return FollowUp(
            self.file,
            self.periods[:periods],
            {name: x[:periods] for name, x in self.counts.items()},
            {name: x[:periods] for name, x in self.few.items()},
            {name: x[:periods] for name, x in self.hidden.items()},
        )


def read_follow_up(source: str | Path | pd.DataFrame, content: bytes | None = None) -> FollowUp:
    """What a municipality counted, from a file or a table in memory.

    Args:
        source: CSV, workbook or another table (`scenarios.formats.reading`), or a frame with the
            same columns: `period`, a column for each figure that is counted
            (`scenarios.follow_up.figures`), and `group` where some lines are of a group.
        content: of the file, where it is in memory; None is read from its path.

    Raises:
        InputError: a column, a period, a group or a number that cannot be; periods that do not
            follow each other; or a group of fewer than five.
    """
    if isinstance(source, pd.DataFrame):
        file, rows = Path(str(Said("scenarios.a_table_in_memory"))), frame_rows(source)
    else:
        file = Path(source)
        try:
            content = file.read_bytes() if content is None else content
        except OSError as error:
            raise InputError(
                Said("scenarios.follow_up_no_file"), file=file, found=of_system(error)
            ) from error
        rows = read_grid(file, content).rows
    if len(rows) < 2:
        raise InputError(
            Said("scenarios.follow_up_no_lines"),
            file=file,
            allowed=Said("scenarios.follow_up_headings_and_lines"),
        )
    columns = _columns(rows[0], file)
    headings = {name: rows[0][1][place].strip() for place, name in columns.items()}
    return _whole(file, [_line(row, columns, headings, file) for row in rows[1:] if any(row[1])])


def _columns(row: Row, file: Path) -> dict[int, str]:
    """What each column holds, by its place.

    Raises:
        InputError: an unknown heading, one twice, or none for periods.
    """
    known: dict[str, str] = {name: name for name in figures()}
    for name, figure in figures().items():
        known |= {figure.title.en.casefold(): name, figure.title.da.casefold(): name}
    known |= dict.fromkeys(PERIOD, PERIOD[0]) | dict.fromkeys(GROUP, GROUP[0])
    found: dict[int, str] = {}
    for place, heading in enumerate(row[1]):
        if not heading.strip():
            continue
        column = known.get(heading.strip().casefold())
        if column is None:
            raise InputError(
                Said("scenarios.follow_up_unknown_column", hint=hint(heading, list(known))),
                file=file,
                field=row[0],
                found=as_written(heading),
                allowed=", ".join((PERIOD[0], GROUP[0], *figures())),
            )
        if column in found.values():
            raise InputError(
                Said("scenarios.a_column_is_there_twice"), file=file, field=row[0], found=heading
            )
        found[place] = column
    if PERIOD[0] not in found.values():
        raise InputError(
            Said("scenarios.follow_up_no_periods"),
            file=file,
            field=row[0],
            found=", ".join(row[1]),
            allowed=Said("scenarios.follow_up_a_column_period"),
        )
    return found


@dataclass(frozen=True)
class _Line:
    """A line: where it stands, whose it is, and what was counted; NaN is not."""

    where: str
    period: Period
    group: str
    counts: Mapping[str, float]
    few: frozenset[str]


def _line(row: Row, columns: Mapping[int, str], headings: Mapping[str, str], file: Path) -> _Line:
    """A line; what is wrong in it is told by the headings that the file has."""
    where, cells = row
    told = {columns[k]: cell.strip() for k, cell in enumerate(cells) if k in columns}
    period = read_period(told.pop(PERIOD[0], ""), file=file, field=where)
    group = told.pop(GROUP[0], "").casefold() or ALL
    if group not in GROUP_NAMES:
        raise InputError(
            Said("scenarios.follow_up_unknown_group", hint=hint(group, GROUP_NAMES)),
            file=file,
            field=where,
            found=as_written(group),
            allowed=", ".join(GROUP_NAMES),
        )
    counts, few = {}, set()
    for name, text in told.items():
        figure = figures()[name]
        if text in UNKNOWN:
            continue
        if group != ALL and not figure.persons:
            raise InputError(
                Said("scenarios.follow_up_not_by_group"),
                file=file,
                field=f"{where}, {headings[name]}",
                found=text,
                allowed=", ".join(n for n, f in figures().items() if f.persons),
            )
        if text.replace(" ", "") == FEW:
            counts[name] = STAND_IN
            few.add(name)
            continue
        counts[name] = (
            0.0
            if text == ZERO
            else read_number(
                text,
                low=0.0,
                high=MOST,
                whole=figure.persons,
                file=file,
                field=f"{where}, {headings[name]}",
            )
        )
    return _Line(where, period, group, counts, frozenset(few))


def _whole(file: Path, lines: Sequence[_Line]) -> FollowUp:
    """The lines as one follow-up, periods in order.

    Raises:
        InputError: months and quarters, a line twice, a period left out, or a group too small.
    """
    first = lines[0].period if lines else None
    if first is None:
        raise InputError(Said("scenarios.follow_up_no_lines"), file=file)
    seen: dict[tuple[Period, str], str] = {}
    for line in lines:
        if line.period.length != first.length:
            raise InputError(
                Said("scenarios.follow_up_months_and_quarters"),
                file=file,
                field=line.where,
                found=str(line.period),
                allowed=Said("scenarios.follow_up_all_of_one_length"),
            )
        earlier = seen.setdefault((line.period, line.group), line.where)
        if earlier != line.where:
            raise InputError(
                Said("scenarios.follow_up_line_twice"),
                file=file,
                field=line.where,
                found=f"{line.period}, {line.group}",
                allowed=Said("scenarios.follow_up_once", where=earlier),
            )
    there = sorted({line.period for line in lines})
    for period, after in pairwise(there):
        if period.following != after:
            raise InputError(
                Said("scenarios.follow_up_period_left_out"),
                file=file,
                found=str(after),
                allowed=Said("scenarios.follow_up_next_period", period=str(period.following)),
            )
    place = {period: k for k, period in enumerate(there)}
    counts: dict[tuple[str, str], Floats] = {}
    few: dict[tuple[str, str], npt.NDArray[np.bool_]] = {}
    for line in lines:
        for name, number in line.counts.items():
            key = (line.group, name)
            counts.setdefault(key, np.full(len(there), np.nan))[place[line.period]] = number
            if name in line.few:
                few.setdefault(key, np.zeros(len(there), bool))[place[line.period]] = True
    found = FollowUp(file, tuple(there), counts, few)
    _check_groups(found)
    return found


def _check_groups(found: FollowUp) -> None:
    """Groups are followed up where they are large enough to be told.

    Raises:
        InputError: a group, or those who are not in it, are fewer than five, or nobody says how
            many they are.
    """
    smallest = int(schema().limit("smallest_group"))
    for group in found.groups:
        own = found.counts.get((group, "came"))
        everybody = found.counts.get((ALL, "came"))
        if own is None or everybody is None or np.isnan(own).any():
            raise InputError(
                Said("scenarios.follow_up_how_many_in_group"),
                file=found.file,
                field=f"{group}, came",
                found=Said("sim.nothing"),
                allowed=Said("scenarios.follow_up_came_in_every_period"),
            )
        for people in (own.sum(), everybody.sum() - own.sum()):
            if people < smallest:
                raise InputError(
                    Said("scenarios.follow_up_group_too_small"),
                    file=found.file,
                    field=group,
                    found=Said("scenarios.follow_up_fewer", smallest=smallest),
                    allowed=Said("scenarios.follow_up_at_least", smallest=smallest),
                )
