"""The peer with the engine's own draws, so that both live the same lives.

The peer asks each agent for its next uniform, as Mesa users do. Here every agent is handed the
draws of its addresses (`sim.streams`) before each step, in the order in which it asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.peer import Peer
from benchmarks.tuned import TunedPeer
from sim.simulation import Simulation
from sim.streams import Purpose, uniforms


class AddressedPeer(Peer):
    """A peer whose every draw is the engine's."""

    def __init__(self, simulation: Simulation) -> None:
        """The peer of a world in week 0, with that world's seed."""
        super().__init__(simulation)
        self._seed = self.setting.key0 | self.setting.key1 << 32

    def _draws(self, agents: Sequence[Any], week: int, purpose: Purpose) -> list[list[float]]:
        """The four uniforms of each agent at an address."""
        persons: npt.NDArray[np.int64] = np.array([agent.person for agent in agents], np.int64)
        drawn: list[list[float]] = uniforms(self._seed, persons, week, purpose).T.tolist()
        return drawn

    def change_mentors(self) -> None:
        """Step 2: leaving, being away, then the traits of the next holder."""
        posts = list(self.mentors)
        for post, words in zip(posts, self._draws(posts, self.week, Purpose.POST), strict=True):
            traits = self._draws([post], post.holder + 1, Purpose.MENTOR)[0]
            _hand(post, words[:2], traits)
        super().change_mentors()

    def meet(self) -> None:
        """Step 3: the meeting."""
        self._hand_programme(2 * (self.week % 2))
        super().meet()

    def move(self) -> None:
        """Step 6: one uniform for all causes, and three for an education or course that begins."""
        youths, week = list(self.youths), self.week
        words = self._draws(youths, week // 4, Purpose.TRANSITION)
        spells = self._draws(youths, week, Purpose.SPELL)
        for youth, four, spell in zip(youths, words, spells, strict=True):
            _hand(youth, [four[week % 4]], spell[:3])
        super().move()

    def finish(self) -> None:
        """Step 7: leaving the programme."""
        self._hand_programme(2 * (self.week % 2) + 1)
        super().finish()

    def _hand_programme(self, word: int) -> None:
        mentees = list(self.mentees)
        words = self._draws(mentees, self.week // 2, Purpose.PROGRAMME)
        for youth, four in zip(mentees, words, strict=True):
            _hand(youth, [four[word]])


class AddressedTunedPeer(AddressedPeer, TunedPeer):
    """The tuned peer with the engine's draws."""


def _hand(agent: Any, *parts: Iterable[float]) -> None:
    agent.uniform = iter([u for part in parts for u in part]).__next__
