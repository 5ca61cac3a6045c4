"""What a comparison is for the reader's own situation: the same numbers, of their young people.

The table has every policy beside the others, with what becomes of the mentors there are.
"""

from __future__ import annotations

from dataclasses import replace

from mentorsim.language import Language
from mentorsim.page.blocks import Block
from mentorsim.page.html import Cell, Grid
from mentorsim.present.comparison.budget_words import purse_title
from mentorsim.present.comparison.overview import PERSONS, marks, told_apart
from mentorsim.present.kroner import kroner, kroner_interval
from mentorsim.present.results import compared, effect, interval_level, last_week, title
from mentorsim.present.situation.answers import OwnAnswer, of_comparison, own_cells
from mentorsim.present.situation.numbers import Use, people_of, shares, uses
from mentorsim.present.situation.own_words import WHOLE
from mentorsim.present.situation.words import Told, people_words, posts_words, situation_line
from scenarios.budget.budget import Budget, Money
from scenarios.comparison.compare import Comparison
from scenarios.decision.spans import Span


def own_block(money: Budget, told: Told, language: Language) -> Block:
    """The situation in its own numbers.

    Args:
        money: kroner of the comparison.
        told: the situation.
        language: of the words.
    """
    return Block(
        name="situation",
        heading=language.text("situation.caption", line=situation_line(told, language)),
        sentences=[],
        picture=None,
        grids=[one_table(money, told, language)],
        notes=[
            (language.text("page.here.sums"), language.text("page.here.sums.text")),
            (language.text("page.sure.table"), language.text("page.here.per_thousand")),
        ],
        open=True,
    )


def numbers_block(comparison: Comparison, told: Told, language: Language) -> Block:
    """Each number per so many young people and of the situation's own, to be unfolded.

    Args:
        comparison: results of all policies, by draw, week and group.
        told: the situation and its mentors.
        language: of the words.
    """
    own = of_comparison(comparison, told)
    assert own is not None  # there is a situation
    grid = every_number(own, language, enough=comparison.enough_draws)
    return Block("situation-numbers", "", [], None, [grid], [])


def one_table(money: Budget, told: Told, language: Language) -> Grid:
    """A row for each policy: what it gives of these young people, costs, and takes of mentors.

    Args:
        money: kroner of a comparison by policy, purse and year.
        told: the situation and its mentors.
        language: of the words.
    """
    comparison, people = money.comparison, people_of(told)
    judged, used = marks(money), {use.policy: use for use in uses(comparison, told)}
    rows = []
    for name in compared(comparison):
        found = {outcome: _persons(money, name, outcome, people, language) for outcome in PERSONS}
        found["years"] = _years(money, name, people, language)
        for purse in money.purses():
            found[purse] = _kroner(money.total(name, purse), people, money, language)
        cells = [
            replace(cell, mark=_mark(judged[column].get(name, ""), language))
            for column, cell in found.items()
        ]
        cells += _mentors(used.get(name), language)
        rows.append((title(comparison, name, language), cells))
    reference = language.quoted(title(comparison, comparison.reference, language))
    caption = language.text(
        "page.here.caption",
        people=people_words(told, language),
        week=language.integer(last_week(comparison)),
        reference=reference,
        level=interval_level(language),
    )
    return Grid(caption, _heads(money, told, language), rows, dense=True)


def _heads(money: Budget, told: Told, language: Language) -> list[str]:
    people = language.integer(people_of(told))
    heads = [language.text("report.column.policy")]
    heads += [language.text(f"page.here.column.{o}", people=people) for o in (*PERSONS, "years")]
    heads += [
        language.text("overview.column.kroner", purse=purse_title(purse, language))
        for purse in money.purses()
    ]
    return [
        *heads,
        *(language.text(f"page.here.column.{k}") for k in ("mentors", "queue")),
    ]


def _mark(mark: str, language: Language) -> str:
    return language.text(f"overview.mark.{mark}") if mark else ""


def _persons(money: Budget, name: str, outcome: str, people: int, language: Language) -> Cell:
    shown = effect(money.comparison, name, outcome, last_week(money.comparison))
    mean, low, high = (people * x for x in shares(shown))
    ends = language.text("number.same") if shown.same else _ends(low, high, money, language)
    number = language.signed(mean, _digits(mean))
    return Cell(number, ends, shown.extrapolated, shown.clear)


def _years(money: Budget, name: str, people: int, language: Language) -> Cell:
    """Years in education or work that a year's young people, or the cohort's, gain."""
    gained: Span = money.price(name).effect
    mean, low, high = (people * x for x in (gained.mean, gained.low, gained.high))
    beyond = money.total(name, money.purses()[0]).extrapolated
    clear = told_apart(gained, float(people))
    number = language.signed(mean, _digits(mean))
    return Cell(number, _ends(low, high, money, language), beyond, clear)


def _kroner(found: Money, people: int, money: Budget, language: Language) -> Cell:
    mean, low, high = (people * x for x in (found.mean, found.low, found.high))
    ends = language.text("number.waiting")
    if money.comparison.enough_draws:
        ends = kroner_interval(low, high, language)
    number = kroner(mean, language, signed=True)
    return Cell(number, ends, found.extrapolated, found.clear)


def _ends(low: float, high: float, money: Budget, language: Language) -> str:
    if not money.comparison.enough_draws:
        return language.text("number.waiting")
    return language.interval(low, high, min(_digits(low), _digits(high)))


def _digits(x: float) -> int:
    return 0 if abs(x) >= WHOLE else 1


def _mentors(use: Use | None, language: Language) -> list[Cell]:
    """Mentors employed, how much of them is used, and who waits; dashes where nobody has any."""
    if use is None:
        return [Cell(language.text("number.none"))] * 2
    return [
        Cell(posts_words(use.posts, language), language.percent(use.used)),
        Cell(
            language.integer(use.queue),
            language.text("page.here.weeks", number=language.number(use.wait)),
        ),
    ]


def every_number(own: OwnAnswer, language: Language, *, enough: bool) -> Grid:
    """Each number per so many young people, and of the situation's own.

    Args:
        own: what a result is for the situation.
        language: of the words.
        enough: whether the draws can carry an interval.
    """
    heads = [
        language.text("report.column.policy"),
        language.text("situation.column.what"),
        language.text("situation.column.per"),
        people_words(own.told, language),
    ]
    rows = []
    for row in own.rows:
        what, per, mine = own_cells(row, language)
        cells = [Cell(what)]
        for words in (per, mine):
            value, _, ends = words.partition("\n")
            ends = ends if enough else language.text("number.waiting")
            cells.append(Cell(value.replace("†", ""), ends, row.extrapolated))
        rows.append((own.titled(row.policy, language), cells))
    heading = language.text("situation.heading", level=interval_level(language))
    return Grid(heading, heads, rows)
