"""The end of a command that can be asked in a situation: its answer is written, kept and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorsim.cli.sets import AnswerOptions
from mentorsim.terminal.console import output, print_json

if TYPE_CHECKING:
    from mentorsim.present.situation.answers import OwnAnswer


def tell(
    content: Mapping[str, Any],
    said: Mapping[str, list[str]],
    own: OwnAnswer | None,
    show: Callable[[], None],
    answer: AnswerOptions,
    out: Path | None,
) -> None:
    """Save the question if that was asked, and tell its answer: for machines, or on the screen.

    Args:
        content: the answer for machines, without that in the situation's own numbers.
        said: its sentences by language, without those about the situation.
        own: what it is in the situation's own numbers; None is without one.
        show: puts it on the screen, between those numbers and where it was written.
        answer: how it is told, and where the question is kept.
        out: folder that was written, if any; what is the situation's own is written there now.

    Raises:
        InputError: the question or the situation's numbers cannot be written.
    """
    from mentorsim.present.situation.answers import own_content, own_view, told_with, write_own
    from mentorsim.saved.question import keep_question

    write_own(out, own)
    content = {**content, **own_content(own)}
    keep_question(answer.save, content, told_with(own, said))
    if answer.json:
        print_json(content)
        return
    if own is not None:
        output().print(own_view(own, answer.words))
    show()
    if out is not None:
        output().print(answer.words.text("screen.written", path=str(out)), markup=False)
