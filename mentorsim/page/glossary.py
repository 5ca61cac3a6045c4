"""The words of the pages and what they mean, for a reader of the page; docs/glossary.md has all."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.page.html import Note

#: What is explained, in the order of the page, by the last part of its key.
TERMS = (
    "policy",
    "intake",
    "caseload",
    "taper",
    "aftercare",
    "mentor_years",
    "barriers",
    "trust",
    "readiness",
    "draw",
    "interval",
    "tied",
    "extrapolation",
    "forecast",
    "public",
    "payback",
    "budget",
    "follow_up",
    "control_chart",
    "boundary",
    "false_alarm",
)


def glossary(language: Language) -> list[Note]:
    """Each word and what it means."""
    return [
        (f"{language.text(f'glossary.{key}.term')}:", language.text(f"glossary.{key}.text"))
        for key in TERMS
    ]
