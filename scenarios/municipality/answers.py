"""What is answered of a file that can be read in several ways: `--take NAME=ANSWER`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenarios.formats.questions import OPTION
from scenarios.municipality.meaning import plain
from sim.errors import InputError
from sim.messages import Said

#: What else than a column may be asked about, and how each is answered; None is free.
SHEET, COUNTS, WITHHELD, ABSENT = "sheet", "counts", "withheld", "absent"
FEW, NOBODY, LEFT_OUT = "few", "nobody", "left-out"
ALLOWED: Mapping[str, tuple[str, ...] | None] = {
    SHEET: None,
    COUNTS: None,
    WITHHELD: (FEW, NOBODY, LEFT_OUT),
    ABSENT: (NOBODY,),
}


@dataclass(frozen=True)
class Answers:
    """How a file is to be read.

    Attributes:
        sheet: of a workbook.
        counts: heading of the column that counts.
        withheld: numbers that are not told: `few` (one to four), `nobody`, or `left-out`: the
            variables that need them are.
        absent: combinations that have no line: `nobody`.
        columns: what is taken of a column, by its heading in plain words; several are added up.
    """

    sheet: str | None = None
    counts: str | None = None
    withheld: str | None = None
    absent: str | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def answers(given: Sequence[str]) -> Answers:
    """Answers as they are given, each `NAME=ANSWER`.

    Raises:
        InputError: another form, one of `ALLOWED` twice, or an answer that it does not have.
    """
    words: dict[str, Any] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for pair in given:
        name, sign, value = (part.strip() for part in pair.partition("="))
        if not (name and sign and value):
            raise InputError(
                Said("scenarios.not_a_name_and_an_answer"),
                field=OPTION,
                found=pair,
                allowed=Said("scenarios.name_answer"),
            )
        word = plain(name)
        if word not in ALLOWED:
            columns[word] = (*columns.get(word, ()), value)
            continue
        choices = ALLOWED[word]
        if word in words or (choices is not None and value not in choices):
            raise InputError(
                Said("scenarios.not_an_answer_to_this_question"),
                field=OPTION,
                found=pair,
                allowed=Said("scenarios.once_word_name", word=word)
                if choices is None
                else Said("scenarios.once_word_choices", word=word, choices=choices),
            )
        words[word] = value
    return Answers(**words, columns=columns)
