"""What is counted of a programme: the figures of `scenarios/follow_up/figures.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.conditions import Text
from sim.strict_yaml import packaged_yaml


class Figure(BaseModel):
    """One figure of a follow-up file.

    Attributes:
        title: what it is called.
        says: what is counted, exactly.
        kind: `flow` is what happened in a period, `stock` how many there are in its last week.
        part: `given` is taken as it came; `delivery` speaks of the programme, `outcome` of what
            became of the young people.
        persons: whether it is counted in young people, and may be given by group.
        decimals: with which it is shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Text
    says: Text
    kind: Literal["flow", "stock"]
    part: Literal["given", "delivery", "outcome"]
    persons: bool
    decimals: int = 0


@cache
def figures() -> dict[str, Figure]:
    """Every figure, by the heading of its column, in the order of a file's columns."""
    content = packaged_yaml("scenarios.follow_up", "figures.yaml")
    return {name: Figure.model_validate(fields) for name, fields in content.items()}


def figure_names() -> tuple[str, ...]:
    """Headings of all figures, in the order of a file's columns."""
    return tuple(figures())
