"""What every Mesa agent of the model is: a view of one column of the engine's tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

import mesa
import numpy as np
import numpy.typing as npt
from mesa.agent import AgentSet

from sim.errors import InputError
from sim.messages import Said
from sim.programme import Policy
from sim.simulation import Scene, Simulation
from sim.state import World


class Host(Protocol):
    """What the agents need of the model that they live in (`sim.model.MentoringModel`)."""

    simulation: Simulation
    scene: Scene
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


class AgentCounters:
    """The next agent number of each model, without keeping the model alive.

    Mesa 3.3 counts agents in a dictionary on its Agent class whose keys are the models, which
    holds every model that ever made agents for the life of the process. Later versions count in
    the model and do not look here. In a model that was copied or read from a file numbers go on
    after those of the agents that came with it.
    """

    def __init__(self) -> None:
        self._counts: WeakKeyDictionary[Any, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: Any) -> Iterator[int]:
        """The numbers that are still to be given in a model."""
        if model not in self._counts:
            self._counts[model] = count(len(model.agents) + 1)
        return self._counts[model]


class AgentView(mesa.Agent):  # type: ignore[misc]  # Mesa's classes are not typed
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
