"""What is said of a saved question: whether its answer is the same, and what is not as it was."""

from __future__ import annotations

import numpy as np

from mentorsim.language import Language
from mentorsim.saved.question import Difference, Question


def difference_lines(changed: list[Difference], language: Language) -> list[str]:
    """What is not as it was when the question was saved, a line for each."""
    return [
        language.text(
            "saving.differs",
            what=language.name("saving.what", d.what),
            then=d.then or language.text("number.none"),
            now=d.now or language.text("number.none"),
        )
        for d in changed
    ]


def verdict_lines(question: Question, language: Language, *, same: bool, known: bool) -> list[str]:
    """Whether the answer is the one that was saved; if not, what was told then.

    Args:
        question: as it was saved.
        language: of the lines.
        same: whether every number is.
        known: whether something is known not to be as it was.
    """
    if same:
        return [language.text("saving.same")]
    told = question.answer.told.get(language.code, [])
    lines = [language.text("saving.other.known" if known else "saving.other.unknown")]
    if told:
        lines.append(language.text("saving.then"))
        lines += [f"  {line}" for line in told]
    return lines


def as_typed(value: float) -> str:
    """A number as it is typed, in no form that could be read in two ways."""
    text = str(np.format_float_positional(value, trim="-"))
    decimals = len(text.partition(".")[2])
    return f"{text}0" if decimals == 3 else text
