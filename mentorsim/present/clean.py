"""Words that a user wrote, as they can be shown: on one line, and in one language."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from mentorsim.language import Language
from sim.conditions import Text

if TYPE_CHECKING:
    from mentorsim.language import Language


@lru_cache(maxsize=4096)  # tables say the same few words in many rows
def clean(words: str) -> str:
    """A user's words on one line, without characters that cannot be shown."""
    kept = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in words)
    return " ".join(kept.split())


def shortened(words: str, longest: int) -> str:
    """Words cut to a length."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def said(text: Text | str, language: Language) -> str:
    """Words of a policy file on one line: those of the language, or the one text there is."""
    if isinstance(text, str):
        return clean(text)
    return clean(text.da if language.code == "da" else text.en)


def in_language(text: Text, language: Language) -> str:
    """A bilingual text in one language."""
    return text.da if language.code == "da" else text.en
