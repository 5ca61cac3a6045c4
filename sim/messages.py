"""What is said to users: by code and parts, in their language.

The words of a code stand once, in English and in Danish beside each other, in the file
`messages.toml` of the layer that says them: `sim.no_workers` is the table `no_workers` of the
package `sim`. Who raises an error names the code and gives the parts; who knows the reader's
language asks for its words. To everybody else it is plain English text.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

#: Languages of the messages; what is in none of them is said in the first.
LANGUAGES = ("en", "da")


class Said(str):
    """A text of the catalogue: English to whoever takes it for a text, and known by its code.

    Attributes:
        code: layer and name in its catalogue, with a dot between them.
        parts: what its placeholders stand for: texts, other `Said`s, numbers, or sequences of
            them, which are listed.

    Args:
        code: as above.
        parts: as above.

    Raises:
        KeyError: no such code, or a placeholder without a part.

    >>> Said("sim.unknown_field", hint=Said("sim.did_you_mean", close="weeks"))
    'unknown field (did you mean weeks?)'
    >>> Said("sim.from_low_to_high", low=0.5, high=2).in_language("da")
    'fra 0,5 til 2'
    """

    code: str
    parts: Mapping[str, object]

    def __new__(cls, code: str, /, **parts: object) -> Said:
        """The text."""
        said = super().__new__(cls, _filled(code, parts, LANGUAGES[0]))
        said.code, said.parts = code, parts
        return said

    def in_language(self, language: str) -> str:
        """The text in a language; in the first of `LANGUAGES` if it is none of them."""
        return _filled(self.code, self.parts, language if language in LANGUAGES else LANGUAGES[0])

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies and other processes."""
        return _said, (self.code, self.parts)


def in_language(words: object, language: str) -> str:
    """Words as they are said in a language; what is no `Said` is the same in all.

    Args:
        words: text, number or sequence; see `Said`.
        language: code of it.
    """
    return _Filled(language).format_field(words, "")


def templates(layer: str) -> dict[str, dict[str, str]]:
    """The catalogue of a layer: by name the template of each language.

    Args:
        layer: name of its package.
    """
    return _catalogue(layer)


@cache
def _catalogue(layer: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((files(layer) / "messages.toml").read_text(encoding="utf-8"))


def _filled(code: str, parts: Mapping[str, object], language: str) -> str:
    layer, _, name = code.partition(".")
    template = _catalogue(layer)[name][language]
    return _Filled(language).vformat(template, (), parts) if parts else template.format()


def _said(code: str, parts: Mapping[str, object]) -> Said:
    return Said(code, **parts)


class _Filled(string.Formatter):
    """Fills placeholders in a language: texts in it, numbers as it writes them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """One part."""
        if isinstance(value, Said):
            return value.in_language(self.language)
        if isinstance(value, (list, tuple)):
            return ", ".join(self.format_field(one, format_spec) for one in value)
        text = str(super().format_field(value, format_spec))
        # A comma for decimals; nobody can type thousands by a mark that is read in two ways.
        if self.language == "da" and isinstance(value, float | int):
            return text.translate(str.maketrans(",.", ".,"))
        return text
