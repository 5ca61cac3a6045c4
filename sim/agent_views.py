"""What every Mesa agent of the model is: a view of one column of the engine's tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import mesa

from sim.errors import InputError
from sim.state import World

if TYPE_CHECKING:
    from sim.model import MentoringModel


class AgentCounters:
    """The next agent number of each model, without keeping the model alive.

    Mesa 3.3 counts agents in a dictionary on its Agent class whose keys are the models, which
    holds every model that ever made agents for the life of the process. Later versions count in
    the model and do not look here.
    """

    def __init__(self) -> None:
        self._counts: WeakKeyDictionary[Any, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: object) -> Iterator[int]:
        """The numbers that are still to be given in a model."""
        return self._counts.setdefault(model, count(1))


class AgentView(mesa.Agent):  # type: ignore[misc]  # Mesa's classes are not typed
    """One column of the engine's tables."""

    _ids: ClassVar = AgentCounters()
    model: MentoringModel

    def __init__(self, model: MentoringModel, column: int) -> None:
        super().__init__(model)
        self._column = column
        self._world: World = model.simulation.world

    def remove(self) -> None:
        """Refused: the life behind a view goes on.

        Raises:
            InputError: always.
        """
        raise InputError(
            "nobody can be removed from the world",
            field="remove",
            allowed="move_to and end_support say where somebody goes",
        )
