"""Tables for the terminal: indices, bars of a tornado, thresholds, maps, boxes, regret."""

from __future__ import annotations

import math

import pandas as pd
from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.present.sensitivity import factor_words
from mentorsim.present.sensitivity.held_words import heading
from mentorsim.present.sensitivity.moved_words import factor_label
from mentorsim.present.sensitivity.oneway_words import (
    map_sentences,
    threshold_sentences,
    tornado_sentences,
    unclear_bar,
)
from mentorsim.present.sensitivity.words import (
    finding,
    held_by,
    index_heading,
    index_text,
    sentences,
    share_interval,
    verdict_words,
)
from mentorsim.present.terminal_tables import blank_table
from scenarios.comparison.intervals import enough_draws
from scenarios.sensitivity.maps import TwoWay
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.sensitivity import Sensitivity
from scenarios.sensitivity.thresholds import Threshold
from scenarios.sensitivity.tornado import Tornado

#: Factors that are listed, largest first; the others are counted.
MOST = 20
#: Pairs of factors that are listed.
PAIRS = 5
#: Columns besides the index that a method may have.
EXTRA = ("first", "mean", "alone", "last")


def sensitivity_view(
    question: Question, found: Sensitivity, language: Language, *, beyond: bool
) -> Group:
    """The indices, largest first, and what is said of them.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the indices of all factors.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    table = blank_table(heading(question, held_by(question, found), language, beyond=beyond))
    table.add_column(language.text("sensitivity.column.factor"), max_width=44, overflow="fold")
    table.add_column(index_heading(question, found, language), justify="right")
    extra = [name for name in EXTRA if name in found.indices.table]
    for name in extra:
        table.add_column(language.text(f"sensitivity.column.{name}"), justify="right")
    table.add_column(language.text("sensitivity.column.verdict"))
    for row in found.indices.table.head(MOST).to_dict("records"):
        index = index_text(found, question, float(row["index"]), language)
        ends = language.text(
            "number.interval",
            low=index_text(found, question, float(row["low"]), language),
            high=index_text(found, question, float(row["high"]), language),
        )
        style = "bold" if row["verdict"] == "matters" else ""
        table.add_row(
            Text(factor_label(question, str(row["label"]), language), style),
            Text(f"{index} ({ends})", style),
            *(Text(_extra(found, question, float(row[name]), language)) for name in extra),
            Text(verdict_words(str(row["verdict"]), language)),
        )
    _count_the_rest(table, len(found.indices.table), language)
    said = [Text(finding(question, found, language), "bold")]
    said += [Text(words) for words in sentences(question, found, language)]
    if found.indices.pairs is not None and len(found.indices.pairs):
        said += [Text(words) for words in pair_sentences(found.indices.pairs, language)]
    if beyond:
        said.append(Text(language.text("sensitivity.beyond"), "dim"))
    return Group(table, *said)


def _extra(found: Sensitivity, question: Question, x: float, language: Language) -> str:
    """What a method gives besides the index; a dash where it gives none."""
    if math.isnan(x):
        return language.text("number.none")
    return index_text(found, question, x, language)


def pair_sentences(pairs: pd.DataFrame, language: Language) -> list[str]:
    """Pairs of factors that do something together, largest first."""
    clear = pairs[pairs["low"] > 0].head(PAIRS)
    if clear.empty:
        return [language.text("sensitivity.pairs.none")]
    return [language.text("sensitivity.pairs") + ":"] + [
        language.text(
            "sensitivity.pair",
            one=factor_words.quoted_label(str(row["label"]), language),
            other=factor_words.quoted_label(str(row["other"]), language),
            share=language.percent(float(row["index"])),
            interval=share_interval(float(row["low"]), float(row["high"]), language),
        )
        for row in clear.to_dict("records")
    ]


def _with_sentences(table: Table, said: list[str], language: Language, *, beyond: bool) -> Group:
    texts = [Text(words, "bold" if k == 0 else "") for k, words in enumerate(said)]
    if beyond:
        texts.append(Text(language.text("sensitivity.beyond"), "dim"))
    return Group(table, *texts)


def tornado_view(question: Question, found: Tornado, language: Language) -> Group:
    """The bars, longest first.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the bars of all factors.
        language: of the words.
    """
    factors = {f.key: f for f in found.factors}
    table = blank_table(heading(question, found.held, language, beyond=found.extrapolated))
    table.add_column(language.text("sensitivity.column.factor"), overflow="fold")
    asked = question.outcome
    unit = factor_words.unit_of(asked, language)
    table.add_column(language.text("tornado.column.span"), justify="right")
    for name in ("result", "swing"):
        table.add_column(language.text(f"tornado.column.{name}", unit=unit), justify="right")
    for row in found.table.head(MOST).to_dict("records"):
        factor = factors[str(row["label"])]
        ends = factor_words.value_span(
            factor, float(row["low_value"]), float(row["high_value"]), language
        )
        result = factor_words.plain_interval(asked, float(row["low"]), float(row["high"]), language)
        swing = factor_words.plain(asked, float(row["swing"]), language)
        table.add_row(
            Text(factor_label(question, str(row["label"]), language)),
            Text(ends),
            Text(result),
            Text(swing if row["clear"] else f"{swing} ?"),
        )
    _count_the_rest(table, len(found.table), language)
    said = tornado_sentences(question, found, language)
    if not found.table["clear"].all():
        said.append(f"? {unclear_bar(language)}")
    return _with_sentences(table, said, language, beyond=found.extrapolated)


def threshold_view(question: Question, found: Threshold, language: Language) -> Group:
    """The outcome along the factor, and where it crosses.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome along the factor, and where it crosses.
        language: of the words.
    """
    table = blank_table(heading(question, question.at, language, beyond=found.extrapolated))
    table.add_column(
        factor_label(question, found.factor.key, language), justify="right", overflow="fold"
    )
    unit = factor_words.unit_of(question.outcome, language)
    level = factor_words.amount(question.outcome, found.level, language)
    table.add_column(language.text("threshold.column.result", unit=unit), justify="right")
    table.add_column(language.text("threshold.column.chance", level=level), justify="right")
    for k, x in enumerate(found.values):
        ends = chance = language.text("number.waiting")
        if enough_draws(found.draws):
            low, high = float(found.lower[k]), float(found.upper[k])
            ends = factor_words.plain_interval(question.outcome, low, high, language)
            chance = language.probability(float(found.above[k]), found.draws)
        table.add_row(
            Text(factor_words.value(found.factor, float(x), language)),
            Text(
                f"{factor_words.plain(question.outcome, float(found.mean[k]), language)} ({ends})"
            ),
            Text(chance),
        )
    said = threshold_sentences(question, found, language)
    return _with_sentences(table, said, language, beyond=found.extrapolated)


def map_view(question: Question, found: TwoWay, language: Language) -> Group:
    """The cells of a map.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome over two factors.
        language: of the words.
    """
    table = blank_table(heading(question, question.at, language, beyond=found.extrapolated))
    table.add_column(
        " \\ ".join(factor_label(question, f.key, language) for f in (found.up, found.across))
    )
    for x in found.x:
        table.add_column(factor_words.value(found.across, float(x), language), justify="right")
    for j in reversed(range(len(found.y))):
        cells = [
            factor_words.plain(question.outcome, float(found.mean[i, j]), language)
            + ("" if found.sure[i, j] else " ?")
            for i in range(len(found.x))
        ]
        table.add_row(
            Text(factor_words.value(found.up, float(found.y[j]), language)), *map(Text, cells)
        )
    said = map_sentences(question, found, language)
    return _with_sentences(table, said, language, beyond=found.extrapolated)


def _count_the_rest(table: Table, factors: int, language: Language) -> None:
    if factors > MOST:
        count = language.integer(factors - MOST)
        table.add_row(Text(language.text("screen.more_factors", count=count), "dim"))
