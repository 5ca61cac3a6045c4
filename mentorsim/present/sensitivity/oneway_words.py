"""What a tornado, a threshold and a map say, in sentences."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from mentorsim.language import Language
from mentorsim.present.results import interval_level
from mentorsim.present.sensitivity.factor_words import (
    amount,
    ends,
    plain,
    policy_titles,
    value,
)
from mentorsim.present.sensitivity.held_words import few_draws, if_held
from mentorsim.present.sensitivity.moved_words import moved_sentences, quoted_factor
from scenarios.comparison.intervals import enough_draws
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.maps import TwoWay
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.thresholds import Crossing, Threshold
from scenarios.sensitivity.tornado import SURE, Tornado


def tornado_finding(question: Question, found: Tornado, language: Language) -> str:
    """What moves the outcome most, in one line, and under which mechanism.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the bars of all factors.
        language: of the words.
    """
    return if_held(_longest(question, found, language), found.held, language)


def _longest(question: Question, found: Tornado, language: Language) -> str:
    clear = found.table[found.table["clear"]]
    if clear.empty:
        return language.text("tornado.finding.none", sds=language.integer(SURE))
    top = clear.iloc[0]
    low, high = sorted((float(top["low"]), float(top["high"])))
    return language.text(
        "tornado.finding",
        factor=quoted_factor(question, str(top["label"]), language),
        **ends(question.outcome, low, high, language),
    )


def unclear_bar(language: Language) -> str:
    """What is said of a bar that luck could have made."""
    return language.text("tornado.unclear", sds=language.integer(SURE))


def tornado_sentences(question: Question, found: Tornado, language: Language) -> list[str]:
    """The finding, what a bar is, and everything at once.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the bars of all factors.
        language: of the words.
    """
    asked = question.outcome
    return [
        tornado_finding(question, found, language),
        *moved_sentences(question, found.factors, language),
        language.text("tornado.note", base=amount(asked, found.base, language)),
        language.text(
            "tornado.everything" if enough_draws(found.draws) else "tornado.everything.few",
            mean=amount(asked, found.mean, language),
            **ends(asked, found.lower, found.upper, language),
            level=interval_level(language),
            draws=language.integer(found.draws),
        ),
        *few_draws(found.draws, language),
    ]


def threshold_finding(question: Question, found: Threshold, language: Language) -> str:
    """Where the outcome crosses, or that it does not, in one line.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome along the factor, and where it crosses.
        language: of the words.
    """
    if not enough_draws(found.draws):
        return if_held(_threshold_so_far(question, found, language), question.at, language)
    family = "level" if found.level else "purse" if question.outcome.kind == "purse" else "status"
    policy, against = policy_titles(question, language)
    way = found.side if not found.crossings else "up" if found.crossings[0].upwards else "down"
    at = found.crossings[0].value if found.crossings else math.nan
    said = language.text(
        f"threshold.{family}.{way}",
        policy=policy,
        against=against,
        factor=quoted_factor(question, found.factor.key, language),
        value=value(found.factor, at, language) if found.crossings else "",
        level=amount(question.outcome, found.level, language),
        first=value(found.factor, float(found.values[0]), language),
        last=value(found.factor, float(found.values[-1]), language),
    )
    return if_held(said, question.at, language)


def _threshold_so_far(question: Question, found: Threshold, language: Language) -> str:
    """Where the mean over too few draws crosses, or that it does not; no verdict."""
    at = [value(found.factor, crossing.value, language) for crossing in found.crossings[:1]]
    return language.text(
        "threshold.few.crosses" if at else "threshold.few.none",
        factor=quoted_factor(question, found.factor.key, language),
        level=amount(question.outcome, found.level, language),
        value="".join(at),
        first=value(found.factor, float(found.values[0]), language),
        last=value(found.factor, float(found.values[-1]), language),
    )


def threshold_sentences(question: Question, found: Threshold, language: Language) -> list[str]:
    """The finding, how sure it is, and what it rests on.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome along the factor, and where it crosses.
        language: of the words.
    """
    said = [threshold_finding(question, found, language)]
    said += moved_sentences(question, [found.factor], language)
    if enough_draws(found.draws):
        said += [_unsure(found, crossing, language) for crossing in found.crossings[:1]]
    said += few_draws(found.draws, language)
    if len(found.crossings) > 1:
        values = language.list_of(value(found.factor, c.value, language) for c in found.crossings)
        said.append(language.text("threshold.several", values=values))
    if not found.crossings and enough_draws(found.draws):
        said.append(
            language.text(
                "threshold.chance",
                level=amount(question.outcome, found.level, language),
                first=language.probability(float(found.above[0]), found.draws),
                last=language.probability(float(found.above[-1]), found.draws),
                low=value(found.factor, float(found.values[0]), language),
                high=value(found.factor, float(found.values[-1]), language),
            )
        )
    note = "threshold.note" if enough_draws(found.draws) else "threshold.note.few"
    said.append(language.text(note, draws=language.integer(found.draws)))
    return said


def threshold_title(question: Question, found: Threshold, language: Language) -> str:
    """The finding with the values between which it is not sure.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome along the factor, and where it crosses.
        language: of the words.
    """
    said = threshold_finding(question, found, language)
    if not found.crossings or not enough_draws(found.draws):
        return said
    which, ends = _reach(found, found.crossings[0], language)
    return language.text(f"threshold.title.{which}", finding=said, **ends)


def _unsure(found: Threshold, crossing: Crossing, language: Language) -> str:
    which, ends = _reach(found, crossing, language)
    return language.text(f"threshold.unsure.{which}", **ends)


def _reach(found: Threshold, crossing: Crossing, language: Language) -> tuple[str, dict[str, str]]:
    low, high = (
        "" if math.isnan(x) else value(found.factor, x, language)
        for x in (crossing.low, crossing.high)
    )
    which = "between" if low and high else "from" if low else "to" if high else "all"
    return which, {"low": low, "high": high}


def map_finding(question: Question, found: TwoWay, language: Language) -> str:
    """The best cell, in one line.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome over two factors.
        language: of the words.
    """
    sign = 1.0 if question.outcome.sense() else -1.0
    at = int(np.argmax(sign * found.mean))
    none = _without_difference(question, found)
    if none.ravel()[at]:
        policy, against = policy_titles(question, language)
        best = language.text(
            "map.best.none", policy=policy, against=against, share=language.percent(none.mean())
        )
    else:
        best = _cell(question, found, at, "map.best", language)
    return if_held(best, question.at, language)


def _without_difference(question: Question, found: TwoWay) -> npt.NDArray[np.bool_]:
    """Cells of which nothing is left in the decimals shown, neither mean nor interval."""
    asked, nothing = question.outcome, plain(question.outcome, 0.0, Language("en"))
    ends = np.stack([found.mean, found.lower, found.upper], axis=-1)
    shown = [
        all(plain(asked, float(abs(x)), Language("en")) == nothing for x in cell)
        for cell in ends.reshape(-1, 3)
    ]
    return np.array(shown).reshape(found.mean.shape)


def _cell(question: Question, found: TwoWay, at: int, key: str, language: Language) -> str:
    i, j = np.unravel_index(at, found.mean.shape)
    low, high = float(found.lower[i, j]), float(found.upper[i, j])

    def place(factor: Factor, x: float) -> str:
        name = quoted_factor(question, factor.key, language)
        return language.text("map.at", factor=name, value=value(factor, x, language))

    return language.text(
        key if enough_draws(found.draws) else f"{key}.few",
        x=place(found.across, float(found.x[i])),
        y=place(found.up, float(found.y[j])),
        amount=amount(question.outcome, float(found.mean[i, j]), language),
        low=plain(question.outcome, low, language),
        high=plain(question.outcome, high, language),
        level=interval_level(language),
    )


def map_sentences(question: Question, found: TwoWay, language: Language) -> list[str]:
    """The finding, the sign over the map, and what it rests on.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the outcome over two factors.
        language: of the words.
    """
    above = float((found.mean > 0).mean())
    key = "above" if above == 1.0 else "below" if above == 0.0 else "mixed"
    sign = 1.0 if question.outcome.sense() else -1.0
    worst = int(np.argmin(sign * found.mean))
    return [
        map_finding(question, found, language),
        *moved_sentences(question, [found.across, found.up], language),
        _cell(question, found, worst, "map.worst", language),
        language.text(f"map.{key}", share=language.percent(above)),
        *(
            few_draws(found.draws, language)
            or [language.text("map.sure", share=language.percent(float(found.sure.mean())))]
        ),
        language.text("map.note", draws=language.integer(found.draws)),
    ]
