"""A result in a situation's own numbers, wherever it is shown: screen, machines, files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.folders.output import whole_folder
from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.json import records
from mentorsim.present.decision.words import policy_title
from mentorsim.present.kroner import amount_interval, kroner, kroner_interval, signed_amount
from mentorsim.present.results import DAGGER, SHOWN_OUTCOMES, interval_level, title
from mentorsim.present.situation import numbers
from mentorsim.present.situation.own_words import (
    WHOLE,
    comparison_sentences,
    conversion_sentence,
    decision_sentences,
)
from mentorsim.present.situation.words import Told, people_words, situation_json, situation_line
from mentorsim.present.terminal_tables import beyond_note, blank_table
from mentorsim.present.workbook.table_files import machine_csv
from scenarios.comparison.compare import Comparison
from scenarios.decision.decided import Decided
from scenarios.sensitivity.targets import Target

#: Name of the files, without an ending.
FILE = "situation"


@dataclass(frozen=True)
class OwnAnswer:
    """What a result is for a situation.

    Attributes:
        told: the situation.
        sentences: in a language.
        rows: the numbers behind a table; none where the result is told of these people already.
        titled: the title of a policy, by its name, in a language.
    """

    told: Told
    sentences: Callable[[Language], list[str]]
    rows: Sequence[numbers.Own] = ()
    titled: Callable[[str, Language], str] = lambda name, language: name


def of_comparison(comparison: Comparison, told: Told | None) -> OwnAnswer | None:
    """What a comparison is for a situation; None without one."""
    if told is None:
        return None
    return OwnAnswer(
        told,
        lambda language: comparison_sentences(comparison, told, language),
        numbers.comparison_numbers(comparison, told),
        lambda name, language: title(comparison, name, language),
    )


def of_decision(decided: Decided, told: Told | None) -> OwnAnswer | None:
    """What a decision is for a situation; None without one."""
    if told is None:
        return None
    return OwnAnswer(
        told,
        lambda language: decision_sentences(decided, told, language),
        numbers.decision_numbers(decided, told),
        lambda name, language: policy_title(decided, name, language),
    )


def of_forecast(told: Told | None) -> OwnAnswer | None:
    """Whose forecast it is: its kroner are those of the situation's young people already."""
    return None if told is None else OwnAnswer(told, lambda language: [])


def of_sensitivity(outcome: Target, told: Told | None) -> OwnAnswer | None:
    """What a unit of a sensitivity's outcome is for a situation; None without one."""
    if told is None:
        return None

    def said(language: Language) -> list[str]:
        return [words for words in [conversion_sentence(outcome, told, language)] if words]

    return OwnAnswer(told, said)


def own_view(own: OwnAnswer, language: Language) -> Group:
    """The situation, sentences and a table in its numbers, for the terminal."""
    line = language.text("situation.caption", line=situation_line(own.told, language))
    parts: list[Text | Table] = [Text(line, "bold")]
    parts += [Text(f"• {words}") for words in own.sentences(language)]
    if own.rows:
        parts += [Text(), own_table(own, language)]
    return Group(*parts, Text())


def own_table(own: OwnAnswer, language: Language) -> Table:
    """Each number per so many young people, and of the situation's own."""
    beyond = any(row.extrapolated for row in own.rows)
    table = blank_table(
        language.text("situation.heading", level=interval_level(language)),
        beyond_note(language) if beyond else "",
    )
    table.add_column(language.text("report.column.policy"), max_width=26, overflow="fold")
    table.add_column(language.text("situation.column.what"), max_width=30, overflow="fold")
    table.add_column(language.text("situation.column.per"), justify="right")
    table.add_column(people_words(own.told, language), justify="right")
    last = ""
    for row in own.rows:
        policy = own.titled(row.policy, language) if row.policy != last else ""
        last = row.policy
        table.add_row(*(Text(cell) for cell in (policy, *own_cells(row, language))))
    return table


def own_cells(row: numbers.Own, language: Language) -> tuple[str, str, str]:
    """What a number is, per so many young people, and of the situation's own."""
    name, _, purse = row.what.partition(".")
    dagger = DAGGER if row.extrapolated else ""
    week = language.integer(row.week)
    if purse:
        what = language.text(
            "situation.what.net", purse=language.text(f"purse.head.{purse}").lower(), weeks=week
        )
    elif name in SHOWN_OUTCOMES:
        shown = language.text(f"outcome.{name}")
        what = language.text("situation.what.outcome", outcome=shown, week=week)
    else:
        what = language.text(f"decide.effect.{name}", week=week)
    mean, low, high = row.own
    if row.unit == numbers.KRONER:
        per = f"{signed_amount(row.mean, language)}{dagger}"
        ends = amount_interval(row.low, row.high, language)
        own = f"{kroner(mean, language, signed=True)}{dagger}"
        own_ends = kroner_interval(low, high, language)
    else:
        digits = 0 if row.unit == "people" else 1
        per = f"{language.signed(row.mean, digits)}{dagger}"
        ends = language.interval(row.low, row.high, digits)
        own_digits = 0 if abs(mean) >= WHOLE else 1
        number = f"{language.signed(mean, own_digits)}{dagger}"
        own = language.text(f"situation.own.{row.unit}", number=number)
        own_ends = language.interval(low, high, own_digits)
    per = language.text(f"situation.cell.{row.unit}", number=per)
    return what, f"{per}\n{ends}", f"{own}\n{own_ends}"


def own_content(own: OwnAnswer | None) -> dict[str, Any]:
    """The situation and its numbers for machines; empty without one."""
    if own is None:
        return {}
    said = {code: own.sentences(Language(code)) for code in LOCALES}
    return {
        FILE: {
            **situation_json(own.told),
            "people": numbers.people_of(own.told),
            "numbers": records(numbers.numbers_table(list(own.rows))),
            "answer": said,
        }
    }


def told_with(own: OwnAnswer | None, said: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Sentences by language: first whose situation it is, and those in its own numbers."""
    first: dict[str, list[str]] = {code: [] for code in LOCALES}
    if own is not None:
        for code in LOCALES:
            language = Language(code)
            line = language.text("situation.caption", line=situation_line(own.told, language))
            first[code] = [f"{line}.", *own.sentences(language)]
    return {code: [*first[code], *said.get(code, [])] for code in LOCALES}


def write_own(out: Path | None, own: OwnAnswer | None) -> None:
    """`situation.json` and, where there are numbers, `situation.csv` in the results' folder.

    Args:
        out: the folder; None is none.
        own: what the result is for a situation; None is without one.
    """
    if out is None or own is None:
        return
    with whole_folder(out) as folder:
        text = json.dumps(own_content(own)[FILE], indent=1, ensure_ascii=False, allow_nan=False)
        (folder / f"{FILE}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        if own.rows:
            (folder / f"{FILE}.csv").write_bytes(machine_csv(numbers.numbers_table(list(own.rows))))
