"""Levers: what somebody could choose otherwise, one list (`levers.yaml`) for all that move them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from sim.messages import Said
from sim.strict_yaml import packaged_yaml

if TYPE_CHECKING:
    from sim.programme import Policy

Code = Literal["en", "da"]
Value = int | str


class Words(BaseModel):
    """Words in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    en: str
    da: str


class Choice(Words):
    """A value with a name; `value` is that of the policy language, None where it is not plain."""

    value: Any = None


class LeverRange(BaseModel):
    """The range of something that can be chosen, and which of two policies it moves.

    `moves` is `all` for what belongs to the setting, and `first` for a policy's own choice;
    `search` are the values that a search looks through.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    low: float
    high: float
    whole: bool
    unit: str
    moves: Literal["all", "first"]
    source: str
    search: tuple[float, ...] = ()
    certainty: Literal["A", "B", "D", "?"]

    @model_validator(mode="after")
    def _ordered(self) -> LeverRange:
        if not self.low < self.high:
            raise ValueError(Said("sim.low_must_be_below_high"))
        if not all(self.low <= value <= self.high for value in self.search):
            raise ValueError(Said("scenarios.what_is_searched_must_lie_in"))
        return self


class OnPage(BaseModel):
    """A lever on the page; fields as `levers.yaml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    section: str
    asks: Words
    options: tuple[Value, ...]
    least: int | None = None
    most: int | None = None
    address: str = ""


class LeverEntry(BaseModel):
    """A lever; fields as `levers.yaml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    path: str | None = None
    title: Words | None = None
    varies: LeverRange | None = None
    page: OnPage | None = None
    choices: dict[str, Choice] = {}

    @model_validator(mode="after")
    def _named(self) -> LeverEntry:
        if self.varies is not None and self.title is None:
            raise ValueError("a lever that varies has a title")
        options = () if self.page is None else self.page.options
        unnamed = [o for o in options if isinstance(o, str) and o not in self.choices]
        if unnamed:
            raise ValueError(f"options without words: {', '.join(map(str, unnamed))}")
        return self


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    own: Words
    levers: dict[str, LeverEntry]


@cache
def _file() -> _File:
    return _File.model_validate(packaged_yaml("scenarios.policy", "levers.yaml"))


_added: dict[str, LeverEntry] = {}


def add_lever(name: str, entry: Mapping[str, Any]) -> None:
    """Add a lever to this process, after those of the file.

    Args:
        name: as it is asked for.
        entry: fields of `LeverEntry`, as plain values.

    Raises:
        ValueError: a name that there is, or an entry that cannot be (pydantic says where).
        RuntimeError: the levers have been read already: what was made from them lacks this one.
    """
    if levers.cache_info().currsize:
        raise RuntimeError(f"levers have been read: add {name!r} before other imports")
    if name in _added or name in _file().levers:
        raise ValueError(f"there is a lever {name!r} already")
    _added[name] = TypeAdapter(LeverEntry).validate_python(dict(entry))


@cache
def levers() -> Mapping[str, LeverEntry]:
    """All levers by name, in the order of the list."""
    return _file().levers | _added


@cache
def lever_ranges() -> dict[str, LeverRange]:
    """By lever that varies, its range if no other is given, and which policies it moves."""
    return {name: entry.varies for name, entry in levers().items() if entry.varies is not None}


def plain_choices(name: str) -> dict[str, Any]:
    """Choices of a lever by name, as plain values of the policy language."""
    choices = levers()[name].choices
    return {key: choice.value for key, choice in choices.items() if choice.value is not None}


def path_of(name: str) -> str:
    """The field of a policy that a lever is.

    Raises:
        ValueError: it is no single field.
    """
    path = levers()[name].path
    if path is None:
        raise ValueError(f"lever {name!r} is no single field of a policy")
    return path


def stands(policy: Policy, name: str) -> Any:
    """Where a lever that is one field stands in a policy, as a plain value."""
    found: Any = policy
    for part in path_of(name).split("."):
        found = getattr(found, part)
    return found


def put(content: dict[str, Any], name: str, value: Any) -> None:
    """Put a value of a lever that is one field into the fields of a policy, in place.

    Args:
        content: fields of the policy, as plain values.
        name: of the lever.
        value: that it takes.
    """
    *parts, last = path_of(name).split(".")
    for part in parts:
        content[part] = dict(content.get(part) or {})
        content = content[part]
    content[last] = value


def lever_texts(code: Code) -> dict[str, str]:
    """Texts of the levers in a language, by key of the catalogue."""
    found: dict[str, str] = {}
    for name, entry in levers().items():
        if entry.title is not None:
            found[f"factor.{name}"] = getattr(entry.title, code)
        if entry.page is None:
            continue
        key = f"lever.{entry.page.address or name}"
        found[key] = getattr(entry.page.asks, code)
        found |= {f"{key}.{k}": getattr(choice, code) for k, choice in entry.choices.items()}
        found[f"{key}.own"] = getattr(_file().own, code)
    return found
