"""The language of whoever runs the command: what `--language` says, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from sim.messages import LANGUAGES, Names

#: The option that says it, before the command or after.
OPTION = "--language"
_LANGUAGE: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def reader_language() -> str:
    """Code of the language of the command that runs; English outside a command."""
    return _LANGUAGE.get()


def asked_language(arguments: Sequence[str]) -> str:
    """Code of the language that is asked for, known before anything else is read.

    Args:
        arguments: of the command line, as they stand.

    Returns:
        The last that is named; English if none is, or one that there is not.

    >>> asked_language(["compare", "--help", "--language", "da"])
    'da'
    """
    found = LANGUAGES[0]
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, sign, value = word.partition("=")
        if name == OPTION:
            found = value if sign else following
    return found if found in LANGUAGES else LANGUAGES[0]


def without_language(arguments: Sequence[str]) -> list[str]:
    """The same arguments without the language: for commands whose answers are in English only."""
    left: list[str] = []
    follows = False
    for word in arguments:
        if not follows and word.partition("=")[0] != OPTION:
            left.append(word)
        follows = not follows and word == OPTION
    return left


def names_in(language: str) -> Names:
    """Names of what data files hold, in a language; the catalogue is read when one is needed.

    Args:
        language: code of it.
    """

    def name(key: str) -> str | None:
        # Its library takes half a second, which most messages need not wait for.
        from mentorsim.language import catalogue

        return catalogue(language).get(key)

    return name


@contextmanager
def reading(language: str) -> Iterator[None]:
    """What is said inside is said in this language (`reader_language`)."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)
