"""What the page shows of bars and of a threshold: sentence, figure, table, and how sure it is."""

from __future__ import annotations

from typing import Any

from mentorsim.language import Language
from mentorsim.page.blocks import Block
from mentorsim.page.drivers import told_of
from mentorsim.page.html import Cell, Grid, Note, both_pictures, said
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.policy.assumptions import assumption_lines
from mentorsim.present.sensitivity import factor_words
from mentorsim.present.sensitivity.figures import MOST, tornado_figure
from mentorsim.present.sensitivity.held_words import few_draws, heading
from mentorsim.present.sensitivity.moved_words import factor_label
from mentorsim.present.sensitivity.oneway_figures import threshold_figure
from mentorsim.present.sensitivity.oneway_words import (
    threshold_sentences,
    tornado_sentences,
    unclear_bar,
)
from scenarios.comparison.intervals import enough_draws
from scenarios.policy.measure_effects import assumed
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.thresholds import Threshold
from scenarios.sensitivity.tornado import Tornado


def bars_block(question: Question, found: Tornado, language: Language) -> Block:
    """The bars, longest first, with the values at their ends and what the trial told of each.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the bars of all factors.
        language: of the words.
    """
    finding, *others = tornado_sentences(question, found, language)
    few = len(few_draws(found.draws, language))
    *moved, note, everything = others[: len(others) - few]
    return Block(
        name="-".join(["tornado", *(f"{name}-{x:g}" for name, x in question.at.items())]),
        heading=language.text("page.heading.tornado"),
        sentences=[f"{finding}.", *moved, everything, *few_draws(found.draws, language)],
        picture=both_pictures(
            lambda: tornado_figure(question, found, language),
            lambda figure: language.text("page.alt.tornado", finding=said(figure)),
        ),
        grids=[_bars_grid(question, found, language)],
        notes=[(language.text("page.sure.counted"), note), *_leaned(question, language)],
    )


def _bars_grid(question: Question, found: Tornado, language: Language) -> Grid:
    asked, factors = question.outcome, {f.key: f for f in found.factors}
    unit = factor_words.unit_of(asked, language)
    heads = [
        language.text("sensitivity.column.factor"),
        language.text("tornado.column.span"),
        language.text("tornado.column.result", unit=unit),
        language.text("tornado.column.swing", unit=unit),
        language.text("identified.column"),
    ]

    def cells(row: dict[Any, Any]) -> list[Cell]:
        factor = factors[str(row["label"])]
        span = factor_words.value_span(
            factor, float(row["low_value"]), float(row["high_value"]), language
        )
        result = factor_words.plain_interval(asked, float(row["low"]), float(row["high"]), language)
        swing = factor_words.plain(asked, float(row["swing"]), language)
        clear = bool(row["clear"])
        return [
            Cell(span),
            Cell(result, beyond=found.extrapolated),
            Cell(swing if clear else f"{swing} ({unclear_bar(language)})", clear=clear),
            Cell(told_of(factor, language)),
        ]

    shown = found.table.head(MOST).to_dict("records")
    rows = [(factor_label(question, str(row["label"]), language), cells(row)) for row in shown]
    return Grid(heading(question, found.held, language), heads, rows, plain=True, dense=True)


def threshold_block(question: Question, found: Threshold, language: Language) -> Block:
    """Where the outcome crosses zero, how sure that is, and the outcome along the factor.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome along the factor, and where it crosses.
        language: of the words.
    """
    finding, *others, note = threshold_sentences(question, found, language)
    return Block(
        name="threshold",
        heading=language.text("page.heading.threshold"),
        sentences=[f"{finding}.", *others],
        picture=both_pictures(
            lambda: threshold_figure(question, found, language),
            lambda figure: language.text("page.alt.threshold", finding=said(figure)),
        ),
        grids=[_threshold_grid(question, found, language)],
        notes=[
            (language.text("page.sure.counted"), note),
            (language.text("page.sure.told"), told_of(found.factor, language)),
            *_leaned(question, language),
        ],
    )


def _threshold_grid(question: Question, found: Threshold, language: Language) -> Grid:
    asked = question.outcome
    heads = [
        factor_label(question, found.factor.key, language),
        language.text("threshold.column.result", unit=factor_words.unit_of(asked, language)),
        language.text(
            "threshold.column.chance", level=factor_words.amount(asked, found.level, language)
        ),
    ]
    rows = []
    for k, x in enumerate(found.values):
        low, high = float(found.lower[k]), float(found.upper[k])
        mean = factor_words.plain(asked, float(found.mean[k]), language)
        ends = chance = language.text("number.waiting")
        if enough := enough_draws(found.draws):
            ends = factor_words.plain_interval(asked, low, high, language)
            chance = language.probability(float(found.above[k]), found.draws)
        clear = enough and (low > found.level or high < found.level)
        cells = [
            Cell(mean, ends, found.extrapolated, clear=clear),
            Cell(chance, beyond=found.extrapolated),
        ]
        rows.append((factor_words.value(found.factor, float(x), language), cells))
    return Grid(heading(question, question.at, language), heads, rows)


def _leaned(question: Question, language: Language) -> list[Note]:
    """Effects of other measures that nobody knows, and prices of one's own: it leans on them."""
    notes = [
        (f"{language.text('assumption.title', measure=measure)}.", words)
        for measure, words in assumption_lines(assumed(question.ready.policies), language)
    ]
    own = own_price_lines(question.prices, language)
    return notes + ([(language.text("page.costs.own"), f"{'; '.join(own)}.")] if own else [])
