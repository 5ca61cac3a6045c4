"""The three questions that people come with, each with an example that is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mentorsim.page.state import State


@dataclass(frozen=True)
class Example:
    """A question with an example.

    Attributes:
        name: in the catalogue.
        page: that answers it.
        changes: of a first question.
    """

    name: str
    page: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def state(self, language: str) -> State:
        """The question of the example."""
        return replace(State(language), **self.changes)


EXAMPLES = (
    Example("who", "compare", {"policy": "as-in-trial", "also": ("104-weeks", "caseload-25")}),
    Example("drivers", "drivers", {"policy": "104-weeks", "against": "as-in-trial"}),
    Example("longer", "forecast", {"policy": "104-weeks", "against": "as-in-trial"}),
)
