"""What the report says in words: who goes first by expected gain."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.results import title
from mentorsim.saved.run import Run
from scenarios.policy.gain import Cell as GainCell

#: Gains are told per so many paid hours: about what a year of mentoring takes.
HOURS = 100


@dataclass(frozen=True)
class Order:
    """Who goes first by expected gain, under one policy.

    Attributes:
        title: of the policy.
        rows: rank, groups, extra weeks in education, paid hours, gain per `HOURS`.
    """

    title: str
    rows: list[tuple[str, ...]]


def orders(run: Run, language: Language) -> list[Order]:
    """The order by expected gain of every policy that has one."""
    return [
        Order(
            language.quoted(title(run.comparison, name, language)),
            [_order_row(rank, cell, language) for rank, cell in enumerate(cells, 1)],
        )
        for name, cells in run.orders.items()
    ]


def _order_row(rank: int, cell: GainCell, language: Language) -> tuple[str, ...]:
    groups = language.list_of(language.name("group", group) for group in cell.groups)
    return (
        language.integer(rank),
        groups,
        language.number(cell.extra_weeks),
        language.integer(cell.hours),
        language.number(HOURS * cell.gain),
    )
