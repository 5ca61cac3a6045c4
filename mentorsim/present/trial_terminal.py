"""The trial beside the model, and its people, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from calibration.population_check import PopulationRow
from mentorsim.language import Language
from mentorsim.present.results import interval_level
from mentorsim.present.terminal_tables import blank_table

#: Characters of a unit; what is longer goes on below.
UNIT = 14
ROLES = ("target", "validation", "other reading", "complement", "outside")


def trial_table(rows: Sequence[Mapping[str, Any]], language: Language) -> Group:
    """The trial's rows beside the model's, one table per role.

    Args:
        rows: with the keys id, outcome, subgroup, week_from, week_to, trial_low, trial_high,
            interval_low, interval_high, simulated, agrees, unit, role, why, source.
        language: of the tables.
    """
    judged = [r for r in rows if r["agrees"] is not None]
    note = language.text(
        "screen.note.trial",
        agree=language.integer(sum(bool(r["agrees"]) for r in judged)),
        judged=language.integer(len(judged)),
        all=language.integer(len(rows)),
        level=interval_level(language),
    )
    tables = []
    for role in ROLES:
        members = [r for r in rows if r["role"] == role]
        if members:
            heading = language.text(f"role.{role}", number=language.integer(len(members)))
            tables.append(_role_table(members, heading, language))
    return Group(Text(language.text("screen.title.trial"), style="bold"), *tables, Text(note))


def _role_table(rows: Sequence[Mapping[str, Any]], heading: str, language: Language) -> Table:
    table = blank_table(heading)
    table.expand = True
    heads = [language.text(key) for key in ("screen.column.outcome", "report.column.group")]
    table.add_column(": ".join(heads), ratio=1, overflow="fold")
    table.add_column(language.text("screen.column.weeks"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.trial"), justify="right", no_wrap=True)
    table.add_column(interval_level(language), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.model"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.unit"), max_width=UNIT, overflow="fold")
    table.add_column(language.text("screen.column.agrees"), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_trial_cells(row, language))
    return table


def _trial_cells(row: Mapping[str, Any], language: Language) -> list[Text]:
    outcome, group, *numbers = trial_words(row, language)
    return [
        Text(f"{outcome}: {group}"),
        *(Text(words) for words in numbers),
        _judgement(row["agrees"], language),
    ]


def trial_words(row: Mapping[str, Any], language: Language) -> list[str]:
    """Outcome, group, weeks, print, interval, model and unit of a row of the trial, in words.

    Args:
        row: with the keys of `trial_table`.
        language: of the words.
    """
    digits = 1 if str(row["unit"]) in ("pp", "%", "weeks", "pp per 10 min") else 2
    outcome = str(row["outcome"])
    weeks = sorted({int(row["week_from"]), int(row["week_to"])})
    return [
        language.name("trial", outcome),
        _subgroup(str(row["subgroup"]), language),
        "–".join(language.integer(w) for w in weeks),
        _span(row["trial_low"], row["trial_high"], digits, language),
        _span(row["interval_low"], row["interval_high"], digits, language),
        _value(row["simulated"], digits, language),
        language.name("unit", str(row["unit"])),
    ]


def _subgroup(words: str, language: Language) -> str:
    """A row's group: `jobcentre: Vejle` keeps the name, others have one in the catalogue."""
    kind, _, value = words.partition(": ")
    if kind == "jobcentre" and value != "slope":
        return value
    return language.name("subgroup", words)


def _value(x: float | None, digits: int, language: Language) -> str:
    return language.text("number.none") if x is None else language.number(float(x), digits)


def _span(low: float | None, high: float | None, digits: int, language: Language) -> str:
    if low is None or high is None:
        return language.text("number.none")
    if low == high:
        return _value(low, digits, language)
    return language.interval(float(low), float(high), digits)


def _judgement(agrees: bool | None, language: Language) -> Text:
    if agrees is None:
        return Text(language.text("number.none"))
    return Text(
        language.text("screen.yes" if agrees else "screen.no"), style="" if agrees else "bold red"
    )


def population_table(rows: Sequence[PopulationRow], language: Language) -> Table:
    """The drawn population beside what the trial prints, cell by cell."""
    printed = [r for r in rows if r.printed is not None]
    table = blank_table(
        language.text("screen.title.population"),
        language.text(
            "screen.note.population",
            agree=language.integer(sum(r.agrees for r in printed)),
            printed=language.integer(len(printed)),
            unknown=language.integer(len(rows) - len(printed)),
        ),
    )
    table.add_column(language.text("screen.column.variable"), overflow="fold", ratio=4)
    table.add_column(language.text("report.column.group"), overflow="fold", ratio=2)
    table.add_column(language.text("screen.column.printed"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.drawn"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.z"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.agrees"), justify="right", no_wrap=True)
    table.add_column(language.text("screen.column.source"), overflow="fold", ratio=2)
    for row in rows:
        digits = 0 if abs(row.drawn) >= 1000 else 2
        known = row.printed is not None
        table.add_row(
            Text(language.name("variable", row.variable)),
            Text(language.name("subgroup", row.group)),
            Text(_value(row.printed, digits, language)),
            Text(language.number(row.drawn, digits)),
            Text(language.signed(row.z, 1) if known else language.text("number.none")),
            _judgement(row.agrees if known else None, language),
            Text(row.source),
        )
    return table
