"""What a sensitivity analysis says, in sentences: the finding, and how far it can be trusted."""

from __future__ import annotations

import math

import numpy as np

from mentorsim.language import Language
from mentorsim.present.sensitivity.factor_words import amount, ends, plain, quoted_label, unit_of
from mentorsim.present.sensitivity.held_words import if_held
from mentorsim.present.sensitivity.moved_words import moved_sentences, quoted_factor
from scenarios.comparison.intervals import percentiles
from scenarios.sensitivity.held import held_over
from scenarios.sensitivity.indices import MATTERS, NOT_TOLD, NOTHING, UNKNOWN, UNTELLABLE
from scenarios.sensitivity.methods import GIVEN, MORRIS, POSTERIOR, SHAPLEY, SOBOL
from scenarios.sensitivity.noise import Noise
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.sensitivity import Sensitivity
from scenarios.sensitivity.setting import sensitivity_setting

#: Methods whose numbers are shares of the variance.
SHARES = (SOBOL, "rbd_fast", SHAPLEY)
#: Factors that a sentence names.
NAMED = 5


def finding(question: Question, found: Sensitivity, language: Language) -> str:
    """What matters most, in one line, and under which mechanism if that is held.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the indices of all factors.
        language: of the words.
    """
    return if_held(_most(question, found, language), held_by(question, found), language)


def held_by(question: Question, found: Sensitivity) -> dict[str, float]:
    """What stands still in a result."""
    return held_over(question, found.factors, found.over)


def _most(question: Question, found: Sensitivity, language: Language) -> str:
    table = found.indices.table
    top = table.iloc[0]
    if top["verdict"] in UNKNOWN:
        which = "untellable" if top["verdict"] == UNTELLABLE else "none"
        return language.text(f"sensitivity.finding.{which}", sds=sure_sds(language))
    factor = quoted_factor(question, str(top["label"]), language)
    index = float(top["index"])
    if found.method == MORRIS:
        if found.on_ranks:
            share = language.percent(index)
            return language.text("sensitivity.finding.morris.ranks", factor=factor, share=share)
        said = amount(question.outcome, index, language)
        return language.text("sensitivity.finding.morris", factor=factor, amount=said)
    if found.method in SHARES:
        return language.text(
            f"sensitivity.finding.{found.method}",
            factor=factor,
            share=language.percent(index),
            interval=share_interval(float(top["low"]), float(top["high"]), language),
        )
    return language.text(
        f"sensitivity.finding.{found.method}",
        factor=factor,
        number=language.number(index, 2),
        interval=language.interval(float(top["low"]), float(top["high"]), 2),
        floor=language.number(found.indices.floor, 2),
    )


def sure_sds(language: Language) -> str:
    """Standard errors from which an index is told from chance."""
    return language.integer(sensitivity_setting().dummy_sds.value)


def verdict_words(verdict: str, language: Language) -> str:
    """What is said of a factor, in few words."""
    return language.text(f"sensitivity.verdict.{verdict}", sds=sure_sds(language))


def share_interval(low: float, high: float, language: Language) -> str:
    """From a share to a share, in per cent.

    Args:
        low: share at the lower end, from 0 to 1.
        high: share at the upper end, from 0 to 1.
        language: of the words.
    """
    return language.text("number.interval", low=language.percent(low), high=language.percent(high))


def sentences(question: Question, found: Sensitivity, language: Language) -> list[str]:
    """What varied, what matters, and whether the sample and the noise allow to say so.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the indices of all factors.
        language: of the words.
    """
    said = [language.text(f"sensitivity.over.{found.over}"), *_range(question, found, language)]
    said += moved_sentences(question, found.factors, language)
    table = found.indices.table
    matter = [str(x) for x in table[table["verdict"] == MATTERS]["label"]]
    if matter:
        names = language.list_of(quoted_factor(question, x, language) for x in matter[:NAMED])
        said.append(language.text("sensitivity.matter", factors=names))
    if found.method == MORRIS:
        said.append(language.text("sensitivity.tested.morris", sds=sure_sds(language)))
    said += [*_unknown(found, language), *_explained(found, language)]
    said += [
        *sample_sentences(found, language),
        *noise_sentences(found.noise, found.method, language),
    ]
    return [*said, *_held(found, language)]


def _unknown(found: Sensitivity, language: Language) -> list[str]:
    """Of how many factors nothing is known, and why."""
    table, setting = found.indices.table, sensitivity_setting()
    total = language.integer(len(table))
    counts = {verdict: int((table["verdict"] == verdict).sum()) for verdict in UNKNOWN}
    said = []
    if counts[NOT_TOLD]:
        said.append(
            language.text(
                "sensitivity.indistinct",
                count=language.integer(counts[NOT_TOLD]),
                total=total,
                sds=sure_sds(language),
            )
        )
        above = int(((table["verdict"] == NOT_TOLD) & (table["low"] > 0)).sum())
        # Distances lie above zero whatever a factor does.
        if above and found.method in (*SHARES, MORRIS):
            count = language.integer(above)
            said.append(language.text("sensitivity.indistinct.above", count=count, total=total))
    if counts[NOTHING]:
        count = language.integer(counts[NOTHING])
        said.append(language.text("sensitivity.nothing", count=count, total=total))
    if counts[UNTELLABLE]:
        shares = found.method in SHARES
        low, high = found.indices.floor, found.indices.ceiling
        left = 1 - max(0.0, found.noise.share) - found.explained
        said.append(
            language.text(
                f"sensitivity.untellable.{'shapley' if found.method == SHAPLEY else 'given'}",
                count=language.integer(counts[UNTELLABLE]),
                total=total,
                ceiling=language.percent(high) if shares else language.number(high, 2),
                floor=language.percent(low) if shares else language.number(low, 2),
                left=language.percent(left),
                limit=language.percent(setting.unseen_limit.value),
            )
        )
    return said


def _explained(found: Sensitivity, language: Language) -> list[str]:
    """How much of the variance is explained, and of runs that were left out."""
    if not math.isfinite(found.explained):
        return []
    way = "trees" if found.indices.trees else found.method
    share = language.percent(max(0.0, found.explained))
    said = [language.text(f"sensitivity.explained.{way}", share=share)]
    if found.indices.trees:
        share = language.percent(max(0.0, found.indices.held_out))
        said.append(language.text("sensitivity.held_out", share=share))
    return said


def _range(question: Question, found: Sensitivity, language: Language) -> list[str]:
    y = found.outcome
    finite = y[np.isfinite(y)]
    if len(finite) < len(y):
        share = language.percent(1 - len(finite) / len(y))
        said = [language.text("sensitivity.without_gain", share=share)]
    else:
        low, high = percentiles(y)
        said = [
            language.text(
                "sensitivity.range",
                mean=amount(question.outcome, float(y.mean()), language),
                **ends(question.outcome, float(low), float(high), language),
            )
        ]
    return [*said, language.text("sensitivity.ranks")] if found.on_ranks else said


def _held(found: Sensitivity, language: Language) -> list[str]:
    """Whether what is not listed varies, or is held, and that the estimate is no middle."""
    if found.over == POSTERIOR:
        return [language.text("sensitivity.free")]
    said = [language.text("sensitivity.held")]
    if found.screen is not None:
        said = [
            language.text(
                "sensitivity.screen",
                all=language.integer(len(found.screen.indices.table)),
                kept=language.integer(len(found.screen.kept)),
                share=language.percent(found.screen.left_out),
            )
        ]
    return [*said, language.text("held.estimate")]


def sample_sentences(found: Sensitivity, language: Language) -> list[str]:
    """Whether the sample was large enough."""
    c, setting = found.convergence, sensitivity_setting()
    shown = {
        "width": language.percent(c.widest),
        "limit": language.percent(setting.interval_limit.value),
    }
    if c.enough:
        return [
            language.text(
                "sensitivity.sample.enough", change=language.percent(c.change, 1), **shown
            )
        ]
    said = []
    if c.widest > setting.interval_limit.value:
        factor = quoted_label(c.widest_label, language)
        said.append(language.text("sensitivity.sample.wide", factor=factor, **shown))
    if not math.isfinite(c.change):
        said.append(language.text("sensitivity.sample.unknown"))
    elif c.change > setting.change_limit.value:
        said.append(
            language.text(
                "sensitivity.sample.moved",
                factor=quoted_label(c.change_label, language),
                change=language.percent(c.change),
                limit=language.percent(setting.change_limit.value),
            )
        )
    if math.isfinite(c.change):
        said.append(language.text(f"sensitivity.sample.{'same' if c.same else 'other'}"))
    if found.over != POSTERIOR:
        # Digits without separators: they are to be typed.
        said.append(language.text("sensitivity.sample.more", samples=str(2 * found.samples)))
    return said


def noise_sentences(noise: Noise, method: str, language: Language) -> list[str]:
    """How much of the variance is luck.

    Args:
        noise: the share of the variance that is luck, with its error.
        method: of the analysis, by name.
        language: of the words.
    """
    limit = sensitivity_setting().noise_limit.value
    said = [
        language.text(
            "sensitivity.noise.given" if method in GIVEN else "sensitivity.noise",
            share=language.percent(max(0.0, noise.share), 1),
            error=language.percent(noise.error, 1),
            rows=language.integer(noise.rows),
            seeds=language.integer(noise.seeds),
        )
    ]
    if noise.share > limit:
        said.append(language.text("sensitivity.noise.large", limit=language.percent(limit)))
    return said


def index_heading(question: Question, found: Sensitivity, language: Language) -> str:
    """What an index is, with its unit.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the indices of all factors.
        language: of the words.
    """
    if found.method == MORRIS:
        unit = "%" if found.on_ranks else unit_of(question.outcome, language)
        return language.text("sensitivity.column.index.morris", unit=unit)
    return language.text(f"sensitivity.column.index.{found.method}")


def index_text(found: Sensitivity, question: Question, x: float, language: Language) -> str:
    """An index as it is written: a share, a distance, or an amount of the outcome.

    Args:
        found: the indices of all factors.
        question: what the analysis asks: policies, outcome, week and people.
        x: the index, in the unit of the method.
        language: of the words.
    """
    if found.method in SHARES or (found.method == MORRIS and found.on_ranks):
        return language.percent(x, 1)
    if found.method == MORRIS:
        asked = question.outcome
        return plain(asked, x, language) if asked.priced else language.number(x, 2)
    return language.number(x, 2)
