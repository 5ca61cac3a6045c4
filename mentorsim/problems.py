"""What cannot be used, in the reader's language.

Errors are raised in English, deep below anything that knows a language. The catalogues hold their
words as templates (`problem.` and the English words, with what varies in braces); an error is told
by the template that fits it. What no template fits stays English, and whoever shows it says so.
"""

from __future__ import annotations

import re
import string
from functools import cache

from mentorsim.language import Language, catalogue

FAMILY = "problem."
#: Longer words are somebody's own, not ours.
LONGEST = 1000
HINT = re.compile(r"(.*) \(did you mean (.{1,100})\?\)", re.DOTALL)


def in_language(words: str, language: Language) -> str | None:
    """An error's words in a language; None if the catalogue does not have them.

    Args:
        words: as the error says them, in English.
        language: of the reader.
    """
    if language.code == "en":
        return words
    hinted = HINT.fullmatch(words)
    if hinted is not None:
        said = in_language(hinted[1], language)
        if said is None:
            return None
        return said + " " + language.text("problem.(did you mean {close}?)", close=hinted[2])
    if len(words) > LONGEST:
        return None
    for template, pattern in _templates():
        found = pattern.fullmatch(words)
        if found is not None:
            parts = {k: in_language(v, language) or v for k, v in found.groupdict().items()}
            return language.text(f"problem.{template}", **parts)
    return None


@cache
def _templates() -> list[tuple[str, re.Pattern[str]]]:
    """Every template with what it matches, the most telling first."""
    found = [key.removeprefix(FAMILY) for key in catalogue("en") if key.startswith(FAMILY)]
    return [
        (template, _pattern(template))
        for template in sorted(found, key=lambda t: (-len(_plain(t)), t))
    ]


def _plain(template: str) -> str:
    return "".join(text for text, _, _, _ in string.Formatter().parse(template))


def _pattern(template: str) -> re.Pattern[str]:
    parts = []
    for text, name, _, _ in string.Formatter().parse(template):
        parts.append(re.escape(text))
        if name is not None:
            parts.append(f"(?P<{name}>.+?)")
    return re.compile("".join(parts), re.DOTALL)
