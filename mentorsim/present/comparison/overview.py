"""All policies in one table: what each gives, costs and takes, and which is best.

Policies stand in rows, at the same weeks: all that are followed. Cells are those of the other
tables of page and report; nothing is worked out here but which of the policies stands best in a
column, and which cannot be told from it. Too few draws mark nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mentorsim.language import Language, rounding
from mentorsim.present import results
from mentorsim.present.comparison.budget_words import purse_title
from mentorsim.present.comparison.cells import Cell, Row, total_cell
from mentorsim.present.comparison.money import money_cell
from mentorsim.present.few_draws import draws_needed
from scenarios.budget.budget import Budget
from scenarios.comparison.compare import Comparison
from scenarios.comparison.seeds import over_worlds
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.policy_outcomes import effect_by_draw
from scenarios.decision.spans import Span, span
from scenarios.outcomes.registry import shown_in

Floats = npt.NDArray[np.float64]

#: Outcomes of the table: people per 1,000 in the last week, or by then.
PERSONS = shown_in("overview")
#: What a policy takes: totals with their decimals; they get no mark.
TAKES = {"mentor_years": 0, "longest_queue": 0}
BEST, TIED = "best", "tied"
#: Policies that stand in columns on paper; more stand in rows, with smaller letters.
MOST_COLUMNS = 5
#: Shares are told in per cent, and years per so many young people; kroner as they are.
HUNDRED, KRONER = 100.0, 1.0


@dataclass(frozen=True)
class Overview:
    """The table, ready for page and report.

    Attributes:
        caption: which weeks, and against what.
        heads: of the columns; the first is that of the rows.
        rows: a policy each, the reference last.
        notes: what the marks say, or why there are none.
    """

    caption: str
    heads: list[str]
    rows: list[Row]
    notes: list[str]

    def upright(self, language: Language) -> tuple[list[str], list[Row]]:
        """Heads and rows for a sheet of paper: few policies stand in columns beside one another."""
        if len(self.rows) > MOST_COLUMNS:
            return self.heads, self.rows
        heads = [language.text("report.column.what"), *(row.head for row in self.rows)]
        lines = zip(*(row.cells for row in self.rows), strict=True)
        return heads, [Row(h, line) for h, line in zip(self.heads[1:], lines, strict=True)]


def overview(money: Budget, language: Language) -> Overview:
    """Every policy beside the others.

    Args:
        money: kroner of the comparison.
        language: of the words.
    """
    comparison = money.comparison
    reference = results.title(comparison, comparison.reference, language)
    names = results.compared(comparison)
    judged = marks(money)
    rows = [
        Row(results.title(comparison, name, language), _cells(money, name, judged, language))
        for name in names
    ]
    head = language.text("overview.reference", title=reference)
    rows.append(Row(head, _reference_cells(money, judged, language)))
    return Overview(
        caption=language.text(
            "overview.caption",
            week=language.integer(results.last_week(comparison)),
            reference=language.quoted(reference),
            level=results.interval_level(language),
        ),
        heads=_heads(money, language),
        rows=rows,
        notes=[_note(comparison, language)],
    )


def overview_records(money: Budget) -> list[dict[str, Any]]:
    """The same as numbers for machines, a row for each policy and column of the table.

    Returns:
        rows with policy, column, unit, mean, low, high, extrapolated, and mark (`best`, `tied` or
        null); the reference has what it takes, and the marks it gets. Low and high are null where
        the draws are too few for an interval.
    """
    comparison, judged = money.comparison, marks(money)
    week, enough = results.last_week(comparison), comparison.enough_draws
    rows = []
    for name in (*results.compared(comparison), comparison.reference):
        spans: dict[str, tuple[str, tuple[float, float, float], bool]] = {}
        if name != comparison.reference:
            for outcome in PERSONS:
                found = results.effect(comparison, name, outcome, week)
                ends = (10 * found.mean, 10 * found.low, 10 * found.high)
                spans[outcome] = ("people per 1,000", ends, found.extrapolated)
            gained = money.price(name).effect
            years = (HUNDRED * gained.mean, HUNDRED * gained.low, HUNDRED * gained.high)
            beyond = money.total(name, money.purses()[0]).extrapolated
            spans["years"] = ("years in education or work per 100", years, beyond)
            for purse in money.purses():
                net = money.total(name, purse)
                ends = (net.mean, net.low, net.high)
                spans[purse] = ("DKK per young person", ends, net.extrapolated)
        else:
            zero = (0.0, 0.0, 0.0)
            spans |= dict.fromkeys(judged, ("the reference itself", zero, False))
        if name in set(comparison.totals["policy"]):
            beyond = results.rests_on_extrapolation(comparison, name)
            spans |= {q: ("per 1,000", results.total(comparison, name, q), beyond) for q in TAKES}
        rows += [
            {
                "policy": name,
                "column": column,
                "unit": unit,
                "mean": mean,
                "low": low if enough else None,
                "high": high if enough else None,
                "extrapolated": extrapolated,
                "mark": judged.get(column, {}).get(name),
            }
            for column, (unit, (mean, low, high), extrapolated) in spans.items()
        ]
    return rows


def _heads(money: Budget, language: Language) -> list[str]:
    heads = [language.text("report.column.policy")]
    heads += [language.text(f"overview.column.{outcome}") for outcome in (*PERSONS, "years")]
    heads += [
        language.text("overview.column.kroner", purse=purse_title(purse, language))
        for purse in money.purses()
    ]
    return [*heads, *(language.text(f"overview.column.{k}") for k in ("mentors", "waiting"))]


def _note(comparison: Comparison, language: Language) -> str:
    if not comparison.enough_draws:
        needed = draws_needed(comparison.draw_count, language)
        return language.text("overview.note.waiting", **needed)
    reference = language.quoted(results.title(comparison, comparison.reference, language))
    return language.text("overview.note", reference=reference)


# --- cells ---------------------------------------------------------------------------------------
def _cells(
    money: Budget, name: str, judged: Mapping[str, Mapping[str, str]], language: Language
) -> tuple[Cell, ...]:
    comparison, week = money.comparison, results.last_week(money.comparison)
    found = {o: _persons(results.effect(comparison, name, o, week), language) for o in PERSONS}
    found["years"] = _years(money, name, language)
    found |= {purse: money_cell(money.total(name, purse), language) for purse in money.purses()}
    marked = [_marked(cell, judged[key].get(name, ""), language) for key, cell in found.items()]
    takes = [total_cell(comparison, name, q, digits, language) for q, digits in TAKES.items()]
    return (*marked, *takes)


def _reference_cells(
    money: Budget, judged: Mapping[str, Mapping[str, str]], language: Language
) -> tuple[Cell, ...]:
    """Nothing differs from itself; what it takes is a number as the others'."""
    comparison = money.comparison
    name, dash = comparison.reference, Cell(language.text("number.none"))
    marked = [_marked(dash, where.get(name, ""), language) for where in judged.values()]
    has_mentors = name in set(comparison.totals["policy"])
    takes = [
        total_cell(comparison, name, q, digits, language) if has_mentors else dash
        for q, digits in TAKES.items()
    ]
    return (*marked, *takes)


def _marked(cell: Cell, mark: str, language: Language) -> Cell:
    return replace(cell, mark=language.text(f"overview.mark.{mark}")) if mark else cell


def _persons(shown: results.Effect, language: Language) -> Cell:
    """People per 1,000: ten times the percentage points that the other tables show."""
    ends = language.text("number.same")
    if not shown.same:
        low, high = (10 * float(rounding(x, results.DIGITS)) for x in (shown.low, shown.high))
        ends = results.interval_or_wait(low, high, 0, shown.draws, language)
    number = language.signed(10 * float(rounding(shown.mean, results.DIGITS)), 0)
    return Cell(number, ends, shown.extrapolated, shown.clear)


def _years(money: Budget, name: str, language: Language) -> Cell:
    """Years in education or work, as `mentorsim decide` tells them: per 100 young people."""
    gained = money.price(name).effect
    mean, low, high = (HUNDRED * x for x in (gained.mean, gained.low, gained.high))
    ends = results.interval_or_wait(low, high, results.DIGITS, gained.draws, language)
    beyond = money.total(name, money.purses()[0]).extrapolated
    return Cell(language.signed(mean, results.DIGITS), ends, beyond, told_apart(gained, HUNDRED))


# --- which is best -------------------------------------------------------------------------------
def marks(money: Budget) -> dict[str, dict[str, str]]:
    """By column, the policies that stand best, the reference among them.

    Returns:
        `best` for the one that is told apart from all others; else `tied` for each that is not told
        apart from the one with the highest mean. Empty where the draws are too few.
    """
    return {column: standing(values, scale) for column, (values, scale) in _by_draw(money).items()}


def standing(values: Mapping[str, Floats], scale: float) -> dict[str, str]:
    """Which of some policies stands best, by pairs, draw by draw.

    Args:
        values: by policy, shape (draws, seeds); more is better.
        scale: from their unit to the one that is shown with `DIGITS` decimals.
    """
    first = max(values, key=lambda name: float(over_worlds(values[name])))
    pairs = {name: span(values[first] - mine) for name, mine in values.items() if name != first}
    if not all(found.enough for found in pairs.values()):
        return {}
    tied = [name for name, found in pairs.items() if not told_apart(found, scale)]
    return dict.fromkeys((first, *tied), TIED) if tied else {first: BEST}


def told_apart(found: Span, scale: float) -> bool:
    """Whether a difference is told from zero, as it is shown; never of too few draws."""
    low, high = (float(rounding(scale * x, results.DIGITS)) for x in (found.low, found.high))
    return found.enough and (low > 0 or high < 0)


def _by_draw(money: Budget) -> dict[str, tuple[dict[str, Floats], float]]:
    comparison = money.comparison
    data, reference = comparison.ensemble, comparison.reference
    names = (*results.compared(comparison), reference)
    found: dict[str, tuple[dict[str, Floats], float]] = {
        outcome: ({n: effect_by_draw(data, n, outcome) for n in names}, HUNDRED)
        for outcome in PERSONS
    }
    found["years"] = ({n: effect_by_draw(data, n, ACTIVE_YEARS) for n in names}, HUNDRED)
    for purse in money.purses():
        kroner = {name: account.net_by_draw(purse) for name, account in money.accounts.items()}
        nothing = np.zeros_like(next(iter(kroner.values())))
        found[purse] = (kroner | {reference: nothing}, KRONER)
    return found
