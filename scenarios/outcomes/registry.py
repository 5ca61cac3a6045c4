"""The registry of outcomes: the entries of `outcomes.yaml`, and those that a program adds.

Whoever needs the names of outcomes, which way they are better, where they are shown or how they are
told in words takes them from here. An outcome that the engine counts is one entry; one that it does
not count is an entry and a rule (`sim.counting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from sim.strict_yaml import packaged_yaml

Code = Literal["en", "da"]
Place = Literal["tables", "overview", "page", "effect", "effect_weeks", "late"]
#: What stands in a key of the catalogue for the name of an outcome.
ANY = "<outcome>"


class Phrases(BaseModel):
    """How an outcome is told in one language; each phrase as `outcomes.yaml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    noun: str
    be: str
    state: str
    who: str = ""
    plain_noun: str = ""
    plain: str = ""
    plain_who: str = ""
    spent: str = ""

    def slots(self, milestone: bool, week: str) -> dict[str, str]:
        """What stands for each name in `<...>`.

        Args:
            milestone: whether it is told of people that they have come past it.
            week: when it is counted.
        """
        plain = self.plain or self.state
        found = {
            "title": self.title,
            "noun": self.noun,
            "plain_noun": self.plain_noun or self.noun,
            "be": self.be,
            "state": self.state,
            "plain": plain,
            "who": self.who or self.state,
            "plain_who": self.plain_who or self.who or plain,
            "spent": self.spent or plain,
            "row": f"{self.be} {plain}" if milestone else plain,
            "week": week,
        }
        capital = {name.capitalize(): text[0].upper() + text[1:] for name, text in found.items()}
        return {f"<{name}>": text for name, text in (found | capital).items()}


class Entry(BaseModel):
    """An outcome; fields as `outcomes.yaml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    counted: Literal["status", "milestone", "weekly"]
    better: Literal["more", "less", "neither"]
    shown: tuple[Place, ...]
    en: Phrases
    da: Phrases
    texts: dict[str, dict[Code, str]] = {}

    @property
    def summed(self) -> bool:
        """Whether its weeks are added up, too: `education_weeks` beside `education`."""
        return self.counted != "milestone"

    @property
    def more_is_better(self) -> bool | None:
        """Whether more of it is better; None if neither more nor less is."""
        return None if self.better == "neither" else self.better == "more"


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    weeks: dict[Literal["status", "milestone", "weekly"], dict[Code, str]]
    outcomes: dict[str, Entry]


@cache
def _file() -> _File:
    return _File.model_validate(packaged_yaml("scenarios.outcomes", "outcomes.yaml"))


_added: dict[str, Entry] = {}


def add_outcome(name: str, entry: Mapping[str, Any]) -> None:
    """Add an outcome to this process, after those of the file.

    Args:
        name: as it is asked for, and as it is counted (`sim.outcomes.accounts.COUNTED`).
        entry: fields of `Entry`, as plain values.

    Raises:
        ValueError: a name that there is, or an entry that cannot be (pydantic says where).
        RuntimeError: the outcomes have been read already: what was made from them lacks this one.
    """
    if outcomes.cache_info().currsize:
        raise RuntimeError(f"outcomes have been read: add {name!r} before other imports")
    if name in _added or name in _file().outcomes:
        raise ValueError(f"there is an outcome {name!r} already")
    _added[name] = TypeAdapter(Entry).validate_python(dict(entry))


@cache
def outcomes() -> Mapping[str, Entry]:
    """All outcomes by name, in the order of the tables."""
    return _file().outcomes | _added


def shown_in(place: Place) -> tuple[str, ...]:
    """Names of the outcomes that are shown in a place."""
    return tuple(name for name, entry in outcomes().items() if place in entry.shown)


def outcome_texts(patterns: Mapping[str, str], code: Code) -> dict[str, str]:
    """Texts of a language for every outcome.

    Args:
        patterns: texts with phrases in `<...>`, by keys that hold `ANY` for the name of an outcome;
            those of `ANY` and `_weeks` or `_years` are for outcomes whose weeks are added up.
        code: of the language.

    Returns:
        Texts by key.
    """
    found: dict[str, str] = {}
    for name, entry in outcomes().items():
        phrases: Phrases = getattr(entry, code)
        week = _file().weeks[entry.counted][code]
        slots = phrases.slots(entry.counted == "milestone", week)
        for key, text in patterns.items():
            if entry.summed or not key.endswith(("_weeks", "_years")):
                for slot, phrase in slots.items():
                    text = text.replace(slot, phrase)
                found[key.replace(ANY, name)] = text
        found |= {key: both[code] for key, both in entry.texts.items()}
    return found
