"""Several runs in one report: what tells them apart, and their main numbers under one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mentorsim.language import Language
from mentorsim.present.clean import clean
from mentorsim.present.comparison.cells import Cell, effect_cells, total_cell
from mentorsim.present.comparison.money import money_cell
from mentorsim.present.results import answer_week, compared, effect, last_week, title
from mentorsim.report.provenance import provenance_value, told_settings
from mentorsim.saved.run import Run
from scenarios.budget.budget import Budget
from scenarios.economics.purse_names import PUBLIC_TOTAL
from sim.programme import TEXTS

#: Totals that are set side by side, with their decimals.
TAKES = {"mentor_hours": 0, "mentor_years": 0}
#: Settings that say how a run was made, not what it is about.
MACHINERY = frozenset(
    {"mentorsim", "python", "mesa", "numba", "numpy", "scipy", "pandas", "xarray", "matplotlib"}
)


@dataclass(frozen=True)
class RunRow:
    """The effect of a policy in one run."""

    run: str
    policy: str
    against: str
    week: str
    cell: Cell


@dataclass(frozen=True)
class TakesRow:
    """What a policy takes in one run: paid hours, mentors in a year, kroner in all."""

    run: str
    policy: str
    weeks: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Together:
    """Several runs side by side.

    Attributes:
        names: of the runs.
        sentences: which settings and which policies differ, in words.
        settings: rows of what differs: the setting, then its value in each run.
        rows: effects on education.
        takes: mentors and kroner.
    """

    names: list[str]
    sentences: list[str]
    settings: list[tuple[str, ...]]
    rows: list[RunRow]
    takes: list[TakesRow]


def together(runs: Sequence[Run], moneys: Sequence[Budget | None], language: Language) -> Together:
    """What tells runs apart, and their main numbers.

    Args:
        runs: of the report.
        moneys: kroner of each; None where they were not worked out.
        language: of the words.
    """
    settings = _settings(runs, language)
    policies = _policies(runs, language)
    told = [language.text("runs.differ" if settings else "runs.same")]
    told.append(
        language.text("runs.policies.differ") if policies else language.text("runs.policies.same")
    )
    return Together(
        names=[run.name for run in runs],
        sentences=told,
        settings=[*settings, *policies],
        rows=[row for run in runs for row in _rows(run, language)],
        takes=[
            row
            for run, money in zip(runs, moneys, strict=True)
            for row in _takes(run, money, language)
        ],
    )


def _settings(runs: Sequence[Run], language: Language) -> list[tuple[str, ...]]:
    dash = language.text("number.none")
    keys = dict.fromkeys(
        key for run in runs for key in told_settings(run.provenance) if key not in MACHINERY
    )
    found = []
    for key in keys:
        values = [provenance_value(run.provenance.get(key, dash), language) for run in runs]
        if len(set(values)) > 1:
            found.append((clean(language.name("provenance", key)), *values))
    return found


def _policies(runs: Sequence[Run], language: Language) -> list[tuple[str, ...]]:
    """Fields of policies that have the same name in several runs and are not the same there."""
    by_run = [{p.name: p.policy for p in run.comparison.policies} for run in runs]
    names = dict.fromkeys(name for policies in by_run for name in policies)
    dash = language.text("number.none")
    found = []
    for name in names:
        there = [
            flat(policies[name].model_dump(mode="json", exclude=set(TEXTS)))
            if name in policies
            else None
            for policies in by_run
        ]
        known = [fields for fields in there if fields is not None]
        for place in dict.fromkeys(place for fields in known for place in fields):
            if len({fields.get(place, "") for fields in known}) > 1:
                head = language.text("runs.policy_field", policy=clean(name), field=place)
                values = (dash if f is None else clean(f.get(place, dash)) for f in there)
                found.append((head, *values))
    return found


def flat(content: Mapping[str, Any], start: str = "") -> dict[str, str]:
    """The fields of a policy by their paths, as text."""
    fields: dict[str, str] = {}
    for name, value in content.items():
        if isinstance(value, Mapping):
            fields |= flat(value, f"{start}{name}.")
        else:
            fields[f"{start}{name}"] = str(value)
    return fields


def _rows(run: Run, language: Language) -> list[RunRow]:
    comparison = run.comparison
    weeks = sorted({answer_week(comparison), last_week(comparison)})
    reference = title(comparison, comparison.reference, language)
    return [
        RunRow(
            run.name,
            title(comparison, name, language),
            reference,
            language.integer(week),
            effect_cells(effect(comparison, name, "education", week), language)[0],
        )
        for name in compared(comparison)
        for week in weeks
    ]


def _takes(run: Run, money: Budget | None, language: Language) -> list[TakesRow]:
    comparison = run.comparison
    none = Cell(language.text("number.none"))
    return [
        TakesRow(
            run.name,
            title(comparison, name, language),
            language.integer(last_week(comparison)),
            (
                *(total_cell(comparison, name, q, digits, language) for q, digits in TAKES.items()),
                none if money is None else money_cell(money.total(name, PUBLIC_TOTAL), language),
            ),
        )
        for name in compared(comparison)
    ]
