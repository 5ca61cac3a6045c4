"""One sentence on how a population's file was read: lines, columns, what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.language import Language
from mentorsim.present.clean import clean, shortened
from scenarios.municipality.how_read import Told
from scenarios.municipality.margins import schema

#: Longest heading or word of the file that is shown, and how many of a kind.
LONGEST, MOST = 40, 6


def told_sentence(told: Told, unknown: Sequence[str], language: Language) -> str:
    """How a file was read, in one sentence.

    Args:
        told: how it was.
        unknown: of whom something is not known, in words.
        language: of the sentence.
    """
    form = language.text(f"told.form.{told.form}")
    key = "told.lines.one" if told.lines == 1 else "told.lines"
    parts = [language.text(key, lines=language.integer(told.lines), form=form)]
    taken = dict(told.taken)
    parts += [_column(title, kind, taken.get(title), language) for title, kind in told.columns]
    kinds = dict.fromkeys(kind for kind, _ in told.left_out)
    for kind in kinds:
        which = [word for k, word in told.left_out if k == kind]
        parts.append(_left_out(kind, which, language))
    if unknown:
        parts.append(language.text("told.unknown", parts=", ".join(unknown)))
    return language.text("told.sentence", parts="; ".join(parts))


def _column(title: str, kind: str, value: str | None, language: Language) -> str:
    if kind in schema().variables:
        what = _inside(language.text(f"margin.{kind}"))
    else:
        what = language.text(f"told.kind.{kind}")
    heading = _quoted(title, language)
    if value is None:
        return language.text("told.column", heading=heading, what=what)
    return language.text(
        "told.column.taken", heading=heading, what=what, value=shortened(clean(value), LONGEST)
    )


def _left_out(kind: str, which: Sequence[str], language: Language) -> str:
    """What was left out or filled in; the words of the file where there are some."""
    if kind == "withheld":
        return ", ".join(language.text(f"told.withheld.{answer}") for answer in which)
    if kind == "variable":
        words = [_inside(language.text(f"margin.{name}")) for name in which]
    else:
        words = [_quoted(word, language) for word in which if word]
    more = len(words) - MOST
    if more > 0:
        words = [*words[:MOST], language.text("told.more", number=language.integer(more))]
    return language.text(f"told.left_out.{kind}", which=language.list_of(words))


def _inside(title: str) -> str:
    """A title inside a sentence: with a small letter, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _quoted(words: str, language: Language) -> str:
    return language.quoted(shortened(clean(words), LONGEST))
