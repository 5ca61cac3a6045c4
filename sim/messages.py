"""What is said to users: by code and parts, in their language.

The words of a code stand once, in English and in Danish beside each other, in the file
`messages.toml` of the layer that says them: `sim.no_workers` is the table `no_workers` of the
package `sim`. Who raises an error names the code and gives the parts; who knows the reader's
language asks for its words. To everybody else it is plain English text.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

#: Languages of the messages; what is in none of them is said in the first.
LANGUAGES = ("en", "da")
#: Numbers that six digits would write with an exponent.
MANY = 1e6
#: Names in a language, by key.
Names = Callable[[str], str | None]


class Said(str):
    """A text of the catalogue: English to whoever takes it for a text, and known by its code.

    Attributes:
        code: layer and name in its catalogue, with a dot between them.
        parts: what its placeholders stand for: texts, other texts of a catalogue, numbers, or
            sequences of them, which are listed.

    Args:
        code: as above.
        parts: as above.

    Raises:
        KeyError: no such code, or a placeholder without a part.

    >>> Said("sim.unknown_field", hint=Said("sim.did_you_mean", close="weeks"))
    'unknown field (did you mean weeks?)'
    >>> Said("sim.low_to_high", low=0.5, high=2).in_language("da")
    '0,5 til 2'
    """

    code: str
    parts: Mapping[str, object]

    def __new__(cls, code: str, /, **parts: object) -> Said:
        """The text."""
        said = super().__new__(cls, _filled(code, parts, LANGUAGES[0]))
        said.code, said.parts = code, parts
        return said

    def in_language(self, language: str, names: Names | None = None) -> str:
        """The text in a language; in the first of `LANGUAGES` if it is none of them.

        Args:
            language: code of it.
            names: as of `in_language`.
        """
        known = language if language in LANGUAGES else LANGUAGES[0]
        return _filled(self.code, self.parts, known, names or english)

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies and other processes."""
        return _said, (self.code, self.parts)


class Named(str):
    """The English name of something in a data file, whose other names stand elsewhere.

    Attributes:
        key: what whoever has the names knows it by.

    Args:
        name: in English.
        key: as above.
    """

    key: str

    def __new__(cls, name: str, key: str) -> Named:
        """The name."""
        named = super().__new__(cls, name)
        named.key = key
        return named

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies and other processes."""
        return Named, (str(self), self.key)


def english(key: str) -> str | None:
    """No name in another language than that of the data files."""
    return None


def in_language(words: object, language: str, names: Names = english) -> str:
    """Words as they are said in a language; what is no `Said` is the same in all.

    Args:
        words: text, number or sequence; see `Said`.
        language: code of it.
        names: by key, in that language, of what is `Named`; None if it has no other name.
    """
    return _Filled(language, names).format_field(words, "")


def templates(layer: str) -> dict[str, dict[str, str]]:
    """The catalogue of a layer: by name the template of each language.

    Args:
        layer: name of its package.
    """
    return _catalogue(layer)


@cache
def _catalogue(layer: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((files(layer) / "messages.toml").read_text(encoding="utf-8"))


def _filled(
    code: str, parts: Mapping[str, object], language: str, names: Names | None = None
) -> str:
    layer, _, name = code.partition(".")
    template = _catalogue(layer)[name][language]
    return (
        _Filled(language, names or english).vformat(template, (), parts)
        if parts
        else template.format()
    )


def _said(code: str, parts: Mapping[str, object]) -> Said:
    return Said(code, **parts)


class _Filled(string.Formatter):
    """Fills placeholders in a language: texts in it, numbers as it writes them."""

    def __init__(self, language: str, names: Names) -> None:
        self.language, self.names = language, names

    def format_field(self, value: Any, format_spec: str) -> str:
        """One part."""
        if isinstance(value, Said):
            return value.in_language(self.language, self.names)
        if isinstance(value, Named) and self.language != LANGUAGES[0]:
            return self.names(value.key) or str(value)
        if isinstance(value, (list, tuple)):
            return ", ".join(self.format_field(one, format_spec) for one in value)
        if isinstance(value, float) and not format_spec:
            format_spec = ".15g"
        if format_spec == "g" and abs(value) >= MANY:
            format_spec = ".0f"  # whole, not with an exponent
        text = str(super().format_field(value, format_spec))
        # A comma for decimals; nobody can type thousands by a mark that is read in two ways.
        if self.language == "da" and isinstance(value, float | int):
            return text.translate(str.maketrans(",.", ".,"))
        return text
