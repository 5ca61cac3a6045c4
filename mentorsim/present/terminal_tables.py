"""Blank tables of the terminal, and what stands below them."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.results import DAGGER


def blank_table(heading: str, note: str = "") -> Table:
    """A table without rows."""
    return Table(
        title=Text(heading, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        caption=Text(note, style="dim") if note else None,
        caption_justify="left",
        pad_edge=False,
    )


def beyond_note(language: Language) -> str:
    """What the dagger means."""
    return f"{DAGGER} {language.text('report.note.beyond')}"


def longest_word(words: str) -> int:
    """Characters of the longest word: a column that is as wide breaks between words only."""
    return max(map(len, words.split()), default=0)
