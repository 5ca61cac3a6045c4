"""What every Mesa agent of the model is: a view of one column of the engine's tables."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.mesa_names import Agent, AgentCounters, AgentSet
from sim.messages import Said
from sim.programme import Policy
from sim.simulation import Cohort, Simulation
from sim.state import World


class Host(Protocol):
    """What the agents need of the model that they live in (`sim.model.MentoringModel`)."""

    simulation: Simulation
    cohort: Cohort
    policy: Policy
    mentors: AgentSet

    @property
    def week(self) -> int:
        """Calendar week that comes next."""

    @property
    def weeks(self) -> int:
        """Calendar weeks that the model can live."""

    @property
    def over(self) -> bool:
        """Whether the last week has been lived."""

    def drifts(self, column: int) -> None:
        """Remember somebody whose trust or readiness was written."""

    def members(self, group: str) -> npt.NDArray[np.bool_]:
        """Who belongs to a group, shape (n,)."""

    def mentor_at(self, post: int) -> Any:
        """The agent of a post."""

    def mentees_of(self, post: int) -> AgentSet:
        """The mentees of a post."""


class AgentView(Agent):  # type: ignore[misc]  # Mesa's classes are not typed
    """One column of the engine's tables."""

    _ids: ClassVar = AgentCounters()
    model: Host

    def __init__(self, model: Host, column: int) -> None:
        super().__init__(model)
        self._column = column
        self._world: World = model.simulation.world

    def remove(self) -> None:
        """Refused: the life behind a view goes on.

        Raises:
            InputError: always.
        """
        raise InputError(
            Said("sim.nobody_can_be_removed_from_the"),
            field="remove",
            allowed=Said("sim.move_to_and_end_support_say"),
        )
