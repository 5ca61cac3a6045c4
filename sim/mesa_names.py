"""Everything that the engine's Mesa face takes from Mesa: a port to another Mesa changes this file.

Tried with 3.3 (Python 3.11) and 3.5 (3.12 and 3.13). Mesa 4 removes the argument `seed`,
`model.steps`, `batch_run` and property layers, which nothing here uses: seeds go in as `rng=`,
weeks are counted by the engine (`MentoringModel.week`), and ensembles run the engine itself. The
rest is named below. The pre-release 4.0.0a0 was tried by hand in December 2026: it lives a world.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from mesa import Agent, DataCollector, Model
from mesa.agent import AgentSet

__all__ = ["Agent", "AgentCounters", "AgentSet", "DataCollector", "Model", "random_numbers"]


def random_numbers(seed: int) -> dict[str, Any]:
    """How a model is told the seed of its own generators: arguments of `Model`."""
    return {"rng": seed}


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
